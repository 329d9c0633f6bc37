"""Administration of the question bank: what waits for a decision, one item at a time, with its article beside it."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.clock import day_of
from bot.phrases import bank as words
from bot.phrases.faults import sentence
from bot.web.desk import Approver, Csrf, back, note, page, write
from bot.web.shield import check
from bot.web.site import Site, site_of
from faults import Fault
from quiz import bank, editing
from quiz.bank import Entry
from quiz.letters import LETTERS
from records.sessions import Session

router = APIRouter(prefix="/admin/review")
Field = Annotated[str, Form(max_length=2000)]
Version = Annotated[int, Form()]


@router.get("", response_class=HTMLResponse)
async def review(request: Request, session: Approver, item: int = 0) -> HTMLResponse:
    """Show the item asked for, the first of the queue where it waits no more."""
    site = site_of(request)
    with site.records.read() as reader:
        queue = bank.queue(reader)
        counts = bank.counts(reader)
        held = next((entry for entry in queue if entry.item.id == item), queue[0] if queue else None)
        log = bank.events(reader, held.item.id)[:8] if held else ()
    return page(request, "review", session, **_shown(site, queue, held), counts=counts, log=log, bank=words)


def _shown(site: Site, queue: tuple[Entry, ...], held: Entry | None) -> Mapping[str, Any]:
    if held is None:
        return {"held": None, "place": 0, "total": 0}
    numbers = [entry.item.id for entry in queue]
    place, total = numbers.index(held.item.id), len(numbers)
    day = day_of(site.clock())
    sides = editing.sides(site.shelf.current(), held, day) if site.shelf.pointer() and held.item.binding else None
    near = {"earlier": numbers[place - 1], "later": numbers[(place + 1) % total]}
    options = list(zip(LETTERS, held.item.options, range(len(held.item.options)), strict=False))
    fields = editing.fields(held.item)
    return {
        "held": held,
        "place": place + 1,
        "total": total,
        "sides": sides,
        "options": options,
        "fields": fields,
        **near,
    }


@router.post("/{number}/approve")
async def approve(request: Request, session: Approver, number: int, csrf: Csrf, version: Version) -> Response:
    """Put an item into circulation."""
    site, actor = site_of(request), session.account or ""
    now = site.clock()

    def job(connection: Any) -> None:  # noqa: ANN401
        bank.approve(connection, site.shelf.current(), number, actor, day_of(now), now)

    return await _decide(request, session, number, csrf, version, "approve", job, words.APPROVED)


@router.post("/{number}/reject")
async def reject(
    request: Request, session: Approver, number: int, csrf: Csrf, version: Version, reason: Field = ""
) -> Response:
    """Put an item away, with the reason."""
    site, actor = site_of(request), session.account or ""
    check(session, csrf)
    if not reason.strip():
        return _again(site, session, number, words.REASON_NEEDED)

    def job(connection: Any) -> None:  # noqa: ANN401
        bank.reject(connection, number, actor, site.clock(), reason.strip())

    return await _decide(request, session, number, csrf, version, "reject", job, words.REJECTED)


@router.post("/{number}/edit")
async def edit(
    request: Request, session: Approver, number: int, csrf: Csrf, version: Version, stem: Field, key: Field,
    options: Field = "", explanation: Field = "", source: Field = "", approved: Annotated[bool, Form()] = False,
) -> Response:  # fmt: skip
    """Give an item another wording, and put it into circulation where that was asked for."""
    check(session, csrf)
    site, actor = site_of(request), session.account or ""
    if not site.shelf.pointer():
        return _again(site, session, number, sentence(Fault("item_unbound", number=number)))
    snapshot, now = site.shelf.current(), site.clock()
    typed = {"stem": stem, "key": key, "options": options, "explanation": explanation, "words": source}
    with site.records.read() as reader:
        held = _held(reader, number)
    item, problems = editing.edited(snapshot, held, typed, day_of(now))
    if item is None:
        said = "\n".join(f"{words.COLUMNS.get(one.column, '')}：{words.problem(one)}" for one in problems)
        return _again(site, session, number, said)

    def job(connection: Any) -> None:  # noqa: ANN401
        bank.amend(connection, snapshot, number, item, actor, now)
        if approved:
            bank.approve(connection, snapshot, number, actor, day_of(now), now)

    told = words.APPROVED if approved else words.SAVED
    return await _decide(request, session, number, csrf, version, "edit", job, told)


async def _decide(
    request: Request, session: Session, number: int, csrf: str, version: int, action: str,
    job: Callable[[Any], None], told: str,
) -> Response:  # fmt: skip
    """Do what was decided, if the item is still the one that was shown; then go on to the next."""
    check(session, csrf)
    site = site_of(request)
    with site.records.read() as reader:
        behind = bank.following(bank.queue(reader), number)

    def guarded(connection: Any) -> bool:  # noqa: ANN401
        if _held(connection, number).item.version != version:
            return False
        job(connection)
        return True

    try:
        done = await write(site, guarded)
    except Fault as fault:
        return _again(site, session, number, sentence(fault))
    if not done:
        return _again(site, session, number, words.DECIDED_ELSEWHERE)
    await note(site, session, f"item_{action}", item=number)
    return back(site, session, f"review?item={behind.item.id}" if behind else "review", told.format(number=number))


def _held(connection: Any, number: int) -> Entry:  # noqa: ANN401
    try:
        return bank.entry(connection, number)
    except Fault as fault:
        raise HTTPException(404) from fault


def _again(site: Site, session: Session, number: int, told: str) -> RedirectResponse:
    return back(site, session, f"review?item={number}", told)
