"""`xuesi evaluate`: a file of questions with known articles -> figures, by type, and what has changed."""

import argparse
import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from bot import clock
from bot.commands import Command, put, say
from bot.config import Config
from bot.library import shelf
from bot.phrases import commands, library
from knowledge import golden, search
from knowledge.evaluate import CUTS, Outcome, Question, by_type, difference, figures, outcomes, worse, worths
from knowledge.snapshot import Snapshot

# What came of the last run of every file of questions, in the workspace.
RUNS = "evaluations"


@dataclass(frozen=True, slots=True)
class Change:
    """What changed since the last run of the same questions: figures, ids of those that ended worse and better."""

    figures: Mapping[str, float]
    worse: Sequence[str]
    better: Sequence[str]


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl", help=commands.QUESTIONS)
    parser.add_argument("--lexical-only", action="store_true", help=commands.LEXICAL_ONLY)
    parser.add_argument("--rows", type=Path, metavar="FILE", help=commands.ROWS)
    parser.add_argument("--json", action="store_true", help=commands.JSON)


def _evaluate(given: argparse.Namespace, config: Config) -> int:
    snapshot = shelf(config).current()
    today = clock.day_of(clock.now())
    ask = partial(_lexical if given.lexical_only else golden.outcome, snapshot, today)
    results = outcomes(golden.read(given.questions), ask)
    if given.rows:
        lines = (json.dumps(_row(result), ensure_ascii=False) for result in results)
        given.rows.write_text("\n".join(lines) + "\n", encoding="utf-8")
    change = _remembered(_last(given, config), results)
    (_put if given.json else _show)(results, change)
    return 0


def _put(results: Sequence[Outcome], change: Change | None) -> None:
    changed = {"worse": change.worse, "better": change.better, **change.figures} if change else None
    more = {"types": by_type(results), "change": changed}
    put({**figures(results), **{name: value for name, value in more.items() if value}})


def _show(results: Sequence[Outcome], change: Change | None) -> None:
    for name, value in figures(results).items():
        say(library.figure_line(name, value))
    for name, own in by_type(results).items():
        say(library.type_line(name, own))
    texts = {result.question.id: result.question.text for result in results}
    if change is None:
        say(library.FIRST_RUN)
        return
    turned = ([texts[id_] for id_ in ids] for ids in (change.worse, change.better))
    for line in library.change_lines(change.figures, *turned):
        say(line)


def _last(given: argparse.Namespace, config: Config) -> Path:
    """Return where what came of the last run of the same questions in the same way is kept."""
    way = b"lexical" if given.lexical_only else b""
    name = hashlib.sha256(given.questions.read_bytes() + way).hexdigest()[:12]
    return config.workspace / RUNS / f"{name}.json"


def _remembered(path: Path, results: Sequence[Outcome]) -> Change | None:
    """Keep what came of this run; return what changed since the last one, None when there was none."""
    last = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    now = {"figures": figures(results), "worths": worths(results)}
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(now, ensure_ascii=False), encoding="utf-8")
    if last.keys() != now.keys():
        return None
    is_, was = now["worths"], last["worths"]
    return Change(difference(now["figures"], last["figures"]), worse(is_, was), worse(was, is_))


def _lexical(snapshot: Snapshot, today: date, question: Question) -> Outcome:
    """Search by BM25 alone; the time is that of the search. How it ends, the whole answer says."""
    started = time.perf_counter()
    hits = search.lexical(snapshot, question.text, max(CUTS), question.as_of or today)
    ms = (time.perf_counter() - started) * 1000
    found = tuple(golden.named(snapshot, hit.article) for hit in hits)
    return replace(golden.outcome(snapshot, today, question), found=found, ms=ms)


def _row(result: Outcome) -> dict[str, object]:
    places = [place for place, hit in enumerate(result.gains(), 1) if hit]
    return {"id": result.question.id, "status": result.status, "places": places, "ms": result.ms}


COMMANDS = (Command("evaluate", _arguments, _evaluate),)
