"""Judging a document: each formula to its judge, each verdict to a line of the report."""

from __future__ import annotations

import re
from fractions import Fraction

from symconv.errors import ProblemError, SymconvError
from symconv.model.operations import OPERATIONS
from symconv.model.problem import Problem
from symconv.read import syntax as s
from symconv.read.channels import channelled
from symconv.read.document import Document, read_document
from symconv.read.resolve import resolve
from symconv.verify.added_blocks import judge_sum
from symconv.verify.blocks import stated_blocks
from symconv.verify.chain_rule import summed_gradient
from symconv.verify.conditions import is_condition
from symconv.verify.data import given_data, learn
from symconv.verify.described import found_words
from symconv.verify.diagnose import Found
from symconv.verify.expand import TooLarge, Unbound
from symconv.verify.extension import judge_extension
from symconv.verify.filters import Filters
from symconv.verify.follows import Known, defined_elsewhere, definitions_in, follows, names_array
from symconv.verify.gather import EQUALS, Equation, Given, equation, given, parameters
from symconv.verify.gradient_law import asked_near, judge_gradient
from symconv.verify.indexed import Exact, NotTerms
from symconv.verify.infer import Evidence
from symconv.verify.inferred import inferred_equation
from symconv.verify.judged import Judged, hole, unread
from symconv.verify.law import Law
from symconv.verify.matrices import equations_of, judge_band
from symconv.verify.named_totals import judge_totals
from symconv.verify.nearby import Spoken, outputs_near
from symconv.verify.outputs import output_table
from symconv.verify.polynomials import MAX_JUDGED, circles_of, judge_polynomials, known_polynomials
from symconv.verify.polynomials import Known as Polynomials
from symconv.verify.problem_law import laws_of
from symconv.verify.product_table import judge_table
from symconv.verify.products import Block, Sequences, blocks_of, judge_product
from symconv.verify.ranges import judge_conditions
from symconv.verify.report import FileReport, Finding, Ignored, Line, Place, overall
from symconv.verify.results import Results, of_two_others
from symconv.verify.rows import judge_rows
from symconv.verify.sides import NO_LAW, equal_sides, worked_indices
from symconv.verify.single import judge_letters, judge_single
from symconv.verify.spelling import lettered, ranks_of, shared, spelled
from symconv.verify.stated import stated_equation
from symconv.verify.statements import entry_value, existence
from symconv.verify.written import Side, side

OWN_TEXT = re.compile(r"(?:conv|xcorr|correlate|transposed) image=\S.* ?kernel=\S.*\n\n[A-Z].*\.\n")


ANY_OPERATION = "any"


def judge_text(
    text: str, kind: str, name: str = "", problem: Problem | None = None
) -> FileReport:
    """Judge all formulas of a text of a kind (tex, md, rst, ipynb, txt).

    ``problem`` holds where the text states none. Never raises for any text.
    """
    if kind == "txt" and OWN_TEXT.match(text):
        why = (
            "This is what 'symconv derive --to text' writes for a terminal; "
            "verify the .tex or the .md form of it."
        )
        return FileReport(name, "unread", "symconv's own text", "stated", (), (), (why,), text)
    document = read_document(text, kind)
    lines = dict.fromkeys(formula.problem for formula in document.formulas)
    ranks = ranks_of(lines, problem)
    return _Bench(channelled(resolve(document, ranks), ranks), name, problem).report()


def judge_under(text: str, kind: str, name: str, line: str) -> FileReport:
    """Judge a text under a problem line, which may be empty, or say ``any image=7x7 …``.

    ``any`` leaves the operation open: all are tried, and the one that the text obeys best
    is taken. Raises ProblemError for a line that states no problem.
    """
    word, _, rest = line.partition(" ")
    if word != ANY_OPERATION:
        return judge_text(text, kind, name, Problem.parse(line) if line else None)
    reports = [
        judge_text(text, kind, name, Problem.parse(f"{operation.name} {rest}"))
        for operation in OPERATIONS
    ]
    order = ("proved", "undecided", "unread", "refuted")
    return min(
        reports,
        key=lambda report: (
            order.index(report.verdict),
            sum(line.verdict == "refuted" for line in report.lines),
            sum(len(line.findings) for line in report.lines),
        ),
    )


class _Bench:
    def __init__(self, document: Document, name: str, problem: Problem | None) -> None:
        self.document = document
        self.text = document.text
        self.name = name
        self.asked = problem
        self.lines: list[Line] = []
        self.ignored: list[Ignored] = []
        self.notes: list[str] = []
        self.problems: dict[str, Problem | None] = {}
        self.laws: dict[str, list[Law]] = {}
        self.here: list[dict[str, int]] = []  # outputs near the chain that is judged
        self.context_outputs: list[list[dict[str, int]]] = []
        self.known: dict[str, Known] = {}
        self.givens: list[Given] = []
        self.grids: dict[str, s.Node] = {}
        self.blocks: dict[str, Block] = {}
        self.results = Results([])
        self.filters = Filters([])
        self.polynomials: Polynomials = {}
        self.unfolded = [MAX_JUDGED]

    # -- the report ---------------------------------------------------------------------

    def report(self) -> FileReport:
        for piece in self.document.unread:
            self._line(Judged(piece.span, "unread", piece.reason))
        spoken = self._spoken()
        free = [one.chain for one in spoken if one.problem is None]
        equations = [found for chain in free if (found := equation(chain)) is not None]
        self.by_chain = {id(found.chain): found for found in equations}
        self.by_rows = {id(chain): rows for chain in free if (rows := equations_of(chain))}
        equations += [found for rows in self.by_rows.values() for found in rows]
        givens = [one for chain in free if (one := given(chain)) is not None]
        self.givens = givens
        self.blocks = blocks_of(givens)
        self.grids = {one.name: one.chain.sides[1] for one in givens}
        self.results = Results(equations)
        self.filters = Filters(equations)
        self.sequences = Sequences(givens, equations)
        evidence = Evidence(equations, givens, parameters(equations), self.text)
        self.context_outputs = outputs_near(spoken)
        self.known = definitions_in(free)
        self.polynomials = known_polynomials([one.chain for one in spoken])
        place = 0
        while place < len(spoken):
            try:
                place += self._judge(spoken, place, evidence)
            except (Unbound, TooLarge, NotTerms) as error:
                why = "a letter in an index is not explained"
                if isinstance(error, TooLarge):
                    why = "writing its sums out would take too long"
                span = spoken[place].chain.span
                self._line(Judged(span, "undecided", f"This is not checked: {why}."))
                place += 1
        for formula in self.document.formulas:
            for repair in formula.repairs:
                where = self._place(repair.span)
                self.notes.append(
                    f"line {where.line}: read '{repair.found}' as '{repair.read_as}'"
                )
        return self._finished(evidence)

    def _finished(self, evidence: Evidence) -> FileReport:
        verdict = overall(line.verdict for line in self.lines)
        stated = [str(problem) for problem in self.problems.values() if problem is not None]
        if stated:
            words, source = stated[0], "stated"
        else:
            words, source = found_words(evidence)
        lines = sorted(self.lines, key=lambda line: (line.place.line, line.place.column))
        return FileReport(
            self.name, verdict, words, source, tuple(lines), tuple(self.ignored),
            tuple(self.notes), self.text,
        )  # fmt: skip

    def _spoken(self) -> list[Spoken]:
        found = []
        for formula in self.document.formulas:
            if formula.ignored:
                continue
            problem = self._problem(formula.problem, formula.span)
            words = frozenset() if problem is None else shared(problem)
            found += [Spoken(lettered(chain, words), problem) for chain in formula.chains]
        return found

    def _problem(self, line: str, span: s.Span) -> Problem | None:
        if not line:
            if self.asked is not None:
                self.problems.setdefault("", self.asked)
            return self.asked
        if line not in self.problems:
            try:
                if "file:" in line:
                    raise ProblemError("a text that is checked cannot name files to read")
                self.problems[line] = Problem.parse(line).placed(None)
            except SymconvError as error:
                self.problems[line] = None
                self._line(Judged(span, "unread", f"The stated problem is not understood: {error}"))
        return self.problems[line]

    def _laws(self, problem: Problem) -> list[Law]:
        key = str(problem)
        if key not in self.laws:
            self.laws[key] = laws_of(problem)
        return self.laws[key]

    def _place(self, span: s.Span) -> Place:
        last = max(span[1], span[0] + 1)
        end_line, end_column = self.document.place(last - 1)
        return Place(*self.document.place(span[0]), end_line, end_column + 1)

    def _line(self, judged: Judged) -> None:
        findings = tuple(
            Finding(
                self._place(one.span), one.kind, one.found, one.expected, one.consistent_with,
                one.message,
            )
            for one in judged.found
        )  # fmt: skip
        self.lines.append(Line(self._place(judged.span), judged.verdict, judged.says, findings))

    def _ignore(self, span: s.Span, why: str) -> None:
        self.ignored.append(Ignored(self._place(span), why))

    # -- one chain ------------------------------------------------------------------------

    def _judge(self, spoken: list[Spoken], place: int, evidence: Evidence) -> int:
        """Judge the chain at ``place``; returns how many chains were judged with it."""
        chain, problem = spoken[place]
        self.here = self.context_outputs[place]
        laws = self._laws(problem) if problem is not None else []
        law = laws[0] if laws else None
        if not chain.sides:
            return 1
        if is_condition(chain):
            return self._conditions(spoken, place, law)
        claim = existence(chain, law, self.text)
        if claim is not None:
            self._line(claim)
            return 1
        holes = [h for node in chain.sides if (h := unread(node)) is not None]
        if len(chain.sides) <= 2 and isinstance(chain.sides[-1], s.Matrix) and not holes:
            band = judge_band(chain.sides[-1], self.text)
            if band is not None:
                self._line(band)
                return 1
        single = judge_single(chain, self.text)
        if single is not None:
            for verdict in single:
                self._line(verdict)
            return 1
        letters = judge_letters(chain, self.grids, self.text)
        if letters is not None:
            self._line(letters)
            return 1
        whole = judge_sum(chain, self.text) or judge_product(chain, self.text, self.blocks)
        if whole is not None:
            self._line(whole)
            return 1
        multiplied = judge_polynomials(
            chain, self.polynomials, circles_of(problem), self.text, self.unfolded
        )
        if multiplied is not None:
            for verdict in multiplied:
                self._line(verdict)
            return 1
        if id(chain) in self.by_rows:
            self._rows(chain, evidence)
            return 1
        table = judge_table(chain, self.text)
        if table is not None:
            self._line(table)
            return 1
        if not chain.relations:
            if holes:
                self._line(hole(holes[0], self.text))
            else:
                self._ignore(chain.span, "it states nothing")
            return 1
        tables = output_table(chain, laws, self.text) if laws else None
        if tables is not None:
            for verdict in tables:
                self._line(verdict)
            return 1
        one = given(chain)
        if one is not None and not holes:
            listed = None
            if law is None:
                listed = self.results.listed(one, self.text)
                listed = listed or of_two_others(one, self.givens, self.text)
            self._line(listed or given_data(one, law, self.text))
            for each in laws:
                learn(one, each)
            return 1
        blocks = stated_blocks(chain, laws, self.text) if law is not None else None
        if blocks is not None:
            for verdict in blocks:
                self._line(verdict)
            return 1
        if law is not None and self._stated(chain, laws):
            return 1
        indices = worked_indices(chain, self.text) if law is None else None
        if indices is not None:
            for verdict in indices:
                self._line(verdict)
            return 1
        found = self.by_chain.get(id(chain))
        if law is None and found is not None and not isinstance(chain.sides[0], s.Unread):
            self._inferred(chain, found, evidence)
            return 1
        self._other(chain, law, holes, evidence)
        return 1

    def _conditions(self, spoken: list[Spoken], place: int, law: Law | None) -> int:
        count = 1
        while (
            place + count < len(spoken)
            and is_condition(spoken[place + count].chain)
            and spoken[place + count].chain.link
            and spoken[place + count].problem is spoken[place].problem
        ):
            count += 1
        chains = [one.chain for one in spoken[place : place + count]]
        outputs = self.context_outputs[place]
        backward = asked_near(spoken, place)
        if backward is not None:
            law, outputs = backward
        judged = judge_conditions(chains, law, outputs, self.text)
        if judged is None:
            self._ignore((chains[0].span[0], chains[-1].span[1]), "it is a condition about letters")
        for one in judged or ():
            self._line(one)
        return count

    def _stated(self, chain: s.Chain, laws: list[Law]) -> bool:
        """Judge a chain under a stated problem; False where it is not about its arrays."""
        law = laws[0]
        signs = [relation.sign for relation in chain.relations]
        rough = frozenset(place for place, sign in enumerate(signs) if sign == "~")
        if any(sign not in EQUALS and sign != "~" for sign in signs):
            return False
        chain = chain._replace(relations=tuple(r._replace(sign="=") for r in chain.relations))
        gradients = judge_gradient(chain, laws, self.text)
        if gradients is not None:
            for one in gradients:
                self._line(one)
            return True
        head = chain.sides[0]
        if isinstance(head, s.Access) and head.name == law.output:
            found = equation(chain)
            if found is None:
                return False
            for one in stated_equation(found, laws, self.text, rough):
                self._line(one)
            return True
        extension = judge_extension(chain, laws, self.text)
        if extension is not None:
            self._line(extension)
            return True
        values = entry_value(chain, law, self.text)
        if values is not None:
            for one in values:
                self._line(one)
            return True
        return False

    def _inferred(self, chain: s.Chain, found: Equation, evidence: Evidence) -> None:
        judged = inferred_equation(found, evidence, self.text)
        expected = self.sequences.expected.get((found.left.name, *(found.at or ())))  # type: ignore[arg-type]
        if expected is not None and all(one.verdict != "refuted" for one in judged):
            judged[-1] = self._expected(found, judged[-1], expected)
        again = self.results.conflict(found, self.text)
        if again is not None and all(one.verdict != "refuted" for one in judged):
            judged[-1] = Judged(judged[-1].span, "refuted", again.message, (again,))
        for place, one in enumerate(judged):
            written = found.sides[place] if place < len(found.sides) else None
            faults = None
            if one.verdict == "undecided" and written is not None:
                faults = self.filters.faults(found, written, self.text)
            if faults is not None:
                verdict, says = "proved", "All lines weigh the array alike."
                if faults:
                    verdict, says = "refuted", "It differs from the other lines."
                self._line(Judged(one.span, verdict, says, tuple(faults)))
            elif len(judged) != len(chain.sides) - 1:
                self._line(one)
            elif one.verdict == "undecided":
                self._line(self._followed(chain, place, one))
            elif one.verdict == "proved" and defined_elsewhere(chain, place, self.known):
                doubt = "It is a sound formula, but it does not follow from the definitions."
                self._line(self._followed(chain, place, Judged(one.span, "undecided", doubt)))
            else:
                self._line(one)

    def _followed(self, chain: s.Chain, place: int, judged: Judged) -> Judged:
        """The verdict on a side, or that it follows from the text's definitions."""
        if judged.verdict == "undecided" and names_array(chain, self.known):
            return Judged(judged.span, "proved", "This names an array made from others.")
        if not follows(chain, place, self.known):
            return judged
        return Judged(judged.span, "proved", "It follows from the definitions.")

    def _expected(self, found: Equation, last: Judged, expected: Exact) -> Judged:
        """The total of an output beside what two given sequences make it."""
        written = found.sides[-1]
        assert written is not None
        total = sum((Fraction(term.coefficient) for term in written.terms), start=Fraction(0))
        if total == expected:
            return last
        word = self.text[slice(*written.span)]
        fault = Found(written.span, "arithmetic", word, str(expected),
                      f"With the given values this is {expected}.")  # fmt: skip
        return Judged(last.span, "refuted", "The given values make another total.", (fault,))

    def _rows(self, chain: s.Chain, evidence: Evidence) -> None:
        """A product of matrices: as right as the sums that its rows stand for."""
        judged = [
            one
            for found in self.by_rows[id(chain)]
            for one in inferred_equation(found, evidence, self.text)
        ]
        verdict = overall(one.verdict for one in judged)
        faults = tuple(fault for one in judged for fault in one.found)
        says = next((one.says for one in judged if one.verdict == verdict), "")
        self._line(Judged(chain.span, verdict, says, faults))

    def _other(
        self, chain: s.Chain, law: Law | None, holes: list[s.Unread], evidence: Evidence
    ) -> None:
        """A chain about no single output: rows of a table, sums of numbers, array-level text."""
        if any(relation.sign not in EQUALS for relation in chain.relations):
            if holes:
                self._line(hole(holes[0], self.text))
            else:
                self._ignore(chain.span, "its relation is not checked")
            return
        sides: list[Side | None] = []
        for node in chain.sides:
            try:
                sides.append(side(node) if law is None else spelled(side(node), law))
            except NotTerms:
                sides.append(None)
        totals = judge_totals(chain, sides, evidence, self.text) if law is None else None
        if totals is not None:
            for each in totals:
                self._line(each)
            return
        relevant = any(
            factor.indices is not None
            for one in sides
            if one is not None
            for term in one.terms
            for factor in term.factors
        )
        numeric = [one is not None and one.numeric for one in sides]
        if not relevant and not all(numeric):
            if holes:
                self._line(hole(holes[0], self.text))
            elif sum(numeric) >= 2:
                self._compare(chain, sides, law)
            else:
                self._ignore(chain.span, "it is no sum of products of elements")
            return
        symbol = isinstance(chain.sides[0], (s.Derivative, s.Name))
        if law is None and symbol and sides[1] is not None:
            self._symbol(chain, sides, evidence)
            return
        self._compare(chain, sides, law)

    def _symbol(self, chain: s.Chain, sides: list[Side | None], evidence: Evidence) -> None:
        """A single symbol and what it is: a gradient that sums, or something not checked."""
        assert sides[1] is not None
        span = (chain.sides[0].span[0], chain.sides[1].span[1])
        summed = summed_gradient(sides[1], evidence, span, self.text)
        if summed is None:
            self._ignore(chain.span, "what this symbol stands for is not checked")
            return
        self._line(summed)

    def _compare(self, chain: s.Chain, sides: list[Side | None], law: Law | None) -> None:
        if law is None:
            judged = equal_sides(chain, sides, NO_LAW, self.text)
            if len(judged) == len(chain.sides) - 1:
                judged = [self._followed(chain, n, one) for n, one in enumerate(judged)]
        else:
            outputs = [tuple(place.values()) for place in self.here]
            judged = judge_rows(chain, sides, law, outputs, self.text)
        for one in judged:
            self._line(one)
