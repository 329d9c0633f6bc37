"""Never faster than a channel allows, wherever in the network a message is counted."""

import asyncio
import random
from collections import defaultdict

import pytest

from bot.message import Address, ChatKind, Rate
from bot.pace import Pace

# Telegram's limits, two hundred times as fast.
SCALE = 200
LIMITS = [Rate(30, 1 / SCALE), Rate(1, 1 / SCALE, "chat"), Rate(20, 60 / SCALE, "group")]


def private(name):
    return Address("post", ChatKind.PRIVATE, name)


def group(name):
    return Address("post", ChatKind.GROUP, name)


class Server:
    """Counts a message at some moment between its beginning and its end."""

    def __init__(self, pace, seed):
        self.pace, self.dice, self.loop = pace, random.Random(seed), asyncio.get_running_loop()
        self.arrived = defaultdict(list)

    async def send(self, address, *, urgent=False):
        async with self.pace.turn(address, urgent=urgent):
            await asyncio.sleep(self.dice.uniform(0, 0.6) / SCALE)
            self.arrived[str(address)].append(self.loop.time())
            await asyncio.sleep(self.dice.uniform(0, 0.6) / SCALE)


def most_within(moments, seconds):
    moments = sorted(moments)
    return max(sum(start <= other < start + seconds for other in moments) for start in moments)


@pytest.mark.parametrize("seed", range(3))
async def test_no_window_anywhere_holds_more_than_its_limit(seed):
    server = Server(Pace(LIMITS), seed)
    people, groups = [private(str(n)) for n in range(60)], [group(str(n)) for n in range(3)]
    await asyncio.gather(*(server.send(one) for one in people * 2 + groups * 25))
    together = [moment for moments in server.arrived.values() for moment in moments]
    assert len(together) == 195
    assert most_within(together, 1 / SCALE) <= 30
    for address, moments in server.arrived.items():
        assert most_within(moments, 1 / SCALE) <= 1
        if ":group:" in address:
            assert most_within(moments, 60 / SCALE) <= 20


async def test_the_topics_of_a_group_share_its_limit():
    pace = Pace([Rate(1, 9, "chat")])
    async with pace.turn(group("-1:5"), urgent=False):
        pass
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02), pace.turn(group("-1:6"), urgent=False):
            pass
    async with asyncio.timeout(0.5), pace.turn(group("-2:5"), urgent=False):
        pass


async def test_who_waits_for_an_answer_goes_first():
    pace, order, everybody_waits = Pace([Rate(1, 0.005)]), [], asyncio.Event()

    async def send(name, urgent):
        if urgent:
            asyncio.get_running_loop().call_soon(everybody_waits.set)
        async with pace.turn(private(name), urgent=urgent):
            await everybody_waits.wait()
            order.append(name)

    await asyncio.gather(*(send(str(n), False) for n in range(5)), send("asked", True))
    assert order == ["0", "asked", "1", "2", "3", "4"]


async def test_who_gives_up_waiting_takes_nobodys_turn():
    pace = Pace([Rate(1, 0.05)])
    async with pace.turn(private("a"), urgent=False):
        waiting = [asyncio.create_task(pace.turn(private("b"), urgent=False).__aenter__()) for _ in range(3)]
        await asyncio.sleep(0)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
    async with asyncio.timeout(1), pace.turn(private("c"), urgent=False):
        pass


async def free_within(pace, address, seconds):
    try:
        async with asyncio.timeout(seconds), pace.turn(address, urgent=False):
            return True
    except TimeoutError:
        return False


async def test_a_group_that_asks_for_patience_speaks_for_itself_alone():
    pace = Pace(LIMITS)
    pace.hold(group("-1"), 9)
    pace.hold(group("-2"), 9)
    assert not await free_within(pace, group("-1"), 0.02)
    assert await free_within(pace, private("a"), 0.5)


async def test_two_private_chats_that_ask_for_patience_speak_for_the_channel():
    pace = Pace(LIMITS)
    pace.hold(private("a"), 9)
    assert await free_within(pace, private("c"), 0.5)
    pace.hold(private("b"), 1)
    assert not await free_within(pace, private("d"), 0.02)
    assert await free_within(pace, private("e"), 10)


async def test_an_account_that_asks_for_patience_speaks_for_no_other():
    pace = Pace([Rate(1, 9)])
    pace.hold(private("main/a"), 9)
    pace.hold(private("main/b"), 9)
    assert not await free_within(pace, private("main/c"), 0.02)
    assert await free_within(pace, private("other/c"), 0.5)
    assert not await free_within(pace, private("other/d"), 0.02)
    assert await free_within(pace, private("third/d"), 0.5)
