"""`xuesi organisation` and `xuesi members`: tree, roster, one-time codes, offices."""

import argparse
import secrets
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from bot import clock, registry, roster, tree
from bot.commands import Command, put, say
from bot.config import Config
from bot.phrases import commands, people
from bot.sheets import Sheet, written
from faults import Fault
from records import audit, codes, looks, members, organisation
from records import roster as lists
from records.engine import Records, open_records
from records.members import Member
from records.organisation import Node

# Whoever can use the command line can read the database as well; what they do is in the trail all the same.
ACTOR = "cli"


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=commands.JSON)


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.xlsx", help=commands.SHEET_IN)
    parser.add_argument("--dry-run", action="store_true", help=commands.DRY_RUN)
    _json(parser)


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE.xlsx", help=commands.SHEET_OUT)


def _node_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("node", nargs="?", metavar="NODE", help=commands.NODE)
    _json(parser)


def _import(given: argparse.Namespace, config: Config) -> int:
    now = clock.now()
    try:
        data = given.file.read_bytes()
    except OSError as error:
        raise Fault("file_unreadable", path=str(given.file), detail=error.strerror) from error
    with closing(open_records(config.records_url)) as records:
        found = registry.take_in(records, data, given.file.name, ACTOR, clock.day_of(now), now, dry_run=given.dry_run)
    if given.json:
        put({"taken": found.taken, "reports": [asdict(report) for report in found.reports]})
    else:
        for line in people.intake_lines(found.reports, taken=found.taken):
            say(line)
    return 1 if found.complaints else 0


def _export(sheets: Callable[[Records], tuple[Sheet, ...]], given: argparse.Namespace, config: Config) -> int:
    with closing(open_records(config.records_url)) as records:
        data = written(sheets(records), people.PURPOSE)
    given.file.write_bytes(data)
    say(people.WRITTEN.format(file=given.file))
    return 0


def _tree_sheets(records: Records) -> tuple[Sheet, ...]:
    with records.read() as reader:
        return tree.sheets(reader)


def _roster_sheets(records: Records) -> tuple[Sheet, ...]:
    with records.read() as reader:
        top = node_named(reader, None)
        found = roster.sheets(reader, top)
        concerned = [one.id for one in members.below(reader, top)]
    _looked(records, "export", concerned)
    return found


def _list_nodes(given: argparse.Namespace, config: Config) -> int:
    with closing(open_records(config.records_url)) as records, records.read() as reader:
        upper = node_named(reader, given.node)
        nodes = organisation.below(reader, upper) if given.node else organisation.present(reader)
        counts = lists.counted(reader)
    if given.json:
        put([{**asdict(node), "members": counts.get(node.id, 0)} for node in nodes])
    else:
        for node in nodes:
            say(people.node_line(node, node.path.count("/") - upper.path.count("/"), counts.get(node.id, 0)))
    return 0


def _list_members(given: argparse.Namespace, config: Config) -> int:
    with closing(open_records(config.records_url)) as records:
        with records.read() as reader:
            upper = node_named(reader, given.node)
            here, bound = members.below(reader, upper), lists.bound(reader)
            names = {node.id: node.name for node in organisation.below(reader, upper)}
        _looked(records, "roster", [one.id for one in here])
    rows = [
        {"code": one.code, "name": one.name, "branch": names[one.branch], "state": one.state, "exempt": one.exempt,
         "bound": one.id in bound, "consented": one.consented is not None, "subscribed": one.subscribed}
        for one in here
    ]  # fmt: skip
    if given.json:
        put(rows)
    else:
        for row in rows:
            say(people.member_line(row))
    return 0


def _codes_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("node", metavar="NODE", help=commands.NODE)
    parser.add_argument("--member", metavar="CODE", help=commands.MEMBER)
    parser.add_argument("--link", metavar="URL", help=commands.LINK)
    _json(parser)


def _codes(given: argparse.Namespace, config: Config) -> int:
    """Issue codes to those who come by no chat yet, or to the one that is named."""
    now = clock.now()
    with closing(open_records(config.records_url)) as records:
        with records.read() as reader:
            bound = lists.bound(reader)
            here = members.below(reader, node_named(reader, given.node))
        chosen = [one for one in here if (one.code == given.member if given.member else one.id not in bound)]
        if given.member and not chosen:
            raise Fault("member_unknown", code=given.member)
        issued = [(one, codes.draw(partial(secrets.token_hex, 12))) for one in chosen]
        for one, code in issued:
            records.write(partial(codes.issue, member=one.id, code=code, actor=ACTOR, now=now))
        _looked(records, "codes", [one.id for one in chosen])
    rows = [
        {"code": one.code, "name": one.name, "secret": codes.shown(code), "link": people.link(given.link, code)}
        for one, code in issued
    ]
    if given.json:
        put(rows)
    else:
        for row in rows:
            say(people.code_line(row))
    return 0


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", help=commands.MEMBER)
    parser.add_argument("name", help=commands.NAME)
    parser.add_argument("node", metavar="NODE", help=commands.NODE)
    parser.add_argument("--state", default="正式党员", choices=members.STATES, help=commands.STATE)


def _add(given: argparse.Namespace, config: Config) -> int:
    def job(connection: Any) -> None:  # noqa: ANN401 - a connection of the records
        node = node_named(connection, given.node)
        number = members.add(connection, given.code, given.name, node, given.state, clock.now())
        audit.add(connection, ACTOR, "add_member", {"member": number, "node": node.id}, clock.now())

    return done(config, job)


def _member_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", help=commands.MEMBER)


def _move_arguments(parser: argparse.ArgumentParser) -> None:
    _member_argument(parser)
    parser.add_argument("node", metavar="NODE", help=commands.NODE)


def _move(given: argparse.Namespace, config: Config) -> int:
    def job(connection: Any) -> None:  # noqa: ANN401
        whom, node = _member(connection, given.code), node_named(connection, given.node)
        members.describe(connection, whom, whom.name, node, whom.state, clock.now(), exempt=whom.exempt)
        audit.add(connection, ACTOR, "move_member", {"member": whom.id, "node": node.id}, clock.now())

    return done(config, job)


def _exempt_arguments(parser: argparse.ArgumentParser) -> None:
    _member_argument(parser)
    parser.add_argument("--no", action="store_true", help=commands.NOT_EXEMPT)


def _exempt(given: argparse.Namespace, config: Config) -> int:
    def job(connection: Any) -> None:  # noqa: ANN401
        members.change(connection, _member(connection, given.code).id, clock.now(), exempt=not given.no)

    return done(config, job)


def _leave(given: argparse.Namespace, config: Config) -> int:
    def job(connection: Any) -> None:  # noqa: ANN401
        whom, now = _member(connection, given.code), clock.now()
        members.leave(connection, whom.id, clock.day_of(now), now)
        audit.add(connection, ACTOR, "leave", {"member": whom.id}, now)

    return done(config, job)


def _role_arguments(parser: argparse.ArgumentParser) -> None:
    _member_argument(parser)
    parser.add_argument("role", choices=members.ROLES, help=commands.ROLE)
    parser.add_argument("node", metavar="NODE", help=commands.NODE)
    parser.add_argument("--starts", type=date.fromisoformat, metavar="DATE", help=commands.STARTS)
    parser.add_argument("--ends", type=date.fromisoformat, metavar="DATE", help=commands.ENDS)


def _role(given: argparse.Namespace, config: Config) -> int:
    def job(connection: Any) -> None:  # noqa: ANN401
        whom, node, now = _member(connection, given.code), node_named(connection, given.node), clock.now()
        held = [one for one in lists.roles_held(connection, whom.id) if (one.role, one.node) == (given.role, node.id)]
        starts = given.starts or next((one.starts for one in held if one.ends is None), clock.day_of(now))
        members.give_role(connection, whom.id, given.role, node, starts, given.ends)
        facts = {"member": whom.id, "role": given.role, "node": node.id, "starts": starts, "ends": given.ends}
        audit.add(connection, ACTOR, "role", facts, now)

    return done(config, job)


def done(config: Config, job: Callable[[Any], None]) -> int:
    """Do one job on the records and say that it is done."""
    with closing(open_records(config.records_url)) as records:
        records.write(job)
    say(people.DONE)
    return 0


def _looked(records: Records, what: str, concerned: list[int]) -> None:
    records.write(lambda c: looks.note(c, ACTOR, people.COMMAND_LINE, what, concerned, clock.now()))


def node_named(connection: Any, words: str | None) -> Node:  # noqa: ANN401
    """Return the node that words name, without words the top; raises the faults node_unknown and tree_empty."""
    found = organisation.find(connection, words) if words else organisation.root(connection)
    if found is None:
        raise Fault("node_unknown", name=words) if words else Fault("tree_empty")
    return found


def _member(connection: Any, code: str) -> Member:  # noqa: ANN401
    found = members.by_code(connection, code)
    if found is None:
        raise Fault("member_unknown", code=code)
    return found


COMMANDS = (
    Command("organisation import", _import_arguments, _import),
    Command("organisation export", _export_arguments, partial(_export, _tree_sheets)),
    Command("organisation list", _node_argument, _list_nodes),
    Command("members import", _import_arguments, _import),
    Command("members export", _export_arguments, partial(_export, _roster_sheets)),
    Command("members list", _node_argument, _list_members),
    Command("members codes", _codes_arguments, _codes),
    Command("members add", _add_arguments, _add),
    Command("members move", _move_arguments, _move),
    Command("members exempt", _exempt_arguments, _exempt),
    Command("members leave", _member_argument, _leave),
    Command("members role", _role_arguments, _role),
)
