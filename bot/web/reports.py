"""Reports on their way upward: a secretary's own, what came from below and what is missing, the month's card."""

import json
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import AwareDatetime

from bot import evidence, filing, month, report
from bot.clock import day_of
from bot.hours import hours
from bot.phrases import filing as words
from bot.phrases import month as month_words
from bot.phrases import statistics
from bot.phrases.faults import sentence
from bot.report import Period
from bot.web.download import download
from bot.web.entrance import Seen, shown, who
from bot.web.shield import check
from bot.web.site import Site, site_of
from faults import Fault
from records import audit, organisation, permissions, reports
from records.organisation import Node
from records.permissions import Act
from records.reports import HANDED_IN, State, Version

Connection = Any  # of the records, which alone know its type
Result = TypeVar("Result")
router = APIRouter(prefix="/reports")
Looking = Annotated[Seen, Depends(who)]
Csrf = Annotated[str, Form()]
Named = Annotated[str, Form(max_length=10)]
# The kept files that are given out: how their names end.
FILES = {"docx": ".docx", "xlsx": ".xlsx", "briefing": "-briefing.docx", "figures": ".json"}


@router.get("")
def first(request: Request, seen: Looking) -> Response:
    """Go to the node whose reports somebody hands in, or else sees."""
    site, member = site_of(request), seen.member
    with site.records.read() as reader:
        today = day_of(site.clock())
        own = permissions.covered(reader, member, Act.FILE_REPORT, today)
        nodes = own or permissions.covered(reader, member, Act.SEE_STATISTICS, today)
        if not nodes:
            permissions.demand(reader, member, Act.SEE_STATISTICS, _node(reader, member.branch), today)
    return _to(site, str(nodes[0].id))


@router.get("/{number}", response_class=HTMLResponse)
def node(request: Request, seen: Looking, number: int, period: str = "") -> HTMLResponse:
    """Show a node's own reports, and of those below it who handed in a period's and who did not."""
    site = site_of(request)
    today = day_of(site.clock())
    periods = report.periods(today)
    with site.records.read() as reader:
        found = _seen(reader, seen, number, today)
        about = _period(period, today) if period else report.usual(today)
        rows = filing.below(reader, found, about.name, today)
        values = {
            "node": found,
            "own": _latest(reader, found),
            "wanted": {one.name: reports.deadline(reader, found.upper, one.name) for one in periods},
            "about": about,
            "due": reports.deadline(reader, found.id, about.name),
            "absent": [row for row in rows if row.version is None or row.version.state not in HANDED_IN],
            "came": [row for row in rows if row.version and row.version.state in HANDED_IN],
            "others": permissions.covered(reader, seen.member, Act.FILE_REPORT, today),
            "files": permissions.may(reader, seen.member, Act.FILE_REPORT, found, today),
            "calls": permissions.may(reader, seen.member, Act.CALL_REPORTS, found, today),
        }
    usual = report.usual(today).name
    return _shown(
        request, "reports", seen, **values, periods=periods, usual=usual, today=today, most=filing.LONGEST_PLANS
    )


@router.get("/{number}/month", response_class=HTMLResponse)
def card(request: Request, seen: Looking, number: int, name: str = "") -> HTMLResponse:
    """Show what a node planned, did and left undone in a month, each line with the records behind it."""
    site = site_of(request)
    today = day_of(site.clock())
    with site.records.read() as reader:
        found = _seen(reader, seen, number, today)
        shown_first = _fit(lambda: month.parsed(name)) if name else today.replace(day=1)
        made = _fit(lambda: month.of_node(reader, found, shown_first, today))
    before = month.before(shown_first)
    return _shown(request, "month", seen, node=found, month=made, words_of=month_words, before=before)


@router.get("/{number}/{period}", response_class=HTMLResponse)
def versions(request: Request, seen: Looking, number: int, period: str) -> HTMLResponse:
    """Show all versions of a report, with what can be done to the last one by who looks."""
    site = site_of(request)
    today = day_of(site.clock())
    with site.records.read() as reader:
        found = _seen(reader, seen, number, today)
        about = _period(period, today)
        kept = reports.versions(reader, found.id, about.name)
        values = {
            "node": found,
            "about": about,
            "versions": [_told(reader, seen, one, found, today) for one in kept],
            "can": {act.value for act in Act if permissions.may(reader, seen.member, act, found, today)},
            "last": kept[0] if kept else None,
            "plans": (reports.content(reader, kept[0].id, "plans") or b"").decode() if kept else "",
            "due": reports.deadline(reader, found.upper, about.name),
        }
    return _shown(request, "report", seen, **values, most=filing.LONGEST_PLANS)


@router.post("/{number}/draft")
def draft(
    request: Request, seen: Looking, number: int, csrf: Csrf, period: Named,
    plans: Annotated[str, Form(max_length=4 * filing.LONGEST_PLANS)] = "",
) -> Response:  # fmt: skip
    """Make a draft of a report, the secretary's plans in it."""
    check(seen.session, csrf)
    site, now = site_of(request), site_of(request).clock()
    about = _period(period, day_of(now))
    with site.records.read() as reader:
        found = _node(reader, number)
    # Browsers send two signs for the end of a line.
    said = plans.replace("\r\n", "\n").strip()
    return _done(
        site, seen, found, about.name, lambda: filing.draft(site.records, seen.member, found, about, said, now)
    )


@router.post("/{number}/deadline")
def deadline(
    request: Request, seen: Looking, number: int, csrf: Csrf, period: Named, due: Annotated[date, Form()]
) -> Response:
    """Say until which day the reports from below are wanted."""
    check(seen.session, csrf)
    site, now = site_of(request), site_of(request).clock()
    about = _period(period, day_of(now))
    with site.records.read() as reader:
        found = _node(reader, number)
    word = hours(site.config).next_word(now)

    def told() -> str:
        filing.call(site.records, seen.member, found, about, due, now, word)
        return words.call_set(found.name, about.name, due)

    _tell(site, seen, told)
    return _to(site, f"{number}?period={about.name}")


@router.post("/version/{version}/step")
def step(
    request: Request, seen: Looking, version: int, csrf: Csrf, to: Annotated[State, Form()],
    made: Annotated[AwareDatetime, Form()], reason: Annotated[str, Form(max_length=4 * reports.LONGEST_REASON)] = "",
) -> Response:  # fmt: skip
    """Confirm, submit, accept or return a version as it was `made` when the page showed it."""
    check(seen.session, csrf)
    site, now = site_of(request), site_of(request).clock()
    if to not in filing.ACTS:
        raise HTTPException(422)
    with site.records.read() as reader:
        kept, found = _kept(reader, version)
    due = hours(site.config).next_word(now)
    return _done(
        site, seen, found, kept.period,
        lambda: filing.advance(site.records, seen.member, version, to, now, due, reason, made),
    )  # fmt: skip


@router.get("/version/{version}/{name}")
def opened(request: Request, seen: Looking, version: int, name: str) -> Response:
    """Give a file of a version as it was kept, or its evidence pack; audited."""
    site, now = site_of(request), site_of(request).clock()
    if name not in {*FILES, "pack"}:
        raise HTTPException(404)
    with site.records.read() as reader:
        kept, found = _kept(reader, version)
        filing.demand_reading(reader, seen.member, kept, found, day_of(now))
        if name == "pack":
            data, called = evidence.pack(reader, kept, found), evidence.name(found, kept)
        else:
            data = reports.content(reader, version, name) or b""
            called = f"{report.file_code(found)}-{kept.period}-v{kept.number}{FILES[name]}"
    facts = {"node": found.id, "period": kept.period, "version": kept.number, "file": name}
    site.records.write(lambda c: audit.add(c, permissions.name_of(seen.member), "report_opened", facts, now))
    return download(data, called)


def _node(reader: Connection, number: int) -> Node:
    found = organisation.node(reader, number)
    if found is None:
        raise HTTPException(404)
    return found


def _kept(reader: Connection, number: int) -> tuple[Version, Node]:
    found = reports.version(reader, number)
    if found is None:
        raise HTTPException(404)
    return found, _node(reader, found.node)


def _seen(reader: Connection, seen: Seen, number: int, today: date) -> Node:
    """Return a node to who may see its figures."""
    found = _node(reader, number)
    permissions.demand(reader, seen.member, Act.SEE_STATISTICS, found, today)
    return found


def _period(name: str, today: date) -> Period:
    return _fit(lambda: report.period(name, today))


def _fit(read: Callable[[], Result]) -> Result:
    """Read what an address or a form names; what cannot be read there was not made by our pages (422)."""
    try:
        return read()
    except Fault as fault:
        raise HTTPException(422) from fault


def _latest(reader: Connection, found: Node) -> list[Version]:
    """Return the last version of each of a node's reports, the newest first."""
    last: dict[str, Version] = {}
    for one in reports.versions(reader, found.id):
        last.setdefault(one.period, one)
    return list(last.values())


def _told(reader: Connection, seen: Seen, version: Version, found: Node, today: date) -> dict[str, Any]:
    """Return a version as the page shows it; its files and figures only to who may open them."""
    values: dict[str, Any] = {
        "version": version,
        "steps": reports.steps(reader, version.id),
        "digests": {},
        "figures": {},
    }
    if filing.may_read(reader, seen.member, version, found, today):
        values["digests"] = reports.digests(reader, version.id)
        values["figures"] = json.loads(reports.content(reader, version.id, "figures") or b"{}")
    return values


def _done(site: Site, seen: Seen, found: Node, period: str, do: Callable[[], Version]) -> Response:
    """Do a step, say on the report's page what became of it; a refusal goes on to where it is audited."""
    _tell(site, seen, lambda: words.stepped(found, do()))
    return _to(site, f"{found.id}/{period}")


def _tell(site: Site, seen: Seen, do: Callable[[], str]) -> None:
    try:
        told = do()
    except Fault as fault:
        if fault.code == permissions.REFUSED:
            raise
        told = sentence(fault)
    site.told[seen.session.person] = told


def _shown(request: Request, name: str, seen: Seen, **values: Any) -> HTMLResponse:  # noqa: ANN401
    told = site_of(request).told.pop(seen.session.person, "")
    common = {"words": words, "statistics": statistics, "State": State, "told": told}
    return shown(request, name, seen, **common, **values)


def _to(site: Site, where: str) -> Response:
    return RedirectResponse(f"{site.config.web.path_prefix}/reports/{where}", status_code=303)
