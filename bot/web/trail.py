"""Administration of the audit trail: looked through, given out as a table, its chain followed.

What is looked for comes by form: an actor may be a member, by number, and stands in no address.
"""

import asyncio
import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from bot.clock import BEIJING
from bot.phrases import administration as words
from bot.sheets import Sheet, written
from bot.web.desk import Admin, Csrf, back, note, page
from bot.web.download import download
from bot.web.shield import check
from bot.web.site import Site, site_of
from quiz.sheets import harmless
from records import audit
from records.sessions import Session

router = APIRouter(prefix="/admin/audit")
PAGE = 50
# Programs that open tables stop at a million rows; a longer trail is given out day by day.
MOST = 100_000
Day = Annotated[str, Form(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: an action, an actor, a Beijing day, which page."""

    action: Annotated[str, Form(max_length=40)] = ""
    actor: Annotated[str, Form(max_length=60)] = ""
    day: Day = ""
    page: Annotated[int, Form(ge=0, le=1_000_000)] = 0

    def of_records(self) -> audit.Wanted:
        """Say it to the records; raises 422 for a day that there is not."""
        try:
            first = datetime.combine(date.fromisoformat(self.day), time(), BEIJING) if self.day else None
        except ValueError:
            raise HTTPException(422) from None
        return audit.Wanted(self.action, self.actor.strip(), first, first + timedelta(days=1) if first else None)


@router.get("", response_class=HTMLResponse)
async def newest(request: Request, session: Admin) -> HTMLResponse:
    """The newest rows, and how the chain is."""
    return await _shown(request, session, Wanted())


@router.post("", response_class=HTMLResponse)
async def search(request: Request, session: Admin, csrf: Csrf, wanted: Annotated[Wanted, Depends()]) -> HTMLResponse:
    """Look something up, or turn the page."""
    check(session, csrf)
    return await _shown(request, session, wanted)


@router.post("/verify")
async def verify(request: Request, session: Admin, csrf: Csrf) -> Response:
    """Follow the whole chain from its beginning."""
    check(session, csrf)
    site = site_of(request)
    await asyncio.to_thread(site.chain.follow, site.records, site.clock(), anew=True)
    return back(site, session, "audit")


@router.post("/export")
async def give_out(
    request: Request, session: Admin, csrf: Csrf, form: Annotated[Literal["csv", "xlsx"], Form()],
    wanted: Annotated[Wanted, Depends()],
) -> Response:  # fmt: skip
    """Give what was looked for out as a table; that is audited too."""
    check(session, csrf)
    site = site_of(request)
    rows = await asyncio.to_thread(_rows, site, wanted)
    await note(site, session, "audit_export", rows=len(rows), form=form)
    if form == "xlsx":
        sheet = Sheet(words.AUDIT, words.AUDIT_COLUMNS, rows)
        return download(await asyncio.to_thread(written, [sheet], words.AUDIT_REMARK), "audit.xlsx")
    return download(_csv(rows), "audit.csv")


async def _shown(request: Request, session: Session, wanted: Wanted) -> HTMLResponse:
    site, looked = site_of(request), wanted.of_records()
    await asyncio.to_thread(site.chain.follow, site.records, site.clock())
    with site.records.read() as reader:
        total = audit.count(reader, looked)
        last = max(0, -(-total // PAGE) - 1)
        at = min(wanted.page, last)
        rows = audit.search(reader, looked, PAGE, at * PAGE)
    values = {"rows": rows, "total": total, "at": at, "last": last, "wanted": wanted, "chain": site.chain}
    return page(request, "audit", session, **values, said=words)


def _rows(site: Site, wanted: Wanted) -> list[tuple[str, ...]]:
    with site.records.read() as reader:
        found = audit.search(reader, wanted.of_records(), MOST)
    return [
        (str(one.id), words.moment(one.moment), words.actor(one.actor), words.action(one.action),
         words.facts(one.facts))
        for one in found
    ]  # fmt: skip


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    """Return the table as programs in offices open it: with the mark of UTF-8, nothing a formula."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(words.AUDIT_COLUMNS)
    writer.writerows([[harmless(cell) for cell in row] for row in rows])
    return target.getvalue().encode("utf-8-sig")
