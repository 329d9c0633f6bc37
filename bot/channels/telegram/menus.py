"""The menus of commands that Telegram shows: for private chats, for groups, and for who holds an office."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.clock import day_of
from bot.message import address_of
from bot.phrases.telegram import COMMANDS
from records import roster
from records.permissions import BY_ROLE, Act

if TYPE_CHECKING:
    from bot.channels.telegram import TelegramChannel

# Who is given an office finds its commands after so long at most, and so many menus a second are changed.
OFTEN, PACE = 60.0, 10
NOBODY = frozenset[Act]()
_log = logging.getLogger("xuesi.telegram")


def menu(acts: Iterable[Act]) -> list[BotCommand]:
    """Return the commands of a private chat of somebody who may do this."""
    may = set(acts)
    offered = ((name, order) for name, order in COMMANDS.items() if order.menu)
    return [BotCommand(name, order.menu) for name, order in offered if order.needs is None or order.needs in may]


async def show(channel: "TelegramChannel") -> None:
    """Set the menus that most people see."""
    groups = [BotCommand(name, order.menu) for name, order in COMMANDS.items() if order.in_groups]
    await channel.bot.set_my_commands(menu(NOBODY), BotCommandScopeAllPrivateChats())
    await channel.bot.set_my_commands(groups, BotCommandScopeAllGroupChats())


async def keep(channel: "TelegramChannel") -> None:
    """Give those who hold an office a menu of their own, and take it back, until cancelled."""
    shown: dict[str, frozenset[Act]] = {}
    while True:
        try:
            for chat, acts in (await asyncio.to_thread(_wanted, channel)).items():
                if shown.get(chat) != acts:
                    await _set(channel, chat, acts)
                    shown[chat] = acts
                    await asyncio.sleep(1 / PACE)
        except TelegramError as error:
            # Its words may hold an address, and the address the token.
            _log.info("menus could not be changed: %s", type(error).__name__)
        except Exception:
            _log.exception("menus could not be changed")
        await asyncio.sleep(OFTEN)


def _wanted(channel: "TelegramChannel") -> Mapping[str, frozenset[Act]]:
    """Return what may be done by whoever speaks in which chat, where it ever was more than others may."""
    with channel.records.read() as reader:
        held = roster.offices_by_chat(reader, channel.NAME, day_of(channel.now()))
    return {
        address_of(address).chat: frozenset(act for role in offices for act in BY_ROLE[role])
        for address, offices in held.items()
    }


async def _set(channel: "TelegramChannel", chat: str, acts: frozenset[Act]) -> None:
    where = BotCommandScopeChat(int(chat))
    try:
        if menu(acts) == menu(NOBODY):
            await channel.bot.delete_my_commands(where)
        else:
            await channel.bot.set_my_commands(menu(acts), where)
    except (BadRequest, Forbidden):
        # Whoever blocked the bot sees no menu.
        return
