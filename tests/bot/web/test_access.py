"""Members' ways in and out: the link, number and password, signing out; nobody is locked out by a stranger."""

import re
from contextlib import contextmanager
from dataclasses import replace

import pytest
import sqlalchemy as sa
from bot_serving import running
from people import person, tree

from bot.config import Config, Service, Web
from bot.phrases import access as words
from bot.phrases import panels
from bot.web.shield import GUEST_COOKIE
from records import audit, codes, mailboxes, members, tries

WORD = "correct horse battery"
CODE = "K7MQ2XRT9P"


@pytest.fixture
def config(tmp_path):
    """A deployment behind a path that lets members sign in by password."""
    service = Service(address="https://example.org/xuesi/")
    return Config(service, Web(path_prefix="/xuesi", member_passwords=True), workspace=tmp_path)


@pytest.fixture
def served(config, clock):
    with running(config, clock) as server:
        yield server


@pytest.fixture
def whom(records, clock):
    """A member who comes by Telegram, with a code for a browser."""

    def plant(connection):
        one = person(connection, clock(), tree(connection)["first"])
        members.bind(connection, one.id, "telegram:7", "telegram:private:7", clock())
        codes.issue(connection, one.id, CODE, "test", clock())
        return one

    return records.write(plant)


@contextmanager
def browser(served, follow_redirects=True):
    with served.client(follow_redirects=follow_redirects) as client:
        yield client


def say(client, text, event):
    client.headers["X-CSRF-Token"] = client.get("/api/me").json()["csrf"]
    client.post("/api/chats/private", json={"event": event, "text": text})
    for _ in range(400):
        found = [one["content"] for one in client.get("/api/chats/private").json() if "parts" in one["content"]]
        if found:
            return str(found[-1]["parts"])
    raise AssertionError("no reply")


def send(client, path, **form):
    key = re.search(r'name="csrf" value="([^"]+)"', client.get("/me/access").text)[1]
    return client.post(path, data={"csrf": key, **form})


def enter(client, code="0101", password=WORD):
    return client.post("/sign-in", data={"code": code, "password": password})


@pytest.fixture
def chosen(served, whom):
    """The browser that the link opened, with a password chosen there."""
    with browser(served) as client:
        client.get("/")
        assert "绑定成功" in say(client, f"绑定 {CODE}", "event-0001")
        assert words.SET in send(client, "/me/password", fresh=WORD, again=WORD).text
        yield client


def trail(records):
    with records.read() as reader:
        rows = reader.execute(sa.select(audit.audit.c.actor, audit.audit.c.action).order_by(audit.audit.c.id))
        return [tuple(row) for row in rows]


def test_a_password_opens_another_browser_with_the_same_chat_and_their_other_chats_hear_of_it(
    served, chosen, records, whom
):  # fmt: skip
    with browser(served) as other:
        assert other.get("/me").status_code == 401
        opened = enter(other)
        assert (opened.status_code, opened.url.path) == (200, "/xuesi/me")
        assert "张三" in opened.text
        assert "绑定成功" in str(other.get("/api/chats/private").json())
        assert send(other, "/me/sign-out").url.path == "/xuesi/"
        assert other.get("/me").status_code == 401
    actor = f"member:{whom.id}"
    assert trail(records) == [(actor, one) for one in ("set_password", "member_sign_in", "member_sign_out")]
    with records.read() as reader:
        # One browser chat however many browsers; it takes no push from the chat that is lived in.
        assert len(members.senders(reader, whom.id)) == 2
        (told,) = reader.execute(
            sa.select(mailboxes.outbox.c.payload).where(mailboxes.outbox.c.channel == "telegram")
        ).scalars()
    assert words.TOLD_SET in str(told)


def test_who_is_wrong_hears_the_same_whatever_was_wrong(served, chosen, records):
    with browser(served) as other:
        for code, password in (("0101", "wrong wrong wrong"), ("9999", WORD), ("", WORD), ("0101'--", WORD)):
            answer = enter(other, code, password)
            assert answer.status_code in (200, 422)
            if answer.status_code == 200:
                assert words.WRONG in answer.text
        assert other.get("/me").status_code == 401
    tried = [actor for actor, action in trail(records) if action == "member_sign_in_failed"]
    assert tried == [trail(records)[0][0], "guest", "guest"]


def test_guessing_is_stopped_and_keeps_nobody_outside_who_was_here_before(served, chosen):
    with browser(served) as known:
        enter(known)
        send(known, "/me/sign-out")
        with browser(served) as stranger:
            for _ in range(tries.NAMED):
                enter(stranger, password="wrong wrong wrong")
            refused = enter(stranger)
            assert (refused.status_code, "密码试错次数太多" in refused.text) == (429, True)
            for number in range(tries.NAMED):
                enter(stranger, "7777", f"wrong wrong {number}")
            assert "密码试错次数太多" in enter(stranger, "7777").text
        assert enter(known).url.path == "/xuesi/me"


def test_every_sign_in_is_a_new_session_and_a_planted_one_ends(served, chosen, records, clock):
    with browser(served) as other:
        other.get("/")
        planted = other.cookies[GUEST_COOKIE]
        enter(other)
        fresh = other.cookies[GUEST_COOKIE]
        assert fresh != planted
    with served.client(cookies={GUEST_COOKIE: planted}) as thief:
        assert thief.get("/api/me").status_code == 401
    clock.now = clock.now.replace(hour=22)
    with served.client(cookies={GUEST_COOKIE: fresh}) as late:
        assert late.get("/me").status_code == 401


def test_a_new_password_closes_every_other_browser_and_none_is_gone(served, chosen):
    with browser(served) as other:
        enter(other)
        told = send(chosen, "/me/password", fresh=WORD + "!", again=WORD + "!").text
        assert words.SET in told
        assert other.get("/me").status_code == 401
        assert words.WRONG in enter(other).text
        assert enter(other, password=WORD + "!").url.path == "/xuesi/me"
        assert words.NOT_THE_SAME in send(chosen, "/me/password", fresh=WORD, again="x").text
        assert "密码太短" in send(chosen, "/me/password", fresh="short", again="short").text
        assert words.REMOVED in send(chosen, "/me/password/remove").text
        assert other.get("/me").status_code == 401
        assert words.WRONG in enter(other, password=WORD + "!").text


def test_where_passwords_are_not_wanted_there_is_no_such_page(config, clock):
    with running(replace(config, web=Web())) as served, browser(served) as client:
        assert client.get("/sign-in").status_code == 404
        assert enter(client).status_code == 404
        assert "用工号和密码登录" not in client.get("/me").text
    with running(config) as served, browser(served) as client:
        assert 'href="/xuesi/sign-in"' in client.get("/me").text


def test_in_a_browser_that_is_signed_in_nobody_is_sent_a_link(chosen):
    chosen.headers["X-CSRF-Token"] = chosen.get("/api/me").json()["csrf"]
    chosen.post("/api/chats/private", json={"event": "event-0002", "text": "登录"})
    for _ in range(400):
        if len(found := [one for one in chosen.get("/api/chats/private").json() if "parts" in one["content"]]) > 1:
            break
    assert panels.SIGN_IN_HERE in str(found[-1])
    assert "#code=" not in str(found)
