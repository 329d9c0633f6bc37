"""What every page is wrapped in: security headers, sessions, protection against forged posts."""

import hmac

from fastapi import HTTPException, Request, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.clock import day_of
from bot.web.site import Site, site_of
from records import permissions, sessions
from records.permissions import Act
from records.sessions import Session

GUEST_COOKIE, ADMIN_COOKIE = "xuesi", "xuesi_admin"
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Headers:
    """Adds the security headers; a browser keeps nothing but our own files, and asks whether they are still good."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-cache" if "/static/" in scope["path"] else "no-store")
            await send(message)

        await self._app(scope, receive, with_headers)


async def guest(request: Request) -> Session:
    """Return the session of the browser; raises 401 without one."""
    session = found(site_of(request), request.cookies.get(GUEST_COOKIE))
    if session is None:
        raise HTTPException(401)
    return session


class SignedOut(Exception):
    """An administration page was opened without a session."""


async def signed_in(request: Request) -> Session:
    """Return the session of somebody with an account; raises `SignedOut`."""
    session = found(site_of(request), request.cookies.get(ADMIN_COOKIE))
    if session is None or session.account is None:
        raise SignedOut
    return session


async def administrator(request: Request) -> Session:
    """Return the session of an administrator; raises `SignedOut`, and not_permitted for who only approves."""
    session, site = await signed_in(request), site_of(request)
    with site.records.read() as reader:
        permissions.demand(reader, session.account, Act.ADMINISTER, None, day_of(site.clock()))
    return session


def found(site: Site, token: str | None) -> Session | None:
    """Look a cookie up."""
    if not token:
        return None
    with site.records.read() as reader:
        return sessions.find(reader, token, site.clock())


def check(session: Session, sent: str | None) -> None:
    """Refuse a post whose form or script did not come from our page (403)."""
    if not sent or not hmac.compare_digest(session.csrf, sent):
        raise HTTPException(403)


def keep(response: Response, site: Site, name: str, token: str, seconds: int) -> None:
    """Set a session cookie that scripts cannot read and other sites cannot send."""
    path = f"{site.config.web.path_prefix}/"
    response.set_cookie(
        name, token, max_age=seconds, path=path, httponly=True, samesite="lax", secure=site.config.web.https
    )
