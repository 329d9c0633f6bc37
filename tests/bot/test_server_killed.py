"""A server killed while it answers: no acknowledged message is lost, no reply comes twice.

Four kills in an ordinary run, a hundred in `make soak` (XUESI_KILLS).
"""

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter

import httpx
from shelves import ROOT

KILLS = int(os.environ.get("XUESI_KILLS", "4"))


def test_a_killed_server_loses_and_doubles_nothing(workspace, tmp_path):
    dice, address = random.Random(5), "http://127.0.0.1:18431"
    acknowledged, cookies = [], httpx.Cookies()
    for number in range(KILLS + 1):
        with _server(tmp_path) as server, httpx.Client(base_url=address, cookies=cookies, timeout=5) as client:
            _wait(client)
            client.get("/")
            cookies = client.cookies
            client.headers["X-CSRF-Token"] = client.get("/api/me").json()["csrf"]
            _resend(client, acknowledged)
            if number < KILLS:
                threading.Timer(dice.uniform(0.1, 0.9), server.kill).start()
                acknowledged += _talk(client, number)
            else:
                _settled(client, acknowledged)
                server.kill()
    assert len(acknowledged) > KILLS


def _server(workspace):
    command = [sys.executable, "-m", "bot", "serve", "--workspace", str(workspace), "--port", "18431"]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)


def _wait(client):
    for _ in range(400):
        try:
            client.get("/")
            return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise AssertionError("the server does not start")


def _talk(client, number):
    """Ask until the server dies; return the events it acknowledged."""
    kept = []
    for turn in range(200):
        event = f"round{number:03d}turn{turn:03d}"
        try:
            answer = client.post("/api/chats/private", json={"event": event, "text": f"党员大会多久开一次 {event}"})
        except httpx.HTTPError:
            return kept
        if answer.status_code == 202:
            kept.append(event)
        time.sleep(0.01)
    return kept


def _resend(client, acknowledged):
    """A browser that heard no answer sends again; what was acknowledged changes nothing."""
    for event in acknowledged[-2:]:
        client.post("/api/chats/private", json={"event": event, "text": f"党员大会多久开一次 {event}"})


def _settled(client, acknowledged):
    """Every acknowledged message stands in the log once, and each message has one reply."""
    for _ in range(100):
        log = client.get("/api/chats/private", params={"limit": 1000}).json()
        mine = Counter(line["content"]["event"] for line in log if line["mine"])
        replies = sum(line["bot"] for line in log)
        if replies == len(mine):
            break
        time.sleep(0.1)
    assert set(acknowledged) <= set(mine)
    assert set(mine.values()) == {1}
    assert replies == len(mine)
