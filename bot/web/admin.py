"""Administration: documents, uploads, the running task, snapshots, gaps, tickets, health."""

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.channels import capabilities_of
from bot.clock import day_of
from bot.health import checks
from bot.message import Text, address_of
from bot.phrases import library, talk
from bot.phrases.faults import sentence
from bot.render import render
from bot.web.shield import ADMIN_COOKIE, administrator, check, keep
from bot.web.site import Site, site_of
from faults import Fault
from records import accounts, audit, conversations, mailboxes, sessions, tickets, uploads
from records.sessions import Session

router = APIRouter(prefix="/admin")
Admin = Annotated[Session, Depends(administrator)]
Csrf = Annotated[str, Form()]
Result = TypeVar("Result")


def _page(request: Request, name: str, session: Session | None = None, **values: Any) -> HTMLResponse:  # noqa: ANN401
    site = site_of(request)
    common = {"base": site.config.web.path_prefix, "service": site.config.service, "session": session, "page": name}
    said = {"words": library, "number": talk.number, "told": request.query_params.get("told", "")}
    return site.templates.TemplateResponse(request, f"admin_{name}.html", {**common, **said, **values})


def _back(site: Site, page: str, told: str = "") -> RedirectResponse:
    from urllib.parse import quote

    after = f"?told={quote(told)}" if told else ""
    return RedirectResponse(f"{site.config.web.path_prefix}/admin/{page}{after}", status_code=303)


async def _write(site: Site, job: Callable[[Any], Result]) -> Result:
    return await asyncio.wrap_future(site.records.submit(job))


async def _note(site: Site, session: Session, action: str, **facts: object) -> None:
    actor = session.account or ""
    await _write(site, lambda c: audit.add(c, actor, action, facts, site.clock()))


@router.get("/sign-in", response_class=HTMLResponse)
async def sign_in_page(request: Request) -> HTMLResponse:
    """The form that asks for name and password."""
    return _page(request, "sign_in")


@router.post("/sign-in")
async def sign_in(request: Request, name: Annotated[str, Form()], password: Annotated[str, Form()]) -> Response:
    """Open an administrator's session; a fresh token each time, so that none can be planted beforehand."""
    site = site_of(request)
    try:
        right = await _write(site, lambda c: accounts.check(c, name, password, site.clock()))
    except Fault as fault:
        return _page(request, "sign_in", problem=sentence(fault))
    if not right:
        return _page(request, "sign_in", problem=library.WRONG_PASSWORD)
    token = await _write(site, lambda c: sessions.begin(c, site.clock(), account=name))
    await _write(site, lambda c: audit.add(c, name, "sign_in", {}, site.clock()))
    response = _back(site, "documents")
    keep(response, site, ADMIN_COOKIE, token, int(sessions.ADMINISTRATOR.total_seconds()))
    return response


@router.post("/sign-out")
async def sign_out(request: Request, session: Admin, csrf: Csrf) -> Response:
    """End the session."""
    check(session, csrf)
    site = site_of(request)
    await _write(site, lambda c: sessions.end(c, request.cookies[ADMIN_COOKIE]))
    response = _back(site, "sign-in")
    response.delete_cookie(ADMIN_COOKIE, path=f"{site.config.web.path_prefix}/")
    return response


@router.get("")
@router.get("/documents", response_class=HTMLResponse)
async def documents(request: Request, session: Admin) -> HTMLResponse:
    """What the library holds, what waits for approval, and the form to upload more."""
    site = site_of(request)
    today = day_of(site.clock())
    held = list(site.shelf.current().catalog.versions.values()) if site.shelf.pointer() else []
    with site.records.read() as reader:
        waiting = uploads.waiting(reader)
    rows = [(version, version.state(today)) for version in held]
    return _page(request, "documents", session, rows=rows, waiting=waiting, task=site.indexing.task, site=site)


@router.post("/upload")
async def upload(
    request: Request, session: Admin, csrf: Csrf, files: list[UploadFile], source: Annotated[str, Form()] = "",
    public: Annotated[bool, Form()] = False,
) -> Response:  # fmt: skip
    """Take files in: declared public, with their source, nothing marked secret."""
    check(session, csrf)
    site = site_of(request)
    if not public or not source.strip():
        return _back(site, "documents", library.DECLARE)
    told = []
    for file in files:
        told.append(await _take(site, session, file, source.strip()))
    return _back(site, "documents", " ".join(told))


async def _take(site: Site, session: Session, file: UploadFile, source: str) -> str:
    name, account, now = Path(file.filename or "").name, session.account or "", site.clock()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (name or "file")
        try:
            await _receive(file, path, site.config.knowledge.upload_megabytes)
            place, digest = await asyncio.to_thread(site.indexing.keep, path, name)
        except Fault as fault:
            await _note(site, session, "upload_refused", file=name, reason=fault.code)
            return sentence(_named(fault, name))
    number = await _write(site, lambda c: uploads.add(c, place.name, digest, source, account, now))
    await _note(site, session, "upload", file=name, sha256=digest, source=source)
    if site.config.knowledge.second_approver:
        return library.WAITS.format(file=name)
    await _write(site, lambda c: uploads.decide(c, number, account, approved=True, second=False))
    site.indexing.add([place])
    return library.TAKEN.format(file=name)


async def _receive(file: UploadFile, path: Path, megabytes: int) -> None:
    """Write an upload to disk as it comes; too large, it is refused before all of it is here."""
    size = 0
    with path.open("wb") as target:
        while block := await file.read(2**20):
            size += len(block)
            if size > megabytes * 2**20:
                raise Fault("file_too_large", path=path.name, megabytes=size // 2**20, most=megabytes)
            target.write(block)


def _named(fault: Fault, name: str) -> Fault:
    """Speak of the file by the name it was uploaded under."""
    return Fault(fault.code, **{**fault.fields, "path": name}) if "path" in fault.fields else fault


@router.post("/uploads/{number}")
async def decide(
    request: Request, session: Admin, number: int, csrf: Csrf, approved: Annotated[bool, Form()]
) -> Response:
    """Approve a waiting upload, or refuse it: then its file is removed."""
    check(session, csrf)
    site, account = site_of(request), session.account or ""
    second = site.config.knowledge.second_approver
    try:
        found = await _write(site, lambda c: uploads.decide(c, number, account, approved=approved, second=second))
    except Fault as fault:
        return _back(site, "documents", sentence(fault))
    place = site.indexing.documents / found["file"]
    await _note(site, session, "approve" if approved else "refuse", file=found["file"])
    if approved:
        site.indexing.add([place])
        return _back(site, "documents", library.TAKEN.format(file=found["file"]))
    await asyncio.to_thread(place.unlink, missing_ok=True)
    return _back(site, "documents", library.REMOVED.format(file=found["file"]))


@router.post("/remove")
async def remove(request: Request, session: Admin, csrf: Csrf, title: Annotated[str, Form()]) -> Response:
    """Take a document out, all its versions; a rollback brings it back."""
    check(session, csrf)
    site = site_of(request)
    await _note(site, session, "remove", title=title)
    site.indexing.remove([title])
    return _back(site, "documents", library.TAKING_OUT.format(title=title))


@router.get("/task")
async def task(request: Request, _session: Admin) -> dict[str, Any]:
    """How far the running task is, for the progress bar."""
    now = site_of(request).indexing.task
    stage = library.STAGES.get(now.stage, "")
    lines = list(library.report_lines(now.report)) if now.report else []
    problem = sentence(now.fault) if now.fault else ""
    values = {"running": now.running, "stage": stage, "done": now.done, "total": now.total}
    return {**values, "remaining": now.remaining, "report": lines, "problem": problem}


@router.get("/snapshots", response_class=HTMLResponse)
async def snapshots(request: Request, session: Admin) -> HTMLResponse:
    """The snapshots kept, each with what it changed."""
    site = site_of(request)
    rows = [(one, library.stored_report(site.shelf.root / one.name)) for one in site.shelf.manifests()]
    return _page(request, "snapshots", session, rows=rows, published=site.shelf.pointer())


@router.post("/rollback")
async def rollback(request: Request, session: Admin, csrf: Csrf, snapshot: Annotated[str, Form()]) -> Response:
    """Point back to another snapshot; the next question is answered from it."""
    check(session, csrf)
    site = site_of(request)
    try:
        name = await asyncio.to_thread(site.shelf.rollback, snapshot)
    except Fault as fault:
        return _back(site, "snapshots", sentence(fault))
    await _note(site, session, "rollback", snapshot=name)
    return _back(site, "snapshots", library.rolled_back(name))


@router.get("/gaps", response_class=HTMLResponse)
async def gaps(request: Request, session: Admin) -> HTMLResponse:
    """Questions that found no answer, the most asked first; nobody is named."""
    with site_of(request).records.read() as reader:
        return _page(request, "gaps", session, rows=conversations.open_gaps(reader))


@router.post("/gaps/{number}")
async def close_gap(request: Request, session: Admin, number: int, csrf: Csrf) -> Response:
    """Take a question off the list."""
    check(session, csrf)
    site = site_of(request)
    await _write(site, lambda c: conversations.close_gap(c, number))
    await _note(site, session, "close_gap", gap=number)
    return _back(site, "gaps")


@router.get("/tickets", response_class=HTMLResponse)
async def ticket_list(request: Request, session: Admin) -> HTMLResponse:
    """Complaints and suggestions, the unanswered first."""
    with site_of(request).records.read() as reader:
        return _page(request, "tickets", session, rows=tickets.all_open_first(reader))


@router.post("/tickets/{ticket}")
async def answer_ticket(
    request: Request, session: Admin, ticket: str, csrf: Csrf, reply: Annotated[str, Form()]
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

    await _write(site, job)
    site.wake()
    await _note(site, session, "answer_ticket", ticket=ticket)
    return _back(site, "tickets")


@router.get("/health", response_class=HTMLResponse)
async def health(request: Request, session: Admin) -> HTMLResponse:
    """What `xuesi doctor` says."""
    site = site_of(request)
    found = await asyncio.to_thread(lambda: list(checks(site.config, site.shelf, site.records)))
    return _page(request, "health", session, checks=found)
