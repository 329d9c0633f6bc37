"""Trees read from plain values, and those that LightGBM makes."""

import numpy as np
import pytest

from knowledge.features import NAMES
from knowledge.training import fit as training
from knowledge.training.fit import fit
from knowledge.training.rows import Group
from knowledge.trees import Trees

TREE = {"asks": [[1, 0.5], [0, 2.0]], "leaves": [[1, 0, 10.0], [3, 3, 20.0], [3, 1, 30.0]]}


def test_a_tree_asks_and_ends_in_a_leaf():
    rows = np.array([[9, 0.6], [2, 0.5], [2.1, 0.5]], dtype=np.float32)
    assert Trees([TREE]).score(rows).tolist() == [10, 20, 30]


def test_trees_add_up():
    rows = np.array([[9, 0.6]], dtype=np.float32)
    assert Trees([TREE, TREE]).score(rows).tolist() == [20]


@pytest.fixture(scope="module")
def groups():
    dice = np.random.default_rng(1)
    found = []
    for _ in range(60):
        features = dice.standard_normal((30, len(NAMES))).astype(np.float32)
        answers = features[:, 3] + features[:, 8] > 2.0
        found.append(Group(features, answers, np.arange(30)))
    return found


def test_what_is_written_out_scores_as_lightgbm_does(groups):
    import lightgbm

    told = [group for group in groups if group.answers.any()]
    dice = np.random.default_rng(1)
    told += [training.elsewhere(group, dice) for group in told]
    rows = np.concatenate([group.features for group in told])
    right = np.concatenate([group.answers for group in told]).astype(np.float32)
    table = lightgbm.Dataset(rows, right, group=[len(group.answers) for group in told])
    theirs = lightgbm.train(dict(training.SETTINGS), table, training.ROUNDS).predict(rows)
    assert np.abs(Trees(fit(groups)).score(rows) - theirs).max() < 1e-3


def test_the_copy_for_other_libraries_knows_nothing_of_this_one(groups):
    copy = training.elsewhere(groups[0], np.random.default_rng(2))
    for place, name in enumerate(NAMES):
        before, after = groups[0].features[:, place], copy.features[:, place]
        if name in training.ASKED:
            assert not after.any()
        elif name in training.LIBRARY:
            assert sorted(before) == sorted(after) and list(before) != list(after)
        else:
            assert list(before) == list(after)


def test_it_learns_what_answers_and_the_same_rows_give_the_same_trees(groups):
    trees = fit(groups[:40])
    assert trees == fit(groups[:40])
    first = [
        group.answers[np.argmax(Trees(trees).score(group.features))] for group in groups[40:] if group.answers.any()
    ]
    assert np.mean(first) > 0.8
