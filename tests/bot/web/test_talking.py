"""The chat over real HTTP: questions, groups, streams, names."""

import json
import threading
import time
from dataclasses import replace

import pytest
from web_client import answers, said

from bot.config import Service


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
    with served.client() as other:
        other.get("/")
        assert other.get("/api/chats/private").json() == []


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
    with running(closed) as served, served.client() as client:
        client.get("/")
        assert client.get("/api/article", params={"source": "x#1"}).status_code == 403
        client.headers["X-CSRF-Token"] = client.get("/api/me").json()["csrf"]
        client.post("/api/chats/private", json={"event": "event-0001", "text": "每月集中学习几次"})
        assert "已登记的成员" in answers(client, 1)[0]["parts"][0]["text"]
