"""Administration of documents: what every reindex changed, also those long ago."""

from datetime import UTC, datetime

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from bot.phrases import library
from bot.phrases.faults import explain
from bot.web.desk import Approver, page
from bot.web.revision import predecessors
from bot.web.site import Site, site_of

router = APIRouter(prefix="/admin/changes")
# So many are listed; older ones can still be opened by their address.
LISTED = 100


@router.get("", response_class=HTMLResponse)
def reports(request: Request, session: Approver) -> HTMLResponse:
    """The change reports there are, newest first."""
    shelf = site_of(request).shelf
    paths = [(name, shelf.report(name)) for name in shelf.reports()[:LISTED]]
    rows = [(name, built(name), library.counted(library.stored(path))) for name, path in paths if path]
    return page(request, "changes", session, rows=rows, published=shelf.pointer())


@router.get("/{name}", response_class=HTMLResponse)
def report(request: Request, session: Approver, name: str) -> HTMLResponse:
    """One change report: every document with its articles, old numbers beside new ones."""
    site = site_of(request)
    path = site.shelf.report(name)
    if path is None:
        raise HTTPException(404)
    said = {"changes": library.CHANGES, "warning": library.warning, "explain": explain}
    return page(
        request, "change", session, report=library.stored(path), built=built(name), compared=_compared(site), **said
    )


def built(name: str) -> datetime:
    """Return when a snapshot was made, as its name says."""
    return datetime.strptime(name[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)


def _compared(site: Site) -> dict[tuple[str, str], str]:
    """Return by title and version the versions held that stand beside an earlier one."""
    if site.shelf.pointer() is None:
        return {}
    versions = site.shelf.current().catalog.versions
    return {(versions[one].metadata.title, versions[one].metadata.version): one for one in predecessors(versions)}
