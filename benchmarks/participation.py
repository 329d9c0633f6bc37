"""An organisation of 100,000 members in 5,000 branches over 30 days: rounds, answers, sums, indicators, size.

python -m benchmarks.participation [--members 100000] [--branches 5000] [--url URL]     (a new SQLite file without one)

What members did is put in by SQL alone, so that the database has its size; what is timed is what the program does.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

import sqlalchemy as sa

from benchmarks import crowd
from bot import daily, demo
from bot.config import Config
from bot.hours import hours
from bot.library import shelf
from knowledge.snapshot import Snapshot
from quiz import asking, bank, marking
from records import indicators, members, organisation, participation, rollup, rounds, totals
from records.engine import Records, open_records
from records.organisation import Node
from records.spans import Step, spans

FIRST, DAYS = date(2026, 3, 2), 30
TODAY = FIRST + timedelta(days=DAYS)
# How many quizzes are begun and answered by the program itself.
QUIZZES = 400


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--branches", type=int, default=5_000)
    parser.add_argument("--url")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        config = Config(workspace=Path(folder))
        url = given.url or config.records_url
        demo.documents(shelf(config), crowd.at(FIRST, 0))
        snapshot, book = shelf(config).current(), open_records(url)
        print(f"{book.engine.dialect.name}; {given.members} members, {given.branches} branches, {DAYS} days")
        timed(
            "organisation written", lambda: book.write(lambda c: crowd.plant(c, given.members, given.branches, FIRST))
        )
        timed("bank filled", lambda: book.write(lambda c: crowd.fill_bank(c, snapshot, TODAY, crowd.at(FIRST, 0))))
        timed("30 days of answers written", lambda: _history(book, snapshot, config))
        timed("30 days summed (settle)", lambda: book.write(lambda c: participation.settle(c, crowd.at(TODAY, 0))))
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
        book.write(lambda c, h=held: (rounds.close(c, h.id, h.closes), crowd.answer(c, h)))


def _today(book: Records, snapshot: Snapshot, config: Config) -> None:
    now, times = crowd.at(TODAY, 9), hours(config)
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
        timed("its children", lambda: rollup.by_child(reader, root, start, end))
        timed("its weeks", lambda: rollup.by_span(reader, root, spans(Step.WEEK, end)))
        _parts(reader, root, start, end)
        timed("all open nodes of a day", lambda: totals.open_nodes(reader, end))


def _parts(reader: sa.Connection, root: Node, start: date, end: date) -> None:
    """Time what the indicators of the root are made of."""
    parts = {
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
        for table in ("slots", "answers", "day_sums", "topic_sums", "node_sums", "node_topics"):
            print(f"  {table:<12}{reader.exec_driver_sql(f'SELECT count(*) FROM {table}').scalar_one():>12} rows")
    print(f"size of the database {size / 2**20:.0f} MiB")


if __name__ == "__main__":
    main()
