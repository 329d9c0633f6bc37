"""How many updates a second the bot takes in Telegram, beside a bare python-telegram-bot echo bot on the same emulator.

python -m benchmarks.telegram [UPDATES]      (1,000 if no number is given)

The emulator runs in a thread of this process, for both alike; every update is a question in a private chat of its own,
answered over HTTP.
Telegram's pace is left out for both (it would allow 30 a second). At the end the pushes of a morning are timed
against the floor that this pace sets.
"""

import asyncio
import sys
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from emulators.telegram import Telegram
from emulators.telegram_rules import TOKEN
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.channels.telegram import CAPABILITIES, TelegramChannel
from bot.clock import now
from bot.config import Service
from bot.config import Telegram as Settings
from bot.delivery import Delivery
from bot.pace import Pace
from bot.reception import Reception
from embeddings.encoder import load
from knowledge.reindex import reindex
from knowledge.snapshot import Shelf
from records import mailboxes
from records.engine import open_records

SAMPLE = Path(__file__).parents[1] / "bot" / "sample" / "documents"
QUESTIONS = (
    "支部委员会一届几年", "党员大会多久开一次", "每月集中学习几次", "党小组会多久开一次", "党员一年要学多少学时",
    "党费什么时候交", "学习联系人负责什么", "联合党支部最多几个单位",
)  # fmt: skip
PUSHES = 300


def main() -> None:
    updates = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure(Path(folder), updates))


async def _measure(folder: Path, updates: int) -> None:
    telegram = Telegram(scale=1e6)
    echo = await _echo(telegram, updates)
    print(f"bare echo bot                    {echo:7.0f} updates/s")
    shelf = Shelf(folder / "knowledge", partial(load, "bundled"))
    reindex([SAMPLE], shelf, datetime.now(UTC), lambda *_: None)
    for title, text in (
        ("questions asked before", lambda n: QUESTIONS[n % len(QUESTIONS)]),
        ("questions never asked before", lambda n: f"{QUESTIONS[n % len(QUESTIONS)]}，第{n}次问"),
    ):
        rate = await _asked(folder, shelf, telegram, [text(n) for n in range(updates)])
        print(f"{title:32s} {rate:7.0f} updates/s   {rate / echo:5.2f} of the echo bot's")
    telegram.close()
    seconds, floor = await _pushed(folder)
    print(
        f"{PUSHES} pushes at Telegram's pace     {seconds:7.1f} s         {seconds / floor:5.2f} of the floor {floor} s"
    )


async def _fed(telegram: Telegram, texts: list[str]) -> float:
    """Put all questions in line and wait for as many answers; return updates a second."""
    before = len(telegram.sent)
    await asyncio.to_thread(lambda: [telegram.says(1000 + n, text) for n, text in enumerate(texts)])
    began = time.perf_counter()
    while len({sent.chat for sent in telegram.sent[before:]}) < len(texts):
        await asyncio.sleep(0.02)
    return len(texts) / (time.perf_counter() - began)


async def _echo(telegram: Telegram, updates: int) -> float:
    """Answer every message with its own words, a task each: the least that a bot can do."""
    request = HTTPXRequest(connection_pool_size=64, pool_timeout=60)
    async with Bot(TOKEN, f"{telegram.url}/bot", request=request) as bot:
        tasks = set()

        async def listen() -> None:
            offset = 0
            while True:
                for update in await bot.get_updates(offset, timeout=5):
                    offset = update.update_id + 1
                    assert update.message is not None
                    tasks.add(asyncio.create_task(bot.send_message(update.message.chat_id, str(update.message.text))))

        # The messages lie there before both bots begin.
        feeding = asyncio.create_task(_fed(telegram, ["每月几次"] * updates))
        while telegram.waiting() < updates:
            await asyncio.sleep(0.01)
        listening = asyncio.create_task(listen())
        rate = await feeding
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
        return rate


async def _asked(folder: Path, shelf: Shelf, telegram: Telegram, texts: list[str]) -> float:
    records = open_records(f"sqlite:///{folder / f'{time.time_ns()}.db'}")
    channel = TelegramChannel(
        records, Settings("polling", "", telegram.url, TOKEN), "学思", now, lambda: delivery.wake()
    )
    delivery = Delivery(records, channel, now, 0.05, Pace(()))
    reception = Reception(records, shelf, Service(questions_per_minute=1000), now, delivery.wake)
    await asyncio.to_thread(reception.warm)
    telegram.forget()
    feeding = asyncio.create_task(_fed(telegram, texts))
    while telegram.waiting() < len(texts):
        await asyncio.sleep(0.01)
    sending = asyncio.create_task(delivery.run())
    hearing = asyncio.create_task(channel.start(lambda one, *also: reception.receive(one, CAPABILITIES, *also)))
    rate = await feeding
    channel.stop()
    await hearing
    delivery.stop()
    await sending
    await channel.close()
    reception.close()
    records.close()
    return rate


async def _pushed(folder: Path) -> tuple[float, float]:
    """Send one message each to many chats at the real pace; return how long it took, and the least it can take."""
    telegram = Telegram()
    records = open_records(f"sqlite:///{folder / 'pushes.db'}")
    channel = TelegramChannel(records, Settings("polling", "", telegram.url, TOKEN), "学思", now, lambda: None)
    delivery = Delivery(records, channel, now)
    letters = {f"push:{n}": (f"telegram:private:{n + 1}", {"text": "今天的题开放了"}) for n in range(PUSHES)}
    records.write(lambda c: mailboxes.push(c, "telegram", letters, now()))
    sending, hearing = asyncio.create_task(delivery.run()), asyncio.create_task(channel.start(_nobody))
    while len(telegram.sent) < PUSHES:
        await asyncio.sleep(0.02)
    seconds = telegram.sent[-1].at - telegram.sent[0].at
    assert not telegram.refusals
    channel.stop()
    await hearing
    delivery.stop()
    await sending
    await channel.close()
    records.close()
    telegram.close()
    # The first thirty may go at once, then thirty in every second.
    return seconds, (PUSHES - 1) // 30


async def _nobody(_inbound, *_also):
    return ()


if __name__ == "__main__":
    main()
