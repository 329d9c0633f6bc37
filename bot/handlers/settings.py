"""设置: reminders on or off, and the hours in which a member wants them; the language is said, for there is one."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from bot.handlers import Option, Reply, World, offer, said, subscribe
from bot.hours import QUIET_FROM, QUIET_TO
from bot.intents import END, Intent
from bot.message import ChatKind, Inbound, Text
from bot.phrases import people
from bot.phrases import settings as words
from knowledge.numerals import NUMERAL, value
from records import wishes
from records.members import Member
from records.wishes import Wish

ALL_DAY = "不限"
WORDS = re.compile(
    r"^(?P<rest>(?:我的|个人)?设置|设置语言|语言设置|打开提醒|关闭提醒|免打扰|"
    rf"改?提醒时[段间](?:\s*[:：]?\s*(?:{NUMERAL}\s*[:：.点时到至—–~～-].{{0,20}}?|{ALL_DAY}))?){END}"
)
_TIMES = re.compile(r"^(?:改?提醒时[段间]|免打扰)\s*[:：]?\s*(.*)$")
_HOUR = rf"({NUMERAL})(?:[:.]([0-5]\d)|[点时](半)?)?"
_HOURS = re.compile(rf"{_HOUR}\s*[-—–~至到]+\s*{_HOUR}")
# Reminders come to thousands one after the other: a shorter time might pass before somebody's turn.
LEAST = timedelta(hours=1)


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Show the settings, offer hours, or keep what was chosen; only in private."""
    text, whom = intent.text, world.member
    if inbound.address.kind is ChatKind.GROUP:
        return said(people.PRIVATE_ONLY)
    if whom is None:
        return said(people.NOT_PUSHED)
    if text in (words.ON, words.OFF):
        return subscribe.handle(Intent("subscribe", "订阅" if text == words.ON else "退订"), inbound, world)
    if asked := _TIMES.match(text):
        return _kept(asked[1], whom, world) if asked[1] else _offered(inbound, world)
    return _shown(whom, inbound, world)


def _shown(whom: Member, inbound: Inbound, world: World) -> Reply:
    pushed = whom.subscribed and whom.consented is not None
    told = words.SETTINGS.format(
        pushed=words.PUSHED if pushed else words.NOT_PUSHED, hours=words.hours(wishes.of_member(world.reader, whom.id))
    )
    labels = (words.OFF if pushed else words.ON, words.CHANGE)
    parts, effects = offer([_option(label, label) for label in labels], inbound, world)
    return Reply((Text(told), *parts), effects)


def _offered(inbound: Inbound, world: World) -> Reply:
    options = [_option(label, f"提醒时段 {hours}") for label, hours in words.OFFERED.items()]
    parts, effects = offer(options, inbound, world)
    return Reply((Text(words.WHICH), *parts), effects)


def _option(label: str, say: str) -> Option:
    return Option(label, {"do": "settings", "say": say})


def _kept(asked: str, whom: Member, world: World) -> Reply:
    wish = None if asked == ALL_DAY else _read(asked)
    if wish is None and asked != ALL_DAY:
        return said(words.UNCLEAR)
    return said(words.KEPT.format(hours=words.hours(wish)), lambda c: wishes.keep(c, whom.id, wish))


def _read(text: str) -> Wish | None:
    """Read hours as people type them (12:00-14:00, 12点到14点半); None for what is none, or not within ours."""
    found = _HOURS.fullmatch(unicodedata.normalize("NFKC", text).strip())
    starts, ends = (_time(*found.groups()[:3]), _time(*found.groups()[3:])) if found else (None, None)
    if starts is None or ends is None or not QUIET_TO <= starts < ends <= QUIET_FROM:
        return None
    long = datetime.combine(date.min, ends) - datetime.combine(date.min, starts)
    return Wish(starts, ends) if long >= LEAST else None


def _time(hour: str, minutes: str | None, half: str | None) -> time | None:
    number = value(hour)
    return time(number, 30 if half else int(minutes or 0)) if number is not None and number < 24 else None
