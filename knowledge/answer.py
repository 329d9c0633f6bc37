"""A question -> exact quotes with addresses, or an honest refusal with the nearest articles."""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from knowledge import relevance, titles
from knowledge.address import Named, resolve
from knowledge.asked import MOST_QUOTES, Asked, find, held_whole, near, quoted, sure, unheld_premise
from knowledge.asked import asked as read
from knowledge.boundaries import boundary
from knowledge.catalog import Row, Version
from knowledge.document import Kind
from knowledge.evidence import Answer, Hit, Quote, Status
from knowledge.quotes import holds_place, quote, whole
from knowledge.search import search
from knowledge.snapshot import Snapshot

# So many of the best hits are weighed for an answer.
WEIGHED = 8
_PART = re.compile(r"总纲|前言|序言|附件[一二三四五六七八九十\d]*|附表[一二三四五六七八九十\d]*")
_ABOUT = re.compile(
    r"(?:什么时候|何时|哪天|哪年|几时)(?:开始)?(?:施行|实施|生效|执行|发布)|(?:还|现在|是否|是不是)(?:还)?(?:有效|现行|作废|废止)"
)
# "那…呢" without a subject of its own continues the last question.
_FOLLOWS = re.compile(r"^(?:那|那么|还有|另外|如果|要是)|^.{0,8}呢[？?]?$")
_CONNECTIVES = re.compile(r"^(?:那么|那|还有|另外|如果|要是)[，,]?|呢?[？?]*$")
SHORT_FOLLOW_UP = 16


def answer(
    snapshot: Snapshot, question: str, day: date, *, previous: str | None = None, source: str | None = None
) -> Answer:
    """Answer from the texts in force on `day` (Beijing).

    `previous` is the last question of the same person in the same chat and `source` the
    `Quote.source` that answered it, for follow-ups like 那预备期呢.
    """
    started = time.perf_counter()
    found = _answer(snapshot, question.strip(), day, previous, source)
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
    asked = read(snapshot, question, day, named, named.rest if named.versions else None)
    if rule:
        return _refused(asked, rule)
    if named.place and not named.versions and not named.rest:
        return _refused(asked, "which_document")
    if named.missing:
        held = titles.doc_no(named.missing) is not None
        return _refused(asked, "doc_no_not_held" if held else "document_not_held", title=named.missing)
    return _addressed(asked) if named.versions else _searched(asked)


def follows(question: str) -> bool:
    """Tell whether a question continues the one before it."""
    return len(question) <= SHORT_FOLLOW_UP and _FOLLOWS.search(question) is not None


def _in_same_document(snapshot: Snapshot, question: str, day: date, here: str | None) -> Answer | None:
    """Answer a follow-up from the document that the talk was about, None when that does not hold it."""
    if here not in snapshot.catalog.versions:
        return None
    version = snapshot.catalog.versions[here]
    asked = read(snapshot, question, day, Named((version.id,), None, "", question))
    certain = sure(asked, _scoped(asked, (version.id,)))
    return _stated(asked, version, quoted(asked, certain)) if certain else None


def _addressed(asked: Asked) -> Answer:
    """Answer a question that names a document: its article, what it says of something, or how it begins."""
    version = asked.snapshot.catalog.versions[asked.named.versions[0]]
    place, rest = asked.named.place, asked.named.rest
    if place is None:
        return _part(asked, version) or (_in_document(asked, version) if rest else _opening(asked, version))
    row = asked.snapshot.catalog.locate(version.id, place.article)
    title = titles.clean(version.metadata.title)
    if row is None:
        return _refused(asked, "article_not_held", title=title, article=place.article)
    if not holds_place(row.article, place):
        return _part_not_held(asked, row, title)
    found = quote(asked.snapshot, row, asked.day, asked.weights, place=place)
    if rest and (real := _false_quotation(asked, version, row)):
        return real
    return _stated(asked, version, (found,))


def _part_not_held(asked: Asked, row: Row, title: str) -> Answer:
    """Refuse a 款 or 项 that its article does not have, with the article beside."""
    fields = {"title": title, "label": row.article.label}
    whole_article = (whole(asked.snapshot, row, asked.day),)
    facts = tuple(fields.items())
    return Answer(Status.REFUSED, asked.question, asked.day, (), whole_article, "part_not_held", facts)


def _part(asked: Asked, version: Version) -> Answer | None:
    """Answer 附件一, 总纲 or a question after the version itself; None for any other."""
    rows = asked.snapshot.catalog.articles(version.id)
    if _ABOUT.search(asked.named.rest):
        start = next((row for row in reversed(rows) if "施行" in row.article.text), rows[0])
        found = quote(asked.snapshot, start, asked.day, {"施行": 1.0})
        return _stated(asked, version, (found,), "about_version")
    named = _PART.search(asked.named.rest)
    inside = [row for row in rows if named and row.article.label.startswith(named[0])]
    if not inside:
        return None
    return _stated(asked, version, tuple(whole(asked.snapshot, row, asked.day) for row in inside[-MOST_QUOTES:]))


def _false_quotation(asked: Asked, version: Version, row: Row) -> Answer | None:
    """Return the article that does hold what the question says the named one holds, None when it is right."""
    said = relevance.weigh(asked.weights, row.article.text, 0.0).coverage
    hits = _scoped(asked, (version.id,))
    if not hits or hits[0].article == row.row or not asked.weights:
        return None
    other = asked.snapshot.catalog.row(hits[0].article)
    real = relevance.weigh(asked.weights, other.article.text, 0.0).coverage
    if said >= 0.5 or real < 0.6:
        return None
    found = quote(asked.snapshot, other, asked.day, asked.weights, question=asked.question)
    fields = {"cited": row.article.label, "real": other.article.label}
    return _stated(asked, version, (found,), "false_quotation", fields)


def _in_document(asked: Asked, version: Version) -> Answer:
    """Search only the version that is meant; its name is no evidence, so the words that are left must be there."""
    hits = _scoped(asked, (version.id,))
    certain = sure(asked, hits) or held_whole(asked, hits)
    if not certain and not asked.named.exact:
        # 中央八项规定精神 is a matter as well as a title; without marks either may be meant.
        elsewhere = _searched(asked)
        if elsewhere.status is not Status.REFUSED:
            return elsewhere
    if not certain:
        return _refused(asked, "not_in_document", hits, title=titles.clean(version.metadata.title))
    return _stated(asked, version, quoted(asked, certain))


def _opening(asked: Asked, version: Version) -> Answer:
    """Return how a document begins; the whole of it is one tap away."""
    rows = asked.snapshot.catalog.articles(version.id)
    fields = {"title": titles.clean(version.metadata.title), "articles": str(len(rows))}
    first = next((row for row in rows if not row.article.text.endswith(("：", ":"))), rows[0])
    return _stated(asked, version, (whole(asked.snapshot, first, asked.day),), "opening", fields)


def _scoped(asked: Asked, versions: Sequence[str]) -> list[Hit]:
    return find(asked, WEIGHED, None, versions)


def _stated(
    asked: Asked, version: Version, quotes: tuple[Quote, ...], reason: str | None = None,
    fields: Mapping[str, str] | None = None,
) -> Answer:  # fmt: skip
    """Answer with quotes of one version, saying so when that version is not in force on the day."""
    state = version.state(asked.day)
    about = {**_facts(asked.snapshot, version), **(fields or {})}
    if state == "in_force":
        view = "research_view" if version.metadata.kind is Kind.RESEARCH else None
        return Answer(Status.ANSWERED, asked.question, asked.day, quotes, (), reason or view, tuple(about.items()))
    if state == "not_yet":
        return Answer(Status.ANSWERED, asked.question, asked.day, quotes, (), "not_yet_in_force", tuple(about.items()))
    current = _current(asked, version, quotes)
    return Answer(Status.HISTORY, asked.question, asked.day, quotes, current, state, tuple(about.items()))


def _facts(snapshot: Snapshot, version: Version) -> dict[str, str]:
    facts = {"document": titles.clean(version.metadata.title), "version": version.metadata.version}
    if version.metadata.effective_from:
        facts["from"] = version.metadata.effective_from.isoformat()
    if successor := snapshot.catalog.versions.get(version.span.successor or ""):
        facts["successor"] = titles.clean(successor.metadata.title)
        facts["successor_version"] = successor.metadata.version
        facts["until"] = str(successor.metadata.effective_from or "")
    return facts


def _current(asked: Asked, version: Version, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """Return the article of the text that replaced this one which is nearest to what was quoted."""
    held = asked.snapshot.catalog.versions
    seen = version
    while seen.span.successor in held and not seen.span.holds(asked.day):
        seen = held[seen.span.successor]
    if seen is version or not seen.span.holds(asked.day):
        return ()
    old = asked.snapshot.catalog.row(quotes[0].row).article.text
    return quoted(asked, search(asked.snapshot, old, 1, None, versions=(seen.id,)))


def _searched(asked: Asked) -> Answer:
    """Search everything in force; then, if that holds nothing, what once was or will be."""
    hits = find(asked, WEIGHED, asked.day)
    certain = sure(asked, hits)
    if premise := unheld_premise(asked, certain):
        return _refused(asked, "premise_not_held", hits, said=premise)
    if certain:
        quotes = quoted(asked, certain)
        first = asked.snapshot.catalog.version_of(quotes[0].row)
        reason = "research_view" if first.metadata.kind is Kind.RESEARCH else None
        facts = _facts(asked.snapshot, first) if reason else {}
        return Answer(Status.ANSWERED, asked.question, asked.day, quotes, (), reason, tuple(facts.items()))
    other = sure(asked, find(asked, WEIGHED, None))
    if other:
        version = asked.snapshot.catalog.version_of(other[0].article)
        if not version.span.holds(asked.day):
            found = _stated(asked, version, quoted(asked, other[:1]))
            return replace(found, nearest=found.nearest or quoted(asked, hits[:1]))
    return _refused(asked, "not_held", hits)


def _refused(asked: Asked, reason: str, hits: Sequence[Hit] | None = None, **fields: str) -> Answer:
    if hits is None:
        hits = find(asked, MOST_QUOTES, asked.day)
    nearest = quoted(asked, near(asked, hits)) if asked.weights else ()
    return Answer(Status.REFUSED, asked.question, asked.day, (), nearest, reason, tuple(fields.items()))


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
