"""Administration of accounts: who may sign in here, their passwords, switching off and on."""

import secrets
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from bot.phrases import administration as words
from bot.phrases.faults import sentence
from bot.web.desk import Admin, Csrf, back, page, write
from bot.web.shield import check
from bot.web.site import Site, site_of
from faults import Fault
from records import accounts, audit
from records.accounts import Role
from records.sessions import Session

router = APIRouter(prefix="/admin/accounts")
Name = Annotated[str, Form(max_length=60)]


@router.get("", response_class=HTMLResponse)
async def everybody(request: Request, session: Admin) -> HTMLResponse:
    """All accounts, those switched off last."""
    with site_of(request).records.read() as reader:
        rows = accounts.everything(reader)
    standing = sum(row["role"] == Role.ADMIN and row["disabled"] is None for row in rows)
    return page(request, "accounts", session, rows=rows, roles=words.ROLES, alone=standing < 2)


@router.post("")
async def add(
    request: Request, session: Admin, csrf: Csrf, name: Name, role: Annotated[Role, Form()] = Role.ADMIN
) -> Response:
    """Make an account; its password is shown this once."""
    check(session, csrf)
    password, now = secrets.token_urlsafe(12), site_of(request).clock()
    told = words.PASSWORD_ONCE.format(name=name.strip(), password=password)
    facts = {"account": name.strip(), "role": role}
    return await _done(
        request, session, "add_account", facts, lambda c: accounts.add(c, name.strip(), password, now, role), told
    )


@router.post("/reset")
async def reset(request: Request, session: Admin, csrf: Csrf, name: Name) -> Response:
    """Give an account another password, shown this once; whoever sits there is signed out."""
    check(session, csrf)
    password = secrets.token_urlsafe(12)
    told = words.PASSWORD_ONCE.format(name=name, password=password)
    return await _done(
        request, session, "reset_password", {"account": name}, lambda c: accounts.change(c, name, password), told
    )


@router.post("/disable")
async def disable(request: Request, session: Admin, csrf: Csrf, name: Name) -> Response:
    """Switch an account off, never the one that asks, never the last administrator."""
    check(session, csrf)
    now = site_of(request).clock()

    def job(connection: Any) -> None:  # noqa: ANN401 - a connection of the records, which alone know its type
        if name == session.account:
            raise Fault("account_own", name=name)
        accounts.disable(connection, name, now)

    return await _done(request, session, "disable_account", {"account": name}, job, words.DISABLED.format(name=name))


@router.post("/enable")
async def enable(request: Request, session: Admin, csrf: Csrf, name: Name) -> Response:
    """Switch an account on again."""
    check(session, csrf)
    told = words.ENABLED.format(name=name)
    return await _done(request, session, "enable_account", {"account": name}, lambda c: accounts.enable(c, name), told)


async def _done(
    request: Request, session: Session, action: str, facts: dict[str, Any], job: Callable[[Any], None], told: str
) -> Response:
    """Do it in one transaction with its line in the trail, by somebody who may still do it then."""
    site: Site = site_of(request)
    actor, now = session.account or "", site.clock()

    def audited(connection: Any) -> None:  # noqa: ANN401
        # Of two administrators who switch each other off at once the second finds themselves off.
        if accounts.role_of(connection, actor) is not Role.ADMIN:
            raise Fault("account_unknown", name=actor)
        job(connection)
        audit.add(connection, actor, action, facts, now)

    try:
        await write(site, audited)
    except Fault as fault:
        return back(site, session, "accounts", sentence(fault))
    return back(site, session, "accounts", told)
