"""Who decides: the one body of a sentence is blanked, bodies of other classes are the wrong answers."""

from collections.abc import Iterator, Mapping
from random import Random

from quiz.bodies import Body, bodies, decides
from quiz.candidate import Candidate, Material, Pool, alone, cited
from quiz.item import Item
from quiz.wording import GAP


def propose(material: Material, pool: Pool, dice: Random) -> Iterator[Candidate]:
    """Blank the body of each sentence that names one alone."""
    for said in (whole for sentence in material.sentences for whole in alone(sentence)):
        found = list(bodies(said.text))
        if len(found) != 1:
            continue
        body = found[0]
        before, after = said.text[: body.start], said.text[body.end :]
        # At the very beginning it is what the whole sentence is about, and the rest gives it away.
        if not before or not decides(said.text, body):
            continue
        wrong = _wrong(body, pool.bodies.get(material.title, {}), material.row.article.text, dice)
        if len(wrong) >= 2:
            item = Item("single", cited(said, f"{before}{GAP}{after}"), (body.text, *wrong), (0,),
                        explanation=said.lead + said.text)  # fmt: skip
            yield Candidate("agent", material.row, said.title, item, said.text, said.text, body.text, 0.8)


def _wrong(body: Body, others: Mapping[str, tuple[str, ...]], article: str, dice: Random) -> tuple[str, ...]:
    """Return one body each of other classes of the document, none that the article names, of about the same length."""
    chosen = list[str]()
    for kind in dice.sample(sorted(others), len(others)):
        named = (one for one in others[kind] if one not in article)
        fitting = next((one for one in named if all(_similar(one, other) for other in (body.text, *chosen))), None)
        if kind != body.kind and fitting:
            chosen.append(fitting)
    return tuple(chosen[:3])


def _similar(one: str, other: str) -> bool:
    short, long = sorted((len(one), len(other)))
    return long <= 2 * short
