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
from knowledge.snapshot import Snapshot
from records import conversations
from records.engine import open_records


def _rows_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.jsonl", help=commands.TRAINING_ROWS)
    parser.add_argument("--json", action="store_true", help=commands.JSON)


def _rows(given: argparse.Namespace, config: Config) -> int:
    snapshot, records = shelf(config).current(), open_records(config.records_url)
    with records.read() as connection:
        found = list(_exported(snapshot, conversations.judged_useful(connection)))
    records.close()
    given.file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found), encoding="utf-8")
    if given.json:
        put({"rows": len(found)})
    else:
        say(library.rows_written(len(found), given.file))
    return 0


def _exported(snapshot: Snapshot, judged: list[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    """Yield rows as `xuesi evaluate` reads them; nothing tells who asked."""
    for number, (question, source) in enumerate(judged):
        version, _, key = source.partition("#")
        held = snapshot.catalog.versions.get(version)
        row = snapshot.catalog.locate(version, key)
        if held and row:
            relevant = [{"document": held.metadata.title, "article": row.article.label}]
            yield {
                "id": f"feedback-{number}",
                "question": question,
                "relevant": relevant,
                "answerable": True,
                "as_of": None,
            }


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
