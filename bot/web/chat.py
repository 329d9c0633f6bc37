"""The chat: its page, its messages, its stream."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import asdict
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, StreamingResponse
from pydantic import AfterValidator, BaseModel, Field

from bot import cards
from bot.channels import web
from bot.clock import day_of
from bot.message import Address, Sender
from bot.phrases import talk
from bot.render import LETTERS
from bot.web.shield import GUEST_COOKIE, check, found, guest, keep
from bot.web.site import Site, site_of
from knowledge.answer import article
from records import mailboxes, rooms, sessions
from records.members import member_of
from records.sessions import Session

router = APIRouter()
Guest = Annotated[Session, Depends(guest)]
Token = Annotated[str | None, Header(alias="X-CSRF-Token")]
# A stream says something at least this often, in seconds, so that no proxy thinks it dead.
HEARTBEAT = 15.0
# People talk to one another faster than they ask; beyond so many times the limit of questions it is a flood.
FLOOD = 3
# PostgreSQL keeps no NUL, and nobody means one.
Words = Annotated[str, AfterValidator(lambda text: text.replace("\0", ""))]
# A name is one short line: no marks that turn the line around or cannot be seen.
Visible = Annotated[str, AfterValidator(lambda text: "".join(char for char in text if char.isprintable()).strip())]


class Said(BaseModel):
    """What a browser sends: words or a tapped token, under an event key of its own."""

    event: str = Field(min_length=8, max_length=64, pattern=r"^[0-9A-Za-z_-]*$")
    text: Words = Field(default="", max_length=2000)
    token: str = Field(default="", max_length=32, pattern=r"^[0-9A-Za-z_-]*$")
    picked: tuple[Annotated[int, Field(ge=0, lt=len(LETTERS))], ...] = Field(default=(), max_length=len(LETTERS))
    quoted: Words = Field(default="", max_length=200)
    quotes_bot: bool = False


class Name(BaseModel):
    """A guest's name of choice."""

    name: Visible = Field(max_length=12)


@router.get("/", response_class=HTMLResponse)
async def page(request: Request) -> HTMLResponse:
    """The chat page; a browser seen for the first time gets a session."""
    site = site_of(request)
    values = {"base": site.config.web.path_prefix, "service": site.config.service}
    response = site.templates.TemplateResponse(request, "chat.html", values)
    if found(site, request.cookies.get(GUEST_COOKIE)) is None:
        token = await asyncio.wrap_future(site.records.submit(lambda c: sessions.begin(c, site.clock())))
        keep(response, site, GUEST_COOKIE, token, int(sessions.GUEST.total_seconds()))
    return response


@router.get("/api/me")
async def me(request: Request, session: Guest) -> dict[str, Any]:
    """Who sits at this browser, and the newest message to follow from."""
    with site_of(request).records.read() as reader:
        return {"name": session.name, "csrf": session.csrf, "newest": rooms.newest(reader)}


@router.post("/api/name", status_code=204)
async def rename(request: Request, session: Guest, body: Name, sent: Token = None) -> None:
    """Choose a name; the bot's own is taken (409)."""
    check(session, sent)
    site, token = site_of(request), request.cookies[GUEST_COOKIE]
    if site.config.service.bot_name in body.name:
        raise HTTPException(409)
    await asyncio.wrap_future(site.records.submit(lambda c: sessions.rename(c, token, body.name)))


@router.get("/api/chats/{chat}")
async def history(
    request: Request, session: Guest, chat: str, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> list[dict[str, Any]]:
    """The last messages of a chat."""
    with site_of(request).records.read() as reader:
        return list(web.shown(rooms.latest(reader, str(_address(chat, session)), limit), session.person))


@router.post("/api/chats/{chat}", status_code=202)
async def say(request: Request, session: Guest, chat: str, body: Said, sent: Token = None) -> dict[str, int]:
    """Take a message in; it is kept when this returns. `replies` tells whether the bot has answered."""
    check(session, sent)
    site, address = site_of(request), _address(chat, session)
    sender = Sender(web.NAME, session.person, session.name or talk.GUEST)
    _no_flood(site, str(sender))
    inbound = web.inbound(
        f"{session.person}:{body.event}", address, sender, site.clock(),
        site.config.service.bot_name, text=body.text, token=body.token, quoted=body.quoted, quotes_bot=body.quotes_bot,
        picked=body.picked,
    )  # fmt: skip
    spoken = body.text.strip() or web.letters(body.picked)
    also = [web.said(inbound, spoken)] if spoken else []
    letters = await site.reception.receive(inbound, web.CAPABILITIES, *also)
    site.hub.ring()
    return {"replies": len(letters)}


def _no_flood(site: Site, sender: str) -> None:
    """Refuse (429) who fills the log; the bot's own limit counts only what is said to the bot."""
    with site.records.read() as reader:
        recent = mailboxes.received_since(reader, sender, site.clock() - timedelta(minutes=1))
    if recent >= FLOOD * site.config.service.questions_per_minute:
        raise HTTPException(429)


@router.get("/api/article")
async def sheet(request: Request, session: Guest, source: str, day: date | None = None) -> dict[str, Any]:
    """An article whole, with its neighbours, for the sheet that slides up; for those who may ask."""
    site = site_of(request)
    if site.config.service.guests == "none" and not _is_member(site, session):
        raise HTTPException(403)
    snapshot, on = site.shelf.current(), day or day_of(site.clock())
    quote = article(snapshot, source, on)
    if quote is None:
        raise HTTPException(404)
    beside = [article(snapshot, source, on, step) for step in (-1, 1)]
    links = [
        {"label": option.label, "source": option.action["source"]} for option in cards.references(snapshot, quote, on)
    ]
    near = {"before": beside[0].source if beside[0] else None, "after": beside[1].source if beside[1] else None}
    return {"card": asdict(cards.card(quote, whole=True)), **near, "references": links}


@router.get("/api/stream")
async def stream(
    request: Request,
    session: Guest,
    last: Annotated[int, Query(ge=0)] = 0,
    last_event_id: Annotated[int | None, Header(ge=0)] = None,
) -> StreamingResponse:
    """Follow both chats from `last` on (server-sent events); a browser that reconnects misses nothing.

    A number beyond the log (the records were restored from a backup) follows from its end.
    """
    with site_of(request).records.read() as reader:
        start = min(last if last_event_id is None else last_event_id, rooms.newest(reader))
    return StreamingResponse(_events(request, session, start), media_type="text/event-stream")


async def _events(request: Request, session: Session, last: int) -> AsyncIterator[str]:
    site: Site = site_of(request)
    chats = [str(_address(chat, session)) for chat in ("private", "group")]
    yield "retry: 1500\n\n"
    while not await request.is_disconnected():
        bell = site.hub.bell()
        with site.records.read() as reader:
            grown = rooms.since(reader, chats, last)
        for bubble, told in zip(grown, web.shown(grown, session.person), strict=True):
            last = bubble.id
            yield f"id: {bubble.id}\ndata: {json.dumps(told, ensure_ascii=False)}\n\n"
        if not grown:
            yield ": here\n\n"
            with suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT):
                    await bell.wait()


def _is_member(site: Site, session: Session) -> bool:
    with site.records.read() as reader:
        return member_of(reader, str(Sender(web.NAME, session.person))) is not None


def _address(chat: str, session: Session) -> Address:
    if chat not in ("private", "group"):
        raise HTTPException(404)
    return web.private(session.person) if chat == "private" else web.GROUP
