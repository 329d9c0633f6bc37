"""Where WeCom calls an application: what came is kept, then acknowledged; the reply is pushed."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channels import wecom
from bot.channels.wecom import CAPABILITIES
from bot.handlers import Effect
from bot.message import Inbound
from bot.reception import Reception
from bot.weixin import xml
from bot.weixin.accounts import Wecom
from bot.weixin.callback import Hearing, body, query, route
from bot.weixin.seal import Seal, keys, stamp
from records import mailboxes

# The platform cuts the request after five seconds and repeats it; the answer itself goes another way.
IN_TIME = 4.5


class WecomDoor:
    """Answers callbacks of the applications."""

    def __init__(
        self, accounts: Mapping[str, Wecom], reception: Reception, clock: Callable[[], datetime]
    ) -> None:  # fmt: skip
        self._clock = clock
        self._seals = {
            name: Seal(account.token, keys(account.aes_key), account.corp_id) for name, account in accounts.items()
        }
        self._hearing = Hearing(lambda inbound, *also: reception.receive(inbound, CAPABILITIES, *also))
        self.route: Route = route(wecom.NAME, accounts, self._verify, self._take)

    async def _verify(self, request: Request, account: Wecom) -> Response:
        """Show that the key is ours: the word that was sealed comes back bare."""
        return PlainTextResponse(self._opened(request, account, query(request, "echostr")))

    def _opened(self, request: Request, account: Wecom, sealed: str) -> str:
        """Return what a signed request sealed; raises `Refused`."""
        found, seal = stamp(query(request, "timestamp"), query(request, "nonce"), self._clock()), self._seals
        seal[account.name].check(query(request, "msg_signature"), found.timestamp, found.nonce, sealed)
        return seal[account.name].open(sealed)

    async def _take(self, request: Request, account: Wecom) -> Response:
        found = xml.fields(self._opened(request, account, xml.sealed(await body(request))), work=True)
        inbound = wecom.inbound(account, found, self._clock())
        if inbound is not None:
            code = wecom.response_code(found)
            hearing = self._hearing.hear(inbound, *([_answered(inbound, code)] if code else []))
            await asyncio.wait({hearing}, timeout=IN_TIME)
            if not hearing.done():
                return PlainTextResponse("", 503)
            hearing.result()
        return PlainTextResponse("")


def _answered(inbound: Inbound, code: str) -> Effect:
    """Return the effect that takes the buttons off the card that was tapped."""
    wire, where, now = {"answered": code}, str(inbound.address), inbound.received
    return lambda connection: mailboxes.put(connection, wecom.NAME, where, [wire], now)
