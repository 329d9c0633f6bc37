"""A question that names a document: its articles, what it says of something, how it is divided."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from knowledge import titles
from knowledge.address import Named
from knowledge.asked import MOST_QUOTES, Asked, quoted
from knowledge.catalog import Row, Version
from knowledge.evidence import Answer, Status
from knowledge.judging import held_whole, sure
from knowledge.matters import coverage
from knowledge.numerals import article_label
from knowledge.outcome import refused, scoped, stated
from knowledge.quotes import holds_place, quote, whole
from knowledge.words import fold

# More lines are not read in a chat.
SHOWN = 12
_PART = re.compile(r"总纲|前言|序言|附件[一二三四五六七八九十\d]*|附表[一二三四五六七八九十\d]*")
_BARE_PART = re.compile(
    rf"(?:看看?|查一?下|给我看?)?(?P<part>{_PART.pattern})(?:说|讲|写|规定)?了?(?:什么|啥|哪些)?(?:内容)?[？?。]?"
)
# What may stand around 第三条 without saying of which document.
_COURTESIES = re.compile(r"给我看看?|看看?|查一?下|(?:说|讲|写|规定)?了?(?:什么|啥|哪些)?(?:内容)?[？?。]?")
_ABOUT = re.compile(
    r"(?:什么时候|何时|哪一?天|哪一?年|几时|几号)(?:起|开始)?(?:施行|实施|生效|执行|发布)|(?:还|现在|是否|是不是)(?:还)?(?:有效|现行|作废|废止)"
)


def addressed(asked: Asked) -> Answer:
    """Answer a question that names a document: its article, what it says of something, or how it begins."""
    version = asked.snapshot.catalog.versions[asked.named.versions[0]]
    place, rest = asked.named.place, asked.named.rest
    if place is None:
        return _part(asked, version) or (_in_document(asked, version) if rest else _opening(asked, version))
    if asked.named.others:
        return _several(asked, version)
    row = asked.snapshot.catalog.locate(version.id, place.article)
    title = titles.clean(version.metadata.title)
    if row is None:
        return refused(asked, "article_not_held", title=title, article=place.article)
    if not holds_place(row.article, place):
        return _part_not_held(asked, row, title)
    found = quote(asked.snapshot, row, asked.day, asked.weights, place=place)
    if rest and (real := _false_quotation(asked, version, row)):
        return real
    return stated(asked, version, (found,))


def _several(asked: Asked, version: Version) -> Answer:
    """Quote each article that is named (第三条和第五条); of those that are not there it is said."""
    places = (asked.named.place, *asked.named.others)
    found = [(one, asked.snapshot.catalog.locate(version.id, one.article)) for one in places if one]
    held = [(one, row) for one, row in found if row and holds_place(row.article, one)]
    title = titles.clean(version.metadata.title)
    if not held:
        return refused(asked, "article_not_held", title=title, article=found[0][0].article)
    quotes = (quote(asked.snapshot, row, asked.day, asked.weights, place=one) for one, row in held[:MOST_QUOTES])
    lacking = tuple(
        (f"《{title}》{article_label(one.article)}", "article_not_held") for one, row in found if row is None
    )
    return replace(stated(asked, version, tuple(quotes)), lacking=lacking)


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
        return stated(asked, version, (found,), "about_version")
    named = _PART.search(asked.named.rest)
    inside = [row for row in rows if named and row.article.label.startswith(named[0])]
    if not inside:
        return None
    return stated(asked, version, tuple(whole(asked.snapshot, row, asked.day) for row in inside[-MOST_QUOTES:]))


def _false_quotation(asked: Asked, version: Version, row: Row) -> Answer | None:
    """Return the article that does hold what the question says the named one holds, None when it is right."""
    said = coverage(asked.matters, fold(row.article.text))
    hits = scoped(asked, (version.id,))
    if not hits or hits[0].article == row.row or not asked.matters:
        return None
    other = asked.snapshot.catalog.row(hits[0].article)
    real = coverage(asked.matters, fold(other.article.text))
    if said >= 0.5 or real < 0.6:
        return None
    found = quote(asked.snapshot, other, asked.day, asked.weights, question=asked.question)
    fields = {"cited": row.article.label, "real": other.article.label}
    return stated(asked, version, (found,), "false_quotation", fields)


def _in_document(asked: Asked, version: Version) -> Answer:
    """Search only the version that is meant; its name is no evidence, so the words that are left must be there."""
    hits = scoped(asked, (version.id,))
    certain = sure(asked, hits) or held_whole(asked, hits)
    if not certain:
        return refused(asked, "not_in_document", hits, title=titles.clean(version.metadata.title))
    return stated(asked, version, quoted(asked, certain))


def _opening(asked: Asked, version: Version) -> Answer:
    """Return how a document is divided and how it begins; the whole of it is one tap away."""
    rows = asked.snapshot.catalog.articles(version.id)
    title = titles.clean(version.metadata.title)
    fields = {"title": title, "articles": str(len(rows)), "outline": "\n".join(_outline(rows))}
    first = next((row for row in rows if not row.article.text.endswith(("：", ":"))), rows[0])
    return stated(asked, version, (whole(asked.snapshot, first, asked.day),), "opening", fields)


def bare_part(question: str) -> bool:
    """Tell whether a question is after 附件一 or 总纲 and names no document."""
    return _BARE_PART.fullmatch(question) is not None


def bare_place(named: Named) -> bool:
    """Tell whether a question is after 第三条 and says nothing else."""
    return named.place is not None and not _COURTESIES.sub("", named.rest)


def _outline(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the headings of a document, each once, in their order; a line stands for what there is no room for."""
    headings = dict.fromkeys(heading for row in rows for heading in row.article.path)
    yield from list(headings)[:SHOWN]
    if len(headings) > SHOWN:
        yield "……"
