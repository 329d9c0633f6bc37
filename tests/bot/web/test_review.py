"""The review page over real HTTP: what waits, its article beside it, decisions that count once."""

import re
from dataclasses import replace

import pytest
from bot_serving import running

from bot import clock
from bot.library import shelf
from bot.sample.questions import fill
from bot.upkeep import renew
from knowledge.reindex import reindex
from quiz import bank
from quiz.item import State
from records import audit
from records.engine import open_records

PASSWORD = "a long enough word"
NOW = clock.now()
TODAY = clock.day_of(NOW)
REVISED = (
    "---\ntitle: 示例市机关学习制度\nversion: 2025\nissuer: 示例市机关工委\neffective_from: 2025-03-01\n---\n# 示例市机关学习制度\n\n"
    "第一条 为了让机关学习经常、有用、不添负担，制定本制度。\n\n第二条 党支部每月安排两次集中学习，每次不超过六十分钟。\n\n"
    "因值班不能参加的，一周内自学并告知学习联系人。\n"
)


@pytest.fixture
def site(workspace, tmp_path):
    """A workspace with the sample bank, one of whose documents was revised since."""
    home, records = shelf(workspace), open_records(workspace.records_url)
    records.write(lambda c: fill(c, home.current(), clock.day_of(clock.now()), clock.now()))
    (tmp_path / "新.md").write_text(REVISED, encoding="utf-8")
    reindex([tmp_path / "新.md"], home, clock.now(), lambda *_: None)
    renew(records, home, clock.now)
    records.close()
    return replace(workspace)


@pytest.fixture
def served(site):
    with running(site) as server:
        yield server


@pytest.fixture
def desk(served):
    with served.client(follow_redirects=True) as client:
        client.post("/admin/sign-in", data={"name": "anna", "password": PASSWORD})
        yield client


def shown(text):
    """The item on a page: its number, its version and the key of the form."""
    number = int(re.search(r"<h2>第 (\d+) 题", text)[1])
    return number, {
        "version": re.search(r'name="version" value="(\d+)"', text)[1],
        "csrf": re.search(r'name="csrf" value="([^"]+)"', text)[1],
    }


def held(served, number):
    records = open_records(served.config.records_url)
    with records.read() as reader:
        found, whole = bank.entry(reader, number), audit.broken(reader) is None
    records.close()
    assert whole
    return found


def test_old_and_new_stand_side_by_side(desk, served):
    page = desk.get("/admin/review").text
    number, _ = shown(page)
    assert held(served, number).state is State.RECHECK
    assert "审核时的条文" in page
    assert "<mark>九</mark>十分钟" in page
    assert "<mark>六</mark>十分钟" in page
    assert "所依据的条文改了，但题目依据的原话还在" in page


def queue(served):
    records = open_records(served.config.records_url)
    with records.read() as reader:
        found = [entry.item.id for entry in bank.queue(reader)]
    records.close()
    return found


def test_after_a_decision_comes_the_next_that_waits_whatever_its_number(desk, served):
    # Those that were in use came first into the bank, and stand behind a newer one once that is reported.
    newest = waiting(served).item.id
    records = open_records(served.config.records_url)
    records.write(lambda c: bank.approve(c, shelf(served.config).current(), newest, "ben", TODAY, NOW))
    records.write(lambda c: bank.report_error(c, newest, "答案有误", NOW))
    records.close()
    order = queue(served)
    place = order.index(newest)
    assert order[place + 1] < newest
    _, form = shown(desk.get(f"/admin/review?item={newest}").text)
    page = desk.post(f"/admin/review/{newest}/reject", data={**form, "reason": "太偏"}).text
    assert shown(page)[0] == order[place + 1]


def test_approving_puts_an_item_on_the_new_article_and_shows_the_next(desk, served):
    number, form = shown(desk.get("/admin/review").text)
    _, behind, *_ = queue(served)
    page = desk.post(f"/admin/review/{number}/approve", data=form).text
    assert f"第 {number} 题已通过。" in page
    assert shown(page)[0] == behind
    assert held(served, number).state is State.ACTIVE
    assert "六十分钟" in held(served, number).article


def test_a_suspended_item_must_be_edited_first(desk, served):
    records = open_records(served.config.records_url)
    with records.read() as reader:
        number = bank.entries(reader, [State.SUSPENDED])[0].item.id
    records.close()
    _, form = shown(desk.get(f"/admin/review?item={number}").text)
    assert "已不在现行文件中，不能启用" in desk.post(f"/admin/review/{number}/approve", data=form).text
    assert held(served, number).state is State.SUSPENDED


def waiting(served):
    records = open_records(served.config.records_url)
    with records.read() as reader:
        found = next(e for e in bank.entries(reader, [State.WAITING]) if e.item.kind == "single")
    records.close()
    return found


def test_an_edit_is_checked_and_may_approve_at_once(desk, served):
    entry = waiting(served)
    number, form = shown(desk.get(f"/admin/review?item={entry.item.id}").text)
    fields = {
        "stem": "党员每年集中学习多少？",
        "options": "多\n少\n更少",
        "key": "E",
        "source": entry.item.binding.words,
    }
    page = desk.post(f"/admin/review/{number}/edit", data={**form, **fields, "approved": "true"}).text
    assert "正确答案：答案里的字母超出了选项" in page
    page = desk.post(f"/admin/review/{number}/edit", data={**form, **fields, "key": "A", "source": "没有的话"}).text
    assert "请照条文原样摘录" in page
    desk.post(f"/admin/review/{number}/edit", data={**form, **fields, "key": "A", "approved": "true"})
    changed = held(served, number)
    assert (changed.item.options, changed.item.key, changed.state) == (("多", "少", "更少"), (0,), State.ACTIVE)


def test_a_rejection_needs_a_reason_and_counts_once(desk, served):
    entry = waiting(served)
    number, form = shown(desk.get(f"/admin/review?item={entry.item.id}").text)
    assert "请写明拒绝的理由" in desk.post(f"/admin/review/{number}/reject", data={**form, "reason": " "}).text
    desk.post(f"/admin/review/{number}/reject", data={**form, "reason": "太偏"})
    assert held(served, number).state is State.ARCHIVED


def test_a_page_that_is_behind_decides_nothing(desk, served):
    entry = waiting(served)
    number, form = shown(desk.get(f"/admin/review?item={entry.item.id}").text)
    page = desk.post(f"/admin/review/{number}/approve", data={**form, "version": "99999"}).text
    assert "刚刚已有人处理" in page
    assert held(served, number).state is State.WAITING
    assert desk.post("/admin/review/99999/approve", data=form).status_code == 404
    assert desk.post(f"/admin/review/{number}/approve", data={**form, "csrf": "forged"}).status_code == 403


def test_strangers_see_nothing(served):
    with served.client() as stranger:
        assert stranger.get("/admin/review").headers["location"].endswith("/admin/sign-in")
