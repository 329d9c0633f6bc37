"""The rooms of the records, each on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from faults import Fault
from records import accounts, audit, choices, conversations, mailboxes, rooms, sessions, tickets, uploads
from records.engine import open_records
from records.migrations import tables

CHAT, ANNA, BEN = "web:private:a", "web:anna", "web:ben"


def test_migrations_lead_to_the_tables_of_the_code(records):
    with records.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables()) == []


def test_no_column_can_hold_points_ranks_check_ins_or_online_time():
    forbidden = ("score", "point", "rank", "check_in", "checkin", "online", "duration", "streak", "medal")
    columns = [f"{table.name}.{column.name}" for table in tables().sorted_tables for column in table.columns]
    assert len(columns) > 50
    assert [column for column in columns if any(word in column for word in forbidden)] == []


def test_two_programs_may_open_a_new_database_at_once(url):
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(open_records, [url, url])
    with second.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(mailboxes.inbox)).scalar() == 0
    first.close()
    second.close()


def test_an_unreachable_database_is_a_fault():
    with pytest.raises(Fault) as caught:
        open_records("postgresql://nobody@127.0.0.1:1/nothing")
    assert caught.value.code == "records_unreachable"


def test_an_event_counts_once_and_its_replies_can_be_read_again(records, now):
    def handle(connection):
        row = mailboxes.receive(connection, "web", "e1", ANNA, CHAT, now)
        if row is not None:
            mailboxes.put(connection, "web", CHAT, [{"text": "one"}, {"text": "two"}], now, row)
        return row

    row, again = records.write(handle), records.write(handle)
    assert row is not None
    assert again is None
    with records.read() as connection:
        assert mailboxes.stored(connection, "web", "e1") == row
        assert [letter.payload["text"] for letter in mailboxes.replies(connection, row)] == ["one", "two"]


def test_a_failing_job_undoes_only_itself(records, now):
    def works(connection):
        return mailboxes.receive(connection, "web", "good", ANNA, CHAT, now)

    def fails(connection):
        mailboxes.receive(connection, "web", "bad", ANNA, CHAT, now)
        raise ValueError("no")

    futures = [records.submit(job) for job in (works, fails, works)]
    assert futures[0].result() is not None
    assert futures[2].result() is None
    with pytest.raises(ValueError, match="no"):
        futures[1].result()
    with records.read() as connection:
        assert mailboxes.stored(connection, "web", "bad") is None


def test_letters_are_claimed_once_and_recovered_after_a_crash(records, now):
    records.write(lambda c: mailboxes.put(c, "web", CHAT, [{"n": 1}, {"n": 2}], now))
    taken = records.write(lambda c: mailboxes.claim(c, "web", now, 1))
    assert [letter.payload["n"] for letter in taken] == [1]
    assert [letter.payload["n"] for letter in records.write(lambda c: mailboxes.claim(c, "web", now, 9))] == [2]
    records.write(lambda c: mailboxes.mark(c, [taken[0].id], mailboxes.State.SENT))
    assert records.write(lambda c: mailboxes.recover(c, "web", resend_safe=True)) == 1
    assert [letter.payload["n"] for letter in records.write(lambda c: mailboxes.claim(c, "web", now, 9))] == [2]
    assert records.write(lambda c: mailboxes.recover(c, "web", resend_safe=False)) == 1
    assert records.write(lambda c: mailboxes.claim(c, "web", now, 9)) == ()


def test_a_letter_is_not_due_before_its_time(records, now, later):
    records.write(lambda c: mailboxes.put(c, "web", CHAT, [{"n": 1}], later))
    assert records.write(lambda c: mailboxes.claim(c, "web", now, 9)) == ()
    assert len(records.write(lambda c: mailboxes.claim(c, "web", later, 9))) == 1


def test_the_last_turn_is_that_of_the_same_person_in_the_same_chat(records, now):
    def talk(connection):
        conversations.add_turn(connection, "t1", "web:group:g", ANNA, now, "学几次", "answered", "v#3")
        conversations.add_turn(connection, "t2", "web:group:g", BEN, now, "谁批准", "refused", None)

    records.write(talk)
    with records.read() as connection:
        turn = conversations.last_turn(connection, "web:group:g", ANNA, now - timedelta(minutes=1))
        assert (turn.question, turn.source) == ("学几次", "v#3")
        assert conversations.last_turn(connection, CHAT, ANNA, now - timedelta(minutes=1)) is None
        assert conversations.last_turn(connection, "web:group:g", ANNA, now + timedelta(minutes=1)) is None


def test_feedback_is_one_per_person_and_the_last_word_counts(records, now):
    records.write(lambda c: conversations.add_turn(c, "t1", CHAT, ANNA, now, "q", "answered", None))
    for useful in (True, False):
        records.write(lambda c, useful=useful: conversations.give_feedback(c, "t1", ANNA, now, useful=useful))
    with records.read() as connection:
        assert conversations.counts(connection) == {"answered": 1, "useless": 1}


def test_a_gap_counts_and_never_names_who_asked(records, now, later):
    for moment in (now, later):
        records.write(lambda c, m=moment: conversations.file_gap(c, "差旅费?", "差旅费", "not_held", m))
    with records.read() as connection:
        (gap,) = conversations.open_gaps(connection)
    assert (gap["times"], gap["first"], gap["last"]) == (2, now, later)
    assert not {"sender", "name", "person", "address"} & set(gap)
    records.write(lambda c: conversations.close_gap(c, gap["id"]))
    with records.read() as connection:
        assert conversations.open_gaps(connection) == ()


def test_a_button_works_in_its_chat_until_it_expires(records, now, later):
    records.write(lambda c: choices.offer(c, "t1", CHAT, {"do": "whole"}, 1, now))
    records.write(lambda c: choices.offer(c, "t2", CHAT, {"do": "more"}, 1, later))
    with records.read() as connection:
        assert choices.taken(connection, "t1", CHAT, later) == {"do": "whole"}
        assert choices.taken(connection, "t1", "web:private:b", now) is None
        assert choices.taken(connection, "t1", CHAT, now + choices.LASTS) is None
        assert choices.numbered(connection, CHAT, 1, later) == {"do": "more"}
        assert choices.numbered(connection, CHAT, 2, later) is None


def test_a_ticket_is_answered_and_followed(records, now):
    records.write(lambda c: tickets.file(c, "k1", "建议", "多出题", ANNA, CHAT, now))
    with records.read() as connection:
        assert "sender" not in tickets.all_open_first(connection)[0]
    assert records.write(lambda c: tickets.answer(c, "k1", "好", now))["address"] == CHAT
    assert records.write(lambda c: tickets.answer(c, "k2", "好", now)) is None
    with records.read() as connection:
        assert [ticket["reply"] for ticket in tickets.of_sender(connection, ANNA)] == ["好"]
        assert tickets.of_sender(connection, BEN) == ()


def test_passwords_are_checked_and_guessing_is_slowed_down(records, now):
    records.write(lambda c: accounts.add(c, "admin", "correct horse", now))
    check = lambda word, moment: records.write(lambda c: accounts.check(c, "admin", word, moment))  # noqa: E731
    assert check("correct horse", now)
    assert not any(check("wrong guess", now) for _ in range(accounts.FAILURES))
    with pytest.raises(Fault) as caught:
        check("correct horse", now)
    assert caught.value.code == "account_locked"
    assert check("correct horse", now + accounts.LOCKED)
    assert not records.write(lambda c: accounts.check(c, "nobody", "correct horse", now))


@pytest.mark.parametrize(
    ("job", "code"),
    [
        (lambda c, now: accounts.add(c, "a", "short", now), "password_short"),
        (lambda c, now: accounts.change(c, "nobody", "long enough words"), "account_unknown"),
        (lambda c, now: uploads.decide(c, 7, "a", approved=True, second=True), "upload_unknown"),
    ],
)
def test_what_cannot_be_done_is_a_fault(records, now, job, code):
    with pytest.raises(Fault) as caught:
        records.write(lambda c: job(c, now))
    assert caught.value.code == code


def test_a_session_opens_by_its_cookie_until_it_ends(records, now):
    token = records.write(lambda c: sessions.begin(c, now, name="小安"))
    with records.read() as connection:
        assert sessions.find(connection, token, now).name == "小安"
        assert sessions.find(connection, token, now + sessions.GUEST) is None
        assert token not in str(connection.execute(sa.select(sessions.sessions)).all())
    records.write(lambda c: sessions.end(c, token))
    with records.read() as connection:
        assert sessions.find(connection, token, now) is None


def test_nobody_approves_their_own_upload(records, now):
    number = records.write(lambda c: uploads.add(c, "a.md", "0" * 64, "门户网站", "anna", now))
    with pytest.raises(Fault) as caught:
        records.write(lambda c: uploads.decide(c, number, "anna", approved=True, second=True))
    assert caught.value.code == "upload_own"
    assert records.write(lambda c: uploads.decide(c, number, "ben", approved=True, second=True))["file"] == "a.md"
    with records.read() as connection:
        assert uploads.waiting(connection) == ()


def test_the_audit_trail_only_grows(records, now):
    for number in range(3):
        records.write(lambda c, n=number: audit.add(c, "anna", "upload", {"n": n}, now))
    with records.read() as connection:
        assert audit.broken(connection) is None
    for statement in (audit.audit.delete(), audit.audit.update().values(actor="ben")):
        with pytest.raises(sa.exc.DBAPIError, match="append only"):
            records.write(lambda c, s=statement: c.execute(s))


def test_a_changed_audit_row_is_found(records, now):
    for number in range(3):
        records.write(lambda c, n=number: audit.add(c, "anna", "upload", {"n": n}, now))

    def tamper(connection):
        table = "" if connection.dialect.name == "sqlite" else " ON audit"
        connection.exec_driver_sql(f"DROP TRIGGER audit_no_update{table}")
        connection.execute(audit.audit.update().where(audit.audit.c.id == 2).values(actor="ben"))

    records.write(tamper)
    with records.read() as connection:
        assert audit.broken(connection) == 2


def test_a_letter_sent_twice_stands_in_the_room_once(records, now):
    for _ in range(2):
        records.write(lambda c: rooms.say(c, "web:group:g", "", "学思", now, {"text": "hi"}, letter=5))
    records.write(lambda c: rooms.say(c, "web:group:g", ANNA, "小安", now, {"text": "yo"}))
    with records.read() as connection:
        assert [b.content["text"] for b in rooms.latest(connection, "web:group:g")] == ["hi", "yo"]
        first = rooms.latest(connection, "web:group:g")[0].id
        assert [b.content["text"] for b in rooms.since(connection, ["web:group:g"], first)] == ["yo"]
        assert rooms.since(connection, ["web:private:x"], 0) == ()
