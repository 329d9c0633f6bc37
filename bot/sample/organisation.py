"""示例市's organisation: three levels, ten branches, a good hundred members. All of it is invented."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any

from bot.phrases.people import NOTICE_VERSION
from records import ledger, members, organisation, study
from records.ledger import Entry
from records.organisation import Node

ROOT = ("SS", "示例市市直机关党委", "机关党委", "市")
# Code, name, and the branches below with how many members each has; one is small enough to show what is hidden then.
UPPERS = (
    ("SS-FG", "示例市发展和改革局党总支", (("综合科党支部", 14), ("项目科党支部", 12), ("老干部党支部", 4))),
    ("SS-MZ", "示例市民政局党总支", (("机关党支部", 16), ("社区服务中心党支部", 13), ("救助站党支部", 11))),
    ("SS-SW", "示例市水务局党总支", (
        ("机关第一党支部", 13), ("机关第二党支部", 12), ("水文站党支部", 12), ("供水公司党支部", 13))),
)  # fmt: skip
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "明华建国丽敏静伟强军秀英涛磊洋勇艳杰娟霞平刚桂兰文辉玲波红宁凯琳峰雪晨"
# Marked so, and not yet bound: what a roster of this size has.
EXEMPT, UNBOUND = 3, 4


@dataclass(frozen=True, slots=True)
class Planted:
    """What was made: everybody who takes part, and the four whose chats are to be tried."""

    bound: tuple[int, ...]
    branch: Node
    member: int
    secretary: int
    middle_secretary: int
    upper_secretary: int


def plant(connection: Any, now: datetime, day: date, dice: Random) -> Planted:  # noqa: ANN401 - of the records
    """Write tree, roster, roles and bindings as they stand from a moment on (`day` is its Beijing day)."""
    root = organisation.add(connection, *ROOT, None, day)
    names = _names(dice)
    branches, middles, bound = list[Node](), list[Node](), list[int]()
    people = dict[int, list[int]]()
    for code, name, below in UPPERS:
        upper = organisation.add(connection, code, name, "党总支", "单位", root, day)
        middles.append(upper)
        for number, (branch, size) in enumerate(below, 1):
            full = name.removesuffix("党总支") + branch
            node = organisation.add(connection, f"{code}-{number}", full, "党支部", "单位", upper, day)
            people[node.id] = [_person(connection, node, names, now, place) for place in range(size)]
            branches.append(node)
    everybody = [number for node in branches for number in people[node.id]]
    # The secretaries are the first of their branch: they are bound and take part.
    first = {people[node.id][0] for node in branches}
    others = dice.sample(sorted(set(everybody) - first), EXEMPT + UNBOUND)
    for number in others[:EXEMPT]:
        members.change(connection, number, now, exempt=True)
    for number in sorted(set(everybody) - set(others[EXEMPT:])):
        _bind(connection, number, now, dice)
        bound.append(number)
    for node in branches:
        members.give_role(connection, people[node.id][0], "书记", node, day)
    for upper in middles:
        second = [node for node in branches if node.upper == upper.id][1]
        members.give_role(connection, people[second.id][0], "书记", upper, day)
    shown = branches[3]
    leader = people[branches[0].id][0]
    members.give_role(connection, leader, "书记", root, day)
    ordinary = next(number for number in people[shown.id][1:] if number not in others)
    return Planted(tuple(bound), shown, ordinary, people[shown.id][0], people[branches[4].id][0], leader)


def furnish(connection: Any, planted: Planted, now: datetime, day: date, week: tuple[date, date]) -> None:  # noqa: ANN401
    """Give the branch that is shown a reading list, a study plan for the week, and some hours in the ledger."""
    title = "示例市党员学习管理办法"
    study.recommend(connection, planted.branch, title, now, "本周重点看学时和补学", title, *week)
    study.recommend(connection, planted.branch, "示例市党史简介", now, "可与老同志一起读", "示例市党史简介")
    for number in (planted.member, planted.secretary):
        entry = Entry(day, "专题党课", 8, "2号会议室签到表")
        ledger.enter(connection, number, planted.branch.id, entry, "sample", now, day)


def _person(connection: Any, node: Node, names: Iterator[str], now: datetime, place: int) -> int:  # noqa: ANN401
    state = "预备党员" if place == 5 else "正式党员"
    return members.add(connection, f"{node.code}-{place + 1:02}", next(names), node, state, now)


def _bind(connection: Any, number: int, now: datetime, dice: Random) -> None:  # noqa: ANN401
    """Bind a web chat that nobody has, and agree to the notice."""
    chat = f"{dice.getrandbits(128):032x}"
    members.bind(connection, number, f"web:{chat}", f"web:private:{chat}", now)
    members.change(connection, number, now, notice=NOTICE_VERSION, consented=now)


def _names(dice: Random) -> Iterator[str]:
    """Yield invented names, none twice."""
    given = set[str]()
    while True:
        name = dice.choice(SURNAMES) + "".join(dice.sample(GIVEN, dice.choice((1, 2, 2))))
        if name not in given:
            given.add(name)
            yield name
