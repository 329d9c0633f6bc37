"""Pairs of texts that belong together, out of law text, answered questions and reading tests."""

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embeddings.training.split import split

LAW = ("corpus/statutes.jsonl.gz", "corpus/national.jsonl.gz", "corpus/local.jsonl.gz")
READING = ("pairs/drcd_dev_test.jsonl.gz", "pairs/cmrc2018_dev_trial.jsonl.gz")
QUESTIONS = "questions/lay.jsonl"
_HEAD = re.compile(r"^\s*#*\s*第[^条\s]{1,9}条(?:之[一二三四五六七八九十]+)?\s*")


@dataclass(frozen=True, slots=True)
class Law:
    """One article as the index encodes it: title, then text."""

    title: str
    number: str
    text: str

    @property
    def passage(self) -> str:
        """The words that are encoded."""
        return f"{self.title}\n{self.text}"


def laws(data: Path) -> Iterator[Law]:
    """Yield the articles of all law corpora; where a corpus is plain text its lines count as articles."""
    for name in LAW:
        for row in _rows(data / name):
            if "articles" in row:
                yield from (Law(row["title"], part["number"], part["text"]) for part in row["articles"])
            else:
                lines = (line for line in row["text"].splitlines() if _HEAD.match(line) and len(line) > 20)
                yield from (Law(row["title"], "", _HEAD.sub("", line)) for line in lines)


def questions(data: Path, part: str) -> list[dict[str, Any]]:
    """Return the questions of one part of the split; only "train" may be trained on."""
    rows = [json.loads(line) for line in (data / QUESTIONS).read_text(encoding="utf-8").splitlines()]
    return [dict(row) for row in split(rows)[part]]


def pairs(
    data: Path, articles: Sequence[Law], dice: random.Random, keep: float, answered: float
) -> list[tuple[str, str]]:
    """Return (question, passage) of all sources, shuffled; `answered` is about the share of answered questions.

    `keep`: so often a clause taken out of an article for its question also stays in it.
    """
    held = {(law.title, law.number): law for law in articles if law.number}
    asked = list(_asked(questions(data, "train"), held))
    reading = [(row["query"], row["passage"][:400]) for name in READING for row in _rows(data / name)]
    found = [pair for law in articles if (pair := _cloze(law, dice, keep))]
    found += reading + asked * max(1, int(len(found) * answered) // max(1, len(asked)))
    dice.shuffle(found)
    return found


def _asked(rows: Sequence[dict[str, Any]], held: dict[tuple[str, str], Law]) -> Iterator[tuple[str, str]]:
    for row in rows:
        for relevant in row["relevant"]:
            if law := held.get((relevant["document"], relevant["article"])):
                texts = (row["question"], row["keywords"], row["answer"])
                yield from ((text[:200], law.passage) for text in texts if isinstance(text, str) and text)


def _cloze(law: Law, dice: random.Random, keep: float) -> tuple[str, str] | None:
    """Take a clause of an article for its question and leave the rest for its passage."""
    clauses = [clause for clause in re.split(r"(?<=[。；，：\n])", law.text) if len(clause) > 5]
    if len(clauses) < 2:
        return (law.title, law.text) if len(law.text) > 10 else None
    taken = dice.choice(clauses)
    rest = law.text if dice.random() < keep else law.text.replace(taken, "", 1)
    return taken, f"{law.title}\n{rest}"


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
