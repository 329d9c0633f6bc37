"""A real browser: what members and administrators do, on a phone and on a desktop."""

import pytest
from playwright.sync_api import expect

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
RULE = "---\ntitle: 示例市停车规定\neffective_from: 2025-01-01\n---\n第一条 小车每小时收费七元。\n第二条 夜间不收费。"


def say(page, text):
    page.fill("#words", text)
    page.press("#words", "Enter")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_member_asks_on_a_phone_and_reads_the_whole_article(visit, scheme):
    page = visit(PHONE, scheme)
    page.click("[data-chat=private]")
    say(page, "集体学习规则第六条")
    card = page.locator(".card").first
    expect(card.locator(".address")).to_have_text("第六条")
    expect(card).to_contain_text("不得以秘书代学")
    page.get_by_role("button", name="看全条").click()
    expect(page.locator("#sheet")).to_be_visible()
    page.locator("#sheet-links").get_by_role("button", name="见第七条").click()
    expect(page.locator("#sheet-title")).to_contain_text("第七条")
    page.keyboard.press("Escape")
    expect(page.locator("#sheet")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_words_that_match_are_marked(visit):
    page = visit(DESK)
    say(page, "流动党员多久联系一次")
    expect(page.locator(".card mark").first).to_be_visible()


def test_a_refusal_says_so_and_keeps_the_question_for_the_administrator(visit):
    page = visit(DESK)
    say(page, "差旅费报销标准是多少")
    expect(page.locator(".line:not(.mine) .bubble").first).to_contain_text("库中没有可引用的依据")
    expect(page.locator("#log")).to_contain_text("问题已转告管理员")


def test_two_people_in_the_group_and_the_bot_only_when_mentioned(visit):
    anna, ben = visit(PHONE), visit(DESK)
    for page, name in ((anna, "小安"), (ben, "小贝")):
        page.click("[data-chat=group]")
        page.fill("#name-words", name)
        page.get_by_role("button", name="好", exact=True).click()
        expect(page.locator("#name")).to_be_hidden()
    say(anna, "大家好")
    expect(ben.locator(".who", has_text="小安")).to_be_visible()
    expect(anna.locator(".mine .bubble")).not_to_have_class("bubble pending")
    assert ben.locator(".card").count() == 0
    ben.get_by_role("button", name="提到学思").click()
    ben.keyboard.type("每月集中学习几次")
    ben.keyboard.press("Enter")
    for page in (anna, ben):
        expect(page.locator(".card").first).to_contain_text("每月")
    anna.locator(".line:not(.mine) .reply").last.click()
    say(anna, "那请假呢")
    expect(ben.locator(".quoted").first).to_be_visible()


def test_nothing_is_lost_or_doubled_when_the_line_breaks(visit):
    page = visit(DESK)
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    say(page, "每月集中学习几次")
    expect(page.locator(".bubble.failed")).to_be_visible()
    page.context.set_offline(False)
    page.locator(".bubble.failed").click()
    expect(page.locator(".card").first).to_be_visible()
    assert page.locator(".mine .bubble").count() == 1


def test_an_administrator_uploads_and_the_open_chat_answers_from_it(visit, served):
    member, page = visit(PHONE), visit(DESK)
    member.click("[data-chat=private]")
    page.goto(f"{served.address}/admin")
    page.fill("[name=name]", "anna")
    page.fill("[name=password]", "a long enough word")
    page.click("main button")
    page.set_input_files("[name=files]", {"name": "停车.md", "mimeType": "text/markdown", "buffer": RULE.encode()})
    page.fill("[name=source]", "示例网")
    page.check("[name=public]")
    page.get_by_role("button", name="上传").click()
    expect(page.locator("#task pre")).to_contain_text("新增 《示例市停车规定》", timeout=60_000)
    say(member, "小车停车一小时收费多少")
    expect(member.locator(".card").first).to_contain_text("小车每小时收费七元。")
    page.goto(f"{served.address}/admin/snapshots")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="改用这个快照").first.click()
    expect(page.locator(".told")).to_contain_text("现在使用的快照")
    say(member, "示例市停车规定第一条")
    expect(member.locator("#log")).to_contain_text("库中没有")


def test_the_keyboard_alone_is_enough(visit):
    page = visit(DESK)
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("支部每个月集中学习几次")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="看第四条").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#sheet-close")).to_be_focused()
