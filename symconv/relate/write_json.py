"""How two formulas are related, for programs: ``symconv.relation/1``."""

from __future__ import annotations

import json
from typing import Any

from symconv.relate.example import Example
from symconv.relate.notation import latex, text
from symconv.relate.outcome import Relation
from symconv.relate.sizes import plain
from symconv.relate.trouble import FormulaError
from symconv.relate.way import Reading, Way
from symconv.relate.writers import said

FORMAT = "symconv.relation/1"


def write(relation: Relation) -> str:
    """One object, on one line."""
    return json.dumps(as_data(relation), ensure_ascii=False) + "\n"


def as_data(relation: Relation) -> dict[str, Any]:
    """The relation as JSON's own types.

    ``arrays`` says what each array of the first is in the second: its index k stands at
    ``indices[k].second``, and is there ``sign`` times itself plus ``move``.
    """
    way = relation.way
    return {
        "format": FORMAT,
        "verdict": relation.verdict,
        "words": list(relation.words),
        "says": said(relation.says),
        "first": _formula(relation.left),
        "second": _formula(relation.right),
        "arrays": [] if way is None else _arrays(relation, way),
        "sizes": {} if way is None else dict(way.sizes.renamed),
        "corresponds": [text(chain) for chain in relation.corresponds],
        "conditions": [said(one) for one in relation.conditions],
        "alternatives": [said(one) for one in relation.alternatives],
        "steps": [
            {
                "rule": step.rule,
                "because": said(step.because),
                "text": [text(chain) for chain in step.shown],
                "latex": [latex(chain) for chain in step.shown],
            }
            for step in relation.steps
        ],
        "products": relation.products,
        "reason": said(relation.reason),
        "example": None if relation.example is None else _example(relation, relation.example),
    }


def _formula(side: Reading) -> dict[str, Any]:
    formula = side.formula
    return {
        "given": formula.text,
        "text": text(formula.chain),
        "latex": latex(formula.chain),
        "output": formula.output.name,
        "arrays": [factor.name for factor in formula.factors],
        "notes": list(formula.notes),
    }


def _arrays(relation: Relation, way: Way) -> list[dict[str, Any]]:
    found = []
    for slot, factor in enumerate(relation.left.formula.slots):
        turns = sorted(turn for turn in way.turns if turn.place[0] == slot)
        found.append({
            "first": factor.name,
            "second": relation.right.formula.slots[way.slots[slot]].name,
            "indices": [
                {
                    "first": turn.place[1],
                    "second": turn.other[1],
                    "sign": turn.sign,
                    "move": str(plain(turn.move)),
                    "modulus": str(plain(turn.modulus)) if turn.modulus != 0 else None,
                }
                for turn in turns
            ],
        })  # fmt: skip
    return found


def _example(relation: Relation, example: Example) -> dict[str, Any]:
    return {
        "sizes": dict(example.sizes),
        "arrays": [
            {
                "first": array.names[0],
                "second": array.names[1],
                "values": [[list(cell), value] for cell, value in array.values],
            }
            for array in example.arrays
        ],
        "output": list(example.cell),
        "first": str(example.left),
        "second": str(example.right),
    }


def unread(error: FormulaError, which: str) -> str:
    """The object for a formula that cannot be read; ``which`` is first or second."""
    data = {
        "format": FORMAT,
        "verdict": "unread",
        "words": ["unread"],
        "unread": {
            "formula": which,
            "given": error.text,
            "start": error.span[0],
            "end": error.span[1],
            "reason": error.reason,
            "write": error.advice,
        },
    }
    return json.dumps(data, ensure_ascii=False) + "\n"
