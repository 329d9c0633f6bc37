"""A question that asks several things: each part answered, and what of it the library does not hold named."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, zip_longest

from knowledge.address import resolve
from knowledge.asked import MOST_QUOTES, rarity
from knowledge.evidence import UNHELD, Answer, Quote, Status
from knowledge.matters import Matter, matters, rarest
from knowledge.snapshot import Snapshot
from knowledge.words import fold

# A part of a question has a matter of its own with so many characters that say what it is about.
OWN_MATTER = 3
# Refusals that name a text the library surely lacks.
_NAMED = ("document_not_held", "doc_no_not_held", "article_not_held")

# Answers a question in the talk of what the source of a quote names.
Ask = Callable[[str, str | None], Answer]


def several(snapshot: Snapshot, asks: Sequence[str], told: Answer, ask: Ask) -> Answer | None:
    """Answer each part that is held, naming those that are not; None where `told` says as much, or none is held.

    `asks` are two parts or more, `told` answers them as a whole: all words together find what a part alone would
    miss. Where it has something for each part they are not searched.
    """
    if told.reason not in (None, *UNHELD) or told.lacking or _tells_of_each(snapshot, asks, told):
        return None
    heard = _heard(snapshot, asks, ask)
    held = [one for one in heard if one.status is Status.ANSWERED and one.reason in (None, "opening")]
    lacking = tuple((one.question, one.reason) for one in heard if one.reason in UNHELD and _is_lacking(snapshot, one))
    known = {found.source for found in told.quotes}
    if len(heard) < 2 or not held or not (lacking or {one.quotes[0].source for one in held} - known):
        return None
    return replace(held[0], quotes=_in_turn(told.quotes, held)[:MOST_QUOTES], lacking=lacking)


def _tells_of_each(snapshot: Snapshot, asks: Sequence[str], told: Answer) -> bool:
    """Tell whether what is quoted has the rarest word of every part; what a part names is always looked up."""
    if any(resolve(snapshot.catalog, one, told.day).is_any for one in asks):
        return False
    texts = [fold(snapshot.catalog.headed(found.row)) for found in told.quotes]
    rare = (rarest(matter) for one in asks if _is_own(matter := _matter(snapshot, one)))
    return all(any(form in text for text in texts for form in one.forms) for one in rare if one)


def _heard(snapshot: Snapshot, asks: Sequence[str], ask: Ask) -> list[Answer]:
    """Answer the parts of a question one by one, each in the talk of the one before it.

    最长多久 means nothing without the part before it, and is no matter of its own.
    """
    heard, source = list[Answer](), None
    for one in asks:
        found = ask(one, source)
        source = found.quotes[0].source if found.quotes else source
        if found.quotes or _is_own(_matter(snapshot, one)):
            heard.append(found)
    return heard


def _matter(snapshot: Snapshot, part: str) -> tuple[Matter, ...]:
    return matters(part, partial(rarity, snapshot))


def _is_own(matter: Iterable[Matter]) -> bool:
    return sum(len(one.word) for one in matter) >= OWN_MATTER


def _is_lacking(snapshot: Snapshot, refused: Answer) -> bool:
    """Tell whether the library surely lacks what a refused part asks.

    So it is if the part names a text, if nothing comes near, or if no word of several letters stands anywhere. What
    alone is refused is otherwise mostly held by the words that answer the whole (法院会支持我的诉求吗).
    """
    words = [one.word for one in _matter(snapshot, refused.question) if len(one.word) > 1]
    return refused.reason in _NAMED or not refused.nearest or not any(map(snapshot.lexical.holds, words))


def _in_turn(told: Sequence[Quote], held: Sequence[Answer]) -> tuple[Quote, ...]:
    """Return the first quote of each part before the second of any; the whole's first stays first if a part has it.

    What the whole quoted too keeps its words, which may answer more than one part.
    """
    turns = {found.source: found for found in chain.from_iterable(zip_longest(*(one.quotes for one in held))) if found}
    kept = {found.source: found for found in told if found.source in turns}
    first = {found.source: found for found in told[:1] if found.source in turns}
    return tuple((first | turns | kept).values())
