"""`xuesi ask`: one question, the answer."""

import argparse
from dataclasses import asdict
from datetime import date
from typing import Any

from bot import clock
from bot.commands import Command, put, say
from bot.config import Config
from bot.library import shelf
from bot.phrases import answers, commands
from knowledge.answer import answer
from knowledge.evidence import Answer, Quote, Status


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", help=commands.QUESTION)
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help=commands.AS_OF)
    parser.add_argument("--json", action="store_true", help=commands.JSON)


def _ask(given: argparse.Namespace, config: Config) -> int:
    found = answer(shelf(config).current(), given.question, given.as_of or clock.day_of(clock.now()))
    if given.json:
        put(_plain(found))
    else:
        for line in answers.lines(found):
            say(line)
    return 0


def _plain(found: Answer) -> dict[str, Any]:
    return {
        "status": found.status,
        "reason": found.reason,
        "fields": dict(found.fields),
        "day": found.day,
        "quotes": [_quote(quote) for quote in found.quotes],
        "nearest": [_quote(quote) for quote in found.nearest],
        "message": answers.said(found) if found.status is not Status.ANSWERED or found.reason else "",
        "ms": found.ms,
    }


def _quote(quote: Quote) -> dict[str, Any]:
    values = asdict(quote)
    return {key: values[key] for key in values if key != "row"}


COMMANDS = (Command("ask", _arguments, _ask),)
