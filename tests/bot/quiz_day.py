"""A day of quiz as a program, to be killed at any moment and started again: python quiz_day.py WORKSPACE RUN

Opens the round, tells everybody, lets members answer from several threads, closes, sums and tells the group. Prints
`ready`, the token of every question whose answer was acknowledged, and `done`.
"""

import os
import sys
import threading
from datetime import datetime
from itertools import count
from pathlib import Path

from shelves import ROOT, index, new_shelf
from stage import Stage, fill_bank

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

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING)
MEMBERS, ANSWERING, THREADS = 1200, 60, 3


def prepare(workspace: Path) -> None:
    """Make a branch with its bank and members, all bound and agreed."""
    shelf = new_shelf(workspace / "knowledge")
    index(shelf, ROOT / "bot" / "sample" / "documents")
    records = open_records(Config(workspace=workspace).records_url)
    fill_bank(records, shelf.current(), NOW)
    records.write(_people)
    Stage(records, shelf, lambda: NOW).direct("群", "")
    records.close()


def _people(connection) -> None:
    branch = organisation.add(connection, "b1", "示例市第一支部", "党支部", "单位", None, NOW.date())
    for number in range(MEMBERS):
        member = members.add(connection, f"m{number}", f"党员{number}", branch, "正式党员", NOW)
        members.bind(connection, member, str(Sender(web.NAME, f"p{number}")), str(web.private(f"p{number}")), NOW)
        members.change(connection, member, NOW, consented=NOW, notice=people.NOTICE_VERSION, subscribed=True)


def live(workspace: Path, run: str) -> None:
    config = Config(workspace=workspace)
    shelf, records = new_shelf(workspace / "knowledge"), open_records(config.records_url)
    snapshot, times = shelf.current(), hours(config)
    reception = Reception(records, shelf, Service(questions_per_minute=1000), lambda: NOW, lambda: None)
    _tell("ready")
    daily.open_day(records, snapshot, times, NOW, lambda: 7)
    with records.read() as reader:
        held = daily.records.of_day(reader, NOW.date())
    daily.push(records, snapshot, held, NOW)
    waiting = iter(range(ANSWERING))
    threads = [threading.Thread(target=_answer, args=(reception, waiting, run)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    evening = times.closing(NOW.date())
    daily.close(records, held, evening)
    daily.settle(records, snapshot, times, evening, NOW.date())
    _tell("done")
    reception.close()
    records.close()


def _answer(reception, waiting, run) -> None:
    for number in waiting:
        events = count()

        def said(text="", token="", picked=(), who=f"p{number}", events=events):
            sender = Sender(web.NAME, who)
            inbound = Inbound(
                f"{run}-{who}-{next(events)}", web.private(who), sender, NOW, text, True, token, "", picked
            )
            parts = [part for letter in reception.handle(inbound, web.CAPABILITIES) for part in letter.payload["parts"]]
            return next((part for part in parts if part["kind"] == "quiz"), None)

        question = said("答题")
        while question:
            answer = {"picked": (0,)} if question["options"] else {"text": "月"}
            token = question["token"]
            question = said(token=token, **answer)
            _tell(token)


def _tell(line: str) -> None:
    os.write(1, f"{line}\n".encode())


if __name__ == "__main__":
    live(Path(sys.argv[1]), sys.argv[2])
