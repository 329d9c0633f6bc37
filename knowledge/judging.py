"""Which of the articles found answer a question: what speaks for each, weighed by one rule (`knowledge.relevance`)."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge import definitions, moments, relevance
from knowledge.asked import Asked, known, version_places
from knowledge.document import Kind
from knowledge.evidence import Hit
from knowledge.expected import expected, tells
from knowledge.matters import UNKNOWN, coverage, rarest
from knowledge.relevance import Evidence
from knowledge.words import fold

# What somebody asks answers nothing: an interviewer's turn, a heading that is a question.
_ASKER = re.compile(r"(?:采访组|记者|主持人|问)[：:]")
# Why a text was made and since when it holds answers only who asks for that.
_CLAUSE = re.compile(
    r"^为了?[^。]+制定本[\u4e00-\u9fff]{1,4}。$"
    r"|^本[\u4e00-\u9fff]{1,4}自[^。]{4,20}起(?:施行|实施|执行)。(?:[^。]{4,60}同时(?:废止|失效|停止执行)。)?$"
)
_ASKS_FOR_CLAUSE = re.compile(r"目的|依据|根据|为什么|为啥|制定|施行|实施|生效|执行|什么时候|何时|废|失效|有效")
# A further quote needs this share of the odds of the first one, or comes no further behind it in a ranking's score.
FURTHER, CLOSE = 0.25, 2.0
# So much a point of the score of a ranking adds to the logarithm of the odds, where the rule orders what is quoted.
PART = 0.3
# An article that is less likely to answer is not shown as one of the nearest either.
NEAR = 0.2
# Of hits that are all of one document: as if so many were, which speaks neither for it nor against it.
ALONE = 0.4
# A ranking's score below this tells no more than this does.
LEAST = -3.0
# A rule stands before a speech or a study that is surer by up to so much.
FURTHER_RULE = 0.2
VIEWS = (Kind.RESEARCH, Kind.SPEECH, Kind.MEETING, Kind.HISTORY, Kind.OTHER)
_SENTENCE = re.compile(r"[。！？；\n]")
HALF = 0.5


def sure(asked: Asked, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits that answer, each with how well it fits for a score; [] when none is sure enough.

    One rule, which knows the ranking, decides whether the question is answered. Which hits stand beside the best one,
    and in what order, the ranking's scores decide where it knows them all; elsewhere words and vectors, which mean the
    same everywhere, say which, and the rule in what order.
    """
    sessions = moments.sessions(asked.question)
    hits = [hit for hit in hits if not _is_idle(asked, hit) and _of_those(asked, hit, sessions)]
    found, familiar = evidence(asked, hits), known(asked, hits)
    rule = asked.snapshot.ranking.certainty
    chances = [relevance.confidence(one, rule.weights(known=here)) for one, here in zip(found, familiar, strict=True)]
    if max(chances, default=0.0) < asked.snapshot.enough:
        return []
    weighed = [replace(hit, score=fit) for hit, fit in zip(hits, judged(found, relevance.FITTING), strict=True)]
    standing = _close(hits, weighed) if all(familiar) else _fitting(asked, _likeliest(hits, weighed, chances))
    rules = [hit for hit in standing if _is_rule(asked, hit)]
    views = [hit for hit in standing if not _is_rule(asked, hit)]
    return [*rules, *_telling(asked, views)]


def _close(hits: Sequence[Hit], weighed: Sequence[Hit]) -> list[Hit]:
    """Return those that the ranking puts close behind the best one."""
    best = max(hit.score for hit in hits)
    return [one for hit, one in zip(hits, weighed, strict=True) if hit.score >= best - CLOSE]


def _likeliest(hits: Sequence[Hit], weighed: Sequence[Hit], chances: Sequence[float]) -> list[Hit]:
    """Put first what the rule holds for the likeliest answer; the score of the ranking counts for a part."""
    likely = (math.log(max(1e-9, _odds(chance))) + PART * hit.score for hit, chance in zip(hits, chances, strict=True))
    return [one for _, one in sorted(zip(likely, weighed, strict=True), key=lambda pair: -pair[0])]


def _fitting(asked: Asked, weighed: Sequence[Hit]) -> list[Hit]:
    """Return those that fit nearly as well as the best one; what binds may fit less well than what does not."""
    best = max(hit.score for hit in weighed)
    weighed = [hit for hit in weighed if hit.score >= min(best, asked.snapshot.enough)]
    rules = [hit for hit in weighed if _is_rule(asked, hit) and _stands(hit, best, FURTHER_RULE)]
    if rules:
        rules = [hit for hit in rules if _stands(hit, max(rule.score for rule in rules), FURTHER)]
    return [*rules, *(hit for hit in weighed if not _is_rule(asked, hit) and _stands(hit, best, FURTHER))]


def _telling(asked: Asked, views: Sequence[Hit]) -> list[Hit]:
    """Put first what tells what is asked for, a time or a meaning; where a date is wanted, leave the others out.

    Only of what does not bind: a rule may answer 什么时候 by a condition.
    """
    texts = {hit.article: asked.snapshot.catalog.row(hit.article).article.text for hit in views}
    name, headed = _name(asked), asked.snapshot.catalog.headed
    views = [hit for hit in views if any(form in headed(hit.article) for form in name)] or views
    if moments.by_date(asked.question):
        return [hit for hit in views if _tells_when(asked, texts[hit.article])]
    term = definitions.asked(asked.question)
    if term:
        return sorted(views, key=lambda hit: not definitions.told(term, texts[hit.article]))
    if moments.asked(asked.question):
        return sorted(views, key=lambda hit: not _tells_when(asked, texts[hit.article]))
    return list(views)


def _tells_when(asked: Asked, text: str) -> bool:
    """Tell whether a sentence names a time and at least half of what is asked about."""
    return any(moments.told(sentence) and holds_half(asked, sentence) for sentence in _SENTENCE.split(text))


def holds_half(asked: Asked, text: str) -> bool:
    """Tell whether a text holds at least half of what is asked about, in any form."""
    return coverage(asked.matters, fold(text)) >= HALF


def _name(asked: Asked) -> tuple[str, ...]:
    """Return the rarest word of several letters of a question that the library has at all, in all its forms."""
    found = rarest(one for one in asked.matters if one.rarity < UNKNOWN)
    return found.forms if found else ()


def near(asked: Asked, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits that are worth showing beside a refusal."""
    fitting = zip(hits, judged(evidence(asked, hits), relevance.FITTING), strict=True)
    return [hit for hit, fit in fitting if fit >= NEAR and not _is_idle(asked, hit)]


def held_whole(asked: Asked, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits that hold every word that was asked for; enough where the document itself was named."""
    articles = ((hit, asked.snapshot.catalog.row(hit.article).article) for hit in hits)
    texts = ((hit, fold(f"{' '.join(article.path)} {article.text}")) for hit, article in articles)
    return [hit for hit, text in texts if coverage(asked.matters, text) == 1]


def _stands(hit: Hit, best: float, share: float) -> bool:
    """Tell whether a hit has this share of the odds of the best one."""
    return _odds(hit.score) >= share * _odds(best)


def _odds(probability: float) -> float:
    return probability / max(1e-9, 1 - probability)


def _is_rule(asked: Asked, hit: Hit) -> bool:
    """Tell whether an article binds; speeches, histories and research stand behind what binds."""
    return asked.snapshot.catalog.version_of(hit.article).metadata.kind not in VIEWS


def _is_idle(asked: Asked, hit: Hit) -> bool:
    """Tell whether an article answers nothing of what was asked: it asks, only introduces its text, is but a date."""
    text = asked.snapshot.catalog.row(hit.article).article.text
    clause = _CLAUSE.match(text) and not _ASKS_FOR_CLAUSE.search(asked.question)
    return bool(clause) or text.endswith(("？", "?")) or _ASKER.match(text) is not None or moments.only(text)


def _of_those(asked: Asked, hit: Hit, sessions: Sequence[Sequence[str]]) -> bool:
    """Tell whether an article is about the congresses or sessions that are asked about, each in one of its names."""
    text = asked.snapshot.catalog.headed(hit.article) if sessions else ""
    return all(any(name in text for name in names) for names in sessions)


def judged(found: Sequence[Evidence], weights: Sequence[float]) -> list[float]:
    """Return how likely each hit is to answer (0..1)."""
    return [relevance.confidence(one, weights) for one in found]


def evidence(asked: Asked, hits: Sequence[Hit]) -> list[Evidence]:
    """Return what speaks for every hit."""
    nearest = max((hit.cosine or 0.0 for hit in hits), default=0.0)
    places, learnt, familiar = version_places(asked, hits), asked.snapshot.learnt, known(asked, hits)
    like = learnt.precedents.alike(asked.snapshot.query(asked.readings[0])) if any(familiar) else 0.0
    wanted, found = expected(asked.question), list[Evidence]()
    told = zip(hits, _together(places.tolist()), learnt.seldom(places), familiar, strict=True)
    for hit, together, seldom, here in told:
        text = fold(asked.snapshot.catalog.headed(hit.article))
        # Of what training did not know a score orders, and says nothing of whether it answers.
        score, alike = (max(LEAST, hit.score), like) if here else (0.0, 0.0)
        lacked = [rarity for one in asked.matters for rarity in one.lacks(text)]
        found.append(
            Evidence(
                coverage(asked.matters, text), max(lacked, default=0.0), sum(lacked), len(asked.matters),
                hit.cosine or 0.0, nearest, together, seldom, score, alike, float(not tells(text, wanted)),
            )
        )  # fmt: skip
    return found


def _together(versions: Sequence[int]) -> list[float]:
    """Return for every article the share of all that are of its version, `ALONE` where no other is among them."""
    if len(set(versions)) < 2:
        return [ALONE] * len(versions)
    return [versions.count(version) / len(versions) for version in versions]
