"""Members come and go: by number and password where the deployment lets them, a password of their own, signing out."""

import asyncio
import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.channels import capabilities_of, web
from bot.message import Sender, Text, address_of
from bot.phrases import access as words
from bot.phrases import people
from bot.phrases.faults import sentence
from bot.render import render
from bot.web.desk import write
from bot.web.entrance import Seen, shown, who
from bot.web.proof import proven, remember, same_site
from bot.web.shield import GUEST_COOKIE, check, keep
from bot.web.site import Site, site_of
from faults import Fault
from records import audit, mailboxes, members, passwords, sessions
from records.members import Member
from records.permissions import name_of

router = APIRouter()
Looking = Annotated[Seen, Depends(who)]
Csrf = Annotated[str, Form()]
Password = Annotated[str, Form(max_length=200)]


def allowed(request: Request) -> None:
    """Raise 404 where members do not sign in by password."""
    if not site_of(request).config.web.member_passwords:
        raise HTTPException(404)


@router.get("/sign-in", response_class=HTMLResponse, dependencies=[Depends(allowed)])
async def form(request: Request) -> HTMLResponse:
    """The form that asks for number and password."""
    return _form(request)


@router.post("/sign-in", dependencies=[Depends(allowed)])
async def sign_in(request: Request, code: Annotated[str, Form(max_length=40)], password: Password) -> Response:
    """Open a member's session, with a fresh token; whoever is wrong hears the same, whatever was wrong."""
    same_site(request)
    site, code = site_of(request), code.strip()
    with site.records.read() as reader:
        whom, kept = passwords.of_code(reader, code)
    try:
        mark = await proven(request, f"member:{code}", kept, password)
    except Fault as fault:
        return _form(request, sentence(fault), 429)
    if whom is None or mark is None:
        await _noted(site, whom, "member_sign_in_failed")
        return _form(request, words.WRONG)
    token = await write(site, lambda c: _open(c, whom, request.cookies.get(GUEST_COOKIE), site))
    response = RedirectResponse(f"{site.config.web.path_prefix}/me", status_code=303)
    keep(response, site, GUEST_COOKIE, token, int(sessions.MEMBER.total_seconds()))
    remember(response, site, mark)
    return response


def _open(connection: Any, whom: Member, before: str | None, site: Site) -> str:  # noqa: ANN401 - of the records
    """Open one more browser of a member: the chat that they have in browsers already, else their first one."""
    now, prefix = site.clock(), f"{web.NAME}:"
    own = [sender for sender, _ in members.senders(connection, whom.id) if sender.startswith(prefix)]
    person = own[-1].removeprefix(prefix) if own else secrets.token_hex(12)
    if not own:
        members.bind(connection, whom.id, str(Sender(web.NAME, person)), str(web.private(person)), now)
    if before:
        # What this browser was before ends here: nobody goes on under a token that was planted.
        sessions.end(connection, before)
    audit.add(connection, name_of(whom), "member_sign_in", {}, now)
    return sessions.begin(connection, now, person=person)


@router.get("/me/access", response_class=HTMLResponse)
def access(request: Request, seen: Looking) -> HTMLResponse:
    """How a member comes in: their password, and the way out."""
    return _page(request, seen)


@router.post("/me/password", dependencies=[Depends(allowed)])
async def choose(request: Request, seen: Looking, csrf: Csrf, fresh: Password, again: Password) -> Response:
    """Choose a password; their other browsers are signed out, and their other chats hear of it."""
    check(seen.session, csrf)
    site, member, token = site_of(request), seen.member, request.cookies[GUEST_COOKIE]
    if fresh != again:
        return _page(request, seen, words.NOT_THE_SAME)
    try:
        kept = await asyncio.to_thread(passwords.hashed, fresh)
    except Fault as fault:
        return _page(request, seen, sentence(fault))

    def job(connection: Any) -> None:  # noqa: ANN401
        passwords.give(connection, member.id, kept, site.clock())
        _changed(connection, seen, token, site, "set_password", words.TOLD_SET)

    await write(site, job)
    site.wake()
    return _page(request, seen, words.SET)


@router.post("/me/password/remove", dependencies=[Depends(allowed)])
async def remove(request: Request, seen: Looking, csrf: Csrf) -> Response:
    """Do without a password again."""
    check(seen.session, csrf)
    site, token = site_of(request), request.cookies[GUEST_COOKIE]

    def job(connection: Any) -> None:  # noqa: ANN401
        if passwords.take(connection, seen.member.id):
            _changed(connection, seen, token, site, "remove_password", words.TOLD_REMOVED)

    await write(site, job)
    site.wake()
    return _page(request, seen, words.REMOVED)


@router.post("/me/sign-out")
async def sign_out(request: Request, seen: Looking, csrf: Csrf) -> Response:
    """End the session of this browser; the chat stays the member's, for the next time they come."""
    check(seen.session, csrf)
    site = site_of(request)
    await write(site, lambda c: sessions.end(c, request.cookies[GUEST_COOKIE]))
    await _noted(site, seen.member, "member_sign_out")
    response = RedirectResponse(f"{site.config.web.path_prefix}/", status_code=303)
    response.delete_cookie(GUEST_COOKIE, path=f"{site.config.web.path_prefix}/")
    return response


def _changed(connection: Any, seen: Seen, token: str, site: Site, action: str, told: str) -> None:  # noqa: ANN401
    """Close the member's other browsers, write it down, and tell their other chats: it may have been somebody else."""
    member, now, prefix = seen.member, site.clock(), f"{web.NAME}:"
    audit.add(connection, name_of(member), action, {}, now)
    for sender, address in members.senders(connection, member.id):
        if sender.startswith(prefix):
            sessions.end_others(connection, sender.removeprefix(prefix), token)
        else:
            channel = address_of(address).channel
            mailboxes.put(connection, channel, address, render((Text(told),), capabilities_of(channel)), now)


def _form(request: Request, problem: str = "", status: int = 200) -> HTMLResponse:
    response = shown(request, "sign_in", None, problem=problem)
    response.status_code = status
    return response


def _page(request: Request, seen: Seen, told: str = "") -> HTMLResponse:
    site = site_of(request)
    with site.records.read() as reader:
        since = passwords.since(reader, seen.member.id)
        others = [one for one, _ in members.senders(reader, seen.member.id) if not one.startswith(f"{web.NAME}:")]
    values = {"since": since, "others": others, "offered": site.config.web.member_passwords}
    return shown(request, "access", seen, told=told, **values, people=people, shortest=passwords.SHORTEST)


async def _noted(site: Site, whom: Member | None, action: str) -> None:
    """Audit a try or a leaving: by the member's number where there is one, never by what somebody typed."""
    await write(site, lambda c: audit.add(c, name_of(whom), action, {}, site.clock()))
