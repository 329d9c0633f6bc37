"""Items that those who do well elsewhere get wrong, summed by both databases."""

from datetime import timedelta

import quiz_rows

from records import history
from records.firsts import against_the_rest
from records.history import Put

MEMBERS, ITEMS = 24, 6


def test_an_item_that_goes_against_the_rest_is_found(records, now):
    """Every second member knows all but the last item; the others know nothing but that."""

    def fill(connection):
        node, items = quiz_rows.branch(connection), [quiz_rows.item(connection, now) for _ in range(ITEMS)]
        held, put = quiz_rows.held(connection, now), []
        for number in range(MEMBERS):
            who = quiz_rows.member(connection, node, f"m{number}", now)
            for place, (item, version) in enumerate(items):
                slot = quiz_rows.slot(held, who, node, version, place)
                right = (number % 2 == 0) is (place < ITEMS - 1)
                put.append(Put(slot, quiz_rows.answer(slot, item, now, right=right), True))
        history.write(connection, put, [])
        return items[-1][0]

    odd = records.write(fill)
    with records.read() as reader:
        assert against_the_rest(reader, quiz_rows.DAY, MEMBERS, ITEMS - 1) == (odd,)
        assert against_the_rest(reader, quiz_rows.DAY, MEMBERS + 1, ITEMS - 1) == ()
        assert against_the_rest(reader, quiz_rows.DAY, MEMBERS, ITEMS) == ()
        assert against_the_rest(reader, quiz_rows.DAY + timedelta(days=1), MEMBERS, ITEMS - 1) == ()
