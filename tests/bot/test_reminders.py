"""A reminder that a secretary has sent: who gets it, how often, and that nobody learns who."""

import json
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from people import person, tree
from stage import fill_bank

from bot import daily
from bot.clock import BEIJING
from bot.config import Config
from bot.hours import hours
from records import answers, audit, consents, mailboxes, members, rounds
from records.answers import Answer

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=BEIJING)
TIMES = hours(Config())


@pytest.fixture
def nodes(records):
    return records.write(tree)


@pytest.fixture
def join(records, nodes):
    """Put somebody into a branch, in a chat, with their consent."""

    def of(name, branch="first", **facts):
        def job(connection):
            whom = person(connection, MONDAY, nodes[branch], f"m-{name}", name, **facts)
            members.bind(connection, whom.id, f"web:{name}", f"web:private:{name}", MONDAY)
            consents.agree(connection, whom, "1", MONDAY)
            return whom.id

        return records.write(job)

    return of


@pytest.fixture
def open_round(records, library):
    fill_bank(records, library, MONDAY)
    return lambda now=MONDAY: daily.open_day(records, library, TIMES, now, lambda: 7)


def answered(records, who, branch, day):
    one = Answer(who, branch, None, day, 1, 1, "daily", (0,), 1, 1, True, MONDAY)
    records.write(lambda c: answers.record(c, one))


def reminded(records, state=None):
    out = mailboxes.outbox.c
    with records.read() as reader:
        query = sa.select(out.address, out.state).where(out.day_key.startswith("remind:")).order_by(out.id)
        return [row.address.rpartition(":")[2] for row in reader.execute(query) if state in (None, row.state)]


def test_only_who_was_asked_and_has_not_answered_is_reminded(records, nodes, join, open_round):
    held = open_round()
    for name in ("小安", "小贝", "小程", "小丁"):
        join(name)
    join("小二", "second")
    join("小西", "third")
    join("老病", exempt=True)
    guest = records.write(lambda c: person(c, MONDAY, nodes["first"], "m-new", "新人"))
    with records.read() as reader:
        byname = {one.name: one for one in members.below(reader, nodes["city"])}
    answered(records, byname["小贝"].id, nodes["first"].id, held.day)
    records.write(lambda c: consents.unsubscribe(c, byname["小程"], MONDAY))
    records.write(lambda c: consents.ask_erasure(c, byname["小丁"], MONDAY))
    assert daily.remind(records, nodes["east"], held, "member:1", MONDAY)
    assert reminded(records) == ["小安", "小二"]
    with records.read() as reader:
        (facts,) = reader.execute(sa.select(audit.audit.c.facts).where(audit.audit.c.action == "remind")).scalars()
        assert json.loads(facts) == {"node": nodes["east"].id, "day": str(held.day)}
        assert members.addresses(reader, [guest.id]) == ()


def test_a_node_reminds_once_a_day_and_nobody_hears_twice_a_week(records, nodes, join, open_round):
    held = open_round()
    join("小安")
    assert daily.remind(records, nodes["first"], held, "member:1", MONDAY)
    assert not daily.remind(records, nodes["first"], held, "member:1", MONDAY)
    join("小贝")
    assert daily.remind(records, nodes["east"], held, "member:2", MONDAY)
    assert reminded(records) == ["小安", "小贝"]
    for days in (1, 7):
        now = MONDAY + timedelta(days=days)
        assert daily.remind(records, nodes["first"], open_round(now), "member:1", now)
        assert len(reminded(records)) == (2 if days == 1 else 4)


def test_what_did_not_go_out_before_the_closing_never_does(records, nodes, join, open_round):
    held = open_round()
    join("小安")
    daily.remind(records, nodes["first"], held, "member:1", MONDAY)
    daily.close(records, held, held.closes)
    assert reminded(records, "failed") == ["小安"]
    with records.read() as reader:
        assert rounds.of_day(reader, held.day).closed == held.closes
