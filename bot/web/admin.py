"""Administration: snapshots, tickets, health."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from bot.channels import capabilities_of
from bot.health import Check, checks
from bot.message import Text, address_of
from bot.phrases import library, talk
from bot.phrases.faults import sentence
from bot.render import render
from bot.upkeep import renew
from bot.web.desk import Admin, Csrf, back, note, page, write
from bot.web.shield import check
from bot.web.site import Site, site_of
from faults import Fault
from records import mailboxes, tickets

router = APIRouter(prefix="/admin")


@router.get("/snapshots", response_class=HTMLResponse)
async def snapshots(request: Request, session: Admin) -> HTMLResponse:
    """The snapshots kept, each with what it changed."""
    site = site_of(request)
    rows = [(one, _counted(site, one.name)) for one in site.shelf.manifests()]
    return page(request, "snapshots", session, rows=rows, published=site.shelf.pointer())


@router.post("/rollback")
async def rollback(request: Request, session: Admin, csrf: Csrf, snapshot: Annotated[str, Form()]) -> Response:
    """Point back to another snapshot; the next question is answered from it."""
    check(session, csrf)
    site = site_of(request)
    try:
        name = await asyncio.to_thread(site.shelf.rollback, snapshot)
        await asyncio.to_thread(renew, site.records, site.shelf, site.clock)
    except Fault as fault:
        return back(site, session, "snapshots", sentence(fault))
    await note(site, session, "rollback", snapshot=name)
    return back(site, session, "snapshots", library.rolled_back(name))


def _counted(site: Site, name: str) -> str:
    path = site.shelf.report(name)
    return library.counted(library.stored(path)) if path else ""


@router.get("/tickets", response_class=HTMLResponse)
async def ticket_list(request: Request, session: Admin) -> HTMLResponse:
    """Complaints and suggestions, the unanswered first."""
    with site_of(request).records.read() as reader:
        return page(request, "tickets", session, rows=tickets.all_open_first(reader))


@router.post("/tickets/{ticket}")
async def answer_ticket(
    request: Request, session: Admin, ticket: str, csrf: Csrf, reply: Annotated[str, Form(max_length=1000)]
) -> Response:
    """Answer a ticket; whoever filed it hears of it in the chat it came from."""
    check(session, csrf)
    site = site_of(request)

    def job(connection: Any) -> None:  # noqa: ANN401
        found = tickets.answer(connection, ticket, reply, site.clock())
        if found:
            words = talk.TICKET_ANSWERED.format(kind=found["kind"], number=talk.number(ticket), reply=reply)
            address = address_of(found["address"])
            wire = render((Text(words),), capabilities_of(address.channel))
            mailboxes.put(connection, address.channel, str(address), wire, site.clock())

    await write(site, job)
    site.wake()
    await note(site, session, "answer_ticket", ticket=ticket)
    return back(site, session, "tickets")


@router.post("/tickets/{ticket}/close")
async def close_ticket(request: Request, session: Admin, ticket: str, csrf: Csrf) -> Response:
    """Close a ticket that was answered."""
    check(session, csrf)
    site = site_of(request)
    await write(site, lambda c: tickets.close(c, ticket, site.clock()))
    await note(site, session, "close_ticket", ticket=ticket)
    return back(site, session, "tickets")


@router.get("/health", response_class=HTMLResponse)
async def health(request: Request, session: Admin) -> HTMLResponse:
    """What `xuesi doctor` says, what needs somebody first; of the audit trail what is new since the last look."""
    site, now = site_of(request), site_of(request).clock()

    def look() -> list[Check]:
        mark = site.chain.follow(site.records, now)
        return list(checks(site.config, site.shelf, site.records, now, mark))

    found = await asyncio.to_thread(look)
    return page(request, "health", session, checks=sorted(found, key=lambda check: (check.healthy, not check.todo)))
