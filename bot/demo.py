"""The sample workspace: documents, an organisation, a bank, weeks that were, and a round that is open today.

A workspace that somebody else filled is left alone, part by part: what is there already is not made again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from importlib.resources import as_file, files
from random import Random
from typing import Any

from bot import asked, daily
from bot.channels.web import GROUP
from bot.clock import BEIJING, day_of
from bot.hours import Hours
from bot.progress import bar
from bot.sample import organisation as sample
from bot.sample import questions, weeks
from bot.sample.organisation import Planted
from knowledge.changes import Report
from knowledge.reindex import reindex
from knowledge.snapshot import Shelf, Snapshot
from quiz import bank
from quiz.rounds import Candidate
from records import codes, conversations, history, jobs, members, organisation, participation
from records import rounds as records
from records.engine import Records
from records.members import Member

Connection = Any  # of the records, which alone know its type
SEED = 2009
# So many days before today the sample organisation began.
BACK = timedelta(days=35)
# The last word of a round may be said until then.
LATE = time(19, 59)
REVIEWER = "sample"
# So many articles answer what members ask.
SOUGHT = 3
# What members ask that the sample documents say nothing of.
UNKNOWN = ("差旅费报销标准是多少", "公务用车怎么申请", "年休假有几天")


@dataclass(frozen=True, slots=True)
class Trial:
    """Somebody whose chat is to be tried: by name, place, and a one-time code."""

    name: str
    place: str
    role: str
    code: str


def documents(home: Shelf, now: datetime) -> Report | None:
    """Put the sample documents into an empty library; None where it holds something."""
    if home.pointer() is not None:
        return None
    with as_file(files("bot.sample") / "documents") as folder, bar() as progress:
        return reindex([folder], home, now, progress)


def people(
    book: Records, snapshot: Snapshot, hours: Hours, now: datetime, token: Callable[[], str]
) -> tuple[Trial, ...]:  # fmt: skip
    """Make the organisation with its weeks; return whose chats can be tried, () where there is an organisation."""
    with book.read() as reader:
        if organisation.root(reader) is not None:
            return ()
    dice, today = Random(SEED), day_of(now)
    first = today - BACK
    began = datetime.combine(first, time(), BEIJING)
    book.write(lambda c: questions.fill(c, snapshot, today, began))
    planted = book.write(lambda c: sample.plant(c, began, first, dice))
    week = (today, today + timedelta(days=6))
    book.write(lambda c: sample.furnish(c, planted, now, today, week))
    held = _days(book, snapshot, hours, first, today, dice)
    book.write(lambda c: _live(c, planted, held, now, dice))
    book.write(lambda c: _ask(c, planted, held, dice))
    book.write(lambda c: organisation.bind_group(c, str(GROUP), planted.branch, REVIEWER, began))
    book.write(lambda c: _notes(c, held))
    if held:
        evening = datetime.combine(held[-1].day, LATE, BEIJING)
        daily.settle(book, snapshot, hours, evening, held[-1].day)
    book.write(lambda c: participation.settle(c, now))
    asked.count(book, now)
    return book.write(lambda c: _trials(c, planted, now, token))


def _days(
    book: Records, snapshot: Snapshot, hours: Hours, first: date, today: date, dice: Random
) -> tuple[records.Round, ...]:  # fmt: skip
    """Open and close the rounds of the working days before today."""
    for number in range((today - first).days):
        day = first + timedelta(days=number)
        if not hours.workdays.holds(day):
            continue
        daily.open_day(book, snapshot, hours, hours.opening(day), lambda: dice.getrandbits(62))
        with book.read() as reader:
            held = records.of_day(reader, day)
        if held:
            book.write(partial(records.close, number=held.id, moment=held.closes))
    with book.read() as reader:
        found = (records.of_day(reader, first + timedelta(days=number)) for number in range((today - first).days))
        return tuple(held for held in found if held)


def _live(
    connection: Connection, planted: Planted, held: tuple[records.Round, ...], now: datetime, dice: Random
) -> None:  # fmt: skip
    """Let everybody who takes part live through these days."""
    if not held:
        return
    pool = [Candidate(*row) for row in records.pool(connection, held[0].id)]
    items = {one.version: bank.version(connection, one.version) for one in pool}
    put, places = list[history.Put](), []
    for number in planted.bound:
        pupil = weeks.pupil(_member(connection, number), dice)
        lived, kept = weeks.live(pupil, weeks.steps(pupil, held, now), pool, items)
        put += lived
        places += [(number, review) for review in kept]
    history.write(connection, put, places)


def _ask(connection: Connection, planted: Planted, held: tuple[records.Round, ...], dice: Random) -> None:
    """Let members ask now and then, mostly what the library can answer."""
    answering = sorted({Candidate(*row).source for row in records.pool(connection, held[0].id)}) if held else []
    for round_ in held:
        for number in dice.sample(planted.bound, dice.randrange(3, 9)):
            ((sender, address), *_) = members.senders(connection, number)
            status = dice.choice(("answered", "answered", "answered", "refused"))
            moment = round_.opened + timedelta(minutes=dice.randrange(600))
            turn = f"{dice.getrandbits(96):024x}"
            sought, source = (
                (dice.choice(UNKNOWN), None) if status == "refused" else ("", dice.choice(answering[:SOUGHT]))
            )
            conversations.add_turn(connection, turn, address, sender, moment, sought, status, source)
            if status == "refused":
                conversations.file_gap(connection, sought, sought, "not_held", moment)


def _notes(connection: Connection, held: tuple[records.Round, ...]) -> None:
    """Note what was done on these days; only the last one is still to be told to the group."""
    for round_ in held:
        jobs.finish(connection, daily.PUSHED, round_.day, round_.opened)
    for round_ in held[:-1]:
        jobs.finish(connection, daily.SUMMED, round_.day, round_.closes)
        jobs.finish(connection, daily.SUMMARISED, round_.day, round_.closes)


def _trials(connection: Connection, planted: Planted, now: datetime, token: Callable[[], str]) -> tuple[Trial, ...]:
    found = []
    for number in (planted.member, planted.secretary, planted.middle_secretary, planted.upper_secretary):
        whom, code = _member(connection, number), codes.draw(token)
        codes.issue(connection, number, code, REVIEWER, now)
        held = members.roles_of(connection, whom, day_of(now))
        highest = held[-1] if held else None
        node = organisation.node(connection, highest.node if highest else whom.branch)
        found.append(Trial(whom.name, node.name if node else "", highest.role if highest else "", code))
    return tuple(found)


def _member(connection: Connection, number: int) -> Member:
    found = members.member(connection, number)
    assert found is not None
    return found
