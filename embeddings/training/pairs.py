"""The texts that the model is made from: law text, answered questions, reading tests."""

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


def reading(data: Path) -> list[tuple[str, str]]:
    """Return (question, passage) of the reading tests."""
    return [(row["query"], row["passage"][:400]) for name in READING for row in _rows(data / name)]


def questions(data: Path) -> list[dict[str, Any]]:
    """Return the answered questions; which of them may be trained on, `embeddings.training.split` says."""
    return [json.loads(line) for line in (data / QUESTIONS).read_text(encoding="utf-8").splitlines()]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
