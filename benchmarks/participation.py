"""An organisation of 100,000 members in 5,000 branches over 30 days: rounds, answers, sums, indicators, size.

python -m benchmarks.participation [--members 100000] [--branches 5000] [--url URL]     (a new SQLite file without one)

What members did is put in by SQL alone, so that the database has its size; what is timed is what the program does.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import sqlalchemy as sa

from bot import daily, demo
from bot.clock import BEIJING
from bot.config import Config
from bot.hours import hours
from bot.library import shelf
from knowledge.snapshot import Snapshot
from quiz import asking, bank, generate, marking
from records import indicators, members, organisation, participation, rounds, totals
from records.engine import Records, open_records
from records.metadata import stamp
from records.organisation import Node

FIRST, DAYS = date(2026, 3, 2), 30
TODAY = FIRST + timedelta(days=DAYS)
UPPERS = 100
# How many quizzes are begun and answered by the program itself.
QUIZZES = 400
_TAKE_PART = 65


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--branches", type=int, default=5_000)
    parser.add_argument("--url")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        config = Config(workspace=Path(folder))
        url = given.url or config.records_url
        demo.documents(shelf(config), _at(FIRST, 0))
        snapshot, book = shelf(config).current(), open_records(url)
        print(f"{book.engine.dialect.name}; {given.members} members, {given.branches} branches, {DAYS} days")
        timed("organisation written", lambda: book.write(lambda c: _plant(c, given.members, given.branches)))
        timed("bank filled", lambda: book.write(lambda c: _fill(c, snapshot)))
        timed("30 days of answers written", lambda: _history(book, snapshot, config))
        timed("30 days summed (settle)", lambda: book.write(lambda c: participation.settle(c, _at(TODAY, 0))))
        _today(book, snapshot, config)
        _figures(book)
        _size(book)
        book.close()


def timed(name: str, job: Callable[[], object], count: int = 0) -> None:
    began = time.perf_counter()
    job()
    seconds = time.perf_counter() - began
    rate = f"{count / seconds:10.0f}/s" if count else ""
    print(f"{name:<52}{seconds * 1000:12.1f} ms{rate}", flush=True)


def _at(day: date, hour: float) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING) + timedelta(hours=hour)


def _plant(connection: sa.Connection, people: int, branches: int) -> None:
    root = organisation.add(connection, "R", "示例市", "机关党委", "市", None, FIRST)
    uppers = [organisation.add(connection, f"U{n}", f"总支{n}", "党总支", "单位", root, FIRST) for n in range(UPPERS)]
    nodes = []
    for number in range(branches):
        upper = uppers[number % UPPERS]
        nodes.append(organisation.add(connection, f"B{number}", f"支部{number}", "党支部", "单位", upper, FIRST).id)
    began = stamp(_at(FIRST, 0))
    table = {"code": None, "name": "某某", "state": "正式党员", "exempt": False, "notice": "1", "subscribed": True}
    rows = [
        {**table, "code": f"M{number}", "branch": nodes[number % branches], "consented": _at(FIRST, 0)}
        for number in range(people)
    ]
    connection.execute(members.members.insert(), rows)
    connection.exec_driver_sql(
        "INSERT INTO bindings (member, sender, address, bound) SELECT id, 'web:' || code,"
        f" 'web:private:' || code, '{began}' FROM members"
    )
    connection.exec_driver_sql(
        "INSERT INTO standings (organisation, member, branch, moment, eligible)"
        f" SELECT 1, id, branch, '{began}', {_true(connection)} FROM members"
    )


def _true(connection: sa.Connection) -> str:
    return "true" if connection.dialect.name == "postgresql" else "1"


def _fill(connection: sa.Connection, snapshot: Snapshot) -> None:
    made = generate.generate(snapshot, generate.in_force(snapshot, TODAY), 1)
    for item in made.items:
        number = bank.add(connection, snapshot, item, "generated", "benchmark", _at(FIRST, 0))
        bank.approve(connection, snapshot, number, "benchmark", TODAY, _at(FIRST, 0))


def _history(book: Records, snapshot: Snapshot, config: Config) -> None:
    times, dice = hours(config), Random(1)
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        if not times.workdays.holds(day):
            continue
        daily.open_day(book, snapshot, times, times.opening(day), lambda: dice.getrandbits(62))
        with book.read() as reader:
            held = rounds.of_day(reader, day)
        assert held is not None
        book.write(lambda c, h=held: (rounds.close(c, h.id, h.closes), _answer(c, h)))


def _answer(connection: sa.Connection, held: rounds.Round) -> None:
    """Let about two thirds of all members answer the five questions of a round, three quarters of them right."""
    first = connection.exec_driver_sql("SELECT min(id), count(*) FROM item_versions").one()
    moment = stamp(held.opened + timedelta(hours=2))
    connection.exec_driver_sql(
        'INSERT INTO slots (organisation, round, member, branch, place, purpose, version, "order", token, asked)'
        f" SELECT 1, {held.id}, m.id, m.branch, p.n, 'new', {first[0]} + (m.id * 7 + p.n * 5 + {held.id} * 3)"
        f" % {first[1]}, '[0, 1, 2, 3]', {held.id} || '-' || m.id || '-' || p.n, '{moment}'"
        " FROM members m CROSS JOIN (SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3"
        f" UNION ALL SELECT 4) p WHERE (m.id * 31 + {held.id} * 17) % 100 < {_TAKE_PART}"
    )
    right = f"(s.member * 11 + s.place * 7 + {held.id}) % 4 > 0"
    connection.exec_driver_sql(
        "INSERT INTO answers (organisation, member, branch, slot, day, item, version, purpose, given, num, den,"
        f" \"right\", \"first\", moment) SELECT 1, s.member, s.branch, s.id, '{held.day}', v.item, v.id, 'daily',"
        f" '[0]', CASE WHEN {right} THEN 1 ELSE 0 END, 1, {right}, (s.member + s.place + {held.id}) % 5 < 2,"
        f" '{moment}' FROM slots s JOIN item_versions v ON v.id = s.version WHERE s.round = {held.id}"
    )


def _today(book: Records, snapshot: Snapshot, config: Config) -> None:
    now, times = _at(TODAY, 9), hours(config)
    timed("today's round opened", lambda: daily.open_day(book, snapshot, times, now, lambda: 7))
    with book.read() as reader:
        held = rounds.of_day(reader, TODAY)
        everybody = reader.exec_driver_sql("SELECT count(*) FROM members").scalar_one()
        whom = [members.member(reader, 1 + everybody // QUIZZES * number) for number in range(QUIZZES)]
    assert held is not None
    timed("everybody told (letters in the outbox)", lambda: daily.push(book, snapshot, held, now))
    tokens = iter(range(10**9))
    dealt = []

    def begin() -> None:
        for one in whom:
            with book.read() as reader:
                slots = asking.begin(reader, snapshot, held, one, now, lambda: f"t{next(tokens)}")
            book.write(lambda c, s=slots: rounds.give(c, s))
            dealt.append(one)

    timed(f"{QUIZZES} quizzes dealt, one after the other", begin, QUIZZES)
    with book.read() as reader:
        slots = [(one, slot) for one in dealt for slot in rounds.slots_of(reader, held.id, one.id)]
        items = {slot.version: bank.version(reader, slot.version) for _, slot in slots}

    def mark(one, slot):
        item = items[slot.version]
        given = item.right or tuple(words[0] for words in item.words)
        return lambda c: marking.mark(c, slot, one.branch, item, given, "daily", TODAY, now, TODAY)

    half = len(slots) // 2
    timed("answers recorded, each waits for the disk", lambda: [book.write(mark(*s)) for s in slots[:half]], half)
    waiting: list = []

    def together() -> None:
        waiting.extend(book.submit(mark(*s)) for s in slots[half:])
        assert all(future.result() for future in waiting)

    timed("answers recorded, as many as are queued", together, len(slots) - half)
    timed("a day summed", lambda: book.write(lambda c: participation.sum_day(c, FIRST + timedelta(days=28), now)))
    late = lambda c: participation.recount(c, dealt[0].branch, FIRST + timedelta(days=28))  # noqa: E731
    timed("a branch counted again after a late answer", lambda: book.write(late))


def _figures(book: Records) -> None:
    start, end = FIRST, FIRST + timedelta(days=DAYS - 1)
    with book.read() as reader:
        root, branch = organisation.root(reader), organisation.find(reader, "B17")
        assert root is not None
        assert branch is not None
        for node in (root, branch):
            timed(f"all twelve indicators, {node.kind}", lambda n=node: indicators.figures(reader, n, start, end))
        _parts(reader, root, start, end)
        timed("all open nodes of a day", lambda: totals.open_nodes(reader, end))


def _parts(reader: sa.Connection, root: Node, start: date, end: date) -> None:
    """Time what the indicators of the root are made of."""
    parts = {
        "I1 to I7, I9": lambda: totals.days_of(reader, totals.below(root, start, end)),
        "I8": lambda: totals._topics(reader, root, start, end),
        "I10": lambda: totals._gaps(reader, start, end),
        "I11": lambda: (totals._items(reader, start, end), totals._reported(reader, start, end)),
        "I12": lambda: totals._quarters(reader, root, start, end),
    }
    for name, job in parts.items():
        timed(f"  {name} of the root", job)


def _size(book: Records) -> None:
    with book.read() as reader:
        if reader.dialect.name == "sqlite":
            pages = reader.exec_driver_sql("PRAGMA page_count").scalar_one()
            size = pages * reader.exec_driver_sql("PRAGMA page_size").scalar_one()
        else:
            size = reader.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one()
        for table in ("slots", "answers", "day_sums", "topic_sums"):
            print(f"  {table:<12}{reader.exec_driver_sql(f'SELECT count(*) FROM {table}').scalar_one():>12} rows")
    print(f"size of the database {size / 2**20:.0f} MiB")


if __name__ == "__main__":
    main()
