"""What a member looks at: their own answers, what comes back when, who looked; a copy to take away."""

import asyncio
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot import answered, holdings
from bot.clock import day_of
from bot.copies import packed
from bot.handlers.mine import ENOUGH, SPAN
from bot.phrases import panels, people, quiz, statistics, talk
from bot.web.desk import write
from bot.web.download import download
from bot.web.entrance import Seen, shown, who
from bot.web.shield import check
from bot.web.site import site_of
from records import answers, audit, consents, learning, ledger, members, permissions, reviews, tickets, traces
from records.permissions import Act, name_of

router = APIRouter(prefix="/me")
Looking = Annotated[Seen, Depends(who)]
Csrf = Annotated[str, Form()]
# Reviews are planned so far ahead on the page.
AHEAD = timedelta(days=30)


@router.get("", response_class=HTMLResponse)
def mine(request: Request, seen: Looking) -> HTMLResponse:
    """Show a member what is theirs, to nobody else; there are no marks, no ranks and no days in a row."""
    site, member = site_of(request), seen.member
    today = day_of(site.clock())
    snapshot = site.shelf.current() if site.shelf.pointer() else None
    with site.records.read() as reader:
        plan = [max(one.due, today) for one in reviews.of_member(reader, member.id)]
        values = {
            "held": holdings.of_member(reader, member, today),
            "answered": answered.latest(reader, snapshot, member.id, today),
            "learning": learning.of_member(reader, member.id, today - SPAN, today),
            "topics": {name: counts for name, counts in sorted(answers.by_topic(reader, member.id).items()) if name},
            "plan": [(quiz.near(day, today), plan.count(day)) for day in sorted(set(plan)) if day - today <= AHEAD],
            "hours": sum(one.quarters for one in ledger.entries(reader, member.id, today.year)),
            "tickets": [
                one for sender, _ in members.senders(reader, member.id) for one in tickets.of_sender(reader, sender)
            ],
            "office": permissions.covered(reader, member, Act.SEE_STATISTICS, today),
        }
    said = {"statistics": statistics, "people": people, "panels": panels, "quiz": quiz, "talk": talk}
    period = panels.period(today - SPAN, today)
    return shown(request, "me", seen, **values, **said, period=period, today=today, enough=ENOUGH)


@router.post("/export")
async def export(request: Request, seen: Looking, csrf: Csrf) -> Response:
    """Give a member a copy of all that is kept of them."""
    check(seen.session, csrf)
    site, member = site_of(request), seen.member
    now = site.clock()
    with site.records.read() as reader:
        found = traces.of_member(reader, member.id)
    data = await asyncio.to_thread(packed, found, now)
    await write(site, lambda c: audit.add(c, name_of(member), "copy", {}, now))
    return download(data, "my-data.zip")


@router.post("/subscription")
async def subscription(request: Request, seen: Looking, csrf: Csrf, on: Annotated[bool, Form()] = False) -> Response:
    """Push nothing any more, or push again to who agreed to the notice."""
    check(seen.session, csrf)
    site, member = site_of(request), seen.member
    if not on:
        await write(site, lambda c: consents.unsubscribe(c, member, site.clock()))
    elif member.consented is not None and member.erase_asked is None:
        await write(site, lambda c: consents.subscribe(c, member, site.clock()))
    return RedirectResponse(f"{site.config.web.path_prefix}/me#data", status_code=303)


@router.post("/delete")
async def delete(request: Request, seen: Looking, csrf: Csrf, wish: Annotated[str, Form(max_length=10)]) -> Response:
    """Keep a member's wish to be erased, or take it back; whatever else the form says changes nothing."""
    check(seen.session, csrf)
    site, member = site_of(request), seen.member
    if wish == people.CONFIRM_ERASURE:
        await write(site, lambda c: consents.ask_erasure(c, member, site.clock()))
    elif wish == people.CANCEL_ERASURE and member.erase_asked is not None:
        await write(site, lambda c: consents.keep(c, member, site.clock()))
    return RedirectResponse(f"{site.config.web.path_prefix}/me", status_code=303)
