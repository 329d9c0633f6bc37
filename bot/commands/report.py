"""`xuesi report`: the files of a report, and its way upward."""

import argparse
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot import clock
from bot.commands import Command, put, say
from bot.commands.stats import node_of
from bot.config import Config
from bot.phrases import commands, people
from bot.phrases import filing as words
from faults import Fault
from records import members, participation, permissions, reports
from records.engine import Records, open_records
from records.members import Member
from records.organisation import Node
from records.reports import HANDED_IN, State, Version


def _node(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--node", metavar="N", help=commands.NODE)


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=commands.JSON)


def _period(parser: argparse.ArgumentParser) -> None:
    _node(parser)
    when = parser.add_mutually_exclusive_group(required=True)
    when.add_argument("--quarter", metavar="Q", help=commands.QUARTER)
    when.add_argument("--year", metavar="Y", help=commands.YEAR)


def _out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help=commands.OUT_FOLDER)


def _write_arguments(parser: argparse.ArgumentParser) -> None:
    _period(parser)
    _out(parser)


def _list_arguments(parser: argparse.ArgumentParser) -> None:
    _node(parser)
    _json(parser)


def _step_arguments(parser: argparse.ArgumentParser) -> None:
    _period(parser)
    parser.add_argument("--by", required=True, metavar="CODE", help=commands.BY)
    _json(parser)


def _draft_arguments(parser: argparse.ArgumentParser) -> None:
    _step_arguments(parser)
    parser.add_argument("--plans", default="", metavar="TEXT", help=commands.PLANS)


def _return_arguments(parser: argparse.ArgumentParser) -> None:
    _step_arguments(parser)
    parser.add_argument("--reason", required=True, metavar="TEXT", help=commands.REASON)


def _deadline_arguments(parser: argparse.ArgumentParser) -> None:
    _step_arguments(parser)
    parser.add_argument("--due", type=date.fromisoformat, required=True, metavar="D", help=commands.DUE)


def _missing_arguments(parser: argparse.ArgumentParser) -> None:
    _period(parser)
    _json(parser)


def _month_arguments(parser: argparse.ArgumentParser) -> None:
    _node(parser)
    parser.add_argument("--month", metavar="M", help=commands.MONTH)
    _json(parser)


def _pack_arguments(parser: argparse.ArgumentParser) -> None:
    _write_arguments(parser)
    parser.add_argument("--version", type=int, metavar="N", help=commands.VERSION)


def _write(given: argparse.Namespace, config: Config) -> int:
    from bot import briefing, report

    now = clock.now()
    about = report.period(given.quarter or given.year, clock.day_of(now))
    with closing(open_records(config.records_url)) as book:
        book.write(lambda c: participation.settle(c, now))
        with book.read() as reader:
            node = node_of(reader, given.node)
            made = report.of_node(reader, node, about, clock.day_of(now))
    stem = report.stem(node, about)
    files = {f"{stem}.docx": report.docx(made), f"{stem}.xlsx": report.xlsx(made)}
    for name, data in (files | {f"{stem}-briefing.docx": briefing.docx(made)}).items():
        say(people.WRITTEN.format(file=_kept(given.out, name, data)))
    return 0


def _list(given: argparse.Namespace, config: Config) -> int:
    with closing(open_records(config.records_url)) as book, book.read() as reader:
        node = node_of(reader, given.node)
        found = [(one, reports.steps(reader, one.id)) for one in reports.versions(reader, node.id)]
        rows = [words.row(node, one, steps) | {"sha256": reports.digests(reader, one.id)} for one, steps in found]
    if given.json:
        put(rows)
        return 0
    for one, steps in found:
        say(words.line(node, one, steps[-1]))
    if not found:
        say(words.NO_REPORTS.format(node=node.name))
    return 0


def _draft(given: argparse.Namespace, config: Config) -> int:
    from bot import filing, report

    def do(book: Records, node: Node, whom: Member, now: datetime) -> Version:
        about = report.period(given.quarter or given.year, clock.day_of(now))
        return filing.draft(book, whom, node, about, given.plans, now)

    return _done(do, given, config)


def _advance(to: State, given: argparse.Namespace, config: Config) -> int:
    from bot import filing
    from bot.hours import hours

    def do(book: Records, node: Node, whom: Member, now: datetime) -> Version:
        with book.read() as reader:
            found = reports.last(reader, node.id, (given.quarter or given.year).upper())
        if found is None:
            raise Fault("report_unknown")
        reason = given.reason if to is State.RETURNED else ""
        return filing.advance(book, whom, found.id, to, now, hours(config).next_word(now), reason)

    return _done(do, given, config)


def _done(
    do: Callable[[Records, Node, Member, datetime], Version], given: argparse.Namespace, config: Config
) -> int:  # fmt: skip
    """Do a step in somebody's name, and say what became of the report; a refusal is audited."""
    with closing(open_records(config.records_url)) as book:
        node, done = _acting(do, given, book)
        with book.read() as reader:
            steps = reports.steps(reader, done.id)
    if given.json:
        put(words.row(node, done, steps))
    else:
        say(words.stepped(node, done))
    return 0


def _acting(do: Callable[..., Any], given: argparse.Namespace, book: Records) -> tuple[Node, Any]:
    now = clock.now()
    with book.read() as reader:
        node, whom = node_of(reader, given.node), members.by_code(reader, given.by)
    if whom is None:
        raise Fault("member_unknown", code=given.by)
    try:
        return node, do(book, node, whom, now)
    except Fault as fault:
        if fault.code == permissions.REFUSED:
            refused = fault
            book.write(lambda c: permissions.note_refusal(c, refused, now))
        raise


def _deadline(given: argparse.Namespace, config: Config) -> int:
    from bot import filing, report
    from bot.hours import hours

    def do(book: Records, node: Node, whom: Member, now: datetime) -> str:
        about = report.period(given.quarter or given.year, clock.day_of(now))
        filing.call(book, whom, node, about, given.due, now, hours(config).next_word(now))
        return about.name

    with closing(open_records(config.records_url)) as book:
        node, period = _acting(do, given, book)
    if given.json:
        put({"node": node.code, "period": period, "due": given.due})
    else:
        say(words.call_set(node.name, period, given.due))
    return 0


def _missing(given: argparse.Namespace, config: Config) -> int:
    from bot import filing, report

    today = clock.day_of(clock.now())
    about = report.period(given.quarter or given.year, today)
    with closing(open_records(config.records_url)) as book, book.read() as reader:
        node = node_of(reader, given.node)
        due = reports.deadline(reader, node.id, about.name)
        rows = filing.below(reader, node, about.name, today)
    absent = [row for row in rows if row.version is None or row.version.state not in HANDED_IN]
    if given.json:
        states = [words.absent_row(row.node, row.version, overdue=row.overdue) for row in absent]
        put({"node": node.code, "period": about.name, "due": due, "children": len(rows), "missing": states})
        return 0
    if due:
        say(words.due(due))
    for row in absent:
        say(words.absent(row.node, about.name, row.version, overdue=row.overdue))
    if not absent:
        say(words.ALL_IN.format(period=words.period(about.name)))
    return 0


def _pack(given: argparse.Namespace, config: Config) -> int:
    from bot import evidence

    period = (given.quarter or given.year).upper()
    with closing(open_records(config.records_url)) as book, book.read() as reader:
        node = node_of(reader, given.node)
        found = reports.versions(reader, node.id, period)
        wanted = next((one for one in found if given.version in (None, one.number)), None)
        if wanted is None:
            raise Fault("report_unknown")
        data = evidence.pack(reader, wanted, node)
    say(people.WRITTEN.format(file=_kept(given.out, evidence.name(node, wanted), data)))
    return 0


def _month(given: argparse.Namespace, config: Config) -> int:
    from bot import month
    from bot.phrases import month as said

    now = clock.now()
    today = clock.day_of(now)
    first = month.parsed(given.month) if given.month else today.replace(day=1)
    with closing(open_records(config.records_url)) as book:
        book.write(lambda c: participation.settle(c, now))
        with book.read() as reader:
            found = month.of_node(reader, node_of(reader, given.node), first, today)
    if given.json:
        put(asdict(found))
        return 0
    for line in said.lines(found):
        say(line)
    return 0


def _kept(folder: Path, name: str, data: bytes) -> Path:
    """Write a file whole or not at all; raises the fault folder_unwritable."""
    target = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(f"{target.suffix}.part")
        part.write_bytes(data)
        part.replace(target)
    except OSError as error:
        raise Fault("folder_unwritable", path=str(target), detail=error.strerror or "") from error
    return target


COMMANDS = (
    Command("report write", _write_arguments, _write),
    Command("report list", _list_arguments, _list),
    Command("report draft", _draft_arguments, _draft),
    Command("report confirm", _step_arguments, partial(_advance, State.CONFIRMED)),
    Command("report submit", _step_arguments, partial(_advance, State.SUBMITTED)),
    Command("report accept", _step_arguments, partial(_advance, State.ACCEPTED)),
    Command("report return", _return_arguments, partial(_advance, State.RETURNED)),
    Command("report deadline", _deadline_arguments, _deadline),
    Command("report missing", _missing_arguments, _missing),
    Command("report month", _month_arguments, _month),
    Command("report pack", _pack_arguments, _pack),
)
