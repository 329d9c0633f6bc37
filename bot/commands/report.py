"""`xuesi report`: the draft of a quarter's or year's report, with its raw tables."""

import argparse
from datetime import date
from pathlib import Path

from bot import clock
from bot.commands import Command, say
from bot.commands.stats import node_of
from bot.config import Config
from bot.phrases import commands, people
from bot.phrases import report as words
from faults import Fault
from records import participation, spans
from records.engine import open_records
from records.spans import Span, Step


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--node", metavar="N", help=commands.NODE)
    when = parser.add_mutually_exclusive_group(required=True)
    when.add_argument("--quarter", metavar="Q", help=commands.QUARTER)
    when.add_argument("--year", type=int, choices=range(2000, 2100), metavar="Y", help=commands.YEAR)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help=commands.OUT_FOLDER)


def _report(given: argparse.Namespace, config: Config) -> int:
    from bot import report

    now = clock.now()
    span, name, step = _period(given)
    if span[0] > clock.day_of(now):
        raise Fault("period_to_come", start=span[0].isoformat())
    records = open_records(config.records_url)
    try:
        records.write(lambda c: participation.settle(c, now))
        with records.read() as reader:
            node = node_of(reader, given.node)
            made = report.of_node(reader, node, span, _title(given, span[0]), step, clock.day_of(now))
    finally:
        records.close()
    stem = words.FILE.format(code=node.code.replace("/", "_"), period=name)
    for extension, data in (("docx", report.docx(made)), ("xlsx", report.xlsx(made))):
        say(people.WRITTEN.format(file=_write(given.out, f"{stem}.{extension}", data)))
    return 0


def _period(given: argparse.Namespace) -> tuple[Span, str, Step]:
    if given.quarter:
        return spans.quarter(given.quarter), given.quarter.upper(), Step.WEEK
    return spans.year(given.year), str(given.year), Step.MONTH


def _title(given: argparse.Namespace, first: date) -> str:
    return words.quarter(first) if given.quarter else words.year(given.year)


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
