"""Replies that wait for their chat to speak again: in order, each once, nothing given to a question still in hand."""

from datetime import timedelta

import pytest

from records import mailboxes, parked
from records.mailboxes import State

WHO, WHERE = "wechat:main/anna", "wechat:private:main/anna"
HOUR, HELD = timedelta(hours=1), timedelta(seconds=20)


@pytest.fixture
def chat(records, now):
    class Chat:
        def ask(self, event, *texts, at=now):
            """Receive an event and put its reply out, held for its request."""

            def job(connection):
                row = mailboxes.receive(connection, "wechat", event, WHO, WHERE, at)
                mailboxes.put(connection, "wechat", WHERE, [{"text": text} for text in texts], at + HOUR, row)
                return [letter.id for letter in mailboxes.replies(connection, row)]

            return records.write(job)

        def show(self, *letters):
            records.write(lambda c: parked.begin(c, letters))
            records.write(lambda c: parked.settle(c, letters, now, release=False))

        def waits(self, at=now):
            with records.read() as reader:
                return parked.waits(reader, WHO, at - HOUR, at - HELD)

        def fetch(self, event, at=now):
            def job(connection):
                row = mailboxes.receive(connection, "wechat", event, WHO, WHERE, at)
                parked.resume(connection, row, WHO, at - HOUR, at - HELD, at + HOUR)
                return [(letter.id, letter.payload["text"]) for letter in mailboxes.replies(connection, row)]

            return records.write(job)

    return Chat()


def test_the_rest_of_what_was_shown_last_comes_first_then_the_oldest(chat, now):
    old = chat.ask("e1", "a1", "a2")
    chat.show(old[0])
    chat.ask("e2", "late", at=now - HELD * 2)
    new = chat.ask("e3", "b1", "b2", "b3")
    chat.show(new[0])
    (second, text), third = chat.fetch("f1")
    assert (text, third[1]) == ("b2", "b3")
    chat.show(second)
    assert [text for _, text in chat.fetch("f2")] == ["b3"]
    chat.show(third[0])
    (first,) = chat.fetch("f3")
    assert first[1] == "a2"
    chat.show(first[0])
    assert [text for _, text in chat.fetch("f4")] == ["late"]


def test_a_question_still_in_hand_is_not_given_away(chat, now):
    chat.ask("e1", "a")
    assert not chat.waits()
    assert chat.fetch("f1") == []
    later = now + HELD * 2
    assert chat.waits(later)
    assert [text for _, text in chat.fetch("f2", later)] == ["a"]


def test_of_another_person_or_another_time_nothing_is_given(chat, now, records):
    chat.ask("e1", "a")
    assert chat.fetch("f1", now + HOUR * 3) == []
    with records.read() as reader:
        assert not parked.waits(reader, "wechat:main/ben", now - HOUR, now + HOUR)


def test_what_a_killed_process_was_showing_is_given_only_when_nothing_else_waits(chat, now, records):
    doubtful, safe = chat.ask("e1", "doubtful"), chat.ask("e2", "safe")
    records.write(lambda c: parked.begin(c, doubtful))
    records.write(lambda c: mailboxes.recover(c, "wechat", resend_safe=False))
    later = now + HELD * 2
    assert [text for _, text in chat.fetch("f1", later)] == ["safe"]
    chat.show(*safe)
    assert not chat.waits(later)
    assert [text for _, text in chat.fetch("f2", later)] == ["doubtful"]


def test_showing_again_what_was_shown_changes_nothing(chat, records):
    letters = chat.ask("e1", "a")
    chat.show(*letters)
    records.write(lambda c: parked.begin(c, letters))
    with records.read() as reader:
        assert reader.execute(mailboxes.outbox.select()).one().state == State.SENT


def test_released_the_rest_is_due_at_once(chat, now, records):
    first, *rest = chat.ask("e1", "a", "b")
    records.write(lambda c: parked.settle(c, [first], now, release=True))
    claimed = records.write(lambda c: mailboxes.claim(c, "wechat", now, 9))
    assert [letter.id for letter in claimed] == rest
