"""`xuesi wechat`: what is set up once for an account."""

import argparse
import asyncio

import httpx

from bot import clock
from bot.channels import NotNow, Undeliverable
from bot.commands import Command, no_arguments, say
from bot.config import Config
from bot.phrases import wechat as words
from faults import Fault


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


COMMANDS = (Command("wechat setup", no_arguments, _setup),)
