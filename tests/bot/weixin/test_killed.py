"""A server killed between a question and its answer: afterwards each is answered once, in order.

Three kills in an ordinary run, a hundred in `make soak` (XUESI_KILLS).
"""

import asyncio
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager, suppress
from datetime import timedelta

import httpx
from bot_serving import free_port
from emulators import wechat, wecom, wecom_bot
from emulators.loopback import listening
from shelves import ROOT, index, new_shelf
from websockets.exceptions import ConnectionClosed

from bot.clock import now
from records import mailboxes
from records.engine import open_records
from records.mailboxes import State

KILLS = int(os.environ.get("XUESI_KILLS", "3"))
SETTINGS = """
[service]
questions_per_minute = 1000
[[wechat]]
name = "main"
app_id = "{app}"
[[wecom]]
name = "main"
corp_id = "{corp}"
agent_id = {agent}
api = "{api}"
[[wecom_bot]]
name = "main"
bot_id = "{bot}"
socket = "{socket}"
[[wecom_bot]]
name = "called"
bot_id = "{bot}"
mode = "callback"
"""


async def test_a_killed_server_answers_each_question_once_and_in_order(tmp_path, sample):
    index(new_shelf(tmp_path / "knowledge"), sample)
    dice, port = random.Random(8), free_port()
    official, corp = wechat.Wechat(now, f"http://127.0.0.1:{port}/wechat/main"), wecom.Wecom(now)
    corp.address = f"http://127.0.0.1:{port}/wecom/main"
    shown, acknowledged = Counter(), []
    bots, called = wecom_bot.Connections(now), wecom_bot.Callbacks(now, f"http://127.0.0.1:{port}/wecom_bot/called")
    with listening(corp.server()) as api, bots.listening() as socket, listening(called.server()) as called.own:
        config = tmp_path / "config.toml"
        facts = {
            "app": wechat.APP_ID,
            "corp": wecom.CORP,
            "agent": wecom.AGENT,
            "api": api,
            "bot": wecom_bot.BOT,
            "socket": socket,
        }
        config.write_text(SETTINGS.format(**facts), encoding="utf-8")
        for number in range(KILLS + 1):
            with _server(config, port) as server:
                await _ready(corp.address)
                if number < KILLS:
                    asyncio.get_running_loop().call_later(dice.uniform(0.2, 1.2), server.kill)
                    await asyncio.gather(
                        _ask_official(official, shown, number),
                        _ask_corp(corp, acknowledged, number),
                        _ask_bot(bots, server, number),
                        _ask_called(called, number),
                    )  # fmt: skip
                else:
                    _due(tmp_path)
                    _settled(tmp_path)
                    doubtful = _states(tmp_path)[State.UNKNOWN]
                    _later(tmp_path)
                    await _fetch(official, shown)
    _check(tmp_path, shown, doubtful, corp, acknowledged)
    _check_bot(tmp_path, "main", bots.screens)
    _check_bot(tmp_path, "called", called.screens)


@contextmanager
def _server(config, port):
    command = [
        sys.executable,
        "-m",
        "bot",
        "serve",
        "--config",
        str(config),
        "--workspace",
        str(config.parent),
        "--port",
        str(port),
    ]
    secrets = {
        "XUESI_WECHAT_MAIN_TOKEN": wechat.TOKEN, "XUESI_WECHAT_MAIN_AES_KEY": wechat.KEY,
        "XUESI_WECOM_MAIN_TOKEN": wecom.TOKEN, "XUESI_WECOM_MAIN_AES_KEY": wecom.KEY,
        "XUESI_WECOM_MAIN_SECRET": wecom.SECRET, "XUESI_WECOM_BOT_MAIN_SECRET": wecom_bot.SECRET,
        "XUESI_WECOM_BOT_CALLED_TOKEN": wecom_bot.TOKEN, "XUESI_WECOM_BOT_CALLED_AES_KEY": wecom_bot.KEY,
    }  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, env=os.environ | secrets) as process:
        try:
            yield process
        finally:
            process.kill()


async def _ready(address):
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        for _ in range(6000):
            try:
                await client.get(address)
                return
            except httpx.HTTPError:
                await asyncio.sleep(0.05)
    raise AssertionError("the server does not start")


async def _ask_official(platform, shown, run):
    """Ask until the server dies; note which question each reply was shown to."""
    for turn in range(100):
        question = f"第{run}-{turn}问"
        reply = await platform.say("anna", f"{question} 党员大会多久开一次")
        if reply is None:
            return
        shown[question] += 1
        await asyncio.sleep(0.01)


async def _ask_corp(platform, acknowledged, run):
    for turn in range(100):
        question = f"建议：第{run}-{turn}件"
        # A restart forgets what was sent in the last minute, and the platform drops what is over its limit.
        if not await platform.say(f"anna{run}", question):
            return
        acknowledged.append(question)
        await asyncio.sleep(0.1)


async def _ask_bot(platform, server, run):
    """Send as long as the connection stands; who was not heard is not answered, the platform says nothing twice."""
    turn = 0
    while server.poll() is None:
        if platform.subscribed.is_set():
            with suppress(ConnectionClosed, AssertionError):
                platform.say(f"anna{run}", f"建议：机器人第{run}-{turn}件")
            turn += 1
        await asyncio.sleep(0.2)


async def _ask_called(platform, run):
    """Ask until the server dies; a request that it did not answer is not repeated, its address stays good."""
    for turn in range(100):
        if not await platform.say(f"anna{run}", f"建议：回调第{run}-{turn}件"):
            return
        await asyncio.sleep(0.1)


def _due(workspace):
    """Let the time pass in which a request itself would carry its reply."""
    records = open_records(f"sqlite:///{workspace / 'records.db'}")
    waiting = (mailboxes.outbox.c.channel == "wecom_bot") & (mailboxes.outbox.c.state == State.PENDING)
    records.write(lambda c: c.execute(mailboxes.outbox.update().where(waiting).values(due=now())))
    records.close()


def _check_bot(workspace, account, screens):
    """Whoever was heard is answered once and in order, except what was on the wire at a kill."""
    rows = [row for row in _rows(workspace) if row.address.startswith(f"wecom_bot:private:{account}/")]
    filed = [text for texts in screens.texts.values() for text in texts if "已收到您的建议" in text]
    for user, texts in screens.texts.items():
        sent = [row.payload["text"] for row in rows if row.address.endswith(f"/{user}") and row.state == State.SENT]
        assert [text for text in texts if text in sent] == sent
    unsure = sum(row.state == State.UNKNOWN for row in rows)
    assert rows
    assert unsure <= KILLS
    assert len(set(filed)) == len(filed)
    assert len(rows) - unsure <= len(filed) <= len(rows)


def _rows(workspace):
    records = open_records(f"sqlite:///{workspace / 'records.db'}")
    with records.read() as reader:
        rows = reader.execute(mailboxes.outbox.select().order_by(mailboxes.outbox.c.id)).all()
    records.close()
    return rows


def _settled(workspace):
    for _ in range(300):
        if not [
            row
            for row in _rows(workspace)
            if row.channel != "wechat" and row.state in ("pending", "claimed", "sending")
        ]:
            return
        time.sleep(0.1)
    raise AssertionError("the letters do not go out")


def _later(workspace):
    """Let half a minute pass, after which the platform asks for nothing any more."""
    records = open_records(f"sqlite:///{workspace / 'records.db'}")
    change = mailboxes.inbox.update().values(received=now() - timedelta(seconds=30))
    records.write(lambda connection: connection.execute(change))
    records.close()


def _states(workspace):
    return Counter(row.state for row in _rows(workspace) if row.channel == "wechat")


async def _fetch(platform, shown):
    """Fetch what waits, as the member is told to."""
    while found := re.match("（答“(第[0-9-]+问)", await platform.say("anna", "继续")):
        shown[found[1]] += 1


def _check(workspace, shown, doubtful, corp, acknowledged):
    rows = _rows(workspace)
    asked = [
        row.payload["asked"].split()[0]
        for row in rows
        if row.channel == "wechat" and "问 " in row.payload.get("asked", "")
    ]
    # Every question that was kept was shown, and only what was on the wire at a kill may have been shown twice.
    assert set(asked) == set(shown)
    assert sum(shown.values()) - len(shown) <= doubtful <= KILLS
    unsure = [row for row in rows if row.channel == "wecom" and row.state == State.UNKNOWN]
    assert len(unsure) <= KILLS
    filed = [text for texts in corp.screens.values() for text in texts if "已收到您的建议" in text]
    assert len(acknowledged) - len(unsure) <= len(filed) <= len(acknowledged) + KILLS
    assert len(set(filed)) == len(filed)
    assert corp.dropped == []
    for user, texts in corp.screens.items():
        mine = [row for row in rows if row.address == f"wecom:private:main/{user}" and row.state == State.SENT]
        order = [row.payload["text"] for row in mine]
        assert [text for text in texts if text in order] == order
