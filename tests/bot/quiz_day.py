"""A day of quiz as a program, to be killed at any moment and finished by the next: python quiz_day.py WORKSPACE URL DAY

Finishes the day before DAY, then lives DAY: opens the round, tells everybody, lets members answer from several
threads, closes, sums and tells the group. Prints the name of each step as it begins, the token of every question
whose answer was acknowledged, and `done`.
"""

import os
import sys
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from shelves import ROOT, index, new_shelf
from stage import Stage, fill_bank

from bot import config as settings
from bot import daily
from bot.channels import web
from bot.clock import BEIJING
from bot.config import Config, Service
from bot.hours import hours
from bot.message import Inbound, Sender
from bot.phrases import people
from bot.reception import Reception
from records import members, organisation
from records.engine import open_records

FIRST = datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING)
# So many days lie between two rounds: after that an item may be asked again.
PAUSE = timedelta(days=4)
MEMBERS, ANSWERING, THREADS = 300, 12, 3
STEPS = ("opening", "telling", "recording", "closing")


def moment(day: int) -> datetime:
    """Return the morning of the day of this number."""
    return FIRST + day * PAUSE


def prepare(workspace: Path, url: str) -> None:
    """Make a branch with its bank and members, all bound and agreed."""
    shelf = new_shelf(workspace / "knowledge")
    index(shelf, ROOT / "bot" / "sample" / "documents")
    records = open_records(url)
    fill_bank(records, shelf.current(), FIRST)
    records.write(_people)
    Stage(records, shelf, lambda: FIRST).direct("群", "")
    records.close()


def _people(connection) -> None:
    branch = organisation.add(connection, "b1", "示例市第一支部", "党支部", "单位", None, FIRST.date())
    for number in range(MEMBERS):
        member = members.add(connection, f"m{number}", f"党员{number}", branch, "正式党员", FIRST)
        members.bind(connection, member, str(Sender(web.NAME, f"p{number}")), str(web.private(f"p{number}")), FIRST)
        members.change(connection, member, FIRST, consented=FIRST, notice=people.NOTICE_VERSION, subscribed=True)


def live(workspace: Path, url: str, day: int) -> None:
    config = replace(Config(workspace=workspace), records=settings.Records(url=url))
    records = open_records(config.records_url)
    if day:
        _day(config, records, day - 1, lambda _: None)
    _day(config, records, day, _tell)
    records.close()


def _day(config, records, day, step) -> None:
    shelf, now, times = new_shelf(config.workspace / "knowledge"), moment(day), hours(config)
    snapshot = shelf.current()
    reception = Reception(records, shelf, Service(questions_per_minute=1000), lambda: now, lambda: None)
    step("opening")
    daily.open_day(records, snapshot, times, now, lambda: 7)
    with records.read() as reader:
        held = daily.records.of_day(reader, now.date())
    step("telling")
    daily.push(records, snapshot, held, now)
    step("recording")
    waiting = iter(range(ANSWERING))
    threads = [threading.Thread(target=_answer, args=(reception, waiting, now, step)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    step("closing")
    evening = times.closing(now.date())
    daily.close(records, held, evening)
    daily.settle(records, snapshot, times, evening, now.date())
    step("done")
    reception.close()


def _answer(reception, waiting, now, step) -> None:
    for number in waiting:
        events, run = count(), os.getpid()

        def said(text="", token="", picked=(), who=f"p{number}", events=events, run=run):
            event, sender = f"{run}-{now.date()}-{who}-{next(events)}", Sender(web.NAME, who)
            inbound = Inbound(event, web.private(who), sender, now, text, True, token, "", picked)
            parts = [part for letter in reception.handle(inbound, web.CAPABILITIES) for part in letter.payload["parts"]]
            return next((part for part in parts if part["kind"] == "quiz"), None)

        question = said("答题")
        while question:
            answer = {"picked": (0,)} if question["options"] else {"text": "月"}
            token = question["token"]
            question = said(token=token, **answer)
            step(token)


def _tell(line: str) -> None:
    os.write(1, f"{line}\n".encode())


if __name__ == "__main__":
    live(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
