"""Pages of the machine: accounts, offices, deliveries, the audit trail, change reports, health."""

import io
import re
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from datetime import time as day_time

import pytest
import sqlalchemy as sa
from bot_serving import running
from openpyxl import load_workbook
from people import person, secretary, tree

from bot.clock import BEIJING, day_of
from bot.config import Config
from bot.phrases import administration as words
from records import accounts, audit, looks, mailboxes, members, sessions
from records.engine import open_records
from records.mailboxes import Reason, State

PASSWORD = "a long enough word"
OTHER = "another long word"


@pytest.fixture
def served(tmp_path, clock):
    """A server without documents: these pages are about people and the machine."""
    config = Config(workspace=tmp_path)
    with closing(open_records(config.records_url)) as records:
        for name in ("anna", "ben"):
            records.write(lambda c, n=name: accounts.add(c, n, PASSWORD, clock()))
    with running(config, clock) as server:
        yield server


def enter(client, name="anna", password=PASSWORD):
    return client.post("/admin/sign-in", data={"name": name, "password": password})


@contextmanager
def browser(served):
    with served.client(follow_redirects=True) as client:
        yield client


@pytest.fixture
def admin(served):
    with browser(served) as client:
        enter(client)
        yield client


def send(client, path, **form):
    key = re.search(r'name="csrf" value="([^"]+)"', client.get("/admin/password").text)[1]
    return client.post(f"/admin/{path}", data={"csrf": key, **form})


def trail(records):
    with records.read() as reader:
        rows = reader.execute(sa.select(audit.audit.c.actor, audit.audit.c.action).order_by(audit.audit.c.id))
        return [tuple(row) for row in rows if not row.action.startswith("sign")]


def test_an_account_is_made_reset_switched_off_and_on_and_all_of_it_is_audited(served, admin, records):
    made = send(admin, "accounts", name="carl", role="admin").text
    first = re.search("账号 carl 的密码：(\\S+)", made)[1]
    assert first not in admin.get("/admin/accounts").text
    with browser(served) as carl:
        assert enter(carl, "carl", first).url.path == "/admin/documents"
        second = re.search("密码：(\\S+)", send(admin, "accounts/reset", name="carl").text)[1]
        assert carl.get("/admin/documents").url.path == "/admin/sign-in"
        assert enter(carl, "carl", second).url.path == "/admin/documents"
        assert "已停用" in send(admin, "accounts/disable", name="carl").text
        assert carl.get("/admin/documents").url.path == "/admin/sign-in"
        assert "名字或密码不对" in enter(carl, "carl", second).text
        assert "已恢复" in send(admin, "accounts/enable", name="carl").text
        assert enter(carl, "carl", second).url.path == "/admin/documents"
    assert trail(records) == [
        ("anna", f"{action}_account" if action != "reset" else "reset_password")
        for action in ("add", "reset", "disable", "enable")
    ]
    for wrong, told in (({"name": "carl"}, "已经存在"), ({"name": " "}, "是空的")):
        assert told in send(admin, "accounts", **wrong).text


def test_nobody_locks_themselves_out(served, admin, records):
    assert "不能停用自己" in send(admin, "accounts/disable", name="anna").text
    send(admin, "accounts/disable", name="ben")
    assert "只有一个管理员能用" in admin.get("/admin/accounts").text
    with records.read() as reader:
        assert accounts.names(reader) == ("anna",)


def test_who_was_switched_off_meanwhile_changes_no_account(served, admin, records, clock):
    token = records.write(lambda c: sessions.begin(c, clock(), account="ben"))
    # As a request that was let in just before would find itself.
    records.write(lambda c: c.execute(accounts.accounts.update().values(disabled=clock()).where(
        accounts.accounts.c.name == "ben")))  # fmt: skip
    with served.client(cookies={"xuesi_admin": token}) as ben:
        assert ben.get("/admin/accounts").status_code == 403


def test_one_changes_one_s_own_password_and_stays_while_others_go(served, admin, records):
    with browser(served) as elsewhere:
        enter(elsewhere)
        for form, told in (
            ({"password": "wrong", "fresh": OTHER, "again": OTHER}, "原密码不对"),
            ({"password": PASSWORD, "fresh": OTHER, "again": PASSWORD}, "不一样"),
            ({"password": PASSWORD, "fresh": "short", "again": "short"}, "太短"),
            ({"password": PASSWORD, "fresh": OTHER, "again": OTHER}, "密码已更改"),
        ):
            assert told in send(admin, "password", **form).text
        assert admin.get("/admin/accounts").status_code == 200
        assert elsewhere.get("/admin/accounts").url.path == "/admin/sign-in"
        assert "名字或密码不对" in enter(elsewhere).text
        assert enter(elsewhere, password=OTHER).url.path == "/admin/documents"
    assert trail(records) == [("anna", "change_password")]


@pytest.fixture
def planted(records, clock):
    def plant(connection):
        nodes = tree(connection)
        keeper = secretary(connection, clock(), nodes["east"])
        for number in range(60):
            person(connection, clock(), nodes["first"], f"01{number:02}", f"王{number}%")
        return nodes, keeper

    return records.write(plant)


def test_offices_are_looked_up_given_and_ended_over_the_whole_roster(admin, planted, records):
    nodes, keeper = planted
    page = admin.get("/admin/offices").text
    assert "任职的成员（1 人）" in page
    assert "李书记" in page
    assert "王" not in page.partition("<table>")[2].partition("</table>")[0]
    found = send(admin, "offices", words="王").text
    assert "找到 60 人" in found
    assert "第 1 / 2 页" in found
    assert "王59%" in send(admin, "offices", words="王", page=1).text
    assert "找到 1 人" in send(admin, "offices", words="王7%").text
    assert "找到 10 人" in send(admin, "offices", words="013").text
    assert "找到 0 人" in send(admin, "offices", words="李", role="组织委员").text
    given = send(admin, "offices/give", member="0107", role="组织委员", node="西县县委", starts="2026-03-01").text
    assert "已登记：王7%，西县县委组织委员" in given
    with records.read() as reader:
        (role,) = members.roles_of(reader, members.by_code(reader, "0107"), datetime(2026, 3, 2, tzinfo=BEIJING).date())
    assert (role.role, role.node) == ("组织委员", nodes["west"].id)
    ended = send(admin, f"offices/{role.id}/end", words="王7%").text
    assert "职务到今天结束" in ended
    assert [action for _, action in trail(records) if action != "look"] == ["role", "role_ended"]
    with records.read() as reader:
        assert {row["who"] for row in looks.of_member(reader, keeper.id)} == {"管理员 anna"}


def test_what_is_no_office_is_refused_and_nothing_is_given(admin, planted, records):
    for form, told in (
        ({"member": "9999", "role": "书记", "node": "E"}, "没有工号 9999"),
        ({"member": "0101", "role": "书记", "node": "没有的"}, "没有找到“没有的”"),
        ({"member": "0101", "role": "皇帝", "node": "E"}, "没有“皇帝”这种职务"),
        ({"member": "0101", "role": "书记", "node": "E", "ends": "2020-01-01"}, "早于任职起"),
    ):
        assert told in send(admin, "offices/give", **form).text
    assert [action for _, action in trail(records) if action != "look"] == []


def letter(connection, moment, state, reason=None, channel="telegram", received=None):
    """Put out a message in a state; return its number."""
    box = mailboxes.outbox
    values = {"channel": channel, "address": f"{channel}:private:secret", "payload": {"text": "悄悄话"},
              "state": state, "reason": reason, "due": moment, "inbox": received}  # fmt: skip
    return connection.execute(box.insert().values(values).returning(box.c.id)).scalar_one()


@pytest.fixture
def letters(records, clock):
    """One message of every kind that a page can meet, by a short name."""

    def plant(connection):
        now, yesterday = clock(), clock() - timedelta(days=1)
        asked = mailboxes.receive(connection, "telegram", "1", "telegram:1", "telegram:private:secret", now)
        return {
            "waiting": letter(connection, now - timedelta(hours=3), State.PENDING),
            "later": letter(connection, now + timedelta(hours=3), State.PENDING),
            "parked": letter(connection, now + timedelta(hours=3), State.PENDING, received=asked),
            "sent": letter(connection, now, State.SENT),
            "refused": letter(connection, now, State.FAILED, Reason.REFUSED),
            "answer": letter(connection, now, State.FAILED, Reason.REFUSED, received=asked),
            "old": letter(connection, yesterday, State.FAILED, Reason.REFUSED),
            "withdrawn": letter(connection, now, State.FAILED, Reason.WITHDRAWN),
            "unsure": letter(connection, now, State.UNKNOWN, Reason.UNSURE),
        }

    return records.write(plant)


def test_deliveries_are_counted_with_what_waits_longest_and_say_nobody_s_words(admin, letters):
    page = admin.get("/admin/deliveries").text
    row = re.search(r'<th scope="row">Telegram</th>(.*?)</tr>', page, re.DOTALL)[1]
    shown = re.findall(r"</span>([^<]+)</td>", row)
    assert shown == ["1", "1", "1", "1", "1", "3", "1", "3 小时"]
    assert "平台拒收" in page
    assert "悄悄话" not in page
    assert "secret" not in page
    health = admin.get("/admin/health").text
    assert "1 封等待发出，最久的等了 3 小时" in health
    assert "请确认 xuesi serve 正在运行" in health


def test_what_would_do_harm_is_not_sent_again(admin, letters, records):
    told = {"unsure": "可能已经送达", "old": "不是今天的", "withdrawn": "不在失败之列", "sent": "不在失败之列"}
    for name, words_of in told.items():
        assert words_of in send(admin, f"deliveries/{letters[name]}/retry").text
    assert trail(records) == []


def test_a_message_that_failed_today_is_sent_again_a_push_not_at_night(admin, letters, records, clock):
    assert "已重新排队" in send(admin, f"deliveries/{letters['refused']}/retry").text
    assert trail(records) == [("anna", "retry_letter")]
    with records.read() as reader:
        box = mailboxes.outbox
        state = reader.execute(sa.select(box.c.state, box.c.reason).where(box.c.id == letters["refused"])).one()
    assert tuple(state) == (State.PENDING, None)
    night = datetime.combine(day_of(clock()), day_time(21), BEIJING)
    push = records.write(lambda c: letter(c, night, State.FAILED, Reason.REFUSED))
    clock.now = night
    enter(admin)
    assert "不打扰成员" in send(admin, f"deliveries/{push}/retry").text
    assert "已重新排队" in send(admin, f"deliveries/{letters['answer']}/retry").text


@pytest.fixture
def history(records, clock):
    """A trail of many rows, one of them by somebody who calls themselves a formula."""

    def plant(connection):
        for number in range(120):
            audit.add(connection, "ben", "upload", {"n": number}, clock() - timedelta(days=2))
        audit.add(connection, "=1+1", "remove", {"title": "=cmd"}, clock() - timedelta(days=1))

    records.write(plant)


def test_the_trail_is_looked_through_by_action_actor_and_day(admin, history):
    page = admin.get("/admin/audit").text
    assert "记录（122 行）" in page
    assert "第 1 / 3 页" in page
    assert "n：119" in page
    assert "第 3 / 3 页" in send(admin, "audit", page=9).text
    assert "找到 120 行" in send(admin, "audit", actor="ben").text
    assert "找到 1 行" in send(admin, "audit", action="remove").text
    assert "找到 1 行" in send(admin, "audit", day="2026-03-01").text
    assert "找到 0 行" in send(admin, "audit", day="2026-03-01", actor="ben").text
    assert send(admin, "audit", day="2026-02-31").status_code == 422


def test_the_trail_is_given_out_without_formulas_and_that_is_written_down(admin, history, records):
    rows = send(admin, "audit/export", form="csv", action="remove").content.decode("utf-8-sig").splitlines()
    assert rows[0] == "序号,时间（北京）,操作人,操作,内容"
    assert "'=1+1" in rows[1]
    book = load_workbook(io.BytesIO(send(admin, "audit/export", form="xlsx", action="remove").content))
    cell = book[words.AUDIT]["C2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)
    assert trail(records)[-2:] == [("anna", "audit_export")] * 2


def test_a_trail_that_was_changed_is_seen_at_the_next_whole_look_and_new_rows_at_every_look(admin, history, records):
    assert "完整</span>，共 122 行" in admin.get("/admin/audit").text

    def forge(connection, row):
        connection.exec_driver_sql("DROP TRIGGER IF EXISTS audit_no_update")
        connection.execute(audit.audit.update().where(audit.audit.c.id == row).values(actor="carl"))

    records.write(lambda c: forge(c, 5))
    assert "完整</span>" in admin.get("/admin/audit").text
    assert "第 5 行与前一行不符" in send(admin, "audit/verify").text


def test_a_new_row_that_does_not_fit_is_seen_at_once(admin, history, records):
    admin.get("/admin/audit")
    wrong = {"moment": datetime(2026, 3, 2, tzinfo=BEIJING), "actor": "x", "action": "y", "facts": "{}", "seal": "0"}
    number = records.write(lambda c: c.execute(audit.audit.insert().values(wrong).returning(audit.audit.c.id)).scalar())
    assert f"第 {number} 行与前一行不符" in admin.get("/admin/audit").text
    assert "审计链" in re.findall(r'<tr class="bad"><th scope="row">([^<]+)', admin.get("/admin/health").text)
