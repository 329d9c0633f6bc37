"""A report on its way upward: by whom, what is told to whom, what is kept; and the pack that shows it."""

import hashlib
import io
import json
import zipfile
from contextlib import closing
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from docx import Document
from openpyxl import load_workbook
from people import BEGAN, secretary, tree

from bot import clock as clocks
from bot import evidence, filing, report
from bot.__main__ import main
from faults import Fault
from records import audit, members, organisation, reports
from records.engine import open_records
from records.mailboxes import outbox
from records.reports import State

QUARTER = "2026Q1"
CHATS = {"first": "11", "second": "12", "east": "13", "west": "14"}


@pytest.fixture
def office(records, clock):
    """The nodes, and a secretary of each in a chat of their own."""

    def plant(connection):
        nodes, keepers = tree(connection), {}
        for name, chat in CHATS.items():
            whom = secretary(connection, clock(), nodes[name], f"09{chat}")
            members.bind(connection, whom.id, f"web:{chat}", f"web:private:{chat}", clock())
            members.change(connection, whom.id, clock(), consented=clock())
            keepers[name] = members.member(connection, whom.id)
        return nodes, keepers

    return records.write(plant)


@pytest.fixture
def draft(records, office, clock):
    def of(name="first", plans="", by=None):
        nodes, keepers = office
        about = report.period(QUARTER, clock().date())
        return filing.draft(records, keepers[by or name], nodes[name], about, plans, clock())

    return of


@pytest.fixture
def step(records, office, clock):
    def of(version, to, by="first", reason=""):
        due = clock() + timedelta(hours=1)
        return filing.advance(records, office[1][by], version.id, to, clock(), due, reason)

    return of


def read(records, ask):
    with records.read() as reader:
        return ask(reader)


def told(records):
    rows = read(records, lambda c: c.execute(sa.select(outbox.c.address, outbox.c.payload).order_by(outbox.c.id)).all())
    return [(address.rpartition(":")[2], payload["parts"][0]["text"]) for address, payload in rows]


def test_a_returned_report_says_why_in_private_and_comes_again(records, draft, step):
    first = draft()
    step(first, State.CONFIRMED)
    step(first, State.SUBMITTED)
    step(first, State.RETURNED, "east", "请写明打算")
    second = draft(plans="每周三集中学习。\n月底自查。")
    assert (second.number, second.state) == (2, State.DRAFT)
    step(second, State.CONFIRMED)
    step(second, State.SUBMITTED)
    step(second, State.ACCEPTED, "east")
    assert told(records) == [
        (
            CHATS["first"],
            "东县第一党支部2026年第一季度学习情况报告（第 1 版）被东县县委书记退回：请写明打算\n"
            "请在网页“报告”里修改（回复“登录”取链接），重新确认后报送。",
        ),
        (CHATS["first"], "东县第一党支部2026年第一季度学习情况报告（第 2 版）已由东县县委书记接收。"),
    ]
    kept = Document(io.BytesIO(read(records, lambda c: reports.content(c, second.id, "docx"))))
    texts = [paragraph.text for paragraph in kept.paragraphs]
    at = texts.index("四、下一步打算")
    assert texts[at + 1 : at + 3] == ["每周三集中学习。", "月底自查。"]


def test_nobody_does_anothers_step(records, draft, step):
    first = draft()
    for to, by in ((State.CONFIRMED, "east"), (State.CONFIRMED, "second"), (State.SUBMITTED, "west")):
        with pytest.raises(Fault, match="not_permitted"):
            step(first, to, by)
    step(first, State.CONFIRMED)
    step(first, State.SUBMITTED)
    for to, by in ((State.ACCEPTED, "first"), (State.ACCEPTED, "west"), (State.RETURNED, "second")):
        with pytest.raises(Fault, match="not_permitted"):
            step(first, to, by, "不行")
    with pytest.raises(Fault, match="not_permitted"):
        draft("first", by="east")
    with pytest.raises(Fault, match="plans_long"):
        draft(plans="字" * 2001)


def test_the_report_of_the_top_has_nobody_to_go_to(records, office, draft, step, clock):
    city, keeper = office[0]["city"], office[1]["east"]
    records.write(lambda c: members.give_role(c, keeper.id, "书记", city, BEGAN))
    made = draft("city", by="east")
    step(made, State.CONFIRMED, "east")
    with pytest.raises(Fault, match="report_of_top"):
        step(made, State.SUBMITTED, "east")


def test_files_are_opened_by_the_secretary_and_from_submission_on_by_those_above(records, office, draft, step, clock):
    nodes, keepers = office

    def opens(version):
        found = []
        for name, whom in keepers.items():
            try:
                with records.read() as reader:
                    filing.demand_reading(reader, whom, version, nodes["first"], clock().date())
                found.append(name)
            except Fault:
                continue
        return found

    first = draft()
    assert opens(first) == opens(step(first, State.CONFIRMED)) == ["first"]
    assert opens(step(first, State.SUBMITTED)) == ["first", "east"]
    assert opens(step(first, State.RETURNED, "east", "请补充")) == ["first", "east"]


def test_the_level_above_says_until_when_and_sees_who_is_late(records, office, draft, step, clock):
    nodes, keepers = office
    about, now = report.period(QUARTER, clock().date()), clock()
    with pytest.raises(Fault, match="deadline_past"):
        filing.call(records, keepers["east"], nodes["east"], about, now.date() - timedelta(days=1), now, now)
    with pytest.raises(Fault, match="not_permitted"):
        filing.call(records, keepers["west"], nodes["east"], about, now.date(), now, now)
    submitted = draft("second")
    step(submitted, State.CONFIRMED, "second")
    step(submitted, State.SUBMITTED, "second")
    filing.call(records, keepers["east"], nodes["east"], about, date(2026, 4, 10), now, now)
    assert told(records) == [
        (
            CHATS["first"],
            "东县县委请下级在2026年4月10日前报送2026年第一季度学习情况报告。起草和报送在网页“报告”里（回复“登录”取链接）。",
        )
    ]

    def rows(day):
        found = read(records, lambda c: filing.below(c, nodes["east"], QUARTER, day))
        return [
            (row.node.code, row.version and row.version.state, row.step and row.step.office, row.overdue)
            for row in found
        ]

    second = ("E2", State.SUBMITTED, "东县第二党支部书记", False)
    assert rows(date(2026, 4, 10)) == [("E1", None, None, False), second]
    assert rows(date(2026, 4, 11)) == [("E1", None, None, True), second]


def test_the_pack_is_the_same_each_time_and_proves_itself(records, office, draft, step):
    first = draft(plans="=1+1")
    step(first, State.CONFIRMED)
    step(first, State.SUBMITTED)
    done = step(first, State.RETURNED, "east", "=HYPERLINK()")
    node = office[0]["first"]
    packs = [read(records, lambda c: evidence.pack(c, done, node)) for _ in range(2)]
    assert packs[0] == packs[1]
    with zipfile.ZipFile(io.BytesIO(packs[0])) as held:
        files = {name: held.read(name) for name in held.namelist()}
    sums = dict(reversed(line.split("  ")) for line in files.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    assert set(files) == {"README.txt", "evidence.xlsx", *evidence.NAMES.values()}
    book = load_workbook(io.BytesIO(files["evidence.xlsx"]))
    assert [row[0].value for row in book["指标口径"].iter_rows(min_row=2)] == [f"I{n}" for n in range(1, 13)]
    assert [row[1].value for row in book["经办"].iter_rows(min_row=2)] == ["起草", "确认", "报送", "退回"]
    reason = book["经办"].cell(5, 5)
    assert (reason.value, reason.data_type) == ("=HYPERLINK()", "s")
    trail = [(row[3].value, row[5].value) for row in book["审计"].iter_rows(min_row=2)]
    assert [action for action, _ in trail] == [
        "report_draft",
        "report_confirmed",
        "report_submitted",
        "report_returned",
    ]
    seals = read(records, lambda c: c.execute(sa.select(audit.audit.c.seal)).scalars().all())
    assert {seal for _, seal in trail} <= set(seals)
    assert "李书记" not in str([[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()])


@pytest.fixture
def run(tmp_path, capsys):
    with closing(open_records(f"sqlite:///{tmp_path / 'records.db'}")) as book:
        now = clocks.now()

        def plant(connection):
            nodes = tree(connection)
            for name, code in (("first", "1"), ("east", "2"), ("west", "3")):
                secretary(connection, now, nodes[name], code)
            return nodes

        book.write(plant)
    day = clocks.day_of(clocks.now())
    quarter = f"{day.year}Q{(day.month + 2) // 3}"

    def xuesi(command, node, *more):
        words = ["report", command, "--node", node, "--quarter", quarter, *more, "--workspace", str(tmp_path)]
        status = main(words)
        said = capsys.readouterr()
        return status, json.loads(said.out) if "--json" in more and not status else said.out + said.err

    return xuesi


def test_a_report_goes_its_way_by_commands_and_a_refusal_is_audited(run, tmp_path):
    assert run("draft", "E1", "--by", "1", "--json")[1]["state"] == "draft"
    assert run("submit", "E1", "--by", "1")[0] == 1
    assert run("confirm", "E1", "--by", "1")[0] == 0
    assert run("submit", "E1", "--by", "3")[0] == 1
    assert run("missing", "E", "--json")[1]["missing"][0] == {
        "node": "E1", "name": "东县第一党支部", "state": "confirmed", "overdue": False,
    }  # fmt: skip
    assert run("submit", "E1", "--by", "1")[0] == 0
    due = str(clocks.day_of(clocks.now()) + timedelta(days=9))
    assert run("deadline", "E", "--by", "2", "--due", due, "--json")[1]["due"] == due
    assert [row["node"] for row in run("missing", "E", "--json")[1]["missing"]] == ["E2"]
    status, returned = run("return", "E1", "--by", "2", "--reason", "请补充", "--json")
    assert (status, returned["steps"][-1]["words"]) == (0, "请补充")
    assert run("accept", "E1", "--by", "2")[0] == 1
    assert run("draft", "E1", "--by", "9") == (1, "没有工号 9。请先在成员表里登记。\n")
    assert run("pack", "E1", "--out", str(tmp_path / "out"))[0] == 0
    assert [path.suffix for path in (tmp_path / "out").iterdir()] == [".zip"]
    with closing(open_records(f"sqlite:///{tmp_path / 'records.db'}")) as book:
        refused = read(book, lambda c: c.execute(sa.select(audit.audit).where(audit.audit.c.action == "refused")).all())
        west = read(book, lambda c: organisation.find(c, "W"))
        whom = read(book, lambda c: members.by_code(c, "3"))
    assert [(row.actor, json.loads(row.facts)["act"]) for row in refused] == [(f"member:{whom.id}", "file_report")]
    assert west.starts == BEGAN
