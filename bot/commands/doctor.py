"""`xuesi doctor`: what is configured, reachable, healthy."""

import argparse
from dataclasses import asdict

from bot import clock
from bot.commands import Command, put, say
from bot.config import Config
from bot.library import shelf
from bot.phrases import commands, doctor


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=commands.JSON)


def _doctor(given: argparse.Namespace, config: Config) -> int:
    from bot.health import checks
    from records.engine import open_records

    records = open_records(config.records_url)
    found = list(checks(config, shelf(config), records, clock.now()))
    records.close()
    if given.json:
        put([asdict(check) for check in found])
    else:
        for check in found:
            say(doctor.line(check.name, check.healthy, check.found, check.todo))
    return 0 if all(check.healthy for check in found) else 1


COMMANDS = (Command("doctor", _arguments, _doctor),)
