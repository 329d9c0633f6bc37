"""Every table in which somebody can leave a trace is filled for two people; one is erased, the other is left whole."""

from datetime import date, timedelta
from itertools import count

import pytest
import sqlalchemy as sa
from people import BEGAN, person, tree

from records import audit, consents, erasure, members, retention, traces
from records.metadata import Moment
from records.migrations import tables

# Whose rows belong to nobody, or to whoever runs the machine.
IMPERSONAL = {
    "accounts", "asked_sums", "audit", "browsers", "channel_states", "choice_sums", "day_sums", "gaps", "groups",
    "guidance", "item_events", "item_sums", "item_versions", "items", "jobs", "node_sums", "node_topics", "nodes",
    "placements", "readings", "regrades", "report_deadlines", "report_files", "report_steps", "reports",
    "reviewed_articles", "rounds", "spool", "summed", "topic_sums", "tries", "uploads",
}  # fmt: skip
NUMBERS = count(100)


def filled(connection, table, mine, now, note):
    """Put one row of somebody into a table; `mine` are their keys, and the rows that others point at; note the row."""
    values = {}
    for column in table.columns:
        pointed = next((key.column.table.name for key in column.foreign_keys), None)
        if pointed in mine:
            values[column.name] = mine[pointed]
        elif column.name in mine and not (column.primary_key and column.name == "id"):
            values[column.name] = mine[column.name]
        elif not column.nullable and column.server_default is None and not generated(column):
            values[column.name] = made(column, now)
    added = connection.execute(table.insert().values(values))
    note[table.name] = values.get("id", added.inserted_primary_key[0])


def generated(column):
    return column.primary_key and isinstance(column.type, sa.Integer) and len(column.table.primary_key) == 1


def made(column, now):
    kinds = (
        (Moment, now), (sa.Date, date(2026, 3, 2)), (sa.Boolean, False), (sa.Integer, next(NUMBERS)),
        (sa.Float, 0.5), (sa.JSON, {}), (sa.LargeBinary, b"x"), (sa.String, f"x{next(NUMBERS)}"[-(getattr(column.type, "length", 0) or 9) :]),
    )  # fmt: skip
    return next(value for kind, value in kinds if isinstance(column.type, kind))


def everybody(records, now):
    """Return two members, each with a row in every table."""

    def job(connection):
        node = tree(connection)["first"]
        personal, shared, whole = {table.name for table in traces.tables()}, {}, []
        for name in ("anna", "ben"):
            whom = person(connection, now, node, name, f"名{name}")
            mine = {
                "members": whom.id, "nodes": node.id, "sender": f"web:{name}", "address": f"web:private:{name}",
                "chat": f"web:private:{name}", "person": name, "path": node.path,
            }  # fmt: skip
            for table in tables().sorted_tables:
                if table.name not in mine | shared and table.name != "audit":
                    filled(connection, table, shared | mine, now, mine if table.name in personal else shared)
            whole.append(members.member(connection, whom.id))
        return whole

    return records.write(job)


def held(records, number):
    with records.read() as reader:
        return {name: count for name, count in traces.counts(reader, number).items() if not count}


def test_every_table_is_either_somebodys_or_nobodys():
    assert {table.name for table in tables().sorted_tables} - {table.name for table in traces.tables()} <= IMPERSONAL


def test_a_copy_holds_a_row_of_every_table_and_no_secret(records, now):
    anna, _ = everybody(records, now)
    with records.read() as reader:
        found = traces.of_member(reader, anna.id)
    assert [name for name, rows in found.items() if not rows] == []
    assert found["members"][0]["name"] == "名anna"
    assert [column for rows in found.values() for row in rows for column in row if column in ("digest", "csrf")] == []


def test_erased_nothing_of_them_is_left_and_everything_of_others(records, now):
    anna, ben = everybody(records, now)
    records.write(lambda c: consents.ask_erasure(c, anna, now))
    assert records.write(lambda c: erasure.erase_due(c, now + timedelta(minutes=59))) == 0
    assert records.write(lambda c: erasure.erase_due(c, now + timedelta(hours=1))) == 1
    assert held(records, ben.id) == {}
    with records.read() as reader:
        assert set(traces.counts(reader, anna.id).values()) == {0}
        for table in traces.tables():
            texts = [str(row) for row in reader.execute(sa.select(table))]
            assert [text for text in texts if "anna" in text] == [], table.name
        assert audit.broken(reader) is None
        actions = reader.execute(sa.select(audit.audit.c.action).order_by(audit.audit.c.id)).scalars().all()
    assert actions[-2:] == ["ask_erasure", "erase"]
    assert records.write(lambda c: erasure.erase_due(c, now + timedelta(days=1))) == 0


def test_a_wish_taken_back_is_not_carried_out(records, now):
    anna, _ = everybody(records, now)
    records.write(lambda c: consents.ask_erasure(c, anna, now))
    records.write(lambda c: consents.keep(c, anna, now))
    assert records.write(lambda c: erasure.erase_due(c, now + timedelta(days=2))) == 0
    assert held(records, anna.id) == {}


def test_a_wish_that_waits_too_long_is_seen(records, now):
    anna, _ = everybody(records, now)
    records.write(lambda c: consents.ask_erasure(c, anna, now))
    with records.read() as reader:
        assert erasure.overdue(reader, now + timedelta(hours=23)) == 0
        assert erasure.overdue(reader, now + timedelta(hours=25)) == 1


def test_a_chat_that_is_somebody_elses_by_now_is_theirs(records, now, later):
    anna, ben = everybody(records, now)
    records.write(lambda c: members.unbind(c, anna.id, now))
    records.write(lambda c: members.bind(c, ben.id, "web:anna", "web:private:anna", later))
    records.write(lambda c: erasure.erase(c, anna.id, later))
    with records.read() as reader:
        assert members.member_of(reader, "web:anna").id == ben.id
        assert traces.counts(reader, ben.id)["turns"] == 2


def kept(records, table):
    with records.read() as reader:
        return reader.execute(sa.select(sa.func.count()).select_from(tables().tables[table])).scalar()


@pytest.mark.parametrize(
    ("table", "days"),
    [("wrong_codes", 1), ("codes", 30), ("bubbles", 30), ("choices", 0), ("answers", 396), ("slots", 396), ("turns", 396),
     ("looks", 1098)],
)  # fmt: skip
def test_what_is_past_its_term_is_forgotten_and_nothing_before(records, now, table, days):
    everybody(records, now)
    forget = lambda moment: records.write(lambda c: retention.forget(c, moment.date(), moment))  # noqa: E731
    before = kept(records, table)
    forget(now - timedelta(hours=1) if not days else now + timedelta(days=days) - timedelta(hours=1))
    assert kept(records, table) == before
    forget(now + timedelta(days=days + 1))
    assert kept(records, table) == 0


def test_the_words_of_questions_go_first_and_that_they_were_asked_stays(records, now):
    everybody(records, now)
    turns = tables().tables["turns"]
    words = lambda: [row.question for row in read_all(records, turns)]  # noqa: E731
    records.write(lambda c: retention.forget(c, now.date(), now + timedelta(days=30)))
    assert all(words())
    records.write(lambda c: retention.forget(c, now.date(), now + timedelta(days=31)))
    assert words() == ["", ""]
    assert {row.status for row in read_all(records, turns)} != {""}


def read_all(records, table):
    with records.read() as reader:
        return reader.execute(sa.select(table)).all()


def test_how_members_stand_is_known_for_good(records, now):
    nodes = records.write(tree)
    whom = records.write(lambda c: person(c, now, nodes["first"]))
    for hours in range(1, 4):
        moment = now + timedelta(hours=hours)
        records.write(
            lambda c, h=hours, m=moment: members.change(c, whom.id, m, branch=nodes["second" if h % 2 else "first"].id)
        )
    records.write(lambda c: retention.forget(c, BEGAN, now + timedelta(days=500)))
    (row,) = read_all(records, members.standings)
    assert row.branch == nodes["second"].id


def test_who_left_is_erased_a_year_later(records, now):
    anna, ben = everybody(records, now)
    for days, left in ((395, True), (397, False)):
        records.write(lambda c, d=days: members.change(c, anna.id, now, left=now - timedelta(days=d)))
        records.write(lambda c: retention.forget(c, now.date(), now))
        with records.read() as reader:
            assert (members.member(reader, anna.id) is not None) is left
            assert members.member(reader, ben.id) is not None
