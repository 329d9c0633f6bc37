"""Where a 公众号 calls us: a reply goes out within the request, which is cut after five seconds and repeated twice."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channels import wechat
from bot.channels.wechat import ASKING, CAPABILITIES, CERTIFIED, KEPT, WechatChannel
from bot.message import Inbound
from bot.phrases import talk
from bot.phrases import wechat as phrases
from bot.reception import Reception
from bot.weixin import shown, xml
from bot.weixin.accounts import Wechat
from bot.weixin.callback import Hearing, body, query, route
from bot.weixin.seal import Refused, Seal, Stamp, keys, stamp
from bot.weixin.xml import Fields, word
from records import mailboxes, parked
from records.engine import Records
from records.mailboxes import Letter

# Of the five seconds, what is left for the way; a reply that was ready later has not been seen.
IN_TIME = 4.5
TRIES = 3
# Ends the platform's asking; nothing is shown.
NOTHING = "success"


class _NothingWaits(Exception):
    """There is nothing to go on with."""


class WechatDoor:
    """Answers callbacks; `wake` tells delivery that the rest of a reply may be pushed."""

    def __init__(
        self, accounts: Mapping[str, Wechat], channel: WechatChannel, reception: Reception, records: Records,
        clock: Callable[[], datetime], wake: Callable[[], None],
    ) -> None:  # fmt: skip
        self._accounts, self._channel, self._reception = accounts, channel, reception
        self._records, self._clock, self._wake = records, clock, wake
        self._seals = {
            name: Seal(account.token, keys(account.aes_key), account.app_id) for name, account in accounts.items()
        }
        self._hearing = Hearing(self._reply)
        self.route: Route = route(wechat.NAME, accounts, self._verify, self._take)

    async def _verify(self, request: Request, account: Wechat) -> Response:
        """Show that the address is ours: the word that was sent comes back."""
        self._stamped(request, account)
        return PlainTextResponse(query(request, "echostr"))

    def _stamped(self, request: Request, account: Wechat) -> Stamp:
        """Return the stamp of a request that the platform signed; raises `Refused`."""
        found = stamp(query(request, "timestamp"), query(request, "nonce"), self._clock())
        self._seals[account.name].check(query(request, "signature"), found.timestamp, found.nonce)
        return found

    async def _take(self, request: Request, account: Wechat) -> Response:
        began = asyncio.get_running_loop().time()
        found = await self._opened(request, account)
        inbound = wechat.inbound(account, found, self._clock())
        if inbound is None:
            return PlainTextResponse(NOTHING)
        self._channel.heard(inbound, tapped=wechat.tapped(found))
        hearing = self._hearing.hear(inbound)
        await asyncio.wait({hearing}, timeout=IN_TIME)
        if not hearing.done():
            return await self._unready(hearing, inbound, account, found)
        letters = hearing.result()
        if not letters:
            return PlainTextResponse(NOTHING)
        in_time = asyncio.get_running_loop().time() - began < IN_TIME
        seen = in_time and not await request.is_disconnected()
        return await self._shown(letters, inbound, account, found, seen=seen)

    async def _opened(self, request: Request, account: Wechat) -> Fields:
        """Return the message of a request; raises `Refused`. Where encryption is agreed on, nothing else is read."""
        found, text = stamp(query(request, "timestamp"), query(request, "nonce"), self._clock()), await body(request)
        if account.mode == "plain":
            if query(request, "encrypt_type") not in ("", "raw"):
                raise Refused("mode")
            self._stamped(request, account)
            return xml.fields(text, work=False)
        if query(request, "encrypt_type") != "aes":
            raise Refused("mode")
        seal, sealed = self._seals[account.name], xml.sealed(text)
        seal.check(query(request, "msg_signature"), found.timestamp, found.nonce, sealed)
        return xml.fields(seal.open(sealed), work=False)

    async def _reply(self, inbound: Inbound) -> Sequence[Letter]:
        """Answer an event, or bring what waits."""
        if inbound.text.strip() == phrases.CONTINUE:
            with suppress(_NothingWaits):
                return await asyncio.wrap_future(self._records.submit(lambda c: _resume(c, inbound)))
            # To read on in what was found is what else the word can mean.
            inbound = replace(inbound, text=talk.MORE)
        account = self._accounts[inbound.address.chat.partition("/")[0]]
        return await self._reception.receive(inbound, CERTIFIED if account.customer_service else CAPABILITIES)

    async def _unready(
        self, hearing: "asyncio.Task[Sequence[Letter]]", inbound: Inbound, account: Wechat, found: Fields
    ) -> Response:
        """Let the platform ask again; when it asks for the last time, say how the answer can be had."""
        if self._hearing.times(inbound.event) >= TRIES:
            pushed = account.customer_service
            return PlainTextResponse(NOTHING) if pushed else self._worded(phrases.STILL_THINKING, account, found)
        await asyncio.wait({hearing}, timeout=2)
        return PlainTextResponse("", 503)

    async def _shown(
        self, letters: Sequence[Letter], inbound: Inbound, account: Wechat, found: Fields, *, seen: bool
    ) -> Response:
        """Show the first part. Sent to a repeated request it is shown once: the platform takes one reply."""
        first, pushes = wechat.in_words(letters), account.customer_service
        late = inbound.text.strip() == phrases.CONTINUE
        more = not pushes and (len(letters) > 1 or self._channel.waiting(inbound.sender))
        response = self._worded(wechat.words(first, late=late, more=more), account, found)
        if seen:
            await shown.begin(self._records, (first.id,))
            settle = partial(shown.settle, self._records, (first.id,), self._clock(), self._wake, release=pushes)
            response.background = BackgroundTask(settle)
        return response

    def _worded(self, text: str, account: Wechat, found: Fields) -> Response:
        """Return a reply of words, sealed as the account has it."""
        created = int(self._clock().timestamp())
        plain = xml.text_reply(word(found, "FromUserName"), word(found, "ToUserName"), text, created)
        if account.mode == "plain":
            return Response(plain, media_type="text/xml")
        seal = self._seals[account.name]
        sealed, timestamp, nonce = seal.close(plain), str(created), str(created % 1_000_000_007)
        signature = seal.signature(timestamp, nonce, sealed)
        return Response(xml.envelope(sealed, signature, timestamp, nonce), media_type="text/xml")


def _resume(connection: Any, inbound: Inbound) -> Sequence[Letter]:  # noqa: ANN401 - known to the records alone
    """Take what waits for this person as the reply of this event; a repeated event finds the same.

    Raises `_NothingWaits`, and the event is not received.
    """
    channel, event, who = inbound.address.channel, inbound.event, str(inbound.sender)
    row = mailboxes.receive(connection, channel, event, who, str(inbound.address), inbound.received)
    if row is None:
        return mailboxes.replies(connection, mailboxes.stored(connection, channel, event) or 0)
    now = inbound.received
    parked.resume(connection, row, who, now - KEPT, now - ASKING, inbound.held or now)
    letters = mailboxes.replies(connection, row)
    if not letters:
        raise _NothingWaits
    return letters
