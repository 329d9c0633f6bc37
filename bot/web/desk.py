"""What all administration pages share: who may open them, how they are drawn, written and audited."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.clock import day_of
from bot.phrases import administration, library, talk
from bot.web.shield import administrator, signed_in
from bot.web.site import Site, site_of
from records import audit, permissions
from records.permissions import Act
from records.sessions import Session

# An approver decides on uploads and sees what they are decided for; the rest is for administrators.
Admin = Annotated[Session, Depends(administrator)]
Approver = Annotated[Session, Depends(signed_in)]
Csrf = Annotated[str, Form()]
Result = TypeVar("Result")
Places = tuple[tuple[tuple[str, str], ...], ...]


def page(request: Request, name: str, session: Session | None = None, **values: Any) -> HTMLResponse:  # noqa: ANN401
    """Draw a page, with what the last action had to tell."""
    site = site_of(request)
    told = site.told.pop(session.person, "") if session else ""
    common = {"base": site.config.web.path_prefix, "service": site.config.service, "session": session, "page": name}
    common["places"] = _places(site, session) if session else ()
    said = {"words": library, "number": talk.number, "day": day_of, "moment": administration.moment, "told": told}
    return site.templates.TemplateResponse(request, f"admin_{name}.html", {**common, **said, **values})


def _places(site: Site, session: Session) -> Places:
    """Return the pages that this account may open, in groups, each as (address, label)."""
    with site.records.read() as reader:
        whole = permissions.may(reader, session.account, Act.ADMINISTER, None, day_of(site.clock()))
    return administration.PLACES if whole else administration.APPROVER_PLACES


def back(site: Site, session: Session, name: str, told: str = "") -> RedirectResponse:
    """Go to a page after an action, which is told there once; an address that tells could be forged."""
    if told:
        site.told[session.person] = told
    return RedirectResponse(f"{site.config.web.path_prefix}/admin/{name}", status_code=303)


async def write(site: Site, job: Callable[[Any], Result]) -> Result:
    """Write to the records; returns after the commit."""
    return await asyncio.wrap_future(site.records.submit(job))


async def note(site: Site, session: Session, action: str, **facts: object) -> None:
    """Add an action to the audit trail."""
    actor = session.account or ""
    await write(site, lambda c: audit.add(c, actor, action, facts, site.clock()))
