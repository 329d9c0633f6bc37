"""A real browser: today's quiz from the binding to the last answer, by touch and by keyboard."""

import pytest
from playwright.sync_api import expect
from stage import add_member, answer_to, fill_bank

from bot import daily
from bot.channels import web
from bot.clock import day_of, now
from bot.hours import hours
from bot.library import shelf
from quiz import bank
from records import answers, codes, organisation, rounds
from records.engine import open_records

PHONE, DESK = {"width": 390, "height": 800}, {"width": 1440, "height": 900}


CODE = "7HJ4KM9PQR"


@pytest.fixture
def books(served):
    records = open_records(served.config.records_url)
    yield records
    records.close()


@pytest.fixture
def code(served, books):
    """A one-time code of a member on the roster, on a day whose round is open."""
    snapshot = shelf(served.config).current()
    fill_bank(books, snapshot, now())
    member = add_member(books, "小安", now(), consented=False, sender="elsewhere")
    daily.open_day(books, snapshot, hours(served.config), now(), lambda: 7)
    books.write(lambda c: codes.issue(c, member, CODE, "test", now()))
    return CODE


def say(page, text):
    page.fill("#words", text)
    page.press("#words", "Enter")


def tap(page, books):
    """Answer the question that is open, right, with whatever it is made of."""
    form = page.locator(".quiz").last
    expect(form.locator("fieldset")).to_be_enabled()
    with books.read() as reader:
        row = reader.execute(
            rounds.slots.select().where(rounds.slots.c.token == form.get_attribute("data-token"))
        ).one()
        item = bank.version(reader, row.version)
    right = answer_to(item, tuple(row.order), right=True)
    if item.kind == "blank":
        form.get_by_label("要填的内容").fill(right)
        form.get_by_role("button", name="提交").click()
    elif item.kind == "multiple":
        for letter in right:
            form.locator(f"input[value='{'ABCD'.index(letter)}']").check()
        form.get_by_role("button", name="提交").click()
    else:
        place = "ABCD".index(right) if right in "ABCD" else "对错".index(right)
        form.locator(f"button[value='{place}']").click()
    expect(page.locator(".quiz.answered .said").last).to_contain_text("已回答")


def bind(page, code):
    say(page, f"绑定 {code}")
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.locator(".line:not(.mine) .bubble").last).to_contain_text("答题")


def total(books):
    with books.read() as reader:
        return len(reader.execute(answers.answers.select()).all())


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone", "desk"])
def test_a_member_answers_todays_quiz_by_tapping(visit, code, books, size, scheme):
    page = visit(size, scheme)
    if size is PHONE:
        page.click("[data-chat=private]")
    bind(page, code)
    say(page, "今日学习")
    expect(page.locator(".card").last).to_contain_text("第")
    page.get_by_role("button", name="答题", exact=True).click()
    for number in range(1, 6):
        expect(page.locator(".quiz legend").last).to_contain_text(f"{number}/5")
        tap(page, books)
        expect(page.locator(".bubble", has_text="✓ 正确。")).to_have_count(number)
    expect(page.locator(".bubble").last).to_contain_text("今天的 5 题做完了，全对 5 题。")
    assert total(books) == 5
    page.reload()
    page.wait_for_selector("body[data-ready]")
    if size is PHONE:
        page.click("[data-chat=private]")
    expect(page.locator(".quiz.answered")).to_have_count(5)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_the_keyboard_alone_answers(visit, code, books):
    page = visit(DESK)
    bind(page, code)
    say(page, "练习 任期")
    option = page.locator(".quiz .option").first
    option.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".quiz.answered")).to_have_count(1)
    say(page, "练习 设立")
    form = page.locator(".quiz").last
    expect(form.locator("fieldset")).to_be_enabled()
    assert form.locator("legend").inner_text()
    assert total(books) == 1


def test_a_card_closes_when_its_answer_is_typed_in_the_chat_line(visit, code, books):
    page = visit(PHONE)
    page.click("[data-chat=private]")
    bind(page, code)
    say(page, "练习 任期")
    form = page.locator(".quiz").first
    expect(form.locator("fieldset")).to_be_enabled()
    say(page, "A")
    expect(form.locator(".said")).to_have_text("已回答：A")
    expect(form.locator("button.option").first).to_be_disabled()
    assert total(books) == 1
    page.reload()
    page.wait_for_selector("body[data-ready]")
    page.click("[data-chat=private]")
    expect(page.locator(".quiz").first.locator(".said")).to_have_text("已回答：A")


TWICE = """async (token) => {
  const headers = { "X-CSRF-Token": (await (await fetch("/api/me")).json()).csrf, "Content-Type": "application/json" };
  const tap = (place) => fetch("/api/chats/private", {
    method: "POST", headers, body: JSON.stringify({ event: `two-windows-${place}`, token, picked: [place] }),
  });
  await Promise.all([tap(0), tap(1)]);
}"""


def test_taps_in_two_windows_at_once_count_once(visit, code, books):
    page = visit(DESK)
    bind(page, code)
    say(page, "练习 任期")
    page.evaluate(TWICE, page.locator(".quiz").get_attribute("data-token"))
    expect(page.locator(".bubble", has_text="已记录")).to_have_count(1)
    expect(page.locator(".bubble", has_text="应为").or_(page.locator(".bubble", has_text="✓ 正确"))).to_have_count(1)
    assert total(books) == 1


def test_the_group_learns_of_the_quiz_and_leads_into_the_private_chat(visit, served, code, books):
    page = visit(DESK)
    bind(page, code)
    snapshot = shelf(served.config).current()
    with books.read() as reader:
        held = rounds.of_day(reader, day_of(now()))
        node = organisation.find(reader, "b1")
    books.write(lambda c: organisation.bind_group(c, str(web.GROUP), node, "test", now()))
    daily.push(books, snapshot, held, now())
    page.click("[data-chat=group]")
    page.get_by_role("button", name="以后再说").click()
    announced = page.locator(".line", has_text="群里不答题")
    announced.get_by_role("button", name="答题", exact=True).click()
    expect(page.locator("#title")).to_have_text("学思")
    expect(page.locator(".quiz legend").last).to_contain_text("1/5")
