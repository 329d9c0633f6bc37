"""A process killed while it handles events: nothing acknowledged is lost, nothing is doubled."""

import signal
import subprocess
import sys
from datetime import UTC, datetime
from itertools import islice

import sqlalchemy as sa

from records import mailboxes
from records.engine import open_records

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
# Hands in events from four threads without end and prints each one that was acknowledged.
CHILD = """
import itertools, os, sys, threading
from test_kill import handle
from records.engine import open_records
records, numbers = open_records(sys.argv[1]), itertools.count()
def work():
    while True:
        event = f"{sys.argv[2]}-{next(numbers)}"
        records.write(lambda c: handle(c, event))
        os.write(1, f"{event}\\n".encode())
for _ in range(4):
    threading.Thread(target=work).start()
"""


def handle(connection, event):
    """What the conversation does with an event: note it, and put out two messages."""
    row = mailboxes.receive(connection, "web", event, "web:anna", "web:private:a", NOW)
    if row is None:
        return mailboxes.replies(connection, mailboxes.stored(connection, "web", event))
    mailboxes.put(connection, "web", "web:private:a", [{"to": event, "n": n} for n in (1, 2)], NOW, row)
    return mailboxes.replies(connection, row)


def run_and_kill(url, name, after):
    """Return the events that a process acknowledged before it was killed, after so many of them."""
    command = [sys.executable, "-c", CHILD, url, name]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=_path()) as child:
        seen = [line.strip() for line in islice(child.stdout, after)]
        child.send_signal(signal.SIGKILL)
        # What it had acknowledged by then and nobody had read yet; the last line may be cut.
        seen += [line.strip() for line in child.stdout if line.endswith("\n")]
    assert child.returncode == -signal.SIGKILL
    return seen


def survives(url, rounds):
    for number in range(rounds):
        seen = run_and_kill(url, f"r{number}", after=1 + 37 * number % 101)
        assert seen
        records = open_records(url)
        with records.read() as connection:
            assert {event: 2 for event in seen}.items() <= counted(connection).items()
            assert set(counted(connection).values()) == {2}
        for event in seen[-5:]:
            assert len(records.write(lambda c, e=event: handle(c, e))) == 2
        with records.read() as connection:
            assert set(counted(connection).values()) == {2}
        records.close()


def counted(connection):
    """Return the number of messages put out for every event noted."""
    inbox, outbox = mailboxes.inbox, mailboxes.outbox
    query = sa.select(inbox.c.event, sa.func.count(outbox.c.id)).join(outbox, isouter=True).group_by(inbox.c.event)
    return {event: count for event, count in connection.execute(query)}


def _path():
    import os

    return os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}


def test_no_acknowledged_event_is_lost_and_none_doubled(url):
    survives(url, rounds=8)
