"""Administration of questions that found no answer: together where they ask the same, handled or not; nobody named."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from bot.gaps import grouped
from bot.phrases import administration as words
from bot.web.desk import Admin, Csrf, back, note, page, write
from bot.web.shield import check
from bot.web.site import site_of
from records import conversations

router = APIRouter(prefix="/admin/gaps")
# More than so many different questions are worked off at a time, the most asked first.
MOST = 1000
HANDLED = 50


@router.get("", response_class=HTMLResponse)
async def gaps(request: Request, session: Admin) -> HTMLResponse:
    """What is open, the most asked first; what was handled last, to open again."""
    with site_of(request).records.read() as reader:
        groups = grouped(conversations.open_gaps(reader, MOST))
        handled = conversations.handled_gaps(reader, HANDLED)
    return page(request, "gaps", session, groups=groups, handled=handled, reasons=words.GAP_REASONS)


@router.post("/{number}")
async def close(
    request: Request, session: Admin, number: int, csrf: Csrf, also: Annotated[list[int] | None, Form()] = None
) -> Response:
    """Take a question off the list, with those that were shown beside it."""
    check(session, csrf)
    site, numbers = site_of(request), [number, *(also or ())]
    await write(site, lambda c: conversations.close_gaps(c, numbers))
    await note(site, session, "close_gap", gaps=numbers)
    return back(site, session, "gaps")


@router.post("/{number}/open")
async def reopen(request: Request, session: Admin, number: int, csrf: Csrf) -> Response:
    """Put a question back on the list."""
    check(session, csrf)
    site = site_of(request)
    await write(site, lambda c: conversations.reopen_gap(c, number))
    await note(site, session, "reopen_gap", gaps=[number])
    return back(site, session, "gaps")
