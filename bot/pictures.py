"""Pictures packed as tightly as PNG allows: the engine hardly compresses, and letters are kept a month."""

import struct
import zlib
from collections.abc import Iterator

_SIGNATURE, _PIXELS = 8, b"IDAT"


def packed(png: bytes) -> bytes:
    """Return the same picture, pixel for pixel, in fewer bytes."""
    chunks = list(_chunks(png))
    pixels = b"".join(body for kind, body in chunks if kind == _PIXELS)
    first = next(at for at, (kind, _) in enumerate(chunks) if kind == _PIXELS)
    kept = [chunk for chunk in chunks if chunk[0] != _PIXELS]
    kept.insert(first, (_PIXELS, zlib.compress(zlib.decompress(pixels))))
    return png[:_SIGNATURE] + b"".join(_chunk(kind, body) for kind, body in kept)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = _SIGNATURE
    while at < len(png):
        (size,) = struct.unpack_from(">I", png, at)
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        at += size + 12


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
