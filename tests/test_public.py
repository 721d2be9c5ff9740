"""The public face: its names, its values as SymPy, its imports, and its examples."""

from __future__ import annotations

import ast
import copy
import doctest
import inspect
import json
import pickle
import subprocess
import sys
from collections import Counter
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any, cast

import numpy
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import BOUNDARIES, OPERATIONS, Case, cases, inside

import symconv
import symconv.render
from symconv import errors

ROOT = Path(symconv.__file__).parent
FILES = sorted(path.relative_to(ROOT.parent) for path in ROOT.rglob("*.py"))
MODULES = [
    ".".join(path.with_suffix("").parts).removesuffix(".__init__")
    for path in FILES
    if path.name != "__main__.py"
]


def test_the_public_names_are_sorted_and_each_is_there() -> None:
    assert symconv.__all__ == sorted(symconv.__all__)
    assert dir(symconv) == symconv.__all__
    for name in symconv.__all__:
        assert getattr(symconv, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        symconv.nothing  # noqa: B018


def test_the_errors_form_the_tree_that_their_module_draws() -> None:
    assert errors.__doc__ is not None
    drawn = [line.split()[0:2] for line in errors.__doc__.splitlines() if "Error  " in line]
    names = [next(word for word in words if word.endswith("Error")) for words in drawn]
    classes = {name: kind for name, kind in vars(errors).items() if inspect.isclass(kind)}
    assert sorted(names) == sorted(classes)
    assert names[0] == "SymconvError"
    for name in names:
        assert issubclass(classes[name], symconv.SymconvError)
        assert classes[name].__doc__
        assert getattr(symconv, name) is classes[name]
    assert issubclass(symconv.SymconvError, ValueError)
    assert issubclass(symconv.ScalarError, symconv.ProblemError)


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_the_docstrings_run(module: str) -> None:
    found = doctest.testmod(import_module(module), report=True)
    assert found.failed == 0


def test_there_are_many_examples() -> None:
    finder = doctest.DocTestFinder(exclude_empty=True)
    examples = [test for name in MODULES for test in finder.find(import_module(name))]
    assert sum(bool(test.examples) for test in examples) > 30


# Which rooms a room may import; a room that is not here may import all.
BELOW = {
    "errors": set(),
    "never": set(),
    "files": {"errors"},
    "model": {"errors", "never"},
    "derive": {"errors", "never", "model"},
    "render": {"errors", "never", "model", "derive"},
    "read": {"errors", "never", "model"},
    "pdflatex": {"errors"},
    "draw": {"errors", "never", "pdflatex", "model", "derive", "render"},
}


def imported(path: Path) -> set[str]:
    """The rooms that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse((ROOT.parent / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        parts = [name.split(".") for name in names]
        found |= {part[1] for part in parts if part[0] == "symconv" and len(part) > 1}
    return found


@pytest.mark.parametrize("path", FILES, ids=str)
def test_imports_go_one_way(path: Path) -> None:
    room = path.parts[1].removesuffix(".py")
    if room in BELOW:
        assert imported(path) <= BELOW[room] | {room}
    commands = ("__main__", "_command")  # parts of the command line
    assert "cli" not in imported(path) or path.stem.endswith(commands)


@pytest.mark.parametrize("path", [p for p in FILES if p.parts[1] in ("model", "derive")], ids=str)
def test_sympy_is_imported_late_and_in_one_module_of_the_core(path: Path) -> None:
    tree = ast.parse((ROOT.parent / path).read_text(encoding="utf-8"))
    anywhere = {
        alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    at_once = {
        alias.name.split(".")[0]
        for node in tree.body
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert "sympy" not in at_once
    assert "sympy" not in anywhere or path.name == "algebra.py"


HEAVY = {"sympy", "numpy", "json", "fractions", "decimal", "dataclasses", "pathlib", "csv",
         "latex2sympy2_extended"}  # fmt: skip


def modules_after(code: str) -> set[str]:
    """What a fresh Python has imported after running ``code``."""
    program = f"import sys\n{code}\nprint('\\n'.join(sys.modules), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT.parent, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


def test_importing_symconv_imports_nothing_heavy() -> None:
    assert not modules_after("import symconv") & HEAVY


@pytest.mark.parametrize(
    "words",
    [
        ["derive", "conv", "--at", "1,1"],
        ["derive", "conv", "--at", "1,1", "--detail", "full"],
        ["derive", "xcorr", "image=7x7", "kernel=3x3", "at=-1,-1", "--to", "text"],
        ["derive", "conv", "--kernel", "[1 0 -1; 2 0 -2; 1 0 -1]", "--at", "1,1"],
        ["derive", "conv", "--image", "[1 2 3]", "--kernel", "[1 2 1]", "--at", "0"],
        ["derive", "conv"],
        ["range", "correlate", "--stride", "s"],
    ],
    ids=" ".join,
)
def test_letters_and_integers_are_derived_without_anything_heavy(words: list[str]) -> None:
    after = modules_after(
        "import io, contextlib\nfrom symconv.cli import main\n"
        f"with contextlib.redirect_stdout(io.StringIO()):\n    assert main({words!r}) == 0"
    )
    assert not after & HEAVY


def element(array: str, cell: tuple[int, ...]) -> sympy.Symbol:
    return sympy.Symbol(f"{array}[{','.join(map(str, cell))}]")


@settings(max_examples=60, deadline=None)
@given(cases(1, 3, longest=3, boundaries=("zero",)), st.data())
def test_the_value_is_the_double_loop_over_all_pixels_and_entries(
    case: Case, data: st.DataObject
) -> None:
    places = case.outputs()
    if not places:
        return
    at = data.draw(st.sampled_from(places))
    problem = symconv.Problem.parse(f"{case.line} entries=indexed")
    expected = sympy.Integer(0)
    for image in product(*map(inside, case.image)):
        for kernel in product(*map(inside, case.kernel)):
            if all(case.meets(axis, at[axis], image[axis], kernel[axis])
                   for axis in range(len(at))):  # fmt: skip
                expected += element("x", image) * element("h", kernel)
    value = problem.derive(at).value
    assert value == expected
    assert set(sympy.Add.make_args(value)) == set(sympy.Add.make_args(expected))


def with_boundary(case: Case, at: tuple[int, ...]) -> sympy.Expr:
    """The value of an output whose image goes on beyond its edge, by the definition."""
    total = sympy.Integer(0)
    for image, kernel in case.terms(at):
        pixel = case.pixel(image)
        if pixel is None:
            total += sympy.Rational(case.boundary.partition(":")[2]) * element("h", kernel)
        else:
            total += element("x", pixel) * element("h", kernel)
    return total


BEYOND = tuple(boundary for boundary in BOUNDARIES if boundary != "zero")


@settings(max_examples=60, deadline=None)
@given(cases(1, 3, longest=3, boundaries=BEYOND), st.data())
def test_the_value_holds_what_the_boundary_gives(case: Case, data: st.DataObject) -> None:
    places = case.outputs()
    if not places:
        return
    at = data.draw(st.sampled_from(places))
    derived = symconv.Problem.parse(f"{case.line} entries=indexed").derive(at)
    assert derived.value == with_boundary(case, at)
    assert list(derived.pixels) == [case.pixel(image) for image, _ in case.terms(at)]


@settings(max_examples=30, deadline=None)
@given(cases(1, 2, longest=3, boundaries=BEYOND), st.data())
def test_the_general_sum_holds_what_the_boundary_gives(case: Case, data: st.DataObject) -> None:
    places = case.outputs()
    if not places:
        return
    at = data.draw(st.sampled_from(places))
    general = symconv.Problem.parse(f"{case.line} entries=indexed").derive().value
    letters = [sympy.Symbol(name, integer=True) for name in "mn"]
    put = general.subs(dict(zip(letters, at))).doit()
    named = sympy.expand(put).replace(
        lambda part: isinstance(part, sympy.Indexed),
        lambda part: element(str(part.base), tuple(map(int, part.indices))),
    )
    assert named == with_boundary(case, at)


def test_letters_for_sizes_go_into_the_general_sum_of_a_boundary() -> None:
    general = symconv.Problem.parse("conv image=-K..K kernel=3 boundary=mirror").derive().value
    put = general.subs({sympy.Symbol(n, integer=True): v for n, v in {"K": 2, "m": 2}.items()})
    assert str(put.doit()) == "h[-1]*x[1] + h[0]*x[2] + h[1]*x[1]"


@settings(max_examples=25, deadline=None)
@given(cases(1, 1, longest=4, outputs=("full", "same"), boundaries=("zero",)), st.data())
def test_the_value_is_a_sum_with_kronecker_deltas(case: Case, data: st.DataObject) -> None:
    places = case.outputs()
    if not places:
        return
    (m,) = data.draw(st.sampled_from(places))
    i, k = sympy.symbols("i k", integer=True)
    (s,), (d,), (p,) = case.stride, case.dilation, case.offset
    tied = {"conv": s * m - d * k + p, "xcorr": -s * m + d * k - p, "correlate": s * m + d * k - p}
    x, h = sympy.IndexedBase("x"), sympy.IndexedBase("h")
    if case.operation == "transposed":
        # The Delta is 1 for the i that solves m = s*i + d*k - p, if it is whole.
        tied["transposed"] = (m - d * k + p) / sympy.Integer(s)
    delta = sympy.KroneckerDelta(i, tied[case.operation])
    total = 0
    for entry in inside(case.kernel[0]):
        summed = sympy.Sum(
            x[i] * h[entry] * delta.subs(k, entry), (i, case.image[0][0], case.image[0][1])
        )
        total += summed.doit(deep=False)
    expected = sympy.expand(sympy.piecewise_fold(total))
    value = symconv.Problem.parse(f"{case.line} entries=indexed").derive(m).value
    named = expected.replace(
        lambda part: isinstance(part, sympy.Indexed),
        lambda part: element(str(part.base), tuple(map(int, part.indices))),
    )
    assert named == value


def terms_of(expression: Any) -> Counter[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The products of pixels and entries that a SymPy expression adds up."""
    found: Counter[tuple[tuple[int, ...], tuple[int, ...]]] = Counter()
    for term in sympy.Add.make_args(sympy.expand(expression)):
        if term == 0:
            continue
        elements = term.atoms(sympy.Indexed)
        cells = {str(part.base): tuple(map(int, part.indices)) for part in elements}
        number = term.as_coeff_Mul()[0]
        found[cells["x"], cells["h"]] += int(number)
    return found


@settings(max_examples=60, deadline=None)
@given(cases(1, 2, longest=4, boundaries=("zero",)), st.data())
def test_the_general_sum_with_numbers_put_in_has_the_terms_of_that_output(
    case: Case, data: st.DataObject
) -> None:
    places = case.outputs()
    if not places:
        return
    at = data.draw(st.sampled_from(places))
    general = symconv.Problem.parse(case.line).derive().value
    assert isinstance(general, sympy.Sum)
    letters = [sympy.Symbol(name, integer=True) for name in "mn"]
    put = general.subs(dict(zip(letters, at))).doit()
    assert terms_of(put) == Counter(case.terms(at))


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("over", ["image", "kernel"])
def test_symbolic_sizes_strides_and_dilations_have_a_general_sum(operation: str, over: str) -> None:
    shifts = "stride=2 dilation=2" if operation == "transposed" else "stride=s dilation=d"
    line = f"{operation} image=-K..K kernel=-k..k {shifts} offset=p sum={over}"
    general = symconv.Problem.parse(line).derive().value
    assert isinstance(general, sympy.Sum)
    numbers = {"K": 3, "k": 1, "s": 2, "d": 2, "p": 1, "m": 1}
    put = general.subs({sympy.Symbol(n, integer=True): v for n, v in numbers.items()}).doit()
    case = Case(operation, ((-3, 3),), ((-1, 1),), (2,), (2,), (1,), "column,row", over, "full")
    assert terms_of(put) == Counter(case.terms((1,)))


def test_the_entry_i_and_the_index_i_never_merge() -> None:
    derived = symconv.Problem.parse("conv image=7x7 kernel=3x3").derive(at=(1, 1))
    assert len(derived.value.args) == 9
    assert derived.value.coeff(sympy.Symbol("i")) == element("x", (0, 0))
    assert {symbol.name for symbol in derived.value.free_symbols} >= set("abcdefghi")
    general = symconv.Problem.parse("conv image=7x7 kernel=3x3").derive().value
    (index,) = [symbol for symbol in general.variables if symbol.name == "i"]
    assert index.is_integer
    assert index != symconv.symbol("i")


@pytest.mark.parametrize(
    "options",
    ["indices=p,q;a,b", "indices=a,b;c,d", "indices=h,i;e,j names=x,k,y", r"names=\phi,e,\Omega",
     'names=x,h,y kernel="[i j m; n i j; m n i]"'],
)  # fmt: skip
def test_no_term_is_lost_whatever_the_names(options: str) -> None:
    derived = symconv.Problem.parse(f"conv image=7x7 {options}").derive(at=(1, 1))
    assert len(sympy.expand(derived.value).args) == 9
    assert len(derived.terms) == 9


def test_numbers_give_an_exact_number() -> None:
    line = r'conv image="[1/3 0.1 {\sqrt{2}}]" kernel="[3 10 {\sqrt{2}}]"'
    value = symconv.Problem.parse(line).derive(at=0).value
    assert value == sympy.sqrt(2) / 3 + 1 + 3 * sympy.sqrt(2)


@settings(max_examples=60, deadline=None)
@given(cases(1, 2, longest=4), st.data())
def test_ranges_are_sympy_bounds_of_the_valid_indices(case: Case, data: st.DataObject) -> None:
    problem = symconv.Problem.parse(case.line)
    for axis, found in enumerate(problem.ranges()):
        m = data.draw(st.integers(-12, 12))
        output = sympy.Symbol(found.output, integer=True)
        bounds = (found.lower, found.upper, found.step)
        lower, upper, step = (int(bound.subs(output, m)) for bound in bounds)
        assert list(range(lower, upper + 1, step)) == case.sums(axis, m)
        box = case.box(axis)
        if box:
            assert [found.output_lower, found.output_upper] == box


def test_ranges_of_a_given_output_are_numbers() -> None:
    first, second = symconv.Problem.parse("conv at=1,-3").ranges()
    assert (first.letter, first.lower, first.upper, first.step) == ("i", 0, 2, 1)
    assert (second.letter, second.lower, second.upper, second.step) == ("j", -3, -2, 1)


@pytest.mark.parametrize(
    "line", ["conv", "conv stride=2 dilation=3", "correlate image=-K..K,0..N stride=s dilation=d"]
)
def test_json_and_sympy_give_the_same_bounds(line: str) -> None:
    problem = symconv.Problem.parse(line)
    axes = json.loads(symconv.render.write_range(problem, "json"))["axes"]
    words = {"max": sympy.Max, "min": sympy.Min}
    words |= {name: sympy.Symbol(name, integer=True) for name in "mnijKNsd"}
    for shown, found in zip(axes, problem.ranges()):
        assert (shown["index"], shown["output"]) == (found.letter, found.output)
        for key in ("lower", "upper", "step", "output_lower", "output_upper"):
            assert sympy.sympify(shown[key], locals=words) == getattr(found, key)


def test_a_single_index_may_be_given_without_a_tuple() -> None:
    problem = symconv.Problem.parse("conv image=5 kernel=3")
    assert problem.derive(at=1) == problem.derive(at=(1,)) == problem.derive(at=[1])
    with pytest.raises(symconv.SymconvError, match="1 index"):
        symconv.Problem.parse("conv").derive(at=1)


def test_an_output_may_be_any_sequence_of_integers() -> None:
    problem = symconv.Problem.parse("conv image=7x7 kernel=3x3")
    expected = problem.derive(at=(1, 1))
    assert problem.derive(at=[1, 1]) == expected
    assert problem.derive(at=cast("Any", numpy.array([1, 1]))) == expected
    assert symconv.Problem.parse("conv image=7 kernel=3").derive(at=numpy.int64(1)).at == (1,)


@pytest.mark.parametrize(
    "call",
    [
        lambda problem: symconv.Problem.parse(cast("Any", None)),
        lambda problem: symconv.Problem.parse(cast("Any", b"conv")),
        lambda problem: symconv.Problem.parse(problem),
        lambda problem: problem.derive(at="1,1"),
        lambda problem: problem.derive(at=1.5),
        lambda problem: problem.derive(at={1, 2}),
        lambda problem: problem.derive(at=object()),
        lambda problem: problem.derive(at=(1.0, 1.0)),
        lambda problem: symconv.symbol(""),
        lambda problem: symconv.symbol(None),
    ],
)
def test_what_is_given_in_a_wrong_type_is_refused_as_all_else(call: Any) -> None:
    with pytest.raises(symconv.SymconvError, match=r"(write|give|names) "):
        call(symconv.Problem.parse("conv image=7x7 kernel=3x3"))


@pytest.mark.parametrize(
    "line",
    ["conv image=7x7 kernel=3x3 at=1,1", "conv image=-K..K kernel=2*k..N",
     'conv kernel="[{\\frac{1}{2}} w_1 0.5]" at=1', "conv image=5 stride=s boundary=mirror"],
)  # fmt: skip
def test_problems_and_derivations_are_copied_and_sent_to_other_processes(line: str) -> None:
    problem = symconv.Problem.parse(line)
    for one in (problem, problem.derive(), problem.derive(form="sum")):
        for again in (copy.deepcopy(one), copy.copy(one), pickle.loads(pickle.dumps(one))):
            assert type(again) is type(one)
            assert again == one
            assert str(again) == str(one)


def test_a_problem_shows_in_a_terminal_how_it_is_made() -> None:
    problem = symconv.Problem.parse("conv image=7 kernel=3 names=X,H,Y")
    assert repr(problem) == "Problem.parse('conv image=7 kernel=3 names=X,H,Y')"
    assert eval(repr(problem), {"Problem": symconv.Problem}) == problem


def test_all_outputs_come_one_at_a_time_with_their_verbs() -> None:
    problem = symconv.Problem.parse("conv image=2x2 kernel=2x2")
    derived = list(problem.derive_all())
    assert [one.at for one in derived] == [(m, n) for n in range(-2, 1) for m in range(-2, 1)]
    assert all(isinstance(one, symconv.Derivation) for one in derived)
    assert sum(len(one.terms) for one in derived) == 16


def test_problems_are_compared_by_what_they_say() -> None:
    one = symconv.Problem.parse("conv image=7x7 kernel=3x3")
    other = symconv.Problem.parse("conv kernel=-1..1,-1..1 stride=1")
    assert one == other
    assert hash(one) == hash(other)
    assert one != symconv.Problem.parse("xcorr")
    assert isinstance(one, symconv.Problem)
