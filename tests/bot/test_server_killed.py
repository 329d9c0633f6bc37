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
from contextlib import contextmanager

import httpx
from bot_serving import free_port
from shelves import ROOT

from records import rooms
from records.engine import open_records

KILLS = int(os.environ.get("XUESI_KILLS", "4"))


def test_a_killed_server_loses_and_doubles_nothing(workspace, tmp_path):
    dice, port = random.Random(5), free_port()
    address = f"http://127.0.0.1:{port}"
    acknowledged, cookies = [], httpx.Cookies()
    for number in range(KILLS + 1):
        with _server(tmp_path, port) as server, httpx.Client(base_url=address, cookies=cookies, timeout=5) as client:
            _wait(client)
            client.get("/")
            cookies = client.cookies
            client.headers["X-CSRF-Token"] = client.get("/api/me").json()["csrf"]
            _resend(client, acknowledged)
            if number < KILLS:
                threading.Timer(dice.uniform(0.1, 0.9), server.kill).start()
                acknowledged += _talk(client, number)
            else:
                _settled(tmp_path, acknowledged)
    assert len(acknowledged) > KILLS


@contextmanager
def _server(workspace, port):
    command = [sys.executable, "-m", "bot", "serve", "--workspace", str(workspace), "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


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


def _settled(workspace, acknowledged):
    """Every acknowledged message stands in the log once, and each message has one reply."""
    records = open_records(f"sqlite:///{workspace / 'records.db'}")
    for _ in range(100):
        with records.read() as reader:
            log = reader.execute(rooms.bubbles.select()).all()
        mine = Counter(line.content["event"] for line in log if line.sender)
        replies = sum(not line.sender for line in log)
        if replies == len(mine):
            break
        time.sleep(0.1)
    records.close()
    assert set(acknowledged) <= set(mine)
    assert set(mine.values()) == {1}
    assert replies == len(mine)
