"""A large organisation for the other benchmarks: its tree and roster, and what its days came to, put in by SQL.

Only the database's size is made here; what is timed is what the program does with it.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from bot.clock import BEIJING
from knowledge.snapshot import Snapshot
from quiz import bank, generate
from records import conversations, ledger, members, organisation, rounds, sums
from records.metadata import stamp
from records.organisation import Node

UPPERS = 100
# Of a hundred members so many take part on a day.
TAKE_PART = 65
ITEMS = 5
_PLACES = " UNION ALL ".join(f"SELECT {place} AS n" for place in range(ITEMS))


def at(day: date, hour: float) -> datetime:
    """Return a moment of a Beijing day."""
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING) + timedelta(hours=hour)


def plant(connection: sa.Connection, people: int, branches: int, first: date) -> Node:
    """Write a root, `UPPERS` below it, branches below these, and members who stand in them; return the root."""
    root = organisation.add(connection, "R", "示例市", "机关党委", "市", None, first)
    rows = [(f"U{n}", f"总支{n}", "党总支", root.path) for n in range(UPPERS)]
    uppers = _hang(connection, rows, first)
    _hang(connection, [(f"B{n}", f"支部{n}", "党支部", uppers[n % UPPERS]) for n in range(branches)], first)
    lowest = connection.exec_driver_sql("SELECT min(id) FROM nodes WHERE kind = '党支部'").scalar_one()
    table = {"name": "某某", "state": "正式党员", "exempt": False, "notice": "1", "subscribed": True}
    table |= {"consented": at(first, 0)}
    everybody = [{**table, "code": f"M{n}", "branch": lowest + n % branches} for n in range(people)]
    connection.execute(members.members.insert(), everybody)
    connection.exec_driver_sql(
        "INSERT INTO bindings (member, sender, address, bound) SELECT id, 'web:' || code,"
        f" 'web:private:' || code, '{stamp(at(first, 0))}' FROM members"
    )
    connection.exec_driver_sql(
        "INSERT INTO standings (organisation, member, branch, moment, eligible)"
        f" SELECT 1, id, branch, '{stamp(at(first, 0))}', {_true(connection)} FROM members"
    )
    return root


def _hang(connection: sa.Connection, rows: Sequence[tuple[str, str, str, str]], first: date) -> list[str]:
    """Hang (code, name, kind, path of the upper) into the tree; return their paths."""
    number = connection.exec_driver_sql("SELECT max(id) FROM nodes").scalar_one() + 1
    made = [
        {"id": number + place, "code": code, "name": name, "kind": kind, "level": "单位", "starts": first,
         "upper": int(above.strip("/").split("/")[-1]), "path": f"{above}{number + place}/"}
        for place, (code, name, kind, above) in enumerate(rows)
    ]  # fmt: skip
    connection.execute(organisation.nodes.insert(), made)
    there = [{"node": one["id"], "starts": first, "path": one["path"]} for one in made]
    connection.execute(organisation.placements.insert(), there)
    return [str(one["path"]) for one in made]


def _true(connection: sa.Connection) -> str:
    return "true" if connection.dialect.name == "postgresql" else "1"


def fill_bank(connection: sa.Connection, snapshot: Snapshot, day: date, now: datetime) -> None:
    """Put what can be made of the library into the bank, all of it in circulation."""
    for item in generate.generate(snapshot, generate.in_force(snapshot, day), 1).items:
        number = bank.add(connection, snapshot, item, "generated", "benchmark", now)
        bank.approve(connection, snapshot, number, "benchmark", day, now)


def hold(connection: sa.Connection, day: date) -> rounds.Round:
    """Write the round of a past day, closed."""
    plan = {"snapshot": "", "sources": [], "items": ITEMS}
    hours = {"opened": at(day, 8.5), "closes": at(day, 20), "makes_up_until": at(day + timedelta(days=7), 24)}
    values = {"day": day, "seed": 1, "plan": plan, "pool": [], "closed": hours["closes"]} | hours
    connection.execute(rounds.rounds.insert().values(values))
    found = rounds.of_day(connection, day)
    assert found is not None
    return found


def answer(connection: sa.Connection, held: rounds.Round) -> None:
    """Let about two thirds of all members answer the questions of a round, three quarters of them right."""
    first = connection.exec_driver_sql("SELECT min(id), count(*) FROM item_versions").one()
    moment = stamp(held.opened + timedelta(hours=2))
    connection.exec_driver_sql(
        'INSERT INTO slots (organisation, round, member, branch, place, purpose, version, "order", token, asked)'
        f" SELECT 1, {held.id}, m.id, m.branch, p.n, 'new', {first[0]} + (m.id * 7 + p.n * 5 + {held.id} * 3)"
        f" % {first[1]}, '[0, 1, 2, 3]', {held.id} || '-' || m.id || '-' || p.n, '{moment}'"
        f" FROM members m CROSS JOIN ({_PLACES}) p WHERE (m.id * 31 + {held.id} * 17) % 100 < {TAKE_PART}"
    )
    right = f"(s.member * 11 + s.place * 7 + {held.id}) % 4 > 0"
    given = "CASE WHEN v.kind = 'blank' THEN '[\"某\"]' ELSE '[0]' END"
    connection.exec_driver_sql(
        "INSERT INTO answers (organisation, member, branch, slot, day, item, version, purpose, given, num, den,"
        f" \"right\", \"first\", moment) SELECT 1, s.member, s.branch, s.id, '{held.day}', v.item, v.id, 'daily',"
        f" {given}, CASE WHEN {right} THEN 1 ELSE 0 END, 1, {right}, (s.member + s.place + {held.id}) % 5 < 2,"
        f" '{moment}' FROM slots s JOIN item_versions v ON v.id = s.version WHERE s.round = {held.id}"
    )


def sum_up(connection: sa.Connection, day: date, number: int) -> None:
    """Write what a day came to, as it is left when its events are erased: the sums of all branches, frozen."""
    eligible = "(SELECT branch, count(*) AS people FROM members GROUP BY branch)"
    took = f"(people * (50 + (branch * 7 + {number}) % 31) / 100)"
    connection.exec_driver_sql(
        "INSERT INTO day_sums (organisation, branch, day, held, frozen, eligible, took_part, on_time, made_up,"
        " first_answers, first_right, first_members, repeat_answers, repeat_right, repeat_members, questions, cited)"
        f" SELECT 1, branch, '{day}', {_true(connection)}, {_true(connection)}, people, {took}, {took} - 1, 1,"
        f" 2 * {took}, {took}, {took}, 3 * {took}, 2 * {took}, {took}, branch % 3, branch % 2 FROM {eligible} e"
    )
    connection.exec_driver_sql(
        'INSERT INTO topic_sums (organisation, branch, day, topic, answers, "right", members)'
        f" SELECT 1, s.branch, '{day}', t.topic, s.first_answers / 4 + 1, s.first_right / 4, s.first_members"
        f" FROM day_sums s JOIN (SELECT topic, row_number() OVER (ORDER BY topic) AS place FROM"
        " (SELECT DISTINCT topic FROM item_versions WHERE topic <> '') d) t"
        f" ON (t.place + s.branch) % 3 = {number} % 3 WHERE s.day = '{day}'"
    )
    connection.exec_driver_sql(
        "INSERT INTO item_sums (organisation, day, item, answers, parts)"
        f" SELECT 1, '{day}', item, 50, 840 * (20 + item % 30) FROM item_versions GROUP BY item"
    )
    values = {"day": day, "moment": at(day + timedelta(days=8), 1)}
    connection.execute(sums.summed.insert().values(values))


def study(connection: sa.Connection, day: date, source: str) -> None:
    """Enter four hours of one day for every member."""
    connection.execute(ledger.ledger.insert().from_select(
        ["member", "branch", "day", "activity", "quarters", "source", "entered", "entered_by"],
        sa.select(
            members.members.c.id, members.members.c.branch, sa.literal(day, sa.Date), sa.literal("集中学习"),
            sa.literal(16), sa.literal(source), sa.literal(stamp(at(day, 18))), sa.literal("benchmark"),
        ),
    ))  # fmt: skip


def ask(connection: sa.Connection, sources: Sequence[str], now: datetime) -> None:
    """Let every second member have asked something within forty days; most were answered, some asked in vain."""
    rows = [
        {"id": f"{row.id:024x}", "address": f"web:private:{row.code}", "sender": f"web:{row.code}",
         "moment": now - timedelta(days=row.back), "question": f"没有的事{row.topic}" if row.topic < 10 else "",
         "status": "refused" if row.topic < 10 else "answered",
         "source": None if row.topic < 10 else sources[row.topic % len(sources)]}
        for row in connection.exec_driver_sql(
            "SELECT id, code, (id * 7919) % 40 AS back, id % 97 AS topic FROM members WHERE id % 2 = 0"
        ).all()
    ]  # fmt: skip
    connection.execute(conversations.turns.insert(), rows)
