"""A question -> exact quotes with addresses, or an honest refusal with the nearest articles."""

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import chain

from knowledge import moments, speeches, titles
from knowledge.address import Named, resolve
from knowledge.addressed import addressed, bare_part, bare_place
from knowledge.asked import MOST_QUOTES, SEEN, Asked, find, once_named, quoted
from knowledge.asked import asked as read
from knowledge.boundaries import boundary
from knowledge.document import Kind
from knowledge.evidence import Answer, Hit, Quote, Status
from knowledge.judging import holds_half, sure
from knowledge.origins import origins
from knowledge.outcome import WEIGHED, facts, refused, scoped, stated
from knowledge.parts import parts
from knowledge.premises import unheld_premise
from knowledge.quotes import whole
from knowledge.search import lexical
from knowledge.several import several
from knowledge.snapshot import Snapshot

# "那…呢" without a subject of its own continues the last question.
_FOLLOWS = re.compile(r"^(?:那|那么|还有|另外|如果|要是)|^.{0,8}呢[？?]?$")
_CONNECTIVES = re.compile(r"^(?:那么|那|还有|另外|如果|要是)[，,]?|呢?[？?]*$")
SHORT_FOLLOW_UP = 16
# So many speeches of one speaker are named for choosing.
LISTED = 3
# So many texts out of force that words find are looked at before they are searched.
WORDED = 20


def answer(
    snapshot: Snapshot, question: str, day: date, *, previous: str | None = None, source: str | None = None
) -> Answer:
    """Answer from the texts in force on `day` (Beijing).

    `previous` is the last question of the same person in the same chat and `source` the
    `Quote.source` that answered it, for follow-ups like 那预备期呢.
    """
    started = time.perf_counter()
    typed = question.strip()
    asks = parts(typed)
    found = _answer(snapshot, typed, day, previous, source)
    if len(asks) > 1:
        found = several(snapshot, asks, found, lambda one, before: _answer(snapshot, one, day, None, before)) or found
    # To each part its document: only what answers one and the same thing can contradict itself.
    elif found.status is Status.ANSWERED:
        found = replace(found, origins=origins(snapshot, found.quotes))
    return replace(found, question=question, ms=round((time.perf_counter() - started) * 1000, 2))


def _answer(snapshot: Snapshot, question: str, day: date, previous: str | None, source: str | None) -> Answer:
    rule = boundary(question)
    if rule and rule != "personal_case":
        return Answer(Status.REFUSED, question, day, reason=rule)
    here = source.split("#")[0] if source else None
    named = resolve(snapshot.catalog, question, day, here)
    if previous and follows(question) and not named.versions:
        own = _CONNECTIVES.sub("", question)
        for found in (_in_same_document(snapshot, own, day, here), _answer(snapshot, own, day, None, source)):
            if found and found.status is not Status.REFUSED:
                return found
        question = f"{previous} {own}"
        named = resolve(snapshot.catalog, question, day, here)
    if bare_part(question) and not named.versions and here in snapshot.catalog.versions:
        named = Named((here,), rest=question)
    named = _of_a_speech(snapshot, question, day, named)
    asked = read(snapshot, question, day, named, named.rest if named.versions else None)
    if rule:
        return refused(asked, rule)
    if not named.versions and (bare_part(question) or bare_place(named)):
        # Of no document nothing is near.
        return refused(asked, "which_document", ())
    if named.missing:
        held = titles.doc_no(named.missing) is not None
        return refused(asked, "doc_no_not_held" if held else "document_not_held", title=named.missing)
    return _named(asked) if named.versions else _searched(asked)


def _of_a_speech(snapshot: Snapshot, question: str, day: date, named: Named) -> Named:
    """Let a speech be named by who gave it and where, as a text is by its title."""
    if named.is_any:
        return named
    versions, left = speeches.spoken(snapshot.catalog, question, day)
    return Named(versions, rest=left, spoken=question) if versions else named


def _named(asked: Asked) -> Answer:
    """Answer from the document that is named; what only sounds like its name may be a matter of others."""
    versions = asked.named.versions
    if asked.named.spoken == asked.question and len(versions) > 1:
        return _of_several_speeches(asked)
    found = addressed(asked)
    if found.reason == "not_in_document" and not asked.named.exact:
        # 中央八项规定精神 is a matter as well as a title; without marks either may be meant.
        elsewhere = _searched(asked)
        return found if elsewhere.status is Status.REFUSED else elsewhere
    return found


def _of_several_speeches(asked: Asked) -> Answer:
    """Search what a speaker said; ask which speech is meant where nothing of its matter is."""
    if asked.named.rest:
        certain = sure(asked, scoped(asked, asked.named.versions))
        if not certain:
            return _searched(asked)
        return Answer(Status.ANSWERED, asked.question, asked.day, quoted(asked, certain))
    held = asked.snapshot.catalog.versions
    names = "、".join(f"《{titles.clean(held[key].metadata.title)}》" for key in asked.named.versions[:LISTED])
    return Answer(Status.REFUSED, asked.question, asked.day, reason="which_speech", fields=(("titles", names),))


def follows(question: str) -> bool:
    """Tell whether a question continues the one before it."""
    return len(question) <= SHORT_FOLLOW_UP and _FOLLOWS.search(question) is not None


def _in_same_document(snapshot: Snapshot, question: str, day: date, here: str | None) -> Answer | None:
    """Answer a follow-up from the document that the talk was about, None when that does not hold it."""
    if here not in snapshot.catalog.versions:
        return None
    version = snapshot.catalog.versions[here]
    asked = read(snapshot, question, day, Named((version.id,), None, "", question))
    certain = sure(asked, scoped(asked, (version.id,)))
    return stated(asked, version, quoted(asked, certain)) if certain else None


def _searched(asked: Asked) -> Answer:
    """Search everything in force; then, if that holds nothing, what once was or will be."""
    if happened := _happened(asked):
        return Answer(Status.ANSWERED, asked.question, asked.day, quoted(asked, happened))
    hits = find(asked, WEIGHED, asked.day)
    certain = sure(asked, hits)
    if premise := unheld_premise(asked, certain):
        return refused(asked, "premise_not_held", hits, said=premise)
    former, headed = once_named(asked), asked.snapshot.catalog.headed
    if not certain or (former and not any(former in headed(hit.article) for hit in certain)):
        once = _once(asked, [hit for hit in _out_of_force(asked) if former in headed(hit.article)], hits)
        if once:
            return once
    return _in_force(asked, certain) if certain else refused(asked, "not_held", hits)


def _in_force(asked: Asked, certain: Sequence[Hit]) -> Answer:
    """Answer from what holds on the day, saying so where it is only a view."""
    quotes = quoted(asked, certain)
    first = asked.snapshot.catalog.version_of(quotes[0].row)
    reason = "research_view" if first.metadata.kind is Kind.RESEARCH else None
    told = facts(asked.snapshot, first) if reason else {}
    return Answer(Status.ANSWERED, asked.question, asked.day, quotes, (), reason, tuple(told.items()))


def _once(asked: Asked, found: Sequence[Hit], hits: Sequence[Hit]) -> Answer | None:
    """Answer from what once was or will be in force, with what is nearest today; None where that is not sure either.

    Half of what is asked about has to stand there: among few articles one is always the nearest.
    """
    other = sure(asked, found)
    held = any(holds_half(asked, asked.snapshot.catalog.headed(hit.article)) for hit in other)
    version = asked.snapshot.catalog.version_of(other[0].article) if held else None
    if version is None or version.span.holds(asked.day):
        return None
    told = stated(asked, version, quoted(asked, other[:1]))
    return replace(told, nearest=told.nearest or quoted(asked, hits[:1]))


def _happened(asked: Asked) -> list[Hit]:
    """Return what tells of the time that is named, where a question is after nothing else: 1926年发生了什么."""
    held = asked.snapshot.catalog.row
    for time_ in moments.named(asked.question):
        named = [hit for hit in find(asked, SEEN, asked.day) if time_ in held(hit.article).article.text]
        found = [hit for hit in (_below_date(asked, hit) for hit in named) if hit]
        if found:
            # What begins with the time tells of it; elsewhere it may only be mentioned.
            return sorted(found, key=lambda hit: not held(hit.article).article.text.startswith(time_))
    return []


def _below_date(asked: Asked, hit: Hit) -> Hit | None:
    """Return the hit, or what stands under it where it is a line of a calendar; None where nothing does."""
    row = asked.snapshot.catalog.row(hit.article)
    if not moments.only(row.article.text):
        return hit
    below = hit.article + 1
    inside = below < asked.snapshot.manifest.articles and asked.snapshot.catalog.row(below).version == row.version
    return replace(hit, article=below) if inside else None


def _out_of_force(asked: Asked) -> list[Hit]:
    """Search only what is not in force on the day: of what is, nothing was sure enough.

    Words alone tell in a fraction of the time that nothing there has half of what is asked about, which `_once` wants.
    """
    look = partial(lexical, asked.snapshot, k=WORDED, day=asked.day, outside=True)
    hits = chain.from_iterable(map(look, asked.readings))
    worth = any(holds_half(asked, asked.snapshot.catalog.headed(hit.article)) for hit in hits)
    return find(asked, WEIGHED, asked.day, outside=True) if worth else []


def more(snapshot: Snapshot, question: str, day: date, skip: int) -> tuple[Quote, ...]:
    """Return the next articles behind the first `skip` ones, without the rule of answering (更多)."""
    named = resolve(snapshot.catalog, question, day)
    asked = read(snapshot, question, day, named)
    versions = named.versions[:1]
    hits = find(asked, skip + MOST_QUOTES, None if versions else day, versions)
    return quoted(asked, hits[skip:])


def article(snapshot: Snapshot, source: str, day: date, step: int = 0) -> Quote | None:
    """Return a whole article by its source, or the one `step` after it in the same version; None at the end."""
    version, _, key = source.partition("#")
    row = snapshot.catalog.locate(version, key)
    if row is None or not 0 <= row.row + step < snapshot.manifest.articles:
        return None
    target = snapshot.catalog.row(row.row + step)
    return whole(snapshot, target, day) if target.version == version else None
