"""The weekly letter: every secretary hears in private how the week behind them went, once."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from bot import week
from bot.channels import capabilities_of
from bot.hours import Hours
from bot.message import Part, address_of
from bot.phrases import panels as words
from bot.render import render
from records import jobs, mailboxes, members, organisation, roster
from records.engine import Records

# A picture is drawn for each letter: so many are made at one look at the clock, that nothing else has to wait.
BATCH = 40
DIGEST = "digest"
SPAN = timedelta(days=7)


def send(book: Records, hours: Hours, now: datetime) -> None:
    """Write the next letters of this week; who got one has a note, so that a restart repeats none.

    Who unsubscribed, or leads nodes without a round in these days, gets none.
    """
    day = hours.weekly_due(now)
    if day is None:
        return
    with book.read() as reader:
        if jobs.done(reader, DIGEST, day):
            return
        told = jobs.names(reader, f"{DIGEST}:", day)
        leads = dict(roster.leading(reader, day))
        reached = [(whom.id, where) for whom, where in members.addresses(reader, tuple(leads))]
        waiting = [(number, where) for number, where in reached if f"{DIGEST}:{number}" not in told]
        letters = [(number, where, _parts(reader, leads[number], day)) for number, where in waiting[:BATCH]]
    for number, where, parts in letters:
        book.write(partial(_put, member=number, where=where, parts=parts, day=day, now=now))
    if len(waiting) <= BATCH:
        book.write(lambda c: jobs.finish(c, DIGEST, day, now))


def _parts(reader: Any, number: int, day: date) -> tuple[Part, ...]:  # noqa: ANN401 - a connection of the records
    node = organisation.node(reader, number)
    return week.parts(reader, node, day - SPAN, day - timedelta(days=1), words.ONE_WEEK) if node else ()


def _put(
    connection: Any,  # noqa: ANN401 - a connection of the records, which alone know its type
    member: int, where: str, parts: Sequence[Part], day: date, now: datetime,
) -> None:  # fmt: skip
    if jobs.finish(connection, f"{DIGEST}:{member}", day, now):
        channel = address_of(where).channel
        mailboxes.put(connection, channel, where, render(parts, capabilities_of(channel)), now)
