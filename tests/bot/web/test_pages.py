"""The pages over real HTTP: forged posts, headers, what is missing, what administrators are told."""

import re
from dataclasses import replace

import pytest
from web_client import PASSWORD, RULE, answers, form_key, sign_in, upload

from bot import clock
from bot.config import Config, Web
from records import accounts, audit
from records.engine import open_records


def test_posts_from_elsewhere_are_refused(served, guest, admin):
    assert (
        guest.post(
            "/api/chats/private", json={"event": "event-0001", "text": "x"}, headers={"X-CSRF-Token": "y"}
        ).status_code
        == 403
    )
    assert admin.post("/admin/rollback", data={"csrf": "forged", "snapshot": "x"}).status_code == 403
    with served.client() as stranger:
        assert stranger.get("/api/me").status_code == 401
        assert stranger.get("/admin/documents").headers["location"].endswith("/admin/sign-in")


def test_every_page_has_its_security_headers(guest):
    for path in ("/", "/admin/sign-in", "/static/chat.js"):
        headers = guest.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_gaps_and_tickets_reach_the_administrator_and_the_answer_comes_back(guest, admin):
    guest.post("/api/chats/private", json={"event": "event-0001", "text": "差旅费报销标准是多少"})
    guest.post("/api/chats/private", json={"event": "event-0002", "text": "建议：多放几个文件"})
    answers(guest, 2)
    assert "差旅费报销标准是多少" in admin.get("/admin/gaps").text
    page = admin.get("/admin/tickets").text
    assert "多放几个文件" in page
    ticket = re.search(r"/admin/tickets/(\w+)", page)[1]
    admin.post(f"/admin/tickets/{ticket}", data={"csrf": form_key(admin), "reply": "下周就放"})
    assert "下周就放" in str(answers(guest, 3)[2])


def test_what_administrators_do_is_audited(served, admin):
    upload(admin, "空.md", "")
    records = open_records(served.config.records_url)
    with records.read() as reader:
        actions = [row.action for row in reader.execute(audit.audit.select())]
        assert audit.broken(reader) is None
    records.close()
    assert actions == ["sign_in", "upload_refused"]


def test_everything_moves_with_the_prefix(workspace):
    from bot_serving import running

    moved = replace(workspace, web=Web(path_prefix="/xuesi"))
    with running(moved) as served, served.client() as client:
        page = client.get("/").text
        assert 'src="/xuesi/static/chat.js"' in page
        assert client.get("/api/me").status_code == 200
        assert client.get("/static/chat.css").status_code == 200


def test_an_empty_library_is_said_in_words_on_every_page(tmp_path):
    from bot_serving import running

    config = Config(workspace=tmp_path)
    records = open_records(config.records_url)
    records.write(lambda c: accounts.add(c, "anna", PASSWORD, clock.now()))
    records.close()
    with running(config) as served, sign_in(served, "anna") as admin:
        for page in ("documents", "snapshots", "gaps", "tickets", "health"):
            assert admin.get(f"/admin/{page}").status_code == 200, page
        admin.get("/")
        answer = admin.get("/api/article", params={"source": "x#1"})
        assert (answer.status_code, answer.json()["problem"][:3]) == (503, "出了问")
        admin.headers["X-CSRF-Token"] = admin.get("/api/me").json()["csrf"]
        admin.post("/api/chats/private", json={"event": "event-0001", "text": "每月集中学习几次"})
        assert "文件库还没有准备好" in answers(admin, 1)[0]["parts"][0]["text"]


@pytest.mark.parametrize("path", ["/admin/nowhere", "/nowhere"])
def test_a_page_that_is_not_there_says_so(guest, path):
    page = guest.get(path)
    assert page.status_code == 404
    assert "没有这个页面" in page.text
    assert "default-src 'self'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("path", ["/admin/upload", "/admin/sign-in"])
def test_a_stranger_s_large_form_is_refused_unread(served, path, announced):
    body = b"name=" + b"x" * 2**20
    content = body if announced else iter([body[:1000], body[1000:]])
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    with served.client() as client:
        assert client.post(path, content=content, headers=headers).status_code == 413


def test_what_an_action_tells_is_told_once_and_cannot_be_forged(admin):
    assert "请勾选" in upload(admin, "停车.md", RULE, public="").text
    assert "请勾选" not in admin.get("/admin/documents").text
    assert "forged" not in admin.get("/admin/documents", params={"told": "forged"}).text


def test_a_ticket_is_answered_then_closed(guest, admin):
    guest.post("/api/chats/private", json={"event": "event-0001", "text": "建议：多放几个文件"})
    answers(guest, 1)
    ticket = re.search(r"/admin/tickets/(\w+)", admin.get("/admin/tickets").text)[1]
    admin.post(f"/admin/tickets/{ticket}/close", data={"csrf": form_key(admin)})
    assert "已办结" not in admin.get("/admin/tickets").text
    admin.post(f"/admin/tickets/{ticket}", data={"csrf": form_key(admin), "reply": "下周就放"})
    assert "已办结" in admin.post(f"/admin/tickets/{ticket}/close", data={"csrf": form_key(admin)}).text


def test_a_gap_that_is_done_leaves_the_list(guest, admin):
    guest.post("/api/chats/private", json={"event": "event-0001", "text": "差旅费报销标准是多少"})
    answers(guest, 1)
    number = re.search(r"/admin/gaps/(\d+)", admin.get("/admin/gaps").text)[1]
    page = admin.post(f"/admin/gaps/{number}", data={"csrf": form_key(admin)}).text
    assert "没有待处理的问题" in page
