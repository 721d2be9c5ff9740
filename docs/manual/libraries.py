"""What each library's call computes, from the records that ``as=`` reads."""

from __future__ import annotations

from symconv.errors import ProblemError
from symconv.model.channels import WORDS
from symconv.model.libraries import CALLS, Call, Computed, computed

PIXELS = 6
ENTRIES = (3, 4)  # an odd kernel and an even one, in which the conventions differ most


def write() -> str:
    """All calls, each in a section."""
    return "\n".join(map(_section, CALLS))


def _section(call: Call) -> str:
    title, *others = call.names
    parts = [f"## {title}", "", f"`{call.formula}`: {call.note}", ""]
    if others:
        parts += [f"Also {', '.join(f'`{name}`' for name in others)}.", ""]
    if call.words or call.weights:
        channels = WORDS if call.weights else ()
        words = ", ".join(f"`{word}=`" for word in (*call.words, *channels))
        parts += [f"Further words: {words}.", ""]
    parts += [
        "| mode | " + " | ".join(f"{PIXELS} pixels, {size} entries" for size in ENTRIES) + " |",
        "|---|" + "---|" * len(ENTRIES),
        *(_row(call, mode) for mode in call.modes), "",
        "Checked against the library." if call.checked else "From its documentation.", "",
    ]  # fmt: skip
    return "\n".join(parts)


def _row(call: Call, mode: str) -> str:
    shown = f"`:{mode}`" if mode else "as it is"
    return f"| {shown} | " + " | ".join(_cell(call, mode, size) for size in ENTRIES) + " |"


def _cell(call: Call, mode: str, size: int) -> str:
    """What is computed on an axis: the image index for output m and entry k, and the outputs."""
    text = f"{call.names[0]}:{mode}" if mode else call.names[0]
    axes = call.axes[0]
    try:
        found = computed(text, (PIXELS,) * axes, (size,) * axes, {})[0]
    except ProblemError:
        return "none"
    boundary = f", {found.boundary}" if found.boundary != "zero" else ""
    return f"${_relation(found)}$, $m$ from 0 to {found.length - 1}{boundary}"


def _relation(found: Computed) -> str:
    p = found.offset
    if found.operation == "transposed":
        return f"m = i + k{_signed(-p)}"
    sign, shift = ("-", p) if found.operation == "conv" else ("+", -p)
    return f"i = m {sign} k{_signed(shift)}"


def _signed(number: int) -> str:
    return f" {'+' if number > 0 else '-'} {abs(number)}" if number else ""
