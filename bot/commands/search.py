"""`xuesi search`: one question, the ranked articles with their scores."""

import argparse
from datetime import date
from typing import Any

from bot import clock
from bot.commands import Command, put, say
from bot.config import Config
from bot.library import shelf
from bot.phrases import answers, commands
from knowledge.search import search


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", help=commands.QUESTION)
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help=commands.AS_OF)
    parser.add_argument("--json", action="store_true", help=commands.JSON)
    parser.add_argument("-k", type=int, default=10, metavar="N", help=commands.COUNT)


def _search(given: argparse.Namespace, config: Config) -> int:
    snapshot = shelf(config).current()
    day = given.as_of or clock.day_of(clock.now())
    rows: list[dict[str, Any]] = []
    for hit in search(snapshot, given.question, given.k, day):
        found = snapshot.catalog.row(hit.article)
        title = snapshot.catalog.versions[found.version].metadata.title
        scores = {"score": hit.score, "bm25": hit.bm25, "cosine": hit.cosine}
        rows.append({"document": title, "article": found.article.label, **scores, "text": found.article.text})
    if given.json:
        put(rows)
    else:
        for row in rows:
            say(answers.hit_line(row["score"], row["document"], row["article"], row["text"]))
    return 0


COMMANDS = (Command("search", _arguments, _search),)
