"""书目: what a branch reads, what it studies this week, and what one has finished."""

import re
from datetime import timedelta

from bot.handlers import Reply, World, said
from bot.intents import END, Intent
from bot.message import ChatKind, Inbound
from bot.phrases import people, statistics
from knowledge import titles
from records import organisation, permissions, study
from records.members import Member
from records.organisation import Node
from records.permissions import Act
from records.study import Reading

WORDS = re.compile(
    rf"^(?P<rest>(?:我的|本支部)?(?:书目|书单|读书清单|阅读清单)|(?:没读完|读完|撤下)\s*\d{{1,3}}|荐书\s*[^?？]{{1,400}}?"
    rf"|本周学习\s*[:：]?\s*《[^》]{{1,100}}》){END}"
)
_NUMBERED = re.compile(r"^(没读完|读完|撤下)\s*(\d+)$")
_WEEK = timedelta(days=6)


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """List, finish, take back; those who plan the study of a branch also add, set and take off."""
    if inbound.address.kind is ChatKind.GROUP:
        return said(people.PRIVATE_ONLY)
    if world.member is None:
        return said(people.BIND_FIRST)
    node = organisation.node(world.reader, world.member.branch)
    assert node is not None
    if found := _NUMBERED.match(intent.text):
        return _numbered(found[1], int(found[2]), node, world.member, world)
    if intent.text.startswith("荐书"):
        return _recommended(intent.text.removeprefix("荐书").strip(), node, world)
    if intent.text.startswith("本周学习"):
        return _set(re.findall("《(.+?)》", intent.text)[0], node, world)
    return said(_list(node, world.member, world))


def _list(node: Node, member: Member, world: World) -> str:
    found = study.listed(world.reader, node)
    done = study.finished_by(world.reader, member.id)
    lines = [statistics.book(number, one, done=one.id in done) for number, one in enumerate(found, 1)]
    keeps = permissions.may(world.reader, member, Act.PLAN_STUDY, node, world.today)
    told = [statistics.BOOKS.format(node=node.name), *lines, statistics.BOOK_HELP] if lines else [statistics.BOOKS_NONE]
    return "\n".join([*told, statistics.BOOK_HELP_KEEPER] if keeps else told)


def _numbered(act: str, number: int, node: Node, member: Member, world: World) -> Reply:
    found = study.listed(world.reader, node)
    if not 1 <= number <= len(found):
        return said(statistics.BOOK_UNKNOWN.format(number=number))
    one, now = found[number - 1], world.now
    if act == "读完":
        told = statistics.BOOK_FINISHED.format(title=one.title)
        return said(told, lambda c: study.finish(c, one.id, member.id, now))
    if act == "没读完":
        return said(statistics.BOOK_UNDONE.format(title=one.title), lambda c: study.undo(c, one.id, member.id))
    return _withdrawn(one, world)


def _withdrawn(one: Reading, world: World) -> Reply:
    owner, now = organisation.node(world.reader, one.node), world.now
    assert owner is not None
    permissions.demand(world.reader, world.member, Act.PLAN_STUDY, owner, world.today)
    told = statistics.BOOK_WITHDRAWN.format(title=one.title)
    return said(told, lambda c: study.withdraw(c, owner, one.id, now))


def _recommended(words: str, node: Node, world: World) -> Reply:
    permissions.demand(world.reader, world.member, Act.PLAN_STUDY, node, world.today)
    title, _, note = re.sub("[:：]", "：", words).partition("：")
    title, now = title.strip().strip("《》"), world.now
    source = title if world.snapshot().catalog.names.get(titles.normal(title)) else ""
    told = statistics.BOOK_ADDED.format(node=node.name, title=title)
    return said(told, lambda c: study.recommend(c, node, title, now, note, source))


def _set(title: str, node: Node, world: World) -> Reply:
    """Let the branch study a document of the library for a week from today: it steers passage and questions."""
    permissions.demand(world.reader, world.member, Act.PLAN_STUDY, node, world.today)
    if not world.snapshot().catalog.names.get(titles.normal(title)):
        return said(statistics.BOOK_NOT_HELD.format(title=title))
    start, end, now = world.today, world.today + _WEEK, world.now
    told = statistics.study_set(node, start, end, title)
    return said(told, lambda c: study.recommend(c, node, title, now, "", title, start, end))
