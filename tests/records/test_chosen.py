"""How options were chosen: summed with the day, kept when the answers go, and never the words of a blank."""

from datetime import timedelta

import sqlalchemy as sa
from quiz_rows import DAY, branch, item, member

from records import bank, chosen, participation
from records.answers import answers

BLANK = {
    "kind": "blank", "stem": "几日？", "options": [], "key": [["两日"]], "explanation": "", "difficulty": 3, "topic": "",
    "source": None, "words": "", "article_digest": "", "confidence": 1.0,
}  # fmt: skip


def test_first_answers_are_summed_by_what_was_chosen_and_outlive_the_answers(records, now, later):
    def job(connection):
        node, (number, version) = branch(connection), item(connection, now)
        other = bank.add(connection, BLANK, "active", "test", "几日", "test", now)
        blank = bank.entry(connection, other)["id"]
        given = [([1], True), ([1], True), ([0], True), ([0, 1], True), ([0], False)]
        row = {"branch": node.id, "day": DAY, "purpose": "daily", "num": 1, "den": 1, "right": True, "moment": now}
        for name, (options, first) in enumerate(given):
            who = member(connection, node, f"m{name}", now)
            one = {"member": who, "item": number, "version": version, "given": options, "first": first}
            connection.execute(answers.insert().values(row | one))
        words = {"member": who, "item": other, "version": blank, "given": ["我的字"], "first": True}
        connection.execute(answers.insert().values(row | words))
        participation.sum_day(connection, DAY, later)
        found = [chosen.of_versions(connection, [version, blank], DAY, DAY)]
        participation.retire(connection, DAY + timedelta(days=1))
        participation.sum_day(connection, DAY, later)
        left = connection.execute(sa.select(sa.func.count()).select_from(answers)).scalar()
        return [*found, chosen.of_versions(connection, [version, blank], DAY, DAY)], left, [version, blank]

    (before, after), left, (version, blank) = records.write(job)
    assert before == after == {version: {(0,): 1, (0, 1): 1, (1,): 2}, blank: {}}
    assert left == 0
