"""What is configured, reachable, healthy; every line says what to do."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.metadata import version
from typing import Any

from bot import clock
from bot.config import Config
from bot.phrases import administration, doctor, telegram
from bot.phrases.bank import counts_line
from bot.phrases.faults import sentence
from faults import Fault
from knowledge.snapshot import Shelf, verify
from quiz import bank
from quiz.item import State
from records import (
    accounts,
    audit,
    channel_states,
    conversations,
    deliveries,
    erasure,
    mailboxes,
    organisation,
    participation,
    roster,
)  # fmt: skip
from records.audit import Mark
from records.deliveries import Pile
from records.engine import Records

TELEGRAM = "telegram"
# Messages of which nobody knows whether they arrived are of interest for so long.
RECENTLY = timedelta(days=7)
# Settled messages are counted so far back; none that is due should wait for so long.
DAY, PATIENCE = timedelta(days=1), timedelta(minutes=10)
# A new snapshot stands beside the old ones before it replaces them: so much, and such a part, of the disk is kept free.
LEAST_FREE, LEAST_PART = 2**30, 20


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `todo` is "" where nothing is to be done."""

    name: str
    healthy: bool
    found: str
    todo: str = ""


def checks(
    config: Config, shelf: Shelf, records: Records, now: datetime, trail: Mark | None = None
) -> Iterator[Check]:  # fmt: skip
    """Look at everything, one after the other; `trail`: how the audit trail was found by who follows it already."""
    running = f"xuesi {version('xuesi')}，Python {sys.version.split()[0]}"
    yield Check(doctor.PROGRAM, True, running)
    yield Check(doctor.WORKSPACE, True, str(config.workspace.resolve()))
    yield _disk(config)
    yield _library(shelf)
    yield from _records(records, trail, now)
    yield from _queues(records, now)
    if config.telegram.mode != "off":
        yield from _telegram(records, now)
    if config.wechat or config.wecom or config.wecom_bot or config.wecom_robot:
        # Who does without them loads none of their libraries.
        from bot.weixin import checkup

        yield from checkup.checks(config, records)


def _library(shelf: Shelf) -> Check:
    try:
        snapshot = shelf.current()
        verify(snapshot.folder)
    except Fault as fault:
        return Check(doctor.LIBRARY, False, doctor.UNFIT, sentence(fault))
    manifest = snapshot.manifest
    words = doctor.HELD.format(
        name=manifest.name, documents=manifest.documents, articles=manifest.articles, encoder=manifest.encoder,
        day=clock.day_of(datetime.fromisoformat(manifest.created)),
    )  # fmt: skip
    return Check(doctor.LIBRARY, True, words)


def _disk(config: Config) -> Check:
    usage = shutil.disk_usage(config.workspace if config.workspace.exists() else config.workspace.absolute().parent)
    enough = usage.free >= max(LEAST_FREE, usage.total // LEAST_PART)
    found = doctor.FREE.format(free=usage.free / 2**30, total=usage.total / 2**30)
    return Check(doctor.DISK, enough, found, "" if enough else doctor.DISK_TODO)


def _queues(records: Records, now: datetime) -> Iterator[Check]:
    """How far messages got, channel by channel."""
    with records.read() as reader:
        queues = deliveries.queues(reader, now, now - DAY)
    for one in queues:
        late = one.oldest is not None and now - one.oldest > PATIENCE
        found = doctor.queue(one, now)
        todo = doctor.QUEUE_TODO if late else doctor.FAILED_TODO if one.piles[Pile.FAILED] else ""
        yield Check(
            doctor.QUEUE.format(channel=administration.CHANNELS.get(one.channel, one.channel)), not late, found, todo
        )


def _people(reader: Any, now: datetime) -> Check:  # noqa: ANN401 - a connection of the records
    late = erasure.overdue(reader, now)
    top = organisation.root(reader)
    if late:
        return Check(doctor.PEOPLE, False, doctor.ERASURE_LATE.format(count=late), doctor.ERASURE_TODO)
    if top is None:
        return Check(doctor.PEOPLE, True, doctor.NONE, doctor.PEOPLE_TODO)
    counts = {"nodes": len(organisation.below(reader, top)), "members": sum(roster.counted(reader).values())}
    bound = len(roster.bound(reader))
    return Check(doctor.PEOPLE, True, doctor.ENROLLED.format(**counts, bound=bound))


def _records(records: Records, trail: Mark | None, now: datetime) -> Iterator[Check]:
    with records.read() as reader:
        yield Check(doctor.RECORDS, True, records.engine.dialect.name)
        row = (trail or audit.verify(reader)).broken
        yield Check(doctor.AUDIT, row is None, doctor.WHOLE if row is None else doctor.BROKEN.format(row=row),
                    "" if row is None else doctor.AUDIT_TODO)  # fmt: skip
        named = accounts.names(reader)
        yield Check(
            doctor.ACCOUNTS, bool(named), "、".join(named) or doctor.NONE, "" if named else doctor.ACCOUNTS_TODO
        )
        yield _sums(participation.differing(reader))
        yield _people(reader, now)
        open_gaps = len(conversations.open_gaps(reader))
        yield Check(doctor.GAPS, True, doctor.OPEN.format(count=open_gaps), doctor.GAPS_TODO if open_gaps else "")
        found = bank.counts(reader)
        due = sum(found.get(state, 0) for state in (State.RECHECK, State.SUSPENDED, State.WAITING))
        yield Check(doctor.BANK, True, counts_line(found), doctor.BANK_TODO.format(count=due) if due else "")


def _sums(differing: tuple[tuple[int, date], ...]) -> Check:
    """Say whether the sums of the last days are what their events give."""
    days = "、".join(sorted({day.isoformat() for _, day in differing}))
    found = doctor.SUMS_DIFFER.format(count=len(differing), days=days) if differing else doctor.SUMS_AGREE
    return Check(doctor.SUMS, not differing, found, doctor.SUMS_TODO if differing else "")


def _telegram(records: Records, now: datetime) -> Iterator[Check]:
    """How the process that serves last saw Telegram; it says so every minute for as long as it lives."""
    with records.read() as reader:
        seen = channel_states.state_of(reader, TELEGRAM)
        unsure = mailboxes.count(reader, TELEGRAM, mailboxes.State.UNKNOWN, now - RECENTLY)
    yield Check(doctor.TELEGRAM, *telegram.health(seen, now))
    if unsure:
        yield Check(telegram.UNSURE, True, telegram.UNSURE_FOUND.format(count=unsure), telegram.UNSURE_TODO)
