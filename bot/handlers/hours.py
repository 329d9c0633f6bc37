"""学时: hours of study entered by hand, each with its source; answering adds none."""

import re
from datetime import date
from fractions import Fraction

from bot.cards import card
from bot.handlers import Reply, World, said
from bot.intents import END, Intent
from bot.message import ChatKind, Inbound, Part, Text
from bot.phrases import people, statistics
from knowledge import dates
from knowledge.answer import answer
from knowledge.evidence import Status
from records import audit, ledger, members, permissions
from records.ledger import Entry
from records.members import Member
from records.permissions import Act, name_of

WORDS = re.compile(
    rf"^(?P<rest>(?:我的|查看?)?学时(?:登记|记录|情况)?|登记学时.{{0,300}}?|删去学时\s*\d{{1,9}}){END}", re.S
)
_ENTRY = re.compile(
    r"^登记学时\s+(?P<who>\S+)\s+(?P<hours>\d{1,3}(?:\.\d{1,2})?)\s+(?P<activity>\S+)\s+(?P<source>.+)$"
)


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """Show one's own hours; those who keep the ledger of a branch also enter and strike out."""
    if inbound.address.kind is ChatKind.GROUP:
        return said(people.PRIVATE_ONLY)
    if world.member is None:
        return said(people.BIND_FIRST)
    if intent.text.startswith("登记学时"):
        return _entered(intent.text, world.member, world)
    if intent.text.startswith("删去学时"):
        return _struck(int(re.sub(r"\D", "", intent.text)), world.member, world)
    return Reply((Text(_own(world.member, world)), *_rule(world)))


def _own(member: Member, world: World) -> str:
    found = ledger.entries(world.reader, member.id, world.today.year)
    if not found:
        return statistics.HOURS_NONE
    total = statistics.HOURS_SUM.format(hours=statistics.hours(sum(one.quarters for one in found)))
    lines = [statistics.HOURS_HEAD.format(year=world.today.year), *(statistics.entry(one) for one in found)]
    return "\n".join([*lines, total, statistics.PURPOSE])


def _rule(world: World) -> tuple[Part, ...]:
    """Quote how many hours a year are asked for, if a text of the library in force says so."""
    found = answer(world.snapshot(), statistics.HOURS_QUESTION, world.today)
    if found.status is not Status.ANSWERED or "学时" not in found.quotes[0].text:
        return ()
    return Text(statistics.HOURS_RULE), card(found.quotes[0])


def _entered(words: str, keeper: Member, world: World) -> Reply:
    found = _ENTRY.match(words)
    if found is None:
        return said(statistics.HOURS_FORM)
    whom = _covered(found["who"], keeper, world)
    if whom is None:
        return said(statistics.HOURS_WHO.format(name=found["who"]))
    quarters = Fraction(found["hours"]) * 4
    day, source = _dated(found["source"], world.today)
    if quarters.denominator != 1 or not 0 < quarters <= ledger.MOST or not source or day > world.today:
        return said(statistics.HOURS_FORM)
    entry, now, actor = Entry(day, found["activity"], int(quarters), source), world.now, name_of(keeper)
    facts = {"member": whom.id, "day": day.isoformat(), "quarters": entry.quarters}
    return said(
        statistics.entered(whom.name, entry),
        lambda c: ledger.enter(c, whom.id, whom.branch, entry, actor, now, world.today),
        lambda c: audit.add(c, actor, "enter_hours", facts, now),
    )


def _dated(words: str, today: date) -> tuple[date, str]:
    """Take a day off the end of a source."""
    for place, day in dates.find(words):
        return day, words[:place].strip()
    return today, words.strip()


def _struck(number: int, keeper: Member, world: World) -> Reply:
    covered = permissions.covered(world.reader, keeper, Act.KEEP_LEDGER, world.today)
    branches = {one.branch for node in covered for one in members.below(world.reader, node)}
    if not ledger.holds(world.reader, number, tuple(branches)):
        return said(statistics.HOURS_UNKNOWN.format(number=number))
    now, actor = world.now, name_of(keeper)
    return said(
        statistics.HOURS_STRUCK.format(number=number),
        lambda c: ledger.strike(c, number),
        lambda c: audit.add(c, actor, "strike_hours", {"entry": number}, now),
    )


def _covered(words: str, keeper: Member, world: World) -> Member | None:
    """Return the one member with this name or number among those whose ledger somebody keeps."""
    covered = permissions.covered(world.reader, keeper, Act.KEEP_LEDGER, world.today)
    found = {
        one.id: one
        for node in covered
        for one in members.below(world.reader, node)
        if words in (one.name, one.code)
    }  # fmt: skip
    return next(iter(found.values())) if len(found) == 1 else None
