"""The seal on everything WeChat and WeCom send and are sent: signature and encryption.

sha1 over the sorted parts; AES-256-CBC over 16 random bytes, the length, the text and the receiver's id
(公众号 app id, WeCom corp id, "" for an AI bot), padded to blocks of 32. Whatever does not fit is `Refused`.
Source: developers.weixin.qq.com guide/dev/push/encryption; developer.work.weixin.qq.com path/90968, path/101033.
"""

import base64
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from wechatpy.crypto import PrpCrypto
from wechatpy.utils import WeChatSigner

# How far the platform's clock may be from ours, in seconds: an older request is a repeated one.
WINDOW = 300
# Random bytes and length stand before the text.
_HEAD = 20
_BLOCK = 32
_NONCE = re.compile(r"[0-9A-Za-z_-]{1,64}")


class Refused(Exception):
    """What came is not from the platform, or not whole; the answer is HTTP 400 whatever it is."""


class _Crypto(PrpCrypto):  # type: ignore[misc] # wechatpy is not typed
    """Takes its random bytes from the system; wechatpy draws them from a generator that can be guessed."""

    def get_random_string(self) -> str:
        return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Stamp:
    """When a request was signed, and the word that goes with it."""

    timestamp: str
    nonce: str


def keys(given: str) -> tuple[str, ...]:
    """Return the EncodingAESKeys of an account, the one in use first; the one before it may stand behind a comma."""
    return tuple(key.strip() for key in given.split(","))


def stamp(timestamp: str, nonce: str, now: datetime) -> Stamp:
    """Return the stamp of a request; raises `Refused` outside the window."""
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12) or not _NONCE.fullmatch(nonce):
        raise Refused("stamp")
    if abs(now.timestamp() - int(timestamp)) > WINDOW:
        raise Refused("window")
    return Stamp(timestamp, nonce)


@dataclass(frozen=True, slots=True)
class Seal:
    """One account's token and keys; the first key seals, all of them open."""

    token: str
    keys: tuple[str, ...]
    receiver: str

    def signature(self, *parts: str) -> str:
        """Return the signature over the token and `parts`."""
        signer = WeChatSigner()
        signer.add_data(self.token, *parts)
        return str(signer.signature)

    def check(self, given: str, *parts: str) -> None:
        """Raise `Refused` unless `given` signs `parts`; takes the same time however much of it is right."""
        if not hmac.compare_digest(self.signature(*parts).encode(), given.encode()):
            raise Refused("signature")

    def open(self, sealed: str) -> str:
        """Return the text that was sealed for this account; raises `Refused`."""
        for key in self.keys:
            try:
                return self._opened(sealed, key)
            except (ValueError, IndexError):
                # Of two keys in use only one fits; what fits neither is refused below.
                continue
        raise Refused("seal")

    def _opened(self, sealed: str, key: str) -> str:
        """Return the text; raises ValueError (wrong alphabet, length, padding, receiver, encoding) or IndexError."""
        raw = base64.b64decode(sealed, validate=True)
        if not raw or len(raw) % _BLOCK:
            raise ValueError("length")
        plain = _Crypto(_key(key)).cipher.decrypt(raw)
        padding = plain[-1]
        if not 1 <= padding <= _BLOCK or plain[-padding:] != bytes([padding]) * padding:
            raise ValueError("padding")
        content = plain[:-padding]
        end = _HEAD + int.from_bytes(content[_HEAD - 4 : _HEAD], "big")
        if len(content) < _HEAD or end > len(content):
            raise ValueError("length")
        if not hmac.compare_digest(content[end:], self.receiver.encode()):
            raise ValueError("receiver")
        return str(content[_HEAD:end], "utf-8")

    def close(self, text: str) -> str:
        """Seal a text for the platform."""
        return str(_Crypto(_key(self.keys[0])).encrypt(text, self.receiver).decode("ascii"))


def _key(encoding_aes_key: str) -> bytes:
    """Return the 32 bytes of an EncodingAESKey; raises ValueError for anything else."""
    key = base64.b64decode(f"{encoding_aes_key}=")
    if len(key) != _BLOCK:
        raise ValueError("key")
    return key
