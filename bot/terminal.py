"""The composition of `xuesi chat`: records, documents, reception and delivery around one terminal."""

import asyncio
from typing import TextIO

from bot import clock
from bot.channels.console import ConsoleChannel
from bot.config import Config
from bot.delivery import Delivery
from bot.library import shelf
from bot.reception import Reception
from records.engine import open_records

# Whoever sits at the terminal is one person; there is nothing to tell two apart by.
PERSON = "terminal"


async def converse(config: Config, lines: TextIO, screen: TextIO) -> None:
    """Answer line by line until the end of input."""
    records = open_records(config.records_url)
    channel = ConsoleChannel(lines, screen, PERSON, clock.now)
    delivery = Delivery(records, channel, clock.now)
    reception = Reception(records, shelf(config), config.service, clock.now, delivery.wake)
    sending = asyncio.create_task(delivery.run())
    try:
        await channel.start(lambda inbound, *also: reception.receive(inbound, channel.CAPABILITIES, *also))
    finally:
        delivery.stop()
        await sending
        reception.close()
        records.close()
