"""Who looks at the members' pages: the browser's chat, where it is bound to a member."""

from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from bot.channels import web
from bot.message import Sender
from bot.web.shield import GUEST_COOKIE, found
from bot.web.site import site_of
from records.members import Member, member_of
from records.sessions import Session


class Unbound(Exception):
    """A member's page was opened in a browser that is nobody's yet."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Who looks, and by which session."""

    member: Member
    session: Session


def who(request: Request) -> Seen:
    """Return who looks; raises `Unbound`."""
    site = site_of(request)
    session = found(site, request.cookies.get(GUEST_COOKIE))
    if session is None:
        raise Unbound
    with site.records.read() as reader:
        member = member_of(reader, str(Sender(web.NAME, session.person)))
    if member is None:
        raise Unbound
    return Seen(member, session)


def shown(request: Request, name: str, seen: Seen | None, **values: Any) -> HTMLResponse:  # noqa: ANN401
    """Draw a member's page."""
    site = site_of(request)
    common = {"base": site.config.web.path_prefix, "service": site.config.service, "page": name, "seen": seen}
    common["by_password"] = site.config.web.member_passwords
    status = 200 if seen else 401
    return site.templates.TemplateResponse(request, f"{name}.html", {**common, **values}, status)
