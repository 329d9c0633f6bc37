"""All pages there are, taken from the application itself, so that a new one cannot be forgotten."""

import re
from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Any, get_args, get_origin

import pytest
import sqlalchemy as sa
from bot_serving import running
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from people import secretary, tree
from pydantic import AwareDatetime
from shelves import index, new_shelf

from bot import clock
from bot.config import Config, Web
from bot.web.shield import ADMIN_COOKIE, GUEST_COOKIE
from records import accounts, audit, members, sessions
from records.engine import open_records

HEADERS = {
    "content-security-policy": "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
}
# What somebody without a session may open, and what they may send: a form of ours that asks who they are.
OPEN = {"/", "/sign-in", "/admin/sign-in"}
SIGNING_IN = {"/sign-in", "/admin/sign-in"}
# What an account that only approves may open.
APPROVING = re.compile(r"/admin(|/documents|/task|/changes.*|/versions/.*|/review.*|/password)$")
# A name or a number of a member in an address would stand in the log of every proxy.
PERSONAL = {"name", "words", "code", "member", "actor", "who", "q"}
NAMES_OF_MONTHS = {("/reports/{number}/month", "name")}
INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:")

LINKS = re.compile(r'\s(?:href|src|action|formaction)="(/[^"]*)"')


@pytest.fixture(scope="module")
def house(tmp_path_factory, sample):
    """A server with everything switched on, behind a path; accounts, and a secretary of the whole tree."""
    home = tmp_path_factory.mktemp("routes")
    whole = Config(web=Web(path_prefix="/xuesi", member_passwords=True), workspace=home)
    index(new_shelf(home / "knowledge"), sample / "示例市党员学习管理办法_2021.md")
    with running(whole) as served:
        records = open_records(whole.records_url)
        records.write(lambda c: accounts.add(c, "anna", "a long enough word", clock.now()))
        records.write(lambda c: accounts.add(c, "carl", "a long enough word", clock.now(), accounts.Role.APPROVER))
        yield served, records, records.write(_secretary)
        records.close()


def _secretary(connection):
    token = sessions.begin(connection, clock.now())
    sender = f"web:{sessions.find(connection, token, clock.now()).person}"
    whom = secretary(connection, clock.now(), tree(connection)["city"])
    members.bind(connection, whom.id, sender, sender.replace(":", ":private:"), clock.now())
    return {GUEST_COOKIE: token}


def routes(app: Any) -> Iterator[APIRoute]:
    for route in app.routes:
        below = getattr(route, "original_router", None) or getattr(route, "app", None)
        if isinstance(route, APIRoute):
            yield route
        elif hasattr(below, "routes"):
            yield from routes(below)


def found(app: Any, method: str) -> list[APIRoute]:
    return [route for route in routes(app) if method in route.methods]


def parts(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for one in dependant.dependencies:
        yield from parts(one)


def path(route: APIRoute) -> str:
    return re.sub(r"\{[^}]+\}", "1", route.path)


def as_account(records, name):
    return {ADMIN_COOKIE: records.write(lambda c: sessions.begin(c, clock.now(), account=name))}


def browser(served, cookies=None):
    return served.client(cookies=cookies)


def opened(client, route):
    """Open a page and return the answer with its text; of a stream only the beginning."""
    with client.stream("GET", path(route)) as answer:
        streams = answer.headers.get("content-type", "").startswith("text/event-stream")
        return answer, "" if streams else answer.read().decode()


def trail(records):
    with records.read() as reader:
        return list(reader.execute(sa.select(audit.audit.c.action)).scalars())


def test_every_page_is_closed_to_strangers_and_members_see_no_administration(house):
    served, _, member = house
    let_in, wrong = set(), []
    with browser(served) as stranger, browser(served, member) as secretary:
        for route in found(served.app, "GET"):
            stranger.cookies.clear()
            answer, _ = opened(stranger, route)
            if answer.status_code == 200:
                let_in.add(route.path)
            elif not (answer.status_code == 401 or answer.headers.get("location", "").endswith("/admin/sign-in")):
                wrong.append((route.path, answer.status_code))
            if route.path.startswith("/admin") and route.path not in OPEN:
                seen, _ = opened(secretary, route)
                if not seen.headers.get("location", "").endswith("/xuesi/admin/sign-in"):
                    wrong.append((route.path, "member", seen.status_code))
    assert (let_in, wrong) == (OPEN, [])


def test_an_approver_is_refused_what_is_not_theirs_and_that_is_audited(house):
    served, records, _ = house
    before = trail(records).count("refused")
    with browser(served, as_account(records, "carl")) as client:
        pages = [route for route in found(served.app, "GET") if route.path.startswith("/admin")]
        statuses = {route.path: opened(client, route)[0].status_code for route in pages}
    closed = {name for name, status in statuses.items() if status == 403}
    assert closed == {name for name in statuses if not APPROVING.match(name)} - SIGNING_IN
    assert trail(records).count("refused") - before == len(closed) >= 10


def test_every_answer_has_its_headers_and_no_page_a_script_of_its_own(house):
    served, records, member = house
    wrong, pages = [], 0
    for cookies in ({}, as_account(records, "anna") | member):
        with browser(served, cookies) as client:
            for route in found(served.app, "GET"):
                answer, text = opened(client, route)
                wrong += [(route.path, name) for name, value in HEADERS.items() if answer.headers.get(name) != value]
                wrong += [(route.path, answer.status_code)] if answer.status_code >= 500 else []
                if answer.headers.get("content-type", "").startswith("text/html"):
                    pages += 1
                    wrong += [(route.path, words) for words in INLINE.findall(text)]
                    # Everything that a page points at lies behind the path of the proxy.
                    wrong += [(route.path, to) for to in LINKS.findall(text) if not to.startswith("/xuesi/")]
    assert wrong == []
    assert pages > 25


def value(kind: Any) -> Any:
    """Make up something that a field of a form takes."""
    if get_origin(kind) is not None:
        return value(get_args(kind)[0]) if get_origin(kind).__name__ != "Literal" else get_args(kind)[0]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind)).value
    plain = {int: "1", bool: "true", float: "1", date: "2026-03-02", AwareDatetime: "2026-03-02T09:00:00Z"}
    return plain.get(kind, "示例")


def forged(route: APIRoute) -> dict[str, Any]:
    """Return a request that is whole but for its key."""
    fields = {one.alias: one.field_info.annotation for part in parts(route.dependant) for one in part.body_params}
    if "csrf" not in fields:
        return {"json": {"event": "event-0001", "text": "示例", "name": "示例"}, "headers": {"X-CSRF-Token": "forged"}}
    files = {name: ("x.md", b"x") for name, kind in fields.items() if "UploadFile" in str(kind)}
    form = {name: "" if name in ("starts", "ends", "day") else value(kind) for name, kind in fields.items()}
    return {"data": {name: one for name, one in form.items() if name not in files} | {"csrf": "forged"}, "files": files}


def test_a_forged_form_is_refused_everywhere_and_changes_nothing(house):
    served, records, member = house
    cookies = as_account(records, "anna") | member
    before, answers = trail(records), {}
    with browser(served, cookies) as client:
        for route in found(served.app, "POST"):
            if route.path in SIGNING_IN:
                form = {"name": "anna", "code": "0900", "password": "a long enough word"}
                sent = client.post(route.path, data=form, headers={"Sec-Fetch-Site": "cross-site"})
            else:
                sent = client.post(path(route), **forged(route))
            answers[route.path] = sent.status_code
    assert {name: status for name, status in answers.items() if status != 403} == {}
    assert len(answers) > 35
    assert trail(records) == before


def test_nothing_is_taken_from_who_has_no_session(house):
    served, records, _ = house
    before, answers = trail(records), {}
    with browser(served) as client:
        for route in found(served.app, "POST"):
            if route.path not in SIGNING_IN:
                answers[route.path] = client.post(path(route), **forged(route)).status_code
    assert {name: status for name, status in answers.items() if status not in (303, 401)} == {}
    assert trail(records) == before


def test_no_address_can_carry_who_somebody_is(house):
    served, *_ = house
    asked = {
        (route.path, field.alias)
        for route in found(served.app, "GET")
        for part in parts(route.dependant)
        for field in part.query_params
    }
    assert {(name, field) for name, field in asked if field in PERSONAL} - NAMES_OF_MONTHS == set()
