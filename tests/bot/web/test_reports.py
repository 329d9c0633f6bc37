"""The pages of reports: a secretary's way upward, what the level above sees and does, who is refused and audited."""

import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from docx import Document
from openpyxl import load_workbook
from people import secretary, tree
from playwright.sync_api import expect

from bot import clock, report
from bot.config import Web
from bot.web.shield import GUEST_COOKIE
from records import audit, participation, reports
from records.sums import day_sums

PHONE = {"width": 390, "height": 800}
PREFIX = "/xuesi"


@pytest.fixture
def workspace(workspace):
    """The workspace, behind a proxy's path: every link and form has to stay below it."""
    return replace(workspace, web=Web(path_prefix=PREFIX))


@pytest.fixture
def planted(records):
    """Two counties, some days of sums, a secretary of a branch and of each county."""

    def plant(connection):
        nodes, now = tree(connection), clock.now()
        for back in range(1, 20):
            row = {"branch": nodes["first"].id, "day": clock.day_of(now) - timedelta(days=back), "held": True}
            row |= {"eligible": 14, "took_part": 12, "on_time": 9, "made_up": 1, "frozen": True}
            row |= {"first_members": 12, "first_answers": 60, "first_right": 48, "questions": 7, "cited": 6}
            connection.execute(day_sums.insert().values(row))
        participation.settle(connection, now)
        people = {name: secretary(connection, now, nodes[name], f"09{name}") for name in ("first", "east", "west")}
        return nodes, people

    return records.write(plant)


@pytest.fixture
def period():
    return report.periods(clock.day_of(clock.now()))[0].name


def csrf(page):
    return re.search(r'name="csrf" value="([^"]+)"', page.text)[1]


def trail(records, action):
    with records.read() as reader:
        rows = reader.execute(sa.select(audit.audit).where(audit.audit.c.action == action)).all()
        return [(row.actor, json.loads(row.facts)) for row in rows]


def test_a_report_goes_up_comes_back_and_goes_up_again(browse, planted, records, period):
    nodes, people = planted
    branch, county = browse("first"), browse("east")
    home = branch.get("/reports")
    assert home.url.path == f"{PREFIX}/reports/{nodes['first'].id}"
    places = re.findall(r'(?:href|src|action)="(/[^"]*)"', home.text)
    assert all(place.startswith(f"{PREFIX}/") for place in places)
    page = branch.post(
        f"/reports/{nodes['first'].id}/draft", data={"csrf": csrf(home), "period": period, "plans": "甲\r\n乙"}
    )
    assert "第 1 版：草稿" in page.text
    with records.read() as reader:
        first = reports.last(reader, nodes["first"].id, period)

    def step(client, version, to, **more):
        with records.read() as reader:
            made = reports.version(reader, version).made.isoformat()
        wanted = {"csrf": csrf(page_of(client)), "to": to, "made": made, **more}
        return client.post(f"/reports/version/{version}/step", data=wanted)

    def page_of(client):
        return client.get(f"/reports/{nodes['first'].id}/{period}")

    below = f"/reports/{nodes['east'].id}?period={period}"
    assert "草稿" in county.get(below).text
    assert "报送以后才能打开" in page_of(county).text
    assert step(branch, first.id, "submitted").text.count("刚刚变了") == 1
    # What was read is what is confirmed: not a draft that was made anew since.
    assert "刚刚变了" in step(branch, first.id, "confirmed", made=str(first.made - timedelta(minutes=1))).text
    step(branch, first.id, "confirmed")
    assert "已报送，待审" in step(branch, first.id, "submitted").text
    assert "共 2 个，已报送 1 个" in county.get(below).text
    assert "须写明理由" in step(county, first.id, "returned", reason=" ").text
    step(county, first.id, "returned", reason="请写明打算")
    returned = page_of(branch).text
    assert "请写明打算" in returned
    assert "甲\n乙</textarea>" in returned
    again = branch.post(f"/reports/{nodes['first'].id}/draft", data={"csrf": csrf(page_of(branch)), "period": period})
    assert "第 2 版：草稿" in again.text
    with records.read() as reader:
        second = reports.last(reader, nodes["first"].id, period)
    for to in ("confirmed", "submitted"):
        step(branch, second.id, to)
    assert "第 2 版：已接收" in step(county, second.id, "accepted").text
    for version in (first, second):
        opened = county.get(f"/reports/version/{version.id}/docx")
        with records.read() as reader:
            kept = reports.content(reader, version.id, "docx")
            digest = reports.digests(reader, version.id)["docx"]
        assert opened.content == kept
        assert hashlib.sha256(opened.content).hexdigest() == digest
    assert zipfile.ZipFile(io.BytesIO(county.get(f"/reports/version/{second.id}/pack").content)).testzip() is None
    opened = [(actor, facts["file"], facts["version"]) for actor, facts in trail(records, "report_opened")]
    assert opened == [(f"member:{people['east'].id}", *row) for row in (("docx", 1), ("docx", 2), ("pack", 2))]


def test_numbers_of_one_version_are_equal_on_page_and_in_every_file(browse, planted, records, period):
    nodes, _ = planted
    branch = browse("first")
    data = {"csrf": csrf(branch.get("/reports")), "period": period}
    page = branch.post(f"/reports/{nodes['first'].id}/draft", data=data).text
    shown = dict(re.findall(r'<td data-code="(I\d+)">([^<]*)</td>', page))
    with records.read() as reader:
        version = reports.last(reader, nodes["first"].id, period).id
    files = {
        name: branch.get(f"/reports/version/{version}/{name}").content
        for name in ("docx", "xlsx", "briefing", "figures")
    }
    table = Document(io.BytesIO(files["docx"])).tables[1]
    of_document = [row.cells[1].text for row in table.rows[1:]]
    book = load_workbook(io.BytesIO(files["xlsx"]))
    figures = json.loads(files["figures"])
    briefing = "".join(p.text for p in Document(io.BytesIO(files["briefing"])).paragraphs)
    assert len(shown) == 12
    for line, (code, said) in enumerate(shown.items()):
        cells = [cell.value for cell in book["指标"][line + 2]]
        assert cells[:1] + cells[2:3] == [code, said]
        assert [figures[code][name] for name in ("said", "value", "numerator", "denominator")] == cells[2:6]
        assert of_document[line] == said
        if code != "I8":
            assert said.split("；")[0].replace(" ", "") in briefing
    number = re.search(r"数据编号 (\w{12})。", briefing)[1]
    assert hashlib.sha256(files["figures"]).hexdigest().startswith(number)
    assert number in "".join(p.text for p in Document(io.BytesIO(files["docx"])).paragraphs)
    assert number in book["说明"]["A1"].value


def test_the_sibling_county_is_refused_by_every_way_and_each_refusal_is_audited(browse, planted, records, period):
    nodes, people = planted
    branch, west = browse("first"), browse("west")
    data = {"csrf": csrf(branch.get("/reports")), "period": period}
    page = branch.post(f"/reports/{nodes['first'].id}/draft", data=data)
    with records.read() as reader:
        last = reports.last(reader, nodes["first"].id, period)
    version, made = last.id, {"made": last.made.isoformat()}
    step = made | {"csrf": csrf(page), "to": "confirmed"}
    branch.post(f"/reports/version/{version}/step", data=step)
    branch.post(f"/reports/version/{version}/step", data=step | {"to": "submitted"})
    own = made | {"csrf": csrf(west.get("/reports"))}
    due = str(clock.day_of(clock.now()) + timedelta(days=9))
    node = nodes["first"].id
    answers = [
        west.get(f"/reports/{node}"),
        west.get(f"/reports/{node}/{period}"),
        west.get(f"/reports/{node}/month"),
        west.get(f"/reports/version/{version}/docx"),
        west.get(f"/reports/version/{version}/pack"),
        west.post(f"/reports/version/{version}/step", data=own | {"to": "accepted"}),
        west.post(f"/reports/version/{version}/step", data=own | {"to": "returned", "reason": "不行"}),
        west.post(f"/reports/{node}/draft", data=own | {"period": period}),
        west.post(f"/reports/{nodes['east'].id}/deadline", data=own | {"period": period, "due": due}),
    ]
    assert [answer.status_code for answer in answers] == [403] * 9
    refused = trail(records, "refused")
    assert {actor for actor, _ in refused} == {f"member:{people['west'].id}"}
    assert [facts["act"] for _, facts in refused] == [
        *["see_statistics"] * 5, "judge_report", "judge_report", "file_report", "call_reports",
    ]  # fmt: skip
    forged = west.post(f"/reports/version/{version}/step", data=own | {"csrf": "forged", "to": "accepted"})
    assert forged.status_code == 403
    assert west.post(f"/reports/version/{version}/step", data=own | {"to": "draft"}).status_code == 422
    assert (
        west.get("/reports/version/999/docx").status_code
        == west.get(f"/reports/version/{version}/exe").status_code
        == 404
    )
    assert len(trail(records, "refused")) == 9
    with records.read() as reader:
        assert reports.version(reader, version).state is reports.State.SUBMITTED


def test_a_secretary_hands_in_and_the_county_returns_on_a_phone(visit, served, token, planted):
    def open_as(name, path):
        page = visit(PHONE)
        page.context.add_cookies([{"name": GUEST_COOKIE, "value": token(name), "url": served.address}])
        page.goto(f"{served.address}{path}")
        page.wait_for_selector("body[data-ready]")
        return page

    page = open_as("first", "/branch")
    page.get_by_role("link", name="起草和报送报告").click()
    page.get_by_label("哪一期").select_option(index=0)
    page.get_by_label("下一步打算").fill("每周三集中学习。")
    page.get_by_role("button", name="起草").click()
    page.get_by_role("button", name="确认这一版").click()
    page.get_by_role("button", name="报送上级").click()
    expect(page.get_by_role("status")).to_contain_text("已报送，待审")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    address = page.url.removeprefix(served.address)
    above = open_as("east", address)
    above.get_by_text("退回", exact=True).first.click()
    above.get_by_label("为什么退回").fill("请写明谁负责。")
    above.get_by_role("button", name="退回").click()
    expect(above.get_by_role("status")).to_contain_text("已退回")
    page.reload()
    expect(page.get_by_text("请写明谁负责。")).to_be_visible()
    expect(page.get_by_label("下一步打算")).to_have_value("每周三集中学习。")
