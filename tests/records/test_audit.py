from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from records import audit

TRAIL = audit.audit


@pytest.fixture
def trail(records, now):
    """Records with three rows in the trail."""
    for number in range(3):
        records.write(lambda c, n=number: audit.add(c, "anna", "upload", {"n": n, "file": "规定.md"}, now))
    return records


def broken(records):
    with records.read() as connection:
        return audit.broken(connection)


def unprotected(connection):
    """Take the triggers away, as somebody who owns the database can."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER USER")
    else:
        for name in ("update", "delete", "replace"):
            connection.exec_driver_sql(f"DROP TRIGGER audit_no_{name}")


def test_an_untouched_trail_is_whole(trail):
    assert broken(trail) is None


def test_an_empty_trail_is_whole(records):
    assert broken(records) is None


@pytest.mark.parametrize(
    "statement",
    [
        TRAIL.delete(),
        TRAIL.update().values(actor="ben"),
        sa.text("INSERT INTO audit (id, moment, actor, action, facts, seal) VALUES (2, 'x', 'x', 'x', '{}', 'x')"),
    ],
    ids=["delete", "update", "same number"],
)
def test_the_database_refuses_changes(trail, statement):
    with pytest.raises(sa.exc.DBAPIError):
        trail.write(lambda c: c.execute(statement))
    assert broken(trail) is None


def test_the_ways_round_the_triggers_are_closed(trail):
    replace = "REPLACE INTO audit (id, moment, actor, action, facts, seal) VALUES (2, 'x', 'x', 'x', '{}', 'x')"
    way = {"sqlite": replace, "postgresql": "TRUNCATE audit"}[trail.engine.dialect.name]
    with pytest.raises(sa.exc.DBAPIError, match="append only"):
        trail.write(lambda c: c.exec_driver_sql(way))
    assert broken(trail) is None


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (TRAIL.update().where(TRAIL.c.id == 2).values(actor="ben"), 2),
        (TRAIL.update().where(TRAIL.c.id == 2).values(facts='{"n": 9}'), 2),
        (TRAIL.update().where(TRAIL.c.id == 3).values(moment=sa.literal_column("'2020-01-01T00:00:00.000000'")), 3),
        (TRAIL.update().where(TRAIL.c.id == 2).values(actor="anna\nupload", action=""), 2),
        (TRAIL.delete().where(TRAIL.c.id == 1), 2),
        (TRAIL.delete().where(TRAIL.c.id == 2), 3),
    ],
    ids=["actor", "facts", "moment", "border between two columns", "first row gone", "row gone"],
)
def test_tampering_is_found_at_its_row(trail, tamper, found):
    def change(connection):
        unprotected(connection)
        connection.execute(tamper)

    trail.write(change)
    assert broken(trail) == found


def test_two_programs_write_one_chain(records, beside, now):
    def act(one, who):
        for number in range(40):
            one.write(lambda c, n=number: audit.add(c, who, "upload", {"n": n}, now))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(act, [records, beside], ["anna", "ben"]))
    assert broken(records) is None
    with records.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(TRAIL)).scalar() == 80


def test_lines_inside_a_name_are_refused(records, now):
    with pytest.raises(ValueError, match="one line"):
        records.write(lambda c: audit.add(c, "anna\nupload", "x", {}, now))
