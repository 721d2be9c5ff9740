"""``python -m benchmarks.mutants``: make mutants, judge them, and print the rates."""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence

from benchmarks.mutants.measure import RATES, Outcome, judge, mutants, rates

MEANING = {
    "refuted": "changed ones refuted",
    "line": "  on the right line",
    "term": "  at the right term",
    "kind": "  of the right kind",
    "belief": "  with the planted misconception",
    "proved": "unchanged ones proved",
    "rest": "no other line accused",
}


def main(words: Sequence[str] | None = None) -> int:
    """Run from the command line; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.mutants",
        description="Judge single changes to right derivations, and print how many are found.",
    )
    parser.add_argument("--count", type=int, default=2000, help="how many (default: 2000)")
    parser.add_argument("--seed", type=int, default=1, help="the seed (default: 1)")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="show N that were missed")
    chosen = parser.parse_args(words)
    outcomes = [judge(mutant) for mutant in mutants(chosen.count, chosen.seed)]
    found = rates(outcomes)
    for name in RATES:
        if name in found:
            good, of = found[name]
            print(f"{MEANING[name]:34} {good:5} of {of:5}  {100 * good / of:6.2f} %")
    by_change: dict[str, Counter[str]] = defaultdict(Counter)
    for outcome in outcomes:
        by_change[outcome.mutant.what]["all"] += 1
        by_change[outcome.mutant.what].update(outcome.failed)
    print()
    for what, counts in sorted(by_change.items()):
        missed = ", ".join(f"{name} missed {counts[name]}" for name in RATES if counts[name])
        print(f"{what:34} {counts['all']:5}  {missed}".rstrip())
    missed_ones = [outcome for outcome in outcomes if outcome.failed]
    for outcome in missed_ones[: chosen.show]:
        print(_shown(outcome))
    goals = {name: 0.98 if name == "belief" else 1.0 for name in ("refuted", "belief", "proved")}
    return int(any(found[k][0] < goal * found[k][1] for k, goal in goals.items() if k in found))


def _shown(outcome: Outcome) -> str:
    mutant = outcome.mutant
    rows = [f"\n== {mutant.what}: missed {', '.join(outcome.failed)}", mutant.text.rstrip()]
    rows.append(f"-- wanted {sorted(mutant.kinds)} {mutant.belief} at {mutant.spans}"
                f" {[mutant.text[slice(*span)] for span in mutant.spans]}")  # fmt: skip
    for line in outcome.report.lines:
        if line.verdict != "proved":
            rows.append(f"   {tuple(line.place)} {line.verdict}: {line.says}")
        for one in line.findings:
            rows.append(f"      {tuple(one.place)} {one.kind}: '{one.found}' -> '{one.expected}' "
                        f"{one.consistent_with} {one.message}")  # fmt: skip
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
