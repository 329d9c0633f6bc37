"""Proving by a password who one is: counted before it is looked at, compared where it keeps nobody waiting."""

import asyncio

from fastapi import HTTPException, Request, Response

from bot.web.desk import write
from bot.web.shield import keep
from bot.web.site import Site, site_of
from records import passwords, tries
from records.tries import Try

# Tells browsers that have signed in before from strangers who guess.
BROWSER_COOKIE = "xuesi_browser"


async def proven(request: Request, who: str, kept: str, password: str) -> str | None:
    """Return the mark by which this browser is known from now on, None for a wrong password.

    `who` is whom it would be ("account:anna"). Raises the fault too_many_tries.
    """
    site, address = site_of(request), request.client.host if request.client else ""
    one, now = Try(who, address, request.cookies.get(BROWSER_COOKIE, "")), site.clock()
    counted = await write(site, lambda c: tries.begin(c, one, now))
    if not await asyncio.to_thread(passwords.matches, password, kept):
        return None
    return await write(site, lambda c: tries.succeed(c, one, counted, now))


def remember(response: Response, site: Site, mark: str) -> None:
    """Let the browser keep its mark; signing out does not take it away."""
    keep(response, site, BROWSER_COOKIE, mark, int(tries.REMEMBERED.total_seconds()))


def same_site(request: Request) -> None:
    """Refuse (403) a form of another site where no session is there yet to bind a key to: the browser tells."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise HTTPException(403)
