"""LaTeX scalars: read by meaning, and refused fast where they could do harm."""

from __future__ import annotations

import math
import time
from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import Tree, trees

from symconv.errors import ScalarError
from symconv.model import algebra
from symconv.model.formula import MAX_DEPTH, MAX_DIGITS, MAX_LENGTH, parse_formula, vet
from symconv.model.tree import Formula, Number, Symbol

WHERE = {"x": 0.75, "d": -1.5, "i": 2.25, "sigma": 0.5, "w_1": 3.0, "t_12": -0.25}
LOOSE = ("add", "subtract", "minus")
PRODUCTS = {"beside": " ", "cdot": r" \cdot ", "times": r"\times ", "star": "*", "dot": " · "}


def latex(tree: Tree) -> str:
    """The formula as an author writes it, with the parentheses that it needs."""
    inner = [latex(part) for part in tree.parts]
    if tree.kind in ("number", "letter"):
        return tree.word
    if tree.kind == "pi":
        return r"\pi"
    if tree.kind in ("add", "subtract"):
        right = f"({inner[1]})" if tree.parts[1].kind in LOOSE else inner[1]
        return f"{inner[0]} {'+' if tree.kind == 'add' else '-'} {right}"
    if tree.kind == "minus":
        return f"-({inner[0]})" if tree.parts[0].kind in LOOSE else f"-{inner[0]}"
    if tree.kind in PRODUCTS:
        left, right = (tight(part, ("over",)) for part in tree.parts)
        sign = PRODUCTS[tree.kind]
        if tree.kind == "beside" and (right[0].isdigit() or right[0] in ".(" or "sin" in left):
            sign = r" \cdot "
        if tree.kind == "beside" and any(f in left for f in ("cos", "tanh", "exp", "ln")):
            sign = r" \cdot "
        return f"{left}{sign}{right}"
    if tree.kind == "frac":
        return rf"\frac{{{inner[0]}}}{{{inner[1]}}}"
    if tree.kind == "over":
        return f"({inner[0]})/({inner[1]})"
    if tree.kind == "power":
        return f"({inner[0]})^{{{tree.word}}}"
    if tree.kind == "group":
        return f"({inner[0]})"
    if tree.kind == "tall group":
        return rf"\left({inner[0]} \right)"
    if tree.kind == "function":
        return rf"\{tree.word}({inner[0]})"
    if tree.kind == "sqrt":
        return rf"\sqrt{{{inner[0]}}}"
    assert tree.kind == "e to"
    return f"e^{{{inner[0]}}}"


def tight(tree: Tree, also: tuple[str, ...]) -> str:
    text = latex(tree)
    return f"({text})" if tree.kind in (*LOOSE, *also) else text


def exact(tree: Tree) -> Fraction:
    """The value of a formula without letters."""
    parts = [exact(part) for part in tree.parts]
    if tree.kind == "number":
        return Fraction(tree.word + "0" if tree.word.endswith(".") else tree.word)
    return combined(tree, parts)


def approximate(tree: Tree) -> float:
    """The value of a formula where the letters are the numbers of ``WHERE``.

    Raises OverflowError where it grows too large for floats to tell.
    """
    value = float(evaluated(tree))
    if abs(value) > 1e6:
        raise OverflowError
    return value


def evaluated(tree: Tree) -> float:
    parts = [approximate(part) for part in tree.parts]
    if tree.kind == "number":
        return float(tree.word)
    if tree.kind == "letter":
        return WHERE[tree.word.strip("\\").replace("{", "").replace("}", "")]
    if tree.kind == "pi":
        return math.pi
    if tree.kind == "sqrt":
        return math.sqrt(parts[0])
    if tree.kind == "e to":
        return math.exp(parts[0])
    if tree.kind == "function":
        return {
            "sin": math.sin, "cos": math.cos, "tanh": math.tanh, "exp": math.exp, "ln": math.log,
        }[tree.word](parts[0])  # fmt: skip
    return combined(tree, parts)


def combined(tree: Tree, parts: list[Any]) -> Any:
    if tree.kind == "add":
        return parts[0] + parts[1]
    if tree.kind == "subtract":
        return parts[0] - parts[1]
    if tree.kind == "minus":
        return -parts[0]
    if tree.kind in PRODUCTS:
        return parts[0] * parts[1]
    if tree.kind in ("frac", "over"):
        return parts[0] / parts[1]
    if tree.kind == "power":
        return parts[0] ** int(tree.word)
    assert tree.kind in ("group", "tall group")
    return parts[0]


@settings(max_examples=300, deadline=None)
@given(trees(letters=False))
def test_a_formula_without_letters_is_an_exact_number(tree: Tree) -> None:
    text = latex(tree)
    try:
        expected = exact(tree)
    except ZeroDivisionError:
        with pytest.raises(ScalarError, match="divides by zero"):
            parse_formula(text)
        return
    found = parse_formula(text)
    assert isinstance(found, Number)
    assert found.value == expected
    assert isinstance(found.value, int) == (expected.denominator == 1)


@settings(max_examples=60, deadline=None)
@given(trees(letters=True))
def test_a_formula_with_letters_has_the_value_that_its_author_means(tree: Tree) -> None:
    try:
        expected = approximate(tree)
    except (ValueError, OverflowError, ZeroDivisionError):
        assume(False)
    text = latex(tree)
    try:
        found = parse_formula(text)
        value = algebra.scalar(found)
    except ScalarError as error:
        if not any(reason in str(error) for reason in ("by zero", "finite", "digits")):
            raise
        assume(False)  # floats do not tell ln(sin(pi)) from ln(0)
    names = {symbol: WHERE[symbol.name] for symbol in value.free_symbols}
    number = complex(value.subs(names))
    assert number == pytest.approx(complex(expected), rel=1e-6, abs=1e-6)
    if isinstance(found, Formula):
        assert parse_formula(found.latex) == found
        assert found.latex.isascii()


x, y, a, b, e, i, sigma = sympy.symbols("x y a b e i sigma")
KNOWN = [
    (r"\frac{1}{16}", sympy.Rational(1, 16)),
    (r"\frac{1}{2\pi\sigma^2}", 1 / (2 * sympy.pi * sigma**2)),
    (r"e^{-x^2/2\sigma^2}", sympy.exp(-(x**2) / (2 * sigma**2))),
    (r"\frac{1}{2\pi\sigma^2}e^{-\frac{x^2+y^2}{2\sigma^2}}",
     sympy.exp(-(x**2 + y**2) / (2 * sigma**2)) / (2 * sympy.pi * sigma**2)),
    (r"\sqrt2/2", sympy.sqrt(2) / 2),
    (r"\sqrt{2}/2", sympy.sqrt(2) / 2),
    (r"\frac12", sympy.Rational(1, 2)),
    (r"\frac1{16}", sympy.Rational(1, 16)),
    (r"-\frac12", -sympy.Rational(1, 2)),
    (r"\tfrac12 a", a / 2),
    ("e", e),
    ("e^x", sympy.exp(x)),
    ("2 e^{x}", 2 * sympy.exp(x)),
    ("e i", e * i),
    ("ab", a * b),
    ("a/2b", a / (2 * b)),
    ("a/b/2", a / (2 * b)),
    (r"a\cdot b/2\cdot x", a * b * x / 2),
    ("-1^2", sympy.Integer(-1)),
    ("(-1)^2", sympy.Integer(1)),
    ("--2", sympy.Integer(2)),
    ("1--2", sympy.Integer(3)),
    ("a-+-b", a + b),
    ("2^{-3}", sympy.Rational(1, 8)),
    ("10^{50}", sympy.Integer(10) ** 50),
    ("3!", sympy.Integer(6)),
    (r"\binom{4}{2}", sympy.Integer(6)),
    (r"\sin x \cos x", sympy.sin(x) * sympy.cos(x)),
    (r"\sin 2x", sympy.sin(2 * x)),
    (r"\sin{x}^2", sympy.sin(x**2)),
    (r"\sin(x)^2", sympy.sin(x) ** 2),
    (r"\cos x e^{-x}", sympy.cos(x) * sympy.exp(-x)),
    (r"\ln\exp x", sympy.log(sympy.exp(x))),
    (r"\log 100", sympy.Integer(2)),
    (r"\left(x+1\right)^2", (x + 1) ** 2),
    (r"\left (x+1\right ) y", (x + 1) * y),
    ("x_1", sympy.Symbol("x_1")),
    ("x_{12}^2", sympy.Symbol("x_12") ** 2),
    (r"\alpha_i", sympy.Symbol("alpha_i")),
    ("a−b×2·x", a - 2 * b * x),
    (r"\exp(-x^2)", sympy.exp(-(x**2))),
    (r"a\,b\;x", a * b * x),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), KNOWN)
def test_known_scalars_have_their_value(text: str, value: sympy.Expr) -> None:
    found = algebra.scalar(parse_formula(text))
    assert sympy.simplify(found - value) == 0
    assert found.free_symbols == value.free_symbols


HOSTILE = [
    r"10^{10^{10}}",
    r"\binom{10^6}{5\cdot10^5}",
    "(" * 5000 + "1" + ")" * 5000,
    "{" * 190 + "1" + "}" * 190,
    "(" * (MAX_DEPTH + 1) + "x" + ")" * (MAX_DEPTH + 1),
    r"\sqrt" * 66 + "2",
    r"\sin " * 70 + "x",
    "e^{" * 90 + "x" + "}" * 90,
    r"\frac{1}{" * 30 + "x" + "}" * 30,
    "9^{9^9}",
    "9^{9^{9^{9}}}",
    "(2^{59})^{59}",
    "((10^{20})^{20})^{20}",
    "2^{99999999999999999999}",
    "2^{-99999999999999999999}",
    "(x+1)^{1000}",
    "x^{10^{20}}",
    "1.5^{10^9}",
    r"\frac{1}{0}",
    r"\frac{x}{0}",
    r"\frac{x}{1-1}",
    "1/0",
    "0^{-1}",
    "(1-1)^{-2}",
    "9" * 100_000,
    "x" * 100_000,
    "9" * (MAX_DIGITS + 1),
    "1+" * MAX_LENGTH + "1",
    "100!",
    "21!",
    "x!",
    "(-1)!",
    r"\binom{61}{30}",
    r"\binom{5}{6}",
    r"\binom{x}{2}",
    r"\input{x}",
    r"\write18",
    r"\immediate\write18{ls}",
    r"\def\x{1}",
    r"\csname input\endcsname",
    r"\catcode`\@=11",
    r"\href{x}{y}",
    "^^41",
    "%",
    "a%b",
    "#1",
    "$x$",
    "a&b",
    "~",
    "a\\\\b",
    "a\\ ",
    "\\",
    "__import__",
    "__import__('os')",
    "x.real",
    "lambda",
    "f'",
    "a;b",
    "a,b",
    "[1]",
    "x[0]",
    "|x|",
    "1=1",
    "<",
    "٣",
    "１",
    "½",
    "x²",
    "é",
    "x\0",
    "\0",
    "\x1b[31m",
    "\u202e",
    "",
    " ",
    "()",
    "{}",
    "+",
    "-",
    "x+",
    "*x",
    "x^",
    "x^{}",
    "^2",
    "_1",
    "x_",
    "x_{}",
    "x_{a+b}",
    "x_{" + "a" * 13 + "}",
    r"x_\alpha",
    "x^2^3",
    "x^{2}^{3}",
    "x^-1",
    "x^12",
    "x^1.5",
    "x_12",
    r"\frac1.5",
    r"\frac123",
    r"\frac{1}",
    r"\frac",
    r"\sqrt",
    r"\sqrt[3]{x}",
    r"\left a",
    r"\left(a)",
    r"(a\right)",
    r"\right)",
    "(a",
    "a)",
    "{a",
    "(a}",
    "1 2",
    "1.2.3",
    "1e5",
    "1e-5",
    "2E3",
    r"\sin x (y)",
    r"\sin",
    r"\alert",
    r"\infty",
    "nan",
]


REFUSED_ONLY_IN_ALGEBRA = {"lambda", "nan"}  # letters side by side: products, and harmless


@pytest.mark.parametrize("text", [t for t in HOSTILE if t not in REFUSED_ONLY_IN_ALGEBRA],
                         ids=lambda text: ascii(text)[:30])  # fmt: skip
def test_hostile_and_unreadable_formulas_are_refused_at_once_on_one_line(text: str) -> None:
    started = time.process_time()
    with pytest.raises(ScalarError) as caught:
        parse_formula(text)
    assert time.process_time() - started < 1
    message = str(caught.value)
    assert message.isprintable()
    assert len(message) < 250
    assert "the value '" in message


@pytest.mark.parametrize("text", sorted(REFUSED_ONLY_IN_ALGEBRA))
def test_words_are_products_of_letters_and_nothing_else(text: str) -> None:
    assert [symbol.name for symbol in vet(text).letters] == list(dict.fromkeys(text))


NOT_FINITE = [r"\frac{1}{x-x}", r"\ln(0)", r"\tan(\pi/2)", r"0^{-\sqrt{4}}"]


@pytest.mark.parametrize("text", NOT_FINITE)
def test_what_turns_out_to_be_no_finite_number_is_refused(text: str) -> None:
    with pytest.raises(ScalarError, match="is not a finite number"):
        algebra.scalar(parse_formula(text))


DEEPEST = [
    "(" * MAX_DEPTH + "x" + ")" * MAX_DEPTH,
    "(1+" * MAX_DEPTH + "x" + ")" * MAX_DEPTH,
    r"\sin(1+" * (MAX_DEPTH // 2) + "x" + ")" * (MAX_DEPTH // 2),
    r"\frac{x}{1+" * MAX_DEPTH + "x" + "}" * MAX_DEPTH,
    r"\sqrt" * MAX_DEPTH + " x",
    "(x+y)^{" * 4 + "2" + "}" * 4,
]


@pytest.mark.parametrize("text", DEEPEST)
def test_the_deepest_formula_that_is_read_is_worked_out_within_seconds(text: str) -> None:
    started = time.process_time()
    assert algebra.scalar(parse_formula(text)).free_symbols <= {x, y}
    assert time.process_time() - started < 5


PIECES = [
    *r"xe1290.+-*/^_(){}!,;'`~ ", r"\frac", r"\sqrt", r"\pi", r"\left(", r"\right)", r"\sin",
    r"\cdot ", r"\binom", "·", "\n", "é",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_any_text_is_a_scalar_or_refused_and_what_is_shown_is_read_again(text: str) -> None:
    try:
        found = parse_formula(text)
    except ScalarError as error:
        found = error
    if isinstance(found, ScalarError):
        assert str(found).isprintable()
        return
    if isinstance(found, Formula):
        assert parse_formula(found.latex) == found
        assert vet(found.latex).compound == found.compound
    if isinstance(found, Number) and found.written:
        assert parse_formula(found.written) == found


def test_one_letter_is_a_symbol_and_signs_and_sums_are_compound() -> None:
    assert parse_formula("e") == Symbol("e")
    assert parse_formula(r"\sigma_1") == Symbol(r"\sigma", "1")
    assert parse_formula("( a )") == Formula("( a )", False)
    compound = {text: vet(text).compound for text in ("a+b", "-a", "ab", "(a+b)", r"\frac{a}{b}")}
    assert compound == {"a+b": True, "-a": True, "ab": False, "(a+b)": False, r"\frac{a}{b}": False}


def test_only_safe_names_are_given_to_the_latex_reader() -> None:
    vetted = vet(r"\sigma d_{ab} e^{i}")
    assert vetted.safe == r"v_{1} \cdot v_{2} \cdot \exp(v_{3})"
    assert vetted.letters == (Symbol(r"\sigma"), Symbol("d", "ab"), Symbol("i"))
    assert vetted.constants == ("e",)
    assert vet(r"2\pi e").constants == (r"\pi",)
