"""What a node planned and did in a month, on both databases: its own and what hangs below, no sibling's."""

from datetime import date

import pytest
from people import person, tree

from records import ledger, months, study, tree_sums
from records.ledger import Entry
from records.months import Activity, QuizDay
from records.sums import day_sums

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


@pytest.fixture
def nodes(records, now):
    def plant(connection):
        found = tree(connection)
        own, other = (person(connection, now, found[name], name, name) for name in ("first", "second"))
        days = {"before": (1, 2), "within": (3, 4), "across": (2, 5), "after": (4, 4)}
        for title, (start, end) in days.items():
            starts, ends = date(2026, start, 20), date(2026, end, 21)
            number = study.recommend(connection, found["east"], title, now, "", "", starts, ends)
            study.finish(connection, number, own.id, now)
            study.finish(connection, number, other.id, now)
        for whom, branch in ((own, "first"), (other, "second")):
            entry = Entry(date(2026, 3, 2), "专题党课", 8, "签到表")
            ledger.enter(connection, whom.id, found[branch].id, entry, "cli", now, LAST)
            row = {"branch": found[branch].id, "day": date(2026, 3, 2), "held": True, "frozen": True}
            connection.execute(day_sums.insert().values(row | {"eligible": 5, "took_part": 3}))
        tree_sums.catch_up(connection)
        return found

    return records.write(plant)


@pytest.mark.parametrize(("name", "people"), [("first", 1), ("east", 2), ("west", 0)])
def test_a_month_is_that_of_the_node_and_what_hangs_below(records, nodes, name, people):
    with records.read() as reader:
        plans = months.plans(reader, nodes[name], FIRST, LAST)
        worked = months.activities(reader, nodes[name], FIRST, LAST)
        quiz = months.quiz_days(reader, nodes[name], FIRST, LAST)
    day = date(2026, 3, 2)
    wanted = ["within", "across"] if people else []
    assert [(plan.reading.title, plan.finished) for plan in plans] == [(title, people) for title in wanted]
    assert worked == ((Activity(day, "专题党课", "签到表", 8 * people),) if people else ())
    assert quiz == ((QuizDay(day, 5 * people, 3 * people),) if people else ())
