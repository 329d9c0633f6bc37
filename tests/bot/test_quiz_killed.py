"""A day of quiz killed while it opens, tells, records and closes: no answer is lost or counted twice, nobody asked twice.

Three kills in an ordinary run, a hundred in `make soak` (XUESI_KILLS).
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time

import quiz_day
import sqlalchemy as sa
from shelves import ROOT

from records import answers, mailboxes, participation, rounds
from records.engine import open_records

KILLS = int(os.environ.get("XUESI_KILLS", "3"))


def test_a_killed_day_loses_and_doubles_nothing(tmp_path):
    quiz_day.prepare(tmp_path)
    dice, acknowledged = random.Random(11), set()
    for number in range(KILLS):
        acknowledged |= _until(tmp_path, f"run{number}", dice.uniform(0, 2.5))
    acknowledged |= _until(tmp_path, "last", None)
    assert "done" in acknowledged
    records = open_records(f"sqlite:///{tmp_path / 'records.db'}")
    with records.read() as reader:
        _check(reader, acknowledged - {"ready", "done"})
    records.close()


def _until(workspace, run, seconds):
    """Return the lines of a day that is killed so many seconds after it is ready, or lived to its end."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "tests", ROOT / "tests" / "bot")))}
    command = [sys.executable, quiz_day.__file__, str(workspace), run]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as child:
        lines = {child.stdout.readline().strip()}
        if seconds is not None:
            threading.Thread(target=lambda: (time.sleep(seconds), child.send_signal(signal.SIGKILL))).start()
        # The last line of a killed one may be cut.
        lines |= {line.strip() for line in child.stdout if line.endswith("\n")}
    return lines


def _check(reader, acknowledged):
    slot, answer, out = rounds.slots.c, answers.answers.c, mailboxes.outbox.c
    answered = sa.select(slot.token).join(answers.answers, answer.slot == slot.id)
    tokens = list(reader.execute(answered).scalars())
    assert len(tokens) == len(set(tokens)) == 5 * quiz_day.ANSWERING
    assert acknowledged <= set(tokens), "an acknowledged answer is lost"
    firsts = sa.select(sa.func.count()).where(answer.first).group_by(answer.member, answer.item)
    assert set(reader.execute(firsts).scalars()) == {1}
    keys = list(reader.execute(sa.select(out.day_key).where(out.day_key.is_not(None))).scalars())
    assert len(keys) == len(set(keys)) == quiz_day.MEMBERS + 2, "somebody was told twice, or not at all"
    held = reader.execute(sa.select(rounds.rounds)).one()
    assert held.closed is not None
    sums = reader.execute(sa.select(participation.day_sums)).one()
    in_time = sa.select(sa.func.count(sa.distinct(answer.member)), sa.func.count()).where(answer.purpose == "daily")
    members, daily = reader.execute(in_time).one()
    assert sums.took_part >= members
    assert sums.first_answers + sums.repeat_answers == len(tokens) >= daily
