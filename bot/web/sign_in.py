"""Administrators come and go: signing in by name and password, a new password, signing out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.phrases import administration as words
from bot.phrases.faults import sentence
from bot.web.desk import Approver, Csrf, back, note, page, write
from bot.web.proof import proven, remember, same_site
from bot.web.shield import ADMIN_COOKIE, check, keep
from bot.web.site import Site, site_of
from faults import Fault
from records import accounts, audit, sessions

router = APIRouter(prefix="/admin")
Name = Annotated[str, Form(max_length=60)]
Password = Annotated[str, Form(max_length=200)]


@router.get("/sign-in", response_class=HTMLResponse)
async def form(request: Request) -> HTMLResponse:
    """The form that asks for name and password."""
    return page(request, "sign_in")


@router.post("/sign-in")
async def sign_in(request: Request, name: Name, password: Password) -> Response:
    """Open an administrator's session; a fresh token each time, so that none can be planted beforehand."""
    same_site(request)
    site = site_of(request)
    # Nobody has such a name, and the audit trail keeps one line.
    if not name.isprintable():
        return page(request, "sign_in", problem=words.WRONG_PASSWORD)
    try:
        mark = await _proven(request, name, password)
    except Fault as fault:
        return page(request, "sign_in", problem=sentence(fault))
    actor, action = (name, "sign_in") if mark else ("", "sign_in_failed")
    await write(site, lambda c: audit.add(c, actor, action, {"account": name}, site.clock()))
    if not mark:
        return page(request, "sign_in", problem=words.WRONG_PASSWORD)
    token = await write(site, lambda c: sessions.begin(c, site.clock(), account=name))
    response = RedirectResponse(f"{site.config.web.path_prefix}/admin/documents", status_code=303)
    _keep(response, site, token)
    remember(response, site, mark)
    return response


@router.get("/password", response_class=HTMLResponse)
async def own(request: Request, session: Approver) -> HTMLResponse:
    """The form for a new password of one's own."""
    return page(request, "password", session)


@router.post("/password")
async def change(
    request: Request, session: Approver, csrf: Csrf, password: Password, fresh: Password, again: Password
) -> Response:
    """Change one's own password; every other browser is signed out."""
    check(session, csrf)
    site, account = site_of(request), session.account or ""
    if fresh != again:
        return back(site, session, "password", words.NOT_THE_SAME)
    try:
        if not await _proven(request, account, password):
            return back(site, session, "password", words.WRONG_OLD_PASSWORD)
        await write(site, lambda c: accounts.change(c, account, fresh))
    except Fault as fault:
        return back(site, session, "password", sentence(fault))
    await note(site, session, "change_password", account=account)
    # All sessions were closed, this one too; it goes on as a new one.
    token = await write(site, lambda c: sessions.begin(c, site.clock(), account=account))
    with site.records.read() as reader:
        opened = sessions.find(reader, token, site.clock())
    response = back(site, opened or session, "password", words.PASSWORD_CHANGED)
    _keep(response, site, token)
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


async def _proven(request: Request, name: str, password: str) -> str | None:
    with site_of(request).records.read() as reader:
        kept = accounts.kept(reader, name)
    return await proven(request, f"account:{name}", kept, password)


def _keep(response: Response, site: Site, token: str) -> None:
    keep(response, site, ADMIN_COOKIE, token, int(sessions.ADMINISTRATOR.total_seconds()))
