"""The command `xuesi`: reads the arguments, runs one command, turns faults into sentences."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bot import config
from bot.commands import Command, commands, note
from bot.phrases import commands as phrases
from bot.phrases.faults import sentence
from faults import Fault

FAILED, INTERRUPTED = 1, 130
# What a group of commands does where no command of it is named: `xuesi report --quarter …`.
IMPLIED = {"report": "write"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 done, 1 failed. argparse itself exits with 2 on bad usage."""
    words = _whole(sys.argv[1:] if arguments is None else arguments)
    given = _parser(next(iter(words), "")).parse_args(words)
    command: Command = given.command
    try:
        return command.run(given, config.load(given.config, given.workspace))
    except Fault as fault:
        note(sentence(fault))
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away (xuesi ask … | head); nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def _whole(words: Sequence[str]) -> Sequence[str]:
    """Return the words with the command that goes without saying."""
    implied = IMPLIED.get(next(iter(words), ""))
    if implied and len(words) > 1 and words[1].startswith("--") and words[1] != "--help":
        return [words[0], implied, *words[1:]]
    return words


def _parser(first: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="xuesi", description=phrases.PROGRAM)
    groups = {"": parser.add_subparsers(metavar=phrases.COMMAND, required=True)}
    for command in commands(first):
        group, _, name = command.name.rpartition(" ")
        if group not in groups:
            above = groups[""].add_parser(group, help=phrases.HELP[group], description=phrases.HELP[group])
            groups[group] = above.add_subparsers(metavar=phrases.COMMAND, required=True)
        _add(groups[group], name, command)
    return parser


def _add(group: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, command: Command) -> None:
    said = phrases.HELP[command.name]
    parser = group.add_parser(
        name, help=said, description=said, epilog=f"{phrases.EXAMPLE}{phrases.EXAMPLES[command.name]}"
    )
    parser.add_argument("--config", type=Path, help=phrases.CONFIG)
    parser.add_argument("--workspace", type=Path, help=phrases.WORKSPACE)
    command.arguments(parser)
    parser.set_defaults(command=command)


if __name__ == "__main__":
    sys.exit(main())
