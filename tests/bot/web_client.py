"""What the tests of pages do with a served bot: sign in, upload, ask, wait."""

import re
from contextlib import contextmanager

PASSWORD = "a long enough word"


RULE = "---\ntitle: 示例市停车规定\neffective_from: 2025-01-01\n---\n第一条 小车每小时收费七元。\n第二条 夜间不收费。"


@contextmanager
def sign_in(served, name):
    with served.client(follow_redirects=True) as client:
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
