"""公众号 under load: everybody asks at once, then everybody answers the quiz, and every message comes three times.

python -m benchmarks.wechat [MEMBERS]      (200 if not given)

A server of its own, encrypted callbacks, the platform's rhythm: cut after five seconds, asked three times.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "bot")]

from bot_serving import free_port  # noqa: E402
from emulators import wechat  # noqa: E402
from shelves import index, new_shelf  # noqa: E402
from stage import fill_bank  # noqa: E402

from bot import daily  # noqa: E402
from bot.clock import now  # noqa: E402
from bot.config import Config  # noqa: E402
from bot.hours import hours  # noqa: E402
from bot.message import Sender  # noqa: E402
from bot.phrases import people  # noqa: E402
from records import answers, consents, mailboxes, members, organisation  # noqa: E402
from records.engine import Records, open_records  # noqa: E402

IN_TIME = 5.0
QUESTIONS = ("党员大会多久开一次", "支部委员会一届几年", "支部书记每年讲几次党课", "每月集中学习几次", "党费怎么交")
SETTINGS = f"""
[service]
questions_per_minute = 1000
[[wechat]]
name = "main"
app_id = "{wechat.APP_ID}"
"""


def main() -> None:
    crowd = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        workspace, port = Path(folder), free_port()
        (workspace / "config.toml").write_text(SETTINGS, encoding="utf-8")
        records = _prepare(workspace, crowd)
        command = [sys.executable, "-m", "bot", "serve", "--config", str(workspace / "config.toml"),
                   "--workspace", folder, "--port", str(port)]  # fmt: skip
        secrets = {"XUESI_WECHAT_MAIN_TOKEN": wechat.TOKEN, "XUESI_WECHAT_MAIN_AES_KEY": wechat.KEY}
        with subprocess.Popen(command, cwd=ROOT, env=os.environ | secrets) as server:
            try:
                asyncio.run(_load(records, f"http://127.0.0.1:{port}/wechat/main", crowd, partial(_busy, server.pid)))
            finally:
                server.kill()
        records.close()


def _prepare(workspace: Path, crowd: int) -> Records:
    shelf = new_shelf(workspace / "knowledge")
    index(shelf, ROOT / "bot" / "sample" / "documents")
    records = open_records(f"sqlite:///{workspace / 'records.db'}")

    def people_in(connection: Any) -> None:
        branch = organisation.add(connection, "b1", "示例市第一支部", "党支部", "单位", None, now().date())
        for number in range(crowd):
            member = members.add(connection, f"m{number}", f"党员{number}", branch, "正式党员", now())
            who = f"main/user{number}"
            members.bind(connection, member, str(Sender("wechat", who)), f"wechat:private:{who}", now())
            consents.agree(connection, members.member(connection, member), people.NOTICE_VERSION, now())

    records.write(people_in)
    fill_bank(records, shelf.current(), now())
    daily.open_day(records, shelf.current(), hours(Config()), now(), lambda: 7)
    return records


def _busy(process: int) -> float:
    """Return the processor seconds of a process so far, which other programs on the machine do not change much."""
    spent = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")


async def _load(records: Records, address: str, crowd: int, busy: Callable[[], float]) -> None:
    platform = wechat.Wechat(now, address)
    async with httpx.AsyncClient(trust_env=False) as client:
        while True:
            try:
                await client.get(address)
                break
            except httpx.HTTPError:
                await asyncio.sleep(0.1)
    await platform.say("nobody", QUESTIONS[0])
    await _all("questions at once", crowd, busy, lambda n: platform.say(f"user{n}", QUESTIONS[n % len(QUESTIONS)]))
    asked = await _all("今日答题 at once", crowd, busy, lambda n: platform.tap(f"user{n}", "CLICK", "今日答题"))

    messages = [_answer(platform, f"user{number}", text or "") for number, text in enumerate(asked)]

    def tell(number: int) -> Any:
        return platform.deliver(f"user{number}", messages[number])

    first = await _all("answers at once", crowd, busy, tell)
    for _ in range(2):
        again = await _all("the same messages again", crowd, busy, tell)
        assert again == first, "one message, one reply"
    with records.read() as reader:
        events = reader.execute(sa.select(sa.func.count()).select_from(mailboxes.inbox)).scalar_one()
        kept = reader.execute(sa.select(sa.func.count()).select_from(answers.answers)).scalar_one()
    print(f"events kept {events} of {3 * crowd + 1}, answers recorded {kept} of {crowd}")


def _answer(platform: wechat.Wechat, user: str, question: str) -> dict[str, str]:
    reply = "A" if "A. " in question else "月" if "____" in question else "对"
    return platform.message(user, MsgType="text", Content=reply)


async def _all(what: str, crowd: int, busy: Callable[[], float], act: Callable[[int], Any]) -> list[str | None]:
    took: list[float] = []

    async def one(number: int) -> str | None:
        began = time.perf_counter()
        shown: str | None = await act(number)
        took.append(time.perf_counter() - began)
        return shown

    before = busy()
    shown = await asyncio.gather(*(one(number) for number in range(crowd)))
    within = sum(moment <= IN_TIME for moment in took) / crowd
    p95 = statistics.quantiles(took, n=20)[-1]
    answered = sum(reply is not None for reply in shown)
    print(f"{what}: answered {answered}/{crowd}, within {IN_TIME:.0f} s {within:.1%}")
    print(f"    p50 {statistics.median(took):.2f} s, p95 {p95:.2f} s, server {busy() - before:.2f} CPU s")
    return shown


if __name__ == "__main__":
    main()
