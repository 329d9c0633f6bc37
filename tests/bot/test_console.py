"""The terminal: a line is answered before the next is read, and nobody reading ends it."""

import asyncio
import io

from bot.channels.console import CAPABILITIES, ConsoleChannel
from bot.delivery import Delivery
from records.mailboxes import outbox

# Long enough that a test which waits for it fails by its own limit.
SECONDS = 5.0


async def talk(records, clock, channel, sink):
    """Let what is typed be answered to the end."""
    delivery = Delivery(records, channel, clock, patience=0.01)
    sending = asyncio.create_task(delivery.run())
    async with asyncio.timeout(SECONDS):
        await channel.start(sink)
        delivery.stop()
        await sending


async def test_every_line_is_answered_before_the_next_is_read(records, reception, clock):
    screen = io.StringIO()
    channel = ConsoleChannel(io.StringIO("支部工作章程第四条\n\n下一条\n"), screen, "terminal", clock)

    async def sink(inbound):
        clock.now = clock.now.replace(second=clock.now.second + 1)
        return await reception.receive(inbound, CAPABILITIES)

    await talk(records, clock, channel, sink)
    assert "每届任期三年。" in screen.getvalue()
    assert "回复数字：1 看全条  2 更多" in screen.getvalue()
    assert screen.getvalue().rstrip().endswith("没有这个选项，或者已经失效。请回复上一条消息里列出的数字，或直接提问。")


async def test_it_ends_when_nobody_reads_it_any_more(records, reception, clock):
    class Closed(io.StringIO):
        def flush(self) -> None:
            raise BrokenPipeError

    channel = ConsoleChannel(io.StringIO("您好\n" * 9), Closed(), "terminal", clock)
    await talk(records, clock, channel, lambda inbound: reception.receive(inbound, CAPABILITIES))
    with records.read() as reader:
        assert [row.state for row in reader.execute(outbox.select())] == ["failed"]
