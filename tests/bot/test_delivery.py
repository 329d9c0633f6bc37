"""What goes out: in order in a chat, chats side by side, once."""

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels import Closed, Moved, NotNow, Undeliverable
from bot.delivery import Delivery
from bot.message import Capabilities, Rate, address_of
from bot.pace import Pace
from records import chats, mailboxes
from records.mailboxes import outbox

ANNA, BEN = "post:private:anna", "post:private:ben"
# Long enough that a test which waits for it fails by its own limit.
SECONDS = 5.0


class Post:
    """A channel that keeps what it is given, and fails as it is told to."""

    NAME = "post"

    def __init__(self, *, resend_safe: bool = False) -> None:
        self.CAPABILITIES = Capabilities(groups=False, text_limit=100, resend_safe=resend_safe)
        self.sent: list[tuple[str, str]] = []
        self.failures: dict[str, list[Exception]] = {}
        self.gates: dict[str, asyncio.Event] = {}

    async def send(self, address, letter) -> None:
        wire = letter.payload
        if gate := self.gates.get(address.chat):
            await gate.wait()
        if self.failures.get(wire["text"]):
            raise self.failures[wire["text"]].pop(0)
        self.sent.append((address.chat, wire["text"]))


@asynccontextmanager
async def delivering(records, channel, clock):
    delivery = Delivery(records, channel, clock, patience=0.01)
    task = asyncio.create_task(delivery.run())
    yield delivery
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def until(condition) -> None:
    async with asyncio.timeout(SECONDS):
        while not condition():
            await asyncio.sleep(0.005)


def put(records, clock, address: str, *texts: str) -> None:
    records.write(lambda c: mailboxes.put(c, "post", address, [{"text": text} for text in texts], clock()))


def states(records) -> dict[str, str]:
    with records.read() as reader:
        return {row.payload["text"]: row.state for row in reader.execute(outbox.select())}


async def test_letters_of_a_chat_go_out_in_order(records, clock):
    channel, texts = Post(), [str(number) for number in range(50)]
    put(records, clock, ANNA, *texts)
    async with delivering(records, channel, clock):
        await until(lambda: set(states(records).values()) == {"sent"})
    assert channel.sent == [("anna", text) for text in texts]


async def test_a_slow_chat_delays_no_other(records, clock):
    channel = Post()
    channel.gates["anna"] = asyncio.Event()
    put(records, clock, ANNA, "a1", "a2")
    put(records, clock, BEN, "b1")
    async with delivering(records, channel, clock):
        await until(lambda: channel.sent == [("ben", "b1")])
        put(records, clock, BEN, "b2")
        await until(lambda: channel.sent == [("ben", "b1"), ("ben", "b2")])
        channel.gates["anna"].set()
        await until(lambda: channel.sent[2:] == [("anna", "a1"), ("anna", "a2")])


async def test_what_a_chat_refuses_is_failed_and_the_next_goes_out(records, clock):
    channel = Post()
    channel.failures["1"] = [Undeliverable()]
    put(records, clock, ANNA, "1", "2")
    async with delivering(records, channel, clock):
        await until(lambda: states(records) == {"1": "failed", "2": "sent"})


@pytest.mark.parametrize("failure", [TimeoutError(), ConnectionResetError(), KeyError("bug")])
async def test_what_may_have_arrived_is_unknown_and_not_sent_again(records, clock, failure):
    channel = Post()
    channel.failures["1"] = [failure]
    put(records, clock, ANNA, "1", "2")
    async with delivering(records, channel, clock):
        await until(lambda: states(records) == {"1": "unknown", "2": "sent"})
    assert channel.sent == [("anna", "2")]


async def test_where_a_repeat_is_harmless_it_is_tried_until_it_arrives_and_in_order(records, clock):
    channel = Post(resend_safe=True)
    channel.failures["1"] = [TimeoutError(), ConnectionResetError()]
    put(records, clock, ANNA, "1", "2")
    async with delivering(records, channel, clock):
        await until(lambda: set(states(records).values()) == {"sent"})
    assert channel.sent == [("anna", "1"), ("anna", "2")]


@pytest.mark.parametrize(("safe", "sent", "state"), [(True, [("anna", "1")], "sent"), (False, [], "unknown")])
async def test_after_a_kill_only_a_safe_channel_sends_again(records, clock, safe, sent, state):
    put(records, clock, ANNA, "1")
    (letter,) = records.write(lambda c: mailboxes.claim(c, "post", clock(), 9))
    records.write(lambda c: mailboxes.begin(c, letter.id, clock()))
    channel = Post(resend_safe=safe)
    async with delivering(records, channel, clock):
        await until(lambda: states(records) == {"1": state})
    assert channel.sent == sent


async def test_what_a_killed_process_had_only_claimed_goes_out(records, clock):
    put(records, clock, ANNA, "1", "2")
    records.write(lambda c: mailboxes.claim(c, "post", clock(), 9))
    channel = Post()
    async with delivering(records, channel, clock):
        await until(lambda: states(records) == {"1": "sent", "2": "sent"})


async def test_a_chat_that_asks_for_patience_is_tried_again_in_order_and_delays_no_other(records, clock):
    channel = Post()
    channel.failures["1"] = [NotNow(0.01) for _ in range(1000)]
    put(records, clock, ANNA, "1", "2")
    put(records, clock, BEN, "b")
    async with delivering(records, channel, clock):
        await until(lambda: channel.sent == [("ben", "b")])
        channel.failures.clear()
        await until(lambda: channel.sent[1:] == [("anna", "1"), ("anna", "2")])


async def test_a_closed_chat_is_tried_once_and_again_when_somebody_speaks_there(records, clock):
    channel = Post()
    channel.failures["1"] = [Closed()]
    put(records, clock, ANNA, "1", "2")
    async with delivering(records, channel, clock) as delivery:
        await until(lambda: states(records) == {"1": "failed", "2": "failed"})
        put(records, clock, ANNA, "3")
        delivery.wake()
        await until(lambda: states(records)["3"] == "failed")
        assert channel.sent == []
        records.write(lambda c: chats.reopen(c, ANNA))
        put(records, clock, ANNA, "4")
        delivery.wake()
        await until(lambda: channel.sent == [("anna", "4")])


async def test_letters_follow_a_chat_to_its_new_address(records, clock):
    channel = Post()
    channel.failures["1"] = [Moved(address_of("post:private:anna2"))]
    put(records, clock, ANNA, "1", "2", "3")
    async with delivering(records, channel, clock):
        await until(lambda: set(states(records).values()) == {"sent"})
    assert channel.sent == [("anna2", "1"), ("anna2", "2"), ("anna2", "3")]


async def test_stopping_leaves_what_waits_for_its_turn_for_the_next_start(records, clock):
    channel = Post()
    put(records, clock, ANNA, "1", "2", "3")
    delivery = Delivery(records, channel, clock, 0.01, Pace([Rate(1, 60, "chat")]))
    sending = asyncio.create_task(delivery.run())
    await until(lambda: states(records)["1"] == "sent")
    delivery.stop()
    async with asyncio.timeout(SECONDS):
        await sending
    assert channel.sent == [("anna", "1")]
    async with delivering(records, channel, clock):
        await until(lambda: set(states(records).values()) == {"sent"})


async def test_a_restart_does_not_forget_how_fast_a_chat_was_written_to(records, clock):
    channel = Post()
    channel.CAPABILITIES = replace(channel.CAPABILITIES, rates=(Rate(2, 60, "chat"),))
    put(records, clock, ANNA, "1", "2")
    async with delivering(records, channel, clock):
        await until(lambda: set(states(records).values()) == {"sent"})
    put(records, clock, ANNA, "3")
    put(records, clock, BEN, "b")
    async with delivering(records, channel, clock):
        await until(lambda: states(records)["b"] == "sent")
        await until(lambda: states(records)["3"] == "claimed")
    clock.now += timedelta(seconds=61)
    async with delivering(records, channel, clock):
        await until(lambda: states(records)["3"] == "sent")


async def test_a_reply_overtakes_a_thousand_pushes(records, clock):
    channel = Post()
    for number in range(1000):
        put(records, clock, f"post:private:p{number}", "push")
    sending = asyncio.create_task(Delivery(records, channel, clock, 0.01, Pace([Rate(1, 0.002)])).run())
    await until(lambda: len(channel.sent) > 20)
    sent = len(channel.sent)
    row = records.write(lambda c: mailboxes.receive(c, "post", "e", "post:ben", BEN, clock()))
    records.write(lambda c: mailboxes.put(c, "post", BEN, [{"text": "reply"}], clock(), row))
    await until(lambda: ("ben", "reply") in channel.sent)
    assert channel.sent.index(("ben", "reply")) < sent + 100
    sending.cancel()


async def test_an_account_that_is_out_of_order_holds_up_no_other(records, clock):
    channel = Post()
    channel.failures["push"] = [NotNow(60) for _ in range(1000)]
    for number in range(300):
        put(records, clock, f"post:private:broken/p{number}", "push")
    put(records, clock, "post:private:main/anna", "1")
    async with delivering(records, channel, clock):
        await until(lambda: channel.sent == [("main/anna", "1")])


async def test_stopping_in_the_middle_of_sending_harms_nothing(records, clock):
    channel = Post(resend_safe=True)
    channel.gates["anna"] = asyncio.Event()
    put(records, clock, ANNA, "1")
    async with delivering(records, channel, clock):
        await until(lambda: states(records) == {"1": "sending"})
    put(records, clock, BEN, "2")
    channel.gates.clear()
    async with delivering(records, channel, clock):
        await until(lambda: set(states(records).values()) == {"sent"})
    assert channel.sent == [("anna", "1"), ("ben", "2")]


async def test_who_is_cancelled_while_waking_ends(records, clock):
    channel = Post()
    put(records, clock, ANNA, "1")
    delivery = Delivery(records, channel, clock, patience=60)
    sending = asyncio.create_task(delivery.run())
    await until(lambda: states(records) == {"1": "sent"})
    await asyncio.sleep(0.1)
    delivery.wake()
    sending.cancel()
    async with asyncio.timeout(SECONDS):
        await asyncio.wait([sending])
    assert sending.cancelled()


async def test_a_database_that_was_away_does_not_end_delivery(records, clock, caplog):
    channel = Post()
    records.write(lambda c: c.exec_driver_sql("ALTER TABLE outbox RENAME TO away"))
    async with delivering(records, channel, clock) as delivery:
        await until(lambda: "could not be written" in caplog.text)
        records.write(lambda c: c.exec_driver_sql("ALTER TABLE away RENAME TO outbox"))
        put(records, clock, ANNA, "1")
        delivery.wake()
        await until(lambda: channel.sent == [("anna", "1")])


async def test_stopping_waits_for_what_is_on_its_way(records, clock):
    channel = Post()
    channel.gates["anna"] = asyncio.Event()
    put(records, clock, ANNA, "1")
    async with delivering(records, channel, clock) as delivery:
        await until(lambda: states(records) == {"1": "sending"})
        delivery.stop()
        put(records, clock, ANNA, "2")
        channel.gates["anna"].set()
        await until(lambda: states(records) == {"1": "sent", "2": "pending"})
