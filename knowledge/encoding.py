"""Bytes -> text, whatever the office's software wrote."""

import re
import unicodedata

from charset_normalizer import from_bytes

from faults import Fault

_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Fewer characters than this share of a text must be Chinese or plain ASCII for a guess to stand.
PLAUSIBLE = 0.9
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode(data: bytes, path: str, declared: str | None = None) -> str:
    r"""Return the text of `data` with "\n" line ends, composed (NFC), without invisible characters.

    Tried in order: byte order mark, UTF-8, the declared encoding, UTF-16, GB18030 (which
    holds GBK and GB2312), BIG5, then a guess; short GBK texts are guessed wrong, hence last.
    Raises the faults encoding_mixed (with the line) and encoding_unknown.
    """
    return visible(_decoded(data, path, declared).replace("\r\n", "\n").replace("\r", "\n"))


def visible(text: str) -> str:
    """Return a text composed (NFC) and without invisible characters, which JSON, HTML and Word can spell out too."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text))


def _decoded(data: bytes, path: str, declared: str | None) -> str:
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _strict(data, encoding) or _refuse(data, path)
    candidates = ["utf-8", declared or "", *_utf16(data), "gb18030", "big5"]
    for encoding in filter(None, candidates):
        text = _strict(data, encoding)
        if text is not None and (encoding == "utf-8" or plausible(text)):
            return text
    if _mixed(data):
        return _refuse(data, path)
    best = from_bytes(data).best()
    guess = str(best) if best else ""
    return guess if guess and plausible(guess) else _refuse(data, path)


def _utf16(data: bytes) -> list[str]:
    """Return the UTF-16 byte orders that zero bytes or line ends hint at."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    if even == odd == 0 and b"\n\x00" not in data and b"\x00\n" not in data:
        return []
    return ["utf-16-le", "utf-16-be"] if odd >= even else ["utf-16-be", "utf-16-le"]


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def plausible(text: str) -> bool:
    """Tell whether a decoded text looks like Chinese: common characters, no rubbish."""
    sample = text[:20000]
    good = sum(1 for char in sample if char.isascii() or "\u4e00" <= char <= "\u9fff" or char in _PUNCTUATION)
    return "\x00" not in sample and good >= PLAUSIBLE * len(sample)


_PUNCTUATION = frozenset(
    "，。、；：？！“”‘’（）《》〈〉【】〔〕—…·　－％＋０１２３４５６７８９〇○㈠①②③④⑤⑥⑦⑧⑨⑩★☆■□●◆▲．／＝～"
)


def _mixed(data: bytes) -> int | None:
    """Return the first line (from 1) that is not in the encoding of the lines before it."""
    lines = [line for line in data.split(b"\n") if any(byte > 127 for byte in line)]
    kinds = {"utf-8" if _strict(line, "utf-8") is not None else "gb18030" for line in lines}
    if len(kinds) < 2:
        return None
    first = _strict(lines[0], "utf-8") is not None
    for number, line in enumerate(data.split(b"\n"), 1):
        if any(byte > 127 for byte in line) and (_strict(line, "utf-8") is not None) is not first:
            return number
    return None


def _refuse(data: bytes, path: str) -> str:
    if line := _mixed(data):
        raise Fault("encoding_mixed", path=path, line=line)
    raise Fault("encoding_unknown", path=path)
