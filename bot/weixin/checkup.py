"""How the accounts of WeChat and WeCom are: their secrets tried, their long connections as the server last saw them."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import httpx

from bot import clock
from bot.channels import NotNow
from bot.config import Config
from bot.health import Check
from bot.phrases import wechat as words
from bot.weixin.api import Api, of_wechat, of_wecom
from records import channel_states
from records.engine import Records

# A connection that lives says so twice a minute.
ALIVE = timedelta(minutes=2)


def checks(config: Config, records: Records) -> Iterator[Check]:
    """Look at every account, one after the other; a token is fetched as the server would."""
    yield from asyncio.run(_accounts(config))
    with records.read() as reader:
        for bot in config.wecom_bot:
            if bot.mode == "connection":
                seen = channel_states.state_of(reader, line_key(bot.name))
                fresh = seen is not None and clock.now() - seen.seen < ALIVE
                code = seen.code if seen and (seen.code or fresh) else "line_silent"
                yield Check(words.LINE.format(name=bot.name), not code, *words.LINES[code])
    for robot in config.wecom_robot:
        yield Check(words.ROBOT.format(name=robot.name), True, words.CONFIGURED)


def line_key(name: str) -> str:
    """Return under which name a connection says how it is."""
    return f"line:{name}"


async def _accounts(config: Config) -> list[Check]:
    async with httpx.AsyncClient() as client:
        official = [
            await _tried(
                words.OFFICIAL.format(name=one.name), of_wechat(one, client, clock.now) if one.secret else None
            )
            for one in config.wechat
        ]
        corps = [
            await _tried(words.APPLICATION.format(name=one.name), of_wecom(one, client, clock.now))
            for one in config.wecom
        ]
    return [*official, *corps]


async def _tried(name: str, api: Api | None) -> Check:
    """Try the secret; an account that only answers when it is called has none to try."""
    if api is None:
        return Check(name, True, words.CONFIGURED)
    try:
        await api.token()
    except NotNow as error:
        return Check(name, False, str(error.__cause__ or error), words.SECRET_TODO)
    return Check(name, True, words.REACHED)
