"""One formula beside several others: a table of how they are related, and each derivation.

The table of ``derivations/nine-formulas`` is made here; ``symconv.relate.collage`` is its
picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from symconv.errors import OutputError, quote
from symconv.relate import write_latex, write_markdown, write_text
from symconv.relate.draft import Words
from symconv.relate.notation import latex, text
from symconv.relate.outcome import Relation
from symconv.relate.writers import said, said_in_latex

FORMATS = ("text", "latex", "markdown")


class Entry(NamedTuple):
    """A formula: its title, a few words about it, and how the first formula relates to it."""

    title: str
    about: str
    relation: Relation


def table(title: str, entries: Sequence[Entry], to: str = "text") -> str:
    r"""The relations of one formula to several: a table, and then each derivation.

    >>> from symconv.relate import relate
    >>> found = relate(r"y[m] = \sum_i x[i] h[m-i]", r"S(i) = \sum_m I(i+m) K(m)")
    >>> table("Two", [Entry("Goodfellow", "a book", found)]).splitlines()[4]
    'Goodfellow  equal after flipping the kernel'

    Raises OutputError for another format.
    """
    writers = {"text": _text, "latex": _latex, "markdown": _markdown}
    if to not in writers:
        raise OutputError(f"the format {quote(to)} is not known: use one of {', '.join(FORMATS)}")
    return writers[to](title, entries)


def in_short(relation: Relation) -> Words:
    """How two formulas are related, with the conditions in a few words; or why they are not."""
    if not relation.related:
        return (*relation.says, ": ", *relation.reason) if relation.reason else relation.says
    return (*relation.says, *(f", {note}" for note in conditions_in_short(relation)))


def conditions_in_short(relation: Relation) -> list[str]:
    """What must hold besides, in a few words each."""
    way = relation.way
    if way is None:
        return []
    notes = ["for one channel"] if any(way.alone) else []
    notes += ["without bias"] if relation.left.formula.bias or relation.right.formula.bias else []
    return [*notes, *(["zero outside the bounds"] if way.outside else [])]


def _text(title: str, entries: Sequence[Entry]) -> str:
    wide = max(len(entry.title) for entry in entries)
    lines = [title, "", f"  {text(entries[0].relation.left.formula.chain)}", ""]
    lines += [f"{entry.title.ljust(wide)}  {said(in_short(entry.relation))}" for entry in entries]
    for entry in entries:
        head = f"{entry.title}: {entry.about}"
        lines += ["", "", head, "─" * len(head), "", write_text.write(entry.relation).rstrip("\n")]
    return "\n".join(lines) + "\n"


def _latex(title: str, entries: Sequence[Entry]) -> str:
    middle = latex(entries[0].relation.left.formula.chain)
    rows = [
        rf"\raggedright {escaped(entry.title)} "
        rf"& \raggedright {said_in_latex(in_short(entry.relation))} "
        rf"& \raggedright {_arrays(entry)} \tabularnewline"
        for entry in entries
    ]
    parts = [
        f"{escaped(title)}. Each is compared with",
        write_latex.display([middle.replace(" = ", " &= ", 1)]),
        r"\begin{center}",
        r"\begin{tabular}{p{0.2\linewidth} p{0.33\linewidth} p{0.33\linewidth}}",
        *rows,
        r"\end{tabular}",
        r"\end{center}",
    ]
    for entry in entries:
        about = f", {escaped(entry.about)}" if entry.about else ""
        parts += ["", rf"\bigskip\noindent\textbf{{{escaped(entry.title)}}}{about}.", ""]
        parts.append(write_latex.write(entry.relation).rstrip("\n"))
    return "\n".join(parts) + "\n"


SPECIAL = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}  # fmt: skip


def escaped(words: str) -> str:
    r"""Words as LaTeX text.

    >>> escaped("50% of f_x")
    '50\\% of f\\_x'
    """
    return "".join(SPECIAL.get(sign, sign) for sign in words)


def escaped_in_markdown(words: str) -> str:
    """Words as Markdown text, on one line.

    >>> escaped_in_markdown("a|b *c*")
    'a\\\\|b \\\\*c\\\\*'
    """
    shown = "".join(f"\\{sign}" if sign in "\\`*_{}[]<>#|$" else sign for sign in words)
    return " ".join(shown.split())


def _arrays(entry: Entry) -> str:
    """Which array is which, in short."""
    pairs = [f"${latex(chain)}$" for chain in entry.relation.corresponds]
    return ", ".join(pairs)


def _markdown(title: str, entries: Sequence[Entry]) -> str:
    middle = latex(entries[0].relation.left.formula.chain)
    parts = [f"# {escaped_in_markdown(title)}", "", "Each is compared with", ""]
    parts += [f"$$\n{middle}\n$$", ""]
    parts += ["| | relation | which array is which |", "|---|---|---|"]
    for entry in entries:
        words = said_in_latex(in_short(entry.relation))
        parts.append(f"| {escaped_in_markdown(entry.title)} | {words} | {_arrays(entry)} |")
    for entry in entries:
        about = escaped_in_markdown(entry.about)
        parts += ["", f"## {escaped_in_markdown(entry.title)}", ""]
        parts += [f"{about[:1].upper()}{about[1:]}.", ""] if about else []
        parts.append(write_markdown.write(entry.relation).rstrip("\n"))
    return "\n".join(parts) + "\n"
