"""Letters of a general formula that look like sizes, and are indices that nothing binds."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.model.index import Poly
from symconv.verify.diagnose import Found
from symconv.verify.indexed import entry_letters
from symconv.verify.written import Factor, Side, Term


def loose_letters(
    left: Factor, written: Side, term: Term, parameters: frozenset[str], text: str
) -> Iterator[Found]:
    """An index that all factors under the sum share, as c in ``Σ_i x[c,i] h[c,m-i]``.

    Also a bias with an index that neither stands on the left nor is summed: ``b_c``.
    """
    outputs = frozenset().union(*(entry_letters(entry) for entry in left.indices or ()))
    indexed = [factor for factor in term.factors if factor.indices is not None]
    alone = [
        {str(entry) for entry in factor.indices or () if isinstance(entry, Poly) and entry.is_name}
        for factor in indexed
    ]
    shared = set.intersection(*alone) if alone else set()
    for letter in sorted((shared & parameters) - outputs):
        word = text[slice(*indexed[0].span)]
        yield Found(indexed[0].span, "free-index", word, "",
                    f"The index {letter} in {word} is bound nowhere.")  # fmt: skip
    for other in written.terms:
        for factor in other.factors if not other.scopes else ():
            letters = frozenset().union(*(entry_letters(entry) for entry in factor.indices or ()))
            for letter in sorted(letters - outputs - parameters):
                word = text[slice(*factor.span)]
                yield Found(factor.span, "free-index", word, "",
                            f"The index {letter} in {word} is bound nowhere.")  # fmt: skip
