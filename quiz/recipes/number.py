"""A number with its unit is blanked: 单选 among amounts of the same unit, or 填空 of the number alone."""

from collections.abc import Iterator
from random import Random

from quiz.amounts import Amount, amounts, rivals
from quiz.candidate import Candidate, Material, Pool, alone, cited
from quiz.item import Item
from quiz.sentences import Sentence
from quiz.wording import GAP

# Wrong options of a good question: three, two where no third is any good (Rodriguez 2005).
MOST, LEAST = 3, 2
# One in so many is asked without options: to recall is harder, and better remembered, than to recognise.
RECALLED = 4


def propose(material: Material, pool: Pool, dice: Random) -> Iterator[Candidate]:
    """Blank each amount of each sentence."""
    near = frozenset(amount.text for amount in amounts(material.row.article.text))
    for said in (whole for sentence in material.sentences for whole in alone(sentence)):
        for amount in amounts(said.text):
            if dice.randrange(RECALLED) == 0 and amount.number is not None:
                yield _recalled(material, said, amount)
            elif len(wrong := _wrong(amount, pool, near, dice)) >= LEAST:
                stem = said.text[: amount.start] + GAP + said.text[amount.end :]
                options = (amount.text, *wrong[:MOST])
                item = Item("single", cited(said, stem), options, (0,), explanation=said.lead + said.text)
                yield _candidate(material, said, amount, item, 1.0)


def _recalled(material: Material, said: Sentence, amount: Amount) -> Candidate:
    at = amount.start + len(amount.written)
    stem = said.text[: amount.start] + GAP + said.text[at:]
    item = Item("blank", cited(said, stem), (), ((amount.written,),), explanation=said.lead + said.text)
    return _candidate(material, said, amount, item, 0.9)


def _candidate(material: Material, said: Sentence, amount: Amount, item: Item, worth: float) -> Candidate:
    return Candidate("number", material.row, said.title, item, said.text, said.text, amount.text, worth)


def _wrong(amount: Amount, pool: Pool, near: frozenset[str], dice: Random) -> tuple[str, ...]:
    """Return amounts that are real elsewhere in the documents first, then steps that people know."""
    steps = rivals(amount, near)
    real = {*pool.amounts.get((amount.unit, amount.written[0].isascii()), ())}
    known = [step for step in steps if step in real]
    best = (known + [step for step in steps if step not in real])[: MOST + 1]
    return tuple(dice.sample(best, min(MOST, len(best))))
