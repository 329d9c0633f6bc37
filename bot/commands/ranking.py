"""`xuesi ranking rows`, `xuesi ranking train`: members' feedback as training rows, and a ranking trained anew."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot import clock
from bot.commands import Command, put, say
from bot.config import Config
from bot.library import shelf
from bot.phrases import commands, library
from faults import Fault
from knowledge.answer import follows
from knowledge.snapshot import Snapshot
from records import conversations
from records.engine import open_records


def _rows_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.jsonl", help=commands.TRAINING_ROWS)
    parser.add_argument("--useless", type=Path, metavar="FILE.jsonl", help=commands.USELESS_ROWS)
    parser.add_argument("--json", action="store_true", help=commands.JSON)


def _rows(given: argparse.Namespace, config: Config) -> int:
    snapshot, records = shelf(config).current(), open_records(config.records_url)
    with records.read() as connection:
        useful = list(_exported(snapshot, "useful", conversations.judged(connection, useful=True)))
        useless = list(_exported(snapshot, "useless", conversations.judged(connection, useful=False)))
    records.close()
    _write(given.file, useful)
    if given.useless:
        # What was shown is wrong; what is right, the administrator knows.
        _write(given.useless, [{**row, "relevant": [], "shown": row["relevant"]} for row in useless])
    if given.json:
        put({"rows": len(useful), **({"useless": len(useless)} if given.useless else {})})
        return 0
    say(library.rows_written(len(useful), given.file))
    if given.useless:
        say(library.useless_written(len(useless), given.useless))
    return 0


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def _exported(snapshot: Snapshot, name: str, judged: list[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """Yield rows as `xuesi evaluate` reads them; nothing tells who asked.

    What only continues another question (那预备期呢) says nothing alone and is left out.
    """
    for number, (question, source) in enumerate(judged):
        version, _, key = source.partition("#")
        held = snapshot.catalog.versions.get(version)
        found = snapshot.catalog.locate(version, key)
        if held and found and not follows(question):
            relevant = [{"document": held.metadata.title, "article": found.article.label}]
            row = {"id": f"{name}-{number}", "question": question, "relevant": relevant}
            yield {**row, "answerable": True, "as_of": None}


def _train_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("questions", nargs="+", type=Path, metavar="QUESTIONS.jsonl", help=commands.QUESTIONS)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.json", help=commands.RANKING_OUT)
    parser.add_argument("--json", action="store_true", help=commands.JSON)


def _train(given: argparse.Namespace, config: Config) -> int:
    from knowledge.training.model import save, train

    rows = [row for path in given.questions for row in _read(path)]
    made = train(shelf(config).current(), rows, clock.day_of(clock.now()), given.out.stem)
    save(given.out, made)
    if given.json:
        put({"rows": len(rows), "bytes": given.out.stat().st_size})
    else:
        say(library.ranking_written(len(rows), given.out))
    return 0


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise Fault("questions_unreadable", path=str(path), detail=str(error)) from error


COMMANDS = (Command("ranking rows", _rows_arguments, _rows), Command("ranking train", _train_arguments, _train))
