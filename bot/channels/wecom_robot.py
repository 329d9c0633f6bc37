"""WeCom group robots (企业微信群机器人, 消息推送): announcements into one group each; they hear nothing.

Source: developer.work.weixin.qq.com path/91770, 99110.
"""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from bot.channels import Undeliverable
from bot.message import Address, Capabilities, ChatKind, Rate
from bot.weixin.accounts import WecomRobot
from bot.weixin.api import Api
from records.mailboxes import Letter

NAME = "wecom_robot"
# 20 a minute go to a group.
RATES = (Rate(18, 60, "chat"),)
CAPABILITIES = Capabilities(groups=True, text_limit=2048, text_unit="bytes", images=True, rates=RATES)


class WecomRobotChannel:
    """See `bot.channels.Channel`."""

    NAME = NAME
    CAPABILITIES = CAPABILITIES

    def __init__(self, accounts: Mapping[str, WecomRobot], apis: Mapping[str, Api]) -> None:
        self._accounts, self._apis = accounts, apis

    async def send(self, address: Address, letter: Letter) -> None:
        """Announce one message."""
        account = self._accounts.get(address.chat)
        if account is None:
            raise Undeliverable
        await self._apis[account.name].post(f"/cgi-bin/webhook/send?key={account.key}", _body(letter))


def _body(letter: Letter) -> Mapping[str, Any]:
    if "media" not in letter.payload:
        return {"msgtype": "text", "text": {"content": letter.payload["text"]}}
    medium = letter.payload["media"]
    digest = hashlib.md5(base64.b64decode(medium["data"]), usedforsecurity=False).hexdigest()
    return {"msgtype": "image", "image": {"base64": medium["data"], "md5": digest}}


def group(account: WecomRobot) -> Address:
    """Return the group that a robot was made for."""
    return Address(NAME, ChatKind.GROUP, account.name)
