"""Administration: signing in, snapshots, gaps, tickets, health."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.channels import capabilities_of
from bot.health import checks
from bot.message import Text, address_of
from bot.phrases import library, talk
from bot.phrases.faults import sentence
from bot.render import render
from bot.upkeep import renew
from bot.web.desk import Admin, Approver, Csrf, back, note, page, write
from bot.web.shield import ADMIN_COOKIE, check, keep
from bot.web.site import site_of
from faults import Fault
from records import accounts, audit, conversations, mailboxes, sessions, tickets

router = APIRouter(prefix="/admin")


@router.get("/sign-in", response_class=HTMLResponse)
async def sign_inpage(request: Request) -> HTMLResponse:
    """The form that asks for name and password."""
    return page(request, "sign_in")


@router.post("/sign-in")
async def sign_in(
    request: Request, name: Annotated[str, Form(max_length=60)], password: Annotated[str, Form(max_length=200)]
) -> Response:
    """Open an administrator's session; a fresh token each time, so that none can be planted beforehand."""
    # There is no session to bind a form key to yet; the browser itself tells where the form stood.
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403)
    site = site_of(request)
    try:
        right = await write(site, lambda c: accounts.check(c, name, password, site.clock()))
    except Fault as fault:
        return page(request, "sign_in", problem=sentence(fault))
    actor, action = (name, "sign_in") if right else ("", "sign_in_failed")
    await write(site, lambda c: audit.add(c, actor, action, {"account": name}, site.clock()))
    if not right:
        return page(request, "sign_in", problem=library.WRONG_PASSWORD)
    token = await write(site, lambda c: sessions.begin(c, site.clock(), account=name))
    response = RedirectResponse(f"{site.config.web.path_prefix}/admin/documents", status_code=303)
    keep(response, site, ADMIN_COOKIE, token, int(sessions.ADMINISTRATOR.total_seconds()))
    return response


@router.post("/sign-out")
async def sign_out(request: Request, session: Approver, csrf: Csrf) -> Response:
    """End the session."""
    check(session, csrf)
    site = site_of(request)
    await write(site, lambda c: sessions.end(c, request.cookies[ADMIN_COOKIE]))
    await note(site, session, "sign_out")
    response = back(site, session, "sign-in")
    response.delete_cookie(ADMIN_COOKIE, path=f"{site.config.web.path_prefix}/")
    return response


@router.get("/snapshots", response_class=HTMLResponse)
async def snapshots(request: Request, session: Admin) -> HTMLResponse:
    """The snapshots kept, each with what it changed."""
    site = site_of(request)
    rows = [(one, library.stored_report(site.shelf.root / one.name)) for one in site.shelf.manifests()]
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


@router.get("/gaps", response_class=HTMLResponse)
async def gaps(request: Request, session: Admin) -> HTMLResponse:
    """Questions that found no answer, the most asked first; nobody is named."""
    with site_of(request).records.read() as reader:
        return page(request, "gaps", session, rows=conversations.open_gaps(reader))


@router.post("/gaps/{number}")
async def close_gap(request: Request, session: Admin, number: int, csrf: Csrf) -> Response:
    """Take a question off the list."""
    check(session, csrf)
    site = site_of(request)
    await write(site, lambda c: conversations.close_gap(c, number))
    await note(site, session, "close_gap", gap=number)
    return back(site, session, "gaps")


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
    """What `xuesi doctor` says."""
    site = site_of(request)
    found = await asyncio.to_thread(lambda: list(checks(site.config, site.shelf, site.records)))
    return page(request, "health", session, checks=found)
