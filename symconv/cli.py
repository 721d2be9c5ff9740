"""The command line. Only the chosen command's parser is built, only what it uses is imported.

To add a command, write a module in ``symconv/commands/`` with ``add`` (its options) and ``run``
(what it does, returning the exit status) and add a record to ``COMMANDS``.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from symconv.arguments import joined
from symconv.errors import OutputError, ProblemError, SymconvError, quote

if TYPE_CHECKING:
    import argparse


class Command(NamedTuple):
    """A command: its name, what it does in a few words, an example, and its module."""

    name: str
    does: str
    example: str
    module: str

    def add(self, parser: argparse.ArgumentParser) -> None:
        """Give a parser the command's options."""
        import_module(self.module).add(parser)

    def run(self, chosen: argparse.Namespace) -> int:
        """Do what is asked; returns the exit status."""
        return int(import_module(self.module).run(chosen))


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit status: 0 fine, 1 found something, 2 failed."""
    words = sys.argv[1:] if argv is None else argv
    try:
        _prepare_output()
        status = _main(words)
        sys.stdout.flush()
        return status
    except SymconvError as error:
        _trace()
        print(f"symconv: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        _silence_output()
        return 2
    except KeyboardInterrupt:
        print("symconv: stopped", file=sys.stderr)
        return 130
    except OSError as error:
        _trace()
        _silence_output()
        print(f"symconv: cannot write: {error.strerror or error}", file=sys.stderr)
        return 2
    except Exception as error:  # a user never sees a traceback
        _trace()
        kind = type(error).__name__
        print(
            f"symconv: something went wrong inside ({kind}: {' '.join(str(error).split())}); "
            "set SYMCONV_DEBUG=1 to see where, and please report it",
            file=sys.stderr,
        )
        return 2


def _trace() -> None:
    """Show where the error that is handled was raised, where that is asked for."""
    if os.environ.get("SYMCONV_DEBUG"):
        from traceback import print_exc

        print_exc()


def _prepare_output() -> None:
    """Standard output in UTF-8 with plain line ends, whatever the terminal is set to.

    Where standard input or error is closed, nothing is read, and messages go nowhere: without
    this ``print`` would put them on standard output.
    """
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY))
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
        if not unknown[0].startswith("-"):
            raise ProblemError(
                f"{quote(unknown[0])} is one word too many: see 'symconv {command.name} --help'"
            )
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


COMMANDS: tuple[Command, ...] = (
    Command(
        "derive", "writes the worked example of an output",
        "symconv derive conv image=7x7 kernel=3x3 --at 1,1 --to text",
        "symconv.commands.derive",
    ),
    Command(
        "range", "solves the valid index ranges, for any output",
        "symconv range correlate --image 6x6@corner --kernel 3x3@corner --stride 2 --to text",
        "symconv.commands.range",
    ),
    Command(
        "draw", "draws a picture, as SVG, TikZ, PDF or PNG",
        "symconv draw overlay conv image=7x7 kernel=3x3 --at 1,1 --theme print",
        "symconv.commands.draw",
    ),
    Command(
        "page", "writes an interactive page, one HTML file",
        "symconv page conv image=7x7 kernel=3x3 -o page.html",
        "symconv.commands.page",
    ),
    Command(
        "verify", "checks derivations written by hand, line by line",
        "symconv derive conv --at 1,1 | symconv verify -",
        "symconv.commands.verify",
    ),
    Command(
        "embed", "writes blocks into notes, in place",
        r"printf '<!-- symconv: conv at=1,1 show=value -->\n<!-- symconv:end -->\n' > notes.md; "
        "symconv embed notes.md",
        "symconv.commands.embed",
    ),
    Command(
        "init", "writes the plugin of mystmd, or the LaTeX package, beside the notes",
        "symconv init myst",
        "symconv.commands.init",
    ),
    Command(
        "gradient", "derives the gradient by the image or by the kernel",
        "symconv gradient correlate image=6@corner kernel=3@corner --wrt image --at 1 --to text",
        "symconv.commands.gradient",
    ),
    Command(
        "prove", "proves an identity of convolution, step by step",
        "symconv prove commutativity --axes 1 --to text",
        "symconv.commands.prove",
    ),
    Command(
        "relate", "says how two written formulas are related",
        r"symconv relate 'y[m] = \sum_i x[i] h[m-i]' 'S(i) = \sum_m I(i+m) K(m)'",
        "symconv.commands.relate",
    ),
    Command(
        "exercise", "writes exercises with solutions, different for each student",
        "symconv exercise conv image=5 kernel=3 --count 2 --seed 7 --to markdown",
        "symconv.commands.exercise",
    ),
    Command(
        "article", "writes all that the article shows",
        "symconv article",
        "symconv.commands.article",
    ),
)  # fmt: skip
