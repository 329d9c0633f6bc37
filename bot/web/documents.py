"""Administration of documents: what is held, uploads, their approval, the running task."""

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, Response

from bot.clock import day_of
from bot.indexing import file_name
from bot.phrases import library
from bot.phrases.faults import sentence
from bot.web.desk import Admin, Approver, Csrf, back, note, page, write
from bot.web.revision import predecessors
from bot.web.shield import check
from bot.web.site import Site, site_of
from faults import Fault
from records import uploads
from records.sessions import Session

router = APIRouter(prefix="/admin")


@router.get("")
@router.get("/documents", response_class=HTMLResponse)
async def documents(request: Request, session: Approver) -> HTMLResponse:
    """What the library holds, what waits for approval, and the form to upload more."""
    site = site_of(request)
    today = day_of(site.clock())
    # Asked before the list is read: what ends in between makes it old.
    running = site.indexing.task.running
    versions = site.shelf.current().catalog.versions if site.shelf.pointer() else {}
    with site.records.read() as reader:
        waiting = uploads.waiting(reader)
    rows = [(version, version.state(today)) for version in versions.values()]
    values = {"waiting": waiting, "settings": site.config.knowledge, "revised": predecessors(versions)}
    return page(request, "documents", session, rows=rows, running=running, **values)


@router.post("/upload")
async def upload(
    request: Request, session: Admin, csrf: Csrf, files: list[UploadFile], source: Annotated[str, Form()] = "",
    public: Annotated[bool, Form()] = False,
) -> Response:  # fmt: skip
    """Take files in: declared public, with their source, nothing marked secret; all of them in one snapshot."""
    check(session, csrf)
    site = site_of(request)
    if not public or not source.strip():
        return back(site, session, "documents", library.DECLARE)
    taken = [await _take(site, session, file, source.strip()) for file in files]
    if places := [place for _, place in taken if place]:
        site.indexing.add(places)
    return back(site, session, "documents", "\n".join(told for told, _ in taken))


async def _take(site: Site, session: Session, file: UploadFile, source: str) -> tuple[str, Path | None]:
    """Check one file and keep it; return what to tell, and its place if it goes into the library at once."""
    name, account, now = file_name(file.filename or ""), session.account or "", site.clock()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        try:
            await _receive(file, path, site.config.knowledge.upload_megabytes)
            place, digest = await asyncio.to_thread(site.indexing.keep, path)
        except Fault as fault:
            await note(site, session, "upload_refused", file=name, reason=fault.code)
            return sentence(_named(fault, name)), None
    kept = str(place.relative_to(site.indexing.documents))
    number = await write(site, lambda c: uploads.add(c, kept, digest, source, account, now))
    await note(site, session, "upload", file=name, sha256=digest, source=source)
    if site.config.knowledge.second_approver:
        return library.WAITS.format(file=name), None
    await write(site, lambda c: uploads.decide(c, number, account, approved=True, second=False))
    return library.TAKEN.format(file=name), place


async def _receive(file: UploadFile, path: Path, most: int) -> None:
    """Put an upload on the disk under its name; `most` is in MiB."""
    size = file.size or 0
    if size > most * 2**20:
        raise Fault("file_too_large", path=path.name, megabytes=-(-size // 2**20), most=most)
    with path.open("wb") as target:
        await asyncio.to_thread(shutil.copyfileobj, file.file, target)


def _named(fault: Fault, name: str) -> Fault:
    """Speak of the file by the name it was uploaded under."""
    return Fault(fault.code, **{**fault.fields, "path": name}) if "path" in fault.fields else fault


@router.post("/uploads/{number}")
async def decide(
    request: Request, session: Approver, number: int, csrf: Csrf, approved: Annotated[bool, Form()]
) -> Response:
    """Approve a waiting upload, or refuse it: then its file is removed, unless it was taken another time."""
    check(session, csrf)
    site, account = site_of(request), session.account or ""
    second = site.config.knowledge.second_approver

    def job(connection: Any) -> tuple[str, bool]:  # noqa: ANN401
        found = uploads.decide(connection, number, account, approved=approved, second=second)
        return found["file"], uploads.wanted(connection, found["file"])

    try:
        file, wanted = await write(site, job)
    except Fault as fault:
        return back(site, session, "documents", sentence(fault))
    place = site.indexing.documents / file
    await note(site, session, "approve" if approved else "refuse", file=file)
    if approved:
        site.indexing.add([place])
        return back(site, session, "documents", library.TAKEN.format(file=place.name))
    if not wanted:
        await asyncio.to_thread(shutil.rmtree, place.parent, ignore_errors=True)
    return back(site, session, "documents", library.REMOVED.format(file=place.name))


@router.post("/remove")
async def remove(request: Request, session: Admin, csrf: Csrf, title: Annotated[str, Form()]) -> Response:
    """Take a document out, all its versions; a rollback brings it back."""
    check(session, csrf)
    site = site_of(request)
    await note(site, session, "remove", title=title)
    site.indexing.remove([title])
    return back(site, session, "documents", library.TAKING_OUT.format(title=title))


@router.get("/task")
async def task(request: Request, _session: Approver) -> dict[str, Any]:
    """How far the running task is, for the progress bar."""
    now = site_of(request).indexing.task
    stage = library.STAGES.get(now.stage, "")
    lines = list(library.report_lines(now.report)) if now.report else []
    problem = sentence(now.fault) if now.fault else ""
    values = {"running": now.running, "stage": stage, "done": now.done, "total": now.total}
    return {**values, "rate": now.rate, "remaining": now.remaining, "report": lines, "problem": problem}
