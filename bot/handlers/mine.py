"""我的学习: what a member has learnt, for their eyes only."""

import re
from datetime import timedelta

from bot.handlers import Reply, World, said
from bot.intents import END, Intent
from bot.message import ChatKind, Inbound
from bot.phrases import people, quiz, statistics
from records import answers, learning, ledger, reviews
from records.members import Member

WORDS = re.compile(rf"^(?:看|查看?)?我的(?:学习(?:情况|记录)?|掌握情况){END}")
SPAN = timedelta(days=29)
# Of fewer answers nothing is said about a topic (F-14); below this share it is worth another look.
ENOUGH, WEAK = 8, 0.8
# More advice than this is none.
WORTH_A_LOOK = 2


def handle(_intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Say it in private; there are no marks, no ranks and no days in a row."""
    if inbound.address.kind is ChatKind.GROUP:
        return said(statistics.BRANCH_PRIVATE)
    if world.member is None:
        return said(people.BIND_FIRST)
    topics = {name: counts for name, counts in answers.by_topic(world.reader, world.member.id).items() if name}
    if not topics:
        return said(statistics.MINE_NOTHING)
    lines = [*_answered(world.member, world), *_topics(topics), *_next(world.member, world)]
    return said("\n".join([*lines, statistics.MINE_ONLY, statistics.PURPOSE]))


def _answered(member: Member, world: World) -> list[str]:
    start = world.today - SPAN
    found = learning.of_member(world.reader, member.id, start, world.today)
    lines = [statistics.mine(start, world.today), statistics.MINE_LINE.format(
        first=found.first, first_right=found.first_right, repeats=found.repeats, repeats_right=found.repeats_right
    )]  # fmt: skip
    return [*lines, statistics.MINE_BEFORE.format(better=found.better)] if found.better else lines


def _topics(topics: dict[str, tuple[int, int]]) -> list[str]:
    lines = [statistics.topic(name, right, count, ENOUGH) for name, (right, count) in sorted(topics.items())]
    known = {name: right / count for name, (right, count) in topics.items() if count >= ENOUGH}
    weak = sorted((name for name, share in known.items() if share < WEAK), key=lambda name: known[name])
    told = [statistics.WEAK.format(topics="、".join(weak[:WORTH_A_LOOK]), first=weak[0])] if weak else []
    return [statistics.TOPICS, *lines, *told]


def _next(member: Member, world: World) -> list[str]:
    """Say what comes back when, and the hours that were entered."""
    book = reviews.of_member(world.reader, member.id)
    told = statistics.NO_DUE
    if book:
        told = statistics.DUE.format(count=len(book), day=quiz.near(max(book[0].due, world.today), world.today))
    quarters = sum(one.quarters for one in ledger.entries(world.reader, member.id, world.today.year))
    return [told, statistics.HOURS_TOTAL.format(hours=statistics.hours(quarters))] if quarters else [told]
