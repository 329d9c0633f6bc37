"""Days of quiz killed while they open, tell, record and close: no answer is lost or counted twice, nobody asked twice.

Each day is killed in one of these steps, in turn, at a moment that dice choose, and finished by the program that lives
the next day. A kill of each step in an ordinary run on SQLite, a hundred on both databases in `make soak`
(XUESI_KILLS).
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time

import pytest
import quiz_day
import sqlalchemy as sa
from shelves import ROOT

from records import answers, mailboxes, participation, rounds
from records.engine import open_records
from tests.records.conftest import empty_postgres, postgres  # noqa: F401 - fixtures

KILLS = int(os.environ.get("XUESI_KILLS", "0"))
# Within so many seconds after a step began it is killed; each takes about as long.
WIDTH = {"opening": 0.02, "telling": 0.05, "recording": 1.0, "closing": 0.05}


@pytest.fixture(params=["sqlite", "postgresql"] if KILLS else ["sqlite"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'records.db'}"
    return request.getfixturevalue("empty_postgres")


def test_killed_days_lose_and_double_nothing(tmp_path, url):
    quiz_day.prepare(tmp_path, url)
    dice, acknowledged, kills = random.Random(11), set(), KILLS or len(WIDTH)
    for day in range(kills):
        step = quiz_day.STEPS[day % len(quiz_day.STEPS)]
        acknowledged |= _lived(tmp_path, url, day, step, dice.uniform(0, WIDTH[step]))
    last = _lived(tmp_path, url, kills, None, 0)
    assert "done" in last
    records = open_records(url)
    with records.read() as reader:
        _check(reader, (acknowledged | last) - {*quiz_day.STEPS, "done"}, kills + 1)
    records.close()


def _lived(workspace, url, day, step, seconds):
    """Return the lines of a day that is killed so many seconds after a step began, or lived to its end."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "tests", ROOT / "tests" / "bot")))}
    command = [sys.executable, quiz_day.__file__, str(workspace), url, str(day)]
    lines = set()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as child:
        for line in child.stdout:
            # The last line of a killed one may be cut.
            if line.endswith("\n"):
                lines.add(line.strip())
            if line.strip() == step:
                threading.Thread(target=_kill, args=(child, seconds)).start()
    return lines


def _kill(child, seconds):
    time.sleep(seconds)
    child.send_signal(signal.SIGKILL)


def _check(reader, acknowledged, days):
    slot, answer, out = rounds.slots.c, answers.answers.c, mailboxes.outbox.c
    tokens = list(reader.execute(sa.select(slot.token).join(answers.answers, answer.slot == slot.id)).scalars())
    assert len(tokens) == len(set(tokens)), "an answer is counted twice"
    assert acknowledged <= set(tokens), "an acknowledged answer is lost"
    # Every question that was dealt was answered, once, and no place of a quiz was dealt twice.
    dealt = reader.execute(sa.select(slot.round, slot.member, slot.place)).all()
    assert len(dealt) == len(set(dealt)) == len(tokens)
    quizzes = {(held, member) for held, member, _ in dealt}
    assert len(quizzes) == days * quiz_day.ANSWERING
    firsts = sa.select(sa.func.count()).where(answer.first).group_by(answer.member, answer.item)
    assert set(reader.execute(firsts).scalars()) == {1}
    keys = list(reader.execute(sa.select(out.day_key).where(out.day_key.is_not(None))).scalars())
    assert len(keys) == len(set(keys)) == days * (quiz_day.MEMBERS + 2), "somebody was told twice, or not at all"
    held = reader.execute(sa.select(rounds.rounds)).all()
    assert len({one.day for one in held}) == len(held) == days
    assert all(one.closed for one in held)
    # The sums of every day are those that its answers make.
    sums = participation.day_sums.c
    took, first, repeats = (sa.func.sum(one) for one in (sums.took_part, sums.first_answers, sums.repeat_answers))
    counted = reader.execute(sa.select(took, first, repeats)).one()
    new = reader.execute(sa.select(sa.func.count()).where(answer.first)).scalar()
    assert tuple(counted) == (days * quiz_day.ANSWERING, new, len(tokens) - new)
