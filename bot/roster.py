"""The roster as sheets: 成员 and 职务."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from bot.intake import Columns, Line, Report, Tally, each, lines, names, unread
from bot.sheets import Sheet, Table
from faults import Fault
from records import members, organisation
from records import roster as lists
from records.members import Member
from records.organisation import Node

PEOPLE: Columns = {
    "工号": ("成员编号", "人员编号", "编号", "党员编号"),
    "姓名": ("名字", "党员姓名"),
    "所在支部": ("所在党支部", "所属支部", "所属党支部", "所在党组织", "所在组织", "支部", "党支部"),
    "身份": ("党员身份", "人员类别", "党员类别"),
    "不作硬性要求": ("学习不作硬性要求", "免于硬性要求"),
}
OFFICES: Columns = {
    "工号": PEOPLE["工号"],
    "姓名": PEOPLE["姓名"],
    "职务": ("党内职务",),
    "任职组织": ("任职党组织", "任职支部"),
    "任职起": ("任职开始", "任职日期", "任职时间", "任职开始日期"),
    "任职止": ("任职结束", "届满日期", "任职结束日期"),
    "任职起止": ("任期",),
}
STATES = {
    "党员": "正式党员",
    "中共党员": "正式党员",
    "中共预备党员": "预备党员",
    "积极分子": "入党积极分子",
    "申请人": "入党申请人",
}
_SPAN = ("至", "—", "～", "~", "–")


def take(connection: Any, tables: Sequence[Table], day: date, now: datetime) -> Report:  # noqa: ANN401
    """Write the rows into the roster; `day` is from when an office is held, where no date is given."""
    tally = Tally()
    branches: dict[str, Node] = {}

    def person(line: Line) -> None:
        _person(connection, line, branches, now, tally)

    def office(line: Line) -> None:
        _office(connection, line, branches, day, tally)

    each(tally, list(lines(tables, PEOPLE, ["工号", "姓名", "所在支部"])), person)
    each(tally, list(lines(tables, {**PEOPLE, **OFFICES}, ["工号", "职务"])), office)
    mine = [table for table in tables if "工号" in names(table, PEOPLE)]
    return Report(
        "roster", tally.added, tally.changed, tally.unchanged, unread(mine, [PEOPLE, OFFICES]), tuple(tally.complaints)
    )


def sheets(connection: Any, upper: Node) -> tuple[Sheet, ...]:  # noqa: ANN401
    """Return the roster of a node and all below it as sheets that `take` reads without changing anything."""
    codes = {node.id: node.code for node in organisation.below(connection, upper)}
    people_here = members.below(connection, upper)
    rows = [(one.code, one.name, codes[one.branch], one.state, "是" if one.exempt else "否") for one in people_here]
    by_id = {one.id: one for one in people_here}
    held = [role for role in lists.roles_below(connection, upper) if role.member in by_id and role.node in codes]
    offices = [
        (by_id[role.member].code, by_id[role.member].name, role.role, codes[role.node], role.starts, role.ends)
        for role in held
    ]
    columns = tuple(name for name in OFFICES if name != "任职起止")
    return (
        Sheet("成员", tuple(PEOPLE), rows),
        Sheet("职务", columns, offices),
    )


def _person(connection: Any, line: Line, branches: dict[str, Node], now: datetime, tally: Tally) -> None:  # noqa: ANN401
    code, name = line.needed("工号", 40), line.needed("姓名", 40)
    branch = _branch(connection, line, "所在支部", branches)
    whom = members.by_code(connection, code)
    state = line.text("身份") or (whom.state if whom else "正式党员")
    state = STATES.get(state, state)
    exempt = line.flag("不作硬性要求") if "不作硬性要求" in line.named else whom is not None and whom.exempt
    if whom is None:
        members.add(connection, code, name, branch, state, now, exempt=exempt)
        tally.count(new=True, changed=False)
    else:
        changed = members.describe(connection, whom, name, branch, state, now, exempt=exempt)
        tally.count(new=False, changed=changed)


def _office(connection: Any, line: Line, branches: dict[str, Node], day: date, tally: Tally) -> None:  # noqa: ANN401
    """Give the offices of a row; a row without one is a person's, and already counted."""
    if not (named := line.text("职务")):
        return
    whom = members.by_code(connection, line.needed("工号", 40))
    if whom is None:
        raise Fault("member_unknown", column="工号", code=line.text("工号"))
    where = _where(connection, line, whom, branches)
    starts, ends = _term(line)
    held = lists.roles_held(connection, whom.id)
    for role in named.replace("，", "、").replace(",", "、").split("、"):
        running = [one for one in held if (one.role, one.node) == (role.strip(), where.id) and one.ends is None]
        begins = starts or (running[0].starts if running else day)
        same = next((one for one in held if (one.role, one.node, one.starts) == (role.strip(), where.id, begins)), None)
        changed = same is None or same.ends != ends
        if changed:
            members.give_role(connection, whom.id, role.strip(), where, begins, ends)
        tally.count(new=same is None, changed=changed)


def _where(connection: Any, line: Line, whom: Member, branches: dict[str, Node]) -> Node:  # noqa: ANN401
    """Return where an office is held: where the row says, else in the member's own branch."""
    if line.text("任职组织"):
        return _branch(connection, line, "任职组织", branches)
    own = organisation.node(connection, whom.branch)
    assert own is not None
    return own


def _term(line: Line) -> tuple[date | None, date | None]:
    """Return from when to when, from two cells or from one: 2024-01-01至2026-12-31."""
    if not (span := line.text("任职起止")):
        return line.day("任职起"), line.day("任职止")
    for between in _SPAN:
        span = span.replace(between, "|")
    cells = {name: words.strip() for name, words in zip(("任职起", "任职止"), span.split("|"), strict=False)}
    row = type(line.row)(line.row.number, {k: "" if v in ("今", "现在") else v for k, v in cells.items()})
    halves = Line(line.sheet, row, {name: name for name in cells})
    return halves.day("任职起"), halves.day("任职止")


def _branch(connection: Any, line: Line, column: str, branches: dict[str, Node]) -> Node:  # noqa: ANN401
    words = line.needed(column, 120)
    if words not in branches:
        try:
            found = organisation.find(connection, words)
        except Fault as fault:
            raise Fault(fault.code, **{**fault.fields, "column": column}) from fault
        if found is None:
            raise Fault("node_unknown", column=column, name=words)
        branches[words] = found
    return branches[words]
