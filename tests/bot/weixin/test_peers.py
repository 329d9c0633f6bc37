"""Our seal and our emulator against the vendors' own libraries, installed by npm for the test."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from emulators.wecom_bot import BOT, SECRET, Connections

from bot.clock import now
from bot.weixin.seal import Refused, Seal

PACKAGES = ("@wecom/crypto@1.0.1", "wechat-crypto@0.0.2", "@wecom/aibot-node-sdk@1.0.7")
PEERS = ("@wecom/crypto", "wechat-crypto", "@wecom/aibot-node-sdk")
SCRIPT = Path(__file__).with_name("peers.cjs")
TOKEN, KEY = "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
# Every length around the blocks, what XML and JSON are broken by, characters of all widths.
TEXTS = [
    *("党" * length for length in range(1, 14)), "x" * 31, "x" * 32, "x" * 33, "长" * 1000, "😀👩‍👩‍👧", "]]></xml>",
]  # fmt: skip
IDS = ("wxba5fad812f8e6fb9", "wx5823bf96d3bd56c7", "")


@pytest.fixture(scope="module")
def node(npm):
    folder = npm(*PACKAGES)
    shutil.copy(SCRIPT, folder)

    def ask(value):
        return subprocess.Popen(
            ["node", "--no-deprecation", SCRIPT.name],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ), json.dumps(value)

    return ask


def test_each_opens_what_the_other_sealed_and_signs_alike(node):
    # One of the libraries refuses an empty id.
    cases = [
        {"peer": peer, "token": TOKEN, "key": KEY, "id": receiver, "text": text,
         "sealed": Seal(TOKEN, (KEY,), receiver).close(text)}
        for peer in PEERS for receiver in IDS for text in TEXTS + TEXTS[-4:]
        if receiver or peer != "wechat-crypto"
    ]  # fmt: skip
    process, asked = node({"cases": cases})
    answers = json.loads(process.communicate(asked, timeout=60)[0])
    assert len(cases) >= 180
    for case, answer in zip(cases, answers, strict=True):
        seal = Seal(TOKEN, (KEY,), case["id"])
        assert answer["opened"] == case["text"]
        assert answer["signature"] == seal.signature("1714112445", "415670741", case["sealed"])
        assert seal.open(answer["sealed"]) == case["text"]
        with pytest.raises(Refused):
            Seal(TOKEN, (KEY,), "another").open(answer["sealed"])


def test_the_vendors_client_talks_to_our_emulator(node):
    platform = Connections(now)
    with platform.listening() as address:
        process, asked = node({"address": address, "bot": BOT, "secret": SECRET})
        with process:
            process.stdin.write(asked)
            process.stdin.close()
            if not platform.subscribed.wait(30):
                process.kill()
            platform.say("anna", "党费怎么交")
            assert json.loads(process.stdout.read()) == {"heard": "党费怎么交"}
    assert platform.screens.texts["anna"][-2:] == ["第一部分和第二部分", "通知"]
