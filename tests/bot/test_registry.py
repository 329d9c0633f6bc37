"""Tree and roster as workbooks: whole or not at all, complaints by row and column, out and in again without a change."""

import io
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from bot import registry, roster, tree
from bot.clock import BEIJING
from bot.phrases import people
from bot.sheets import Sheet, read, written
from faults import Fault
from records import audit, members, organisation
from records import roster as lists
from records.engine import open_records

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING)
TODAY = date(2026, 3, 2)
NODES = [
    ["组织编码", "组织名称", "上级组织", "类型", "层级", "成立日期"],
    ["S1", "示例市第一党支部", "示例市机关党委", "党支部", "单位", "2020-01-01"],
    ["ROOT", "示例市机关党委", "", "机关党委", "市", date(2019, 7, 1)],
    ["G", "示例市局党组", "", "党组", "市", "2019年7月1日"],
]
PEOPLE = [
    ["工号", "姓名", "所在支部", "身份", "不作硬性要求", "职务", "任职起止"],
    ["0101", "张三", "示例市第一党支部", "正式党员", "否", "书记", "2024-01-01至2026-12-31"],
    [102, "李四", "S1", "中共预备党员", "是", "", ""],
]


def workbook(**sheets):
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def take(records, data, *, dry_run=False):
    return registry.take_in(records, data, "名册.xlsx", "anna", TODAY, NOW, dry_run=dry_run)


def said(found):
    return list(people.intake_lines(found.reports, taken=found.taken))


def everything(records):
    with records.read() as reader:
        top = organisation.root(reader)
        return tree.sheets(reader) + (roster.sheets(reader, top) if top else ())


def test_a_common_file_in_any_order_is_read(records):
    assert said(take(records, workbook(组织=NODES, 成员=PEOPLE))) == [
        "组织：新增 3，修改 0，未变 0", "成员：新增 3，修改 0，未变 0", "已全部写入。",
    ]  # fmt: skip
    with records.read() as reader:
        node = organisation.find(reader, "S1")
        assert organisation.root(reader).name == "示例市机关党委"
        one, other = members.by_code(reader, "0101"), members.by_code(reader, "102")
        assert (one.branch, one.state, one.exempt) == (node.id, "正式党员", False)
        assert (other.branch, other.state, other.exempt) == (node.id, "预备党员", True)
        (role,) = lists.roles_held(reader, one.id)
    assert (role.role, role.node, role.starts, role.ends) == ("书记", node.id, date(2024, 1, 1), date(2026, 12, 31))


def test_out_and_in_again_changes_nothing(records, tmp_path):
    take(records, workbook(组织=NODES, 成员=PEOPLE))
    guide = [["指导方", "被指导方", "关系", "起"], ["示例市局党组", "ROOT", "领导", "2020-05-01"]]
    take(records, workbook(指导关系=guide))
    sheets = everything(records)
    again = take(records, written(sheets, people.PURPOSE))
    assert [(report.added, report.changed) for report in again.reports] == [(0, 0), (0, 0)]
    # And into an empty database it gives the same.
    empty = open_records(f"sqlite:///{tmp_path / 'empty.db'}")
    assert take(empty, written(sheets, people.PURPOSE)).taken
    assert everything(empty) == sheets
    empty.close()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(
        st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12), min_size=1, max_size=8
    )
)
def test_whatever_people_are_called_comes_back_as_it_was(names):
    rows = [(str(number), name) for number, name in enumerate(names)]
    (table,) = read(written([Sheet("成员", ("工号", "姓名"), rows)], people.PURPOSE), "x", ["工号"])
    assert [(row.text("工号"), row.text("姓名")) for row in table.rows] == rows


def test_a_dry_run_says_all_and_writes_nothing(records):
    found = take(records, workbook(组织=NODES, 成员=PEOPLE), dry_run=True)
    assert said(found)[-1] == "没有写入任何内容。"
    assert [report.added for report in found.reports] == [3, 3]
    with records.read() as reader:
        assert organisation.everything(reader) == ()
        assert reader.execute(audit.audit.select()).all() == []


WRONG = [
    ([*NODES, ["S2", "第二支部", "无此组织", "党支部", "单位", ""]], [], "“组织”第5行“上级组织”：没有找到“无此组织”"),
    ([*NODES, ["S2", "第二支部", "ROOT", "公司", "单位", ""]], [], "“组织”第5行“类型”：没有“公司”这种组织类型"),
    ([*NODES, ["S2", "第二支部", "G", "党支部", "单位", ""]], [], "“组织”第5行“上级组织”：示例市局党组 是党组"),
    ([*NODES, ["S2", "", "ROOT", "党支部", "单位", ""]], [], "“组织”第5行“组织名称”：“组织名称”是空的"),
    (
        [*NODES, ["S2", "第二支部", "ROOT", "党支部", "单位", "去年"]],
        [],
        "“组织”第5行“成立日期”：“成立日期”里的“去年”不是日期",
    ),
    ([*NODES, ["S2", "第二支部", "ROOT", "党支部", "洲", ""]], [], "“组织”第5行“层级”：没有“洲”这个层级"),
    (
        [*NODES, ["ROOT", "示例市机关党委", "S1", "机关党委", "市", ""]],
        [],
        "“组织”第5行“上级组织”：示例市机关党委 不能挂到",
    ),
    ([*NODES, ["R2", "又一个党委", "", "党委", "市", ""]], [], "“组织”第5行“上级组织”：最上级组织已经是"),
    ([*NODES, ["S2", "=1+1", "ROOT", "党支部", "单位", ""]], [], "“组织”第5行“组织名称”：“组织名称”是公式"),
    (NODES, [["7", "王五", "无此支部", "正式党员", "", "", ""]], "“成员”第4行“所在支部”：没有找到“无此支部”"),
    (NODES, [["7", "王五", "S1", "群众", "", "", ""]], "“成员”第4行“身份”：没有“群众”这种身份"),
    (NODES, [["", "王五", "S1", "", "", "", ""]], "“成员”第4行“工号”：“工号”是空的"),
    (NODES, [["7", "王五" * 30, "S1", "", "", "", ""]], "“成员”第4行“姓名”：“姓名”超过 40 字"),
    (NODES, [["7", "王五", "S1", "", "也许", "", ""]], "“成员”第4行“不作硬性要求”：“不作硬性要求”里的“也许”看不懂"),
    (NODES, [["7", "王五", "S1", "", "", "局长", ""]], "“成员”第4行“职务”：没有“局长”这种职务"),
    (
        NODES,
        [["7", "王五", "S1", "", "", "书记", "2026-01-01至2025-01-01"]],
        "“成员”第4行“任职止”：任职止 2025-01-01 早于",
    ),
]


@pytest.mark.parametrize(("nodes", "people_", "complaint"), WRONG)
def test_what_is_wrong_is_named_by_row_and_column_and_nothing_is_taken(records, nodes, people_, complaint):
    found = take(records, workbook(组织=nodes, 成员=[*PEOPLE, *people_]))
    assert not found.taken
    assert next(line.strip() for line in said(found) if line.startswith("  ")).startswith(complaint)
    with records.read() as reader:
        assert organisation.everything(reader) == ()


def test_every_wrong_row_is_named_at_once(records):
    found = take(records, workbook(组织=NODES, 成员=[PEOPLE[0], *[[n, "甲", "无", "", "", "", ""] for n in range(80)]]))
    assert len(found.complaints) == 80
    assert said(found)[-2] == "  ……另有 30 处（--json 可见全部）"


def test_what_is_not_needed_is_not_read(records):
    rows = [
        ["工号", "姓名", "身份证号", "所在支部", "手机号"],
        ["1", "张三", "110101199001011234", "S1", "13800000000"],
    ]
    found = take(records, workbook(组织=NODES, 成员=rows))
    assert "  没有读取这些列：身份证号、手机号" in said(found)
    assert "13800000000" not in str(everything(records))


def test_titles_above_and_marks_on_the_column_names_are_no_hindrance(records):
    rows = [["示例市党员名册"], [], ["工号*", "姓 名", "所在支部（必填）"], ["1", "张三", "S1"]]
    assert take(records, workbook(组织=NODES, 成员=rows)).taken


def test_a_file_without_codes_finds_its_nodes_by_name_again(records):
    rows = [["党组织名称", "上级党组织", "组织类别"], ["示例市委", "", "党委"], ["第一支部", "示例市委", "支部"]]
    take(records, workbook(组织=rows))
    found = take(records, workbook(组织=[*rows, ["第二支部", "示例市委", "支部"]]))
    assert [(report.added, report.changed, report.unchanged) for report in found.reports] == [(1, 0, 2)]


def test_a_node_moves_with_its_row_and_members_with_theirs(records):
    take(records, workbook(组织=NODES, 成员=PEOPLE))
    second = ["S2", "示例市第二党支部", "ROOT", "党支部", "单位", ""]
    upper = ["U", "示例市直总支", "ROOT", "党总支", "市", ""]
    moved = ["S1", "示例市第一党支部", "U", "党支部", "单位", ""]
    person = ["0101", "张三", "S2", "正式党员", "否", "", ""]
    found = take(records, workbook(组织=[NODES[0], second, upper, moved], 成员=[PEOPLE[0], person]))
    assert [(report.added, report.changed) for report in found.reports] == [(2, 1), (0, 1)]
    with records.read() as reader:
        assert organisation.find(reader, "S1").upper == organisation.find(reader, "U").id
        assert members.by_code(reader, "0101").branch == organisation.find(reader, "S2").id


def test_formulas_never_reach_who_opens_the_file(records):
    take(records, workbook(组织=NODES, 成员=[PEOPLE[0]]))
    evil = '=HYPERLINK("http://x","y")'
    with records.read() as reader:
        branch = organisation.find(reader, "S1")
    records.write(lambda c: members.add(c, "@9", evil, branch, "正式党员", NOW))
    data = written(everything(records), people.PURPOSE)
    cells = [cell for row in load_workbook(io.BytesIO(data))["成员"].iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert [(cell.value, bool(cell.quotePrefix)) for cell in cells[:2]] == [("@9", True), (evil, True)]
    assert take(records, data).reports[1].unchanged == 1


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", "工号,姓名\n1,张三".encode(), workbook(x=[["甲"]])[:200]])
def test_what_is_no_workbook_is_refused(records, data):
    with pytest.raises(Fault) as caught:
        take(records, data)
    assert caught.value.code == "workbook_unreadable"


def test_a_workbook_about_something_else_is_refused(records):
    with pytest.raises(Fault) as caught:
        take(records, workbook(菜单=[["菜名", "价格"], ["面", 5]]))
    assert caught.value.code == "workbook_without_rows"


def test_taking_in_is_audited_without_names(records):
    take(records, workbook(组织=NODES, 成员=PEOPLE))
    with records.read() as reader:
        (row,) = reader.execute(audit.audit.select()).all()
    assert (row.actor, row.action) == ("anna", "import")
    assert "张三" not in row.facts
