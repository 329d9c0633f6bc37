"""`xuesi wechat` and `xuesi wecom`: what is set up once for an account."""

import argparse
import asyncio
from contextlib import closing
from typing import Any

import httpx

from bot import clock
from bot.channels import NotNow, Undeliverable
from bot.commands import Command, no_arguments, say
from bot.config import Config
from bot.phrases import commands
from bot.phrases import wechat as words
from faults import Fault
from records import audit, organisation
from records.engine import open_records

# Whoever can use the command line; what they do is in the trail.
ACTOR = "cli"


def _setup(_given: argparse.Namespace, config: Config) -> int:
    """Put the menu up for every 公众号 of the settings."""
    if not config.wechat:
        raise Fault("wechat_not_configured")
    asyncio.run(_menus(config))
    return 0


async def _menus(config: Config) -> None:
    from bot.channels.wechat import menu
    from bot.weixin.api import of_wechat

    async with httpx.AsyncClient() as client:
        for account in config.wechat:
            try:
                await of_wechat(account, client, clock.now).post("/cgi-bin/menu/create", menu())
            except (Undeliverable, NotNow, httpx.HTTPError) as error:
                raise Fault("wechat_setup_failed", name=account.name, detail=str(error.__cause__ or error)) from error
            said = "、".join(entry for _, entries in words.MENU for entry in entries)
            say(words.MENU_MADE.format(name=account.name, words=said))


def _robot_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("robot", help=commands.ROBOT)
    parser.add_argument("node", metavar="NODE", help=commands.NODE)


def _robot(given: argparse.Namespace, config: Config) -> int:
    """Give the group of a robot to a node: it hears nothing, so that nobody can say it there."""
    from bot.channels.wecom_robot import group

    robot = next((one for one in config.wecom_robot if one.name == given.robot), None)
    if robot is None:
        raise Fault("robot_unknown", name=given.robot)
    with closing(open_records(config.records_url)) as records:
        node = records.write(lambda c: _bound(c, str(group(robot)), given.node))
    say(words.ROBOT_BOUND.format(name=robot.name, node=node))
    return 0


def _bound(connection: Any, address: str, name: str) -> str:  # noqa: ANN401 - known to the records alone
    node, now = organisation.find(connection, name), clock.now()
    if node is None:
        raise Fault("node_unknown", name=name)
    organisation.bind_group(connection, address, node, ACTOR, now)
    audit.add(connection, ACTOR, "bind_group", {"group": address, "node": node.id}, now)
    return node.name


COMMANDS = (
    Command("wechat setup", no_arguments, _setup),
    Command("wecom robot", _robot_arguments, _robot),
)
