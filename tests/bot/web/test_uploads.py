"""Files given in over real HTTP: what is refused, who approves, what becomes of it."""

import re
from dataclasses import replace

import pytest
from web_client import PASSWORD, RULE, answers, form_key, sign_in, upload, wait_for_task

from bot import clock
from bot.config import Knowledge
from records import accounts
from records.engine import open_records


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


def test_a_rollback_goes_only_to_a_snapshot_that_is_kept(served, admin):
    published = (served.config.workspace / "knowledge" / "current").read_text()
    told = admin.post("/admin/rollback", data={"csrf": form_key(admin), "snapshot": "../documents"}).text
    assert "没有可用的快照" in told
    assert (served.config.workspace / "knowledge" / "current").read_text() == published
