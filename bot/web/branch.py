"""What secretaries look at: a node today and along time, what is known and not known, what hangs below it."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot import asked, daily, hardest, panels, report
from bot.charts import Theme, svg
from bot.clock import day_of
from bot.hours import hours
from bot.panels import Panel
from bot.phrases import branch as told
from bot.phrases import panels as words
from bot.phrases import statistics
from bot.web.download import download
from bot.web.entrance import Seen, shown, who
from bot.web.places import Connection, permitted
from bot.web.shield import check
from bot.web.site import Site, site_of
from faults import Fault
from knowledge.snapshot import Snapshot
from quiz import bank
from records import audit, jobs, organisation, permissions, rounds
from records.members import Member
from records.organisation import Node
from records.permissions import Act
from records.spans import Step

router = APIRouter(prefix="/branch")
Looking = Annotated[Seen, Depends(who)]
# Beyond so many a chart is a carpet; the table has them all.
BARS = 30


@router.get("")
def first(request: Request, seen: Looking) -> Response:
    """Go to the highest node that may be looked at; who has none is told so."""
    site = site_of(request)
    with site.records.read() as reader:
        covered = permissions.covered(reader, seen.member, Act.SEE_STATISTICS, day_of(site.clock()))
        if not covered:
            permitted(reader, site, seen.member, seen.member.branch, Act.SEE_STATISTICS)
            raise HTTPException(404)
    return RedirectResponse(f"{site.config.web.path_prefix}/branch/{covered[0].id}", status_code=303)


@router.get("/{number}", response_class=HTMLResponse)
def node(request: Request, seen: Looking, number: int, by: Step = Step.WEEK) -> HTMLResponse:
    """Show a node to whose offices cover it; a refusal is audited."""
    site = site_of(request)
    today = day_of(site.clock())
    snapshot = site.shelf.current() if site.shelf.pointer() else None
    with site.records.read() as reader:
        found = permitted(reader, site, seen.member, number, Act.SEE_STATISTICS)
        below = panels.children(reader, found, today - panels.SPAN, today)
        view = panels.view(reader, found, today - panels.SPAN, today)
        values = {
            "view": view,
            "hard": [(one, _drawn(one.options)) for one in hardest.of_view(reader, snapshot, view)],
            "today": panels.view(reader, found, today, today),
            "round": rounds.of_day(reader, today),
            "trends": [_drawn(panel) for panel in panels.trends(reader, found, by, today)],
            "below": below,
            "others": permissions.covered(reader, seen.member, Act.SEE_STATISTICS, today),
            "asked": asked.of_node(reader, snapshot, found, today),
            "covered": _covered(reader, snapshot, site),
            "may": _may(reader, seen.member, found, site),
            "barred": _barred(reader, found, site),
        }
    compared = _drawn(panels.compared(below)) if 0 < len(below) <= BARS else None
    said = {"statistics": statistics, "words": words, "told": told, "steps": words.STEPS, "by": by}
    return shown(request, "branch", seen, **values, **said, compared=compared, periods=report.periods(today))


@router.post("/{number}/remind")
def remind(request: Request, seen: Looking, number: int, csrf: Annotated[str, Form()]) -> Response:
    """Remind those who have not answered today's round, each in private; nobody learns who they are."""
    check(seen.session, csrf)
    site, now = site_of(request), site_of(request).clock()
    with site.records.read() as reader:
        found = permitted(reader, site, seen.member, number, Act.REMIND)
        barred, held = _barred(reader, found, site), rounds.of_day(reader, day_of(now))
    if held and not barred:
        daily.remind(site.records, found, held, permissions.name_of(seen.member), now)
        site.wake()
    return RedirectResponse(f"{site.config.web.path_prefix}/branch/{number}#today", status_code=303)


@router.post("/{number}/report")
def draft(
    request: Request, seen: Looking, number: int, csrf: Annotated[str, Form()],
    period: Annotated[str, Form(max_length=10)], form: Annotated[Literal["docx", "xlsx"], Form()],
) -> Response:  # fmt: skip
    """Give the draft of a report, or its tables, to whose offices cover the node; audited either way."""
    check(seen.session, csrf)
    site, now = site_of(request), site_of(request).clock()
    try:
        about = report.period(period, day_of(now))
    except Fault as fault:
        raise HTTPException(422) from fault
    with site.records.read() as reader:
        found = permitted(reader, site, seen.member, number, Act.SEE_STATISTICS)
        made = report.of_node(reader, found, about, day_of(now))
    facts = {"node": number, "period": about.name, "form": form}
    site.records.write(lambda c: audit.add(c, permissions.name_of(seen.member), "report", facts, now))
    data = report.docx(made) if form == "docx" else report.xlsx(made)
    return download(data, f"{report.stem(found, about)}.{form}")


def _may(reader: Connection, member: Member, found: Node, site: Site) -> dict[str, bool]:
    """Return which further ways the page offers somebody."""
    day = day_of(site.clock())
    named = organisation.purpose(reader, found)
    return {
        "remind": permissions.may(reader, member, Act.REMIND, found, day),
        "named": permissions.may(reader, member, Act.SEE_NAMED if named else Act.OPEN_NAMES, found, day),
    }


def _barred(reader: Connection, found: Node, site: Site) -> str:
    """Return why nobody can be reminded now, "" where it can be done."""
    now, held = site.clock(), rounds.of_day(reader, day_of(site.clock()))
    if held is None or held.purpose(now) != "daily":
        return told.REMIND_CLOSED
    if jobs.done(reader, f"{daily.REMINDED}:{found.id}", held.day):
        return told.REMIND_DONE
    return told.REMIND_QUIET if hours(site.config).quiet(now) else ""


def _drawn(panel: Panel | None) -> dict[str, Any] | None:
    """Draw a chart twice, for light and for dark; the page shows one of them."""
    if panel is None:
        return None
    return {"panel": panel, "pictures": [(theme.value, svg(panel.chart, theme)) for theme in Theme]}


def _covered(reader: Connection, snapshot: Snapshot | None, site: Site) -> list[tuple[str, int]]:
    """Return the documents in force with how many questions in circulation rest on them, those without any last."""
    if snapshot is None:
        return []
    day = day_of(site.clock())
    held = [one.metadata.title for one in snapshot.catalog.versions.values() if one.span.holds(day)]
    counts = dict.fromkeys(held, 0)
    for item in bank.active(reader):
        if item.binding and item.binding.title in counts:
            counts[item.binding.title] += 1
    return sorted(counts.items(), key=lambda row: -row[1])
