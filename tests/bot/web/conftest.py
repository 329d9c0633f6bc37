"""A real browser on a served bot."""

import shutil

import pytest
from playwright.sync_api import expect, sync_playwright
from web_client import sign_in

from bot import clock
from bot.web.shield import GUEST_COOKIE
from records import members, sessions
from records.engine import open_records

QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE = {"width": 360, "height": 740}

# How long a page may take on a machine that is busy with other things, in milliseconds.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def browser():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium here: install it with the system's package manager (tests/system_packages.sh)")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture
def visit(browser, served):
    """Open the chat as somebody new; nothing may be written to the browser's console."""
    contexts, complaints = [], []

    def open_chat(size=PHONE, scheme="light"):
        context = browser.new_context(viewport=size, color_scheme=scheme, has_touch=size["width"] < 500)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{served.address}/")
        page.wait_for_selector("body[data-ready]")
        return page

    yield open_chat
    for context in contexts:
        context.close()
    assert [words for words in complaints if "ERR_INTERNET_DISCONNECTED" not in words] == []


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def records(served):
    """The records of the served bot."""
    opened = open_records(served.config.records_url)
    yield opened
    opened.close()


@pytest.fixture
def token(records, planted, now):
    """The cookie of a browser that is a member's, by their name among those planted."""

    def of(name):
        def job(connection):
            given = sessions.begin(connection, now)
            sender = f"web:{sessions.find(connection, given, now).person}"
            members.bind(connection, planted[1][name].id, sender, sender.replace(":", ":private:"), now)
            return given

        return records.write(job)

    return of


@pytest.fixture
def browse(served, token):
    """A client that is a member's, or nobody's."""
    clients = []

    def of(name=None):
        cookies = {GUEST_COOKIE: token(name)} if name else {}
        clients.append(served.client(cookies=cookies, follow_redirects=True))
        return clients[-1]

    yield of
    for client in clients:
        client.close()


@pytest.fixture
def guest(served):
    with served.client() as client:
        client.get("/")
        client.headers["X-CSRF-Token"] = client.get("/api/me").json()["csrf"]
        yield client


@pytest.fixture
def admin(served):
    with sign_in(served, "anna") as client:
        yield client
