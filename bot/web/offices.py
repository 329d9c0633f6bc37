"""Administration of offices: who holds which role where, looked for over the whole roster; given and ended here.

What is looked for comes by form, never in an address: a name would stand in the log of every proxy.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from bot.clock import day_of
from bot.phrases import administration as words
from bot.phrases import people
from bot.phrases.faults import sentence
from bot.web.desk import Admin, Csrf, page, write
from bot.web.shield import check
from bot.web.site import Site, site_of
from faults import Fault
from records import audit, looks, members, offices, organisation, permissions
from records.members import ROLES
from records.permissions import Act
from records.sessions import Session

router = APIRouter(prefix="/admin/offices")
Day = Annotated[str, Form(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
Number = Annotated[str, Form(max_length=40)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: part of a name or the beginning of a number, a role, which page."""

    words: Annotated[str, Form(max_length=40)] = ""
    role: Annotated[str, Form(max_length=10)] = ""
    page: Annotated[int, Form(ge=0, le=100_000)] = 0


@router.get("", response_class=HTMLResponse)
async def everybody(request: Request, session: Admin) -> HTMLResponse:
    """Those who hold anything, the first page."""
    return await _shown(request, session, Wanted())


@router.post("", response_class=HTMLResponse)
async def search(
    request: Request, session: Admin, csrf: Csrf, wanted: Annotated[Wanted, Depends()]
) -> HTMLResponse:  # fmt: skip
    """Look somebody up, or turn the page."""
    check(session, csrf)
    return await _shown(request, session, wanted)


@router.post("/give")
async def give(
    request: Request, session: Admin, csrf: Csrf, member: Number, role: Annotated[str, Form(max_length=10)],
    node: Annotated[str, Form(max_length=120)], starts: Day = "", ends: Day = "",
) -> Response:  # fmt: skip
    """Give an office in any node to a member by their number."""
    check(session, csrf)
    now = site_of(request).clock()
    try:
        first = date.fromisoformat(starts) if starts else day_of(now)
        last = date.fromisoformat(ends) if ends else None
    except ValueError:
        raise HTTPException(422) from None

    def job(connection: Any) -> str:  # noqa: ANN401 - a connection of the records, which alone know its type
        whom = members.by_code(connection, member.strip())
        if whom is None or whom.left is not None:
            raise Fault("member_unknown", code=member.strip())
        where = organisation.find(connection, node.strip())
        if where is None:
            raise Fault("node_unknown", name=node.strip())
        members.give_role(connection, whom.id, role, where, first, last)
        facts = {"member": whom.id, "role": role, "node": where.id, "starts": first, "ends": last}
        audit.add(connection, session.account or "", "role", facts, now)
        return words.ROLE_GIVEN.format(name=whom.name, node=where.name, role=role)

    return await _done(request, session, Wanted(member), job)


@router.post("/{office}/end")
async def end(
    request: Request, session: Admin, csrf: Csrf, office: int, wanted: Annotated[Wanted, Depends()]
) -> Response:  # fmt: skip
    """End an office today; what was looked for stays on the page."""
    check(session, csrf)
    now = site_of(request).clock()

    def job(connection: Any) -> str:  # noqa: ANN401
        ended = members.end_role(connection, office, day_of(now))
        facts = {"member": ended.member, "role": ended.role, "node": ended.node}
        audit.add(connection, session.account or "", "role_ended", facts, now)
        return words.ROLE_ENDED.format(role=ended.role)

    return await _done(request, session, wanted, job)


async def _done(request: Request, session: Session, wanted: Wanted, job: Callable[[Any], str]) -> HTMLResponse:
    site = site_of(request)
    _demand(site, session)
    try:
        told = await write(site, job)
    except Fault as fault:
        told = sentence(fault)
    return await _shown(request, session, wanted, told)


async def _shown(request: Request, session: Session, wanted: Wanted, told: str = "") -> HTMLResponse:
    site, now = site_of(request), site_of(request).clock()
    _demand(site, session)
    with site.records.read() as reader:
        found = offices.search(reader, wanted.words.strip(), wanted.role, day_of(now), wanted.page)
    account, concerned = session.account or "", [one.member.id for one in found.holders]
    who = people.ADMINISTRATOR.format(name=account)
    await write(site, lambda c: looks.note(c, account, who, "roster", concerned, now))
    return page(request, "offices", session, found=found, wanted=wanted, roles=ROLES, told=told)


def _demand(site: Site, session: Session) -> None:
    """Ask whether this account may manage members everywhere; raises the fault not_permitted."""
    with site.records.read() as reader:
        top = organisation.root(reader)
        permissions.demand(reader, session.account, Act.MANAGE_MEMBERS, top, day_of(site.clock()))
