"""The vector index against its exact twin."""

import json

import numpy as np
import pytest

from embeddings import tables, vectors
from faults import Fault

DICE = np.random.default_rng(7)
OWNERS = np.repeat(np.arange(60), 3)
TABLE = DICE.standard_normal((180, 24)).astype(np.float32)
TABLE /= np.linalg.norm(TABLE, axis=1, keepdims=True)
QUERY = TABLE[100] + 0.1 * TABLE[5]


@pytest.fixture
def folder(tmp_path):
    vectors.build(tmp_path / "v", 24, [(OWNERS, TABLE)], "model-a")
    return tmp_path / "v"


def test_it_finds_what_plain_multiplication_finds(folder):
    found, scores = vectors.Vectors(folder, "model-a").search(QUERY, 10)
    owners, exact = vectors.exact(TABLE, OWNERS, QUERY, 10)
    assert found[:5].tolist() == owners[:5].tolist()
    assert scores[:5] == pytest.approx(exact[:5], abs=2e-3)


@pytest.fixture(scope="module", params=[tables.HUGE, 1000], ids=["codes", "codes of the nearest regions"])
def large(request, tmp_path_factory):
    """Ten thousand vectors in clusters, up to five of a row, with their owners, chosen by codes."""
    centres = DICE.standard_normal((100, 32))
    table = (np.repeat(centres, 100, axis=0) + 0.6 * DICE.standard_normal((10_000, 32))).astype(np.float32)
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    owners, folder = np.sort(DICE.integers(0, 3334, 10_000)), tmp_path_factory.mktemp("large")
    with pytest.MonkeyPatch.context() as patched:
        for name, value in (("HUGE", request.param), ("REGIONS", 32), ("NEAR", 8)):
            patched.setattr(tables, name, value)
        vectors.build(folder / "v", 32, [(owners[:3000], table[:3000]), (owners[3000:], table[3000:])], "model-a")
    return table, owners, vectors.Vectors(folder / "v", "model-a")


def test_a_few_vectors_are_an_array_and_many_have_codes(folder, large):
    assert (folder / tables.TABLE).exists() and not (folder / tables.INDEX).exists()
    assert isinstance(large[2]._table, tables.Large)


def test_chosen_by_codes_the_best_are_found_with_their_own_scores(large):
    table, owners, held = large
    for query in table[::500]:
        (found, scores), (exact, _) = held.search(query, 20), vectors.exact(table, owners, query, 20)
        assert len({*found} & {*exact}) >= 19
        assert found[0] == exact[0]
        for owner, score in zip(found, scores, strict=True):
            assert score == pytest.approx(float((table[owners == owner] @ query).max()), abs=2e-3)


@pytest.mark.parametrize("of_forty", [1, 10, 39])
def test_of_the_admitted_the_best_are_found(large, of_forty):
    """Looked for among all of few, and among what the codes choose of many."""
    table, owners, held = large
    allowed = np.arange(3334) % 40 < of_forty
    inside = allowed[owners]
    for query in table[::500]:
        found, _ = held.search(query, 20, held.admitting(allowed))
        exact, _ = vectors.exact(table[inside], owners[inside], query, 20)
        assert len(found) == 20 and allowed[found].all()
        assert len({*found} & {*exact}) >= 19


def test_whoever_can_do_with_fewer_gets_those_that_are_found_at_first(large):
    table, owners, held = large
    query = table[700]
    nearest, _ = vectors.exact(table, owners, query, 25)
    allowed = ~np.isin(np.arange(3334), nearest)
    all_twenty, fewer = (held.search(query, 20, held.admitting(allowed), least=least)[0] for least in (None, 2))
    assert 2 <= len(fewer) < len(all_twenty) == 20
    assert allowed[fewer].all() and fewer[0] == all_twenty[0]


@pytest.mark.parametrize("of_forty", [1, 10, 40])
def test_whoever_wants_all_gets_all(large, of_forty):
    table, owners, held = large
    allowed = np.arange(3334) % 40 < of_forty
    found, _ = held.search(table[5], 4000, held.admitting(allowed))
    assert {*found} == {*owners[allowed[owners]]}


def test_a_small_document_is_looked_at_once(large, monkeypatch):
    """However many are wanted: there is nothing more of it."""
    table, owners, held = large
    looks = []
    nearest = held._table.nearest
    monkeypatch.setattr(held._table, "nearest", lambda *given: looks.append(given) or nearest(*given))
    found, _ = held.search(table[5], 250, held.admitting(np.arange(3334) < 30))
    assert {*found} == {*owners[owners < 30]} and len(looks) == 1


def test_an_article_of_many_parts_hides_no_other(tmp_path):
    """Its parts stand before all others; more of the list is looked at then."""
    table = np.zeros((6000, 8), dtype=np.float32)
    table[:, 0], table[:, 1] = 0.1, 1
    table[:3000, 0] = 1
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    owners = np.maximum(np.arange(6000) - 2999, 0)
    vectors.build(tmp_path / "v", 8, [(owners, table)], "model-a")
    found, _ = vectors.Vectors(tmp_path / "v", "model-a").search(np.eye(8, dtype=np.float32)[0], 30)
    assert len(found) == 30 and found[0] == 0


def test_an_index_without_codes_is_looked_at_whole(large):
    """As older programs wrote it where it was not large."""
    table, owners, held = large
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(held._table, "_chosen", None)
        found, _ = held.search(table[7], 250)
    exact, _ = vectors.exact(table, owners, table[7], 250)
    assert len({*found} & {*exact}) >= 249


def test_only_allowed_owners_are_found(folder):
    allowed = np.zeros(60, dtype=bool)
    allowed[[3, 40]] = True
    held = vectors.Vectors(folder, "model-a")
    assert {*held.search(QUERY, 10, held.admitting(allowed))[0]} == {3, 40}


def test_stored_vectors_are_stored_again_bit_by_bit(folder, tmp_path):
    first = vectors.Vectors(folder, "model-a")
    parts = [
        (OWNERS[start : start + 50], first.reconstruct(range(start, min(start + 50, 180))))
        for start in range(0, 180, 50)
    ]
    vectors.build(tmp_path / "again", 24, parts, "model-a")
    assert (tmp_path / "again" / tables.TABLE).read_bytes() == (folder / tables.TABLE).read_bytes()


def test_cosines_are_the_best_of_the_parts(folder):
    found = vectors.Vectors(folder, "model-a").cosines(QUERY, np.array([33, 7]))
    assert found == pytest.approx([float(max(TABLE[owner * 3 : owner * 3 + 3] @ QUERY)) for owner in (33, 7)], abs=2e-3)


def test_an_owner_without_parts_is_as_far_as_can_be(tmp_path):
    vectors.build(tmp_path / "v", 24, [([2, 2, 5], TABLE[:3])], "model-a")
    found = vectors.Vectors(tmp_path / "v", "model-a").cosines(TABLE[0], np.array([0, 2, 5, 9]))
    assert found == pytest.approx([-1.0, 1.0, float(TABLE[2] @ TABLE[0]), -1.0], abs=2e-3)


def test_another_model_and_damage_are_faults(folder):
    with pytest.raises(Fault) as caught:
        vectors.Vectors(folder, "model-b")
    assert caught.value.code == "vectors_of_another_model"
    manifest = json.loads((folder / vectors.MANIFEST).read_text())
    (folder / vectors.MANIFEST).write_text(json.dumps({**manifest, "vectors": 7}))
    with pytest.raises(Fault) as caught:
        vectors.Vectors(folder, "model-a")
    assert caught.value.code == "vectors_damaged"
