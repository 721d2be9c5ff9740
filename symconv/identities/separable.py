"""What separability needs: a kernel that is no product of a row and a column."""

from __future__ import annotations

from itertools import product

from symconv.identities.counter import Found
from symconv.identities.records import Counterexample
from symconv.model.tree import Access, Number, Product

CELLS = ((0, 0), (1, 1), (0, 1), (1, 0))  # the diagonals of the smallest kernel
SENTENCE = (
    "In a product, {one} = {other}; in the kernel that is 1 at {ones} and else 0, they are "
    "{left} and {right}."
)


def counterexample() -> Found:
    """The smallest kernel of ones and zeros with different products on its diagonals."""
    record = Counterexample("the product", (), "h[0,0] h[1,1]", "h[0,1] h[1,0]")
    for values in sorted(product((0, 1), repeat=4), key=sum):
        left, right = values[0] * values[1], values[2] * values[3]
        if left > right:
            break
    ones = " and ".join(f"[{i},{j}]" for (i, j), value in zip(CELLS, values) if value)
    entries = [Access("h", cell) for cell in CELLS]
    sides = Product((entries[0], entries[1])), Product((entries[2], entries[3]))
    sentence = SENTENCE.replace("{ones}", ones)
    return Found(record, (), None, Number(left), Number(right), sides, sentence=sentence)
