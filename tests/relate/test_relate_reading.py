"""What is read as a formula, and what is refused: where, why, and what to write instead."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symconv.errors import SymconvError
from symconv.relate import FormulaError
from symconv.relate.notation import latex, text
from symconv.relate.plain_sums import rewritten
from symconv.relate.reading import LONGEST, read_formula
from symconv.relate.shape import shape
from symconv.relate.trees import chain_of
from symconv.relate.turning import primed

CONV = r"\sum_i x[i] h[m-i]"
READ = (
    rf"y[m] = {CONV}",
    rf"$y[m] = {CONV}$",
    rf"$$y[m] = {CONV}$$",
    rf"\[ y[m] = {CONV} \]",
    rf"\( y[m] = {CONV} \)",
    rf"\begin{{equation}} y[m] = {CONV} \end{{equation}}",
    rf"\begin{{align*}} y[m] &= {CONV} \end{{align*}}",
    CONV,
    rf"y = {CONV}",
    rf"{CONV} = y[m]",
    rf"(x*h)[m] = {CONV}",
    rf"x[m] * h[m] = {CONV}",
    rf"y[m] = (x \ast h)[m] = {CONV}",
    r"y_m = \sum_i x_i h_{m-i}",
    r"y(m) = \sum_{i=-\infty}^{\infty} x(i) h(m-i)",
    r"y[m] = \sum_{i \in \mathbb{Z}} x[i] h[m-i]",
    r"\mathbf{y}[m] = \sum_i \mathbf{x}[i] \cdot \mathbf{h}[m-i]",
    "y[m] = sum_i x[i] h[m-i]",
    "y[m] = Σ(i=-∞..∞) x[i]·h[m-i]",
    "y[m] = Σ_i x[i]·h[m-i]",
    "y[m] = ∑_i x[i]*h[m−i]",
    "y(m) = sum(i=-∞..∞) x(i)*h(m-i)",
    r"y[m] = \sum_{i+k=m} x[i] h[k]",
    r"y_m = \sum_i T_{mi} x_i, \quad T_{mi} = h_{m-i}",
)


def relation(formula: str) -> list[tuple[object, ...]]:
    """Coefficients by array name on the one axis."""
    made = read_formula(formula)
    ((tied,),) = [axis.relations for axis in shape(made).axes]
    names = [factor.name for factor in made.slots]
    slopes = {names[place[0]]: by for place, by in tied.coefficients}
    turn = slopes["x"]
    others = [by * turn for array, by in slopes.items() if array not in "xh"]
    return [(slopes["h"] * turn, others), tied.rest]


@pytest.mark.parametrize("formula", READ)
def test_all_of_these_say_the_same(formula: str) -> None:
    assert relation(formula) == [(1, [-1]), 0]


@pytest.mark.parametrize("formula", READ)
def test_what_is_read_is_written_and_read_again(formula: str) -> None:
    made = read_formula(formula)
    for chain in (made.chain, chain_of(made)):
        if made.opening is not None and chain is made.chain:
            continue  # its definition stands beside it
        for write in (latex, text):
            assert relation(write(chain)) == [(1, [-1]), 0], write(chain)


REFUSED = (
    ("", "nothing is written", ""),
    ("   ", "nothing is written", ""),
    (r"y[m] = \sum_i x[i] h[m-i", "never closed", ""),
    (r"y[m] = \sum_i x[i", "never closed", ""),
    ("y[m] = x[m] h[m]", "no sum sign", "x[m] h[m]"),
    ("y = x * h", "no sum sign", "x * h"),
    (r"y[1] = \sum_i x[i] h[1-i]", "one output", "y[1]"),
    (r"y[m] = \sum_i x[i] h[m-l]", "l is bound nowhere", "h[m-l]"),
    (r"y[m] = \sum_i x[i] h[i]", "does not occur on the right", "y[m]"),
    (r"y[m] = \sum_i \sum_i x[i] h[m-i]", "two sums run over", "i"),
    (r"y[m] = \sum_m x[m] h[m-i]", "index of the left side", "m"),
    (r"y[m] = \sum_i x[i] h[m-i] + \sum_i x[i] g[m-i]", "2 sums", r"\sum_i x[i] g[m-i]"),
    (r"y[m] = \sum_i x[m+i]", "1 array is summed", r"\sum_i x[m+i]"),
    (r"y[m] = \sum_i x[i] x[m+i]", "x must be another array", "x[i]"),
    (r"y[m] = \sum_i y[i] h[m-i]", "it is the output", "y[i]"),
    (r"y[m] \le \sum_i x[i] h[m-i]", "no equals sign", r"\le"),
    (r"y[m] = \sum_{i \in \Omega} x[i] h[m-i]", "values under a sum", ""),
    (r"y[m] = \sum_{i=0,2,5} x[i] h[m-i]", "gaps", ""),
    (r"y[m] = \sum_{i} x[2i] h[m-2i]", "leave out pairs", "x[2i]"),
    (r"y[m] = \sum_{t=0}^{3} x[m+t] h[m-t]", "bound no index alone", "t=0"),
    (r"y[m] = \sum_{i=0}^{\min(N,M)} x[i] h[m-i]", "which is the tighter bound, N or M", ""),
    (r"y[m] = \sum_{i=\min(0,N)}^{M} x[i] h[m-i]", "a min is no lower bound", "i=\\min(0,N)"),
    (r"y[m] = \prod_i x[i] h[m-i]", "product", ""),
    (r"y[m] = \int x(t) h(m-t)", "integral", r"\int x(t) h(m-t)"),
    (r"y[m] = \sum_i \log(x[i]) h[m-i]", "no element", r"\log(x[i])"),
    (r"y[m] = x[0] h[m] + x[1] h[m-1] + \dots", "no sum sign", ""),
    (r"y[m] = \sum_i a[i] b[i] c[i] d[m-i]", "4 arrays", ""),
    (r"y[m] = \sum_i \frac{x[i] h[m-i]}{s[i]}", "no element", ""),
    ("y[m] = " + r"\sum_i " * 30 + "x[i] h[m-i]", "two sums run over i", "i"),
    (r"y[m] = \sum_i x", "no array", r"\sum_i x"),
    (r"x[n] = y[n] - \sum_k a[k] y[n-k]", "y stands outside the sum too", "y[n]"),
    (r"y[n] = h_0 x[n] + \sum_{k=1}^{p} h_k x[n-k]", "h stands outside", "h_0"),
    (r"y[n] = y[n-1] + \sum_k h[k] x[n-k]", "y stands outside", "y[n-1]"),
    (r"y_{ij} = \sum_{a,b} w_{ab} x_{i+a,j+b} + b", "b is summed over, and added", "b"),
    (r"y[m] = \sigma\left(\sum_i x[i] h[m-i] + b\right)", "function of the sum", r"\sigma"),
    (r"y[m] = \mathrm{ReLU}(\sum_i x[i] h[m-i])", "function of the sum", r"\mathrm{ReLU}"),
    (r"y[m] = \sum_i x[i] \star h[m-i]", "a sum of its own", r"x[i] \star h[m-i]"),
    (r"y[m] = \sum_i x[i] h[\lfloor (m-i)/2 \rfloor]", "an index of h is rounded", ""),
    (r"y_m = \sum_i x_i \frac{\partial y_m}{\partial x_i}", "no derivative of a letter", ""),
    (r"y[m] = \sum_i x[i] h[\lceil m/2 \rceil - i]", "an index of h is rounded", ""),
    (r"y[m] = \sum_i i x[i] h[m-i]", "i multiplies the elements, and is an index", ""),
    (r"y[m] = \frac{1}{\sqrt{2}} \sum_i x[i] h[m-i]", "no element", r"\frac{1}{\sqrt{2}}"),
    ("y[m] = " + "x[i]" * 2000, "characters", ""),
    (r"\begin{pmatrix} y_0 \\ y_1 \end{pmatrix} = \begin{pmatrix} h_0 & 1 \\ h_1 & h_0"
     r"\end{pmatrix} \begin{pmatrix} x_0 \\ x_1 \end{pmatrix}", "relation|not like", ""),
    (r"\begin{pmatrix} y_0 \\ y_1 \end{pmatrix} = \begin{pmatrix} h_0 & h_1 \end{pmatrix}"
     r" \begin{pmatrix} x_0 \\ x_1 \end{pmatrix}", "column", ""),
)  # fmt: skip


@pytest.mark.parametrize(("formula", "reason", "word"), REFUSED)
def test_these_are_refused_with_place_reason_and_advice(
    formula: str, reason: str, word: str
) -> None:
    with pytest.raises(FormulaError, match=reason) as caught:
        shape(read_formula(formula))
    error = caught.value
    assert isinstance(error, SymconvError)
    assert error.advice
    assert error.text == formula
    start, end = error.span
    assert 0 <= start <= end <= len(formula)
    if word:
        assert formula[start:end] == word


SHORTHANDS = (
    ("out[n] = sum_k signal[k] filter[n-k]",
     r"\mathrm{out}[n] = \sum_k \mathrm{signal}[k] \mathrm{filter}[n-k]"),
    ("y[n] = sum_{k=-inf}^{inf} in[k]*h[n-k]", r"y[n] = \sum_k \mathrm{in}[k] h[n-k]"),
    (r"\frac{\partial L}{\partial x_i} = \sum_m \frac{\partial L}{\partial y_m} h_{m-i}",
     r"\bar{x}_i = \sum_m \bar{y}_m h_{m-i}"),
    (r"y_{ij} = \sum_{a,b} w_{ab} x_{(i+a)(j+b)}", r"y_{ij} = \sum_{a,b} w_{ab} x_{i+a,j+b}"),
    (r"y_{ij} = \sum_a w_a x_{(i+a)j}", r"y_{ij} = \sum_a w_a x_{i+a,j}"),
    (r"y_i = \sum_a w_a x_{(i+a)s}", r"y_i = \sum_a w_a x_{s i + s a}"),
    (r"y[m] = \sum_{|k| \le r} h[k] x[m-k]", r"y[m] = \sum_{k=-r}^{r} h[k] x[m-k]"),
    (r"y[m] = \sum_{k \in \mathbb{N}_0} h[k] x[m-k]", r"y[m] = \sum_{k=0}^{\infty} h[k] x[m-k]"),
    (r"r_{xy}(l) = \sum_n x(n+l) y(n)", r"r_{xy}[l] = \sum_n x[n+l] y[n]"),
)


@pytest.mark.parametrize(("short", "long"), SHORTHANDS)
def test_shorthands_are_read_as_what_they_stand_for(short: str, long: str) -> None:
    assert shape(read_formula(short)) == shape(read_formula(long))
    for write in (latex, text):
        assert shape(read_formula(write(read_formula(short).chain))) == shape(read_formula(long))


@pytest.mark.parametrize("name", [
    "x^*", r"x^{(l-1)}", r"x^\ell", r"x^{[l]}", r"\hat{x}^{(k)}", r"x^{\dagger}",
    r"x_{\text{in}}^{(l)}", r"\tilde{\phi}'", "x'_1", r"\mathrm{in}", r"x^{+}",
    r"x^{(\ell+1)}", r"\mathcal{X}",
])  # fmt: skip
def test_names_with_scripts_are_written_and_read_again(name: str) -> None:
    """Also with a prime, as the array that a step makes of it."""
    made = read_formula(rf"z[m] = \sum_i {name}[i] h[m-i]")
    array = made.factors[0].name
    for label in (array, primed(array)):
        factors = (made.factors[0]._replace(name=label), made.factors[1])
        again = read_formula(latex(chain_of(made._replace(factors=factors))))
        assert [factor.name for factor in again.factors] == [label, "h"]
        assert "mathrm{x" not in latex(chain_of(again))


def test_the_longest_formula_is_read() -> None:
    blanks = " " * (LONGEST - len(READ[0]))
    assert read_formula(READ[0] + blanks).sums == ("i",)
    with pytest.raises(FormulaError, match="characters"):
        read_formula(READ[0] + blanks + " ")


@pytest.mark.parametrize(
    ("formula", "outputs"),
    [
        (r"\sum_i \sum_j x[i,j] h[m-i,n-j]", ("m", "n")),
        (r"\sum_k x[s m + k] h[k]", ("m",)),
        (r"\sum_k x[n+k-p] h[k]", ("n",)),
        (r"\sum_{k=0}^{N-1} x[n-k] h[k]", ("n",)),
        (r"\sum_{k,l} h[k,l] x[r-k,c-l]", ("r", "c")),
    ],
)
def test_without_a_left_side_the_free_letters_number_the_output(
    formula: str, outputs: tuple[str, ...]
) -> None:
    made = read_formula(formula)
    assert made.outputs == outputs
    assert made.notes == (f"the left side is taken as y[{','.join(outputs)}]",)


def test_conditions_beside_a_formula_bound_the_output_or_give_sizes() -> None:
    made = read_formula(r"y[m] = \sum_{i=0}^{N-1} x[i] h[m-i], \quad 0 \le m < 5, \quad N = 3")
    assert [(one.letter, one.lower, one.upper) for one in made.ranges] == [("m", 0, 4)]
    assert made.limits[0].upper == 2


def test_superscripts_that_are_summed_over_are_channels() -> None:
    made = read_formula(r"z^{(o)}_m = b^{(o)} + \sum_c \sum_i a^{(c)}_{m+i} w^{(o,c)}_i")
    assert [len(factor.indices or ()) for factor in made.slots] == [2, 2, 3]
    layer = read_formula(r"z^{(l)}_m = \sum_i a^{(l)}_{m+i} w^{(l)}_i")
    assert [len(factor.indices or ()) for factor in layer.slots] == [1, 1, 1]


@pytest.mark.parametrize(
    ("plain", "tex"),
    [
        ("Σ(i=0..2) x[i]", r"\sum_{i=0}^{2} x[i]"),
        ("Σ(i=max(0,m-2)..min(2,m)) x[i]", r"\sum_{i=max(0,m-2)}^{min(2,m)} x[i]"),
        ("sum(i) x[i]", r"\sum_{i} x[i]"),
        ("Σ(i=0..4 step 2) x[i]", r"\sum_{i=0\text{ step }2}^{4} x[i]"),
        ("Σ(i=0..2 x[i]", "Σ(i=0..2 x[i]"),
        ("checksum(3)", r"\mathrm{checksum}(3)"),
        (r"\checksum(3)", r"\checksum(3)"),
    ],
)
def test_plain_sums_are_sums(plain: str, tex: str) -> None:
    source = rewritten(plain)
    assert source.decoded == tex
    assert source.text == plain
    for place in range(len(tex)):
        start, end = source.span(place, place + 1)
        assert 0 <= start < end <= len(plain)


PIECES = (
    r"\sum", "_", "^", "{", "}", "[", "]", "(", ")", "x", "h", "y", "i", "m", "-", "+", "=", "2",
    r"\frac", r"\bmod", " ", ",", r"\infty", "_{i=0}", "^{N-1}", "x[i]", "h[m-i]", "y[m] = ",
    r"\sum_i ", r"\begin{pmatrix}", r"\end{pmatrix}", r"\\", "&", "$", "Σ(i=0..2)", "'", "|", "\0",
    "9" * 50, "\n", "∑", r"\text{for}", "h[(m-i) \\bmod N]", "…", "\ud800", ";", "..", "/", "%",
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.lists(st.sampled_from(PIECES), max_size=25).map("".join),
        st.tuples(st.just(r"y[m] = \sum_i x[i] "), st.lists(st.sampled_from(PIECES), max_size=8))
        .map(lambda parts: parts[0] + "".join(parts[1])),
        st.text(max_size=40),
    )
)  # fmt: skip
def test_anything_is_read_or_refused(formula: str) -> None:
    found = None
    try:
        shape(read_formula(formula))
    except FormulaError as error:
        found = error
    if found is not None:
        assert str(found)
        assert 0 <= found.span[0] <= found.span[1] <= len(formula)


@pytest.mark.parametrize("name", [
    "x", "x'", r"\hat{x}", "x^{(p)}", r"\mathrm{in}", r"x_{\text{in}}",
])  # fmt: skip
def test_a_comma_between_numbers_of_an_index_stays(name: str) -> None:
    """``x'(k-1,2n+l)`` has two indices, and no decimal number."""
    made = read_formula(rf"y(m,n) = \sum_k \sum_l {name}(m+k-1,2n+l) h(k,l)")
    assert [len(factor.indices or ()) for factor in made.slots] == [2, 2, 2]
