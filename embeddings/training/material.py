"""What the model learns from, cut into tokens once: clauses of articles, reading tests, answered questions."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from embeddings.training.pairs import Law, reading

Tokens = NDArray[np.int32]
Pair = tuple[Tokens, Tokens]
# Shorter articles say nothing; of longer ones the beginning is enough.
SHORTEST, LONGEST = 15, 600
# How a pair is made: see `Material.pair`. The shares were chosen on the dev part.
READING, TWO_CLAUSES, THINNED, KEPT_WORDS, TITLED, HELD, PASSAGE_TITLED = 0.06, 0.3, 0.5, 0.6, 0.15, 0.15, 0.7


def tokens(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Tokens]:
    """Return the numbers of the tokens of every text."""
    found = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    return [np.array(one.ids, dtype=np.int32) for one in found]


@dataclass(frozen=True, slots=True)
class Material:
    """Titles and clauses of articles, questions and passages of reading tests, as tokens."""

    titles: list[Tokens]
    clauses: list[list[Tokens]]
    questions: list[Tokens]
    passages: list[Tokens]

    def pair(self, dice: random.Random) -> Pair:
        """Draw a pair that belongs together: a reading test's, or clauses of an article with the rest of it."""
        if dice.random() < READING:
            place = dice.randrange(len(self.questions))
            return self.questions[place], self.passages[place]
        while True:
            place = dice.randrange(len(self.titles))
            left, right = _cloze(self.titles[place], self.clauses[place], dice)
            if len(left) and len(right):
                return left, right


def _cloze(title: Tokens, clauses: list[Tokens], dice: random.Random) -> Pair:
    """Take one or two clauses for the question, often with words missing, and leave the rest for the passage."""
    if len(clauses) == 1:
        return title, clauses[0]
    start = dice.randrange(len(clauses))
    count = 2 if dice.random() < TWO_CLAUSES and start + 1 < len(clauses) else 1
    taken = np.concatenate(clauses[start : start + count])
    if dice.random() < THINNED and len(taken) > 4:
        kept = np.array([dice.random() < KEPT_WORDS for _ in range(len(taken))])
        taken = taken[kept] if kept.any() else taken
    if dice.random() < TITLED:
        taken = np.concatenate([title, taken])
    rest = clauses if dice.random() < HELD else clauses[:start] + clauses[start + count :]
    rest = rest or clauses
    return taken, np.concatenate([title, *rest] if dice.random() < PASSAGE_TITLED else rest)


def material(data: Path, articles: Sequence[Law], tokenizer: Tokenizer) -> Material:
    """Cut everything that needs no answered question; an article that stands in two corpora counts once."""
    unlike = {law.text: law for law in reversed(articles) if len(law.text) >= SHORTEST}
    laws = [law for law in articles if unlike.get(law.text) is law]
    texts = [re.split(r"(?<=[。；，：\n])", law.text[:LONGEST]) for law in laws]
    clauses = [[part for part in parts if len(part) > 3] or [law.text] for parts, law in zip(texts, laws, strict=True)]
    flat = iter(tokens(tokenizer, [clause for parts in clauses for clause in parts]))
    questions, passages = zip(*reading(data), strict=True)
    return Material(
        tokens(tokenizer, [law.title for law in laws]), [[next(flat) for _ in parts] for parts in clauses],
        tokens(tokenizer, questions), tokens(tokenizer, passages),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answered:
    """An answered question: ways of asking (question, keywords, a lawyer's answer) and what answers, as tokens.

    `near` are articles that look like the answer and are none.
    """

    question: Tokens
    keywords: Tokens
    answer: Tokens
    passages: list[Tokens]
    near: list[Tokens]

    def asked(self, dice: random.Random) -> Tokens:
        """Draw a way of asking: half the time the question, else the keywords or a stretch of the answer."""
        drawn = dice.random()
        words = self.question if drawn < 0.5 else self.keywords if drawn < 0.65 else self.answer
        if drawn >= 0.65 and len(words) > 12:
            start = dice.randrange(max(1, len(words) - 20))
            words = words[start : start + dice.randrange(10, 40)]
        return words if len(words) else self.question
