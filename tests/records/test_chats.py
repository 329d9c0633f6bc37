"""Chats that end, move, show polls; channels that say how they are; what was heard and waits."""

from records import channel_states, chats, mailboxes, organisation, polls, spool
from records.mailboxes import State, outbox

OLD, NEW = "telegram:group:-5", "telegram:group:-1005"


def put(records, now, address, *payloads):
    records.write(lambda c: mailboxes.put(c, "telegram", address, payloads, now))


def states(records):
    with records.read() as reader:
        return [(row.address, row.state) for row in reader.execute(outbox.select().order_by(outbox.c.id))]


def quiz(token):
    return {"quiz": {"token": token}}


def begin_all(records, now):
    for letter in records.write(lambda c: mailboxes.claim(c, "telegram", now, 9)):
        records.write(lambda c, n=letter.id: mailboxes.begin(c, n, now))


def test_a_closed_chat_gets_nothing_that_waits_until_somebody_speaks_there(records, now):
    put(records, now, OLD, {"n": 1})
    put(records, now, NEW, {"n": 2})
    records.write(lambda c: chats.close(c, OLD, now))
    records.write(lambda c: chats.close(c, OLD, now))
    assert states(records) == [(OLD, "failed"), (NEW, "pending")]
    with records.read() as reader:
        assert chats.closed(reader) == (OLD,)
        assert not chats.is_closed(reader, NEW)
    records.write(lambda c: chats.reopen(c, OLD))
    with records.read() as reader:
        assert not chats.is_closed(reader, OLD)


def test_a_group_that_moved_keeps_its_letters_its_branch_and_its_polls(records, now):
    records.write(lambda c: c.execute(organisation.nodes.insert().values(
        id=1, code="1", name="第一党支部", kind="党支部", level="单位", path="/1/", starts=now.date())))  # fmt: skip
    bound = {"address": OLD, "node": 1, "bound": now, "bound_by": "anna"}
    records.write(lambda c: c.execute(organisation.groups.insert().values(bound)))
    records.write(lambda c: polls.add(c, "telegram", "p1", OLD, "t1", now))
    put(records, now, OLD, {"n": 1})
    for _ in range(2):
        records.write(lambda c: chats.move(c, OLD, NEW))
    assert states(records) == [(NEW, "pending")]
    with records.read() as reader:
        assert reader.execute(organisation.groups.select()).one().address == NEW
        assert polls.find(reader, "telegram", "p1").address == NEW


def test_an_answer_proves_that_its_question_arrived(records, now):
    put(records, now, OLD, quiz("t1"), {"text": "下一题"})
    begin_all(records, now)
    records.write(lambda c: mailboxes.recover(c, "telegram", resend_safe=False))
    found = records.write(lambda c: polls.adopt(c, "telegram", "p1", OLD, now))
    assert found == polls.Poll(OLD, "t1")
    assert states(records) == [(OLD, State.SENT), (OLD, State.UNKNOWN)]
    with records.read() as reader:
        assert polls.find(reader, "telegram", "p1") == found


def test_where_two_questions_are_open_an_answer_proves_neither(records, now):
    put(records, now, OLD, quiz("t1"), quiz("t2"))
    begin_all(records, now)
    assert records.write(lambda c: polls.adopt(c, "telegram", "p1", OLD, now)) is None
    assert states(records) == [(OLD, State.SENDING)] * 2


def test_what_was_heard_waits_once_and_in_order(records, now):
    first = records.write(lambda c: spool.keep(c, "telegram", {"1": {"n": 1}, "2": {"n": 2}}))
    again = records.write(lambda c: spool.keep(c, "telegram", {"2": {"n": 2}, "3": {"n": 3}}))
    assert [heard.event for heard in (*first, *again)] == ["1", "2", "3"]
    records.write(lambda c: spool.drop(c, [first[1].id]))
    with records.read() as reader:
        assert [(heard.event, heard.update) for heard in spool.left(reader, "telegram")] == [
            ("1", {"n": 1}),
            ("3", {"n": 3}),
        ]
        assert spool.left(reader, "wechat") == ()


def test_a_channel_is_as_it_was_last_seen(records, now, later):
    for code, moment in (("telegram_conflict", now), ("", later)):
        records.write(lambda c, k=code, m=moment: channel_states.report(c, "telegram", k, {"bot": "x"}, m))
    with records.read() as reader:
        assert channel_states.state_of(reader, "telegram") == channel_states.ChannelState("", {"bot": "x"}, later)
        assert channel_states.state_of(reader, "wechat") is None
