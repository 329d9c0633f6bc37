"""A day of a branch in Telegram as a program, to be killed at any moment: python telegram_day.py WORKSPACE URL SCALE

Makes what is missing (branches with 1,000 members and 30 groups, a bank), opens the round, tells everybody at
Telegram's pace made SCALE times as fast, and answers what it hears. The time of day stands in the file `hour`:
in the evening it closes the round, the next morning the groups hear how it went; it ends at `end`.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from emulators.telegram_rules import TOKEN
from shelves import ROOT, index, new_shelf
from stage import fill_bank

from bot import daily
from bot.channels.telegram import CAPABILITIES, TelegramChannel
from bot.clock import BEIJING
from bot.config import Config, Service
from bot.config import Telegram as Settings
from bot.delivery import Delivery
from bot.hours import hours
from bot.message import Rate
from bot.pace import Pace
from bot.phrases import people
from bot.reception import Reception
from records import members, organisation
from records.engine import open_records

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING)
MEMBERS, GROUPS = 1000, 30


def address_of_group(number: int) -> str:
    return f"telegram:group:{-1000 - number}"


def prepare(workspace: Path) -> None:
    """Make thirty branches, each with its group, and their members, all bound and agreed."""
    shelf = new_shelf(workspace / "knowledge")
    index(shelf, ROOT / "bot" / "sample" / "documents")
    records = open_records(Config(workspace=workspace).records_url)
    fill_bank(records, shelf.current(), MORNING)
    records.write(_people)
    records.close()


def _people(connection) -> None:
    root = organisation.add(connection, "root", "示例市机关党委", "机关党委", "市", None, MORNING.date())
    branches = []
    for number in range(GROUPS):
        branch = organisation.add(
            connection, f"b{number}", f"第{number + 1}支部", "党支部", "单位", root, MORNING.date()
        )
        organisation.bind_group(connection, address_of_group(number), branch, "test", MORNING)
        organisation.set_warm_up(connection, branch, on=True)
        branches.append(branch)
    for number in range(1, MEMBERS + 1):
        member = members.add(connection, f"m{number}", f"党员{number}", branches[number % GROUPS], "正式党员", MORNING)
        members.bind(connection, member, f"telegram:{number}", f"telegram:private:{number}", MORNING)
        members.change(connection, member, MORNING, consented=MORNING, notice=people.NOTICE_VERSION, subscribed=True)


def faster(rates: Sequence[Rate], scale: float) -> Sequence[Rate]:
    return [replace(rate, seconds=rate.seconds / scale) for rate in rates]


HOURS = {"morning": 0.0, "evening": 11.1, "next": 24.0, "end": 24.0}


async def live(workspace: Path, url: str, scale: float) -> None:
    shelf, records = new_shelf(workspace / "knowledge"), open_records(Config(workspace=workspace).records_url)
    hour = workspace / "hour"

    def clock() -> datetime:
        return MORNING + timedelta(hours=HOURS[hour.read_text()])

    channel = TelegramChannel(records, Settings("polling", "", url, TOKEN), "学思", clock, lambda: delivery.wake())
    delivery = Delivery(records, channel, clock, 0.2, Pace(faster(CAPABILITIES.rates, scale)))
    reception = Reception(records, shelf, Service(questions_per_minute=1000), clock, delivery.wake)
    await asyncio.to_thread(reception.warm)
    sending = asyncio.create_task(delivery.run())
    hearing = asyncio.create_task(channel.start(lambda one, *also: reception.receive(one, CAPABILITIES, *also)))
    while hour.read_text() != "end":
        await asyncio.to_thread(_due, records, shelf.current(), clock())
        delivery.wake()
        await asyncio.sleep(0.3)
    channel.stop()
    await hearing
    delivery.stop()
    await sending
    await channel.close()
    reception.close()
    records.close()


def _due(records, snapshot, now: datetime) -> None:
    """Do what the schedule does at this hour; all of it is harmless done twice."""
    times = hours(Config())
    daily.open_day(records, snapshot, times, now, lambda: 7) if now == MORNING else None
    with records.read() as reader:
        held = daily.records.of_day(reader, MORNING.date())
    if now == MORNING:
        daily.push(records, snapshot, held, now)
    else:
        daily.close(records, held, now)
        daily.settle(records, snapshot, times, now, MORNING.date())


if __name__ == "__main__":
    asyncio.run(live(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])))
