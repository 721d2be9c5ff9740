"""What is written -> the tree: one row a notation, in the short form of ``show``."""

from __future__ import annotations

import pytest

from symconv.read import read, read_formula
from symconv.read.formula import parse
from symconv.read.show import show, show_chain
from symconv.read.syntax import Access, Number, Unread


def lines(text: str) -> list[str]:
    """The chains of one formula, settled."""
    (formula,) = read(f"$${text}$$", "md").formulas
    return [show_chain(chain) for chain in formula.chains]


ACCESSES = [
    ("q[r,s]", "q[r,s]"),
    (r"q\left[ r , s \right]", "q[r,s]"),
    (r"q\big[r\big]", "q[r]"),
    ("q(r,s)", "q(r,s)"),
    ("q_{r,s}", "q_{r,s}"),
    ("q_{rs}", "q_{rs}"),
    ("q_{47}", "q_{47}"),
    ("q_{385}", "q_{385}"),
    ("q_4", "q_{4}"),
    ("q_r", "q_{r}"),
    ("q_{r+1}", "q_{(+ r 1)}"),
    ("q_{2r}", "q_{2r}"),
    (r"[\mathbf Q]_{r+u,s+v}", "Q_{(+ r u),(+ s v)}"),
    (r"[Q]_{r,s}[P]_{u,v}", "(Q_{r,s} P_{u,v})"),
    (r"(P \ast Q)_{rs}", r"(P\ast Q)_{rs}"),
    ("(p*q)[t]", "(p*q)[t]"),
    ("(p*q)(t, u)", "(p*q)(t,u)"),
    ("q[2][3]", "q[2,3]"),
    ("q^{(l)}_{rs}", "q^{(l)}_{rs}"),
    ("q_{rs}^{(l-1)}", "q^{(l-1)}_{rs}"),
    ("q^l_{r,s}", "q^{l}_{r,s}"),
    ("q'[t]", "q'[t]"),
    ("q''_{t}", "q''_{t}"),
    ("S_p[t]", "S_p[t]"),
    ("c_{pq}[t]", "c_{pq}[t]"),
    (r"q_{\text{new}}[t]", "q_{new}[t]"),
    (r"\mathrm{Pool}_{r,s}", "Pool_{r,s}"),
    (r"\operatorname{pad}[r]", "pad[r]"),
    (r"\text{result}[r]", "result[r]"),
    (r"\hat{q}_{rs}", r"\hat{q}_{rs}"),
    (r"\bar q[t]", r"\bar{q}[t]"),
    (r"\tilde{\mathbf{Q}}_{r}", r"\tilde{Q}_{r}"),
    (r"\boldsymbol{\mu}_r", r"\mu_{r}"),
    (r"{\bf Q}_{rs}", "Q_{rs}"),
    (r"\mathcal{Q}", r"\mathcal{Q}"),
    ("q₁₂", "q_{12}"),
    ("q[-3]", "q[-3]"),
    ("q[1-0,1-(-2)]", "q[(+ 1 -0),(+ 1 --2)]"),
    ("q[(2 t-r)/2]", "q[(/ (+ (2 t) -r) 2)]"),
    (r"q[(t-r) \bmod 4]", "q[(mod (+ t -r) 4)]"),
    (r"q[t-r \pmod{N}]", "q[(mod (+ t -r) N)]"),
    ("q[((t-r))_N]", "q[(mod (+ t -r) N)]"),
    (r"q[\langle t-r \rangle_{12}]", "q[(mod (+ t -r) 12)]"),
    ("q((t-r))_N", "q((mod (+ t -r) N))"),
]

PRODUCTS = [
    ("p[1]q[2]", "(p[1] q[2])"),
    (r"p \cdot q \times r * s \ast t", r"(p \cdot q \times r * s \ast t)"),
    ("p·q×r", r"(p \cdot q \times r)"),
    ("(6)(7)", "(6 7)"),
    (r"6 \cdot -7", r"(6 \cdot -7)"),
    ("(+6)(17)", "(6 17)"),
    ("(-6)(17)", "(-6 17)"),
    (r"\frac38", "(/ 3 8)"),
    (r"\frac385", "((/ 3 8) 5)"),
    (r"5\frac38", "(5 (/ 3 8))"),
    (r"\frac{3}{8}q_r", "((/ 3 8) q_{r})"),
    ("0.75", "0.75"),
    (".5", ".5"),
    ("0{,}75", "0{,}75"),
    ("p & q", "(p q)"),
    ("p_u q_{t-u}", "(p_{u} q_{(+ t -u)})"),
    ("p_uq_{t-u}", "(p_{u} q_{(+ t -u)})"),
    ("7 - -2", "(+ 7 --2)"),
    (r"p[t] \circledast_N q[t]", r"(p[t] \circledast_N q[t])"),
    ("p *_2 q", "(p *_2 q)"),
    ("p^2 + 2^t", "(+ (^ p 2) (^ 2 t))"),
    ("t!", "factorial(t)"),
    (r"\max(0, t-3) + \lfloor t/2 \rfloor + |t|", "(+ max(0,(+ t -3)) floor((/ t 2)) abs(t))"),
    (r"{\color{red}{q[3]}} \cdot \textcolor{blue}{2}", r"(q[3] \cdot 2)"),
    (r"\underbrace{p[0]q[1]}_{=0} + \cancel{p[1]}", "(+ (p[0] q[1]) p[1])"),
    (r"\boxed{12}", "12"),
    ("p[0] + ... + p[9]", "(+ p[0] ... p[9])"),
    (r"p_1 + \dots p_9", "(+ p_{1} ... p_{9})"),
    (r"p \phantom{x_{1}} q", "(p q)"),
]  # fmt: skip

SUMS = [
    (r"\sum_{u=0}^{4} p[u]q[t-u]", r"(\sum[u=0..4] (p[u] q[(+ t -u)]))"),
    (r"\sum^{t}_{u=0} p[u]", r"(\sum[u=0..t] p[u])"),
    (r"\sum_{u=0}^t p[u]", r"(\sum[u=0..t] p[u])"),
    (r"\sum_{u=-\infty}^\infty p[u]", r"(\sum[u=-oo..oo] p[u])"),
    (r"\sum_u\sum_v p_{u,v}", r"(\sum[u] (\sum[v] p_{u,v}))"),
    (r"\sum_{u,v} p_{u,v}", r"(\sum[u; v] p_{u,v})"),
    (r"\sum_{u,v=-k}^{k} p_{u,v}", r"(\sum[u=-k..k; v=-k..k] p_{u,v})"),
    (r"\sum_{u=0,v=1}^{2,3} p_{u,v}", r"(\sum[u=0..2; v=1..3] p_{u,v})"),
    (r"\sum_{u=0,v=0}^{2} p_{u,v}", r"(\sum[u=0..2; v=0..2] p_{u,v})"),
    (r"\sum_{u+v=t} p_u q_v", r"(\sum[(+ u v) = t] (p_{u} q_{v}))"),
    (r"\sum_{0 \le u \le 4} p_u", r"(\sum[u=0..4] p_{u})"),
    (r"\sum_{0 \le u,v \le 4} p_{u,v}", r"(\sum[u=0..4; v=0..4] p_{u,v})"),
    (r"\sum_{u \in \{1,3\}} p_u", r"(\sum[u in {1, 3}] p_{u})"),
    (r"\sum\limits_{\substack{u=0\\v=0}}^{4} p_{u,v}", r"(\sum[u=0..4; v=0..4] p_{u,v})"),
    (r"\sum_{u=0\text{ step }2}^{4} p[u]", r"(\sum[u=0..4 by 2] p[u])"),
    (r"\sum_{u=\max(-3, t-1)}^{3} p[u]", r"(\sum[u=max(-3,(+ t -1))..3] p[u])"),
    (r"\sum p_u", r"(\sum[] p_{u})"),
    (r"\sum_u{p_u q_{t-u}}", r"(\sum[u] (p_{u} q_{(+ t -u)}))"),
    (r"\displaystyle\sum_{u} -p_u", r"(\sum[u] -p_{u})"),
    ("∑_{u=0}^{2} p[u]", r"(\sum[u=0..2] p[u])"),
    (r"b + \sum_u p_u \cdot 2", r"(+ b (\sum[u] (p_{u} \cdot 2)))"),
    (r"\int_{-\infty}^{\infty} p(t) dt", r"(\int[=-oo..oo] (p(t) d t))"),
]  # fmt: skip

SYMBOLS = [
    (r"\frac{\partial E}{\partial q_{23}}", "dE/dq_{23}"),
    (r"\frac{\partial{E}}{\partial{q_{23}}}", "dE/dq_{23}"),
    (r"\frac{dE}{dq_{23}}", "dE/dq_{23}"),
    (r"\partial E / \partial q_{23}", "dE/dq_{23}"),
    (r"\frac{\partial}{\partial q_r} E", "(d/dq_{r} E)"),
    (r"\partial q_{23} p_{1}", r"(\partial q_{23} p_{1})"),
    (r"\nabla q_{23}", r"\nabla q_{23}"),
    (r"\nabla_q E", r"\nabla_q E"),
    (r"\delta_{23} q_{12}", r"(\delta_{23} q_{12})"),
]

VALUES = [
    (r"\{4, 5, 6\}", "{4, 5, 6}"),
    (r"\{4, \underset{\uparrow}{5}, 6\}", "{4, ^5, 6}"),
    (r"\{\underline{4}, 5\}", "{^4, 5}"),
    (r"\{4, \mathbf{5}\}", "{4, ^5}"),
    ("[4, -5, 6]", "[4, -5, 6]"),
    ("[4 -5 6]", "[4, -5, 6]"),
    ("(4, 5)", "(4, 5)"),
    (r"\begin{bmatrix} 1 & 0 \\ p & -1 \end{bmatrix}", "matrix[1 0; p -1]"),
    (r"\left(\begin{array}{cc} 1 & 0 \\ 2 & \dots \end{array}\right)", "matrix(1 0; 2 ...)"),
    (r"\begin{bmatrix} 1 \\ 2 \end{bmatrix}_{2 \times 1} \checkmark", "matrix[1; 2]"),
    (r"\begin{matrix} 1 & \underset{\uparrow}{7} \end{matrix}", "matrix<1 7>@0,1"),
]


@pytest.mark.parametrize(
    ("written", "tree"), ACCESSES + PRODUCTS + SUMS + SYMBOLS + VALUES, ids=lambda text: text
)
def test_an_expression_is_read_as_its_tree(written: str, tree: str) -> None:
    assert lines(written) == [tree]


UNREAD = [
    ("q[]", "empty index"),
    ("q()", "empty index"),
    ("q_{}", "empty subscript"),
    ("q) + 1", ") cannot be read"),
    ("(q + 1", "never closed"),
    (r"\sum_{u=-k}{k} q[u]", "no upper bound"),
    (r"\sum_{u}", "summand"),
    ("7 8", "is a sign missing"),
    ("q +", "missing at the end"),
    (r"\unknown q", r"\unknown is not known"),
    (r"q \pm 1", r"\pm"),
    ("q_1_2", "two subscripts"),
    ("q^1^2", "two superscripts"),
    ("3 - + - 2", "three signs"),
    ("9" * 60, "60 digits"),
    ("{" * 99 + "q" + "}" * 99, "nested too deeply"),
    ("q ? 1", "?"),
    ("q \x00", "'\\x00'"),
    (r"\frac{1}", "argument is missing"),
]


@pytest.mark.parametrize(("written", "reason"), UNREAD, ids=[row[0][:20] for row in UNREAD])
def test_what_cannot_be_read_is_unread_and_says_why(written: str, reason: str) -> None:
    (chain,) = parse(f"z = {written} = 5", 0, len(written) + 8).chains
    left, middle, right = chain.sides
    assert show(left) == "z"
    assert show(right) == "5"
    assert isinstance(middle, Unread)
    assert reason in middle.reason
    assert middle.span[0] <= middle.at <= middle.span[1]


REPAIRS = [
    (r"q_\{23}", "q_{23}", [(r"_\{23}", "_{23}")]),
    (r"\mu{23}", r"\mu_{23}", [("{23}", "_{23}")]),
    ("q_23", "q_{23}", [("_23", "_{23}")]),
    ("q3", "q_{3}", [("q3", "q_{3}")]),
    ("q_1 + dots + q_9", "(+ q_{1} ... q_{9})", [("dots", r"\dots")]),
    ("// q_1", "q_{1}", [("//", "")]),
    (r"\sum_{u=0}^10 q_u", r"(\sum[u=0..10] q_{u})", [("^10", "^{10}")]),
]  # fmt: skip


@pytest.mark.parametrize(("written", "tree", "repairs"), REPAIRS, ids=[r[0] for r in REPAIRS])
def test_a_clear_slip_is_repaired_and_reported(
    written: str, tree: str, repairs: list[tuple[str, str]]
) -> None:
    parsed = parse(written, 0, len(written))
    assert [show_chain(chain) for chain in parsed.chains] == [tree]
    assert [(repair.found, repair.read_as) for repair in parsed.repairs] == repairs
    for repair in parsed.repairs:
        assert written[slice(*repair.span)] == repair.found


def test_numbers_are_exact() -> None:
    from fractions import Fraction

    (side,) = parse("0.1", 0, 3).chains[0].sides
    assert isinstance(side, Number)
    assert side.value == Fraction(1, 10)


def test_every_node_stands_where_its_text_is() -> None:
    text = r"z[0] = p[1] \cdot q[-1] - \frac{1}{2}p_{12}"
    side = parse(text, 0, len(text)).chains[0].sides[1]
    first, second = side.terms  # type: ignore[union-attr]
    assert text[slice(*first.span)] == r"p[1] \cdot q[-1]"
    assert text[slice(*first.factors[1].span)] == "q[-1]"
    assert text[slice(*first.factors[1].indices[0].span)] == "-1"
    assert text[slice(*second.span)] == r"- \frac{1}{2}p_{12}"
    access = second.term.factors[1]
    assert isinstance(access, Access)
    assert text[slice(*access.indices[1].span)] == "2"


def test_nodes_are_equal_only_to_their_own_kind() -> None:
    one, other = read_formula("p + q"), read_formula("p + q")
    assert one == other
    assert hash(one) == hash(other)
    assert read_formula("p") != read_formula("q")
    assert one != tuple(one)


def test_one_expression_is_read_alone() -> None:
    assert show(read_formula(r"\frac{1}{16}")) == "(/ 1 16)"
    assert isinstance(read_formula("p = q"), Unread)
    assert isinstance(read_formula(""), Unread)


def test_an_environment_that_is_never_ended_is_unread() -> None:
    assert lines(r"z = \begin{bmatrix} 1")[0].endswith("an environment is never ended>")
