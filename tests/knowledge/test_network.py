"""Networks read from plain values, and those that are learnt from rows."""

import numpy as np
import pytest

from knowledge.features import NAMES
from knowledge.network import KNOWN, REACH, Network, Networks
from knowledge.training import fit as training
from knowledge.training.fit import fit
from knowledge.training.rows import Group

VALUES = {
    "means": [1.0, 0.0], "scales": [0.5, 0.0], "straight": [10.0, 7.0],
    "inner": [[1.0, 0.0], [-1.0, 0.0]], "biases": [-1.0, 0.0], "outer": [100.0, 1000.0],
}  # fmt: skip


def test_features_are_measured_summed_and_bent():
    rows = np.array([[1, 0], [5, 0], [-1, 0]], dtype=np.float32)
    assert Network(VALUES).score(rows).tolist() == [0, 20 + 100, -10 + 1000]


def test_what_never_varied_and_what_is_far_away_counts_no_further():
    rows = np.array([[1, 9], [1e6, 0]], dtype=np.float32)
    assert Network(VALUES).score(rows).tolist() == [0, 10 * REACH + 100 * (REACH - 1)]


@pytest.mark.parametrize("damage", [{"outer": [1.0]}, {"scales": [1.0]}, {"inner": [[1.0, 0.0, 0.0]] * 2}])
def test_layers_that_do_not_fit_are_refused(damage):
    with pytest.raises(ValueError, match="fit"):
        Network({**VALUES, **damage})


def straight(weight):
    """A network that adds up all features but one."""
    flat = np.full(len(NAMES), weight)
    flat[KNOWN] = 0
    nothing = np.zeros((0, len(NAMES)))
    return {"means": flat * 0, "scales": flat * 0 + 1, "straight": flat, "inner": nothing, "biases": [], "outer": []}


@pytest.mark.parametrize(("known", "score"), [([0] * 5, 1), ([3, 1, 2, 0, 0], 10), ([0, 0, 1, 0, 0], 1)])
def test_the_network_of_a_known_library_counts_where_enough_documents_are_known(known, score):
    rows = np.zeros((5, len(NAMES)), dtype=np.float32)
    rows[:, KNOWN], rows[:, KNOWN - 1] = known, 1
    found = Networks({"here": straight(10.0), "elsewhere": straight(1.0)}).score(rows)
    assert found.tolist() == [score] * 5


@pytest.fixture(scope="module")
def groups():
    dice = np.random.default_rng(1)
    found = []
    for _ in range(120):
        features = dice.standard_normal((30, len(NAMES))).astype(np.float32)
        answers = features[:, 3] + features[:, 8] > 2.0
        found.append(Group(features, answers, np.arange(30)))
    return found


def test_the_copy_for_other_libraries_knows_nothing_of_this_one(groups):
    copy = training.elsewhere(groups[0], np.random.default_rng(2))
    for place, name in enumerate(NAMES):
        before, after = groups[0].features[:, place], copy.features[:, place]
        if name in training.ASKED + training.LAWFUL:
            assert not after.any()
        elif name in training.LIBRARY:
            assert sorted(before) == sorted(after) and list(before) != list(after)
        else:
            assert list(before) == list(after)


def test_it_learns_what_answers_and_the_same_rows_give_the_same_networks(groups):
    assert fit(groups[:2]) == fit(groups[:2])
    network = Networks(fit(groups[:80]))
    first = [group.answers[np.argmax(network.score(group.features))] for group in groups[80:] if group.answers.any()]
    assert np.mean(first) > 0.8
