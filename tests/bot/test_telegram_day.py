"""A day of thirty branches in Telegram: told, answered, answered late, summed up; killed at random, one call in twenty failing.

Fifteen members answer and two kills fall in an ordinary run; XUESI_KILLS and XUESI_ANSWERING make it longer (`make soak`).
"""

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from emulators.telegram import Telegram
from emulators.telegram_rules import Faults
from shelves import ROOT
from telegram_day import GROUPS, MEMBERS, MORNING, prepare

from bot.config import Config
from records import answers
from records.engine import open_records
from records.mailboxes import outbox

KILLS = min(20, int(os.environ.get("XUESI_KILLS", "2")))
ANSWERING, LATE = int(os.environ.get("XUESI_ANSWERING", "15")), 5
# Time runs so much faster than Telegram's.
SCALE = 8.0
# Who hears nothing for so long asks again, as a member would; in seconds.
SILENCE, LIMIT = 4.0, 240.0
DONE = ("题做完了", "题补答完了", "没有可以补答的题")


class Members:
    """People with a telephone each: they tap, vote, type, and ask again when nothing comes."""

    def __init__(self, telegram: Telegram, numbers, begin: str) -> None:
        self.telegram, self.begin = telegram, begin
        self.seen, self.last = 0, dict.fromkeys(numbers, 0.0)
        self.done: set[int] = set()

    def live_until_done(self) -> None:
        end = time.monotonic() + LIMIT
        while len(self.done) < len(self.last):
            assert time.monotonic() < end, f"still at it: {set(self.last) - self.done}"
            fresh = self.telegram.sent[self.seen :]
            self.seen += len(fresh)
            for sent in fresh:
                if sent.chat in self.last:
                    self.react(sent)
            for number, last in self.last.items():
                if number not in self.done and time.monotonic() - last > SILENCE:
                    self.act(number, lambda n=number: self.telegram.says(n, self.begin))
            time.sleep(0.02)

    def react(self, sent) -> None:
        if any(words in sent.text for words in DONE):
            self.done.add(sent.chat)
        elif poll := sent.message.get("poll"):
            self.act(sent.chat, lambda: self.telegram.votes(sent.chat, poll["id"], 0))
        elif "____" in sent.text:
            self.act(sent.chat, lambda: self.telegram.says(sent.chat, "月"))

    def act(self, number: int, what) -> None:
        self.last[number] = time.monotonic()
        what()


@pytest.fixture
def workspace(tmp_path):
    prepare(tmp_path)
    (tmp_path / "hour").write_text("morning")
    return tmp_path


@contextmanager
def _program(workspace, telegram):
    """The bot, started again whenever it is killed."""
    command = [sys.executable, "tests/bot/telegram_day.py", str(workspace), telegram.url, str(SCALE)]
    paths = os.pathsep.join(str(ROOT / part) for part in (".", "tests", "tests/bot"))
    program = {}

    def start():
        with (workspace / "log").open("a") as log:
            program["now"] = subprocess.Popen(command, cwd=ROOT, stderr=log, env=os.environ | {"PYTHONPATH": paths})

    def kill():
        program["now"].kill()
        program["now"].wait()
        start()

    start()
    try:
        yield kill
    finally:
        (workspace / "hour").write_text("end")
        try:
            program["now"].wait(20)
        finally:
            program["now"].kill()
            program["now"].wait()


def _kills(kill, stopping):
    dice = random.Random(5)
    for _ in range(KILLS):
        if stopping.wait(dice.uniform(3, 9)):
            return
        kill()


def test_a_day_of_a_thousand_members_killed_and_failing(workspace):
    telegram, stopping = Telegram(scale=SCALE), threading.Event()
    telegram.clock = MORNING.timestamp
    telegram.faults = Faults(random.Random(3), patience=0.02, cut_before=0.01, cut_after=0.01, broken=0.01)
    with _program(workspace, telegram) as kill:
        killer = threading.Thread(target=_kills, args=(kill, stopping))
        killer.start()
        Members(telegram, range(1, ANSWERING + 1), "答题").live_until_done()
        _settled(workspace, "push:", MEMBERS)
        killer.join()
        (workspace / "hour").write_text("next")
        Members(telegram, range(ANSWERING + 1, ANSWERING + LATE + 1), "补答").live_until_done()
        _settled(workspace, "summary:", min(GROUPS, ANSWERING))
        stopping.set()
    _compared(workspace, telegram)
    telegram.close()


def _settled(workspace, key, least):
    """Wait until what was put out under these day keys is settled."""
    records, end = open_records(Config(workspace=workspace).records_url), time.monotonic() + LIMIT
    mine = outbox.c.day_key.startswith(key)
    while True:
        with records.read() as reader:
            states = Counter(reader.execute(sa.select(outbox.c.state).where(mine)).scalars())
        if sum(states.values()) >= least and not set(states) & {"pending", "claimed", "sending"}:
            break
        assert time.monotonic() < end, states
        time.sleep(0.1)
    records.close()


def _compared(workspace, telegram):
    """What people have on their screens is what was to be sent: nothing twice, nothing lost without being noted."""
    records = open_records(Config(workspace=workspace).records_url)
    with records.read() as reader:
        letters = reader.execute(sa.select(outbox)).all()
        daily = reader.execute(sa.select(answers.answers.c.purpose, sa.func.count()).group_by("purpose")).all()
    records.close()
    shown, sent, unsure = Counter(), Counter(), Counter()
    for one in telegram.sent:
        shown[f"telegram:{'group' if one.chat < 0 else 'private'}:{one.chat}", one.text] += 1
    for letter in letters:
        text = letter.payload["quiz"]["prompt"] if "quiz" in letter.payload else letter.payload["text"]
        (sent if letter.state == "sent" else unsure)[letter.address, text] += 1
    assert {letter.state for letter in letters} <= {"sent", "unknown", "failed"}
    assert sent - shown == Counter(), "noted as sent and not there"
    assert shown - (sent + unsure) == Counter(), "there twice"
    # A program started again meets the long poll of the one just killed, as it does at Telegram, until that runs out.
    expected = {("getupdates", 409)}
    assert not [one for one in telegram.refusals if one[1] != 429 and tuple(one[:2]) not in expected]
    states, told = Counter(letter.state for letter in letters), {one.chat for one in telegram.sent}
    # Where nobody can say whether a message arrived it is noted as such; shown with -s, for the curious.
    sys.stdout.write(f"{len(letters)} messages: {dict(states)}; {len(told)} of {MEMBERS + GROUPS} chats reached\n")
    assert dict(daily) == {"daily": 5 * ANSWERING, "late": 5 * LATE}
    assert states["unknown"] < 0.06 * len(letters) + 40 * KILLS
