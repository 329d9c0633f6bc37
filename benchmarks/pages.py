"""How long every page takes for the secretary of the root and for the administrator, over HTTP on this machine.

python -m benchmarks.pages [--members 100000] [--branches 5000] [--days 90] [--times 30] [--keep FOLDER]

Fills a SQLite database (kept in FOLDER and used again if one is given): the tree, the roster, all sums of the days,
the events of the last few days, twelve hours of study a member, a question by every second member. Then a server of its
own answers one client that asks every page so many times, one after the other. "first" is the first time, with nothing
drawn or read before.
"""

import argparse
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime, timedelta
from pathlib import Path

import httpx
import sqlalchemy as sa

from benchmarks import crowd
from benchmarks.participation import timed
from bot import demo
from bot.config import Config, Web
from bot.library import shelf
from bot.web.shield import ADMIN_COOKIE, GUEST_COOKIE
from records import accounts, conversations, members, organisation, participation, sessions
from records.engine import Records, open_records

TODAY = date(2026, 6, 1)
NOW = crowd.at(TODAY, 9)
# The days whose events are still there; of the others only the sums are.
RAW = 5
GAPS = 500
DESK = (
    "documents", "people", "review", "gaps", "tickets", "snapshots", "changes", "accounts", "offices", "deliveries",
    "audit",
)  # fmt: skip
ADMINISTRATOR = "admin"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--branches", type=int, default=5_000)
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    kept: AbstractContextManager[object] = nullcontext(given.keep) if given.keep else tempfile.TemporaryDirectory()
    with kept as folder:
        config = Config(workspace=Path(str(folder)), web=Web(port=_free_port()))
        fresh = not (config.workspace / "records.db").exists()
        book = open_records(config.records_url)
        if fresh:
            began = time.perf_counter()
            fill(book, config, given.members, given.branches, given.days)
            print(f"filled in {time.perf_counter() - began:.0f} s", flush=True)
        size = sum(path.stat().st_size for path in config.workspace.glob("records.db*"))
        print(f"{given.members} members, {given.branches} branches, {given.days} days: {size / 2**20:.0f} MiB")
        cookies = book.write(_cookies)
        book.close()
        _ask(config, cookies, given.times)


def fill(book: Records, config: Config, people: int, branches: int, days: int) -> None:
    """Fill an empty database; the sums of the last days are made by the program itself."""
    first = TODAY - timedelta(days=days)
    demo.documents(shelf(config), crowd.at(first, 0))
    snapshot = shelf(config).current()
    timed("tree and roster", lambda: book.write(lambda c: crowd.plant(c, people, branches, first)))
    timed("bank", lambda: book.write(lambda c: crowd.fill_bank(c, snapshot, TODAY, NOW)))
    timed("hours of study", lambda: book.write(lambda c: [_study(c, number) for number in range(3)]))
    for number in range(days):
        book.write(lambda c, n=number: _day(c, first + timedelta(days=n), n, raw=days - n <= RAW))
    timed("settled: days summed, added up along the tree", lambda: book.write(lambda c: participation.settle(c, NOW)))
    rows = [row for version in snapshot.catalog.versions for row in snapshot.catalog.articles(version)]
    timed("questions asked", lambda: book.write(lambda c: crowd.ask(c, [row.source for row in rows[:40]], NOW)))
    book.write(_talk)


def _study(connection: sa.Connection, number: int) -> None:
    crowd.study(connection, TODAY - timedelta(days=20 * (number + 1)), f"签到表{number}")


def _day(connection: sa.Connection, day: date, number: int, *, raw: bool) -> None:
    began = time.perf_counter()
    held = crowd.hold(connection, day)
    if raw:
        crowd.answer(connection, held)
        print(f"events of {day}: {time.perf_counter() - began:.1f} s", flush=True)
    else:
        crowd.sum_up(connection, day, number)


def _talk(connection: sa.Connection) -> None:
    for number in range(GAPS):
        conversations.file_gap(
            connection, f"问题{number}", f"问题{number}", "not_held", NOW - timedelta(days=number % 60)
        )
    root = organisation.root(connection)
    assert root is not None
    members.give_role(connection, 1, "书记", root, TODAY - timedelta(days=30))
    accounts.add(connection, ADMINISTRATOR, "a long enough word", NOW)


def _cookies(connection: sa.Connection) -> dict[str, str]:
    """Sign the first member and the administrator in."""
    token = sessions.begin(connection, NOW)
    found = sessions.find(connection, token, NOW)
    assert found is not None
    members.bind(connection, 1, f"web:{found.person}", f"web:private:{found.person}", NOW)
    return {GUEST_COOKIE: token, ADMIN_COOKIE: sessions.begin(connection, NOW, account=ADMINISTRATOR)}


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _now() -> datetime:
    return NOW


def _serve(config: Config) -> None:
    import uvicorn

    from bot.app import build

    uvicorn.run(build(config, _now), host=config.web.host, port=config.web.port, log_level="error", ws="none")


def _ask(config: Config, cookies: dict[str, str], times: int) -> None:
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(config,))
    server.start()
    base = f"http://{config.web.host}:{config.web.port}{config.web.path_prefix}"
    try:
        with httpx.Client(base_url=base, cookies=cookies, timeout=300) as client:
            _wait(client)
            print(f"{'page':<44}{'first':>9}{'p50':>9}{'p95':>9}{'max':>9}  ms{'KB':>9}")
            for name, request, count in _pages(config, client, times):
                _measure(name, request, count)
    finally:
        server.terminate()
        server.join()


def _wait(client: httpx.Client) -> None:
    for _ in range(600):
        try:
            client.get("/me").raise_for_status()
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit("the server does not answer")


def _pages(config: Config, client: httpx.Client, times: int) -> list[tuple[str, Callable[[], httpx.Response], int]]:
    book = open_records(config.records_url)
    with book.read() as reader:
        nodes = {code: organisation.find(reader, code) for code in ("R", "U7", "B17")}
        keys = [sessions.find(reader, client.cookies[name], NOW) for name in (GUEST_COOKIE, ADMIN_COOKIE)]
    book.close()
    number = {code: node.id for code, node in nodes.items() if node}
    own, desk = (key.csrf for key in keys if key)
    looked = {
        **{f"/branch/{number['R']}?by={step}": times for step in ("day", "week", "month", "quarter")},
        f"/branch/{number['U7']}?by=week": times,
        f"/branch/{number['B17']}?by=week": times,
        **{path: times for path in ("/me", f"/reports/{number['R']}", f"/reports/{number['R']}/month")},
        f"/reports/{number['R']}/2026Q2": times,
        **{f"/admin/{name}": times for name in DESK},
        f"/admin/people/{number['B17']}": times,
        "/admin/health": 3,
    }
    sent: dict[str, tuple[dict[str, str], int]] = {
        f"/branch/{number['R']}/report": ({"csrf": own, "period": "2026Q2", "form": "docx"}, times // 3),
        f"/branch/{number['R']}/report ": ({"csrf": own, "period": "2026", "form": "xlsx"}, times // 3),
        "/me/export": ({"csrf": own}, times // 3),
        "/admin/people/export": ({"csrf": desk}, 1),
    }
    return [
        *((path, lambda path=path: client.get(path), count) for path, count in looked.items()),
        *(
            (
                f"{path.strip()} {data.get('form', '')}",
                lambda path=path, data=data: client.post(path.strip(), data=data),
                n,
            )
            for path, (data, n) in sent.items()
        ),
    ]


def _measure(name: str, request: Callable[[], httpx.Response], count: int) -> None:
    spent, size = [], 0
    for _ in range(max(1, count)):
        began = time.perf_counter()
        response = request()
        spent.append((time.perf_counter() - began) * 1000)
        assert response.status_code == 200, (name, response.status_code)
        size = len(response.content)
    first, *rest = spent
    rest = sorted(rest or spent)
    shown = (first, statistics.median(rest), rest[int(len(rest) * 0.95)], rest[-1])
    print(f"{name:<44}" + "".join(f"{one:>9.0f}" for one in shown) + f"{'':>4}{size / 1024:>9.0f}", flush=True)


if __name__ == "__main__":
    main()
