"""The command line: each command with its options, from the parsers that read them."""

from __future__ import annotations

import argparse
import re

from symconv import cli

PROBLEM = "the problem"  # the title of the options that all problem lines share


def write() -> str:
    """All commands, each in a section."""
    return "\n".join(_command(command) for command in cli.COMMANDS)


def _command(command: cli.Command) -> str:
    parser = parser_of(command)
    parts = [f"(command-{command.name})=", f"## symconv {command.name}", ""]
    parts += [_sentence(f"It {command.does}"), "", "```console", f"$ {command.example}", "```", ""]
    described = (parser.description or "").split("\n\n", 1)
    if len(described) > 1:
        parts += ["```text", described[1], "```", ""]
    for group in parser._action_groups:
        actions = [action for action in group._group_actions if "-h" not in action.option_strings]
        if group.title == PROBLEM:
            parts += ["It takes the words of {doc}`the problem line <problem>`, also as options: "
                      "`--at 1,1` is `at=1,1`.", ""]  # fmt: skip
        else:
            parts += [_option(action) for action in actions]
    return "\n".join(parts)


def _option(action: argparse.Action) -> str:
    """An option, or what stands without one, as an entry of a definition list."""
    metavar = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    if action.option_strings:
        value = f" {metavar}" if action.nargs is None else ""
        names = ", ".join(f"`{name}{value}`" for name in action.option_strings)
    else:
        names = f"`{metavar}`"
    return f"{names}\n: {_escaped(action.help or '')}\n"


def parser_of(command: cli.Command) -> argparse.ArgumentParser:
    """The parser of a command, as the command line makes it."""
    return cli._parser(command)


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"


def _escaped(text: str) -> str:
    """The help as Markdown, with what is between quotation marks as code."""
    parts = re.split(r"'([^']*)'", text)
    parts[::2] = [re.sub(r"([\\`*_<>\[\]$])", r"\\\1", part) for part in parts[::2]]
    parts[1::2] = [f"`{part}`" for part in parts[1::2]]
    return "".join(parts)
