"""`xuesi organisation named` and `xuesi organisation warmup`: what a branch chose for itself."""

import argparse
from typing import Any

from bot import clock
from bot.commands import Command
from bot.commands.people import ACTOR, done, node_named
from bot.config import Config
from bot.phrases import commands
from records import audit, organisation


def _named_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("node", metavar="NODE", help=commands.NODE)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--purpose", metavar="WORDS", help=commands.NAMED_PURPOSE)
    what.add_argument("--off", action="store_true", help=commands.NAMED_OFF)


def _named(given: argparse.Namespace, config: Config) -> int:
    """Let answers be seen by name in a node for a purpose, or end that."""

    def job(connection: Any) -> None:  # noqa: ANN401 - a connection of the records
        node, purpose = node_named(connection, given.node), given.purpose or ""
        organisation.set_purpose(connection, node, purpose)
        audit.add(connection, ACTOR, "named_purpose", {"node": node.id, "purpose": purpose}, clock.now())

    return done(config, job)


def _warmup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("node", metavar="NODE", help=commands.NODE)
    parser.add_argument("--off", action="store_true", help=commands.WARM_UP_OFF)


def _warmup(given: argparse.Namespace, config: Config) -> int:
    """Choose whether a node's group gets one anonymous question before the quiz."""

    def job(connection: Any) -> None:  # noqa: ANN401
        node, on = node_named(connection, given.node), not given.off
        organisation.set_warm_up(connection, node, on=on)
        audit.add(connection, ACTOR, "warm_up", {"node": node.id, "on": on}, clock.now())

    return done(config, job)


COMMANDS = (
    Command("organisation named", _named_arguments, _named),
    Command("organisation warmup", _warmup_arguments, _warmup),
)
