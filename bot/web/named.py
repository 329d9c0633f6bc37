"""Who took part, by name: only for the purpose that the branch made public; every opening is told to the members."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.clock import day_of
from bot.phrases import branch as told
from bot.phrases import statistics
from bot.web.desk import write
from bot.web.entrance import Seen, shown, who
from bot.web.places import Connection, permitted
from bot.web.shield import check
from bot.web.site import site_of
from records import audit, looks, organisation, partaking, permissions
from records.organisation import LONGEST_PURPOSE
from records.partaking import Partaking
from records.permissions import Act, name_of

router = APIRouter(prefix="/branch")
Looking = Annotated[Seen, Depends(who)]
Csrf = Annotated[str, Form()]
SPAN = timedelta(days=29)


@router.get("/{number}/named", response_class=HTMLResponse)
async def door(request: Request, seen: Looking, number: int) -> HTMLResponse:
    """Say what names are seen for here and what comes of it; nothing is seen yet."""
    return _page(request, seen, number, None)


@router.post("/{number}/named", response_class=HTMLResponse)
async def look(request: Request, seen: Looking, number: int, csrf: Csrf) -> HTMLResponse:
    """Show who took part; written down for each of them before it is shown."""
    check(seen.session, csrf)
    site, member = site_of(request), seen.member
    now, today = site.clock(), day_of(site.clock())
    with site.records.read() as reader:
        node = permitted(reader, site, member, number, Act.SEE_NAMED)
        office = permissions.title(reader, member, Act.SEE_NAMED, node, today)
        found = partaking.of_node(reader, node, today - SPAN, today)
    concerned = [one.id for one, _ in found.days]
    await write(site, lambda c: looks.note(c, name_of(member), office, "named", concerned, now))
    return _page(request, seen, number, found)


@router.post("/{number}/purpose")
async def announce(
    request: Request, seen: Looking, number: int, csrf: Csrf,
    purpose: Annotated[str, Form(max_length=LONGEST_PURPOSE)] = "",
) -> Response:  # fmt: skip
    """Make public what names are seen for, or end it with an empty purpose."""
    check(seen.session, csrf)
    site, now, meant = site_of(request), site_of(request).clock(), purpose.strip()
    with site.records.read() as reader:
        node = permitted(reader, site, seen.member, number, Act.OPEN_NAMES)

    def job(connection: Connection) -> None:
        organisation.set_purpose(connection, node, meant)
        audit.add(connection, name_of(seen.member), "named_purpose", {"node": node.id, "purpose": meant}, now)

    await write(site, job)
    return RedirectResponse(f"{site.config.web.path_prefix}/branch/{number}/named", status_code=303)


def _page(request: Request, seen: Seen, number: int, found: Partaking | None) -> HTMLResponse:
    """Draw the page; without a purpose only who may make one public sees it, and no names."""
    site, day = site_of(request), day_of(site_of(request).clock())
    with site.records.read() as reader:
        node = organisation.node(reader, number)
        if node is None:
            raise HTTPException(404)
        may = permissions.may(reader, seen.member, Act.OPEN_NAMES, node, day)
        if not may:
            permitted(reader, site, seen.member, number, Act.SEE_NAMED)
        purpose = organisation.purpose(reader, node)
    values = {"node": node, "purpose": purpose, "opens": may, "found": found, "most": LONGEST_PURPOSE}
    return shown(request, "named", seen, told=told, statistics=statistics, **values)
