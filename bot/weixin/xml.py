"""The XML of 公众号 and WeCom applications: read with suspicion, written by ourselves.

wechatpy reads it; its own writer lets `]]>` in a text end the text, and whoever asks a question
could then write the bot's reply.
"""

import re
from collections.abc import Mapping
from typing import Any
from xml.parsers.expat import ExpatError

from wechatpy import parse_message
from wechatpy.work import parse_message as parse_work_message

from bot.weixin.seal import Refused

# The longest message and its envelope are far below.
LARGEST = 64 * 2**10
# XML 1.0 knows no others below the blank, and no halves of surrogate pairs.
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SEALED = re.compile(r"<Encrypt>\s*(?:<!\[CDATA\[)?([0-9A-Za-z+/=]+)(?:\]\]>)?\s*</Encrypt>")
Fields = Mapping[str, Any]


def decoded(body: bytes) -> str:
    """Return a body as text; raises `Refused` for one that is too large, no UTF-8, or declares anything."""
    if len(body) > LARGEST:
        raise Refused("size")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("encoding") from error
    return undeclared(text)


def undeclared(text: str) -> str:
    """Return XML that declares neither a document type nor entities, unread; raises `Refused`."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise Refused("declaration")
    return text


def sealed(text: str) -> str:
    """Return the sealed part of an envelope; raises `Refused` where there is not just one."""
    found = _SEALED.findall(text)
    if len(found) != 1 or text.count("<Encrypt>") != 1:
        raise Refused("envelope")
    return str(found[0])


def fields(text: str, *, work: bool) -> Fields:
    """Return the elements of a message by name; raises `Refused` for what is no message. `work`: WeCom's."""
    parse = parse_work_message if work else parse_message
    try:
        # What wechatpy does not know (card events) it gives back as it came.
        return dict(parse(undeclared(text))._data)
    except (ExpatError, LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Refused("message") from error


def word(found: Fields, name: str) -> str:
    """Return one element's text, "" where it is empty or absent; raises `Refused` where it holds others."""
    value = found.get(name)
    if value is not None and not isinstance(value, str):
        raise Refused(name)
    return value or ""


def cdata(text: str) -> str:
    """Return any text as CDATA that ends where the text ends."""
    fit = _UNFIT.sub("", text).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{fit}]]>"


def text_reply(receiver: str, sender: str, text: str, created: int) -> str:
    """Return a passive reply of words; `created` is in Unix seconds."""
    return (
        f"<xml><ToUserName>{cdata(receiver)}</ToUserName><FromUserName>{cdata(sender)}</FromUserName>"
        f"<CreateTime>{created}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content>{cdata(text)}</Content></xml>"
    )


def envelope(sealed_reply: str, signature: str, timestamp: str, nonce: str) -> str:
    """Return the envelope of a sealed reply."""
    return (
        f"<xml><Encrypt>{cdata(sealed_reply)}</Encrypt><MsgSignature>{cdata(signature)}</MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce>{cdata(nonce)}</Nonce></xml>"
    )
