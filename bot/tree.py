"""The tree of organisations as sheets: 组织 and 指导关系."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.intake import Columns, Line, Report, Tally, each, lines, names, unread
from bot.sheets import Sheet, Table
from faults import Fault
from records import organisation, tree_sums
from records.organisation import GUIDANCE, Node

NODES: Columns = {
    "组织编码": ("组织代码", "党组织编码", "党组织代码", "编码", "代码"),
    "组织名称": ("党组织名称", "组织全称", "党组织全称", "名称"),
    "上级组织": ("上级党组织", "上级组织名称", "上级党组织名称", "隶属组织", "上级"),
    "类型": ("组织类型", "组织类别", "党组织类型", "党组织类别", "类别"),
    "层级": ("组织层级", "行政层级", "级别"),
    "成立日期": ("设立日期", "成立时间", "批准成立日期"),
    "撤销日期": ("撤销时间",),
}
GUIDES: Columns = {
    "指导方": ("领导方", "指导单位", "领导单位", "党组"),
    "被指导方": ("被领导方", "机关党委"),
    "关系": ("关系类型",),
    "起": ("开始日期",),
    "止": ("结束日期",),
}
# The same thing by other names.
KINDS = {
    "党（工）委": "党工委",
    "工委": "党工委",
    "支部": "党支部",
    "总支": "党总支",
    "总支部": "党总支",
    "小组": "党小组",
}
LEVELS = {
    "县（市、区）": "县", "区": "县", "县级": "县", "市级": "市", "省级": "省", "乡镇（街道）": "乡镇", "街道": "乡镇",
    "乡": "乡镇", "镇": "乡镇", "村（社区）": "村", "社区": "村",
}  # fmt: skip


def take(connection: Any, tables: Sequence[Table], day: date) -> Report:  # noqa: ANN401 - a connection that writes
    """Write the rows into the tree; `day` is from when new nodes stand and others move, where no date is given."""
    tally, waiting = Tally(), list(lines(tables, NODES, ["组织名称", "类型"]))
    known: dict[str, list[Node]] = {}
    before = organisation.everything(connection)
    for node in before:
        _know(known, node)
    while waiting:
        ready = [line for line in waiting if _upper_is_known(line, known)]
        # What hangs below nothing that is known is complained of.
        later = [line for line in waiting if not _upper_is_known(line, known)] if ready else []
        each(tally, ready or waiting, lambda line: _node(connection, line, known, day, tally))
        waiting = later
    each(
        tally,
        list(lines(tables, GUIDES, ["指导方", "被指导方"])),
        lambda line: _guide(connection, line, known, day, tally),
    )
    if since := _moved(before, organisation.everything(connection), day):
        tree_sums.roll_since(connection, since)
    return Report("tree", tally.added, tally.changed, tally.unchanged, _unread(tables), tuple(tally.complaints))


def sheets(connection: Any) -> tuple[Sheet, ...]:  # noqa: ANN401
    """Return the whole tree, ended nodes too, as sheets that `take` reads without changing anything."""
    nodes = organisation.everything(connection)
    by_id = {node.id: node for node in nodes}
    rows = [
        (one.code, one.name, by_id[one.upper].code if one.upper else "", one.kind, one.level, one.starts, one.ends)
        for one in nodes
    ]
    guides = [
        (by_id[upper].code, by_id[lower].code, kind, starts, ends)
        for upper, lower, kind, starts, ends in organisation.guided(connection)
    ]
    return (
        Sheet("组织", tuple(NODES), rows),
        Sheet("指导关系", tuple(GUIDES), guides),
    )


def _moved(before: Sequence[Node], after: Sequence[Node], day: date) -> date | None:
    """Return from which day on nodes hang elsewhere or no more; None where all hang as before."""
    earlier = {node.id: node for node in before}
    changed = [(earlier[node.id], node) for node in after if node.id in earlier]
    days = [now.ends for old, now in changed if now.ends and now.ends != old.ends]
    return min([*days, *(day for old, now in changed if now.upper != old.upper)], default=None)


def _upper_is_known(line: Line, known: dict[str, list[Node]]) -> bool:
    try:
        upper = line.text("上级组织")
    except Fault:
        return True
    return not upper or upper in known


def _node(connection: Any, line: Line, known: dict[str, list[Node]], day: date, tally: Tally) -> None:  # noqa: ANN401
    name = line.needed("组织名称", 120)
    code = line.fitting("组织编码", line.text("组织编码"), 40) or _code_of(name, known)
    kind, level = _plain(line.needed("类型", 20), KINDS), _plain(line.text("层级") or "单位", LEVELS)
    upper = _one(line, "上级组织", known) if line.text("上级组织") else None
    starts, ends = line.day("成立日期"), line.day("撤销日期")
    before = next((one for one in known.get(code, []) if one.code == code), None)
    if before is None:
        node = organisation.add(connection, code, name, kind, level, upper, starts or day, ends)
        _know(known, node)
        tally.count(new=True, changed=False)
        return
    if starts is not None and starts != before.starts:
        raise Fault("node_began_otherwise", column="成立日期", name=name, starts=before.starts)
    changed = _change(connection, before, name, kind, level, upper, day, ends)
    after = organisation.node(connection, before.id)
    if changed and after is not None:
        _know(known, after)
    tally.count(new=False, changed=changed)


def _change(
    connection: Any, before: Node, name: str, kind: str, level: str, upper: Node | None, day: date, ends: date | None,  # noqa: ANN401
) -> bool:  # fmt: skip
    """Bring a node to what its row says; tell whether that changed anything."""
    described = (name, kind, level) != (before.name, before.kind, before.level)
    moved = upper is not None and upper.id != before.upper
    ended = ends is not None and ends != before.ends
    if described:
        organisation.describe(connection, before, name, kind, level)
    # What hangs above either of them may have moved a row earlier.
    here, there = organisation.node(connection, before.id), organisation.node(connection, upper.id) if upper else None
    if moved and here and there:
        organisation.move(connection, here, there, day)
    if ended and ends is not None:
        organisation.end(connection, before, ends)
    return described or moved or ended


def _guide(connection: Any, line: Line, known: dict[str, list[Node]], day: date, tally: Tally) -> None:  # noqa: ANN401
    upper, lower = _one(line, "指导方", known), _one(line, "被指导方", known)
    kind, starts, ends = line.text("关系") or GUIDANCE[0], line.day("起") or day, line.day("止")
    there = organisation.guided(connection)
    same = any(edge[:4] == (upper.id, lower.id, kind, starts) for edge in there)
    if (upper.id, lower.id, kind, starts, ends) not in there:
        organisation.guide(connection, upper, lower, kind, starts, ends)
        tally.count(new=not same, changed=True)
    else:
        tally.count(new=False, changed=False)


def _one(line: Line, column: str, known: dict[str, list[Node]]) -> Node:
    """Return the node that a cell names by code or name; raises the faults cell_empty, node_unknown, node_ambiguous."""
    words = line.needed(column, 120)
    found = known.get(words, [])
    found = [one for one in found if one.code == words] or [one for one in found if one.ends is None] or found
    if not found:
        raise Fault("node_unknown", column=column, name=words)
    if len(found) > 1:
        codes = "、".join(one.code for one in found)
        raise Fault("node_ambiguous", column=column, name=words, codes=codes)
    return found[0]


def _code_of(name: str, known: dict[str, list[Node]]) -> str:
    """Return the code of a node that a file without codes names; a new one goes by its name."""
    found = known.get(name, [])
    if len(found) > 1:
        raise Fault("node_ambiguous", column="组织名称", name=name, codes="、".join(one.code for one in found))
    return found[0].code if found else name[:40]


def _know(known: dict[str, list[Node]], node: Node) -> None:
    """Make a node findable by code and name, in place of what was known of it."""
    for words in {node.code, node.name}:
        known[words] = [one for one in known.get(words, []) if one.id != node.id] + [node]


def _plain(text: str, others: dict[str, str]) -> str:
    text = text.replace("(", "（").replace(")", "）")
    return others.get(text, text)


def _unread(tables: Sequence[Table]) -> tuple[str, ...]:
    mine = [one for one in tables if "组织名称" in names(one, NODES) or "被指导方" in names(one, GUIDES)]
    return unread(mine, [NODES, GUIDES])
