"""Where an AI bot's messages come in: by callbacks answered with a stream, or over the long connection."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channels import wecom_bot
from bot.channels.wecom_bot import ADDRESS, HELD, PICTURES, REPLIABLE, Body, pictured, spoken, stream
from bot.handlers import Effect
from bot.message import ChatKind, Inbound
from bot.phrases import wechat as phrases
from bot.reception import Reception
from bot.weixin import shown
from bot.weixin.accounts import WecomBot
from bot.weixin.callback import Hearing, body, query, route
from bot.weixin.checkup import line_key
from bot.weixin.line import LongLine
from bot.weixin.seal import Refused, Seal, Stamp, keys, stamp
from records import channel_states, mailboxes
from records.engine import Records
from records.mailboxes import Handle, Letter

# Of the five seconds, what is left for the way; a refresh comes again at once.
IN_TIME, A_LITTLE = 4.5, 1.0
# After that delivery takes the reply to the address that came with the question.
STREAMED = HELD - timedelta(seconds=10)
BOTH = "stream_with_template_card"


@dataclass(frozen=True, slots=True)
class _Call:
    """One request: whose, how it was signed, what it says."""

    account: WecomBot
    stamp: Stamp
    message: Mapping[str, Any]

    @property
    def kind(self) -> ChatKind:
        return ChatKind.GROUP if self.message.get("chattype") == "group" else ChatKind.PRIVATE


class WecomBotDoor:
    """Answers callbacks and holds connections; `wake` tells delivery that the rest of a reply may go out."""

    def __init__(
        self, accounts: Mapping[str, WecomBot], reception: Reception, records: Records,
        clock: Callable[[], datetime], wake: Callable[[], None],
    ) -> None:  # fmt: skip
        self._records, self._clock, self._wake = records, clock, wake

        def hear(inbound: Inbound, *_: Effect) -> Awaitable[Sequence[Letter]]:
            account = accounts[inbound.address.chat.partition("/")[0]]
            return reception.receive(inbound, wecom_bot.capabilities(account, inbound))

        self._hearing = Hearing(hear)
        called = {name: account for name, account in accounts.items() if account.mode == "callback"}
        self._seals = {name: Seal(account.token, keys(account.aes_key), "") for name, account in called.items()}
        self.route: Route = route(wecom_bot.NAME, called, self._verify, self._take)
        self.lines: Mapping[str, LongLine] = {
            name: self._line(account) for name, account in accounts.items() if account.mode == "connection"
        }

    async def _verify(self, request: Request, account: WecomBot) -> Response:
        """Show that the key is ours: the word that was sealed comes back bare."""
        text, _ = self._opened(request, account, query(request, "echostr"))
        return PlainTextResponse(text)

    def _opened(self, request: Request, account: WecomBot, sealed: str) -> tuple[str, Stamp]:
        """Return what a signed request sealed; raises `Refused`."""
        found, seal = stamp(query(request, "timestamp"), query(request, "nonce"), self._clock()), self._seals
        seal[account.name].check(query(request, "msg_signature"), found.timestamp, found.nonce, sealed)
        return seal[account.name].open(sealed), found

    async def _take(self, request: Request, account: WecomBot) -> Response:
        sealed = _object(await body(request)).get("encrypt")
        if not isinstance(sealed, str):
            raise Refused("envelope")
        text, found = self._opened(request, account, sealed)
        call = _Call(account, found, _object(text))
        return await (self._refreshed if call.message.get("msgtype") == "stream" else self._heard)(call)

    async def _heard(self, call: _Call) -> Response:
        now = self._clock()
        inbound = wecom_bot.inbound(call.account, call.message, now, _address(call.message, now))
        if inbound is None:
            return PlainTextResponse("")
        # The reply to a tap goes to its address: the request itself can only change the card.
        hearing = self._hearing.hear(inbound if inbound.picked else replace(inbound, held=now + HELD))
        await asyncio.wait({hearing}, timeout=IN_TIME)
        if inbound.picked:
            card = self._card(call.message)
            return PlainTextResponse("") if card is None else self._worded(card, call)
        if not hearing.done():
            return self._worded(_streaming(call.message["msgid"], phrases.THINKING, finish=False), call)
        return await self._shown(hearing.result(), call.message["msgid"], call)

    async def _refreshed(self, call: _Call) -> Response:
        """Tell how far a streamed reply is."""
        asked = call.message.get("stream")
        key = asked.get("id") if isinstance(asked, dict) else None
        if not isinstance(key, str):
            raise Refused("stream")
        event = f"{call.account.name}:{key}"
        if hearing := self._hearing.running(event):
            await asyncio.wait({hearing}, timeout=A_LITTLE)
            if not hearing.done():
                return self._worded(_streaming(key, phrases.THINKING, finish=False), call)
        with self._records.read() as reader:
            received = mailboxes.received_when(reader, wecom_bot.NAME, event)
            row = mailboxes.stored(reader, wecom_bot.NAME, event)
            letters = mailboxes.replies(reader, row) if row else ()
        if received is None or self._clock() - received > STREAMED:
            return self._worded(_streaming(key, phrases.ANSWER_FOLLOWS), call)
        return await self._shown(letters, key, call)

    async def _shown(self, letters: Sequence[Letter], key: str, call: _Call) -> Response:
        """Show a reply, with the question under it."""
        if not letters:
            return PlainTextResponse("")
        greeting = call.message.get("msgtype") == "event"
        carried, reply = _greeting(letters) if greeting else _together(letters, key, call.kind)
        response, ids = self._worded(reply, call), [letter.id for letter in carried]
        await shown.begin(self._records, ids)
        settle = partial(shown.settle, self._records, ids, self._clock(), self._wake, release=True)
        response.background = BackgroundTask(settle)
        return response

    def _worded(self, reply: Body, call: _Call) -> Response:
        """Return a reply, sealed; it is signed with the nonce of the request."""
        seal, nonce = self._seals[call.account.name], call.stamp.nonce
        sealed, timestamp = seal.close(json.dumps(reply, ensure_ascii=False)), int(self._clock().timestamp())
        signature = seal.signature(str(timestamp), nonce, sealed)
        envelope = {"encrypt": sealed, "msgsignature": signature, "timestamp": timestamp, "nonce": nonce}
        return Response(json.dumps(envelope), media_type="application/json")

    def _card(self, message: Mapping[str, Any]) -> Body | None:
        """Return the card that replaces one just answered."""
        event = message["event"]
        task = event.get("template_card_event", event)["task_id"]
        with self._records.read() as reader:
            return wecom_bot.answered(task, lambda letter: mailboxes.payload(reader, letter))

    def _line(self, account: WecomBot) -> LongLine:
        async def take(message: Mapping[str, Any], number: str) -> None:
            now = self._clock()
            inbound = wecom_bot.inbound(account, message, now, Handle(number, now + REPLIABLE, 1))
            if inbound is None:
                return
            if inbound.picked and (card := self._card(message)):
                await self._hearing.hear(replace(inbound, handle=None))
                await line.update(number, card)
            else:
                await self._hearing.hear(inbound)

        def report(code: str) -> None:
            key = line_key(account.name)
            self._records.submit(lambda c: channel_states.report(c, key, code, {}, self._clock()))

        line = LongLine(account, take, report)
        return line


def _address(message: Mapping[str, Any], now: datetime) -> Handle | None:
    """Return where one more message may be sent."""
    address = message.get("response_url")
    return Handle(address, now + ADDRESS, 1) if isinstance(address, str) and 0 < len(address) <= 490 else None


def _object(text: str) -> Mapping[str, Any]:
    """Return a JSON object; raises `Refused` for anything else."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused("json") from error
    if not isinstance(found, dict):
        raise Refused("json")
    return found


def _streaming(key: str, text: str, *, finish: bool = True) -> Body:
    return {"msgtype": "stream", "stream": stream(key, text, finish=finish)}


def _greeting(letters: Sequence[Letter]) -> tuple[Sequence[Letter], Body]:
    return letters[:1], {"msgtype": "text", "text": {"content": letters[0].payload["text"]}}


def _together(letters: Sequence[Letter], key: str, kind: ChatKind) -> tuple[Sequence[Letter], Body]:
    """Return the letters that one reply can carry, and the reply: words, pictures under them, a question beside."""
    carried: list[Letter] = []
    words, pictures, card = "", list[Body](), dict[str, Any]()
    for letter in letters:
        body, picture = spoken(letter, kind), pictured(letter)
        if picture and len(pictures) < PICTURES and not card:
            pictures.append(picture)
        elif body["msgtype"] == "template_card" and not card:
            card = dict(body)
        elif not (picture or words or card):
            words = body["markdown"]["content"]
        else:
            break
        carried.append(letter)
    if card and not words and not pictures:
        return carried, card
    under = {"msg_item": pictures} if pictures else {}
    reply = {"msgtype": "stream", "stream": {**stream(key, words), **under}}
    return carried, {**reply, **card, "msgtype": BOTH} if card else reply
