"""The vector index against its exact twin."""

import json

import numpy as np
import pytest

from embeddings import vectors
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
    found, exact = vectors.Vectors(folder, "model-a").search(QUERY, 10), vectors.exact(TABLE, OWNERS, QUERY, 10)
    assert [owner for owner, _ in found][:5] == [owner for owner, _ in exact][:5]
    assert [score for _, score in found][:5] == pytest.approx([score for _, score in exact][:5], abs=2e-3)


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """Ten thousand vectors in clusters, three of a row, chosen by their codes; and the same without codes."""
    centres = DICE.standard_normal((100, 32))
    table = (np.repeat(centres, 100, axis=0) + 0.6 * DICE.standard_normal((10_000, 32))).astype(np.float32)
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    owners, folder = np.arange(10_000) // 3, tmp_path_factory.mktemp("large")
    vectors.build(folder / "plain", 32, [(owners, table)], "model-a")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(vectors, "LARGE", 10_000)
        vectors.build(folder / "coded", 32, [(owners, table)], "model-a")
    return table, owners, vectors.Vectors(folder / "coded", "model-a"), vectors.Vectors(folder / "plain", "model-a")


def test_chosen_by_codes_the_best_are_found_with_their_own_scores(large):
    table, owners, coded, _ = large
    for query in table[::1000]:
        found, exact = coded.search(query, 20), vectors.exact(table, owners, query, 20)
        assert len({owner for owner, _ in found} & {owner for owner, _ in exact}) >= 19
        assert found[0][0] == exact[0][0]
        for owner, score in found:
            assert score == pytest.approx(float((table[owners == owner] @ query).max()), abs=2e-3)


def test_where_few_are_admitted_all_of_these_are_looked_at(large):
    table, _, coded, plain = large
    few, most = np.zeros(3334, dtype=bool), np.ones(3334, dtype=bool)
    few[::40] = True
    most[::40] = False
    assert coded.search(table[7], 20, coded.admitting(few)) == plain.search(table[7], 20, plain.admitting(few))
    assert {owner % 40 for owner, _ in coded.search(table[7], 20, coded.admitting(most))} >= {1, 2}
    assert not any(owner % 40 == 0 for owner, _ in coded.search(table[7], 20, coded.admitting(most)))


def test_only_allowed_owners_are_found(folder):
    allowed = np.zeros(60, dtype=bool)
    allowed[[3, 40]] = True
    held = vectors.Vectors(folder, "model-a")
    assert {owner for owner, _ in held.search(QUERY, 10, held.admitting(allowed))} == {3, 40}


def test_stored_vectors_are_stored_again_bit_by_bit(folder, tmp_path):
    first = vectors.Vectors(folder, "model-a")
    parts = [
        (OWNERS[start : start + 50], first.reconstruct(range(start, min(start + 50, 180))))
        for start in range(0, 180, 50)
    ]
    vectors.build(tmp_path / "again", 24, parts, "model-a")
    assert (tmp_path / "again" / vectors.INDEX).read_bytes() == (folder / vectors.INDEX).read_bytes()


def test_cosines_are_the_best_of_the_parts(folder):
    found = vectors.Vectors(folder, "model-a").cosines(QUERY, [33, 7])
    assert found == pytest.approx([float(max(TABLE[owner * 3 : owner * 3 + 3] @ QUERY)) for owner in (33, 7)], abs=2e-3)


def test_an_owner_without_parts_is_as_far_as_can_be(tmp_path):
    vectors.build(tmp_path / "v", 24, [([2, 2, 5], TABLE[:3])], "model-a")
    found = vectors.Vectors(tmp_path / "v", "model-a").cosines(TABLE[0], [0, 2, 5, 9])
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
