"""Judging many files: one after the other or several at once, results in order.

Every file is judged in a child process (``child.py``, ``worker.py``): a hostile one is ended when
its time or memory is used up, while the run goes on. A child judges many files, so it
costs little. A backend of joblib judges batches elsewhere, each with a child of its own.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from symconv.verify.child import Child
from symconv.verify.files import Task
from symconv.verify.report import FileReport
from symconv.verify.worker import Limits

if TYPE_CHECKING:
    from concurrent.futures import Future


class Plan(NamedTuple):
    """How to run: how many ``jobs`` at once (0: one for each core), where, and the limits."""

    jobs: int = 1
    backend: str = ""
    limits: Limits = Limits()


def run(tasks: Iterable[Task], plan: Plan | None = None) -> Iterator[FileReport]:
    """A report for each task, in order, as they come.

    A file that was met in a folder and holds no derivation is passed by.
    """
    plan = plan or Plan()
    if plan.backend:
        from symconv.verify.backend import elsewhere

        reports = elsewhere(tasks, plan.backend, plan.jobs, plan.limits)
    elif plan.jobs == 1:
        reports = alone(tasks, plan.limits)
    else:
        reports = together(tasks, plan.jobs or cores(), plan.limits)
    for task, report in reports:
        if not (task.met and _empty(report)):
            yield report._replace(text=task.text)


def _empty(report: FileReport) -> bool:
    """Whether the file was judged (so that it has a source), and holds no derivation."""
    return report.verdict == "unread" and not report.lines and report.problem_from != ""


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def alone(tasks: Iterable[Task], limits: Limits) -> Iterator[tuple[Task, FileReport]]:
    """One after the other, by one child."""
    child = Child(limits)
    try:
        for task in tasks:
            yield task, child.judge(task)
    finally:
        child.close()


def together(tasks: Iterable[Task], jobs: int, limits: Limits) -> Iterator[tuple[Task, FileReport]]:
    """By several children at once; the results come in the order of the tasks."""
    from concurrent.futures import ThreadPoolExecutor
    from queue import LifoQueue

    children = [Child(limits) for _ in range(jobs)]
    idle: LifoQueue[Child] = LifoQueue()
    for child in children:
        idle.put(child)

    def judge(task: Task) -> FileReport:
        child = idle.get()
        try:
            return child.judge(task)
        finally:
            idle.put(child)

    pool = ThreadPoolExecutor(jobs)
    pending: deque[tuple[Task, Future[FileReport]]] = deque()
    try:
        for task in tasks:
            pending.append((task, pool.submit(judge, task)))
            while pending and (pending[0][1].done() or len(pending) > 8 * jobs):
                yield pending[0][0], pending.popleft()[1].result()
        while pending:
            yield pending[0][0], pending.popleft()[1].result()
    finally:
        for child in children:
            child.kill()
        pool.shutdown(cancel_futures=True)
        for child in children:
            child.close()
