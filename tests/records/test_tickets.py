from records import tickets

CHAT, ANNA, BEN = "web:private:a", "web:anna", "web:ben"


def file(records, name, now):
    records.write(lambda c: tickets.file(c, name, "建议", f"多出题 {name}", ANNA, CHAT, now))


def test_a_ticket_is_answered_and_followed_by_who_filed_it(records, now, later):
    file(records, "k1", now)
    assert records.write(lambda c: tickets.answer(c, "k1", "好", later))["address"] == CHAT
    with records.read() as connection:
        assert [ticket["reply"] for ticket in tickets.of_sender(connection, ANNA)] == ["好"]
        assert tickets.of_sender(connection, BEN) == ()


def test_an_unknown_ticket_cannot_be_answered(records, now):
    assert records.write(lambda c: tickets.answer(c, "k1", "好", now)) is None


def test_the_administrator_sees_open_tickets_first_and_not_who_filed_them(records, now, later):
    file(records, "k1", later)
    file(records, "k2", now)
    records.write(lambda c: tickets.answer(c, "k1", "好", later))
    with records.read() as connection:
        shown = tickets.all_open_first(connection)
    assert [ticket["id"] for ticket in shown] == ["k2", "k1"]
    assert not {"sender", "address"} & set(shown[0])


def test_a_ticket_closes_only_with_a_reply_and_once(records, now, later):
    file(records, "k1", now)
    assert not records.write(lambda c: tickets.close(c, "k1", now))
    records.write(lambda c: tickets.answer(c, "k1", "好", now))
    assert records.write(lambda c: tickets.close(c, "k1", later))
    assert not records.write(lambda c: tickets.close(c, "k1", later))
    with records.read() as connection:
        assert tickets.all_open_first(connection)[0]["closed"] == later
