import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from records import mailboxes
from records.engine import open_records


def event(name, now):
    return lambda c: mailboxes.receive(c, "web", name, "web:anna", "web:private:a", now)


def stored(records):
    with records.read() as connection:
        return set(connection.execute(sa.select(mailboxes.inbox.c.event)).scalars())


@pytest.fixture
def held(records):
    """Records whose writer stands still until `go` is set, so that what follows shares a commit."""
    began, go = threading.Event(), threading.Event()

    def wait(_connection):
        began.set()
        assert go.wait(10)

    records.submit(wait)
    assert began.wait(10)
    yield records, go
    go.set()


def test_a_failing_job_undoes_only_itself(held, now):
    records, go = held

    def fails(connection):
        event("bad", now)(connection)
        raise ValueError("no")

    jobs = [records.submit(job) for job in (event("one", now), fails, event("two", now))]
    go.set()
    assert jobs[0].result() is not None
    assert jobs[2].result() is not None
    with pytest.raises(ValueError, match="no"):
        jobs[1].result()
    assert stored(records) == {"one", "two"}


def test_a_refused_statement_undoes_only_its_job(held, now):
    records, go = held
    jobs = [
        records.submit(event("one", now)),
        records.submit(lambda c: c.exec_driver_sql("SELECT * FROM nowhere")),
        records.submit(event("two", now)),
    ]
    go.set()
    with pytest.raises(sa.exc.DBAPIError):
        jobs[1].result()
    assert jobs[2].result() is not None
    assert stored(records) == {"one", "two"}


def test_a_job_that_wants_to_end_the_program_ends_neither_the_writer_nor_its_neighbours(held, now):
    records, go = held

    def leaves(_connection):
        raise SystemExit(3)

    jobs = [records.submit(job) for job in (event("one", now), leaves, event("two", now))]
    go.set()
    with pytest.raises(SystemExit):
        jobs[1].result()
    assert [jobs[0].result(), jobs[2].result()] == [1, 2]
    assert stored(records) == {"one", "two"}


def test_a_cancelled_job_is_not_done_and_the_next_one_is(held, now):
    records, go = held
    dropped, kept = records.submit(event("dropped", now)), records.submit(event("kept", now))
    assert dropped.cancel()
    go.set()
    assert kept.result(10) is not None
    assert stored(records) == {"kept"}


def test_nothing_is_acknowledged_before_the_commit(records, beside, now):
    for number in range(20):
        records.write(event(f"e{number}", now))
        with beside.read() as connection:
            assert mailboxes.stored(connection, "web", f"e{number}") is not None


def test_many_threads_lose_and_double_nothing(records, now):
    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(lambda n: records.write(event(f"e{n}", now)), range(200)))
    assert len(set(rows)) == 200
    assert len(stored(records)) == 200


def test_closing_finishes_what_is_queued_and_takes_no_more(url, now):
    opened = open_records(url)
    jobs = [opened.submit(event(f"e{number}", now)) for number in range(100)]
    opened.close()
    assert all(job.result(0) is not None for job in jobs)
    with pytest.raises(RuntimeError, match="closed"):
        opened.submit(event("late", now))
    opened.close()


def test_a_full_disk_acknowledges_nothing_that_is_not_there(tmp_path, now):
    opened = open_records(f"sqlite:///{tmp_path / 'records.db'}")

    def limit(connection):
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 8}")

    def long(number):
        return lambda c: mailboxes.receive(c, "web", f"e{number}", "web:anna", "x" * 3000, now)

    opened.write(limit)
    opened.write(long("fits"))
    jobs = {f"e{number}": opened.submit(long(number)) for number in range(60)}
    acknowledged = {name for name, job in jobs.items() if job.exception() is None}
    assert any("full" in str(job.exception()) for job in jobs.values())
    assert acknowledged | {"efits"} <= stored(opened)
    opened.write(lambda c: c.exec_driver_sql("PRAGMA max_page_count=1000000"))
    assert opened.write(event("again", now)) is not None
    opened.close()
