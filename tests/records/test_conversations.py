from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from records import conversations

GROUP, CHAT, ANNA, BEN = "web:group:g", "web:private:a", "web:anna", "web:ben"


def test_the_last_turn_is_that_of_the_same_person_in_the_same_chat(records, now):
    def talk(connection):
        conversations.add_turn(connection, "t1", GROUP, ANNA, now, "学几次", "answered", "v#3")
        conversations.add_turn(connection, "t2", GROUP, BEN, now, "谁批准", "refused", None)

    records.write(talk)
    with records.read() as connection:
        turn = conversations.last_turn(connection, GROUP, ANNA, now - timedelta(minutes=1))
        assert (turn.question, turn.status, turn.source) == ("学几次", "answered", "v#3")
        assert conversations.last_turn(connection, CHAT, ANNA, now - timedelta(minutes=1)) is None
        assert conversations.last_turn(connection, GROUP, ANNA, now + timedelta(minutes=1)) is None


def test_feedback_is_one_per_person_and_the_last_word_counts(records, now):
    records.write(lambda c: conversations.add_turn(c, "t1", GROUP, ANNA, now, "q", "answered", None))
    for who, useful in ((ANNA, True), (BEN, True), (ANNA, False)):
        records.write(lambda c, w=who, u=useful: conversations.give_feedback(c, "t1", w, now, useful=u))
    with records.read() as connection:
        assert conversations.counts(connection) == {"answered": 1, "useful": 1, "useless": 1}


def test_a_gap_counts_and_never_names_who_asked(records, now, later):
    for question, moment in (("差旅费?", now), ("差旅费呢", later)):
        records.write(lambda c, q=question, m=moment: conversations.file_gap(c, q, "差旅费", "not_held", m))
    with records.read() as connection:
        (gap,) = conversations.open_gaps(connection)
    assert (gap["question"], gap["times"], gap["first"], gap["last"]) == ("差旅费?", 2, now, later)
    assert not {"sender", "name", "person", "address"} & set(gap)


def test_a_gap_that_was_done_opens_when_somebody_asks_again(records, now):
    records.write(lambda c: conversations.file_gap(c, "差旅费?", "差旅费", "not_held", now))
    with records.read() as connection:
        (gap,) = conversations.open_gaps(connection)
    records.write(lambda c: conversations.close_gaps(c, [gap["id"]]))
    with records.read() as connection:
        assert conversations.open_gaps(connection) == ()
    records.write(lambda c: conversations.file_gap(c, "差旅费?", "差旅费", "not_held", now))
    with records.read() as connection:
        assert [gap["times"] for gap in conversations.open_gaps(connection)] == [2]


def test_two_programs_count_the_same_gap(records, beside, now):
    def ask(one):
        for number in range(30):
            one.write(lambda c, n=number: conversations.file_gap(c, "q", f"q{n % 3}", "not_held", now))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(ask, [records, beside]))
    with records.read() as connection:
        assert [gap["times"] for gap in conversations.open_gaps(connection)] == [20, 20, 20]


def test_what_more_find_useful_than_not_is_told_without_who(records, now):
    def talk(connection):
        for turn, question, source in (
            ("t1", "学几次", "v#3"),
            ("t2", "学几次", "v#3"),
            ("t3", "谁批准", "v#4"),
            ("t4", "？", None),
        ):
            conversations.add_turn(connection, turn, GROUP, ANNA, now, question, "answered", source)
        for turn, who, useful in (
            ("t1", ANNA, True), ("t1", BEN, False), ("t2", BEN, True), ("t3", ANNA, False), ("t4", ANNA, True),
        ):  # fmt: skip
            conversations.give_feedback(connection, turn, who, now, useful=useful)

    records.write(talk)
    with records.read() as connection:
        assert conversations.judged(connection, useful=True) == [("学几次", "v#3")]
