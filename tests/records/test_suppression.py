"""An attacker who asks for every node and every run of days, and adds and subtracts all of it."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.suppression import LEAST, Family, all_open, closed

# Each node hangs below an earlier one; the first is the root.
TREES = st.lists(st.integers(0, 6), min_size=1, max_size=6).map(
    lambda uppers: (None, *(min(upper, number) for number, upper in enumerate(uppers)))
)


@st.composite
def organisations(draw):
    """A tree, and how many of each node's own members answered on each of three days."""
    uppers = draw(TREES)
    days = draw(st.integers(1, 3))
    own = st.lists(st.integers(0, 9), min_size=days, max_size=days)
    return uppers, draw(st.lists(own, min_size=len(uppers), max_size=len(uppers)))


def line_of(uppers, node):
    line = [node]
    while uppers[line[0]] is not None:
        line.insert(0, uppers[line[0]])
    return line


def subtree(uppers, top):
    return [node for node in range(len(uppers)) if top in line_of(uppers, node)]


def opened(uppers, own, day):
    """The nodes whose results of a day are shown."""
    return all_open({tuple(line_of(uppers, node)): own[node][day] for node in range(len(uppers))})


def published(uppers, own):
    """Return a row for every figure that can be had: which (node's own members, day) it adds up."""
    days = len(own[0])
    rows = []
    shown = [opened(uppers, own, day) for day in range(days)]
    for node in range(len(uppers)):
        cells = {day for day in range(days) if node in shown[day]}
        for first, last in itertools.combinations_with_replacement(range(days), 2):
            row = np.zeros((len(uppers), days))
            for day in cells & set(range(first, last + 1)):
                row[subtree(uppers, node), day] = 1
            rows.append(row.ravel())
    return np.array(rows)


def small_groups(own):
    """Yield every set of cells with at least one person and fewer than five."""
    people = np.array(own).ravel()
    some = [cell for cell in range(people.size) if 0 < people[cell] < LEAST]
    for size in range(1, LEAST):
        for cells in itertools.combinations(some, size):
            if people[list(cells)].sum() < LEAST:
                yield list(cells)


@given(organisations())
def test_no_sum_or_difference_of_figures_is_about_fewer_than_five_people(organisation):
    uppers, own = organisation
    # Cells in which nobody answered are known to all: they may stand in a group or not.
    answered = np.array(own).ravel() > 0
    rows = published(uppers, own)[:, answered]
    known = np.linalg.pinv(rows) @ rows
    index = np.cumsum(answered) - 1
    groups = list(small_groups(own))
    targets = np.zeros((len(groups), int(answered.sum())))
    for number, cells in enumerate(groups):
        targets[number, index[cells]] = 1
    if groups:
        assert np.abs(targets @ known - targets).max(axis=1).min() > 1e-6


def test_the_attacker_would_notice_a_rule_without_the_second_step():
    """Two branches, one small: parent minus the other is the small one."""
    naive = np.array([[1.0, 1.0], [1.0, 0.0]])
    target = np.array([0.0, 1.0])
    assert np.abs(target @ np.linalg.pinv(naive) @ naive - target).max() < 1e-9


@pytest.mark.parametrize(
    ("own", "children", "out"),
    [
        (0, {1: 12, 2: 9}, set()),
        (0, {1: 12, 2: 9, 3: 3}, {2, 3}),
        (0, {1: 12, 2: 9, 3: 3, 4: 2}, {3, 4}),
        (2, {1: 12, 2: 9}, {2}),
        (6, {1: 12, 2: 9}, set()),
        (0, {1: 12, 2: 9, 3: 0}, set()),
        (0, {1: 7}, set()),
    ],
)
def test_who_is_closed(own, children, out):
    assert closed(Family(own, children)) == out


def test_a_day_of_few_and_what_hangs_below_a_closed_node():
    assert all_open({(1,): 4}) == set()
    assert all_open({(1,): 0}) == {1}
    assert all_open({(1,): 0, (1, 2): 3}) == set()
    own = {(1,): 0, (1, 2): 0, (1, 3): 2, (1, 4): 9, (1, 2, 5): 6}
    assert all_open(own) == {1, 4}
    assert all_open(own | {(1, 3): 5}) == {1, 2, 3, 4, 5}
