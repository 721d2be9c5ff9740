"""The command line. Only the chosen command's parser is built, only what it uses is imported.

To add a command, write ``_add_NAME`` (its options) and ``_run_NAME`` (what it does, returning
the exit status) and add a record to ``COMMANDS``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from symconv.arguments import add_problem, joined, problem_of
from symconv.errors import OutputError, ProblemError, SymconvError, quote

if TYPE_CHECKING:
    import argparse

    from symconv.model.problem import Problem


class Command(NamedTuple):
    """A command: its name, what it does in a few words, an example, and its two functions."""

    name: str
    does: str
    example: str
    add: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit status: 0 fine, 1 found something, 2 failed."""
    words = sys.argv[1:] if argv is None else argv
    debug = bool(os.environ.get("SYMCONV_DEBUG"))
    try:
        _prepare_output()
        status = _main(words)
        sys.stdout.flush()
        return status
    except SymconvError as error:
        if debug:
            raise
        print(f"symconv: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        _silence_output()
        return 2
    except KeyboardInterrupt:
        print("symconv: stopped", file=sys.stderr)
        return 130
    except OSError as error:
        if debug:
            raise
        _silence_output()
        print(f"symconv: cannot write: {error.strerror or error}", file=sys.stderr)
        return 2
    except Exception as error:  # a user never sees a traceback
        if debug:
            raise
        kind = type(error).__name__
        print(
            f"symconv: something went wrong inside ({kind}: {' '.join(str(error).split())}); "
            "set SYMCONV_DEBUG=1 to see where, and please report it",
            file=sys.stderr,
        )
        return 2


def _prepare_output() -> None:
    """Standard output in UTF-8 with plain line ends, whatever the terminal is set to."""
    if sys.stdout is None:
        raise OutputError("cannot write: standard output is closed")
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")


def _silence_output() -> None:
    """Nobody reads what is still to be written; without this Python complains at its end."""
    with suppress(OSError):  # a replaced standard output may have no file behind it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _main(words: list[str]) -> int:
    if not words:
        print(_usage(), file=sys.stderr)
        return 2
    if words[0] in ("-h", "--help", "help"):
        print(_usage())
        return 0
    if words[0] in ("-V", "--version"):
        from symconv import __version__

        print(f"symconv {__version__}")
        return 0
    command = next((known for known in COMMANDS if known.name == words[0]), None)
    if command is None:
        names = ", ".join(known.name for known in COMMANDS)
        raise ProblemError(f"unknown command {quote(words[0])}: use one of {names}")
    parser = _parser(command)
    try:
        chosen, unknown = parser.parse_known_intermixed_args(joined(words[1:], parser))
    except SystemExit as asked:  # for --help
        return int(asked.code or 0)
    if unknown:
        raise ProblemError(
            f"unknown option {quote(unknown[0])}: 'symconv {command.name} --help' lists them"
        )
    return command.run(chosen)


def _usage() -> str:
    rows = "\n".join(f"  {command.name:<9} {command.does}" for command in COMMANDS)
    return (
        "usage: symconv COMMAND …\n\n"
        "Worked examples for discrete convolution and cross-correlation.\n\n"
        f"{rows}\n\n"
        "Try: symconv derive conv --at 1,1\n"
        "'symconv COMMAND --help' tells more about a command."
    )


def _parser(command: Command) -> argparse.ArgumentParser:
    import argparse

    class Parser(argparse.ArgumentParser):
        """A parser that complains as all else does: in one line."""

        def error(self, message: str) -> NoReturn:
            raise ProblemError(f"{message}: see 'symconv {command.name} --help'")

    parser = Parser(
        prog=f"symconv {command.name}",
        description=f"symconv {command.name} {command.does}.",
        epilog=f"example:\n  {command.example}",
        formatter_class=lambda prog: argparse.RawDescriptionHelpFormatter(prog, width=_width()),
        allow_abbrev=False,
    )
    command.add(parser)
    return parser


def _width() -> int:
    """The width of help texts; asking the terminal would load much for little."""
    columns = os.environ.get("COLUMNS", "")
    return int(columns) if columns.isdigit() and len(columns) < 5 else 80


def _add_output(parser: argparse.ArgumentParser, formats: bool = True) -> None:
    if formats:
        parser.add_argument("--to", metavar="FORMAT",
                            help="latex (default), markdown, text, typst, mathml, json; "
                                 "html, beamer, pdf with the picture")  # fmt: skip
    parser.add_argument("-o", "--out", metavar="FILE", help="write to a file, whole or not at all")


def _add_derive(parser: argparse.ArgumentParser) -> None:
    add_problem(parser)
    parser.add_argument("--all", action="store_true", help="all outputs, one after the other")
    parser.add_argument("--detail", metavar="LEVEL", default="normal",
                        help="brief, normal (default) or full")  # fmt: skip
    _add_output(parser)


def _add_range(parser: argparse.ArgumentParser) -> None:
    add_problem(parser)
    _add_output(parser)


def _add_article(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", metavar="DIR", help="write everything to this folder")
    parser.add_argument("--to", metavar="FORMAT", default="text",
                        help="what is printed: text (default), latex, markdown, json")  # fmt: skip


def _format(chosen: argparse.Namespace) -> str:
    from symconv.documents import find, find_ending

    if chosen.to is not None:
        return find(chosen.to).name
    if chosen.out not in (None, "-"):
        known = find_ending(chosen.out)
        if known is None:
            raise OutputError(
                f"the format is not clear from {quote(chosen.out)}: "
                "add --to latex, markdown, text, typst, mathml, json, html, beamer or pdf"
            )
        return known.name
    return "latex"


def write_out(pieces: Iterable[str | bytes], out: str | None) -> None:
    """Write to the file ``out``, whole or not at all, or to standard output."""
    if out is not None and out != "-":
        from symconv.files import write_whole

        write_whole(out, pieces)
        return
    for piece in pieces:
        if isinstance(piece, str):
            sys.stdout.write(piece)
        elif sys.stdout.isatty():
            raise OutputError("this is no text that a terminal can show: add -o and a file name")
        else:
            sys.stdout.buffer.write(piece)


def _run_derive(chosen: argparse.Namespace) -> int:
    from symconv.derive.derivation import DETAILS, Derivation
    from symconv.derive.terms import supports
    from symconv.documents import derivation, notes, outputs

    to = _format(chosen)
    if chosen.detail not in DETAILS:
        known = ", ".join(DETAILS)
        raise OutputError(f"--detail {quote(chosen.detail)} is not known: use {known}")
    problem = problem_of(chosen)
    if chosen.all:
        if problem.at is not None:
            raise ProblemError("--all and at= exclude each other: leave one out")
        pieces: Iterable[str | bytes] = _watched(outputs(problem, to, chosen.detail), problem)
        note = Derivation(problem).notes
        if not all(map(len, supports(problem))):
            note = ("no output exists here, so nothing is written",)
    else:
        derived = Derivation(problem)
        pieces = derivation(derived, to, chosen.detail)
        note = derived.notes
    for line in (*note, *notes(to)):
        print(f"symconv: note: {line}", file=sys.stderr)
    write_out(pieces, chosen.out)
    return 0


def _watched(pieces: Iterable[str | bytes], problem: Problem) -> Iterator[str | bytes]:
    """Pass pieces on; for long work show how far it is, where a person is looking."""
    if not sys.stderr.isatty():
        yield from pieces
        return
    from time import monotonic

    from symconv.derive.terms import supports

    total = 1
    for box in supports(problem):
        total *= len(box)
    started = shown = monotonic()
    drawn = False
    for number, piece in enumerate(pieces, 1):
        yield piece
        now = monotonic()
        if now - started > 1 and now - shown > 0.2:
            shown, drawn = now, True
            done = min(number, total)  # a document has pieces before and after its outputs
            filled = 30 * done // total
            bar = "█" * filled + "░" * (30 - filled)
            print(f"\r{bar} {done}/{total} outputs", end="", file=sys.stderr, flush=True)
    if drawn:
        print(f"\r{' ' * 70}\r", end="", file=sys.stderr, flush=True)


def _add_draw(parser: argparse.ArgumentParser) -> None:
    from symconv.draw_command import add

    add(parser)


def _run_draw(chosen: argparse.Namespace) -> int:
    from symconv.draw_command import run

    return run(chosen)


def _add_verify(parser: argparse.ArgumentParser) -> None:
    from symconv.verify_command import add

    add(parser)


def _run_verify(chosen: argparse.Namespace) -> int:
    from symconv.verify_command import run

    return run(chosen)


def _add_embed(parser: argparse.ArgumentParser) -> None:
    from symconv.embed_command import add

    add(parser)


def _run_embed(chosen: argparse.Namespace) -> int:
    from symconv.embed_command import run

    return run(chosen)


def _add_init(parser: argparse.ArgumentParser) -> None:
    from symconv.init_command import add

    add(parser)


def _run_init(chosen: argparse.Namespace) -> int:
    from symconv.init_command import run

    return run(chosen)


def _add_gradient(parser: argparse.ArgumentParser) -> None:
    from symconv.gradient_command import add

    add(parser)


def _run_gradient(chosen: argparse.Namespace) -> int:
    from symconv.gradient_command import run

    return run(chosen)


def _add_prove(parser: argparse.ArgumentParser) -> None:
    from symconv.prove_command import add

    add(parser)


def _run_prove(chosen: argparse.Namespace) -> int:
    from symconv.prove_command import run

    return run(chosen)


def _add_relate(parser: argparse.ArgumentParser) -> None:
    from symconv.relate_command import add

    add(parser)


def _run_relate(chosen: argparse.Namespace) -> int:
    from symconv.relate_command import run

    return run(chosen)


def _add_exercise(parser: argparse.ArgumentParser) -> None:
    from symconv.exercise_command import add

    add(parser)


def _run_exercise(chosen: argparse.Namespace) -> int:
    from symconv.exercise_command import run

    return run(chosen)


def _add_page(parser: argparse.ArgumentParser) -> None:
    from symconv.page_command import add

    add(parser)


def _run_page(chosen: argparse.Namespace) -> int:
    from symconv.page_command import run

    return run(chosen)


def _run_range(chosen: argparse.Namespace) -> int:
    from symconv.documents import notes, ranges

    to = _format(chosen)
    for line in notes(to):
        print(f"symconv: note: {line}", file=sys.stderr)
    write_out(ranges(problem_of(chosen), to), chosen.out)
    return 0


def _run_article(chosen: argparse.Namespace) -> int:
    from symconv.article import PARTS, check, examples, write_article, write_part
    from symconv.render import find

    to = find(chosen.to).name
    if chosen.folder is None:
        write_out([examples(to)], None)
        return 0
    written = write_article(chosen.folder)
    write_out([write_part(PARTS[0], to)], None)
    print(
        f"symconv: {len(written)} files are in {chosen.folder}; "
        f"all {check()} derivations were read back and proved",
        file=sys.stderr,
    )
    return 0


COMMANDS: tuple[Command, ...] = (
    Command(
        "derive", "writes the worked example of an output",
        "symconv derive conv image=7x7 kernel=3x3 --at 1,1 --to text",
        _add_derive, _run_derive,
    ),
    Command(
        "range", "solves the valid index ranges, for any output",
        "symconv range correlate --image 6x6@corner --kernel 3x3@corner --stride 2 --to text",
        _add_range, _run_range,
    ),
    Command(
        "draw", "draws a picture, as SVG, TikZ, PDF or PNG",
        "symconv draw overlay conv image=7x7 kernel=3x3 --at 1,1 --theme print",
        _add_draw, _run_draw,
    ),
    Command(
        "page", "writes an interactive page, one HTML file",
        "symconv page conv image=7x7 kernel=3x3 -o page.html",
        _add_page, _run_page,
    ),
    Command(
        "verify", "checks derivations written by hand, line by line",
        "symconv derive conv --at 1,1 | symconv verify -",
        _add_verify, _run_verify,
    ),
    Command(
        "embed", "writes blocks into notes, in place",
        r"printf '<!-- symconv: conv at=1,1 show=value -->\n<!-- symconv:end -->\n' > notes.md; "
        "symconv embed notes.md",
        _add_embed, _run_embed,
    ),
    Command(
        "init", "writes the plugin of mystmd, or the LaTeX package, beside the notes",
        "symconv init myst",
        _add_init, _run_init,
    ),
    Command(
        "gradient", "derives the gradient by the image or by the kernel",
        "symconv gradient correlate image=6@corner kernel=3@corner --wrt image --at 1 --to text",
        _add_gradient, _run_gradient,
    ),
    Command(
        "prove", "proves an identity of convolution, step by step",
        "symconv prove commutativity --axes 1 --to text",
        _add_prove, _run_prove,
    ),
    Command(
        "relate", "says how two written formulas are related",
        r"symconv relate 'y[m] = \sum_i x[i] h[m-i]' 'S(i) = \sum_m I(i+m) K(m)'",
        _add_relate, _run_relate,
    ),
    Command(
        "exercise", "writes exercises with solutions, different for each student",
        "symconv exercise conv image=5 kernel=3 --count 2 --seed 7 --to markdown",
        _add_exercise, _run_exercise,
    ),
    Command(
        "article", "writes all that the article shows",
        "symconv article",
        _add_article, _run_article,
    ),
)  # fmt: skip
