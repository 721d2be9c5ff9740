r"""pdfLaTeX, where it is installed: a whole document becomes the bytes of its PDF.

It runs in a folder of its own, which is gone afterwards, without a shell, for a limited
time, and reads no file outside the TeX tree. The same document gives the same bytes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile

from symconv.errors import OutputError

PROGRAM = "pdflatex"
SECONDS = 60
REPEATABLE = r"\pdfinfoomitdate=1\pdftrailerid{}\pdfsuppressptexinfo=-1"
_SETTINGS = {
    "openin_any": "p", "openout_any": "p", "shell_escape": "f",
    "SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1",
    "max_print_line": "1000", "error_line": "254", "half_error_line": "238",
}  # fmt: skip


def installed() -> bool:
    """Whether there is a pdfLaTeX."""
    return shutil.which(PROGRAM) is not None


def pdf(document: str, passes: int = 1, seconds: float = SECONDS) -> bytes:
    """The PDF of a whole document, typeset ``passes`` times.

    Raises OutputError where pdfLaTeX is missing, reports an error, or takes too long.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        raise OutputError("pdfLaTeX is not installed: install TeX, such as TeX Live")
    with tempfile.TemporaryDirectory(prefix="symconv-") as folder:
        with open(os.path.join(folder, "document.tex"), "wb") as stream:
            stream.write(f"{REPEATABLE}\n{document}".encode())
        for _ in range(passes):
            _run(program, folder, seconds)
        with open(os.path.join(folder, "document.pdf"), "rb") as made:
            return made.read()


def _run(program: str, folder: str, seconds: float) -> None:
    command = [
        program, "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "document.tex",
    ]  # fmt: skip
    try:
        done = subprocess.run(
            command, cwd=folder, env={**os.environ, **_SETTINGS, "TEXMFOUTPUT": folder},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=seconds,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise OutputError(
            f"pdfLaTeX was not done within {seconds:g} seconds: ask for less at once"
        ) from error
    except OSError as error:
        raise OutputError(f"cannot run {program}: {error.strerror or error}") from error
    if done.returncode != 0 or not os.path.isfile(os.path.join(folder, "document.pdf")):
        raise OutputError(f"pdfLaTeX could not typeset it: {_trouble(done.stdout)}")


def _trouble(log: bytes) -> str:
    """The first error in what pdfLaTeX says, on one line."""
    lines = log.decode("utf-8", "replace").splitlines()
    for place, line in enumerate(lines):
        if line.startswith("!"):
            where = next((text for text in lines[place:] if text.startswith("l.")), "")
            return " ".join(f"{line[1:]} {where}".split())
    return "it says no more"
