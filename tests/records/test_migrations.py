import re

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from people import DAY, person, tree

from records import accounts, audit, conversations, erasure, mailboxes, members, organisation, permissions, traces
from records.engine import open_records
from records.migrations import FOLDER, tables

# 政务移动互联网应用程序规范化管理办法 (国办函〔2026〕12号): no check-ins, no points, no ranks, no time online.
FORBIDDEN = "score point rank check_?in sign_?in streak medal online duration dwell seconds_spent"
# Personal information protection law, articles 6 and 28: what the purpose does not need is not kept.
SENSITIVE = (
    "phone mobile id_?(card|number) birth gender sex nation ethnic religion health photo salary wage dues location"
)


def test_migrations_lead_to_the_tables_of_the_code(records):
    with records.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables()) == []


@pytest.mark.parametrize("words", [FORBIDDEN, SENSITIVE], ids=["forbidden", "sensitive"])
def test_no_column_can_hold_what_must_not_be_kept(words):
    columns = [f"{table.name}.{column.name}" for table in tables().sorted_tables for column in table.columns]
    assert len(columns) > 50
    for word in words.split():
        assert [column for column in columns if re.search(rf"(^|[._]){word}s?($|[._])", column)] == []


def test_what_an_older_program_wrote_is_still_there(url, now):
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    settings.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0001")
        connection.exec_driver_sql(
            "INSERT INTO outbox (id, channel, address, payload, day_key, state, due)"
            """ VALUES (7, 'web', 'web:private:a', '{"n": 1}', 'd', 'pending', '2026-03-01T00:00:00.000000')"""
        )
        audit.add(connection, "anna", "upload", {"n": 1}, now)
    engine.dispose()
    opened = open_records(url)
    (letter,) = opened.write(lambda c: mailboxes.claim(c, "web", now, 9))
    assert (letter.id, letter.payload, letter.attempts) == (7, {"n": 1}, 0)
    with opened.read() as connection:
        assert audit.broken(connection) is None
    opened.close()


def test_events_carry_the_organisation_by_which_they_can_be_distributed():
    events = {"inbox", "outbox", "turns", "gaps", "tickets", "uploads", "audit", "bubbles"}
    assert {table.name for table in tables().sorted_tables if "organisation" in table.c} >= events


def test_what_was_there_before_there_were_members_lives_on_beside_them(url, now):
    """A database of the second revision, as its program left it, takes a tree, members and all they do."""
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    settings.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0002")
        accounts.add(connection, "anna", "a long enough word", now)
        conversations.add_turn(connection, "t1", "web:private:p", "web:p", now, "党费怎么交", "answered", None)
        audit.add(connection, "anna", "sign_in", {}, now)
    engine.dispose()
    opened = open_records(url)
    with opened.read() as connection:
        assert accounts.role_of(connection, "anna") is accounts.Role.ADMIN
        assert conversations.counts(connection) == {"answered": 1}
    # Who asked before there were members is found again as one, and erased as one.
    whom = opened.write(lambda c: person(c, now, tree(c)["first"]))
    opened.write(lambda c: members.bind(c, whom.id, "web:p", "web:private:p", now))
    with opened.read() as connection:
        assert traces.counts(connection, whom.id)["turns"] == 1
        assert permissions.may(connection, "anna", permissions.Act.MANAGE_MEMBERS, organisation.root(connection), DAY)
    opened.write(lambda c: erasure.erase(c, whom.id, now))
    with opened.read() as connection:
        assert conversations.counts(connection) == {}
        assert audit.broken(connection) is None
    opened.close()
