"""`xuesi evaluate`: a file of questions with known articles -> figures."""

import argparse
import json
import time
from datetime import date
from functools import partial
from pathlib import Path

from bot import clock
from bot.commands import Command, put, say
from bot.config import Config
from bot.library import shelf
from bot.phrases import commands, library
from faults import Fault
from knowledge import search, titles
from knowledge.answer import answer
from knowledge.evaluate import CUTS, Outcome, Question, figures, outcomes, question_of
from knowledge.snapshot import Snapshot


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl", help=commands.QUESTIONS)
    parser.add_argument("--lexical-only", action="store_true", help=commands.LEXICAL_ONLY)
    parser.add_argument("--rows", type=Path, metavar="FILE", help=commands.ROWS)
    parser.add_argument("--json", action="store_true", help=commands.JSON)


def _evaluate(given: argparse.Namespace, config: Config) -> int:
    snapshot = shelf(config).current()
    today = clock.day_of(clock.now())
    results = outcomes(_questions(given.questions), partial(_one, snapshot, today, given.lexical_only))
    if given.rows:
        lines = (json.dumps(_row(result), ensure_ascii=False) for result in results)
        given.rows.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = figures(results)
    if given.json:
        put(found)
    else:
        for name, value in found.items():
            say(library.figure_line(name, value))
    return 0


def _questions(path: Path) -> list[Question]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [question_of(json.loads(line)) for line in lines if line.strip()]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Fault("questions_unreadable", path=str(path), detail=str(error)) from error


def _one(snapshot: Snapshot, today: date, lexical_only: bool, question: Question) -> Outcome:
    """Search and answer one question; the time is that of the whole answer."""
    day, deepest = question.as_of or today, max(CUTS)
    ended = answer(snapshot, question.text, day)
    started = time.perf_counter()
    hits = (search.lexical if lexical_only else search.search)(snapshot, question.text, deepest, day)
    ms = (time.perf_counter() - started) * 1000 if lexical_only else ended.ms
    rows = [*(quote.row for quote in ended.quotes), *(hit.article for hit in hits)]
    rows = [hit.article for hit in hits] if lexical_only else list(dict.fromkeys(rows))[:deepest]
    return Outcome(question, tuple(_article(snapshot, row) for row in rows), ended.status, ms)


def _article(snapshot: Snapshot, row: int) -> tuple[str, str]:
    found = snapshot.catalog.row(row)
    return titles.normal(snapshot.catalog.versions[found.version].metadata.title), found.article.key


def _row(result: Outcome) -> dict[str, object]:
    places = [place for place, hit in enumerate(result.gains(), 1) if hit]
    return {"id": result.question.id, "status": result.status, "places": places, "ms": result.ms}


COMMANDS = (Command("evaluate", _arguments, _evaluate),)
