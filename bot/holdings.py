"""What is held of a member, in words: the same in the chat and on their page."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.phrases import people
from records import looks, members, organisation, traces
from records.members import Member

# The message itself is no record of what somebody did.
_ENVELOPES = ("inbox", "outbox", "choices", "bubbles", "sessions", "members")


@dataclass(frozen=True, slots=True)
class Holdings:
    """Sentences and names; `looks` are the last who looked at the member's data, newest first, nothing twice."""

    branch: str
    offices: str
    chats: str
    consent: str
    named: str
    pushed: str
    kept: str
    looks: tuple[str, ...]


def of_member(connection: Any, whom: Member, today: date) -> Holdings:  # noqa: ANN401 - a connection of the records
    """Return what is held of somebody on a Beijing day."""
    branch = organisation.node(connection, whom.branch)
    held = members.roles_of(connection, whom, today)
    offices = [(role, organisation.node(connection, role.node)) for role in held]
    chats = [people.channel(sender) for sender, _ in members.senders(connection, whom.id)]
    counts = {name: count for name, count in traces.counts(connection, whom.id).items() if name not in _ENVELOPES}
    consent = people.NOT_CONSENTED
    if whom.consented is not None:
        consent = people.CONSENTED.format(day=people.day(whom.consented), version=whom.notice)
    return Holdings(
        branch=branch.name if branch else people.NONE,
        offices="、".join(f"{node.name}{role.role}" for role, node in offices if node) or people.NONE,
        chats="、".join(chats),
        consent=consent,
        named=people.named(organisation.purpose(connection, branch) if branch else ""),
        pushed=people.PUSHED if whom.subscribed and whom.consented else people.NOT_SUBSCRIBED,
        kept=people.kept(counts),
        looks=people.look_lines(looks.of_member(connection, whom.id)),
    )
