"""A child process that judges, as its parent sees it.

The child is a fork where that is safe (Linux, and this process has one thread), which takes
a millisecond; else a new Python. When it ends, the file that it worked on is reported as
undecided, and the next file gets a new child.
"""

from __future__ import annotations

import os
import pickle
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from symconv.verify import worker
from symconv.verify.files import Task, unread
from symconv.verify.report import FileReport
from symconv.verify.worker import Limits

if TYPE_CHECKING:
    from subprocess import Popen

PROGRAM = (
    "import os, sys; sys.path[:] = sys.argv[3:]; from symconv.verify.worker import Limits, main; "
    "main(os.dup(0), os.dup(1), Limits(float(sys.argv[1]), int(sys.argv[2])))"
)


class Child:
    """A child process; started when it is first needed, and again when it has ended."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._running: _Running | None = None
        self._closed = False

    def judge(self, task: Task) -> FileReport:
        """The report of a task, whatever becomes of the child."""
        if task.trouble:
            return unread(task)
        for _ in range(2):
            if self._closed:
                break
            self._running = self._running or _start(self.limits)
            try:
                pickle.dump(tuple(task), self._running.requests, pickle.HIGHEST_PROTOCOL)
                self._running.requests.flush()
            except OSError:  # it ended while it had nothing to do: try with another one
                self._reap()
                continue
            try:
                return cast("FileReport", pickle.load(self._running.replies))
            except (EOFError, OSError, pickle.UnpicklingError):
                break
        return worker.undecided(task, self._why(self._reap()))

    def _why(self, status: int) -> str:
        if status == worker.TIMED_OUT:
            seconds = f"{self.limits.seconds:g}"
            return f"it was not finished within {seconds} seconds (--limit gives it more)"
        if status == worker.FAILED:
            return "something went wrong inside; set SYMCONV_DEBUG=1 to see what, and report it"
        return "the process that judged it ended, perhaps for want of memory (--memory gives more)"

    def kill(self) -> None:
        """End the child, also while another thread waits for it; no other one is started."""
        self._closed = True
        if self._running is not None:
            self._running.kill()

    def close(self) -> None:
        """End the child for good."""
        self.kill()
        self._reap()

    def _reap(self) -> int:
        """Wait for the end of a child that is ending, and return its exit status."""
        running, self._running = self._running, None
        return running.reap() if running else 0


class _Running(NamedTuple):
    """A running child: where tasks go, where reports come from, and the process or its number."""

    requests: BinaryIO
    replies: BinaryIO
    process: Popen[bytes] | int

    def kill(self) -> None:
        if isinstance(self.process, int):
            import signal

            with suppress(ProcessLookupError):
                os.kill(self.process, signal.SIGKILL)
        else:
            self.process.kill()

    def reap(self) -> int:
        for stream in (self.requests, self.replies):
            with suppress(OSError):  # what was not sent is lost with the child
                stream.close()
        if not isinstance(self.process, int):
            return self.process.wait()
        with suppress(ChildProcessError):
            return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])
        return worker.FAILED


def _start(limits: Limits) -> _Running:
    return _fork(limits) if _may_fork() else _spawn(limits)


def _may_fork() -> bool:
    """Whether this process has one thread, so that a fork is a whole copy of it."""
    try:
        return hasattr(os, "fork") and len(os.listdir("/proc/self/task")) == 1
    except OSError:
        return False


def _fork(limits: Limits) -> _Running:
    request, requests = os.pipe()
    replies, reply = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            os.close(requests)
            os.close(replies)
            worker.main(request, reply, limits)
        finally:
            os._exit(worker.FAILED)
    os.close(request)
    os.close(reply)
    return _Running(os.fdopen(requests, "wb"), os.fdopen(replies, "rb"), process)


def _spawn(limits: Limits) -> _Running:
    """A new Python, isolated (-I), so that nothing in the current folder is imported by it."""
    from subprocess import PIPE, Popen

    words = [sys.executable, "-I", "-c", PROGRAM, str(limits.seconds), str(limits.memory)]
    process = Popen([*words, *filter(None, sys.path)], stdin=PIPE, stdout=PIPE)
    if process.stdin is None or process.stdout is None:
        raise OSError("the child has no pipes")
    return _Running(cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout), process)
