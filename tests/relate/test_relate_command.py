"""``symconv relate``: its output in every format, its exit status, bad input, and time."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from symconv.cli import main
from symconv.relate import FormulaError, relate
from symconv.relate.writers import WRITERS, write

CONV = r"y[m] = \sum_i x[i] h[m-i]"
CORRELATION = r"S(i) = \sum_m I(i+m) K(m)"
CIRCULAR = r"y[n] = \sum_{k=0}^{N-1} x[k] h[(n-k) \bmod N]"
CNN = (
    r"z_{o,m,n} = b_o + \sum_{c=1}^{C} \sum_{p=0}^{K-1} \sum_{q=0}^{K-1} "
    r"a_{c,m+p,n+q} w_{o,c,p,q}"
)
TOEPLITZ = (
    r"\begin{pmatrix} y_0 \\ y_1 \\ y_2 \end{pmatrix} = \begin{pmatrix} h_0 & 0 \\ h_1 & h_0 \\ "
    r"0 & h_1 \end{pmatrix} \begin{pmatrix} x_0 \\ x_1 \end{pmatrix}"
)
GREEK = r"\psi_m = \sum_{\tau=-\infty}^{\infty} \hat{\phi}_{\tau} \mathrm{w}_{m-\tau}"
PAIRS = (
    (CONV, CONV), (CONV, CORRELATION), (CORRELATION, CONV), (CONV, CIRCULAR), (CONV, TOEPLITZ),
    (CONV, GREEK), (GREEK, CORRELATION), (TOEPLITZ, CORRELATION), (CIRCULAR, CIRCULAR),
    (r"y[m,n] = \sum_i \sum_j x[i,j] h[m-i,n-j]", CNN), (CNN, CNN),
    (r"(f*g)[m] = \sum_k f[k] g[m-k]", r"C(j) = \sum_p A(p) B(j-p+1)"),
    (r"y[m] = \sum_k x[s m + d k - p] h[k]", r"v[n] = \sum_i u[S n + D i] w[i]"),
    (r"y[m] = \sum_{k=0}^{K-1} x[m-k] h[k]", r"g[m] = \sum_{k=-r}^{r} f[m-k] w[k]"),
    (CONV, r"y[m] = \sum_i x[i] h[2m-i]"), (CONV, r"y[m] = \frac{1}{2} \sum_i x[i] h[m-i]"),
    (CONV, r"y[m] = \sum_i x[i] h[m-i] g[i]"), (CONV, r"y[m,n] = \sum_i x[i,n] h[m-i]"),
)  # fmt: skip


class Done(NamedTuple):
    """How a call ended."""

    status: int
    out: str
    err: str


Cli = Callable[..., Done]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Done:
        status = main(["relate", *words])
        captured = capsys.readouterr()
        return Done(status, captured.out, captured.err)

    return run


def test_the_status_tells_related_different_and_unread(cli: Cli) -> None:
    assert cli(CONV, CORRELATION).status == 0
    assert cli(CONV, CIRCULAR).status == 1
    assert cli(CONV, "y[m] = x h").status == 2


def test_the_text_has_verdict_formulas_arrays_and_steps(cli: Cli) -> None:
    done = cli(CONV, CORRELATION)
    assert done.err == ""
    assert done.out == (
        "equal after flipping the kernel\n\n"
        "  first   y[m] = Σ_i x[i]·h[m-i]\n"
        "  second  S(i) = Σ_m I(i+m)·K(m)\n\n"
        "  y[m] = S(m)\n  x[i] = I(i)\n  h[k] = K(-k)\n\n"
        "From the first to the second:\n\n"
        "  1. This is the first formula.\n       y[m] = Σ_i x[i]·h[m-i]\n"
        "  2. Flip the kernel: h'[k] = h[-k].\n       y[m] = Σ_i x[i]·h'[i-m]\n"
        "  3. Put i = m + k.\n       y[m] = Σ_k x[m+k]·h'[k]\n"
        "  4. Rename y as S, x as I, h' as K, k as m, m as i. This is the second\n     formula.\n"
        "       S(i) = Σ_m I(i+m)·K(m)\n\n"
        "Each step was checked by expansion: 12 products agree.\n"
    )


def test_different_formulas_are_shown_an_example(cli: Cli) -> None:
    done = cli(CONV, CIRCULAR)
    assert done.out.startswith(
        "different: the second is circular, its indices wrap around at N\n"
    )
    assert done.out.endswith(
        "The smallest example on which they differ, with N = 2:\n\n"
        "  x[0] = 1, x[1] = 1\n  h[0] = 1, h[1] = 1\n\n"
        "  the first says   y[0] = 1\n  the second says  y[0] = 2\n"
    )


def test_what_is_not_read_is_pointed_at(cli: Cli) -> None:
    done = cli(CONV, r"S(i) = \sum_m I(i+m) K(q)")
    assert done.out == ""
    assert done.err == (
        "symconv: the second formula is not read: no index of K(q) is summed over or stands on "
        "the left\n"
        "    S(i) = \\sum_m I(i+m) K(q)\n"
        "                         ^^^^\n"
        "  sum over it, or give it on the left side\n"
    )
    data = json.loads(cli(CONV, "y[m] = x h", "--to", "json").out)
    assert (data["verdict"], data["unread"]["formula"]) == ("unread", "second")
    assert data["unread"]["given"][data["unread"]["start"] : data["unread"]["end"]] == "x h"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "0 formulas are given"), ((CONV,), "1 formula is given"),
        ((CONV, CONV, CONV), "3 formulas are given"),
        ((CONV, CONV, "--to", "pdf"), "'pdf' is not known: use one of text, latex"),
        ((CONV, CONV, "-o", "a.pdf"), "the format is not clear from 'a.pdf'"),
        ((CONV, CONV, "--limit", "soon"), "--limit 'soon' is not a number of seconds"),
        ((CONV, CONV, "--limit", "-1"), "--limit '-1' is not"),
    ],
)  # fmt: skip
def test_bad_calls_say_what_to_write(cli: Cli, words: Sequence[str], message: str) -> None:
    done = cli(*words)
    assert (done.status, done.out) == (2, "")
    assert message in done.err


def test_a_file_is_written_in_the_format_of_its_ending(cli: Cli, tmp_path: Path) -> None:
    starts = {".txt": "equal", ".tex": "These two", ".md": "These two", ".json": "{"}
    for ending, start in starts.items():
        assert cli(CONV, CORRELATION, "-o", f"out{ending}") == Done(0, "", "")
        assert (tmp_path / f"out{ending}").read_text(encoding="utf-8").startswith(start)


def test_a_formula_may_come_from_standard_input(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "symconv", "relate", "-", CORRELATION]
    done = subprocess.run(command, input=CONV.encode(), capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_time_is_limited(cli: Cli) -> None:
    done = cli(CONV, CNN, "--limit", "0.0005")
    assert (done.status, done.out) == (2, "")
    assert "was not finished within 0.0005 seconds (--limit gives it more)" in done.err
    assert cli(CONV, CORRELATION, "--limit", "0").status == 0


SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["format", "verdict", "words", "says", "first", "second", "arrays", "sizes",
                 "corresponds", "conditions", "alternatives", "steps", "products", "reason",
                 "example"],
    "properties": {
        "format": {"const": "symconv.relation/1"},
        "verdict": {"enum": ["equal", "related", "different", "undecided"]},
        "words": {
            "type": "array", "minItems": 1,
            "items": {"enum": ["equal", "renaming", "origin", "flipping the kernel",
                               "flipping the image", "reversing the output", "exchanging axes",
                               "exchanging roles", "different", "undecided"]},
        },
        "arrays": {"type": "array", "items": {
            "type": "object", "required": ["first", "second", "indices"],
            "properties": {"indices": {"type": "array", "items": {
                "type": "object", "required": ["first", "second", "sign", "move", "modulus"],
                "properties": {"sign": {"enum": [1, -1]}, "move": {"type": "string"}},
            }}},
        }},
        "steps": {"type": "array", "items": {
            "type": "object", "required": ["rule", "because", "text", "latex"],
        }},
        "products": {"type": "integer", "minimum": 0},
        "example": {"type": ["object", "null"]},
    },
}  # fmt: skip


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_json_follows_its_schema(cli: Cli, left: str, right: str) -> None:
    done = cli(left, right, "--to", "json")
    data = json.loads(done.out)
    Draft202012Validator(SCHEMA).validate(data)
    assert done.status == (data["verdict"] == "different")
    assert bool(data["steps"]) == (data["verdict"] != "different")
    assert (data["first"]["given"], data["second"]["given"]) == (left, right)
    assert data["products"] > 0 or data["verdict"] == "different"
    assert data["reason"] or data["verdict"] != "different"
    assert data["example"] or data["verdict"] != "different"


def test_latex_is_typeset_in_every_case(typeset: Callable[..., Any]) -> None:
    fragments = {
        f"{place}": write(relate(*pair), "latex") for place, pair in enumerate(PAIRS)
    }
    assert typeset(fragments).troubles == {}


def test_markdown_displays_are_read_by_katex(katex: Callable[[Sequence[str]], list[str]]) -> None:
    texts = [write(relate(*pair), "markdown") for pair in PAIRS]
    displays = [part for text in texts for part in text.split("$$")[1::2]]
    inline = [
        part for text in texts for line in text.splitlines()
        if "$$" not in line and line[:1] not in "\\&" for part in line.split("$")[1::2]
    ]  # fmt: skip
    assert len(displays) > 60
    assert katex([*displays, *inline]) == []


@pytest.mark.parametrize("to", [writer.name for writer in WRITERS])
def test_the_same_input_gives_the_same_bytes(to: str) -> None:
    for left, right in PAIRS:
        assert write(relate(left, right), to) == write(relate(left, right), to)


def test_sizes_conditions_and_alternatives_are_stated() -> None:
    found = write(relate(PAIRS[13][0], PAIRS[13][1]))
    assert "where K = 2r + 1" in found
    assert "or equal after moving the origin of " in found
    found = write(relate(CONV, r"c_n = \sum_{k=0}^{N-1} a_k b_{n-k}"))
    assert "where x[i] is zero unless 0 ≤ i ≤ N-1" in found
    found = write(relate(PAIRS[9][0], CNN))
    for part in ("for one output channel o", "for one input channel c", "without the bias b_o"):
        assert part in found


def test_text_is_data_in_every_format() -> None:
    """Names of any kind come out as names: nothing of what was written is run or set."""
    evil = r"\operatorname{a-b}[m] = \sum_i \mathrm{input}[i] \text{write18}[m-i]"
    for to in ("latex", "markdown"):
        found = write(relate(CONV, evil), to)
        assert "\\input" not in found
        assert "\\write" not in found
        assert "\\mathrm{input}" in found
    with pytest.raises(FormulaError):
        relate(CONV, r"y[m] = \sum_i \input{x}[i] h[m-i]")
    linked = write(relate(CONV, r"y[m] = \sum_i \href{https://a}{x}[i] h[m-i] % comment"), "latex")
    assert not {"href", "https", "%"} & set(linked.replace("\\", " ").replace("{", " ").split())


HOSTILE = (
    "y[a,b,c,d,e,f] = " + r"\sum_{g,i,j,k,l,o} x[g,i,j,k,l,o] h[a-g,b-i,c-j,d-k,e-l,f-o]",
    "y[a,b,c] = " + r"\sum_{i,j,k} x[i,j,k] h[a-i,b-j,c-k] g[a+i,b+j,c+k]",
    r"y[m] = \sum_{i=0}^{99999999999999999999} x[i] h[m-i]",
    r"y[m] = \sum_{i=-99999999999}^{99999999999} x[i] h[99999999999 m - i]",
    r"y[m] = \sum_{i} x[i] h[(m-i) \bmod 999999999]",
    r"y[m,n] = \sum_{i,j} x[i,j] h[m-i-j,n-j-i]",
    r"y[m,n] = \sum_{i,j} x[i+j+m,j-n] h[m-i,n-j-i]",
    r"y[m] = \sum_{i=A B C}^{D E F} x[A i + B m] h[C i]",
    r"y[m] = \sum_{i=\max(0,m-1,m-2,N)}^{\min(m,N,M)} x[i] h[m-i]",
    r"y[m,n] = \sum_i x[i,i] h[m-i,n-i]",
    r"y[-m] = \sum_i x[-i] h[i-m]",
    r"y[m+1] = \sum_i x[i] h[m-i]",
)


@pytest.mark.parametrize("left", HOSTILE)
def test_large_and_odd_formulas_end_soon(left: str) -> None:
    start = process_time()
    for right in (left, CONV, HOSTILE[0]):
        for pair in ((left, right), (right, left)):
            try:
                found = relate(*pair)
            except FormulaError:
                continue
            assert found.verdict != "undecided" or found.reason
    assert process_time() - start < 20


NAMES = st.sampled_from(("x", "h", "y", "k", r"\phi", r"\hat{x}", "w_1", r"\mathbf{A}", "n"))
INDEX = st.sampled_from(("i", "m-i", "m+i", "2m-i", "m", "i-1", "-i", "m-2i+1", "(m-i)/2", "0",
                         "N-i", r"(m-i) \bmod N", "s m + i"))  # fmt: skip
BOUNDS = st.sampled_from(("i", "i=0}^{N-1", r"i=-\infty}^{\infty", "i=-k}^{k", "i=0}^{m",
                          "i=1}^{2", "j", r"i=-\infty}^{0"))  # fmt: skip


@st.composite
def formulas(draw: st.DrawFn) -> str:
    """Formulas on one axis that may or may not make sense."""
    out, one, other = (draw(NAMES) for _ in range(3))
    return (
        rf"{out}[m] = \sum_{{{draw(BOUNDS)}}} {one}[{draw(INDEX)}] {other}[{draw(INDEX)}]"
    )


@settings(max_examples=150, deadline=None)
@given(formulas(), formulas())
def test_any_two_formulas_are_related_different_or_refused(left: str, right: str) -> None:
    found = None
    try:
        found = relate(left, right)
    except FormulaError:
        return
    for to in ("text", "latex", "markdown", "json"):
        assert write(found, to)
    back = relate(right, left)
    assert found.verdict == back.verdict
    assert sorted(found.words) == sorted(back.words)
    if found.verdict == "different":
        assert found.reason


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        (r"y[m] = \alpha \sum_i x[i] h[m-i]", r"y[m] = \beta \sum_i x[i] h[m-i]", "related"),
        (r"y[m] = \alpha \beta \sum_i x[i] h[m-i]", r"y[m] = \beta \alpha \sum_i x[i] h[m-i]",
         "equal"),
        (r"y[m] = \alpha (\sum_i x[i] h[m-i] + b)", r"y[m] = \beta (\sum_i x[i] h[m-i] + c)",
         "related"),
        (r"y[m] = \alpha \alpha \sum_i x[i] h[m-i]", r"y[m] = \beta \alpha \sum_i x[i] h[m-i]",
         "different"),
        (r"y[m] = N \sum_{i=0}^{N-1} h[i] x[m-i]", r"y[m] = K \sum_{i=0}^{K-1} h[i] x[m-i]",
         "related"),
        (r"y[m] = N \sum_{i=0}^{N-1} h[i] x[m-i]", r"y[m] = M \sum_{i=0}^{K-1} h[i] x[m-i]",
         "different"),
        (r"y[m] = \alpha \sum_i x[i] h[m-i]", r"y[m] = \sum_i x[i] h[m-i]", "different"),
    ],
)  # fmt: skip
def test_letters_that_multiply_the_sum_are_renamed_one_for_one(
    left: str, right: str, verdict: str
) -> None:
    for pair in ((left, right), (right, left)):
        found = relate(*pair)
        assert (found.verdict, bool(found.example)) == (verdict, verdict == "different")
        assert found.products > 0 or found.verdict == "different"
        if found.example is not None:
            assert found.example.left != found.example.right
            assert {"α", "N"} & set(write(found).split())  # the number that it stands for


FAR = (
    (r"y_{ij} = \sum_{c,k,l} g_{k,3j-l,c} s_{i+k,l,c}",
     r"y_{ij} = \sum_{c,k,l} g_{k,6j-l,c} s_{i+k,l,c}"),
    (r"y_{ij} = \sum_{k,l} g_{k,l} s_{7i+k,j+l}", r"y_{ij} = \sum_{k,l} g_{k,l} s_{8i+k,j+l}"),
)  # fmt: skip


@pytest.mark.parametrize(("left", "right"), FAR)
def test_long_strides_are_told_apart_by_an_example(left: str, right: str) -> None:
    found = relate(left, right)
    assert found.verdict == "different"
    assert found.example is not None
    assert sum(len(array.values) for array in found.example.arrays) < 12


@pytest.mark.parametrize("wide", [
    r"x[n,m] = \sum_i \sum_j h[j,i-m+k] y[n-j,i]", r"x[n,m] = \sum_i \sum_j h[N-j,i] y[n-j,m-i]",
    r"x[n,m] = \sum_i \sum_{j=0}^{n} h[N-j,i] y[n-j,m-i]",
])  # fmt: skip
def test_an_axis_alone_is_looked_at_where_its_offset_puts_it(wide: str) -> None:
    narrow = r"x[m] = \sum_i h[i] y[m-i]"
    for pair in ((narrow, wide), (wide, narrow)):
        found = relate(*pair)
        assert found.related
        assert found.products > 0


def test_letters_for_steps_are_solved_in_any_order() -> None:
    """A stride s + d and a dilation d: only d = 1 tells that s = 0."""
    left, right = r"y[m] = \sum_i h[i] x[m-i]", r"y[m] = \sum_i h[s m - d i + p] x[m+i]"
    assert relate(left, right).words == relate(right, left).words == ("origin",)


def test_backpropagation_is_compared_too() -> None:
    """Derivatives of the loss are arrays like any other."""
    wrt_image = r"\frac{\partial L}{\partial x_i} = \sum_m \frac{\partial L}{\partial y_m} h_{m-i}"
    correlation = r"y_m = \sum_i x_{m+i} h_i"
    for pair in ((correlation, wrt_image), (wrt_image, correlation)):
        found = relate(*pair)
        assert found.verdict == "related"
        assert found.products > 0
        assert "∂L/∂x_i = Σ_m ∂L/∂y_m·h_{m-i}" in write(found)
        assert r"\frac{\partial L}{\partial y_{m}}" in write(found, "latex")


def test_a_matrix_has_no_letters_to_rename() -> None:
    circulant = (
        r"\begin{pmatrix} y_0 \\ y_1 \\ y_2 \end{pmatrix} = \begin{pmatrix} h_0 & h_2 & h_1 \\ "
        r"h_1 & h_0 & h_2 \\ h_2 & h_1 & h_0 \end{pmatrix} "
        r"\begin{pmatrix} x_0 \\ x_1 \\ x_2 \end{pmatrix}"
    )
    assert relate(CIRCULAR, circulant).words == relate(circulant, CIRCULAR).words == ("equal",)


def test_no_sum_runs_over_the_letter_of_a_layer() -> None:
    left, right = r"x[m] = \sum_{i=-k}^{k} h[i] y[m-i]", r"x[m] = \sum_i h[i] x^{(l)}[m+i]"
    for pair in ((left, right), (right, left)):
        found = relate(*pair)
        assert found.related
        assert found.products > 0


def test_layers_in_superscripts_are_names() -> None:
    """``x^{(l-1)}`` and ``x^{(l)}`` are two arrays, also where a step is read back."""
    layer = r"y^{(l)}_{ij} = \sum_{a} \sum_b w_{ab} x^{(l-1)}_{i+a,j+b}"
    for left in (CONV, r"y[m,n] = \sum_{i,j} x[i,j] h[m-i,n-j]"):
        found = relate(left, layer)
        assert found.words == ("flipping the kernel",)
        assert found.products > 0
        assert "x^{(l-1)}" in write(found)
        assert r"\mathrm{x" not in write(found, "latex")


@pytest.mark.parametrize("to", ["text", "latex", "markdown"])
def test_an_example_says_that_a_bias_is_left_out(to: str) -> None:
    strided = r"y[m] = \sum_i x[i] h[2m-i]"
    assert "differ, without bias:" in write(relate(CONV, f"{strided} + b"), to)
    assert "differ:" in write(relate(CONV, strided), to)
