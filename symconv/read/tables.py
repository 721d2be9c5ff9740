r"""Tables of values: matrices, arrays, and values given by cases.

To read another environment as a value, add it to ``pairs.TABLES`` and, if it has
brackets of its own, to ``_FENCES``.
"""

from __future__ import annotations

from symconv.read.groups import Groups
from symconv.read.lexer import Token
from symconv.read.syntax import Blank, Case, Cases, Matrix, Node, Remark

_FENCES = {"bmatrix": "[", "pmatrix": "(", "vmatrix": "|", "Vmatrix": "|", "Bmatrix": "{"}


class Tables(Groups):
    """Reads environments that hold values."""

    __slots__ = ()

    def table(self) -> Node:
        """A matrix, an array of values, or cases."""
        tokens = self.tokens
        _, name, start, _ = tokens[self.place]
        rows = self._cells()
        span = (start, tokens[self.place - 1][3])
        base = name.rstrip("*")
        if base.endswith("cases") or (base == "array" and any(map(_stated, rows))):
            return Cases(tuple([self._case(row, span) for row in rows]), span)
        found: list[tuple[Node, ...]] = []
        origin: tuple[int, int] | None = None
        for row in rows:
            line: list[Node] = []
            for cell in row:
                if not cell:
                    line.append(Blank(span))
                    continue
                fork = self.fork(cell)
                line.append(fork.whole())
                if fork.marked and origin is None:
                    origin = (len(found), len(line) - 1)
            found.append(tuple(line))
        return Matrix(tuple(found), _FENCES.get(base, ""), span, origin)

    def _cells(self) -> list[list[list[Token]]]:
        """The tokens of each cell of each row; the cursor goes behind the ``\\end``."""
        tokens = self.tokens
        self.place += 1
        rows: list[list[list[Token]]] = []
        row: list[list[Token]] = []
        first = self.place
        depth = 0
        while True:
            kind = tokens[self.place][0]
            if kind == "$":
                raise self.stop("an environment is never ended")
            if depth == 0 and kind in "&RE":
                row.append(tokens[first : self.place])
                first = self.place + 1
                if kind != "&":
                    if any(row):
                        rows.append(row)
                    row = []
                if kind == "E":
                    self.place += 1
                    return rows
            elif kind in "B{":
                depth += 1
            elif kind in "E}":
                depth -= 1
            self.place += 1

    def _case(self, row: list[list[Token]], span: tuple[int, int]) -> Case:
        """One row of cases: a value, and when it holds."""
        cell, rest = row[0], [token for part in row[1:] for token in part]
        if not rest:
            for place, token in enumerate(cell):
                if token[0] in "TQ" or (token[0] == "," and place):
                    cell, rest = cell[:place], cell[place:]
                    break
        while cell and cell[-1][0] in ",;Q":
            cell = cell[:-1]
        if cell:
            span = (cell[0][2], (rest or cell)[-1][3])
            value = self.fork(cell).whole()
        else:
            value = Blank(span)
        remarks: list[Remark] = []
        chains = self.chains(rest) if rest else ()
        for chain in chains:
            remarks += chain.remarks
        kept = tuple(chain._replace(remarks=()) for chain in chains if chain.sides)
        return Case(value, kept, tuple(remarks), span)


def _stated(row: list[list[Token]]) -> bool:
    """Whether a later cell of the row holds a relation or words."""
    return any(token[0] in "=T" for cell in row[1:] for token in cell)
