"""An administrator's Sunday in a real browser: a revised text comes in, what it touches is looked at, an office given."""

import re
from contextlib import closing

import pytest
from people import person, tree
from playwright.sync_api import expect

from bot import clock
from bot.library import shelf
from bot.sample.questions import fill
from records.engine import open_records

DESK = {"width": 1280, "height": 800}
REVISED = (
    "---\ntitle: 示例市机关学习制度\nversion: 2025\nissuer: 示例市机关工委\neffective_from: 2025-03-01\n---\n# 示例市机关学习制度\n\n"
    "第一条 为了让机关学习经常、有用、不添负担，制定本制度。\n\n第二条 党支部每月安排两次集中学习，每次不超过六十分钟。\n\n"
    "因值班不能参加的，一周内自学并告知学习联系人。\n"
)


@pytest.fixture
def planted(served):
    """Questions on the sample documents, and somebody to give an office to."""
    snapshot, now = shelf(served.config).current(), clock.now()

    def plant(connection):
        fill(connection, snapshot, clock.day_of(now), now)
        person(connection, now, tree(connection)["first"])

    with closing(open_records(served.config.records_url)) as records:
        records.write(plant)


def only_the_end(route):
    """Let a page look at a task only when it has ended, as one that is slow to begin does."""
    answer = route.fetch()
    while answer.json()["running"]:
        answer = route.fetch()
    route.fulfill(response=answer)


def signed_in(visit, served):
    """Return the administrator's first page, the documents."""
    page = visit(DESK)
    page.goto(f"{served.address}/admin")
    page.get_by_label("账号").fill("anna")
    page.get_by_label("密码").fill("a long enough word")
    page.get_by_role("button", name="登录").click()
    expect(page.locator("#held tbody tr")).to_have_count(15)
    return page


def test_what_is_typed_before_the_page_is_ready_narrows_the_list_too(visit, served):
    page, held = signed_in(visit, served), []
    page.route("**/static/admin.js", lambda route: held.append(route))
    page.reload(wait_until="commit")
    page.locator("#filter").fill("党费")
    held[0].continue_()
    expect(page.locator("#held tbody tr:visible")).to_have_count(1)


def test_a_revision_is_taken_in_compared_reviewed_and_an_office_given(planted, visit, served):
    page = signed_in(visit, served)
    place = page.get_by_label("管理页面").get_by_role("link", name="职务")
    page.route("**/admin/task", only_the_end)
    page.set_input_files("[name=files]", {"name": "新.md", "mimeType": "text/markdown", "buffer": REVISED.encode()})
    page.get_by_label("来源").fill("示例网")
    page.get_by_label("我确认").check()
    page.get_by_role("button", name="上传").click()
    expect(page.locator("#task pre")).to_contain_text("示例市机关学习制度", timeout=60_000)
    with page.expect_navigation():
        page.get_by_role("link", name="刷新文件列表").click()
    page.locator("#filter").fill("示例市机关学习制度")
    page.locator("#held tr", has_text="2025-03-01").get_by_role("link", name="对照前一版").click()
    expect(page.locator("del", has_text="九")).to_be_visible()
    expect(page.locator("ins", has_text="六")).to_be_visible()
    page.get_by_role("link", name="变化").click()
    page.locator("main table a").first.click()
    expect(page.locator("#held")).to_contain_text("第三条 → 第二条")
    page.get_by_role("link", name="审题").click()
    number = re.search(r"\d+", page.locator("h2").first.inner_text())[0]
    page.get_by_label("拒绝的理由").fill("改为六十分钟")
    page.get_by_role("button", name="拒绝").click()
    expect(page.locator(".told")).to_contain_text(f"第 {number} 题")
    place.click()
    page.get_by_label("成员的工号").fill("0101")
    page.locator("form[action$=give] [name=role]").select_option("宣传委员")
    page.get_by_label("在哪个组织").fill("东县第一党支部")
    page.get_by_role("button", name="登记").click()
    expect(page.locator(".told")).to_have_text("已登记：张三，东县第一党支部宣传委员。")
    expect(page.locator("table")).to_contain_text("宣传委员")
    page.get_by_role("link", name="审计").click()
    for action in ("登记职务", "题目拒绝", "上传文件", "登录"):
        expect(page.locator("table")).to_contain_text(action)
    assert page.evaluate("document.documentElement.scrollWidth") <= DESK["width"]
