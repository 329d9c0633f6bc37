"""A secretary's further ways: how options were chosen, reminders in private, the look by name; a member's own page."""

import json
import re
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from bot_serving import running
from people import person, secretary, tree
from playwright.sync_api import expect
from shelves import new_shelf
from stage import fill_bank

from bot import daily
from bot.clock import BEIJING
from bot.config import Config
from bot.hours import hours
from bot.phrases import branch as words
from bot.web.shield import GUEST_COOKIE
from quiz import bank
from records import answers, audit, consents, mailboxes, members, organisation, participation
from records.answers import Answer
from records.engine import open_records

PHONE = {"width": 390, "height": 800}
WEDNESDAY = datetime(2026, 3, 4, 10, 0, tzinfo=BEIJING)
NIGHT = WEDNESDAY.replace(hour=21)
CROWD = 24


@pytest.fixture
def now():
    return WEDNESDAY


@pytest.fixture
def records(workspace):
    opened = open_records(workspace.records_url)
    yield opened
    opened.close()


def joined(connection, branch, code, name, **facts):
    """Put somebody into a branch, by a chat, with their consent."""
    whom = person(connection, WEDNESDAY - timedelta(days=30), branch, code, name, **facts)
    return greeted(connection, whom)


def greeted(connection, whom):
    members.bind(connection, whom.id, f"web:{whom.code}", f"web:private:{whom.code}", WEDNESDAY - timedelta(days=30))
    consents.agree(connection, whom, "1", WEDNESDAY - timedelta(days=30))
    return whom


@pytest.fixture
def planted(workspace, records):
    """Two counties, a crowd in one branch who answered one question yesterday, a round that is open today."""
    snapshot, times = new_shelf(workspace.workspace / "knowledge").current(), hours(Config())
    fill_bank(records, snapshot, WEDNESDAY - timedelta(days=2))
    yesterday = WEDNESDAY - timedelta(days=1)
    held = daily.open_day(records, snapshot, times, yesterday, lambda: 7)

    def plant(connection):
        nodes = tree(connection)
        people = {"keeper": greeted(connection, secretary(connection, yesterday, nodes["first"], "0900"))}
        people["deputy"] = greeted(connection, secretary(connection, yesterday, nodes["first"], "0901", "副书记"))
        people["plain"] = joined(connection, nodes["first"], "0102", "王五")
        people["exempt"] = joined(connection, nodes["first"], "0103", "赵六", exempt=True)
        people["silent"] = person(connection, yesterday, nodes["first"], "0104", "钱七")
        item = next(one for one in bank.active(connection) if one.kind == "single")
        for number in range(CROWD):
            who = people["plain"] if number == 0 else joined(connection, nodes["second"], f"c{number}", f"众人{number}")
            right = number % 3 == 0
            given = item.right if right else tuple({0, 1} - set(item.right))[:1]
            one = Answer(
                who.id, who.branch, None, held.day, item.id, item.version, "daily", given, int(right), 1, right,
                yesterday + timedelta(minutes=number),
            )  # fmt: skip
            answers.record(connection, one)
        return nodes, people, item

    nodes, people, item = records.write(plant)
    daily.close(records, held, held.closes)
    daily.settle(records, snapshot, times, WEDNESDAY, held.day)
    daily.open_day(records, snapshot, times, WEDNESDAY, lambda: 7)
    records.write(lambda c: participation.settle(c, WEDNESDAY))
    return nodes, people, item


@pytest.fixture
def served(workspace, now, planted):
    """Served when all is planted: what the server does by itself then changes none of it."""
    with running(workspace, lambda: now) as server:
        yield server


def csrf(page):
    return re.search(r'name="csrf" value="([^"]+)"', page)[1]


def kept(records, action):
    with records.read() as reader:
        rows = reader.execute(sa.select(audit.audit).where(audit.audit.c.action == action).order_by(audit.audit.c.id))
        return [(row.actor, json.loads(row.facts)) for row in rows]


def reminders(records):
    out = mailboxes.outbox.c
    with records.read() as reader:
        return reader.execute(sa.select(out.address).where(out.day_key.startswith("remind:"))).scalars().all()


@pytest.mark.parametrize("now", [NIGHT])
def test_at_night_the_hardest_item_is_read_with_its_clause_and_options_and_nobody_is_reminded(browse, planted, records):
    nodes, _, item = planted
    client = browse("keeper")
    page = client.get(f"/branch/{nodes['first'].id}").text
    assert f"<mark>{item.binding.words}</mark>" in page
    right = item.right[0]
    share = words.option("ABC"[right], item.options[right], right=True)
    assert re.search(rf'<th scope="row">{share}</th><td>33.3%（8/24）</td>', page)
    assert "众人" not in page
    place = re.search(r'href="(/article/[^"]+)"', page)[1]
    assert item.binding.words in client.get(place).text
    assert client.get("/article/none/1").status_code == 404
    client.post(f"/branch/{nodes['first'].id}/remind", data={"csrf": csrf(page)})
    assert reminders(records) == []
    assert kept(records, "remind") == []


def test_a_reminder_goes_out_once_and_says_nothing_of_who(browse, planted, records):
    nodes, people, _ = planted
    client = browse("keeper")
    page = client.get(f"/branch/{nodes['first'].id}").text
    assert words.REMIND in page
    answer = client.post(f"/branch/{nodes['first'].id}/remind", data={"csrf": csrf(page)})
    sent = reminders(records)
    assert len(sent) == 3
    assert words.REMIND_DONE in answer.text
    assert not any(one.name in answer.text for one in people.values() if one.name != people["keeper"].name)
    client.post(f"/branch/{nodes['first'].id}/remind", data={"csrf": csrf(page)})
    assert reminders(records) == sent
    assert client.post(f"/branch/{nodes['first'].id}/remind", data={"csrf": "forged"}).status_code == 403
    assert client.post(f"/branch/{nodes['third'].id}/remind", data={"csrf": csrf(page)}).status_code == 403
    assert kept(records, "refused")[0][1]["act"] == "remind"
    plain = browse("plain")
    assert (
        plain.post(f"/branch/{nodes['first'].id}/remind", data={"csrf": csrf(plain.get("/me").text)}).status_code == 403
    )


def test_names_are_seen_for_a_public_purpose_only_and_every_look_is_told(browse, planted, records):
    nodes, people, _ = planted
    place, client = f"/branch/{nodes['first'].id}", browse("keeper")
    closed = client.get(f"{place}/named").text
    assert words.NAMED_CLOSED in closed
    assert client.post(f"{place}/named", data={"csrf": csrf(closed)}).status_code == 403
    opened = client.post(f"{place}/purpose", data={"csrf": csrf(closed), "purpose": "结对辅导"}).text
    assert "已公布的用途：结对辅导" in opened
    assert "王五" not in opened
    shown = client.post(f"{place}/named", data={"csrf": csrf(closed)}).text
    assert re.search(r"王五</th><td>1 天", shown)
    assert "赵六" not in shown
    assert "钱七" not in shown
    assert re.search(r"对|错|正确率", re.search(r"<table>.*</table>", shown, re.S)[0]) is None
    member = browse("plain").get("/me").text
    assert "东县第一党支部书记 按姓名查看参加了几天答题" in member
    assert "结对辅导" in member
    looked = kept(records, "look")
    assert [(actor, facts["what"]) for actor, facts in looked] == [(f"member:{people['keeper'].id}", "named")]
    deputy = browse("deputy")
    for answer in (
        deputy.get(f"{place}/named"),
        deputy.post(f"{place}/named", data={"csrf": csrf(deputy.get("/me").text)}),
    ):
        assert answer.status_code == 403
    client.post(f"{place}/purpose", data={"csrf": csrf(closed)})
    assert client.post(f"{place}/named", data={"csrf": csrf(closed)}).status_code == 403
    assert len(kept(records, "look")) == 1
    assert [facts["act"] for _, facts in kept(records, "refused")] == ["see_named"] * 4
    assert [facts["purpose"] for _, facts in kept(records, "named_purpose")] == ["结对辅导", ""]


def test_a_secretary_finds_every_way_on_a_phone(visit, served, token, planted, records):
    page = visit(PHONE)
    page.context.add_cookies([{"name": GUEST_COOKIE, "value": token("keeper"), "url": served.address}])
    page.goto(f"{served.address}/branch")
    page.get_by_role("link", name="难题").click()
    figure = page.locator("#hard figure").first
    figure.locator(".drawing:visible [tabindex]").first.focus()
    expect(figure.locator(".pointed")).to_contain_text("/24")
    page.get_by_role("link", name="看整条").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("第")
    page.go_back()
    page.get_by_role("button", name=words.REMIND).click()
    expect(page.get_by_role("button", name=words.REMIND)).to_be_disabled()
    page.get_by_role("link", name=words.NAMED).click()
    page.fill("[name=purpose]", "结对辅导")
    page.get_by_role("button", name=words.NAMED_BEGIN).click()
    page.get_by_role("button", name=words.NAMED_OPEN).click()
    expect(page.get_by_role("row", name="王五")).to_contain_text("1 天")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    with records.read() as reader:
        assert organisation.purpose(reader, planted[0]["first"]) == "结对辅导"


def test_a_member_reads_their_answers_and_decides_on_their_data(visit, served, token, planted, records):
    page, plain = visit(PHONE), planted[1]["plain"]
    page.context.add_cookies([{"name": GUEST_COOKIE, "value": token("plain"), "url": served.address}])
    page.goto(f"{served.address}/me")
    item = planted[2]
    page.get_by_text(item.stem).click()
    expect(page.locator("#answers dl:visible")).to_contain_text(item.options[item.right[0]])
    page.get_by_role("link", name="原文").click()
    expect(page.locator(".sheet")).to_contain_text(item.binding.words)
    page.go_back()
    page.get_by_role("button", name="不再推送").click()
    page.get_by_role("button", name="恢复推送").click()
    expect(page.get_by_role("button", name="不再推送")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("button", name="导出我的数据").click()
    assert taken.value.path().read_bytes()[:2] == b"PK"
    page.get_by_text("删除我的数据").click()
    page.get_by_role("button", name="确认删除").click()
    page.get_by_role("button", name="取消删除").click()
    expect(page.get_by_text("删除我的数据")).to_be_visible()
    with records.read() as reader:
        assert members.member(reader, plain.id).erase_asked is None
