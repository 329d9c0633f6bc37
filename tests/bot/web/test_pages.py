"""The pages over real HTTP: sessions, forged posts, uploads, headers."""

import re
from contextlib import contextmanager
from dataclasses import replace

import httpx
import pytest

from bot.config import Knowledge, Web
from records import audit
from records.engine import open_records

PASSWORD = "a long enough word"
RULE = "---\ntitle: 示例市停车规定\neffective_from: 2025-01-01\n---\n第一条 小车每小时收费七元。\n第二条 夜间不收费。"


@pytest.fixture
def guest(served):
    with httpx.Client(base_url=served.address) as client:
        client.get("/")
        client.headers["X-CSRF-Token"] = client.get("/api/me").json()["csrf"]
        yield client


@pytest.fixture
def admin(served):
    with sign_in(served, "anna") as client:
        yield client


@contextmanager
def sign_in(served, name):
    with httpx.Client(base_url=served.address, follow_redirects=True) as client:
        client.post("/admin/sign-in", data={"name": name, "password": PASSWORD})
        yield client


def form_key(client, page="/admin/documents"):
    return re.search(r'name="csrf" value="([^"]+)"', client.get(page).text)[1]


def upload(client, name, text, **declared):
    values = {"csrf": form_key(client), "source": "示例网", "public": "true"} | declared
    return client.post("/admin/upload", data=values, files=[("files", (name, text.encode()))])


def said(client, chat="private"):
    return [bubble["content"] for bubble in client.get(f"/api/chats/{chat}").json()]


def answers(client, count, chat="private"):
    for _ in range(400):
        found = [content for content in said(client, chat) if "parts" in content]
        if len(found) >= count:
            return found
    raise AssertionError(said(client, chat))


def wait_for_task(client):
    for _ in range(2000):
        task = client.get("/admin/task").json()
        if not task["running"]:
            return task
    raise AssertionError("the task does not end")


def test_a_question_is_kept_once_however_often_it_is_sent(guest):
    for _ in range(3):
        assert (
            guest.post("/api/chats/private", json={"event": "event-0001", "text": "每月集中学习几次"}).status_code
            == 202
        )
    (reply,) = answers(guest, 1)
    assert [content["text"] for content in said(guest) if "text" in content] == ["每月集中学习几次"]
    assert reply["parts"][0]["kind"] == "card"


def test_a_group_is_silent_until_the_bot_is_mentioned(guest):
    guest.post("/api/chats/group", json={"event": "event-0001", "text": "大家好，今天学什么"})
    guest.post("/api/chats/group", json={"event": "event-0002", "text": "@学思 每月集中学习几次"})
    assert len(answers(guest, 1, "group")) == 1


def test_nobody_reads_another_s_private_chat(served, guest):
    guest.post("/api/chats/private", json={"event": "event-0001", "text": "每月集中学习几次"})
    with httpx.Client(base_url=served.address) as other:
        other.get("/")
        assert other.get("/api/chats/private").json() == []


def test_posts_from_elsewhere_are_refused(served, guest, admin):
    assert (
        guest.post(
            "/api/chats/private", json={"event": "event-0001", "text": "x"}, headers={"X-CSRF-Token": "y"}
        ).status_code
        == 403
    )
    assert admin.post("/admin/rollback", data={"csrf": "forged", "snapshot": "x"}).status_code == 403
    with httpx.Client(base_url=served.address) as stranger:
        assert stranger.get("/api/me").status_code == 401
        assert stranger.get("/admin/documents").headers["location"].endswith("/admin/sign-in")


def test_every_page_has_its_security_headers(guest):
    for path in ("/", "/admin/sign-in", "/static/chat.js"):
        headers = guest.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_a_wrong_password_stays_outside(served):
    with httpx.Client(base_url=served.address) as client:
        answer = client.post("/admin/sign-in", data={"name": "anna", "password": "wrong"})
        assert "名字或密码不对" in answer.text
        assert client.get("/admin/documents").status_code == 303


def test_an_upload_changes_the_answers_of_the_running_server(served, guest, admin):
    guest.post("/api/chats/private", json={"event": "event-0001", "text": "停车一小时多少钱"})
    assert "库中没有" in answers(guest, 1)[0]["parts"][0]["text"]
    assert "正在入库" in upload(admin, "停车.md", RULE).text
    assert "新增 《示例市停车规定》" in "\n".join(wait_for_task(admin)["report"])
    guest.post("/api/chats/private", json={"event": "event-0002", "text": "小车停车一小时收费多少"})
    card = answers(guest, 2)[1]["parts"][0]
    assert (card["address"], card["text"]) == ("第一条", "小车每小时收费七元。")
    older = re.findall(r'name="snapshot" value="([^"]+)"', admin.get("/admin/snapshots").text)
    assert "现在使用的快照" in admin.post("/admin/rollback", data={"csrf": form_key(admin), "snapshot": older[0]}).text
    assert "示例市停车规定" not in admin.get("/admin/documents").text


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("密.md", "秘密★一年\n示例市规定\n第一条 甲。\n第二条 乙。", "已拒收，未保存任何内容"),
        ("空.md", "", "空文件"),
        ("../../etc/x.exe", "MZ", "不是能读取的格式"),
    ],
)
def test_what_must_not_come_in_leaves_nothing_behind(served, admin, name, text, told):
    assert told in upload(admin, name, text).text
    kept = served.config.workspace / "documents"
    assert not kept.exists() or list(kept.iterdir()) == []


def test_an_upload_without_declaration_is_refused(admin):
    assert "请勾选" in upload(admin, "停车.md", RULE, public="").text


def test_a_second_administrator_has_to_approve(workspace):
    from bot_serving import running

    strict = replace(workspace, knowledge=Knowledge(second_approver=True))
    with running(strict) as served, sign_in(served, "anna") as anna, sign_in(served, "ben") as ben:
        assert "等待另一位管理员审核" in upload(anna, "停车.md", RULE).text
        number = re.search(r"/admin/uploads/(\d+)", anna.get("/admin/documents").text)[1]
        own = anna.post(f"/admin/uploads/{number}", data={"csrf": form_key(anna), "approved": "true"})
        assert "须由另一位管理员审核" in own.text
        ben.post(f"/admin/uploads/{number}", data={"csrf": form_key(ben), "approved": "true"})
        assert any("示例市停车规定" in line for line in wait_for_task(ben)["report"])


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
    with running(moved) as served, httpx.Client(base_url=served.address) as client:
        page = client.get("/").text
        assert 'src="/xuesi/static/chat.js"' in page
        assert client.get("/api/me").status_code == 200
        assert client.get("/static/chat.css").status_code == 200


def test_the_article_sheet_has_neighbours_and_references(guest):
    guest.post("/api/chats/private", json={"event": "event-0001", "text": "集体学习规则第六条"})
    choices = answers(guest, 1)[0]["parts"][-1]["choices"]
    source = next(choice["sheet"] for choice in choices if choice["sheet"])
    sheet = guest.get("/api/article", params={"source": source}).json()
    assert sheet["card"]["address"] == "第六条"
    assert [link["label"] for link in sheet["references"]] == ["见第七条"]
    assert guest.get("/api/article", params={"source": sheet["after"]}).json()["card"]["address"] == "第七条"
    assert guest.get("/api/article", params={"source": "no#1"}).status_code == 404
