"""A branch, members, items and a round, as rows: what the tests of rounds, answers and reviews stand on."""

from datetime import date, datetime, timedelta

from records import bank, members, organisation, rounds
from records.answers import Answer
from records.rounds import Slot

DAY = date(2026, 3, 2)


def branch(connection, code="b1"):
    return organisation.add(connection, code, f"示例市{code}支部", "党支部", "单位", None, DAY)


def member(connection, node, name, now):
    return members.add(connection, name, name, node, "正式党员", now)


def item(connection, now, topic="会议", source="0123456789ab#3"):
    """Return the ids of an item and of its version."""
    values = {
        "kind": "single", "stem": "几次？", "options": ["一次", "两次"], "key": [1], "explanation": "", "difficulty": 3,
        "topic": topic, "source": source, "words": "两次", "article_digest": "x", "confidence": 1.0,
    }  # fmt: skip
    number = bank.add(connection, values, "active", "test", "几次", "test", now)
    return number, bank.entry(connection, number)["id"]


def held(connection, now, day=DAY, hours=3):
    closes = now + timedelta(hours=hours)
    rounds.open_round(
        connection, day, now, closes, closes + timedelta(days=7), 2**61, {"items": 5}, [[1, 1, "a#1", ""]]
    )
    return rounds.of_day(connection, day)


def slot(held_, who, node, version, place=0, token=None, asked=None):
    number = held_.id if held_ else None
    return Slot(number, who, node.id, place, "new", version, (1, 0), token or f"t{number}{who}{place}", asked)


def answer(slot_, item_, now: datetime, *, right=True, purpose="daily", day=DAY):
    return Answer(
        slot_.member, slot_.branch, slot_.id, day, item_, slot_.version, purpose, (1,), int(right), 1, right, now
    )  # fmt: skip
