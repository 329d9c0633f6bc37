import pytest

from records import choices

GROUP, ANNA, BEN = "web:group:g", "web:anna", "web:ben"


def offer(records, token, number, now, sender=None):
    records.write(lambda c: choices.offer(c, token, GROUP, {"do": token}, number, now, sender))


def test_a_button_works_in_its_chat_until_it_expires(records, now, later):
    offer(records, "whole", 1, now)
    with records.read() as connection:
        assert choices.taken(connection, "whole", GROUP, later) == {"do": "whole"}
        assert choices.taken(connection, "other", GROUP, later) is None
        assert choices.taken(connection, "whole", "web:private:b", now) is None
        assert choices.taken(connection, "whole", GROUP, now + choices.LASTS) is None


def test_a_number_means_the_choices_offered_last(records, now, later):
    offer(records, "whole", 1, now)
    offer(records, "more", 1, later)
    with records.read() as connection:
        assert choices.numbered(connection, GROUP, 1, later) == {"do": "more"}
        assert choices.numbered(connection, GROUP, 2, later) is None


@pytest.mark.parametrize(("who", "found"), [(ANNA, {"do": "mine"}), (BEN, None), (None, None)])
def test_a_button_for_one_person_works_for_nobody_else(records, now, who, found):
    offer(records, "mine", 1, now, ANNA)
    with records.read() as connection:
        assert choices.taken(connection, "mine", GROUP, now, who) == found
        assert choices.numbered(connection, GROUP, 1, now, who) == found


def test_what_another_was_offered_does_not_hide_my_numbers(records, now, later):
    offer(records, "everybody", 1, now)
    offer(records, "anna", 1, later, ANNA)
    with records.read() as connection:
        assert choices.numbered(connection, GROUP, 1, later, BEN) == {"do": "everybody"}
        assert choices.numbered(connection, GROUP, 1, later, ANNA) == {"do": "anna"}


def test_expired_buttons_are_forgotten(records, now):
    offer(records, "old", 1, now)
    offer(records, "new", 1, now + choices.LASTS)
    records.write(lambda c: choices.expire(c, now + choices.LASTS))
    with records.read() as connection:
        assert choices.taken(connection, "old", GROUP, now) is None
        assert choices.taken(connection, "new", GROUP, now) == {"do": "new"}
