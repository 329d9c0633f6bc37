"""A bot on an emulated Telegram, with a reception that says what the test wants."""

import pytest
from emulators.telegram import Telegram
from telegram_chat import Mute, OnTelegram


@pytest.fixture
def telegram():
    emulator = Telegram(scale=1e6)
    yield emulator
    emulator.close()


@pytest.fixture
def mute(records, clock):
    return Mute(records, clock)


@pytest.fixture
def bot(records, mute, clock, telegram):
    return OnTelegram(records, mute, clock, telegram)
