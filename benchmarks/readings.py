"""Readings: functions that measure once and return seconds, or megabytes.

To measure something of a new kind, add a function that returns such a reading.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Sequence
from statistics import median
from time import get_clock_info, perf_counter, process_time

Reading = Callable[[], float]
LONG_ENOUGH = 0.002  # seconds that one reading of the stopwatch should last
# The peak memory of a child counts what its parent held when it started, so that the
# parent has to be small: this one starts the program, and reports its peak.
_WATCH = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def stopwatch(run: Callable[[], object], before: Callable[[], object] | None = None) -> Reading:
    """Seconds that ``run`` keeps the processor busy; it is repeated where it is short.

    ``before`` is called, untimed, before each run.
    """
    fine = get_clock_info("process_time").resolution < 1e-6
    clock = process_time if fine else perf_counter

    def seconds(times: int) -> float:
        gc.collect()
        if before is not None:
            before()
        start = clock()
        for _ in range(times):
            run()
        return (clock() - start) / times

    alone = seconds(1)  # this also warms up
    times = 1 if before is not None else max(1, int(LONG_ENOUGH / max(alone, 1e-6)))
    return lambda: seconds(times)


def started(command: Sequence[str]) -> Reading:
    """Seconds that a whole process takes, from its start to its end, once warmed up."""

    def seconds() -> float:
        start = perf_counter()
        subprocess.run(
            command, env=_environment(), check=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        return perf_counter() - start

    seconds()
    return seconds


def peak_memory(command: Sequence[str]) -> Reading:
    """The most megabytes that a process holds at once."""
    import resource  # noqa: F401 - where it is missing, say so before anything is run

    def megabytes() -> float:
        watched = subprocess.run(
            [sys.executable, "-c", _WATCH, *command], env=_environment(), check=True,
            stdout=subprocess.PIPE,
        )  # fmt: skip
        unit = 1 if sys.platform == "darwin" else 1024
        return int(watched.stdout) * unit / 1e6

    return megabytes


def alternate(ours: Reading, rival: Reading, least: int, budget: float) -> tuple[float, float, int]:
    """The medians of both readings, taken in turns, and how many there were of each.

    At least ``least`` rounds, and as many more as ``budget`` seconds allow, up to 50.
    """
    found: list[tuple[float, float]] = []
    gc.collect()
    gc.freeze()  # what was there before is not looked through again before each reading
    start = perf_counter()
    while len(found) < least or (len(found) < 50 and perf_counter() - start < budget):
        found.append((ours(), rival()))
    gc.unfreeze()
    return median(mine for mine, _ in found), median(other for _, other in found), len(found)


def symconv(*words: str) -> list[str]:
    """The command that runs symconv as it is installed beside this Python."""
    script = os.path.join(sysconfig.get_path("scripts"), "symconv")
    start = [script] if os.path.exists(script) else [sys.executable, "-m", "symconv"]
    return [*start, *words]


def python(code: str) -> list[str]:
    """The command that runs ``code`` with this Python."""
    return [sys.executable, "-c", code]


def _environment() -> dict[str, str]:
    """Our environment, but with compiled modules kept, as they are for users."""
    kept = dict(os.environ)
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept
