"""Along time and over children: the same sums, and nothing that the node itself would not show."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings

from records import indicators, organisation, participation, rollup, totals
from records.spans import Step, spans
from tests.records.histories import END, FIRST, HISTORIES, TREE, calm, crowd, write
from tests.records.tried import EXAMPLES, tried

LAST = END.date()
COUNTS = ("I1", "I2")


def prepared(connection, history):
    write(connection, history)
    participation.settle(connection, END + timedelta(days=1))
    return {number: organisation.node(connection, number) for number in TREE}


def compared(connection, history):
    """The children's figures here and as each child's own page shows them, node by node; and the node's own."""
    nodes = prepared(connection, history)
    found = []
    for node in nodes.values():
        rolled = rollup.by_child(connection, node, FIRST, LAST)
        whole = indicators.by_day(totals.of_node(connection, node, FIRST, LAST))
        alone = {
            child: indicators.by_day(totals.of_node(connection, nodes[child], FIRST, LAST)) for child in rolled.children
        }
        found.append((whole, rolled, alone))
    return found


def test_a_child_says_the_same_in_the_table_and_on_its_own_page(records):
    @settings(max_examples=EXAMPLES[records.engine.dialect.name] // 2, deadline=None, database=None)
    @given(history=HISTORIES)
    def compare_all(history):
        for whole, rolled, alone in tried(records, lambda connection: compared(connection, history)):
            parts = {child: indicators.by_day(one) for child, one in rolled.children.items()}
            assert parts == alone
            own = indicators.by_day(rolled.own)
            for code in COUNTS:
                added = sum(part[code].value or 0 for part in (own, *parts.values()))
                assert added == (whole[code].value or 0)

    compare_all()


def test_days_put_together_add_up_to_the_whole(records):
    @settings(max_examples=EXAMPLES[records.engine.dialect.name] // 2, deadline=None, database=None)
    @given(history=HISTORIES)
    def add_up(history):
        def job(connection):
            node = prepared(connection, history)[1]
            days = rollup.by_span(connection, node, spans(Step.DAY, LAST))
            return totals.of_node(connection, node, FIRST, LAST), days

        whole, days = tried(records, job)
        assert sum(one.first.answers for one in days) == whole.first.answers
        assert sum(one.first.days_left_out for one in days) == whole.first.days_left_out
        assert sum(one.repeats.right for one in days) == whole.repeats.right
        assert sum(one.member_days for one in days) == whole.member_days

    add_up()


def test_a_topic_of_few_answers_is_not_judged_and_shares_are_kept_back(records):
    def levels(history):
        def job(connection):
            node = prepared(connection, history)[4]
            return {one.topic: one.level for one in indicators.knowledge(totals.of_node(connection, node, FIRST, LAST))}

        return tried(records, job)

    wrong = crowd(0, right=False) + crowd(1, right=False) + crowd(2, right=False)
    assert levels(calm(quiz=wrong)) == {"党章": "weak"}
    assert levels(calm(quiz=crowd(0) + crowd(1) + crowd(2))) == {"党章": "firm"}
    assert levels(calm(quiz=crowd(0))) == {"党章": "unknown"}
    few = tuple(replace(one, day=number) for number in range(6) for one in crowd(0, people=(1, 2, 3, 4)))
    assert levels(calm(quiz=few)) == {"党章": "unknown"}
