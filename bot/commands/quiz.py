"""`xuesi quiz`: the day's round by hand; the running server does the rest."""

import argparse
import secrets
from contextlib import closing
from datetime import datetime
from functools import partial
from typing import Any

from bot import clock, daily
from bot.clock import BEIJING, day_of
from bot.commands import Command, no_arguments, put, say
from bot.config import Config
from bot.hours import hours
from bot.library import shelf
from bot.phrases import commands
from bot.phrases import quiz as words
from faults import Fault
from quiz import bank
from records import mailboxes, rounds
from records.engine import open_records
from records.rounds import Round


def _open(_given: argparse.Namespace, config: Config) -> int:
    now, snapshot = clock.now(), shelf(config).current()
    with closing(open_records(config.records_url)) as book:
        held = daily.open_day(book, snapshot, hours(config), now, partial(secrets.randbits, 62))
        with book.read() as reader:
            if held is None and rounds.of_day(reader, day_of(now)):
                say(words.OPENED_BEFORE.format(day=day_of(now)))
                return 0
            if held is None:
                raise Fault("bank_empty")
            closes = f"{held.closes.astimezone(BEIJING):%H:%M}"
            say(words.OPENED.format(day=held.day, items=len(rounds.pool(reader, held.id)), closes=closes))
    return 0


def _close_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tell", action="store_true", help=commands.TELL_AT_ONCE)


def _close(given: argparse.Namespace, config: Config) -> int:
    now, snapshot, times = clock.now(), shelf(config).current(), hours(config)
    with closing(open_records(config.records_url)) as book:
        with book.read() as reader:
            held = rounds.of_day(reader, day_of(now))
        if held is None or held.purpose(now) != "daily":
            say(words.NOTHING_TO_CLOSE)
            return 0
        daily.close(book, held, now)
        daily.settle(book, snapshot, times, now, held.day, at_once=given.tell)
        told = now if given.tell else times.next_word(now)
        say(words.CLOSED.format(day=held.day, told=f"{told.astimezone(BEIJING):%m-%d %H:%M}"))
    return 0


def _status_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=commands.JSON)


def _status(given: argparse.Namespace, config: Config) -> int:
    now = clock.now()
    with closing(open_records(config.records_url)) as book, book.read() as reader:
        held = rounds.of_day(reader, day_of(now))
        row = _row(reader, held, now)
    if given.json:
        put(row)
    else:
        say(words.status(row))
    return 0


def _row(reader: Any, held: Round | None, now: datetime) -> dict[str, object]:  # noqa: ANN401 - of the records
    row: dict[str, object] = {"day": day_of(now), "round": held is not None, "active": len(bank.active(reader))}
    if held is None:
        return row
    begun, answered = rounds.begun(reader, held.id)
    state = "open" if held.purpose(now) == "daily" else "closed"
    pushes = dict(mailboxes.pushed(reader, f"push:{held.day}:"))
    return row | {"state": state, "begun": begun, "answers": answered, "pushes": pushes}


COMMANDS = (
    Command("quiz open", no_arguments, _open),
    Command("quiz close", _close_arguments, _close),
    Command("quiz status", _status_arguments, _status),
)
