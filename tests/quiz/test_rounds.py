"""The daily selection: what it is made of, that it is repeatable, that neighbours are asked different things."""

from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.rounds import AGAIN, DUE, NEW, REST, STUDY, WEAK, Candidate, Past, dice_of, draw, focus, mix, spares, weakest

DAY = date(2026, 3, 2)


def candidates(count, documents=5, articles=5):
    """Items 1.. on articles of some documents, each with a topic of its document."""
    return [
        Candidate(n, 100 + n, f"d{n % documents}#{n // documents % articles}", f"主题{n % documents}", )
        for n in range(1, count + 1)
    ]  # fmt: skip


def items(drawn):
    return [one.candidate.item for one in drawn]


def test_five_questions_are_two_reviews_two_new_ones_and_a_weak_point():
    pool = candidates(50)
    past = Past({n: DAY - timedelta(days=9) for n in range(1, 11)}, due=(3, 7, 5), weak=("主题4", "主题1"))
    drawn = draw(pool, past, DAY, 1, 1, 5, focus(pool, DAY, 1))
    assert [one.purpose for one in drawn] == [STUDY, DUE, DUE, NEW, WEAK]
    assert [one.candidate.item for one in drawn if one.purpose == DUE] == [3, 7]
    assert next(one.candidate.topic for one in drawn if one.purpose == WEAK) == "主题4"
    assert not set(items(drawn)) & set(past.met) - {3, 7}


def test_what_is_not_due_is_filled_with_new_ones():
    drawn = draw(candidates(50), Past(), DAY, 1, 1, 5, ())
    assert [one.purpose for one in drawn] == [NEW] * 5
    assert len(set(items(drawn))) == 5


def test_the_first_question_rests_on_a_passage_of_the_day():
    pool = candidates(50)
    passages = focus(pool, DAY, 1)
    assert len({source.partition("#")[0] for source in passages}) == 1
    assert all(draw(pool, Past(), DAY, m, 1, 5, passages)[0].candidate.source in passages for m in range(30))


def test_neighbours_read_different_passages():
    pool = candidates(50)
    passages = focus(pool, DAY, 1)
    assert {draw(pool, Past(), DAY, m, 1, 5, passages)[0].candidate.source for m in range(40)} == set(passages)


def test_who_met_everything_gets_what_was_met_longest_ago():
    pool = candidates(6, documents=2)
    past = Past({n: DAY - timedelta(days=10 + n) for n in range(1, 7)})
    drawn = draw(pool, past, DAY, 1, 1, 5, ())
    assert [one.purpose for one in drawn] == [AGAIN] * 5
    assert 6 in items(drawn)


def test_thirty_neighbours_share_a_quarter_of_their_questions_at_most():
    """Domain rule 4.4: a pool of five times the quiz, 30 members, mean pairwise overlap."""
    pool, shares = candidates(25), []
    for day in (DAY + timedelta(days=n) for n in range(20)):
        passages = focus(pool, day, 7)
        quizzes = [set(items(draw(pool, Past(), day, member, 7, 5, passages))) for member in range(30)]
        shares += [len(one & other) / 5 for one, other in combinations(quizzes, 2)]
    assert sum(shares) / len(shares) <= 0.25


def test_the_same_day_member_and_seed_give_the_same_quiz_and_another_of_them_another():
    pool = candidates(100)
    quiz = draw(pool, Past(), DAY, 1, 1, 5, ())
    assert draw(list(pool), Past(), DAY, 1, 1, 5, ()) == quiz
    others = [draw(pool, Past(), *other, 5, ()) for other in ((DAY, 1, 2), (DAY, 2, 1), (DAY + REST, 1, 1))]
    assert quiz not in others
    orders = {tuple(dice_of(101, 1, 1).sample(range(4), 4)) for _ in range(3)}
    assert len(orders) == 1


@settings(max_examples=150, deadline=None)
@given(
    size=st.integers(0, 30), documents=st.integers(1, 4), count=st.integers(1, 8), member=st.integers(0, 99),
    ages=st.dictionaries(st.integers(1, 30), st.integers(0, 20)), due=st.lists(st.integers(1, 30), unique=True),
)  # fmt: skip
def test_never_the_same_item_within_three_days_and_from_two_documents(size, documents, count, member, ages, due):
    pool = candidates(size, documents)
    past = Past({item: DAY - timedelta(days=age) for item, age in ages.items()}, due=due, weak=("主题0",))
    drawn = draw(pool, past, DAY, member, 3, count, focus(pool, DAY, 3))
    rested = [one for one in pool if DAY - past.met.get(one.item, date.min) >= REST]
    assert len(set(items(drawn))) == len(drawn) == min(count, len(rested))
    assert all(one.candidate in rested for one in drawn)
    if len(drawn) > 1 and len({one.document for one in rested}) > 1:
        assert len({one.candidate.document for one in drawn}) > 1


def test_a_year_of_quizzes_respects_the_rest(pool_size=120):
    pool, met, days = candidates(pool_size), {}, {}
    for n in range(200):
        day = DAY + timedelta(days=n)
        for one in draw(pool, Past(dict(met)), day, 5, 1, 5, focus(pool, day, 1)):
            days.setdefault(one.candidate.item, []).append(day)
            met[one.candidate.item] = day
    assert all(later - earlier >= REST for one in days.values() for earlier, later in pairwise(one))
    assert len(days) == pool_size


def test_one_that_may_not_be_asked_any_more_is_replaced_by_none_of_the_quiz():
    pool = candidates(30)
    quiz = items(draw(pool, Past(), DAY, 1, 1, 5, ()))
    found = spares(pool, Past(), DAY, 1, 1, quiz)
    assert len(found) == 10
    assert not set(items(found)) & set(quiz)


def test_the_focus_is_of_one_document_and_moves_with_the_day():
    pool = candidates(50)
    days = [focus(pool, DAY + timedelta(days=n), 1) for n in range(30)]
    assert len(set(days)) > 10
    assert focus([], DAY, 1) == ()


@pytest.mark.parametrize(
    ("count", "purposes"),
    [(1, [STUDY]), (3, [STUDY, DUE, NEW]), (5, [STUDY, DUE, DUE, NEW, WEAK]),
     (10, [STUDY, *[DUE] * 4, *[NEW] * 3, *[WEAK] * 2])],
)  # fmt: skip
def test_the_mix_grows_with_the_quiz(count, purposes):
    assert list(mix(count)) == purposes


def test_weak_points_are_those_with_mistakes_worst_first():
    assert weakest({"党费": (1, 4), "纪律": (9, 10), "会议": (5, 5), "": (0, 9), "历史": (0, 2)}) == (
        "历史",
        "党费",
        "纪律",
    )
