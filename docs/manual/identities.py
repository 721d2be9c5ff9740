"""The identities, each proved as ``symconv prove`` proves it."""

from __future__ import annotations

from symconv.identities.prove import prove
from symconv.identities.records import IDENTITIES
from symconv.identities.write import write as written

AXES = 1  # axes do not depend on each other, and one is easier to read


def write() -> str:
    """All identities, each in a section with its proof."""
    parts = []
    for identity in IDENTITIES:
        proof = written(prove(identity, identity.axes or AXES), "markdown")
        says, _, rest = proof.partition("\n\n")
        parts.append(
            f"(identity-{identity.name})=\n## {identity.name}\n\n{says}\n\n"
            f"::::{{container}} symconv\n{rest}\n::::\n"
        )
    return "\n".join(parts)
