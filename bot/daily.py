"""Opening and closing the daily round: every step may be taken again and is then without effect."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from functools import partial
from typing import Any

from bot import warmup
from bot.cards import card
from bot.channels import capabilities_of
from bot.clock import BEIJING, day_of
from bot.hours import LATEST, Hours
from bot.message import SPOKEN, Address, Choice, Choices, Part, Text, address_of
from bot.phrases import branch
from bot.phrases import quiz as words
from bot.render import Wire, render
from knowledge import titles
from knowledge.answer import article
from knowledge.snapshot import Snapshot
from quiz import asking, rounds
from records import answers, audit, jobs, mailboxes, members, organisation, participation, reminders, totals, wishes
from records import rounds as records
from records.answers import FEW, DaySummary
from records.engine import Records
from records.members import Member
from records.organisation import Node
from records.rounds import Round
from records.wishes import Wish

# So many letters share a commit: the one thread that writes is free again in some milliseconds.
BATCH = 500
PUSHED, SUMMED, SUMMARISED, REMINDED = "push", "sum", "summary", "remind"
# An article that fewer know is worth looking at again.
KNOWN = 0.6
# Of fewer first answers a share is told with a warning.
SMALL = 20


def open_day(book: Records, snapshot: Snapshot, hours: Hours, now: datetime, dice: Callable[[], int]) -> Round | None:
    """Open the round of this Beijing day; None where it was opened before or nothing can be asked.

    One that is opened by hand after the hour of closing is open until midnight.
    """
    day, seed = day_of(now), dice()
    with book.read() as reader:
        if records.of_day(reader, day):
            return None
        pool = asking.pool(reader, snapshot, day)
        passages = rounds.focus(pool, day, seed)
        warm = warmup.choose(reader, pool, passages, day, seed)
    if not pool:
        return None
    closes = max(hours.closing(day), datetime.combine(day, LATEST, BEIJING) if now >= hours.closing(day) else now)
    until = datetime.combine(day + hours.make_up, time(23, 59, 59), BEIJING)
    plan = {"snapshot": snapshot.manifest.name, "sources": passages, "items": hours.items}
    plan |= {"warm_up": warm.version if warm else None}
    # Who met it in the group is not asked it in private on the same day, if there are others.
    own = [one for one in pool if one != warm or len(pool) <= hours.items]
    pooled = [(one.item, one.version, one.source, one.topic) for one in own]
    opened = book.write(lambda c: records.open_round(c, day, now, closes, until, seed, plan, pooled))
    with book.read() as reader:
        return records.of_day(reader, day) if opened else None


def push(book: Records, snapshot: Snapshot, held: Round, now: datetime) -> None:
    """Tell members, each once, and groups that a round is open; what a killed process began is finished."""
    with book.read() as reader:
        if jobs.done(reader, PUSHED, held.day):
            return
        people, own = members.addresses(reader), wishes.of_all(reader)
        groups = organisation.groups_of(reader)
        warm, warming = warmup.question(reader, snapshot, held), warmup.groups(reader)
    for due, told in _by_due(f"push:{held.day}", people, own, now).items():
        _send(book, told, _invitation(held), due)
    _send(book, {f"announce:{held.day}:{address}": address for address, _ in groups}, _announced(snapshot, held), now)
    if warm:
        _send(book, {f"warmup:{held.day}:{address}": address for address in warming}, (warm,), now)
    book.write(lambda c: jobs.finish(c, PUSHED, held.day, now))


def remind(book: Records, node: Node, held: Round, actor: str, now: datetime) -> bool:
    """Remind in private those at and below a node who have not answered an open round; audited, and told to nobody.

    False, and nothing happens, where the node was reminded that day. A member is reminded at most once a week,
    whoever asks for it; who unsubscribed, or of whom nothing is expected, is left alone.
    """

    def note(connection: Any) -> bool:  # noqa: ANN401 - a connection of the records, which alone know its type
        first = jobs.finish(connection, f"{REMINDED}:{node.id}", held.day, now)
        if first:
            audit.add(connection, actor, REMINDED, {"node": node.id, "day": held.day}, now)
        return first

    if not book.write(note):
        return False
    with book.read() as reader:
        people, own = members.addresses(reader, reminders.silent(node, held.day)), wishes.of_all(reader)
    week = "{}-W{:02}".format(*held.day.isocalendar())
    parts = (
        Text(branch.reminder(held.plan["items"], _hour(held))),
        Choices((Choice(words.QUIZ_BUTTON, f"{SPOKEN}quiz"),)),
    )
    for due, told in _by_due(f"{REMINDED}:{week}", people, own, now).items():
        _send(book, told, parts, due)
    return True


def _hour(held: Round) -> str:
    return f"{held.closes.astimezone(BEIJING):%H:%M}"


def _by_due(
    key: str, people: Sequence[tuple[Member, str]], own: Mapping[int, Wish], now: datetime
) -> Mapping[datetime, Mapping[str, str]]:  # fmt: skip
    """Return whom to tell when, as address by day key; whose own hours are over today is not told at all."""
    told = defaultdict[datetime, dict[str, str]](dict)
    for member, address in people:
        due = own[member.id].on(now) if member.id in own else now
        if due is not None:
            told[due][f"{key}:{member.id}"] = address
    return told


def _send(book: Records, told: Mapping[str, str], parts: Sequence[Part], due: datetime) -> None:
    """Put one message out to many chats (address by day key), drawn once a channel; of a long one every part."""
    by_channel: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, address in told.items():
        by_channel[address_of(address).channel].append((key, address))
    for channel, chats in by_channel.items():
        first, *rest = render(parts, capabilities_of(channel))
        for batch in _batches(chats):
            letters = {key: (address, first) for key, address in batch}
            more = enumerate(rest, 2)
            letters |= {f"{key}:{number}": (address, wire) for number, wire in more for key, address in batch}
            book.write(partial(mailboxes.push, channel=channel, letters=letters, due=due))


def _batches(chats: Sequence[tuple[str, str]]) -> Iterator[Sequence[tuple[str, str]]]:
    yield from (chats[at : at + BATCH] for at in range(0, len(chats), BATCH))


def _invitation(held: Round) -> tuple[Part, ...]:
    buttons = ((words.STUDY_BUTTON, "study"), (words.QUIZ_BUTTON, "quiz"))
    choices = tuple(Choice(label, f"{SPOKEN}{handler}") for label, handler in buttons)
    return Text(words.PUSH.format(count=held.plan["items"], closes=_hour(held))), Choices(choices)


def _announced(snapshot: Snapshot, held: Round) -> tuple[Part, ...]:
    version = snapshot.catalog.versions.get(str(held.plan["sources"][0]).partition("#")[0])
    title = titles.clean(version.metadata.title) if version else ""
    button = Choices((Choice(words.QUIZ_BUTTON, f"{SPOKEN}quiz"),))
    return Text(words.announced(title, _hour(held))), button


def close(book: Records, held: Round, now: datetime) -> None:
    """End the window of a round: what comes from now on is late, and reminders that were not sent stay unsent."""

    def end(connection: Any) -> None:  # noqa: ANN401 - a connection of the records, which alone know its type
        records.close(connection, held.id, now)
        for unsent in ("push", "announce", "warmup"):
            mailboxes.withdraw(connection, f"{unsent}:{held.day}:")
        # Reminders are of the one round that was open.
        mailboxes.withdraw(connection, f"{REMINDED}:")

    book.write(end)


def settle(
    book: Records, snapshot: Snapshot, hours: Hours, now: datetime, since: date, *, at_once: bool = False
) -> None:  # fmt: skip
    """Sum the closed rounds since a day, and tell the groups how these went.

    That is when people may be written to, or `at_once` where somebody asks for it.
    """
    with book.read() as reader:
        unsummed = records.unfinished(reader, SUMMED, since)
        untold = records.unfinished(reader, SUMMARISED, since)
    for held in unsummed:
        book.write(partial(_sum, day=held.day, now=now))
    due = now if at_once else hours.next_word(now)
    for held in untold:
        with book.read() as reader:
            shown = totals.open_nodes(reader, held.day)
            told = [
                (address, _summary(snapshot, node, held.day, answers.summary(reader, node, held.day), shown))
                for address, node in organisation.groups_of(reader)
            ]
        book.write(partial(_tell, day=held.day, told=told, due=due, now=now))


def _sum(connection: Any, day: date, now: datetime) -> None:  # noqa: ANN401 - a connection of the records
    participation.sum_day(connection, day, now)
    jobs.finish(connection, SUMMED, day, now)


def _tell(
    connection: Any,  # noqa: ANN401 - a connection of the records, which alone know its type
    day: date, told: Sequence[tuple[str, tuple[Part, ...]]], due: datetime, now: datetime,
) -> None:  # fmt: skip
    for key, parts in told:
        where: Address = address_of(key)
        wires: tuple[Wire, ...] = render(parts, capabilities_of(where.channel))
        mailboxes.put(connection, where.channel, key, wires, due, day_key=f"summary:{day}:{key}")
    jobs.finish(connection, SUMMARISED, day, now)


def _summary(
    snapshot: Snapshot, node: Node, day: date, found: DaySummary, shown: Collection[int]
) -> tuple[Part, ...]:  # fmt: skip
    """Say how a day went, without a person; nothing for a node where nobody took part.

    `shown` are the nodes whose results may be told: few people's could be had by subtraction from others'.
    """
    if not found.members:
        return ()
    shares = found.members >= FEW and node.id in shown
    told = Text(words.summary(node.name, day, found, shares=shares, small=found.first < SMALL))
    if shares and found.weakest and found.weakest[1] < KNOWN:
        quote = article(snapshot, found.weakest[0], day)
        if quote:
            return told, Text(words.SUMMARY_WEAK), card(quote)
    return (told,)
