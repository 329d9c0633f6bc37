"""How much a browser may send: little, until somebody with an account uploads documents."""

from fastapi import HTTPException, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.shield import ADMIN_COOKIE, found
from bot.web.site import Site

# The longest message and its key are far below.
LITTLE = 64 * 2**10
UPLOADS = ("/admin/upload", "/admin/people/import")
# So many of the largest files in one go.
TOGETHER = 20


class Limits:
    """Refuses (413) a body while it comes: forms are read whole before a page learns who sends them."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app, self._site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        request, came = Request(scope), 0
        most, announced = self._most(request), request.headers.get("content-length", "")

        async def counted() -> Message:
            nonlocal came
            if announced.isdecimal() and int(announced) > most:
                raise HTTPException(413)
            message = await receive()
            came += len(message.get("body", b""))
            if came > most:
                raise HTTPException(413)
            return message

        await self._app(scope, counted, send)

    def _most(self, request: Request) -> int:
        if request.url.path.removeprefix(self._site.config.web.path_prefix) not in UPLOADS:
            return LITTLE
        session = found(self._site, request.cookies.get(ADMIN_COOKIE))
        largest = self._site.config.knowledge.upload_megabytes * 2**20
        return TOGETHER * largest + LITTLE if session and session.account else LITTLE
