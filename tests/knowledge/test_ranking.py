"""The second stage: features by hand, the fallback, damaged files, a cross-encoder and its time."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from faults import Fault
from knowledge import ranking
from knowledge.features import NAMES, Found, features
from knowledge.learnt import priors
from knowledge.precedents import Precedents
from knowledge.ranking import Ranking, load, ranked
from knowledge.search import candidates, search
from knowledge.snapshot import Snapshot


@pytest.fixture
def reopened(library):
    """Open the library with another ranking."""

    def opened(way: Ranking) -> Snapshot:
        return Snapshot(library.folder, library.encoder, way)

    return opened


@pytest.fixture(scope="module")
def found(library):
    return candidates(library, "请假后多久补学", 50, None)


@pytest.fixture(scope="module")
def table(library, found):
    rows = features(library, "请假后多久补学", found, library.learnt)
    return dict(zip(NAMES, rows.T, strict=True))


def test_every_feature_of_every_article_is_a_number(table, found):
    assert all(np.isfinite(column).all() and column.shape == found.rows.shape for column in table.values())


def test_shares_and_places_are_of_the_list(table, found):
    assert table["bm25_share"].max() == 1.0
    assert table["cosine_behind"].max() == 0.0
    assert table["cosine_place"][np.argmax(found.cosines)] == 0.0


def test_the_place_in_the_document_is_that_of_the_catalogue(library, table, found):
    for row, place, size in zip(found.rows, table["place"], table["document_length"], strict=True):
        version = library.catalog.version_of(int(row))
        assert np.expm1(place) == pytest.approx(row - version.first, abs=1e-3)
        assert np.exp(size) == pytest.approx(version.count, abs=1e-2)


def test_neighbours_are_those_of_the_same_document(library, table, found):
    fused = dict(zip(found.rows.tolist(), found.fused().tolist(), strict=True))
    for row, beside, own in zip(found.rows.tolist(), table["beside"], found.fused(), strict=True):
        home = library.catalog.version_of(row).id
        scores = [
            fused.get(other, 0.0)
            for other in (row - 1, row + 1)
            if 0 <= other < library.manifest.articles and library.catalog.version_of(other).id == home
        ]
        assert beside + own == pytest.approx(max([*scores, 0.0]), abs=1e-5)


def test_what_was_found_around_an_article_counts_the_less_the_further_it_is_away(library, table, found):
    versions = library.layout.versions(found.rows)
    for place, row in enumerate(found.rows.tolist()):
        others = [
            (float(table["fused"][other]), abs(int(found.rows[other]) - row))
            for other in range(max(0, place - 4), min(len(versions), place + 5))
            if other != place and versions[other] == versions[place]
        ]
        for name, fade in (("near", 5), ("wide", 15)):
            faded = [score * math.exp(-apart / fade) for score, apart in others]
            assert table[name][place] == pytest.approx(sum(faded), abs=1e-5)
            assert table[f"{name}_best"][place] == pytest.approx(max(faded, default=0.0), abs=1e-5)
    assert len({*versions.tolist()}) > 1 and table["wide"].max() > table["near"].max() > 0


def test_a_title_that_answers_often_has_the_higher_prior(library):
    title = library.layout.titles[0]
    known, unknown = priors(library.layout, {title: 100.0}), priors(library.layout, {})
    assert (known[0] > unknown[0]).all()
    assert np.array_equal(known[1:], unknown[1:])


def test_a_question_that_was_known_points_to_what_answered_it(reopened, found):
    question, row = "请假后多久补学", int(found.rows[3])
    home = reopened(Ranking())
    answered = home.catalog.row(row)
    title = home.layout.titles[list(home.catalog.versions).index(answered.version)]
    vectors = home.encoder.encode([question], "query")
    known = Precedents(home.encoder.digest, vectors, (((title, answered.article.key),),))
    again = reopened(Ranking(known=known))
    around = features(again, question, found, again.learnt)[:, NAMES.index("alike_around_best")]
    assert (found.rows[np.argmax(around)], around.max()) == (row, pytest.approx(1, abs=1e-5))


def test_without_training_the_plain_ranking_stands(reopened, found):
    order, scores = ranked(reopened(Ranking()), "请假后多久补学", found)
    assert scores.tolist() == sorted(found.fused().tolist(), reverse=True)
    assert set(order.rows) == set(found.rows)


def test_what_is_not_looked_at_closely_follows_in_its_plain_order(library, found, monkeypatch):
    monkeypatch.setattr(ranking, "CLOSELY", 5)
    order, scores = ranked(library, "请假后多久补学", found)
    assert len(order.rows) == len(found.rows)
    assert (np.diff(scores) <= 0).all()
    assert (np.diff(order.fused()[5:]) <= 0).all()


def test_nothing_found_is_nothing_ranked(library):
    none = Found(np.zeros(0, np.int64), *(np.zeros(0, np.float32) for _ in range(3)))
    assert len(ranked(library, "？", none)[1]) == 0
    assert search(library, "？", 5) == search(library, "？", 5)


@pytest.mark.parametrize(
    "damage", [{"format": 0}, {"features": []}, {"networks": {"here": {"means": [0]}}}, {"precedents": {"encoder": ""}}]
)
def test_a_file_that_does_not_fit_is_refused(tmp_path, damage):
    path = tmp_path / "ranking.json"
    held = json.loads(ranking.BUNDLED.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**held, **damage}), encoding="utf-8")
    with pytest.raises(Fault) as caught:
        load(str(path))
    assert caught.value.code == "ranking_damaged"


class Backwards:
    """Puts the last first, or does not finish."""

    name = "backwards"

    def __init__(self, finishes):
        self.finishes = finishes

    def scores(self, question, texts):
        return list(range(len(texts))) if self.finishes else None


def test_a_cross_encoder_orders_the_first_few(library, reopened, monkeypatch):
    monkeypatch.setattr(ranking, "REREAD", 4)
    plain = [hit.article for hit in search(library, "请假后多久补学", 10)]
    again = [
        hit.article
        for hit in search(reopened(replace(library.ranking, reranker=Backwards(True))), "请假后多久补学", 10)
    ]
    assert again == [*plain[3::-1], *plain[4:]]


def test_a_cross_encoder_that_runs_out_of_time_changes_nothing(library, reopened):
    slow = reopened(replace(library.ranking, reranker=Backwards(False)))
    assert search(slow, "请假后多久补学", 10) == search(library, "请假后多久补学", 10)
