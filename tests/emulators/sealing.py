"""The platforms' side of the seal, written from the vendor's page and not from our room."""

import base64
import hashlib
import os

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def signature(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def _cipher(key: str) -> Cipher:
    raw = base64.b64decode(key + "=")
    return Cipher(algorithms.AES(raw), modes.CBC(raw[:16]))


def seal(text: str, key: str, receiver: str) -> str:
    plain = os.urandom(16) + len(text.encode()).to_bytes(4, "big") + text.encode() + receiver.encode()
    padding = 32 - len(plain) % 32
    encryptor = _cipher(key).encryptor()
    return base64.b64encode(encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()).decode()


def unseal(sealed: str, key: str, receiver: str) -> str:
    decryptor = _cipher(key).decryptor()
    plain = decryptor.update(base64.b64decode(sealed)) + decryptor.finalize()
    content = plain[16 : -plain[-1]]
    end = 4 + int.from_bytes(content[:4], "big")
    assert content[end:].decode() == receiver
    return content[4:end].decode()
