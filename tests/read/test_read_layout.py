"""Rows, columns and words: which pieces are one chain, what only stands beside it."""

from __future__ import annotations

import pytest

from symconv.read import read
from symconv.read.formula import parse
from symconv.read.show import show_chain
from symconv.read.syntax import Chain


def lines(text: str) -> list[str]:
    return [show_chain(chain) for chain in parse(text, 0, len(text)).chains]


LAYOUT = [
    # rows
    (r"p &= q \\ r &= s", ["p = q", "r = s"]),
    (r"p &= q \\ &= r \\ & = s", ["p = q = r = s"]),
    (r"p &= q \\ &\quad + r \\ &+ s", ["p = (+ q r s)"]),
    (r"p &= q && + r \\ && + s", ["p = (+ q r s)"]),
    (r"p &= q + \\ & r", ["p = (+ q r)"]),
    (r"p &= \\ & r", ["p = r"]),
    (r"p &= q \\ &- r", ["p = (+ q -r)"]),
    (r"p = q \\[2pt] r = s \newline t = u \\\\ v = w", ["p = q", "r = s", "t = u", "v = w"]),
    (r"-2 \le u \le 2 \\ -3 \le v \le 3", ["-2 <= u <= 2", "-3 <= v <= 3"]),
    (r"p & = & q \\ & = & r", ["p = q = r"]),
    (r"p = p_{2}&q_{2} + 1", ["p = (+ (p_{2} q_{2}) 1)"]),
    (r"p &= 1 & q &= 2", ["p = 1", "q = 2"]),
    (r"p = 1, \\ \dots \\ q = 2.", ["p = 1", "...", "q = 2"]),
    (r"p = 1 \\ \vdots", ["p = 1", "..."]),
    # newlines
    ("p = 1\nq = 2", ["p = 1", "q = 2"]),
    ("p = 1\n+ 2\n= 3", ["p = (+ 1 2) = 3"]),
    ("p = 1 +\n2", ["p = (+ 1 2)"]),
    ("p =\n2", ["p = 2"]),
    ("p = \\sum_{u=0}^{2}\nq[u]", [r"p = (\sum[u=0..2] q[u])"]),
    ("p = q\n(r + 1)", ["p = q?((+ r 1))"]),
    ("p = f(1,\n2)", ["p = f?(1,2)"]),
    ("p = 1\n\\begin{aligned} q &= 2 \\\\ r &= 3 \\end{aligned}", ["p = 1", "q = 2", "r = 3"]),
    ("p = 1 % first\n+ 2 % then", ["p = (+ 1 2)"]),
    # environments
    (r"\begin{align} p &= 1 \tag{7} \\ &= 2 \end{align}", ["p = 1 = 2 #7"]),
    (r"\begin{split} p &= 1 \label{a} \nonumber \end{split}", ["p = 1"]),
    (r"\begin{cases} n = 0 & p = q[0] \\ n = 1 & p = q[1] \end{cases}",
     ["p = q[0] if n = 0", "p = q[1] if n = 1"]),
    (r"p[n] = \begin{cases} 1 & n = 0 \\ 0 & \text{else} \end{cases}",
     ["p[n] = cases(1 if n = 0; 0 #else)"]),
    (r"p[n] = \left\{ \begin{array}{ll} 1, & n > 0 \\ 0, & \text{if } n < 0 \end{array} \right.",
     ["p[n] = cases(1 if n > 0; 0 if n < 0 #if)"]),
    (r"\left\{ \begin{aligned} p &= 1 \\ q &= 2 \end{aligned} \right.", ["p = 1", "q = 2"]),
    (r"\displaylines{p = 1 \\ q = 2}", ["p = 1", "q = 2"]),
    (r"{\color{red} p = 1}", ["p = 1"]),
    (r"p {} = {} q {}+ r {} - s \\ {} + t", ["p = (+ q r -s t)"]),
    (r"p &= q \\ &\phantom{{}={}} {}+ r", ["p = (+ q r)"]),
    # overlays of Beamer
    (r"p \uncover<2->{= q} \only <3> {{}+ r} \onslide<4-| handout:1>{} - s", ["p = (+ q r -s)"]),
    (r"\uncover<1->{p} & \uncover<2->{= q} && \uncover<2->{\text{why}}", ["p = q #why"]),
    (r"p = q \\ \onslide<2-> r = s \pause \\ \visible<.(1)->{t = \alert{u} + \alert<2>{v}}",
     ["p = q", "r = s", "t = (+ u v)"]),
    (r"p \iff \uncover<2->{-2 \le u \le 2}", [r"p", r"\iff -2 <= u <= 2"]),
    (r"\uncover p < q", ["p < q"]),
    (r"\begin{array}{l|l} \text{a} & \text{b} \\ \hline p \cdot q & = r \end{array}",
     [" #a #b", r"(p \cdot q) = r"]),
    (r"\begin{array}{c} 1 \\ 2 \end{array}", ["matrix<1; 2>"]),
    # beside a chain
    (r"p &= q && \text{why}", ["p = q #why"]),
    (r"p = q \quad \text{no such entry} \\ r = s", ["p = q #no such entry", "r = s"]),
    (r"p[1] = q, \quad n = 1", ["p[1] = q if n = 1"]),
    (r"p[1] = q \quad (n = 1)", ["p[1] = q if n = 1"]),
    (r"p[1] = q \qquad (3)", ["p[1] = q #(3)"]),
    (r"n=1:\quad p[1] = q", ["p[1] = q if n = 1"]),
    (r"p[1] = q \text{ for } n = 1", ["p[1] = q if n = 1 #for"]),
    (r"\text{For } n = 1: p[1] = q", ["p[1] = q if n = 1 #For"]),
    (r"p[1] = q \text{ and } p[2] = r", ["p[1] = q", "p[2] = r #and"]),
    ("p[1] = 2, p[2] = 3; p[3] = 4.", ["p[1] = 2", "p[2] = 3", "p[3] = 4"]),
    (r"q[4]: \text{none}", ["q[4] : 'none'"]),
    (r"q[4] \text{ is missing}", ["q[4] #is missing"]),
    (r"\text{total} = p + q", ["total = (+ p q)"]),
    (r"p_{rs} = q \quad \forall r, s", ["p_{rs} = q #for allr, s"]),
    # relations and arrows
    (r"0 \le r, s \le 2", ["0 <= <r, s> <= 2"]),
    (r"r, s = 0, 1", ["<r, s> = <0, 1>"]),
    (r"r \in \{0, 1\}, s \in \{2\}", ["r in {0, 1}", "s in {2}"]),
    (r"-1 \le 1-r \le 1 \iff 0 \le r \le 2", ["-1 <= (+ 1 -r) <= 1", r"\iff 0 <= r <= 2"]),
    (r"\Rightarrow p = q", [r"\Rightarrow p = q"]),
    (r"p \overset{!}{=} q \overset{S}{\to} r = s", ["p = q", r"\to r = s"]),
    ("p := q ≤ r ≠ s", ["p := q <= r != s"]),
    (r"p = q = r \ge s", ["p = q = r >= s"]),
    ("= p + q", ["_ = (+ p q)"]),
]  # fmt: skip


@pytest.mark.parametrize(("written", "chains"), LAYOUT, ids=[row[0] for row in LAYOUT])
def test_rows_become_chains(written: str, chains: list[str]) -> None:
    assert lines(written) == chains


def test_a_failed_side_leaves_its_neighbours() -> None:
    text = "p = q[] = 3\nr = s\nt = ) = 4"
    assert lines(text) == [
        "p = <unread: an empty index> = 3",
        "r = s",
        "t = <unread: ) cannot be read here> = 4",
    ]


def test_an_open_bracket_ends_with_its_row() -> None:
    found = lines(r"p &= (q + 1 \\ r &= (s)(t)")
    assert found == ["p = <unread: a bracket is never closed>", "r = (s t)"]


def test_a_side_that_is_missing_is_unread() -> None:
    assert "nothing stands behind" in lines("p = 2 =")[0]
    assert "between two relations" in lines("p = = 2")[0]


def test_a_repeated_sign_at_a_row_break_is_one() -> None:
    assert lines(r"p &= q = \\ &= r") == ["p = q = r"]


def test_relations_remarks_and_chains_have_their_places() -> None:
    text = r"p[1] &\le q && \text{why} \tag{2}"
    (chain,) = parse(text, 0, len(text)).chains
    assert text[slice(*chain.relations[0].span)] == r"\le"
    assert [text[slice(*remark.span)] for remark in chain.remarks] == [r"\text{why}", r"\tag{2}"]
    assert [remark.kind for remark in chain.remarks] == ["text", "tag"]
    assert text[slice(*chain.span)] == r"p[1] &\le q"


def test_a_formula_that_begins_with_a_relation_goes_on() -> None:
    document = read("$p[1] = q + r$\n$= 3 + 4$\n\nwords $= 5$", "md")
    chains: list[Chain] = [chain for formula in document.formulas for chain in formula.chains]
    assert [show_chain(chain) for chain in chains] == ["p[1] = (+ q r) = (+ 3 4)", "_ = 5"]
