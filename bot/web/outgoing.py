"""Administration of deliveries: what waits, what failed and why, a failed message once more where that is safe."""

from datetime import datetime, time, timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from bot.channels import capabilities_of
from bot.clock import BEIJING, day_of
from bot.hours import hours
from bot.phrases import administration as words
from bot.phrases.faults import sentence
from bot.web.desk import Admin, Csrf, back, note, page, write
from bot.web.shield import check
from bot.web.site import site_of
from faults import Fault
from records import deliveries
from records.deliveries import Failure, Pile
from records.mailboxes import State

router = APIRouter(prefix="/admin/deliveries")
# What is settled is counted so far back.
RECENT = timedelta(days=1)


@router.get("", response_class=HTMLResponse)
async def overview(request: Request, session: Admin) -> HTMLResponse:
    """Every channel with its queue, then the last failures; nobody's words and nobody's name."""
    site, now = site_of(request), site_of(request).clock()
    with site.records.read() as reader:
        queues = deliveries.queues(reader, now, now - RECENT)
        failures = deliveries.failures(reader)
    today = _midnight(now)
    offered = {one.id for one in failures if one.due >= today and _may_repeat(one)}
    values = {"queues": queues, "failures": failures, "offered": offered, "piles": list(Pile)}
    return page(request, "deliveries", session, **values, now=now, said=words)


@router.post("/{letter}/retry")
async def retry(request: Request, session: Admin, csrf: Csrf, letter: int) -> Response:
    """Send a message of today once more that has certainly not arrived, or whose repeat does no harm."""
    check(session, csrf)
    site, now = site_of(request), site_of(request).clock()
    quiet = hours(site.config).quiet(now)

    def job(connection: Any) -> None:  # noqa: ANN401 - a connection of the records, which alone know its type
        channel = deliveries.channel_of(connection, letter)
        safe = channel is not None and capabilities_of(channel).resend_safe
        deliveries.retry(connection, letter, now, _midnight(now), resend_safe=safe, quiet=quiet)

    try:
        await write(site, job)
    except Fault as fault:
        return back(site, session, "deliveries", sentence(fault))
    site.wake()
    await note(site, session, "retry_letter", letter=letter)
    return back(site, session, "deliveries", words.RETRIED.format(number=letter))


def _may_repeat(failure: Failure) -> bool:
    return failure.state is State.FAILED or capabilities_of(failure.channel).resend_safe


def _midnight(now: datetime) -> datetime:
    return datetime.combine(day_of(now), time(), BEIJING)
