"""The hours: what the program does by itself, once a day each, caught up after it was away."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from bot import asked, daily, digest, terms
from bot.clock import day_of
from bot.hours import Hours
from faults import Fault
from knowledge.snapshot import Shelf
from quiz import analysis, bank
from records import erasure, jobs, participation, retention, rounds
from records.engine import Records

# How often the clock is looked at, in seconds.
PAUSE = 20.0
# What a longer absence left undone is not caught up: nobody waits for a summary of last month.
BACK = timedelta(days=7)
# Notes of jobs are kept longer than anything that they could repeat.
KEPT = timedelta(days=60)
BANK, HOUSE, TERMS = "bank", "house", "terms"
_log = logging.getLogger("xuesi.schedule")


class Schedule:
    """Looks at the clock until it is told to stop; every job leaves a note of its day and is harmless done twice."""

    def __init__(
        self, records: Records, shelf: Shelf, hours: Hours, clock: Callable[[], datetime], dice: Callable[[], int],
        wake: Callable[[], None],
    ) -> None:  # fmt: skip
        self._records, self._shelf, self._hours, self._clock = records, shelf, hours, clock
        self._dice, self._wake = dice, wake
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Do what is due, then wait."""
        while not self._stopping.is_set():
            await asyncio.to_thread(self.tick)
            self._wake()
            with suppress(TimeoutError):
                async with asyncio.timeout(PAUSE):
                    await self._stopping.wait()

    def stop(self) -> None:
        """Begin nothing more; `run` ends when what it does is done."""
        self._stopping.set()

    def tick(self) -> None:
        """Do what is due at this moment; what fails is tried again at the next look, and stops nothing else."""
        now = self._clock()
        for job in (
            self.close,
            self._check_bank,
            self._settle,
            self._open,
            self._remind,
            self._digest,
            self._count_asked,
            self._keep_house,
        ):
            try:
                job(now)
            except Fault as fault:
                _log.warning("%s: %s %s", job.__name__, fault.code, fault.fields)
            except Exception:  # a defect in one job must not keep the others from their hour; the log has all of it
                _log.exception("%s failed", job.__name__)

    def close(self, now: datetime) -> None:
        """Close the rounds whose window is over; first of all, before anything of a day gone by is still sent."""
        with self._records.read() as reader:
            over = rounds.to_close(reader, now)
        for held in over:
            daily.close(self._records, held, now)

    def _check_bank(self, now: datetime) -> None:
        """Take out of circulation what the library of today does not carry; after each change and each midnight."""
        if self._shelf.pointer() is None:
            return
        snapshot, day = self._shelf.current(), day_of(now)
        name = f"{BANK}:{snapshot.manifest.name}"

        def check(connection: Any) -> None:  # noqa: ANN401 - a connection of the records, which alone know its type
            bank.after_reindex(connection, snapshot, day, now)
            jobs.finish(connection, name, day, now)

        self._once(name, now, check)

    def _settle(self, now: datetime) -> None:
        if self._shelf.pointer() is not None:
            daily.settle(self._records, self._shelf.current(), self._hours, now, day_of(now - BACK))

    def _open(self, now: datetime) -> None:
        """Open the round of the day and tell everybody, unless it is night or a day off."""
        if self._shelf.pointer() is None:
            return
        snapshot = self._shelf.current()
        if self._hours.due(now):
            daily.open_day(self._records, snapshot, self._hours, now, self._dice)
        with self._records.read() as reader:
            held = rounds.of_day(reader, day_of(now))
        if held and held.purpose(now) == "daily" and not self._hours.quiet(now):
            daily.push(self._records, snapshot, held, now)

    def _remind(self, now: datetime) -> None:
        """Tell once a day whose term of office ends soon, at an hour of work."""
        day = day_of(now)

        def remind(connection: Any) -> None:  # noqa: ANN401 - a connection of the records, which alone know its type
            terms.remind(connection, self._hours, now)
            jobs.finish(connection, TERMS, day, now)

        self._once(TERMS, now, remind)

    def _digest(self, now: datetime) -> None:
        digest.send(self._records, self._hours, now)

    def _count_asked(self, now: datetime) -> None:
        asked.count(self._records, now)

    def _keep_house(self, now: datetime) -> None:
        """Erase who asked for it; once a day also forget what is past its term and doubt keys."""
        self._records.write(lambda c: erasure.erase_due(c, now))
        day = day_of(now)
        with self._records.read() as reader:
            doubted = () if jobs.done(reader, HOUSE, day) else analysis.doubted(reader, day)

        def forget(connection: Any) -> None:  # noqa: ANN401 - a connection of the records, which alone know its type
            analysis.doubt(connection, doubted, now)
            participation.settle(connection, now)
            retention.forget(connection, day, now)
            jobs.forget(connection, day - KEPT)
            jobs.finish(connection, HOUSE, day, now)

        self._once(HOUSE, now, forget)

    def _once(self, name: str, now: datetime, job: Callable[[Any], None]) -> None:
        """Do a job in one transaction with the note that it is done."""
        with self._records.read() as reader:
            if jobs.done(reader, name, day_of(now)):
                return
        self._records.write(job)
