"""Item analysis on plain marks; Wilson's intervals are those of domain.md 1.2."""

import random

import pytest

from quiz.items import Health, discrimination, distractors, grade, health, weakest, wilson


@pytest.mark.parametrize(
    ("right", "n", "low", "high"), [(3, 4, 0.30, 0.95), (12, 20, 0.39, 0.78), (24, 30, 0.63, 0.90)]
)
def test_intervals(right, n, low, high):
    found = wilson(right, n)
    assert (round(found.low, 2), round(found.high, 2)) == (low, high)
    assert wilson(0, 0) is None


def test_discrimination_is_corrected_for_the_item_itself():
    # Against the total the item would agree with itself; against the rest it says nothing.
    assert discrimination([0, 0, 1, 1], [1, 0, 2, 1]) == pytest.approx(0)
    assert discrimination([0, 0, 1, 1], [0, 1, 2, 4]) == pytest.approx(1.5 / 4.75**0.5)
    assert discrimination([1, 1, 1], [1, 2, 3]) is None
    assert discrimination([1], [1]) is None


def _answers(n: int, key_is_right: bool) -> tuple[list[float], list[float], list[tuple[int]]]:
    dice = random.Random(4)
    skill = [dice.random() for _ in range(n)]
    knows = [dice.random() < one for one in skill]
    marks = [float(one is key_is_right) for one in knows]
    given = [(0,) if mark else (1 + dice.randrange(2),) for mark in marks]
    return marks, [20 * one + mark for one, mark in zip(skill, marks, strict=True)], given


def test_a_wrong_key_shows_itself():
    marks, totals, given = _answers(200, key_is_right=False)
    found = health(marks, totals, given, 4, (0,))
    assert found.flags[0] == "key_in_doubt"
    assert grade(found.discrimination) == "key_in_doubt"
    assert found.idle == (3,)
    good = health(*_answers(200, key_is_right=True), 3, (0,))
    assert good.flags == ()
    assert grade(good.discrimination) in ("good", "very_good")


@pytest.mark.parametrize(
    ("n", "facility", "corrected", "idle"),
    [(19, False, False, False), (20, True, False, False), (40, True, False, True), (50, True, True, True)],
)
def test_nothing_is_said_of_too_few(n, facility, corrected, idle):
    found = health(*_answers(n, key_is_right=True), 4, (0,))
    assert (found.facility is not None, found.discrimination is not None, found.idle != ()) == (
        facility,
        corrected,
        idle,
    )
    assert found.n == n


def test_too_hard_and_too_easy_are_beyond_chance():
    def flags(right: int, n: int) -> tuple[str, ...]:
        marks = [1.0] * right + [0.0] * (n - right)
        return health(marks, [0.0] * n, [(0,)] * n, 0, ()).flags

    assert "too_hard" not in flags(3, 20)
    assert "too_hard" in flags(3, 45)
    assert "too_easy" not in flags(39, 40)
    assert "too_easy" in flags(400, 400)


def test_shares_of_options():
    assert distractors([(0,), (1, 2), (1,), (1, 1)], 4) == (0.25, 0.75, 0.25, 0.0)
    assert distractors([], 2) == (0.0, 0.0)


def test_what_deserves_a_look_first():
    figures = {
        1: Health(60, None, None, (), ("too_hard",)),
        2: Health(60, None, -0.2, (), ("key_in_doubt",)),
        3: Health(9, None, None, (), ()),
    }
    assert weakest(figures) == (2, 1)
