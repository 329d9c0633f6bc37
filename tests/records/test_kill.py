"""A process killed while it handles events: nothing acknowledged is lost, nothing is doubled."""

import itertools
import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from records import mailboxes
from records.engine import open_records

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[2]


def handle(connection, event):
    """What the conversation does with an event: note it, and put out two messages."""
    row = mailboxes.receive(connection, "web", event, "web:anna", "web:private:a", NOW)
    if row is None:
        return mailboxes.replies(connection, mailboxes.stored(connection, "web", event))
    mailboxes.put(connection, "web", "web:private:a", [{"to": event, "n": n} for n in (1, 2)], NOW, row)
    return mailboxes.replies(connection, row)


def handle_for_ever(url, name):
    """Hand in events from four threads and print each one that was acknowledged; runs in the child."""
    records, numbers = open_records(url), itertools.count()

    def work():
        while True:
            event = f"{name}-{next(numbers)}"
            records.write(lambda c, e=event: handle(c, e))
            os.write(1, f"{event}\n".encode())

    for _ in range(4):
        threading.Thread(target=work).start()


def acknowledged_until_killed(url, name, after):
    """Return the events that a child acknowledged before it was killed, which happened after so many of them."""
    command, environment = [sys.executable, __file__, url, name], os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as child:
        seen = [line.strip() for line in itertools.islice(child.stdout, after)]
        child.send_signal(signal.SIGKILL)
        # What it had acknowledged by then and nobody had read yet; the last line may be cut.
        seen += [line.strip() for line in child.stdout if line.endswith("\n")]
    assert child.returncode == -signal.SIGKILL
    return seen


def messages_by_event(records):
    inbox, outbox = mailboxes.inbox, mailboxes.outbox
    query = sa.select(inbox.c.event, sa.func.count(outbox.c.id)).join(outbox, isouter=True).group_by(inbox.c.event)
    with records.read() as connection:
        return {event: count for event, count in connection.execute(query)}


def survive(url, rounds):
    for number in range(rounds):
        seen = acknowledged_until_killed(url, f"r{number}", after=1 + 37 * number % 101)
        records = open_records(url)
        found = messages_by_event(records)
        assert len(seen) > 0
        assert set(seen) <= set(found), "an acknowledged event is lost"
        assert set(found.values()) == {2}, "an event has half of its effects"
        again = [records.write(lambda c, e=event: handle(c, e)) for event in seen[-5:]]
        assert [[letter.payload["n"] for letter in letters] for letters in again] == [[1, 2]] * len(again)
        assert messages_by_event(records) == found, "a repeat had an effect"
        records.close()


def test_no_acknowledged_event_is_lost_and_none_doubled(url):
    survive(url, rounds=8)


if __name__ == "__main__":
    handle_for_ever(*sys.argv[1:])
