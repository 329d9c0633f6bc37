"""What a question names: documents, document numbers, articles, found in the catalogue without any model."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from knowledge import titles
from knowledge.catalog import Catalog
from knowledge.numerals import canonical
from knowledge.words import fold

_NUMBER = r"[\d〇○零一二三四五六七八九十百千两]+"
_PLACE = re.compile(
    rf"第?\s*(?P<article>{_NUMBER})\s*条(?:之(?P<extra>[一二三四五六七八九十]+))?"
    rf"(?:\s*第?\s*(?P<paragraph>{_NUMBER})\s*款)?"
    rf"(?:\s*第?\s*[(（]?(?P<item>{_NUMBER})[)）]?\s*项)?(?:\s*第?\s*(?P<point>{_NUMBER})\s*目)?"
)
_BOOK = re.compile(r"《([^》]{2,60})》")
_EDITION = re.compile(r"((?:19|20)\d{2})\s*(?:年)?\s*(?:版|修订版|(?:修订|印发|发布|颁布|制定)的)")
# A text that is named right before a number, without marks: 示例市停车规定第一条.
_NUMBERED_TEXT = re.compile(
    rf"(?<![\u4e00-\u9fff])(?![本这该那上前]|以[上下])([\u4e00-\u9fff]{{2,24}}?(?:条例|规定|办法|细则|规则|准则|制度|章程|规程|法))"
    rf"(?:里|中|的)?第\s*{_NUMBER}\s*条"
)
_BARE_KIND = re.compile(
    rf"^(?:这个|该|那个)?(条例|规定|办法|细则|规则|准则|制度|章程|规程)(?:里|中|的)?第?\s*{_NUMBER}\s*条"
)
_LISTED = re.compile(r"[和与、，,及跟]|以及|还有")
# "3.条" of everyday words: 一条, 几条 are no addresses unless 第 stands before them or a name does.
_COUNTING = re.compile(r"(?:哪|几|多少|每)\s*$|^[一两]条")
# A document may be called by a short name only when the name says that it is a text.
_TELLING = re.compile(
    r"(?:法|典|章|章程|条例|规定|办法|细则|规则|准则|制度|规程|方案|意见|通知|决定|公报|解释|简介|简史|大事记)$"
)
_LEGAL = re.compile(r"[\u4e00-\u9fff]{2,14}?(?:条例|细则|规则|准则|规定|办法|制度|章程|规程)")
_FILLER = re.compile(
    r"^\s*在(?=\s)|(?:主要)?(?:提出?|讲|说|谈|强调|要求|部署|规定)了?(?:哪|那)?几(?:个?方面|件事情?|点|项|条|个问题)(?:内容|要求)?|规定了?(?:什么|哪些|啥)|有(?:什么|哪些|啥)(?:要求|规定|内容)?|(?:提|要求)了?(?:什么|哪些|啥)(?:要求)?|(?:写|讲|说|是)(?:了|的是|的)?(?:什么|啥|哪些)|什么(?:内容|意思|规定)|怎么(?:说|规定|写)的?|内容|原文|全文|"
    r"给我(?:看看)?|看看|看一下|查一下|查|请问|请|一下|告诉我|文件|的|是|里|中|吗|呢|了|我?[想要]看?|[?？,，。.!！、\s《》〈〉“”\"]"
)
# Names are looked up by so many of their first letters.
START = 4


@dataclass(frozen=True, slots=True)
class Place:
    """An article and what is named inside it; numbers are canonical, "" where nothing is named."""

    article: str
    paragraph: str = ""
    item: str = ""
    point: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """What a question names.

    `versions` are ids, those in force on the day first; `place` an article; `missing` a
    document that is named and not held; `rest` what is left to be searched for; `others`
    further articles named beside the first. `exact` says that the document is named by number
    or within 《》, not by words that may mean a matter.
    """

    versions: tuple[str, ...] = ()
    place: Place | None = None
    missing: str = ""
    rest: str = ""
    spoken: str = ""
    exact: bool = False
    others: tuple[Place, ...] = ()

    @property
    def is_any(self) -> bool:
        """Tell whether a text, or a place in one, is named at all."""
        return bool(self.versions or self.missing or self.place)


def resolve(catalog: Catalog, question: str, day: date, here: str | None = None) -> Named:
    """Read names and numbers out of a question; `here` is the version that the talk was about."""
    loose = [number for number in titles.spoken_nos(question) if number in catalog.names]
    numbers = [*titles.doc_nos(question), *loose]
    if absent := next((number for number in numbers if number not in catalog.names), None):
        return Named(missing=absent, rest=question)
    spoken = numbers[0] if numbers else next(_names(catalog, question), "")
    ids = catalog.names.get(spoken, ()) if spoken else ()
    if not ids and (absent := _unknown_book(catalog, question)):
        return Named(missing=absent, rest=question)
    if not ids and not spoken:
        spoken, ids = _abbreviated(catalog, question)
    places = list(_places(question, named=bool(ids)))
    place = places[0] if places else None
    if place and not ids:
        spoken, ids = _only_one_of_its_kind(catalog, question)
    if place and not ids and (unheld := _NUMBERED_TEXT.search(question)):
        return Named(missing=unheld[1], rest=question)
    if place and not ids and here in catalog.versions:
        ids = (here,) if here else ()
    exact = bool(numbers) or bool(_BOOK.search(question))
    meant = _ordered(catalog, ids, question, day, spoken)
    return Named(meant, place, "", rest(question, spoken), spoken, exact, tuple(dict.fromkeys(places))[1:])


def place(words: str) -> Place | None:
    """Return the article that words name which name nothing else: 第二十条第一款, 20条."""
    return next(_places(words, named=True), None)


def rest(question: str, spoken: str) -> str:
    """Return the words that are left when name, number and empty phrases are taken out."""
    text = _without(fold(question), fold(spoken))
    text = _PLACE.sub(" ", _EDITION.sub(" ", text))
    return "" if not _FILLER.sub("", re.sub(r"(?:19|20)\d{2}年?版?", "", text)) else text.strip()


def _without(text: str, name: str) -> str:
    if not name:
        return text
    loose = r"[\s《》〈〉〔〕\[\]【】()（）年第]*".join(re.escape(char) for char in re.sub(r"[〔〕()]", "", name))
    return re.sub(f"{loose}文?", " ", text)


def _names(catalog: Catalog, question: str) -> Iterator[str]:
    """Yield the names of held documents in a question, the longest first."""
    text, starting = titles.normal(question), _starting(catalog)
    found = {
        name
        for at in range(len(text))
        for size in range(2, START + 1)
        for name in starting.get(text[at : at + size], ())
        if text.startswith(name, at)
    }
    yield from sorted(found, key=lambda name: (-len(name), text.index(name)))


@lru_cache(maxsize=4)
def _starting(catalog: Catalog) -> dict[str, list[str]]:
    """Return the telling names by how they start: a library has many thousand, a question some dozen places."""
    found: dict[str, list[str]] = {}
    for name in _telling(catalog):
        found.setdefault(name[:START], []).append(name)
    return found


@lru_cache(maxsize=4)
def _telling(catalog: Catalog) -> tuple[str, ...]:
    """Return the names that can be taken for one inside a sentence: telling ones, or long ones."""
    return tuple(name for name in catalog.names if len(name) >= 6 or (len(name) >= 2 and _TELLING.search(name)))


def _unknown_book(catalog: Catalog, question: str) -> str:
    """Return the first 《title》 of a question that no held document goes by."""
    for title in _BOOK.findall(question):
        if titles.normal(title) not in catalog.names and not _abbreviated(catalog, title)[1]:
            return str(title)
    return ""


def _abbreviated(catalog: Catalog, question: str) -> tuple[str, tuple[str, ...]]:
    """Return a shortened name (党员教育条例) and the versions of the one text it can stand for."""
    for words in _LEGAL.findall(titles.normal(question)):
        for start in range(len(words) - 3):
            short = words[start:]
            full = [name for name in _ending(catalog, short[-2:]) if _stands_for(short, name)]
            families = {titles.normal(catalog.versions[catalog.names[name][0]].metadata.title) for name in full}
            if len(families) == 1:
                return short, catalog.names[families.pop()]
            if families:
                break
    return "", ()


@lru_cache(maxsize=64)
def _ending(catalog: Catalog, end: str) -> tuple[str, ...]:
    """Return the telling names that end so: with 条例, 办法."""
    return tuple(name for name in _telling(catalog) if name.endswith(end))


def _only_one_of_its_kind(catalog: Catalog, question: str) -> tuple[str, tuple[str, ...]]:
    """Return 章程 and the versions meant by 章程第三条 where one text alone is called so."""
    found = _BARE_KIND.search(question)
    families = _of_kind(catalog, found[1]) if found else ()
    return (found[1], families[0]) if found and len(families) == 1 else ("", ())


@lru_cache(maxsize=64)
def _of_kind(catalog: Catalog, kind: str) -> tuple[tuple[str, ...], ...]:
    """Return the texts whose titles end so, each as the ids of its versions."""
    families: dict[str, list[str]] = {}
    for version in catalog.versions.values():
        title = titles.normal(version.metadata.title)
        if title.endswith(kind):
            families.setdefault(title, []).append(version.id)
    return tuple(map(tuple, families.values()))


def _stands_for(short: str, name: str) -> bool:
    """Tell whether all pairs of characters of a short name stand in order in the whole one."""
    place = 0
    for at in range(0, len(short) - 1, 2):
        place = name.find(short[at : at + 2], place)
        if place < 0:
            return False
        place += 2
    return len(short) >= 4 and len(short) % 2 == 0


def _ordered(catalog: Catalog, ids: tuple[str, ...], question: str, day: date, spoken: str) -> tuple[str, ...]:
    """Put the version that is meant first: of a named year, else in force that day, else the newest."""
    versions = [catalog.versions[key] for key in ids]
    # 2021年版, or the year right before the name: 2021年的学习管理办法.
    before = re.search(rf"((?:19|20)\d{{2}})年?的?旧?版?的?{re.escape(spoken)}", titles.normal(question))
    edition = found[1] if (found := _EDITION.search(question) or before) else ""

    def rank(place: int) -> tuple[bool, bool, int]:
        version = versions[place]
        named = bool(edition) and edition in f"{version.metadata.version}{version.metadata.effective_from}"
        return not named, not version.span.holds(day), -version.span.starts

    return tuple(versions[place].id for place in sorted(range(len(versions)), key=rank))


def _places(question: str, *, named: bool) -> Iterator[Place]:
    """Yield the article that a question names and those that are listed right behind it: 第三条、第五条和第八条."""
    last = -1
    for found in _PLACE.finditer(question):
        explicit = found[0].lstrip().startswith("第")
        before = question[: found.start()]
        if last >= 0 and not _LISTED.fullmatch(question[last : found.start()]):
            return
        if explicit or (named and not _COUNTING.search(before) and not _COUNTING.match(found[0])):
            number = canonical(found["article"], found["extra"])
            if number:
                last = found.end()
                parts = (canonical(found[name]) or "" if found[name] else "" for name in ("paragraph", "item", "point"))
                yield Place(number, *parts)
