"""What is configured, reachable, healthy; every line says what to do."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from typing import Any

from bot import clock
from bot.config import Config
from bot.phrases import doctor
from bot.phrases.faults import sentence
from faults import Fault
from knowledge.snapshot import Shelf, verify
from records import accounts, audit, conversations, erasure, organisation, participation, roster
from records.engine import Records


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `todo` is "" where nothing is to be done."""

    name: str
    healthy: bool
    found: str
    todo: str = ""


def checks(config: Config, shelf: Shelf, records: Records) -> Iterator[Check]:
    """Look at everything, one after the other."""
    running = f"xuesi {version('xuesi')}，Python {sys.version.split()[0]}"
    yield Check(doctor.PROGRAM, True, running)
    yield Check(doctor.WORKSPACE, True, str(config.workspace.resolve()))
    yield _library(shelf)
    yield from _records(records, clock.now())


def _library(shelf: Shelf) -> Check:
    try:
        snapshot = shelf.current()
        verify(snapshot.folder)
    except Fault as fault:
        return Check(doctor.LIBRARY, False, fault.code, sentence(fault))
    manifest = snapshot.manifest
    words = doctor.HELD.format(
        name=manifest.name, documents=manifest.documents, articles=manifest.articles, encoder=manifest.encoder
    )
    return Check(doctor.LIBRARY, True, words)


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


def _records(records: Records, now: datetime) -> Iterator[Check]:
    with records.read() as reader:
        yield Check(doctor.RECORDS, True, records.engine.dialect.name)
        row = audit.broken(reader)
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


def _sums(differing: tuple[tuple[int, date], ...]) -> Check:
    """Say whether the sums of the last days are what their events give."""
    days = "、".join(sorted({day.isoformat() for _, day in differing}))
    found = doctor.SUMS_DIFFER.format(count=len(differing), days=days) if differing else doctor.SUMS_AGREE
    return Check(doctor.SUMS, not differing, found, doctor.SUMS_TODO if differing else "")
