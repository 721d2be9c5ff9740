"""Judging on a backend of joblib: all cores (loky), or a Dask cluster (dask).

To add a backend that joblib knows, add its name to ``BACKENDS`` and what must be installed.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from itertools import islice
from typing import Any

from symconv.errors import OutputError, quote
from symconv.verify.files import Task
from symconv.verify.report import FileReport
from symconv.verify.worker import Limits

BACKENDS = {"loky": ("joblib",), "dask": ("joblib", "distributed")}
LARGEST_BATCH = 200  # files in one unit of work; each unit starts a child, which takes time


def check(backend: str) -> None:
    """Raise OutputError where a backend is not known or not installed."""
    if backend not in BACKENDS:
        raise OutputError(f"the backend {quote(backend)} is not known: use {' or '.join(BACKENDS)}")
    for module in BACKENDS[backend]:
        try:
            import_module(module)
        except ImportError:
            extra = "dask" if backend == "dask" else "joblib"
            raise OutputError(
                f"--backend {backend} needs {module}: pip install 'symconv[{extra}]'"
            ) from None


def elsewhere(
    tasks: Iterable[Task], backend: str, jobs: int, limits: Limits
) -> Iterator[tuple[Task, FileReport]]:
    """The tasks in batches on a backend; the results stream in the order of the tasks."""
    check(backend)
    joblib = import_module("joblib")
    sent: deque[tuple[Task, ...]] = deque()

    def work() -> Iterator[Any]:
        for batch in _batches(tasks):
            sent.append(batch)
            yield joblib.delayed(judge_batch)(batch, limits)

    with _cluster(backend, jobs), joblib.parallel_config(backend=backend, n_jobs=jobs or -1):
        for reports in joblib.Parallel(return_as="generator")(work()):
            yield from zip(sent.popleft(), reports)


def judge_batch(batch: Sequence[Task], limits: Limits) -> list[FileReport]:
    """The reports of a batch, judged by a child of the process that got it."""
    from symconv.verify.jobs import alone

    return [report for _, report in alone(batch, limits)]


def _batches(tasks: Iterable[Task]) -> Iterator[tuple[Task, ...]]:
    """Small batches at first, so that a short run is spread too, then larger and larger ones."""
    rest = iter(tasks)
    size = 4
    while batch := tuple(islice(rest, size)):
        yield batch
        size = min(LARGEST_BATCH, size + 4)


def _cluster(backend: str, jobs: int) -> AbstractContextManager[Any]:
    """The Dask cluster that is there, or the one that the address names, or one of our own."""
    if backend != "dask":
        return nullcontext()
    distributed = import_module("distributed")
    try:
        distributed.get_client()
    except ValueError:
        pass
    else:
        return nullcontext()
    if "DASK_SCHEDULER_ADDRESS" in os.environ:
        address = os.environ["DASK_SCHEDULER_ADDRESS"]
        try:
            client: AbstractContextManager[Any] = distributed.Client(address)
        except (OSError, ValueError) as error:
            raise OutputError(
                f"no Dask cluster answers at {quote(address)}, "
                f"which DASK_SCHEDULER_ADDRESS names: {error}"
            ) from error
        return client
    own: AbstractContextManager[Any] = distributed.Client(
        n_workers=jobs or None, threads_per_worker=1, dashboard_address=None
    )
    return own
