"""Tree and roster in the pages; a link that binds; a copy of one's own data in the browser."""

import io
import json
import re
import shutil
import zipfile

import pytest
import sqlalchemy as sa
from people import BEGAN, person
from playwright.sync_api import expect, sync_playwright

from bot import clock
from bot.phrases import people as words
from bot.sheets import Sheet, written
from records import accounts, audit, codes, members, organisation

PASSWORD = "a long enough word"
NODES = Sheet(
    "组织", ("组织编码", "组织名称", "上级组织", "类型", "层级"),
    (("C", "示例市机关党委", "", "机关党委", "市"), ("E1", "示例市第一党支部", "C", "党支部", "单位")),
)  # fmt: skip
PEOPLE = Sheet(
    "成员", ("工号", "姓名", "所在支部", "身份", "职务"),
    (("0101", "张三", "E1", "正式党员", "书记"), ("0102", "李四", "E1", "预备党员", "")),
)  # fmt: skip


@pytest.fixture
def admin(served):
    with served.client(follow_redirects=True) as client:
        client.post("/admin/sign-in", data={"name": "anna", "password": PASSWORD})
        yield client


def key(client):
    return re.search(r'name="csrf" value="([^"]+)"', client.get("/admin/people").text)[1]


def send(client, data, **values):
    return client.post(
        "/admin/people/import", data={"csrf": key(client), **values}, files={"file": ("名册.xlsx", data)}
    )


@pytest.fixture
def branch(admin, records):
    """A tree and a roster that were imported through the page; the branch's id."""
    assert "已全部写入" in send(admin, written([NODES, PEOPLE], words.PURPOSE)).text
    with records.read() as reader:
        return organisation.find(reader, "E1").id


def actions(records):
    with records.read() as reader:
        trail = audit.audit
        return [tuple(row) for row in reader.execute(sa.select(trail.c.actor, trail.c.action).order_by(trail.c.id))]


def test_first_it_says_what_it_would_do_then_it_does_it(admin, records):
    data = written([NODES, PEOPLE], words.PURPOSE)
    told = send(admin, data, dry_run="true").text
    assert "组织：新增 2" in told
    assert "没有写入任何内容" in told
    assert "还没有组织" in told
    assert "已全部写入" in send(admin, data).text
    shown = admin.get("/admin/people").text
    assert "示例市第一党支部" in shown
    assert "张三" not in shown
    assert ("anna", "import") in actions(records)


def test_what_is_wrong_is_told_by_row_and_column(admin):
    wrong = Sheet(PEOPLE.title, PEOPLE.columns, (*PEOPLE.rows, ("0103", "王五", "E9", "正式党员", "")))
    told = send(admin, written([NODES, wrong], words.PURPOSE)).text
    assert "“成员”第4行“所在支部”：没有找到“E9”" in told
    assert "没有写入任何内容" in told
    assert "不是能读取的 .xlsx" in send(admin, b"nothing").text


def test_codes_are_shown_once_and_bind(admin, records, branch):
    told = admin.post(f"/admin/people/{branch}/codes", data={"csrf": key(admin)}).text
    found = re.findall(r"(010\d) +(\S\S) +(\S{5}-\S{5}) +(\S+)", told)
    assert [(code, name) for code, name, _, _ in found] == [("0101", "张三"), ("0102", "李四")]
    assert found[0][3].endswith(f"/#code={found[0][2].replace('-', '')}")
    assert found[0][2] not in admin.get(f"/admin/people/{branch}").text
    with records.read() as reader:
        assert codes.owner(reader, found[0][2], clock.now()) == members.by_code(reader, "0101").id
    assert ("anna", "look") in actions(records)


def test_an_office_is_given_and_ended(admin, records, branch):
    with records.read() as reader:
        whom = members.by_code(reader, "0102")
    values = {"csrf": key(admin), "member": whom.id, "role": "组织委员", "starts": "2026-01-01", "ends": ""}
    assert "组织委员 <span" in admin.post(f"/admin/people/{branch}/roles", data=values).text
    with records.read() as reader:
        (role,) = members.roles_of(reader, whom, clock.day_of(clock.now()))
    admin.post(f"/admin/people/{branch}/roles/{role.id}/end", data={"csrf": key(admin)})
    assert [action for _, action in actions(records) if action.startswith("role")] == ["role", "role_ended"]
    backwards = values | {"role": "宣传委员", "ends": "2025-01-01", "csrf": key(admin)}
    assert "早于任职起" in admin.post(f"/admin/people/{branch}/roles", data=backwards).text
    elsewhere = values | {"member": 999, "csrf": key(admin)}
    assert "这名成员不在" in admin.post(f"/admin/people/{branch}/roles", data=elsewhere).text
    wrong_day = values | {"starts": "2026-02-31", "csrf": key(admin)}
    assert admin.post(f"/admin/people/{branch}/roles", data=wrong_day).status_code == 422


def test_out_and_in_again_changes_nothing(admin, records, branch):
    data = admin.post("/admin/people/export", data={"csrf": key(admin)}).content
    assert "组织：新增 0，修改 0，未变 2" in send(admin, data).text
    with records.read() as reader:
        whom = members.by_code(reader, "0101")
        looks = [row["who"] for row in reader.execute(sa.text("SELECT who FROM looks")).mappings()]
    assert whom is not None
    assert set(looks) == {"管理员 anna"}


@pytest.mark.parametrize("path", ["", "/import", "/export", "/1/codes", "/1/roles", "/1/roles/1/end"])
def test_without_an_account_or_the_forms_key_nothing_happens(served, admin, records, branch, path):
    with served.client() as stranger:
        answer = stranger.post(f"/admin/people{path}", data={"csrf": "x"}) if path else stranger.get("/admin/people")
        assert answer.status_code in (303, 422)
        assert "张三" not in answer.text
    if path and "roles" not in path and path != "/import":
        assert admin.post(f"/admin/people{path}", data={"csrf": "forged"}).status_code == 403


def test_an_account_that_only_approves_sees_no_roster(served, admin, records, branch):
    records.write(lambda c: accounts.add(c, "carl", PASSWORD, clock.now(), accounts.Role.APPROVER))
    with served.client(follow_redirects=True) as client:
        client.post("/admin/sign-in", data={"name": "carl", "password": PASSWORD})
        assert client.get("/admin/people").status_code == 403
        assert client.get(f"/admin/people/{branch}").status_code == 403
    assert admin.get("/admin/people/999").status_code == 404


def test_a_link_binds_and_leaves_no_code_anywhere_but_in_the_chat(served, records, tmp_path):
    """From the link to the zip with one's own data, in a real browser."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium here: install it with the system's package manager (tests/system_packages.sh)")

    def enrol(connection):
        node = organisation.add(connection, "E1", "示例市第一党支部", "党支部", "单位", None, BEGAN)
        codes.issue(connection, person(connection, clock.now(), node).id, "K7MQ2XRT9P", "test", clock.now())

    records.write(enrol)
    asked, complaints = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{served.address}/#code=K7MQ2XRT9P")
        expect(page.locator("#log")).to_contain_text("绑定成功，张三同志。")
        assert page.url == f"{served.address}/"
        page.get_by_role("button", name="同意", exact=True).click()
        expect(page.locator("#log")).to_contain_text("已记下您的同意")
        page.fill("#words", "导出我的数据")
        page.press("#words", "Enter")
        with page.expect_download() as started:
            page.get_by_role("link", name=re.compile("我的数据-.*zip")).click()
        started.value.save_as(tmp_path / "copy.zip")
        browser.close()
    assert [url for url in asked if "K7MQ2" in url] == []
    assert complaints == []
    with zipfile.ZipFile(io.BytesIO((tmp_path / "copy.zip").read_bytes())) as archive:
        copy = json.loads(archive.read("data.json"))
        assert archive.testzip() is None
        assert len(archive.read("data.xlsx")) > 1000
    assert copy["tables"]["members"][0]["name"] == "张三"
    assert copy["purpose"] == "本数据仅用于改进学习服务，不作为考核、排名、通报依据。"
