"""Comparing formulas: how two written formulas for any output are related.

``relate`` reads two formulas in any usual notation and says whether they are equal, equal
after renaming, after moving an origin, after flipping the kernel, after exchanging axes or
roles, after reversing the output, or different; with the derivation that turns one into the
other, every step checked, or with the smallest example on which they differ.

    reading -> shape -> compare -> steps -> proof

``reading`` finds the sum, ``shape`` the relation on each axis, ``compare`` all ways to lay
one on the other, ``steps`` shows the simplest way, ``proof`` checks it by expansion, and
``example`` looks for an output on which two formulas differ. A kind of change is named in
``kinds``, an act of a derivation is a function in ``turning`` or ``lettering``, and a format
is a record in ``writers``.
"""

from __future__ import annotations

from symconv.relate.outcome import Relation, relate
from symconv.relate.trouble import FormulaError

__all__ = ["FormulaError", "Relation", "relate"]
