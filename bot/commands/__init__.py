"""The command line: one file a command group, found by walking this folder."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from bot.config import Config

Run = Callable[[argparse.Namespace, Config], int]


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its name (two words for a sub-command), its arguments, what it does.

    `run` returns the exit status: 0 done, 1 failed. Its words for `--help` stand in
    `bot/phrases/commands.py` under the same name.
    """

    name: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Run


def commands(first: str = "") -> Iterator[Command]:
    """Every command of every file in this folder, by file name; of one file alone where `first` is its name.

    Whoever asks a question does not wait for what serves pages and keeps records.
    """
    files = sorted(found.name for found in iter_modules(__path__))
    for module in [first] if first in files else files:
        yield from import_module(f"{__name__}.{module}").COMMANDS


def no_arguments(_parser: argparse.ArgumentParser) -> None:
    """For commands that take nothing but the common options."""


def put(value: object) -> None:
    """Write one JSON value to standard output and nothing else."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def say(text: str) -> None:
    """Write one line for people to standard output."""
    sys.stdout.write(text + "\n")


def note(text: str) -> None:
    """Write one line about progress to standard error."""
    sys.stderr.write(text + "\n")
