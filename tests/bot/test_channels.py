"""What every file in `bot/channels/` has to have: two translators and true capabilities."""

import inspect
from importlib import import_module
from pkgutil import iter_modules

import pytest

from bot import channels, daily
from bot.channels import Channel, capabilities_of
from bot.message import Capabilities, Card, Choice, Choices, Text, address_of
from bot.render import render
from records import mailboxes

NAMES = sorted(module.name for module in iter_modules(channels.__path__))
REPLY = (
    Text("《示例办法》尚未施行。"),
    Card("《示例办法》（2025）", "第三条", "每月学习两次。\n" * 200),
    Choices((Choice("看全条", "t1"), Choice("没用", "t2"))),
)


def of(name: str):
    """Return the module and its one class with the surface of a channel."""
    module = import_module(f"bot.channels.{name}")
    found = [kind for _, kind in inspect.getmembers(module, inspect.isclass) if kind.__module__ == module.__name__]
    (channel,) = [kind for kind in found if hasattr(kind, "CAPABILITIES")]
    return module, channel


@pytest.mark.parametrize("name", NAMES)
def test_a_channel_goes_by_the_name_of_its_file(name):
    module, channel = of(name)
    assert module.NAME == channel.NAME == name
    assert isinstance(module.CAPABILITIES, Capabilities)
    assert channel.CAPABILITIES is module.CAPABILITIES is capabilities_of(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_channel_sends_one_message_to_one_address(name):
    _, channel = of(name)
    wanted = inspect.signature(Channel.send).parameters
    assert list(inspect.signature(channel.send).parameters) == list(wanted)
    assert inspect.iscoroutinefunction(channel.send)


@pytest.mark.parametrize("name", NAMES)
def test_a_whole_reply_can_be_put_on_its_wire(name):
    module, _ = of(name)
    wires = render(REPLY, module.CAPABILITIES)
    assert wires
    assert all("每月学习两次" in str(wire) or "看全条" in str(wire) for wire in wires)


@pytest.mark.parametrize("name", NAMES)
def test_a_long_message_of_the_day_comes_whole_and_once(name, records, clock):
    told = {f"announce:2026-03-02:{name}:group:main/{chat}": f"{name}:group:main/{chat}" for chat in ("g", "h" * 120)}
    for _ in range(2):
        daily._send(records, told, (Text("学习。" * 8000),), clock())
    with records.read() as reader:
        rows = reader.execute(mailboxes.outbox.select().order_by(mailboxes.outbox.c.id)).all()
    for address in told.values():
        shown = "".join(str(row.payload) for row in rows if row.address == address)
        assert shown.count("学习。") == 8000
    assert all(len(row.day_key) <= mailboxes.LONGEST_KEY for row in rows)
    assert records.write(lambda c: mailboxes.withdraw(c, "announce:2026-03-02:")) == len(rows)


@pytest.mark.parametrize("key", ["web:private:3f9a", "console:private:terminal", "telegram:group:-100:5"])
def test_an_address_is_read_back_as_it_was_stored(key):
    assert str(address_of(key)) == key
