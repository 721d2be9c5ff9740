"""Questions that only the whole file settles: the same words, other neighbours."""

from __future__ import annotations

import pytest

from symconv.read import read, read_document
from symconv.read.resolve import resolve
from symconv.read.show import show_chain
from symconv.read.syntax import Access, Call
from symconv.read.walk import walk


def lines(*texts: str) -> list[str]:
    document = read("\n\n".join(f"$${text}$$" for text in texts), "md")
    return [show_chain(chain) for formula in document.formulas for chain in formula.chains]


SETTLED = [
    # x_{12}: two indices, or the twelfth
    (["p_{12} = 3"], ["p_{12} = 3"], [2]),
    (["p_{12} = p_3"], ["p_{12} = p_{3}"], [1, 1]),
    (["p_{12} = 3", "p[t] = 4"], ["p_{12} = 3", "p[t] = 4"], [1, 1]),
    (["p_{12} = 3", "p_{t,u} = 4"], ["p_{12} = 3", "p_{t,u} = 4"], [2, 2]),
    (["p_{123} = p_{r,s,t}"], ["p_{123} = p_{r,s,t}"], [3, 3]),
    (["p_{2t} = p_{t-1}"], ["p_{(2 t)} = p_{(+ t -1)}"], [1, 1]),
    (["p_{(r+1)s} = p_{rs}"], ["p_{(+ r 1),s} = p_{rs}"], [2, 2]),
]


@pytest.mark.parametrize(("texts", "chains", "counts"), SETTLED, ids=lambda value: str(value)[:30])
def test_digits_are_one_index_or_two(
    texts: list[str], chains: list[str], counts: list[int]
) -> None:
    document = read("\n\n".join(f"$${text}$$" for text in texts), "md")
    found = [chain for formula in document.formulas for chain in formula.chains]
    assert [show_chain(chain) for chain in found] == chains
    accesses = [node for node in walk(*found) if isinstance(node, Access) and node.name == "p"]
    assert [len(node.indices) for node in accesses] == counts


TABLE = [
    # a name before a parenthesis
    (["g(r,s) = p(r-1,s)"], ["g(r,s) = p((+ r -1),s)"]),
    (["g(t) = p(0)q(t) + p(1)q(t-1)"], ["g(t) = (+ (p(0) q(t)) (p(1) q((+ t -1))))"]),
    (["g[t] = p[s(t-11)]"], ["g[t] = p[(s (+ t -11))]"]),
    (["g_t = p(q_t + q_{t+1})"], ["g_{t} = (p (+ q_{t} q_{(+ t 1)}))"]),
    (["g(t) = k(q(t) + r(t))"], ["g(t) = (k (+ q(t) r(t)))"]),
    (["g_t = p(t+1) + p r"], ["g_{t} = (+ (p (+ t 1)) (p r))"]),
    (["y_c(t) = p(t)"], ["y_c(t) = p(t)"]),
    # names of more than one letter
    (["dp_{12} = dq_{34} r_{56}"], ["dp_{12} = (dq_{34} r_{56})"]),
    (["d p_1 = d q_2"], ["dp_{1} = dq_{2}"]),
    (["y_1 = c p_1 + d p_2"], ["y_{1} = (+ (c p_{1}) (d p_{2}))"]),
    (["dp_{12} = d + 1"], ["(d p_{12}) = (+ d 1)"]),
    (["Pool_{r,s} = 3"], ["Pool_{r,s} = 3"]),
    (["y[t] = ap[t] + bp[t-1]"], ["y[t] = (+ (a p[t]) (b p[(+ t -1)]))"]),
    (["y_t = abp_t", "a = 1", "b_t = 2"], ["y_{t} = (a b p_{t})", "a = 1", "b_{t} = 2"]),
    # sizes and bound letters with a subscript
    ([r"y_t = \sum_{u=0}^{k_1-1} p_u"], [r"y_{t} = (\sum[u=0..(+ k_1 -1)] p_{u})"]),
    ([r"\sum_{u_1=0}^{3} p[u_1]"], [r"(\sum[u_1=0..3] p[u_1])"]),
    # layers and powers
    (["q^1_{12} + q_{34}^2"], ["(+ q^{1}_{12} q^{2}_{34})"]),
    (["q_{34}^2 + q_{12}"], ["(+ (^ q_{34} 2) q_{12})"]),
    # how far a sum reaches
    ([r"y = \sum_u p_u + q_u + r"], [r"y = (+ (\sum[u] (+ p_{u} q_{u})) r)"]),
    ([r"y = \sum_u\sum_v p_u + q_v"], [r"y = (\sum[u] (\sum[v] (+ p_{u} q_{v})))"]),
    ([r"y_u = \sum_u p_u + q_u"], [r"y_{u} = (+ (\sum[u] p_{u}) q_{u})"]),
    ([r"y_t = \sum_u p_u + q_t"], [r"y_{t} = (+ (\sum[u] p_{u}) q_{t})"]),
    ([r"y = \sum_u p_u + \sum_u q_u"], [r"y = (+ (\sum[u] p_{u}) (\sum[u] q_{u}))"]),
]


@pytest.mark.parametrize(("texts", "chains"), TABLE, ids=lambda value: str(value)[:40])
def test_the_whole_file_settles_it(texts: list[str], chains: list[str]) -> None:
    assert lines(*texts) == chains


def test_resolve_is_pure_and_done_once() -> None:
    document = read_document("$$y(t) = p(t) + s(2)$$ $$s = 3$$", "md")
    before = [show_chain(chain) for formula in document.formulas for chain in formula.chains]
    settled = resolve(document)
    after = [show_chain(chain) for formula in document.formulas for chain in formula.chains]
    assert before == after
    assert settled != document
    assert resolve(settled) == settled
    chains = [chain for formula in settled.formulas for chain in formula.chains]
    assert not any(isinstance(node, Call) for node in walk(*chains))


def test_a_document_without_questions_is_returned_as_it_is() -> None:
    document = read_document("$y[t] = p[t]q[2]$", "md")
    assert resolve(document) is document
