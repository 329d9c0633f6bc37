"""The accounts of one deployment, as `config.toml` lists them; each may stand there several times.

`name` tells the accounts of one kind apart: it stands in stored addresses, in the callback's path and in the
names of the environment variables that hold the secrets (XUESI_WECHAT_MAIN_SECRET for `name = "main"`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar


def hidden() -> Any:  # noqa: ANN401 - dataclasses type their fields so
    """Return a field that is read from the environment alone and never shown."""
    return field(default="", repr=False, metadata={"secret": True})


@dataclass(frozen=True, slots=True)
class Wechat:
    """One 公众号. `aes_key` may hold two keys with a comma between, the new one and the one before.

    `customer_service`: the account is certified and may send up to five messages within 48 hours of a member's.
    """

    CHOICES: ClassVar[Mapping[str, tuple[str, ...]]] = {"mode": ("plain", "compatible", "safe")}
    NEEDED: ClassVar[tuple[str, ...]] = ("app_id",)

    name: str
    app_id: str = ""
    mode: str = "safe"
    customer_service: bool = False
    api: str = "https://api.weixin.qq.com"
    secret: str = hidden()
    token: str = hidden()
    aes_key: str = hidden()

    @property
    def needed(self) -> tuple[str, ...]:
        """The secrets that must be there."""
        sealed = () if self.mode == "plain" else ("aes_key",)
        return ("token", *sealed, *(("secret",) if self.customer_service else ()))


@dataclass(frozen=True, slots=True)
class Wecom:
    """One application (自建应用) of one corporation."""

    CHOICES: ClassVar[Mapping[str, tuple[str, ...]]] = {"text_format": ("text", "markdown")}
    NEEDED: ClassVar[tuple[str, ...]] = ("corp_id", "agent_id")

    name: str
    corp_id: str = ""
    agent_id: int = 0
    text_format: str = "text"
    api: str = "https://qyapi.weixin.qq.com"
    secret: str = hidden()
    token: str = hidden()
    aes_key: str = hidden()

    @property
    def needed(self) -> tuple[str, ...]:
        """The secrets that must be there."""
        return ("secret", "token", "aes_key")


@dataclass(frozen=True, slots=True)
class WecomBot:
    """One AI bot (智能机器人): over a long connection, which alone can push, or by callbacks."""

    CHOICES: ClassVar[Mapping[str, tuple[str, ...]]] = {"mode": ("connection", "callback")}
    NEEDED: ClassVar[tuple[str, ...]] = ("bot_id",)

    name: str
    bot_id: str = ""
    mode: str = "connection"
    socket: str = "wss://openws.work.weixin.qq.com"
    secret: str = hidden()
    token: str = hidden()
    aes_key: str = hidden()

    @property
    def needed(self) -> tuple[str, ...]:
        """The secrets that must be there."""
        return ("secret",) if self.mode == "connection" else ("token", "aes_key")


@dataclass(frozen=True, slots=True)
class WecomRobot:
    """One group robot (消息推送): announces into the one group it was made for, hears nothing."""

    CHOICES: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    NEEDED: ClassVar[tuple[str, ...]] = ()

    name: str
    api: str = "https://qyapi.weixin.qq.com"
    key: str = hidden()

    @property
    def needed(self) -> tuple[str, ...]:
        """The secrets that must be there."""
        return ("key",)
