"""What secretaries look at: a node today and along time, what is known and not known, what hangs below it."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot import panels, report
from bot.charts import Theme, svg
from bot.clock import day_of
from bot.panels import Panel
from bot.phrases import panels as words
from bot.phrases import statistics
from bot.web.entrance import Seen, shown, who
from bot.web.shield import check
from bot.web.site import Site, site_of
from faults import Fault
from quiz import bank
from records import audit, conversations, organisation, permissions, rounds
from records.members import Member
from records.organisation import Node
from records.permissions import Act
from records.spans import Step
from records.suppression import LEAST

router = APIRouter(prefix="/branch")
Looking = Annotated[Seen, Depends(who)]
# Beyond so many a chart is a carpet; the table has them all.
BARS = 30
GAPS = 20
_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA = {"docx": f"{_OFFICE}.wordprocessingml.document", "xlsx": f"{_OFFICE}.spreadsheetml.sheet"}


@router.get("")
def first(request: Request, seen: Looking) -> Response:
    """Go to the highest node that may be looked at; who has none is told so."""
    site = site_of(request)
    with site.records.read() as reader:
        covered = permissions.covered(reader, seen.member, Act.SEE_STATISTICS, day_of(site.clock()))
        if not covered:
            _demand(reader, seen.member, _own(reader, seen.member), site)
            raise HTTPException(404)
    return RedirectResponse(f"{site.config.web.path_prefix}/branch/{covered[0].id}", status_code=303)


@router.get("/{number}", response_class=HTMLResponse)
def node(request: Request, seen: Looking, number: int, by: Step = Step.WEEK) -> HTMLResponse:
    """Show a node to whose offices cover it; a refusal is audited."""
    site = site_of(request)
    today = day_of(site.clock())
    with site.records.read() as reader:
        found = organisation.node(reader, number)
        if found is None:
            raise HTTPException(404)
        _demand(reader, seen.member, found, site)
        below = panels.children(reader, found, today - panels.SPAN, today)
        view = panels.view(reader, found, today - panels.SPAN, today)
        values = {
            "view": view,
            "hard": [(bank.entry(reader, item), count, mean) for item, count, mean in view.hard],
            "today": panels.view(reader, found, today, today),
            "round": rounds.of_day(reader, today),
            "trends": [_drawn(panel) for panel in panels.trends(reader, found, by, today)],
            "below": below,
            "others": permissions.covered(reader, seen.member, Act.SEE_STATISTICS, today),
            "unanswered": [row for row in conversations.open_gaps(reader) if row["times"] >= LEAST][:GAPS],
            "covered": _covered(reader, site),
        }
    compared = _drawn(panels.compared(below)) if 0 < len(below) <= BARS else None
    said = {
        "statistics": statistics,
        "words": words,
        "steps": words.STEPS,
        "by": by,
        "compared": compared,
        "periods": report.periods(today),
    }
    return shown(request, "branch", seen, **values, **said)


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
        found = organisation.node(reader, number)
        if found is None:
            raise HTTPException(404)
        _demand(reader, seen.member, found, site)
        made = report.of_node(reader, found, about, day_of(now))
    facts = {"node": number, "period": about.name, "form": form}
    site.records.write(lambda c: audit.add(c, permissions.name_of(seen.member), "report", facts, now))
    disposition = f'attachment; filename="{report.stem(found, about)}.{form}"'
    data = report.docx(made) if form == "docx" else report.xlsx(made)
    return Response(data, media_type=MEDIA[form], headers={"Content-Disposition": disposition})


def _demand(reader: Any, member: Member, where: Node, site: Site) -> None:  # noqa: ANN401 - a connection of the records
    permissions.demand(reader, member, Act.SEE_STATISTICS, where, day_of(site.clock()))


def _own(reader: Any, member: Member) -> Node:  # noqa: ANN401
    found = organisation.node(reader, member.branch)
    assert found is not None
    return found


def _drawn(panel: Panel) -> dict[str, Any]:
    """Draw a chart twice, for light and for dark; the page shows one of them."""
    return {"panel": panel, "pictures": [(theme.value, svg(panel.chart, theme)) for theme in Theme]}


def _covered(reader: Any, site: Site) -> list[tuple[str, int]]:  # noqa: ANN401
    """Return the documents in force with how many questions in circulation rest on them, those without any last."""
    if site.shelf.pointer() is None:
        return []
    day = day_of(site.clock())
    held = [one.metadata.title for one in site.shelf.current().catalog.versions.values() if one.span.holds(day)]
    counts = dict.fromkeys(held, 0)
    for item in bank.active(reader):
        if item.binding and item.binding.title in counts:
            counts[item.binding.title] += 1
    return sorted(counts.items(), key=lambda row: -row[1])
