"""A sentence is stated as it stands, or with exactly one thing changed: 判断."""

import re
from collections.abc import Iterator
from random import Random

from quiz.amounts import amounts, rivals
from quiz.bodies import Body, bodies, decides
from quiz.candidate import Candidate, Material, Pool, alone, cited
from quiz.item import Item
from quiz.recipes.cadence import CADENCES
from quiz.sentences import Sentence

# Pairs that turn a sentence round and leave its grammar whole. 不得 is never made 可以: that only gives absurd
# statements; 应当 and 可以 are left alone too, since what must be done may also be done.
PAIRS = (
    ("不少于", "不超过"), ("至少", "最多"), ("以上", "以下"), ("书面", "口头"),
    ("有表决权", "没有表决权"), ("连续", "累计"), ("以前", "以后"), ("提前", "推迟"), ("少数服从多数", "多数服从少数"),
)  # fmt: skip
# Whoever may vote and stand: of other duties it is as true of the one as of the other.
_RIGHTS = ("正式党员", "预备党员")


def propose(material: Material, pool: Pool, dice: Random) -> Iterator[Candidate]:
    """State each sentence that has something to change, as it is or changed."""
    near = frozenset(amount.text for amount in amounts(material.row.article.text))
    for said in (whole for sentence in material.sentences for whole in alone(sentence)):
        changes = list(_changes(said, near, pool, dice))
        if not changes:
            continue
        start, end, other = dice.choice(changes)
        true = dice.random() < 0.5
        stated = said.text if true else said.text[:start] + other + said.text[end:]
        item = Item("judge", cited(said, stated), (), (0,) if true else (1,), explanation=said.lead + said.text)
        yield Candidate("truth", material.row, said.title, item, said.text, said.text, said.text[start:end], 0.6)


def _changes(said: Sentence, near: frozenset[str], pool: Pool, dice: Random) -> Iterator[tuple[int, int, str]]:
    """Yield what could be changed: a span of the sentence and other words, which the article has nowhere else."""
    text = said.text
    for amount in amounts(text):
        if others := rivals(amount, near):
            yield amount.start, amount.end, others[0]
    for found in re.finditer("|".join(CADENCES), text):
        others = tuple(one for one in CADENCES[1:] if one != found[0] and one not in said.row.article.text)
        if others:
            yield found.start(), found.end(), dice.choice(others)
    for pair in (*PAIRS, *((_RIGHTS,) if re.search("表决权|选举权|被选举权", text) else ())):
        for one, other in (pair, pair[::-1]):
            if text.count(one) == 1 and other not in text:
                at = text.index(one)
                yield at, at + len(one), other
    named = list(bodies(text))
    if len(named) == 1 and named[0].start and decides(text, named[0]):
        others = _others(named[0], said, pool)
        if others:
            yield named[0].start, named[0].end, dice.choice(others)


def _others(body: Body, said: Sentence, pool: Pool) -> tuple[str, ...]:
    """Return bodies of the same document that could be claimed to act instead."""
    held = pool.bodies.get(said.title, {})
    classes = [kind for kind in ("branch", "party_committee", "congress", "department") if kind != body.kind]
    return tuple(one for kind in classes for one in held.get(kind, ())[:2] if one not in said.row.article.text)
