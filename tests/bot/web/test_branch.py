"""The pages of figures: who may open which, what they say, and a secretary's way in a real browser."""

import io
import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from docx import Document
from openpyxl import load_workbook
from people import person, secretary, tree
from playwright.sync_api import expect

from bot import briefing, clock, report
from bot.__main__ import main
from bot.config import Service, Web
from bot.handlers import World, branch
from bot.intents import Intent
from bot.message import Address, ChatKind, Inbound, Sender
from bot.phrases import statistics
from bot.web.shield import GUEST_COOKIE
from records import audit, indicators, members, organisation, participation
from records.spans import Step
from records.sums import day_sums

PHONE = {"width": 390, "height": 800}


@pytest.fixture
def planted(records):
    """Two counties with some days of sums; a secretary of the one, a member without office."""

    def plant(connection):
        nodes = tree(connection)
        keeper = secretary(connection, clock.now(), nodes["east"])
        plain = person(connection, clock.now(), nodes["first"], "0102", "王五")
        for back in range(1, 20):
            day = clock.day_of(clock.now()) - timedelta(days=back)
            for name, people in (("first", 12), ("second", 9), ("third", 8)):
                row = {
                    "branch": nodes[name].id,
                    "day": day,
                    "held": True,
                    "frozen": True,
                    "eligible": people + 2,
                    "took_part": people,
                }
                row |= {"first_members": people, "first_answers": 5 * people, "first_right": 4 * people}
                connection.execute(day_sums.insert().values(row))
        # As the server does at its next round, whenever that comes: what is read after it must not differ.
        participation.settle(connection, clock.now())
        return nodes, keeper, plain

    nodes, keeper, plain = records.write(plant)
    return nodes, {"keeper": keeper, "plain": plain}


def refusals(records):
    with records.read() as reader:
        rows = reader.execute(sa.select(audit.audit).where(audit.audit.c.action == "refused")).mappings()
        return [(row["actor"], json.loads(row["facts"])["node"]) for row in rows]


def test_a_secretary_of_a_county_sees_it_and_below_and_is_refused_the_sibling(browse, planted, records):
    nodes, people = planted
    client = browse("keeper")
    own = client.get("/branch")
    assert own.status_code == 200
    assert own.url.path.endswith(f"/branch/{nodes['east'].id}")
    assert client.get(f"/branch/{nodes['second'].id}?by=day").status_code == 200
    assert refusals(records) == []
    for name in ("west", "third", "city"):
        assert client.get(f"/branch/{nodes[name].id}").status_code == 403
    assert refusals(records) == [
        (f"member:{people['keeper'].id}", nodes[name].id) for name in ("west", "third", "city")
    ]
    assert client.get("/branch/9999").status_code == 404


def test_who_has_no_office_sees_their_own_page_only(browse, planted, records):
    client = browse("plain")
    assert "王五" in client.get("/me").text
    assert client.get("/branch").status_code == 403
    assert len(refusals(records)) == 1


@pytest.mark.parametrize("path", ["/me", "/branch", "/branch/1"])
def test_a_browser_that_is_nobodys_is_told_how_to_sign_in(browse, planted, path):
    answer = browse().get(path)
    assert answer.status_code == 401
    assert "登录" in answer.text
    assert "示例市" not in answer.text.replace("示例市机关党委", "")


def test_the_page_says_the_same_numbers_as_the_figures(browse, planted, records):
    nodes, _ = planted
    text = browse("keeper").get(f"/branch/{nodes['east'].id}").text
    shown = dict(re.findall(r'<td data-code="(I\d+)">([^<]*)</td>', text))
    today = clock.day_of(clock.now())
    with records.read() as reader:
        node = organisation.node(reader, nodes["east"].id)
        found = indicators.figures(reader, node, today - timedelta(days=29), today)
    assert shown == {one.code: statistics.said(one) for one in found}
    assert shown["I3"] == "84.0%（399/475）"
    for name in ("东县第一党支部", "东县第二党支部"):
        assert name in text
    assert "西县" not in text
    assert statistics.PURPOSE in text


def test_numbers_are_equal_in_page_report_briefing_tables_chat_and_command(served, browse, planted, records, capsys):
    nodes, _ = planted
    today = clock.day_of(clock.now())
    span = (today - timedelta(days=29), today)
    about = report.Period("30", span, "三十天", Step.WEEK)
    with records.read() as reader:
        made = report.of_node(reader, organisation.node(reader, nodes["east"].id), about, today)
    tables = Document(io.BytesIO(report.docx(made))).tables
    of_document = {row.cells[0].text: row.cells[1].text for row in tables[1].rows[1:]}
    rows = list(load_workbook(io.BytesIO(report.xlsx(made)))["指标"].iter_rows(min_row=2, values_only=True))
    text = browse("keeper").get(f"/branch/{nodes['east'].id}").text
    page = dict(re.findall(r'<td data-code="(I\d+)">([^<]*)</td>', text))
    briefing_says = "".join(p.text for p in Document(io.BytesIO(briefing.docx(made))).paragraphs)
    private = Inbound("1", Address("web", ChatKind.PRIVATE, "x"), Sender("web", "x"), clock.now(), "支部情况")
    with records.read() as reader:
        world = World(lambda: None, reader, clock.now(), str, Service(), planted[1]["keeper"])
        (chat,) = branch.handle(Intent("branch", "E"), private, world).parts
    workspace = ["--workspace", str(served.config.workspace)]
    command = ["stats", "--node", "E", "--from", str(span[0]), "--to", str(today), "--json", *workspace]
    assert main(command) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(rows) == len(page) == 12
    for code, title, said, value, part, whole, *_ in rows:
        assert said == of_document[title] == page[code]
        assert f"{code} {title}：{said}\n" in chat.text
        if code != "I8":
            assert said.split("；")[0].replace(" ", "") in briefing_says
        assert [value, part, whole] == [told[code][name] for name in ("value", "numerator", "denominator")]


def test_a_report_is_given_for_ones_own_county_and_refused_for_the_sibling(browse, planted, records):
    nodes, people = planted
    client = browse("keeper")
    page = client.get("/branch").text
    csrf, period = (re.search(wanted, page)[1] for wanted in (r'name="csrf" value="([^"]+)"', r'<option value="(\w+)"'))

    def ask(name, **changes):
        wanted = {"csrf": csrf, "period": period, "form": "docx"} | changes
        return client.post(f"/branch/{nodes[name].id}/report", data=wanted)

    assert "东县县委" in Document(io.BytesIO(ask("east").content)).paragraphs[0].text
    assert load_workbook(io.BytesIO(ask("east", form="xlsx").content)).sheetnames[0] == "指标"
    assert ask("west").status_code == ask("east", csrf="forged").status_code == 403
    assert ask("east", period="2999Q1").status_code == ask("east", form="exe").status_code == 422
    assert refusals(records) == [(f"member:{people['keeper'].id}", nodes["west"].id)]
    with records.read() as reader:
        rows = reader.execute(sa.select(audit.audit.c.facts).where(audit.audit.c.action == "report")).scalars()
        assert [json.loads(facts)["form"] for facts in rows] == ["docx", "xlsx"]


def test_a_member_takes_their_data_away_and_asks_to_be_forgotten(browse, planted, records):
    client, plain = browse("plain"), planted[1]["plain"]
    csrf = re.search(r'name="csrf" value="([^"]+)"', client.get("/me").text)[1]
    assert client.post("/me/export", data={"csrf": "forged"}).status_code == 403
    assert client.post("/me/export", data={"csrf": csrf}).content[:2] == b"PK"
    assert "取消删除" in client.post("/me/delete", data={"csrf": csrf, "wish": "确认删除"}).text
    client.post("/me/delete", data={"csrf": csrf, "wish": "取消删除"})
    with records.read() as reader:
        assert members.member(reader, plain.id).erase_asked is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_secretary_reads_a_trend_on_a_phone(visit, served, token, planted, scheme):
    page = visit(PHONE, scheme)
    page.context.add_cookies([{"name": GUEST_COOKIE, "value": token("keeper"), "url": served.address}])
    page.goto(f"{served.address}/me")
    page.get_by_role("link", name="支部", exact=True).click()
    page.wait_for_selector("body[data-ready]")
    page.get_by_role("link", name="按日").click()
    page.wait_for_selector("body[data-ready]")
    figure = page.locator("figure").first
    expect(figure.locator(".drawing:visible")).to_have_count(1)
    assert scheme in figure.locator(".drawing:visible").get_attribute("class")
    figure.locator(".drawing:visible [tabindex]").last.focus()
    expect(figure.locator(".pointed")).to_contain_text("84.0%（21/25）")
    figure.get_by_text("看表格").click()
    expect(figure.get_by_role("row")).to_have_count(20)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("link", name="东县第二党支部").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("东县第二党支部")


@pytest.fixture
def workspace(request, workspace):
    """The workspace, behind the path that a test asks for."""
    return replace(workspace, web=Web(path_prefix=getattr(request, "param", "")))


@pytest.mark.parametrize("workspace", ["/xuesi"], indirect=True)
def test_the_pages_stay_below_the_path_of_a_proxy(served, browse, planted):
    client, nodes = browse("keeper"), planted[0]
    page = client.get("/branch")
    assert page.url.path == f"/xuesi/branch/{nodes['east'].id}"
    places = re.findall(r'(?:href|src|action)="(/[^"]*)"', page.text)
    assert places
    assert all(place.startswith("/xuesi/") for place in places)
