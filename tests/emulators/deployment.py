"""A bot behind each platform's emulator, over real HTTP and WebSocket on loopback."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from bot_serving import running
from emulators import wechat as wechat_platform
from emulators import wecom as wecom_platform
from emulators import wecom_bot as bot_platform
from emulators.loopback import listening
from shelves import index, new_shelf

from bot.config import Config, Knowledge, Service
from bot.weixin.accounts import Wechat, Wecom, WecomBot, WecomRobot
from records import mailboxes
from records.engine import Records, open_records
from records.mailboxes import State


def numeral(number: int) -> str:
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones else "")


OPEN = (State.PENDING, State.CLAIMED, State.SENDING)
# Longer than anything here takes on a busy machine.
PATIENCE = 30.0


@dataclass
class World:
    """The bot, the platforms around it, and a look into its records."""

    config: Config
    records: Records
    address: str
    wechat: wechat_platform.Wechat
    plain: wechat_platform.Wechat
    wecom: wecom_platform.Wecom
    callbacks: bot_platform.Callbacks
    connections: bot_platform.Connections

    def outbox(self, channel: str, chat: str = "") -> list:
        query = mailboxes.outbox.select().where(mailboxes.outbox.c.channel == channel).order_by(mailboxes.outbox.c.id)
        with self.records.read() as reader:
            return [row for row in reader.execute(query) if chat in row.address]

    def heard(self, channel: str, chat: str = "") -> int:
        with self.records.read() as reader:
            rows = reader.execute(mailboxes.inbox.select().where(mailboxes.inbox.c.channel == channel)).all()
        return sum(chat in row.address for row in rows)

    def put(self, channel: str, address: str, wires) -> None:
        """Put something out that answers nobody."""
        self.records.write(lambda connection: mailboxes.put(connection, channel, address, wires, self.clock()))

    def wait(self, condition: Callable[[], object]) -> None:
        wait_for(condition)

    def age(self, channel: str, chat: str) -> None:
        """Wait for an event of this chat, and let half a minute pass for it."""
        wait_for(lambda: self.outbox(channel, chat))
        events = [row.inbox for row in self.outbox(channel, chat)]
        older = self.clock() - timedelta(seconds=30)
        change = mailboxes.inbox.update().where(mailboxes.inbox.c.id.in_(events)).values(received=older)
        self.records.write(lambda connection: connection.execute(change))

    @property
    def clock(self):
        return self.wechat.clock

    def settle(self, channel: str, chat: str = "", heard: int = 0) -> None:
        """Wait until so much is heard and nothing more wants to go out."""
        wait_for(lambda: self.heard(channel, chat) >= heard and not [
            row for row in self.outbox(channel, chat) if row.state in OPEN
        ])  # fmt: skip


def wait_for(condition: Callable[[], object]) -> None:
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.02)


# An article of four parts of a 公众号 message.
LONG = "示例市档案室值守规定\n第一条 值守人员按下列要求办理：\n" + "\n".join(
    f"（{numeral(number)}）第{number}号库房每日开门后先看温度和湿度，登记在册，再开窗通风。" for number in range(1, 61)
)


@contextmanager
def world(workspace: Path, *documents: Path, clock, **service) -> Iterator[World]:
    index(new_shelf(workspace / "knowledge"), *documents)
    wechat, plain = wechat_platform.Wechat(clock), wechat_platform.Wechat(clock, mode="plain")
    wecom = wecom_platform.Wecom(clock)
    callbacks, connections = bot_platform.Callbacks(clock), bot_platform.Connections(clock)
    with ExitStack() as stack:
        api, corp = stack.enter_context(listening(wechat.server())), stack.enter_context(listening(wecom.server()))
        callbacks.own = stack.enter_context(listening(callbacks.server()))
        socket = stack.enter_context(connections.listening())
        config = replace(
            Config(workspace=workspace, knowledge=Knowledge(second_approver=False), service=Service(**service)),
            wechat=(account("safe", api, "certified", customer_service=True), account("plain", api, "plain")),
            wecom=(Wecom("main", wecom_platform.CORP, wecom_platform.AGENT, "text", corp, wecom_platform.SECRET,
                         wecom_platform.TOKEN, wecom_platform.KEY),),
            wecom_bot=(
                WecomBot("called", bot_platform.BOT, "callback", token=bot_platform.TOKEN, aes_key=bot_platform.KEY),
                WecomBot("line", bot_platform.BOT, "connection", socket, bot_platform.SECRET),
            ),
            wecom_robot=(WecomRobot("square", corp, wecom_platform.ROBOT),),
        )  # fmt: skip
        served = stack.enter_context(running(config, clock))
        records = open_records(config.records_url)
        stack.callback(records.close)
        wechat.address, plain.address = f"{served.address}/wechat/certified", f"{served.address}/wechat/plain"
        wecom.address, callbacks.address = f"{served.address}/wecom/main", f"{served.address}/wecom_bot/called"
        assert connections.subscribed.wait(PATIENCE)
        yield World(config, records, served.address, wechat, plain, wecom, callbacks, connections)


def account(mode: str, api: str, name: str, *, customer_service: bool = False) -> Wechat:
    return Wechat(name, wechat_platform.APP_ID, mode, customer_service, api, wechat_platform.SECRET,
                  wechat_platform.TOKEN, wechat_platform.KEY)  # fmt: skip
