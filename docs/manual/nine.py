"""The nine formulas of ``derivations/nine-formulas``, each compared with the article's."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from symconv.relate import relate
from symconv.relate.writers import said_in_latex

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = Path(__file__).parents[2] / "derivations" / "nine-formulas" / "formulas.toml"
IGNORE = "<!-- symconv: ignore -->"


def article() -> str:
    """The formula that all are compared with."""
    return _display(_read()["article"])


def write() -> str:
    """The formulas, each with how it is related to the article's."""
    data = _read()
    return "\n".join(_section(one, data["article"]) for one in data["formula"])


def _section(one: dict[str, str], article: str) -> str:
    relation = relate(article, one["formula"])
    says = said_in_latex(relation.says)
    more = [said_in_latex(words) for words in relation.conditions]
    if not relation.related:
        more = [said_in_latex(relation.reason)]
    listed = "".join(f"\n- {words.strip()}" for words in more)
    about = f"{one['about'][0].upper()}{one['about'][1:]}"
    return (
        f"### {one['title']}\n\n{about}:\n\n{_display(one['formula'])}\n"
        f"It is {says}{':' if listed else '.'}\n{listed}\n"
    )


def _display(formula: str) -> str:
    return f"{IGNORE}\n\n$$\n{formula.strip()}\n$$\n"


def _read() -> dict[str, Any]:
    with FILE.open("rb") as stream:
        data: dict[str, Any] = tomllib.load(stream)
    return data
