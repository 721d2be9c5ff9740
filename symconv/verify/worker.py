"""The child that judges: one file after the other, each within limits of time and memory.

It reads pickled tasks and writes pickled reports. When a file takes too long, a watchdog
that no running code can hold up ends the whole child; the parent starts another one.
"""

from __future__ import annotations

import faulthandler
import os
import pickle
import signal
from contextlib import suppress
from importlib import import_module
from typing import BinaryIO, NamedTuple

from symconv.errors import SymconvError
from symconv.verify.files import Task, unread
from symconv.verify.report import FileReport

TIMED_OUT = 1  # the exit status that the watchdog leaves
FAILED = 70
NO_MEMORY = 71


class Limits(NamedTuple):
    """What a file may use: ``seconds`` of time and ``memory`` in bytes; 0 for no limit."""

    seconds: float = 10.0
    memory: int = 2_000_000_000


def serve(requests: BinaryIO, replies: BinaryIO, limits: Limits) -> None:
    """Judge what comes on ``requests`` until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    _limit_memory(limits.memory)
    import_module("symconv.verify.judge")  # before the clock runs
    with open(os.devnull, "w", encoding="utf-8") as silence:
        while True:
            try:
                task = Task(*pickle.load(requests))
            except EOFError:
                return
            if limits.seconds:
                faulthandler.dump_traceback_later(limits.seconds, exit=True, file=silence)
            report = judged(task)
            faulthandler.cancel_dump_traceback_later()
            pickle.dump(report._replace(text=""), replies, pickle.HIGHEST_PROTOCOL)
            replies.flush()


def judged(task: Task) -> FileReport:
    """The report of one task; whatever goes wrong becomes a report too."""
    if task.trouble:
        return unread(task)
    try:
        return _judged(task)
    except SymconvError as error:
        return unread(task._replace(trouble=str(error)))
    except MemoryError:
        return undecided(task, "it needs more memory than it may use (raise --memory)")
    except RecursionError:
        return undecided(task, "it is nested too deeply")
    except Exception as error:  # a user never sees a traceback
        _show_in_debugging()
        kind = type(error).__name__
        return undecided(
            task,
            f"something went wrong inside ({kind}: {error}); "
            "set SYMCONV_DEBUG=1 to see where, and please report it",
        )


def _judged(task: Task) -> FileReport:
    from symconv.verify.judge import judge_under

    report: FileReport = judge_under(task.text, task.kind, task.file, task.problem)
    return report._replace(file=task.file)


def _show_in_debugging() -> None:
    if os.environ.get("SYMCONV_DEBUG"):
        import traceback

        traceback.print_exc()


def undecided(task: Task, why: str) -> FileReport:
    """The report of a file that could not be finished."""
    return FileReport(task.file, "undecided", "", "", (), notes=(why,))


def _limit_memory(most: int) -> None:
    if not most:
        return
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    with suppress(ValueError, OSError):
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(resource.RLIMIT_AS, (most, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(request: int, reply: int, limits: Limits) -> None:
    """Serve on two file descriptors, then end this process, whatever happens."""
    status = FAILED
    faulthandler.disable()  # a crash is reported, not shown
    try:
        os.dup2(2, 1)  # what a library prints must not get among the reports
        with os.fdopen(request, "rb") as requests, os.fdopen(reply, "wb") as replies:
            serve(requests, replies, limits)
        status = 0
    except MemoryError:
        status = NO_MEMORY
    except Exception:
        _show_in_debugging()
    finally:
        os._exit(status)
