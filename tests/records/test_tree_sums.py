"""Sums along the tree: what one branch changes leaves the same as adding everything up anew."""

from datetime import timedelta

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from records import organisation, rollup, totals, tree_sums
from records.counting import COLUMNS
from records.sums import day_sums, topic_sums
from records.tree_sums import node_sums, node_topics
from tests.records.histories import BRANCHES, FIRST, TREE, calm, write
from tests.records.tried import EXAMPLES, tried

# Of each branch its own members' row: so many took part, answered for the first time, and again.
PEOPLE = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 6))
SUMS = st.fixed_dictionaries(dict.fromkeys(BRANCHES, PEOPLE))


def count(connection, branch, people, day=FIRST):
    """Put a branch's sums in the place of what it had."""
    took_part, first, repeat = people
    row = dict.fromkeys(COLUMNS, 0) | {"eligible": took_part, "took_part": took_part}
    row |= {"first_answers": 5 * first, "first_right": 3 * first, "first_members": first}
    row |= {"repeat_answers": repeat, "repeat_right": repeat, "repeat_members": repeat}
    topics = [
        {"topic": "党章", "answers": 4 * first, "right": 2 * first},
        {"topic": "党史", "answers": first, "right": first},
    ]
    for table in (day_sums, topic_sums):
        connection.execute(table.delete().where(table.c.branch == branch, table.c.day == day))
    if any(people):
        connection.execute(day_sums.insert().values(row | {"branch": branch, "day": day, "held": took_part > 0}))
    if first:
        where = {"branch": branch, "day": day, "members": first}
        connection.execute(topic_sums.insert(), [where | topic for topic in topics])


def stored(connection):
    return [sorted(map(tuple, connection.execute(sa.select(table)))) for table in (node_sums, node_topics)]


def planted(connection, sums):
    write(connection, calm(held=frozenset(), stands=()))
    for branch, people in sums.items():
        count(connection, branch, people)
    tree_sums.roll(connection, FIRST)


def test_a_branch_counted_again_is_as_good_as_everything_added_up_anew(records):
    @settings(max_examples=EXAMPLES[records.engine.dialect.name], deadline=None, database=None)
    @given(before=SUMS, after=SUMS, changed=st.sets(st.sampled_from(BRANCHES), min_size=1))
    def agree(before, after, changed):
        def job(connection):
            planted(connection, before)
            for branch in changed:
                count(connection, branch, after[branch])
            tree_sums.roll(connection, FIRST, sorted(changed))
            in_part = stored(connection)
            tree_sums.roll(connection, FIRST)
            return in_part, stored(connection)

        in_part, whole = tried(records, job)
        assert in_part == whole

    agree()


def test_topics_are_added_up_with_those_of_all_below(records):
    def job(connection):
        planted(connection, {2: (1, 1, 0), 3: (9, 7, 0), 4: (6, 6, 0), 5: (0, 0, 0)})
        return {
            number: totals.of_node(connection, organisation.node(connection, number), FIRST, FIRST).topics
            for number in TREE
        }

    found = tried(records, job)
    assert {number: topics["党章"] for number, topics in found.items() if topics} == {
        1: totals.Topic(56, 28, 14),
        2: totals.Topic(28, 14, 7),
        3: totals.Topic(28, 14, 7),
        4: totals.Topic(24, 12, 6),
    }


def test_what_an_older_program_summed_is_caught_up_with_once(records):
    def job(connection):
        planted(connection, dict.fromkeys(BRANCHES, (9, 9, 1)))
        whole = stored(connection)
        for table in (node_sums, node_topics):
            connection.execute(table.delete())
        tree_sums.catch_up(connection)
        return whole, stored(connection)

    whole, again = tried(records, job)
    assert whole[0]
    assert whole == again


def test_a_tree_that_was_another_is_added_up_anew_from_that_day_on(records):
    later = FIRST + timedelta(days=1)

    def job(connection):
        planted(connection, {4: (9, 9, 0)})
        count(connection, 4, (9, 9, 0), later)
        tree_sums.roll(connection, later)
        nodes = {number: organisation.node(connection, number) for number in TREE}
        organisation.move(connection, nodes[4], nodes[3], later)
        tree_sums.roll_since(connection, later)
        return [
            {child: one.took_part for child, one in rollup.by_child(connection, nodes[1], day, day).children.items()}
            for day in (FIRST, later)
        ]

    assert tried(records, job) == [{2: 9}, {3: 9}]
