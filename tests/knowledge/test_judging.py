"""What speaks for an article that was found, and which of those found answer."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from knowledge import ranking
from knowledge.address import Named
from knowledge.asked import asked, find, known
from knowledge.judging import ALONE, CLOSE, LEAST, evidence, judged, sure
from knowledge.precedents import Precedents
from knowledge.relevance import PLAIN, Rule
from knowledge.snapshot import Snapshot

QUESTION = "请假以后多少天内补学"
# Questions that were answered before, where any are.
ASKED = ["请假后多久补学", "补学要多少天"]


def put(snapshot, question):
    """Return a question as it is searched for, and what is found for it."""
    read = asked(snapshot, question, None, Named((), None, "", question))
    return read, find(read, 8, None)


@pytest.fixture(scope="module")
def question(library):
    return put(library, QUESTION)[0]


def test_what_speaks_for_a_hit_is_what_the_search_found(question):
    hits = find(question, 8, None)
    found = evidence(question, hits)
    assert [one.cosine for one in found] == [hit.cosine for hit in hits]
    assert {one.nearest for one in found} == {max(hit.cosine for hit in hits)}
    assert all(0 <= one.missing <= min(1, one.lacking) and 0 <= one.coverage <= 1 for one in found)


def test_documents_that_are_found_again_and_again_are_told_from_others(question, library):
    hits = find(question, 8, None)
    versions = [library.catalog.row(hit.article).version for hit in hits]
    shares = [versions.count(version) / len(versions) for version in versions]
    assert len(set(shares)) > 1
    assert [one.together for one in evidence(question, hits)] == shares
    of_one = [hit for hit, version in zip(hits, versions, strict=True) if version == versions[0]]
    assert {one.together for one in evidence(question, of_one)} == {ALONE}


@pytest.fixture(scope="module")
def told(library):
    """The library, of whose first title the ranking knows that it is often asked for."""
    ordering = ranking.bundled().networks
    first, *others = library.layout.titles
    vectors = library.encoder.encode(ASKED, "query")
    answers = tuple(
        ((first, article.article.key),) for article in library.catalog.articles(next(iter(library.catalog.versions)))
    )
    before = Precedents(library.encoder.digest, vectors, answers[: len(ASKED)])
    known = ranking.Ranking("told", {first: 500.0, **dict.fromkeys(others, 1.0)}, ordering, known=before)
    return Snapshot(library.folder, library.encoder, known)


def test_what_is_seldom_asked_for_is_known_only_where_the_ranking_knows_what_is(library, told):
    versions = np.arange(len(library.layout.titles))
    assert set(library.learnt.seldom(versions)) == {0.0}
    first, *others = told.learnt.seldom(versions)
    assert first == 0.0
    assert max(others) < 0


def test_a_score_speaks_only_in_a_library_that_the_ranking_knows(library, told):
    def scores(snapshot):
        question, hits = put(snapshot, QUESTION)
        return [one.score for one in evidence(question, hits)], [max(LEAST, hit.score) for hit in hits]

    assert set(scores(library)[0]) == {0.0}
    found, ranked = scores(told)
    assert found == ranked
    assert any(found)


def test_an_article_that_says_it_is_surer_than_one_that_does_not(question, library):
    hits = find(question, 8, None)
    chances = dict(
        zip(
            (library.catalog.row(hit.article).article.text for hit in hits),
            judged(evidence(question, hits), PLAIN),
            strict=True,
        )
    )
    assert max(chances, key=chances.__getitem__).count("补学")


def test_nothing_is_held_against_documents_that_training_did_not_know(library, told):
    question, hits = put(library, QUESTION)
    titles = [
        library.layout.titles[place] for place in library.layout.versions(np.array([hit.article for hit in hits]))
    ]
    first = titles[0]
    assert len(titles) / 4 <= titles.count(first) < len(titles)
    never, always = (-50.0, *(0.0,) * 11), (50.0, *(0.0,) * 11)
    rule = Rule(here=never, elsewhere=always)
    mixed = Snapshot(library.folder, library.encoder, replace(told.ranking, shares={first: 500.0}, certainty=rule))
    question = replace(question, snapshot=mixed)
    assert known(question, hits) == [title == first for title in titles]
    strange = [one for one, title in zip(evidence(question, hits), titles, strict=True) if title != first]
    assert {(one.asked, one.score, one.alike) for one in strange} == {(0.0, 0.0, 0.0)}
    assert sure(question, hits)
    assert sure(question, [hit for hit, title in zip(hits, titles, strict=True) if title == first]) == []


def test_what_is_like_questions_answered_before_is_told_from_what_is_not(library, told):
    def alike(snapshot, question):
        (only,) = {one.alike for one in evidence(*put(snapshot, question))}
        return only

    assert alike(library, QUESTION) == 0.0
    assert 1 >= alike(told, ASKED[0]) > alike(told, QUESTION) > alike(told, "党费由谁收缴") > 0


def test_beside_the_best_stands_what_the_ranking_puts_close_behind_it_where_it_knows_the_library(told, monkeypatch):
    monkeypatch.setattr(told, "enough", 0.0)
    question, hits = put(told, QUESTION)
    scores = [hit.score for hit in hits]
    assert all(one >= other for one, other in pairwise(scores)) and scores[-1] < scores[0] - CLOSE
    stand = {hit.article for hit in sure(question, hits)}
    assert stand == {hit.article for hit in hits if hit.score >= scores[0] - CLOSE}
