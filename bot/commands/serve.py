"""`xuesi serve`, `demo`, `chat`: the bot, running."""

import argparse
import asyncio
import secrets
import sys
from contextlib import closing
from dataclasses import replace
from functools import partial

from bot import clock, daily, demo
from bot.commands import Command, no_arguments, note, say
from bot.config import Config
from bot.hours import hours
from bot.library import shelf
from bot.phrases import commands, serving
from bot.phrases.people import link
from records import accounts
from records.engine import Records, open_records

ADMINISTRATOR = "admin"
# Open chats never end by themselves; whoever stops the server waits no longer for them, in seconds.
FAREWELL = 2


def _port(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, help=commands.OTHER_PORT)


def _serve(given: argparse.Namespace, config: Config) -> int:
    import uvicorn

    from bot.app import build

    web = replace(config.web, port=given.port or config.web.port)
    note(serving.SERVING.format(address=f"http://{web.host}:{web.port}{web.path_prefix}/"))
    uvicorn.run(
        build(replace(config, web=web)), host=web.host, port=web.port, log_level="warning",
        timeout_graceful_shutdown=FAREWELL,
    )  # fmt: skip
    return 0


def _demo_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--prepare-only", action="store_true", help=commands.PREPARE_ONLY)
    _port(parser)


def _demo(given: argparse.Namespace, config: Config) -> int:
    web = replace(config.web, port=given.port or config.web.port)
    _prepare(config, f"http://{web.host}:{web.port}{web.path_prefix}/")
    return 0 if given.prepare_only else _serve(given, config)


def _prepare(config: Config, address: str) -> None:
    """Fill an empty workspace with the sample; leave a filled one alone, but open today's round."""
    home, now, times = shelf(config), clock.now(), hours(config)
    if report := demo.documents(home, now):
        note(serving.PREPARED.format(documents=report.documents, articles=report.articles))
    snapshot = home.current()
    with closing(open_records(config.records_url)) as records:
        for trial in demo.people(records, snapshot, times, now, partial(secrets.token_hex, 12)):
            say(serving.trial(trial.name, trial.place, trial.role, link(address, trial.code)))
        daily.open_day(records, snapshot, times, now, partial(secrets.randbits, 62))
        with records.read() as reader:
            named = accounts.names(reader)
        if not named:
            _add(records, ADMINISTRATOR)


def _add(records: Records, name: str) -> None:
    password = secrets.token_urlsafe(12)
    records.write(lambda c: accounts.add(c, name, password, clock.now()))
    say(serving.ACCOUNT.format(name=name, password=password))


def _chat(_given: argparse.Namespace, config: Config) -> int:
    """Talk in the terminal until the end of input."""
    from bot.terminal import converse

    if sys.stdin.isatty():
        note(serving.CHAT)
    asyncio.run(converse(config, sys.stdin, sys.stdout))
    return 0


def _account(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help=commands.ACCOUNT)


def _add_account(given: argparse.Namespace, config: Config) -> int:
    with closing(open_records(config.records_url)) as records:
        _add(records, given.name)
    return 0


def _password(given: argparse.Namespace, config: Config) -> int:
    password = secrets.token_urlsafe(12)
    with closing(open_records(config.records_url)) as records:
        records.write(lambda c: accounts.change(c, given.name, password))
    say(serving.ACCOUNT.format(name=given.name, password=password))
    return 0


COMMANDS = (
    Command("serve", _port, _serve),
    Command("demo", _demo_arguments, _demo),
    Command("chat", no_arguments, _chat),
    Command("accounts add", _account, _add_account),
    Command("accounts password", _account, _password),
)
