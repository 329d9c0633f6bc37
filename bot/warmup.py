"""The warm-up of a group whose branch chose it: one anonymous poll before the quiz, of which nothing is kept.

Only a channel with polls of its own can show it: everywhere else an answer would be seen by the group, or come to us.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from random import Random

from bot.channels import capabilities_of
from bot.message import Quiz, address_of
from bot.phrases import quiz as words
from bot.render import render
from knowledge.snapshot import Snapshot
from quiz import asking, bank, kinds, rounds
from quiz.clause import clause
from quiz.item import Item
from quiz.rounds import Candidate
from records import members, organisation
from records.answers import FEW
from records.rounds import Round

# What `Capabilities.quiz` says of a channel whose polls judge by themselves.
POLL = "poll"


def groups(reader: asking.Connection) -> tuple[str, ...]:
    """Return the groups (`str(Address)`) that warm up.

    Of a handful of people the counts under a poll would tell who answered what.
    """
    return tuple(
        address
        for address, node in organisation.groups_of(reader)
        if capabilities_of(address_of(address).channel).quiz == POLL
        and organisation.warms_up(reader, node)
        and len(members.below(reader, node)) >= FEW
    )


def choose(
    reader: asking.Connection, pool: Sequence[Candidate], passages: Collection[str], day: date, seed: int
) -> Candidate | None:  # fmt: skip
    """Return the item of a day, None where no group warms up or none fits into a poll.

    It is better not one about the passages of the day, which the members' own questions begin with.
    """
    channels = {address_of(address).channel for address in groups(reader)}
    if not channels:
        return None
    mixed = Random(f"warm-up:{day}:{seed}").sample(pool, len(pool))
    mixed.sort(key=lambda one: one.source in passages)
    return next((one for one in mixed if _fits(_quiz(bank.version(reader, one.version), seed), channels)), None)


def question(reader: asking.Connection, snapshot: Snapshot, held: Round) -> Quiz | None:
    """Return the poll of a round, None where it has none or its item may not be asked any more.

    It says with the answer by which article, since no other word follows it.
    """
    version = held.plan.get("warm_up")
    item = asking.askable(reader, snapshot, version, held.day) if version else None
    found = clause(snapshot, item, held.day) if item else None
    if item is None or found is None:
        return None
    told = words.warm_up_told(item.explanation, found.document, found.address)
    return replace(_quiz(item, held.seed), explanation=told, closes=held.closes)


def _quiz(item: Item, seed: int) -> Quiz:
    """Return an item as a poll: without a token, since no answer is to find its way to us."""
    order = kinds.of(item.kind).dealt(item, rounds.dice_of(item.version, 0, seed))
    asked = kinds.of(item.kind).asked(item, order)
    correct = tuple(place for place, number in enumerate(order) if number in item.right)
    return Quiz("", words.warm_up(item.kind, item.stem), asked.options, asked.multiple, correct)


def _fits(quiz: Quiz, channels: Collection[str]) -> bool:
    return bool(quiz.options) and all(len(render((quiz,), capabilities_of(channel))) == 1 for channel in channels)
