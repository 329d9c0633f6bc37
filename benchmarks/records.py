"""How many events a second the records take in, one commit an event and grouped.

python -m benchmarks.records [URL]      (a new SQLite file in the temporary folder if no URL is given)
"""

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from records import accounts, mailboxes
from records.engine import Records, open_records

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ALONE, TOGETHER = 500, 20_000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{Path(folder) / 'records.db'}"
        records = open_records(url)
        run = f"{time.time_ns():x}"
        print(f"{records.engine.dialect.name}; an event is one inbox row and two outbox rows")
        print(f"one commit an event   {_alone(records, run):8.0f} events/s")
        print(f"as many as are queued {_together(records, run):8.0f} events/s")
        print(f"a password check      {_password(records, run) * 1000:8.1f} ms of the writing thread")
        records.close()


def _handle(event: str):
    def job(connection) -> None:
        row = mailboxes.receive(connection, "web", event, "web:anna", "web:private:a", NOW)
        mailboxes.put(connection, "web", "web:private:a", [{"n": 1}, {"n": 2}], NOW, row)

    return job


def _alone(records: Records, run: str) -> float:
    began = time.perf_counter()
    for number in range(ALONE):
        records.write(_handle(f"{run}-a{number}"))
    return ALONE / (time.perf_counter() - began)


def _together(records: Records, run: str) -> float:
    began = time.perf_counter()
    for job in [records.submit(_handle(f"{run}-b{number}")) for number in range(TOGETHER)]:
        job.result()
    return TOGETHER / (time.perf_counter() - began)


def _password(records: Records, run: str) -> float:
    records.write(lambda c: accounts.add(c, run, "correct horse", NOW))
    began = time.perf_counter()
    for _ in range(10):
        records.write(lambda c: accounts.check(c, run, "correct horse", NOW))
    return (time.perf_counter() - began) / 10


if __name__ == "__main__":
    main()
