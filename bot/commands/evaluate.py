"""`xuesi evaluate`: a file of questions with known articles -> figures."""

import argparse
import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from bot import clock
from bot.commands import Command, put, say
from bot.config import Config
from bot.library import shelf
from bot.phrases import commands, library
from knowledge import golden, search
from knowledge.answer import answer
from knowledge.evaluate import CUTS, Outcome, Question, by_type, difference, figures, outcomes
from knowledge.snapshot import Snapshot

# Figures of the last run of every file of questions, in the workspace.
RUNS = "evaluations"


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl", help=commands.QUESTIONS)
    parser.add_argument("--lexical-only", action="store_true", help=commands.LEXICAL_ONLY)
    parser.add_argument("--rows", type=Path, metavar="FILE", help=commands.ROWS)
    parser.add_argument("--json", action="store_true", help=commands.JSON)


def _evaluate(given: argparse.Namespace, config: Config) -> int:
    snapshot = shelf(config).current()
    today = clock.day_of(clock.now())
    results = outcomes(golden.read(given.questions), partial(_one, snapshot, today, given.lexical_only))
    if given.rows:
        lines = (json.dumps(_row(result), ensure_ascii=False) for result in results)
        given.rows.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = figures(results)
    if given.json:
        put(found)
    else:
        _show(found, results)
        for line in library.change_lines(_remembered(_last(given, config), found)):
            say(line)
    return 0


def _show(found: Mapping[str, float], results: Sequence[Outcome]) -> None:
    for name, value in found.items():
        say(library.figure_line(name, value))
    for name, own in by_type(results).items():
        say(library.type_line(name, own))


def _last(given: argparse.Namespace, config: Config) -> Path:
    """Return where the figures of the last run of the same questions in the same way are kept."""
    way = b"lexical" if given.lexical_only else b""
    name = hashlib.sha256(given.questions.read_bytes() + way).hexdigest()[:12]
    return config.workspace / RUNS / f"{name}.json"


def _remembered(path: Path, found: Mapping[str, float]) -> dict[str, float] | None:
    """Keep the figures of this run; return what changed since the last one, None when there was none."""
    last = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(found), encoding="utf-8")
    return None if last is None else difference(found, last)


def _one(snapshot: Snapshot, today: date, lexical_only: bool, question: Question) -> Outcome:
    """Search and answer one question; the time is that of the whole answer."""
    day, deepest = question.as_of or today, max(CUTS)
    ended = answer(snapshot, question.text, day)
    started = time.perf_counter()
    hits = (search.lexical if lexical_only else search.search)(snapshot, question.text, deepest, day)
    ms = (time.perf_counter() - started) * 1000 if lexical_only else ended.ms
    rows = [*(quote.row for quote in ended.quotes), *(hit.article for hit in hits)]
    rows = [hit.article for hit in hits] if lexical_only else list(dict.fromkeys(rows))[:deepest]
    return Outcome(question, tuple(golden.named(snapshot, row) for row in rows), ended.status, ms)


def _row(result: Outcome) -> dict[str, object]:
    places = [place for place, hit in enumerate(result.gains(), 1) if hit]
    return {"id": result.question.id, "status": result.status, "places": places, "ms": result.ms}


COMMANDS = (Command("evaluate", _arguments, _evaluate),)
