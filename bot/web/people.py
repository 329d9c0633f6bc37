"""Administration of tree and roster: import with its report, branches, members, one-time codes, offices."""

import asyncio
import secrets
from datetime import date
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request, UploadFile
from fastapi.responses import HTMLResponse, Response

from bot import registry, roster, tree
from bot.clock import day_of
from bot.phrases import people
from bot.phrases.faults import sentence
from bot.sheets import written
from bot.web.desk import Admin, Csrf, back, note, page, write
from bot.web.download import download
from bot.web.shield import check
from bot.web.site import Site, site_of
from faults import Fault
from records import codes, looks, members, organisation, permissions
from records import roster as lists
from records.organisation import Node
from records.permissions import Act
from records.sessions import Session

router = APIRouter(prefix="/admin/people")
Day = Annotated[str, Form(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]


@router.get("", response_class=HTMLResponse)
async def branches(request: Request, session: Admin) -> HTMLResponse:
    """The tree with how many members each node has, and the form to import more."""
    settings = site_of(request).config.knowledge
    with site_of(request).records.read() as reader:
        nodes = organisation.present(reader)
        return page(request, "people", session, nodes=nodes, counts=lists.counted(reader), settings=settings)


@router.post("/import")
async def take_in(
    request: Request, session: Admin, csrf: Csrf, file: UploadFile, dry_run: Annotated[bool, Form()] = False
) -> Response:
    """Take a workbook in, or only say what it would change."""
    check(session, csrf)
    site, data, now = site_of(request), await file.read(), site_of(request).clock()
    top = _top(site)
    if top is not None:
        _demand(site, session, top)
    take = partial(registry.take_in, site.records, data, file.filename or "", session.account or "", day_of(now), now)
    try:
        found = await asyncio.to_thread(take, dry_run=dry_run)
    except Fault as fault:
        return back(site, session, "people", sentence(fault))
    return back(site, session, "people", "\n".join(people.intake_lines(found.reports, taken=found.taken)))


@router.post("/export")
async def give_out(request: Request, session: Admin, csrf: Csrf) -> Response:
    """Give tree and roster out as one workbook that can be imported again."""
    check(session, csrf)
    site, top = site_of(request), _top(site_of(request))
    if top is None:
        return back(site, session, "people", people.NO_TREE)
    _demand(site, session, top)
    with site.records.read() as reader:
        sheets = (*tree.sheets(reader), *roster.sheets(reader, top))
        concerned = [one.id for one in members.below(reader, top)]
    await _looked(site, session, "export", concerned)
    data = await asyncio.to_thread(written, sheets, people.PURPOSE)
    return download(data, "people.xlsx")


@router.get("/{number}", response_class=HTMLResponse)
async def branch(request: Request, session: Admin, number: int) -> HTMLResponse:
    """The members of one node, who come by a chat or not yet, and what they hold."""
    site = site_of(request)
    node = _node(site, session, number)
    with site.records.read() as reader:
        here, bound = members.of_branch(reader, node.id), lists.bound(reader, node.id)
        held = {one.id: members.roles_of(reader, one, day_of(site.clock())) for one in here}
        where = {role.node for roles in held.values() for role in roles}
        names = {number: one.name for number in where if (one := organisation.node(reader, number))}
    await _looked(site, session, "roster", [one.id for one in here])
    rows = [(one, one.id in bound, held[one.id]) for one in here]
    values = {"node": node, "rows": rows, "names": names, "roles": members.ROLES}
    return page(request, "branch", session, **values)


@router.post("/{number}/codes")
async def issue(
    request: Request, session: Admin, number: int, csrf: Csrf, member: Annotated[int | None, Form()] = None
) -> Response:
    """Issue a code to one member, or to all of the branch who come by no chat yet; shown this once."""
    check(session, csrf)
    site, now = site_of(request), site_of(request).clock()
    node = _node(site, session, number)
    with site.records.read() as reader:
        here, bound = members.of_branch(reader, node.id), lists.bound(reader, node.id)
    chosen = [one for one in here if (one.id == member if member else one.id not in bound)]
    issued = [(one, codes.draw(partial(secrets.token_hex, 12))) for one in chosen]
    for one, code in issued:
        await write(site, partial(codes.issue, member=one.id, code=code, actor=session.account or "", now=now))
    await _looked(site, session, "codes", [one.id for one in chosen])
    address = f"{request.base_url}".rstrip("/") + f"{site.config.web.path_prefix}/"
    lines = [people.code_line({"code": one.code, "name": one.name, "secret": codes.shown(code),
                               "link": people.link(address, code)}) for one, code in issued]  # fmt: skip
    return back(
        site, session, f"people/{number}", "\n".join([people.CODES_ONCE, *lines]) if lines else people.ALL_BOUND
    )


@router.post("/{number}/roles")
async def give_role(
    request: Request, session: Admin, number: int, csrf: Csrf, member: Annotated[int, Form()],
    role: Annotated[str, Form(max_length=10)], starts: Day = "", ends: Day = "",
) -> Response:  # fmt: skip
    """Give a member of the branch an office in it."""
    check(session, csrf)
    site = site_of(request)
    node = _node(site, session, number)

    def job(connection: Any) -> None:  # noqa: ANN401
        if member not in {one.id for one in members.of_branch(connection, node.id)}:
            raise Fault("member_elsewhere", name=node.name)
        begins = date.fromisoformat(starts) if starts else day_of(site.clock())
        members.give_role(connection, member, role, node, begins, date.fromisoformat(ends) if ends else None)

    try:
        await write(site, job)
    except ValueError:
        raise HTTPException(422) from None
    except Fault as fault:
        return back(site, session, f"people/{number}", sentence(fault))
    await note(site, session, "role", member=member, role=role, node=node.id, starts=starts, ends=ends)
    return back(site, session, f"people/{number}")


@router.post("/{number}/roles/{role}/end")
async def end_role(request: Request, session: Admin, number: int, role: int, csrf: Csrf) -> Response:
    """End an office today."""
    check(session, csrf)
    site = site_of(request)
    node = _node(site, session, number)
    try:
        ended = await write(site, lambda c: members.end_role(c, role, day_of(site.clock())))
    except Fault as fault:
        return back(site, session, f"people/{number}", sentence(fault))
    await note(site, session, "role_ended", member=ended.member, role=ended.role, node=node.id)
    return back(site, session, f"people/{number}")


def _top(site: Site) -> Node | None:
    with site.records.read() as reader:
        return organisation.root(reader)


def _node(site: Site, session: Session, number: int) -> Node:
    """Return a node that this account may manage; raises 404 and the fault not_permitted."""
    with site.records.read() as reader:
        node = organisation.node(reader, number)
    if node is None:
        raise HTTPException(404)
    _demand(site, session, node)
    return node


def _demand(site: Site, session: Session, node: Node) -> None:
    with site.records.read() as reader:
        permissions.demand(reader, session.account, Act.MANAGE_MEMBERS, node, day_of(site.clock()))


async def _looked(site: Site, session: Session, what: str, concerned: list[int]) -> None:
    account = session.account or ""
    who = people.ADMINISTRATOR.format(name=account)
    await write(site, lambda c: looks.note(c, account, who, what, concerned, site.clock()))
