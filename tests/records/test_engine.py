import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from faults import Fault
from records import accounts, mailboxes
from records.engine import open_records

ROOT = Path(__file__).parents[2]
OPEN = "import sys; from records.engine import open_records; open_records(sys.argv[1]).close()"


def event(connection, name, now):
    return mailboxes.receive(connection, "web", name, "web:anna", "web:private:a", now)


def test_four_processes_open_a_new_database_at_once(url):
    command = [sys.executable, "-c", OPEN, url]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT) for _ in "1234"]
    told = [(process.communicate(timeout=60)[1], process.returncode) for process in running]
    assert told == [("", 0)] * 4


def test_two_programs_write_to_one_database(records, beside, now):
    jobs = [one.submit(lambda c, n=n: event(c, f"e{n}", now)) for n in range(100) for one in (records, beside)]
    assert sum(job.result() is not None for job in jobs) == 100


def test_a_reading_connection_cannot_change_anything(records, now):
    with records.read() as connection, pytest.raises(sa.exc.DBAPIError, match=r"(?i)read.?only"):
        event(connection, "e1", now)


def test_a_reading_connection_sees_one_moment(records, now):
    with records.read() as connection:
        assert accounts.names(connection) == ()
        records.write(lambda c: accounts.add(c, "anna", "correct horse", now))
        assert accounts.names(connection) == ()
    with records.read() as connection:
        assert accounts.names(connection) == ("anna",)


def test_reading_does_not_wait_for_a_writer(records, now):
    written, go_on = threading.Event(), threading.Event()

    def slow(connection):
        event(connection, "e1", now)
        written.set()
        assert go_on.wait(10)

    job = records.submit(slow)
    assert written.wait(10)
    with records.read() as connection:
        assert mailboxes.stored(connection, "web", "e1") is None
    go_on.set()
    job.result()


def test_sqlite_keeps_what_was_acknowledged_through_a_power_cut(tmp_path):
    opened = open_records(f"sqlite:///{tmp_path / 'deep' / 'records.db'}")
    pragmas = ("journal_mode", "synchronous", "foreign_keys")
    found = opened.write(lambda c: [c.exec_driver_sql(f"PRAGMA {name}").scalar() for name in pragmas])
    opened.close()
    assert found == ["wal", 2, 1]


def test_postgresql_is_found_again_after_it_dropped_the_connections(empty_postgres, now):
    opened = open_records(f"{empty_postgres}&application_name=dropped")
    opened.write(lambda c: event(c, "e1", now))
    with psycopg.connect(empty_postgres, autocommit=True) as connection:
        ours = "FROM pg_stat_activity WHERE application_name = 'dropped'"
        connection.execute(f"SELECT pg_terminate_backend(pid) {ours}")
    assert opened.write(lambda c: event(c, "e2", now)) is not None
    with opened.read() as connection:
        assert mailboxes.stored(connection, "web", "e1") is not None
    opened.close()


def test_a_database_of_a_newer_program_is_left_alone(records, url):
    records.write(lambda c: c.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Fault) as caught:
        open_records(url)
    assert caught.value.code == "records_unreachable"
    assert "9999" in str(caught.value)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://nobody@127.0.0.1:1/nothing",
        "not an address",
        "oracle9://x/y",
        "sqlite:///{folder}/text.db",
        "sqlite:///{folder}/text.db/records.db",
    ],
)
def test_what_cannot_be_opened_is_a_fault(tmp_path, address):
    (tmp_path / "text.db").write_text("something else entirely\n" * 100)
    with pytest.raises(Fault) as caught:
        open_records(address.format(folder=tmp_path))
    assert caught.value.code == "records_unreachable"
    assert (tmp_path / "text.db").read_text().startswith("something else")
