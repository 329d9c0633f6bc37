"""Killed at any moment, a reindex leaves the published snapshot whole.

Eight kills in an ordinary run, a hundred in `make soak` (XUESI_KILLS).
"""

import os
import random
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from shelves import ROOT, index, new_shelf

from knowledge.answer import answer
from knowledge.snapshot import verify

KILLS = int(os.environ.get("XUESI_KILLS", "8"))
CHILD = """
import sys
from datetime import datetime, timezone
from pathlib import Path
from shelves import new_shelf
from knowledge.reindex import reindex
shelf = new_shelf(Path(sys.argv[1]))
shelf.encoder()
print("ready", flush=True)
def progress(stage, done, total):
    if stage == "publishing":
        print("publishing", flush=True)
reindex([Path(sys.argv[2]), Path(sys.argv[3])], shelf, datetime.now(timezone.utc), progress, prune=True)
"""


@pytest.mark.parametrize(("moment", "longest"), [("ready", 0.6), ("publishing", 0.06)])
def test_a_killed_reindex_leaves_the_published_snapshot_whole(tmp_path, sample, today, moment, longest):
    dice = random.Random(moment)
    root, extra = tmp_path / "knowledge", tmp_path / "更多.md"
    index(new_shelf(root), sample)
    died = 0
    for number in range(KILLS):
        extra.write_text(f"示例市停车规定\n第一条 第{number}次修改。\n第二条 夜间不收费。")
        before = new_shelf(root).pointer()
        died += _kill(root, sample, extra, moment, dice.uniform(0, longest))
        shelf = new_shelf(root)
        verify(root / shelf.pointer())
        assert answer(shelf.current(), "流动党员多久联系一次", today).quotes[0].article == "第三条"
        assert shelf.pointer() >= before
    index(new_shelf(root), sample, now=datetime.now(UTC), prune=True)
    assert not list(root.glob(".building-*"))
    assert died


def _kill(root, sample, extra, moment, delay):
    """Run one reindex, kill it some time after `moment`; tell whether it was still running."""
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))}
    command = [sys.executable, "-c", CHILD, str(root), str(sample), str(extra)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=paths) as child:
        for line in child.stdout:
            if line.strip() == moment:
                break
        time.sleep(delay)
        running = child.poll() is None
        child.kill()
    return running
