"""`xuesi report`: the draft of a quarter's or year's report, with its raw tables."""

import argparse
from pathlib import Path

from bot import clock
from bot.commands import Command, say
from bot.commands.stats import node_of
from bot.config import Config
from bot.phrases import commands, people
from faults import Fault
from records import participation
from records.engine import open_records


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--node", metavar="N", help=commands.NODE)
    when = parser.add_mutually_exclusive_group(required=True)
    when.add_argument("--quarter", metavar="Q", help=commands.QUARTER)
    when.add_argument("--year", metavar="Y", help=commands.YEAR)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help=commands.OUT_FOLDER)


def _report(given: argparse.Namespace, config: Config) -> int:
    from bot import report

    now = clock.now()
    about = report.period(given.quarter or given.year, clock.day_of(now))
    records = open_records(config.records_url)
    try:
        records.write(lambda c: participation.settle(c, now))
        with records.read() as reader:
            node = node_of(reader, given.node)
            made = report.of_node(reader, node, about, clock.day_of(now))
    finally:
        records.close()
    for extension, data in (("docx", report.docx(made)), ("xlsx", report.xlsx(made))):
        say(people.WRITTEN.format(file=_write(given.out, f"{report.stem(node, about)}.{extension}", data)))
    return 0


def _write(folder: Path, name: str, data: bytes) -> Path:
    """Write a file whole or not at all; raises the fault folder_unwritable."""
    target = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(f"{target.suffix}.part")
        part.write_bytes(data)
        part.replace(target)
    except OSError as error:
        raise Fault("folder_unwritable", path=str(target), detail=error.strerror or "") from error
    return target


COMMANDS = (Command("report", _arguments, _report),)
