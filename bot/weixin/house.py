"""All WeChat and WeCom accounts of a deployment, wired once: their channels, their ways in, what runs beside them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

import httpx
from starlette.routing import Route

from bot.channels import Channel
from bot.channels.wechat import WechatChannel
from bot.channels.wecom import WecomChannel
from bot.channels.wecom_bot import WecomBotChannel
from bot.channels.wecom_robot import WecomRobotChannel
from bot.config import Config
from bot.reception import Reception
from bot.weixin import api
from bot.weixin.line import stopped
from bot.weixin.wechat_door import WechatDoor
from bot.weixin.wecom_bot_door import WecomBotDoor
from bot.weixin.wecom_door import WecomDoor
from records.engine import Records


class House:
    """`channels` for delivery, `routes` for the web server; `open` runs the connections, and closes `client` after."""

    def __init__(
        self, config: Config, records: Records, reception: Reception, clock: Callable[[], datetime],
        wake: Callable[[], None], client: httpx.AsyncClient,
    ) -> None:  # fmt: skip
        self._client = client
        wechat = {account.name: account for account in config.wechat}
        wecom = {account.name: account for account in config.wecom}
        bots = {account.name: account for account in config.wecom_bot}
        robots = {account.name: account for account in config.wecom_robot}
        official = {name: api.of_wechat(one, self._client, clock) for name, one in wechat.items()}
        applications = {name: api.of_wecom(one, self._client, clock) for name, one in wecom.items()}
        webhooks = {name: api.of_robot(one, self._client) for name, one in robots.items()}
        public = WechatChannel(wechat, official, records, clock)
        self._bots = WecomBotDoor(bots, reception, records, clock, wake)
        self.channels: Sequence[Channel] = (
            *([public] if wechat else []),
            *([WecomChannel(wecom, applications)] if wecom else []),
            *([WecomBotChannel(bots, self._bots.lines, self._client)] if bots else []),
            *([WecomRobotChannel(robots, webhooks)] if robots else []),
        )
        self.routes: Sequence[Route] = (
            WechatDoor(wechat, public, reception, records, clock, wake).route,
            WecomDoor(wecom, reception, clock).route,
            self._bots.route,
        )

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Hold the long connections for as long as this lasts."""
        running = [asyncio.create_task(line.run()) for line in self._bots.lines.values()]
        try:
            yield
        finally:
            for task in running:
                await stopped(task)
            await self._client.aclose()
