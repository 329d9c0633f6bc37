"""`xuesi stats`: the twelve indicators of a node and all below it."""

import argparse
from contextlib import closing
from datetime import date, datetime, timedelta
from typing import Any

from bot import clock
from bot.commands import Command, put, say
from bot.config import Config
from bot.phrases import commands, statistics
from faults import Fault
from records import indicators, organisation, participation, rounds
from records.engine import Records, open_records
from records.organisation import Node

# What is looked at where nothing is said, today included.
SPAN = timedelta(days=29)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--node", metavar="N", help=commands.NODE)
    parser.add_argument("--from", dest="start", type=date.fromisoformat, metavar="D", help=commands.FROM)
    parser.add_argument("--to", dest="end", type=date.fromisoformat, metavar="D", help=commands.TO)
    parser.add_argument("--json", action="store_true", help=commands.JSON)


def _stats(given: argparse.Namespace, config: Config) -> int:
    now = clock.now()
    end = given.end or clock.day_of(now)
    start = given.start or end - SPAN
    if start > end:
        raise Fault("period_backwards", start=start.isoformat(), end=end.isoformat())
    with closing(open_records(config.records_url)) as records:
        _print(given, records, start, end, now)
    return 0


def _print(given: argparse.Namespace, records: Records, start: date, end: date, now: datetime) -> None:
    records.write(lambda c: participation.settle(c, now))
    with records.read() as reader:
        node = node_of(reader, given.node)
        found = indicators.figures(reader, node, start, end)
        held = rounds.of_day(reader, clock.day_of(now))
    if given.json:
        put(statistics.rows(node, start, end, found))
        return
    for line in statistics.lines(node, start, end, found):
        say(line)
    if held and start <= held.day <= end and held.purpose(now) == "daily":
        say(statistics.OPEN_TODAY)


def node_of(reader: Any, words: str | None) -> Node:  # noqa: ANN401 - a connection of the records
    """Return the node that was named, the root where none was; raises the faults node_unknown and tree_empty."""
    found = organisation.find(reader, words) if words else organisation.root(reader)
    if found is None:
        raise Fault("node_unknown", name=words) if words else Fault("tree_empty")
    return found


COMMANDS = (Command("stats", _arguments, _stats),)
