"""How long it takes to open a round for many members, and how many answers a second are recorded durably.

python -m benchmarks.rounds [MEMBERS] [URL]     (100000 members; a new SQLite file in the temporary folder if no URL)
"""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.resources import as_file, files
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from bot import daily
from bot.channels import web
from bot.clock import BEIJING
from bot.config import Config
from bot.hours import hours
from bot.library import shelf
from bot.message import Inbound, Sender
from bot.phrases import people
from bot.reception import Reception
from knowledge.catalog import Row
from knowledge.reindex import reindex
from knowledge.snapshot import Snapshot
from quiz import asking, bank, marking
from quiz.binding import bind
from quiz.item import Item, State
from records import members, organisation, rounds
from records.engine import Records, open_records
from records.members import Member

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=BEIJING)
BRANCH = 20
# So many members begin; each answers five questions.
BEGIN, TALK = 2_000, 100
Result = TypeVar("Result")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        config = Config(workspace=Path(folder))
        books = open_records(sys.argv[2] if len(sys.argv) > 2 else config.records_url)
        home = shelf(config)
        with as_file(files("bot.sample") / "documents") as documents:
            reindex([documents], home, NOW, lambda *_: None)
        snapshot = home.current()
        books.write(lambda c: _people(c, count))
        items = _items(books, snapshot)
        print(f"{books.engine.dialect.name}; {count} members, {items} items")
        _opening(books, snapshot, config)
        _dealing(books, snapshot)
        _talking(config, books)
        books.close()


def _people(connection, count: int) -> None:
    root = organisation.add(connection, "root", "示例市委", "党委", "市", None, NOW.date())
    branches = [
        organisation.add(connection, f"b{n}", f"示例市第{n}支部", "党支部", "单位", root, NOW.date()).id
        for n in range(max(1, count // BRANCH))
    ]
    person = {"state": "正式党员", "exempt": False, "subscribed": True, "name": "党员"}
    person |= {"notice": people.NOTICE_VERSION, "consented": NOW}
    everybody = range(1, count + 1)
    rows = [person | {"id": n, "code": f"m{n}", "branch": branches[n % len(branches)]} for n in everybody]
    connection.execute(members.members.insert(), rows)
    chats = [
        {"member": n, "sender": str(Sender(web.NAME, f"p{n}")), "address": str(web.private(f"p{n}")), "bound": NOW}
        for n in everybody
    ]
    connection.execute(members.bindings.insert(), chats)


def _items(books: Records, snapshot: Snapshot) -> int:
    """Put a statement on every article in force into the bank, five wordings each."""
    rows: list[Row] = [
        row
        for one in snapshot.catalog.versions.values() if one.span.holds(NOW.date())
        for row in snapshot.catalog.articles(one.id)
    ]  # fmt: skip

    def add(connection) -> None:
        for row in rows:
            for number in range(5):
                bound = bind(snapshot, row, row.article.text)
                item = Item(
                    "judge", f"{row.source}第{number}题。", (), (number % 2,), topic=row.article.label, binding=bound
                )
                bank.add(connection, snapshot, item, "bench", "bench", NOW, State.ACTIVE)

    books.write(add)
    return 5 * len(rows)


def _opening(books: Records, snapshot: Snapshot, config: Config) -> None:
    held = _timed("opening the round", lambda: daily.open_day(books, snapshot, hours(config), NOW, lambda: 7))
    assert held is not None
    _timed("a reminder to every member", lambda: daily.push(books, snapshot, held, NOW))
    again = replace(held)
    _timed("the same after a restart", lambda: daily.push(books, snapshot, again, NOW))


def _dealing(books: Records, snapshot: Snapshot) -> None:
    """Deal quizzes, then record the answers as many as are queued to a commit."""
    people_ = _some(books)
    with books.read() as reader:
        held = rounds.of_day(reader, NOW.date())
    numbers = iter(range(10**9))

    def deal() -> None:
        jobs = []
        with books.read() as reader:
            for member in people_:
                slots = asking.begin(reader, snapshot, held, member, NOW, lambda: f"bench{next(numbers)}")
                jobs.append(books.submit(lambda c, dealt=slots: rounds.give(c, dealt)))
        for job in jobs:
            job.result()

    _timed(f"dealing {BEGIN} quizzes of five", deal, BEGIN)
    with books.read() as reader:
        slots = [slot for member in people_ for slot in rounds.slots_of(reader, held.id, member.id)]
        asked = [(slot, bank.version(reader, slot.version)) for slot in slots]

    def record() -> None:
        jobs = [
            books.submit(
                lambda c, s=slot, i=item: marking.mark(c, s, s.branch, i, (0,), "daily", held.day, NOW, held.day)
            )
            for slot, item in asked
        ]
        assert all(job.result() for job in jobs)

    _timed(f"recording {len(asked)} answers", record, len(asked))


def _some(books: Records) -> list[Member]:
    with books.read() as reader:
        numbers = reader.execute(sa.select(members.members.c.id).limit(BEGIN)).scalars().all()
        return [found for number in numbers if (found := members.member(reader, number))]


def _talking(config: Config, books: Records) -> None:
    """The whole way of an event: from the message to the reply after the commit, one after another."""
    later = NOW + timedelta(minutes=5)
    service = replace(config.service, questions_per_minute=1000)
    reception = Reception(books, shelf(config), service, lambda: later, lambda: None)

    def say(who: str, event: str, text: str = "", token: str = "", picked: tuple[int, ...] = ()) -> str:
        where, sender = web.private(who), Sender(web.NAME, who)
        inbound = Inbound(f"{who}-{event}", where, sender, later, text, True, token, "", picked)
        letters = reception.handle(inbound, web.CAPABILITIES)
        return next((part["token"] for one in letters for part in one.payload["parts"] if part["kind"] == "quiz"), "")

    def talk() -> None:
        for number in range(BEGIN + 1, BEGIN + 1 + TALK):
            token, step = say(f"p{number}", "begin", "答题"), 0
            while token:
                token, step = say(f"p{number}", f"answer{step}", token=token, picked=(0,)), step + 1

    _timed(f"{TALK} members talk through their quiz", talk, TALK * 6)
    reception.close()


def _timed(what: str, work: Callable[[], Result], count: int = 0) -> Result:
    began = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - began
    rate = f"{count / seconds:10.0f} /s" if count else ""
    print(f"{what:40} {seconds:8.2f} s {rate}", flush=True)
    return result


if __name__ == "__main__":
    main()
