"""`xuesi bench`: how fast documents come in and questions are answered, beside a peer in the same minute."""

import argparse
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.resources import as_file, files
from pathlib import Path

from bot import clock
from bot.commands import Command, put, say
from bot.config import Config
from bot.library import shelf
from bot.phrases import commands, library
from knowledge.answer import answer
from knowledge.changes import Report
from knowledge.reindex import reindex
from knowledge.snapshot import Shelf, Snapshot
from knowledge.words import words

# Medians of so many runs; a single one measures the neighbours.
RUNS, QUESTIONS = 3, 200


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help=commands.PATHS)
    parser.add_argument("--json", action="store_true", help=commands.JSON)


def _bench(given: argparse.Namespace, config: Config) -> int:
    with as_file(files("bot.sample") / "documents") as sample, tempfile.TemporaryDirectory() as folder:
        reports = [_index(given.paths or [sample], config, Path(folder) / str(run)) for run in range(RUNS)]
        snapshot = Shelf(Path(folder) / "0", shelf(config).encoder).current()
        asked = _questions(snapshot)
        ours = _times(asked, lambda text: answer(snapshot, text, clock.day_of(clock.now())))
        peer = _times(asked, _full_text(snapshot))
    found = {
        "articles": reports[0].articles,
        "passages": reports[0].passages,
        "reindex_seconds": round(statistics.median(report.seconds for report in reports), 3),
        "passages_per_second": round(statistics.median(report.rate for report in reports), 1),
        "ask_ms_p50": round(statistics.median(ours), 3),
        "ask_ms_p95": round(ours[int(len(ours) * 0.95)], 3),
        "fts5_search_ms_p50": round(statistics.median(peer), 3),
        "ask_to_fts5_ratio": round(statistics.median(ours) / max(1e-6, statistics.median(peer)), 3),
    }
    if given.json:
        put(found)
    else:
        for name, value in found.items():
            say(library.figure_line(name, value))
    return 0


def _index(paths: Sequence[Path], config: Config, root: Path) -> Report:
    return reindex(paths, Shelf(root, shelf(config).encoder), clock.now(), lambda *_: None)


def _questions(snapshot: Snapshot) -> list[str]:
    """Take the first clause of articles spread over the whole library for questions."""
    step = max(1, snapshot.manifest.articles // QUESTIONS)
    rows = (snapshot.catalog.row(row) for row in range(0, snapshot.manifest.articles, step))
    return [row.article.text.split("，")[0][:40] for row in rows]


def _times(asked: Sequence[str], ask: Callable[[str], object]) -> list[float]:
    """Return the milliseconds of each question, sorted; asked once before, so that nothing is cold."""
    ask(asked[0])
    times = []
    for text in asked:
        started = time.perf_counter()
        ask(text)
        times.append((time.perf_counter() - started) * 1000)
    return sorted(times)


def _full_text(snapshot: Snapshot) -> Callable[[str], object]:
    """Return the peer: SQLite FTS5 over the same words, its ten best."""
    peer = sqlite3.connect(":memory:")
    peer.execute("CREATE VIRTUAL TABLE peer USING fts5(words, content='')")
    texts = (snapshot.catalog.row(row).article.text for row in range(snapshot.manifest.articles))
    peer.executemany("INSERT INTO peer(words) VALUES (?)", ((" ".join(words(text)),) for text in texts))
    query = "SELECT rowid FROM peer WHERE peer MATCH ? ORDER BY rank LIMIT 10"

    def search(text: str) -> object:
        terms = " OR ".join(f'"{term}"' for term in dict.fromkeys(words(text)))
        return peer.execute(query, (terms or '"-"',)).fetchall()

    return search


COMMANDS = (Command("bench", _arguments, _bench),)
