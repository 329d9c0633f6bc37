"""Random histories of a small organisation, as plain values, and the rows that hold them."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from records.answers import answers
from records.bank import item_versions, items
from records.conversations import turns
from records.counting import BEIJING
from records.members import bindings, members, standings
from records.organisation import nodes, placements
from records.rounds import rounds, slots

FIRST, DAYS = date(2026, 3, 2), 4
START = datetime(2026, 3, 2, tzinfo=BEIJING)
END = START + timedelta(days=DAYS)
# A root, two below it, and two branches below the first of these.
TREE = {1: "/1/", 2: "/1/2/", 3: "/1/3/", 4: "/1/2/4/", 5: "/1/2/5/"}
BRANCHES = (2, 3, 4, 5)
MEMBERS = tuple(range(1, 10))
TOPICS = {11: "党章", 12: "党史", 13: "党章"}


def day(number):
    return FIRST + timedelta(days=number)


@dataclass(frozen=True)
class Stand:
    member: int
    minute: int
    branch: int
    eligible: bool


@dataclass(frozen=True)
class Asked:
    """One question of a day's quiz, and the answer to it: None, daily or late."""

    member: int
    day: int
    branch: int
    item: int
    answer: str | None
    first: bool
    right: bool


@dataclass(frozen=True)
class Turn:
    member: int
    minute: int
    status: str


@dataclass(frozen=True)
class History:
    held: frozenset[int]
    stands: tuple[Stand, ...]
    quiz: tuple[Asked, ...]
    practice: tuple[Asked, ...]
    turns: tuple[Turn, ...]
    # When each member's chat was bound and let go, in minutes.
    bound: tuple[tuple[int, int], ...]


_MINUTE = st.integers(0, DAYS * 24 * 60 - 1)
_MEMBER, _BRANCH, _DAY = st.sampled_from(MEMBERS), st.sampled_from(BRANCHES), st.integers(0, DAYS - 1)


def _asked(*answers_):
    return st.builds(
        Asked, _MEMBER, _DAY, _BRANCH, st.sampled_from(sorted(TOPICS)), st.sampled_from(answers_), st.booleans(),
        st.booleans(),
    )  # fmt: skip


HISTORIES = st.builds(
    History,
    st.frozensets(_DAY, min_size=1),
    st.lists(st.builds(Stand, _MEMBER, _MINUTE, _BRANCH, st.sampled_from((True, True, False))), max_size=25).map(tuple),
    st.lists(_asked(None, "daily", "daily", "late"), max_size=60).map(tuple),
    st.lists(_asked("practice"), max_size=15).map(tuple),
    st.lists(
        st.builds(Turn, _MEMBER, _MINUTE, st.sampled_from(("answered", "refused", "history"))), max_size=15
    ).map(tuple),
    st.lists(st.tuples(_MINUTE, _MINUTE), min_size=len(MEMBERS), max_size=len(MEMBERS)).map(tuple),
)  # fmt: skip


def settled(history):
    """The history with quizzes only on days with a round, whose time to make up is over: what is left is random."""
    quiz = [one for one in history.quiz if one.day in history.held]
    return [one for number, one in enumerate(quiz) if one not in quiz[:number]]


def write(connection, history):
    people = {"state": "正式党员", "branch": 2}
    path = [{"id": number, "path": text} for number, text in TREE.items()]
    common = {"kind": "党支部", "level": "单位", "starts": FIRST}
    connection.execute(
        nodes.insert(),
        [common | one | {"code": str(one["id"]), "name": str(one["id"]), "upper": _upper(one["path"])} for one in path],
    )
    connection.execute(
        placements.insert(), [{"node": number, "starts": FIRST, "path": text} for number, text in TREE.items()]
    )
    connection.execute(members.insert(), [people | {"id": n, "code": str(n), "name": str(n)} for n in MEMBERS])
    for item, topic in TOPICS.items():
        connection.execute(items.insert().values(id=item, state="active", origin="test", made=START, normal=str(item)))
        version = {"id": item, "item": item, "number": 1, "kind": "judge", "stem": "?", "options": [], "key": [0]}
        connection.execute(item_versions.insert().values(version | {"topic": topic, "made": START, "made_by": "test"}))
    _stand(connection, history)
    _talk(connection, history)
    _quiz(connection, history)


def _upper(path):
    above = path.strip("/").split("/")[:-1]
    return int(above[-1]) if above else None


def _at(minute):
    return START + timedelta(minutes=minute)


def _stand(connection, history):
    for one in history.stands:
        values = {"member": one.member, "branch": one.branch, "eligible": one.eligible, "moment": _at(one.minute)}
        connection.execute(standings.insert().values(values))


def _talk(connection, history):
    for member, (since, until) in zip(MEMBERS, history.bound, strict=True):
        values = {"member": member, "sender": f"web:{member}", "address": f"web:private:{member}"}
        ended = _at(until) if until > since else None
        connection.execute(bindings.insert().values(values | {"bound": _at(since), "ended": ended}))
    for number, one in enumerate(history.turns):
        values = {"id": str(number), "address": "web:group:g", "sender": f"web:{one.member}", "question": "?"}
        connection.execute(turns.insert().values(values | {"moment": _at(one.minute), "status": one.status}))


def _quiz(connection, history):
    for number in history.held:
        opened = START + timedelta(days=number, hours=8)
        hours = {"opened": opened, "closes": opened + timedelta(hours=12), "makes_up_until": opened + timedelta(days=7)}
        values = {"id": number + 1, "day": day(number), "closed": hours["closes"], "seed": 1, "plan": {}, "pool": []}
        connection.execute(rounds.insert().values(values | hours))
    for place, one in enumerate(settled(history)):
        slot = {"id": place + 1, "round": one.day + 1, "member": one.member, "branch": one.branch, "place": place}
        values = {"purpose": "new", "version": one.item, "order": [0, 1], "token": str(place)}
        connection.execute(slots.insert().values(slot | values))
        if one.answer:
            _answer(connection, one, place + 1)
    for one in history.practice:
        _answer(connection, one, None)


def _answer(connection, one, slot):
    values = {
        "member": one.member, "branch": one.branch, "slot": slot, "day": day(one.day), "item": one.item,
        "version": one.item, "purpose": one.answer, "given": [0], "num": int(one.right), "den": 1,
        "right": one.right, "first": one.first, "moment": START + timedelta(days=one.day, hours=9),
    }  # fmt: skip
    connection.execute(answers.insert().values(values))


def crowd(number=0, answer="daily", people=MEMBERS, branch=4, *, first=True, right=True):
    return tuple(Asked(member, number, branch, 11, answer, first, right) for member in people)


def calm(**changes):
    """Nine members in one branch from the start, a round on every day."""
    stands = tuple(Stand(member, 0, 4, True) for member in MEMBERS)
    return replace(History(frozenset(range(DAYS)), stands, (), (), (), ((0, 0),) * len(MEMBERS)), **changes)
