"""A real browser on a served bot."""

import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

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
