"""An article whole, on a page of its own: where links from figures and answers lead."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

from bot import cards
from bot.clock import day_of
from bot.web.entrance import Seen, shown, who
from bot.web.site import site_of
from knowledge.answer import article

router = APIRouter(prefix="/article")
Looking = Annotated[Seen, Depends(who)]


@router.get("/{version}/{key:path}", response_class=HTMLResponse)
def whole(request: Request, seen: Looking, version: str, key: str) -> HTMLResponse:
    """Show an article of a document's version with its neighbours (404 for none)."""
    site = site_of(request)
    snapshot, day = site.shelf.current() if site.shelf.pointer() else None, day_of(site.clock())
    source = f"{version}#{key}"
    found = article(snapshot, source, day) if snapshot else None
    if snapshot is None or found is None:
        raise HTTPException(404)
    beside = [article(snapshot, source, day, step) for step in (-1, 1)]
    return shown(request, "article", seen, card=cards.card(found, whole=True), before=beside[0], after=beside[1])
