"""Administration: two versions of a regulation side by side, old numbers beside new ones, what differs marked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import pairwise

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from bot.phrases import library
from bot.web.desk import Approver, page
from bot.web.site import site_of
from knowledge.catalog import Version
from knowledge.changes import ArticleChange, article_changes
from knowledge.document import Article
from knowledge.versions import lineage

router = APIRouter(prefix="/admin/versions")
# Words, and whether they stand on this side alone.
Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One article before and after; a side without the article has no pieces."""

    change: ArticleChange
    old: Pieces
    new: Pieces


@router.get("/{number}", response_class=HTMLResponse)
async def revision(request: Request, session: Approver, number: str) -> HTMLResponse:
    """Show what a version changed in the one before it."""
    site = site_of(request)
    catalog = site.shelf.current().catalog if site.shelf.pointer() else None
    version = catalog.versions.get(number) if catalog else None
    if catalog is None or version is None:
        raise HTTPException(404)
    before = earlier(catalog.versions, version)
    old = [row.article for row in catalog.articles(before.id)] if before else []
    rows = compared(old, [row.article for row in catalog.articles(number)]) if before else ()
    kept = version.count - sum(row.change.change != "removed" for row in rows)
    values = {"version": version, "before": before, "rows": rows, "kept": kept, "changes": library.CHANGES}
    return page(request, "revision", session, **values)


def earlier(versions: Mapping[str, Version], version: Version) -> Version | None:
    """Return the version of the same text that began last before this one; None for the first, or without a date."""
    before = predecessors(versions).get(version.id)
    return versions[before] if before else None


def predecessors(versions: Mapping[str, Version]) -> Mapping[str, str]:
    """Return, by id, the version of the same text that each one followed."""
    families: dict[tuple[str, str], list[tuple[date, str]]] = {}
    for one in versions.values():
        if one.metadata.effective_from:
            families.setdefault(lineage(one.metadata), []).append((one.metadata.effective_from, one.id))
    return {
        later: before
        for family in families.values()
        for (began, before), (begins, later) in pairwise(sorted(family))
        if began < begins
    }


def compared(old: Sequence[Article], new: Sequence[Article]) -> tuple[Row, ...]:
    """Return what differs, article by article, in the order of `knowledge.changes`."""
    left, right = {one.label: one.text for one in old}, {one.label: one.text for one in new}
    return tuple(
        Row(change, *_marked(left.get(change.old, ""), right.get(change.new, "")))
        for change in article_changes(old, new)
    )


def _marked(old: str, new: str) -> tuple[Pieces, Pieces]:
    if not old or not new:
        return ((old, False),) if old else (), ((new, False),) if new else ()
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return tuple(_side(old, ((a, b, kind) for kind, a, b, _, _ in steps))), tuple(
        _side(new, ((a, b, kind) for kind, _, _, a, b in steps))
    )


def _side(text: str, steps: Iterator[tuple[int, int, str]]) -> Iterator[tuple[str, bool]]:
    yield from ((text[start:end], kind != "equal") for start, end, kind in steps if start < end)
