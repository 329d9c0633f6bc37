"""Cross-references in quoted words ("前款", "依照本条例第十五条第二款") and where they lead."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from knowledge import titles
from knowledge.catalog import Catalog, Row
from knowledge.document import UnitKind
from knowledge.evidence import Reference
from knowledge.numerals import canonical

_NUMBER = r"[〇零一二三四五六七八九十百千两\d]+"
_FAR = re.compile(
    rf"(?:《(?P<title>[^》]{{2,60}})》|(?P<self>本(?:条例|规定|办法|细则|规则|准则|法|章程|制度|规程)))?"
    rf"第(?P<article>{_NUMBER})条(?:之(?P<extra>[一二三四五六七八九十]+))?(?:第{_NUMBER}款)?(?:第[（(]?{_NUMBER}[）)]?项)?"
)
_NEAR = re.compile(rf"前(?:[两二三四五六]|{_NUMBER})?[款条项]|本条第{_NUMBER}款")
_ANNEX = re.compile(rf"附[件表](?:{_NUMBER})?")
# What stands before 第X条 when it belongs to another text that is named without marks (刑法第二百条).
_FOREIGN = re.compile(r"[\u4e00-\u9fff](?:法|条例|章程|规定|办法)$")


@dataclass(frozen=True, slots=True)
class _Target:
    article: int | None
    address: str


def references(catalog: Catalog, row: Row, text: str, day: date) -> tuple[Reference, ...]:
    """Return the references in words quoted from the article of `row`, in order."""
    found = [*_far(catalog, row, text, day), *_near(catalog, row, text), *_annexes(catalog, row, text)]
    return tuple(sorted(found, key=lambda reference: reference.start))


def _far(catalog: Catalog, row: Row, text: str, day: date) -> Iterator[Reference]:
    for match in _FAR.finditer(text):
        number = canonical(match["article"], match["extra"])
        foreign = not match["title"] and not match["self"] and _FOREIGN.search(text[: match.start()])
        if number is None or foreign:
            continue
        version = _named(catalog, match["title"], day) if match["title"] else row.version
        target = catalog.locate(version, number) if version else None
        if target is None and not match["title"]:
            continue
        yield Reference(match.start(), match.end(), match[0], target.row if target else None, match[0])


def _named(catalog: Catalog, title: str, day: date) -> str | None:
    ids = catalog.names.get(titles.normal(title), ())
    return next((key for key in ids if catalog.versions[key].span.holds(day)), None)


def _annexes(catalog: Catalog, row: Row, text: str) -> Iterator[Reference]:
    """Find 附件一 and 附表2 of the same text."""
    for match in _ANNEX.finditer(text) if row.article.kind is UnitKind.ARTICLE else ():
        inside = (one for one in catalog.articles(row.version) if one.article.label.startswith(match[0]))
        if target := next(inside, None):
            yield Reference(match.start(), match.end(), match[0], target.row, match[0])


def _near(catalog: Catalog, row: Row, text: str) -> Iterator[Reference]:
    """Find 前款 and 前条; the first means this article itself, shown whole."""
    if row.article.kind is not UnitKind.ARTICLE:
        return
    for match in _NEAR.finditer(text):
        step = 1 if match[0].endswith("条") and match[0].startswith("前") else 0
        if step and row.row == 0:
            continue
        target = catalog.row(row.row - step)
        if target.version == row.version:
            yield Reference(match.start(), match.end(), match[0], target.row, target.article.label)
