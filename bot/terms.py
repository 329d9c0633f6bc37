"""Terms of office that end soon: who holds one hears of it once, in private."""

from datetime import datetime, timedelta
from typing import Any

from bot.channels import capabilities_of
from bot.clock import day_of
from bot.hours import Hours
from bot.message import Text, address_of
from bot.phrases import people
from bot.render import render
from records import jobs, mailboxes, members, organisation, roster, wishes

# So long before the last day.
AHEAD = timedelta(days=60)


def remind(
    connection: Any,  # noqa: ANN401 - a connection of the records, which alone know its type
    hours: Hours, now: datetime,
) -> None:  # fmt: skip
    """Write to those whose term ends within the time of `AHEAD`, to be sent when they may be written to.

    Each end of a term leaves a note under its own day, so it is told once however often this runs, and
    told again where the end was moved. Who can be reached by no chat today is looked for again tomorrow.
    """
    day, own = day_of(now), wishes.of_all(connection)
    ending = roster.ending(connection, day, day + AHEAD)
    reached = {whom.id: (whom, where) for whom, where in members.addresses(connection, [one.member for one in ending])}
    for role in ending:
        node = organisation.node(connection, role.node)
        if node is None or role.ends is None or role.member not in reached:
            continue
        if jobs.finish(connection, f"term:{role.id}", role.ends, now):
            whom, where = reached[role.member]
            told = Text(people.term_ends(whom.name, f"{node.name}{role.role}", role.ends))
            channel, due = address_of(where).channel, hours.next_word(now, own.get(whom.id))
            mailboxes.put(connection, channel, where, render((told,), capabilities_of(channel)), due)
