r"""Tables of products: an entry of one array beside each row, of the other above each column.

The cells of ``h[k]`` beside a row and ``x[i]`` above a column must be ``x[i]h[k]``, or their
numbers multiplied; the outputs are the sums along the diagonals. If most cells are right,
the others are wrong.
"""

from __future__ import annotations

from symconv.read import syntax as s
from symconv.verify.diagnose import Found
from symconv.verify.expand import TooLarge, Unbound, expand
from symconv.verify.indexed import NotTerms, number
from symconv.verify.judged import Judged
from symconv.verify.law import Polynomial, access
from symconv.verify.sides import NO_LAW
from symconv.verify.written import side

MAX_CELLS = 400


def judge_table(chain: s.Chain, text: str) -> Judged | None:
    """Judge a table of products that stands alone; None for anything else."""
    node = chain.sides[0]
    if chain.relations or not isinstance(node, s.Matrix) or len(node.rows) < 2:
        return None
    width = len(node.rows[0])
    if width < 2 or width * len(node.rows) > MAX_CELLS:
        return None
    if any(len(row) != width for row in node.rows):
        return None
    if number(node.rows[0][0]) is not None:
        return None
    above = [_value(cell) for cell in node.rows[0][1:]]
    beside = [_value(row[0]) for row in node.rows[1:]]
    known = [one for one in (*above, *beside) if one is not None]
    if len(known) < len(above) + len(beside) or any(len(one) > 1 for one in known):
        return None
    faults = []
    count = 0
    for row, left in zip(node.rows[1:], beside):
        for cell, top in zip(row[1:], above):
            assert left is not None
            assert top is not None
            value = _value(cell)
            if value is None:
                return None
            count += 1
            wanted = _times(left, top)
            if value != wanted:
                word = text[slice(*cell.span)]
                faults.append(Found(cell.span, "wrong-entry", word, _words(wanted),
                                    f"Here stands {_words(wanted)}."))  # fmt: skip
    if len(faults) * 10 > count * 4 or count < 2:
        return None
    if faults:
        return Judged(node.span, "refuted", "A product in the table is wrong.", tuple(faults))
    return Judged(node.span, "proved", "Every cell is the product of its row and its column.")


def _value(node: s.Node) -> Polynomial | None:
    if isinstance(node, (s.Blank, s.Unread)):
        return None
    try:
        written = side(node)
        return None if written.dots else expand(written, NO_LAW, {}, outside=True)
    except (NotTerms, Unbound, TooLarge):
        return None


def _times(left: Polynomial, right: Polynomial) -> Polynomial:
    return {
        tuple(sorted((*one, *other), key=repr)): value * more
        for one, value in left.items()
        for other, more in right.items()
    }


def _words(value: Polynomial) -> str:
    if not value:
        return "0"
    ((factors, coefficient),) = value.items()
    words = [name if cell is None else access((name, cell)) for name, cell in factors]
    if coefficient != 1 or not words:
        words.insert(0, str(coefficient))
    return "·".join(words)
