"""Rows -> trees: LightGBM's lambdarank, written out so that `knowledge.trees` reads them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from knowledge.features import ASKED, LIBRARY, NAMES
from knowledge.training.rows import Group
from knowledge.trees import ASKS

# Small trees, many of them, each from a part of the rows and features: a thousand questions are few.
SETTINGS: Mapping[str, Any] = {
    "objective": "lambdarank", "lambdarank_truncation_level": 20, "learning_rate": 0.06, "num_leaves": ASKS + 1,
    "min_data_in_leaf": 100, "lambda_l2": 5.0, "feature_fraction": 0.5, "bagging_fraction": 0.7, "bagging_freq": 1,
    "max_bin": 63, "num_threads": 1, "seed": 1, "deterministic": True, "force_row_wise": True, "verbosity": -1,
}  # fmt: skip
ROUNDS = 250


def fit(groups: Sequence[Group]) -> list[dict[str, Any]]:
    """Learn to put what answers before what does not, question by question, here and in other libraries."""
    import lightgbm

    dice = np.random.default_rng(1)
    told = [group for group in groups if group.answers.any()]
    told += [elsewhere(group, dice) for group in told]
    table = lightgbm.Dataset(
        np.concatenate([group.features for group in told]),
        np.concatenate([group.answers for group in told]).astype(np.float32),
        group=[len(group.answers) for group in told], feature_name=list(NAMES),
    )  # fmt: skip
    found = lightgbm.train(dict(SETTINGS), table, ROUNDS).dump_model()
    return [_tree(one["tree_structure"]) for one in found["tree_info"]]


def elsewhere(group: Group, dice: np.random.Generator) -> Group:
    """Return the group as it might be in a library of which nothing is known.

    No title has answered yet, and what tells this library's documents apart is dealt out
    anew among the rows. On documents that are no laws this keeps the order as good as the plain one.
    """
    features = group.features.copy()
    for name in LIBRARY:
        column = NAMES.index(name)
        features[:, column] = dice.permutation(features[:, column])
    features[:, [NAMES.index(name) for name in ASKED]] = 0.0
    return Group(features, group.answers, group.rows)


def _tree(root: Mapping[str, Any]) -> dict[str, Any]:
    asks: list[tuple[int, float]] = []
    leaves: list[tuple[int, int, float]] = []

    def walk(node: Mapping[str, Any], asked: int, yes: int) -> None:
        if "leaf_value" in node:
            leaves.append((asked, yes, round(float(node["leaf_value"]), 6)))
            return
        bit = 1 << len(asks)
        asks.append((int(node["split_feature"]), _below(float(node["threshold"]))))
        walk(node["left_child"], asked | bit, yes | bit)
        walk(node["right_child"], asked | bit, yes)

    walk(root, 0, 0)
    return {"asks": asks, "leaves": leaves}


def _below(threshold: float) -> float:
    """Return the largest half-as-long number that is not above: features are of that length."""
    short = np.float32(threshold)
    return float(short if short <= threshold else np.nextafter(short, np.float32(-np.inf)))
