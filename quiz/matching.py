"""Which article an imported question rests on: found by search, decided by what literally stands there."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from knowledge import address, titles
from knowledge.catalog import Row
from knowledge.search import candidates
from knowledge.snapshot import Snapshot
from quiz.binding import bind
from quiz.item import Binding, Item
from quiz.sentences import ASKED
from quiz.wording import bare, filled, gaps

# So many candidates of the search are looked at word by word.
DEPTH = 30
# A match of this confidence is taken as reviewed; below it a person looks.
SURE = 0.9
# An article that has less of the question's words than this carries it by chance, unless it is of the document that
# the question names and has the answer.
LEAST = 0.25
_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]?")
_BOOK = re.compile(r"《([^》]{2,60})》")
# What a stem says around the words of its source.
_AROUND = re.compile(
    r"根据|按照|依据|依照|规定|指出|强调|提出|下列|以下|哪些|哪个|什么|多少|的是|正确|错误|属于|不属于|关于|说法|表述"
)
# What counts beside the words: the document is named, the answer stands there, and it is a rule and no report of one.
NAMED, ANSWERED, RULE = 0.15, 0.1, 0.1


@dataclass(frozen=True, slots=True)
class Match:
    """An article for a question.

    `held` is the share of the question's words that stand in it (0..1), `clear` by how much it beats the next best,
    `answered` whether the answer stands there, `named` whether the question names its document.
    """

    row: Row
    held: float
    clear: float
    answered: bool
    named: bool

    @property
    def confidence(self) -> float:
        """How probably this is the right article, 0 to 1; weights fitted on the questions not reported on."""
        score = WEIGHTS[0] + WEIGHTS[1] * self.held + WEIGHTS[2] * self.clear
        score += WEIGHTS[3] * self.answered + WEIGHTS[4] * self.named
        return round(1 / (1 + math.exp(-score)), 3)


# Constant, held, clear, answered, named; see `benchmarks/binding.py`.
WEIGHTS = (-2.4, 3.2, 2.6, 1.5, 0.4)


def match(snapshot: Snapshot, item: Item, day: date, stated: Row | None = None) -> Binding | None:
    """Tie a question to the article in force on a day that it rests on; None where nothing carries it.

    `stated` is the article that its file names as the source: that is it, and the confidence says whether its words
    agree.
    """
    found = next(iter(matches(snapshot, item, day, rows=[stated] if stated else ())), None)
    if found is None or (stated is None and found.held < LEAST and not (found.named and found.answered)):
        return None
    confidence = max(found.confidence, SURE) if stated and found.answered else found.confidence
    return bind(snapshot, found.row, words_of(found.row, item), confidence)


def named_version(snapshot: Snapshot, day: date, document: str) -> str | None:
    """Return the one version in force of the document that a file names (《…》 or 文号), None for none or several."""
    wanted = titles.normal(document.strip("《》 "))
    ids = snapshot.catalog.names.get(wanted) or snapshot.catalog.names.get(titles.doc_no(document) or "", ())
    held = [key for key in ids if snapshot.catalog.versions[key].span.holds(day)]
    return held[0] if len(held) == 1 else None


def named_article(snapshot: Snapshot, version: str, article: str) -> Row | None:
    """Return the article of a version that a file names (第二十条, 第20条第一款, 总纲第3段), None where it has none."""
    rows = snapshot.catalog.articles(version)
    labelled = next((row for row in rows if row.article.label == article.strip()), None)
    place = address.place(article)
    return labelled or (snapshot.catalog.locate(version, place.article) if place else None)


def matches(snapshot: Snapshot, item: Item, day: date, k: int = 1, rows: Sequence[Row] = ()) -> tuple[Match, ...]:
    """Return the best articles for a question, the best first; `rows`: only of these."""
    said, answers = statement(item), _answers(item)
    looked_at = rows or _candidates(snapshot, item, said, day)
    wanted = _runs(_AROUND.sub("", _BOOK.sub("", said)))
    books = [titles.normal(title) for title in _BOOK.findall(item.stem)]
    scored = []
    for row in looked_at:
        text = _bare(row.article.text)
        held = sum(run in text for run in wanted) / len(wanted)
        named = bool(books) and any(book in _names(snapshot, row) for book in books)
        # One character stands everywhere; only longer answers are evidence.
        answered = bool(answers) and all(len(bare(one)) > 1 and bare(one) in text for one in answers)
        total = held + NAMED * named + ANSWERED * answered + RULE * _is_rule(snapshot, row)
        scored.append((total, held, answered, named, row))
    scored.sort(key=lambda found: (-found[0], found[4].row))
    return tuple(_match(scored, place) for place in range(min(k, len(scored))))


def _match(scored: Sequence[tuple[float, float, bool, bool, Row]], place: int) -> Match:
    total, held, answered, named, row = scored[place]
    following = scored[place + 1][0] if place + 1 < len(scored) else 0.0
    return Match(row, held, total - following, answered, named)


def statement(item: Item) -> str:
    """Return a question as the statement that is right: its gaps filled, or the right options behind it."""
    answers = _answers(item)
    if gaps(item.stem) and answers:
        return filled(item.stem, answers if item.kind == "blank" else ("、".join(answers),) * gaps(item.stem))
    return f"{item.stem}{'，'.join(answers)}"


def words_of(row: Row, item: Item) -> str:
    """Return the sentence of an article that holds most of a question, the whole article where none stands out."""
    wanted = _runs(statement(item))
    found = [(len(_runs(sentence) & wanted), -place, sentence) for place, sentence in _sentences(row.article.text)]
    best = max(found, default=(0, 0, row.article.text))
    return best[2] if best[0] else row.article.text


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    yield from ((found.start(), found[0].strip()) for found in _SENTENCE.finditer(text) if found[0].strip())


def _answers(item: Item) -> tuple[str, ...]:
    if item.kind == "blank":
        return tuple(accepted[0] for accepted in item.words)
    return tuple(item.options[number] for number in item.right if item.options)


def _candidates(snapshot: Snapshot, item: Item, said: str, day: date) -> Sequence[Row]:
    """Return what either leg of the search finds, and all articles of a document that the stem names."""
    found = sorted(candidates(snapshot, said, DEPTH, day), key=lambda one: (-one.bm25, -one.cosine, one.article))
    best = {one.article for one in found[:DEPTH]}
    best |= {one.article for one in sorted(found, key=lambda one: -one.cosine)[: DEPTH // 2]}
    named = [titles.normal(title) for title in _BOOK.findall(item.stem)]
    inside = [key for name in named for key in snapshot.catalog.names.get(name, ())]
    versions = [key for key in dict.fromkeys(inside) if snapshot.catalog.versions[key].span.holds(day)]
    if versions:
        best |= {one.article for one in candidates(snapshot, said, DEPTH, day, versions)[:DEPTH]}
    return [snapshot.catalog.row(row) for row in sorted(best)]


def _names(snapshot: Snapshot, row: Row) -> tuple[str, ...]:
    metadata = snapshot.catalog.versions[row.version].metadata
    return titles.normal(metadata.title), *metadata.short_titles


@lru_cache(maxsize=8192)
def _bare(text: str) -> str:
    """Return the bare text of an article; a file of questions comes upon the same ones again and again."""
    return bare(text)


def _is_rule(snapshot: Snapshot, row: Row) -> bool:
    return snapshot.catalog.versions[row.version].metadata.kind in ASKED


def _runs(text: str) -> frozenset[str]:
    """Return the runs of four characters of the bare text: long enough to be somebody's words."""
    plain = bare(text)
    return frozenset(plain[at : at + 4] for at in range(max(1, len(plain) - 3)))
