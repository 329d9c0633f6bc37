"""The pages over real HTTP: sessions, forged posts, uploads, headers."""

import json
import re
import threading
import time
from contextlib import contextmanager
from dataclasses import replace

import httpx
import pytest

from bot import clock
from bot.config import Config, Knowledge, Service, Web
from records import accounts, audit, tries
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


def test_what_no_browser_sends_is_refused_in_words(guest):
    strange = [
        ("/api/chats/private", b'{"event":"event-0001","text":"a\\ud800"}'),
        ("/api/chats/private", b'{"event":"../../0001","text":"a"}'),
        ("/api/chats/private", b'{"event":"event-0001"'),
        ("/api/name", b'{"name":"\\ud800"}'),
        ("/api/name", b'{"name":"thirteen char"}'),
    ]
    for path, body in strange:
        answer = guest.post(path, content=body, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()) == (422, {"problem": "内容不完整或格式不对。请检查后再试。"}), body
    assert guest.get("/api/chats/private", params={"limit": -1}).status_code == 422
    assert guest.get("/api/chats/nowhere").status_code == 404
    assert said(guest) == []


def test_characters_that_no_database_keeps_are_left_out(guest):
    guest.post("/api/chats/private", json={"event": "event-0001", "text": "每月集中\0学习几次"})
    assert said(guest)[0]["text"] == "每月集中学习几次"


@pytest.mark.parametrize("name", ["学思", "学\u200b思", "学思助手"])
def test_nobody_takes_the_name_of_the_bot(guest, name):
    assert guest.post("/api/name", json={"name": name}).status_code == 409
    assert guest.get("/api/me").json()["name"] == ""


def test_a_name_is_one_line_that_can_be_seen(guest):
    guest.post("/api/name", json={"name": " 小\u202e安\n "})
    assert guest.get("/api/me").json()["name"] == "小安"


def test_whoever_floods_the_group_is_stopped(guest):
    sent = [
        guest.post("/api/chats/group", json={"event": f"event-{number:04}", "text": "哈"}).status_code
        for number in range(62)
    ]
    assert sent == [202] * 60 + [429] * 2
    assert len(guest.get("/api/chats/group", params={"limit": 200}).json()) == 60


@pytest.mark.parametrize("words", ["@学思 每月集中学习几次", "＠学思每月集中学习几次", "每月集中学习几次 @学思"])
def test_a_mention_may_stand_anywhere_and_be_full_width(guest, words):
    guest.post("/api/chats/group", json={"event": "event-0001", "text": words})
    assert answers(guest, 1, "group")[0]["parts"][0]["kind"] == "card"


def events(client, count, **asked):
    """Read so many messages from the stream, each as (its number, its content)."""
    with client.stream("GET", "/api/stream", timeout=10, **asked) as answer:
        found, number = [], 0
        for line in answer.iter_lines():
            if line.startswith("id: "):
                number = int(line[4:])
            if line.startswith("data: "):
                found.append((number, json.loads(line[6:])["content"]))
            if len(found) == count:
                return found


def test_a_stream_goes_on_where_it_broke_off(guest):
    for number in range(5):
        guest.post("/api/chats/group", json={"event": f"event-{number:04}", "text": str(number)})
    first = events(guest, 2)
    rest = events(guest, 3, headers={"Last-Event-ID": str(first[-1][0])})
    assert [content["text"] for _, content in first + rest] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("last", ["99999999999999999999999", "7"])
def test_a_stream_from_beyond_the_log_follows_from_its_end(guest, last):
    guest.post("/api/chats/group", json={"event": "event-0001", "text": "早"})

    def later():
        guest.post("/api/chats/group", json={"event": "event-0002", "text": "晚"})

    timer = threading.Timer(0.3, later)
    timer.start()
    assert [content["text"] for _, content in events(guest, 1, headers={"Last-Event-ID": last})] == ["晚"]
    timer.join()


def test_what_is_said_reaches_open_streams_at_once(guest):
    moments = []

    def later():
        moments.append(time.monotonic())
        guest.post("/api/chats/group", json={"event": "event-0001", "text": "大家好"})

    timer = threading.Timer(0.5, later)
    timer.start()
    events(guest, 1)
    timer.join()
    # Well under the heartbeat, after which a stream looks by itself.
    assert time.monotonic() - moments[0] < 3


def test_guests_who_may_not_ask_read_no_articles_either(workspace):
    from bot_serving import running

    closed = replace(workspace, service=Service(guests="none"))
    with running(closed) as served, httpx.Client(base_url=served.address) as client:
        client.get("/")
        assert client.get("/api/article", params={"source": "x#1"}).status_code == 403
        client.headers["X-CSRF-Token"] = client.get("/api/me").json()["csrf"]
        client.post("/api/chats/private", json={"event": "event-0001", "text": "每月集中学习几次"})
        assert "已登记的成员" in answers(client, 1)[0]["parts"][0]["text"]


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
    with httpx.Client(base_url=served.address) as client:
        assert client.post(path, content=content, headers=headers).status_code == 413


def test_an_upload_over_the_limit_is_refused_by_name(workspace):
    from bot_serving import running

    small = replace(workspace, knowledge=Knowledge(second_approver=False, upload_megabytes=1))
    with running(small) as served, sign_in(served, "anna") as admin:
        assert "大.md 有 2 MB，超过上限 1 MB" in upload(admin, "大.md", "x" * (2**20 + 1)).text


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../停车.md", "停车.md"),
        ("文件:停车?.md", "文件_停车_.md"),
        ("长" * 200 + ".md", "长" * 66 + ".md"),
        ("..md", "md"),
    ],
)
def test_a_file_name_is_never_a_path(served, admin, name, kept):
    text = "---\ntitle: 示例市停车规定\n---\n第一条 小车每小时收费七元。\n第二条 夜间不收费。"
    told = upload(admin, name, text).text
    wait_for_task(admin)
    found = [path.name for path in (served.config.workspace / "documents").glob("*/*")]
    assert found == ([kept] if kept.endswith(".md") else [])
    assert kept in told


@pytest.mark.parametrize("name", ["..", ".", "", "a\0b.md", "/"])
def test_a_name_that_is_none_breaks_nothing(admin, name):
    assert upload(admin, name, "x").status_code in (200, 422)


def test_a_text_without_a_title_is_called_by_its_file_s_name(admin):
    upload(admin, "停车收费.txt", "小车每小时收费七元。\n夜间不收费。\n")
    wait_for_task(admin)
    assert "<td>停车收费" in admin.get("/admin/documents").text


def test_files_sent_together_make_one_snapshot(served, admin):
    before = len(list((served.config.workspace / "knowledge").glob("2*")))
    files = [("files", (f"{name}.md", RULE.replace("停车", name).encode())) for name in ("停车", "骑车", "步行")]
    admin.post("/admin/upload", data={"csrf": form_key(admin), "source": "示例网", "public": "true"}, files=files)
    report = "\n".join(wait_for_task(admin)["report"])
    assert all(f"新增 《示例市{name}规定》" in report for name in ("停车", "骑车", "步行"))
    assert len(list((served.config.workspace / "knowledge").glob("2*"))) == before + 1


def test_refusing_a_repeated_upload_keeps_the_file_that_was_approved(workspace):
    from bot_serving import running

    strict = replace(workspace, knowledge=Knowledge(second_approver=True))
    with running(strict) as served, sign_in(served, "anna") as anna, sign_in(served, "ben") as ben:
        for approved in ("true", "false"):
            upload(anna, "停车.md", RULE)
            number = re.search(r"/admin/uploads/(\d+)", ben.get("/admin/documents").text)[1]
            ben.post(f"/admin/uploads/{number}", data={"csrf": form_key(ben), "approved": approved})
            wait_for_task(ben)
        assert [path.name for path in (served.config.workspace / "documents").glob("*/*")] == ["停车.md"]
        upload(anna, "骑车.md", RULE.replace("停车", "骑车"))
        number = re.search(r"/admin/uploads/(\d+)", ben.get("/admin/documents").text)[1]
        ben.post(f"/admin/uploads/{number}", data={"csrf": form_key(ben), "approved": "false"})
        assert [path.name for path in (served.config.workspace / "documents").glob("*/*")] == ["停车.md"]


def test_an_approver_decides_and_does_nothing_else(workspace):
    from bot_serving import running

    strict = replace(workspace, knowledge=Knowledge(second_approver=True))
    records = open_records(strict.records_url)
    records.write(lambda c: accounts.add(c, "carl", PASSWORD, clock.now(), accounts.Role.APPROVER))
    records.close()
    with running(strict) as served, sign_in(served, "anna") as anna, sign_in(served, "carl") as carl:
        upload(anna, "停车.md", RULE)
        for page in ("snapshots", "gaps", "tickets", "health"):
            assert carl.get(f"/admin/{page}").status_code == 403
        refused = carl.post("/admin/remove", data={"csrf": form_key(carl), "title": "示例市机关学习制度"})
        assert refused.status_code == 403
        number = re.search(r"/admin/uploads/(\d+)", carl.get("/admin/documents").text)[1]
        carl.post(f"/admin/uploads/{number}", data={"csrf": form_key(carl), "approved": "true"})
        assert any("示例市停车规定" in line for line in wait_for_task(carl)["report"])


def test_guessing_is_stopped_but_not_for_who_signed_in_before_and_signing_out_ends_the_session(served, admin):
    with httpx.Client(base_url=served.address) as client:
        for _ in range(tries.NAMED):
            client.post("/admin/sign-in", data={"name": "anna", "password": "wrong"})
        assert "请 15 分钟后再试" in client.post("/admin/sign-in", data={"name": "anna", "password": PASSWORD}).text
    again = admin.post("/admin/sign-in", data={"name": "anna", "password": PASSWORD})
    assert again.url.path == "/admin/documents"
    key = form_key(admin)
    cookie = dict(admin.cookies)
    admin.post("/admin/sign-out", data={"csrf": key})
    with httpx.Client(base_url=served.address, cookies=cookie) as stolen:
        assert stolen.get("/admin/documents").status_code == 303
    records = open_records(served.config.records_url)
    with records.read() as reader:
        actions = [row.action for row in reader.execute(audit.audit.select())]
    records.close()
    assert actions == ["sign_in", *["sign_in_failed"] * tries.NAMED, "sign_in", "sign_out"]


def test_another_site_can_sign_nobody_in(served):
    form = {"name": "anna", "password": PASSWORD}
    answer = httpx.post(f"{served.address}/admin/sign-in", data=form, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.cookies.get("xuesi_admin")) == (403, None)


def test_signing_in_gives_a_token_that_nobody_could_plant(served):
    with httpx.Client(base_url=served.address, cookies={"xuesi_admin": "planted"}) as client:
        client.post("/admin/sign-in", data={"name": "anna", "password": PASSWORD})
        tokens = {cookie.value for cookie in client.cookies.jar if cookie.name == "xuesi_admin"}
    assert len(tokens - {"planted"}) == 1


def test_cookies_keep_to_themselves(workspace):
    from bot_serving import running

    secure = replace(workspace, web=Web(https=True, path_prefix="/xuesi"))
    with running(secure) as served:
        kept = httpx.get(f"{served.address}/").headers["set-cookie"]
    assert all(part in kept for part in ("HttpOnly", "SameSite=lax", "Secure", "Path=/xuesi/"))


def test_a_rollback_goes_only_to_a_snapshot_that_is_kept(served, admin):
    published = (served.config.workspace / "knowledge" / "current").read_text()
    told = admin.post("/admin/rollback", data={"csrf": form_key(admin), "snapshot": "../documents"}).text
    assert "没有可用的快照" in told
    assert (served.config.workspace / "knowledge" / "current").read_text() == published


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
