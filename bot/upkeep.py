"""After every change of the library the bank follows: what no longer holds goes out, what holds again comes back."""

from collections.abc import Callable
from datetime import datetime

from bot.clock import day_of
from knowledge.snapshot import Shelf
from quiz import bank
from quiz.bank import Aftermath
from records.engine import Records


def renew(records: Records, shelf: Shelf, clock: Callable[[], datetime]) -> Aftermath:
    """Hold the bank against the published snapshot; returns after the commit."""
    snapshot, now = shelf.current(), clock()
    return records.write(lambda c: bank.after_reindex(c, snapshot, day_of(now), now))
