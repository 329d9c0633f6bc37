"""Parts and a channel's capabilities -> what goes on the wire. Pure.

A channel with cards and buttons gets the parts of a reply as one message; the others get
plain text in pieces that fit, choices as numbers to answer with.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from bot.message import Capabilities, Card, Choices, Part, Text
from bot.phrases import talk

Wire = Mapping[str, Any]
# Where a long text may be cut, best place first.
_BORDERS = ("\n", "。", "；", "，")


def render(parts: Sequence[Part], capabilities: Capabilities) -> tuple[Wire, ...]:
    """Return the messages of one reply, in order; none for a reply without parts."""
    if not parts:
        return ()
    if capabilities.cards and capabilities.buttons:
        return ({"parts": [{"kind": type(part).__name__.lower(), **asdict(part)} for part in parts]},)
    text = "\n\n".join(words for part in parts if (words := plain(part)))
    return tuple({"text": piece} for piece in split(text, capabilities))


def plain(part: Part) -> str:
    """Return a part as plain text."""
    if isinstance(part, Text):
        return part.text
    if isinstance(part, Card):
        note = f"【{part.note}】" if part.note else ""
        return f"{note}{part.heading}{part.address}\n{part.text}"
    return _numbered(part)


def _numbered(choices: Choices) -> str:
    offered = "  ".join(f"{number} {choice.label}" for number, choice in enumerate(choices.choices, 1))
    return f"{choices.prompt or talk.CHOOSE_BY_NUMBER}{offered}"


def split(text: str, capabilities: Capabilities) -> Iterator[str]:
    """Cut a text into pieces within the channel's limit, at borders of paragraphs and sentences where it can."""
    while size(text, capabilities) > capabilities.text_limit:
        end = _longest(text, capabilities)
        cut = next((at + 1 for mark in _BORDERS if (at := text.rfind(mark, end // 2, end)) > 0), end)
        yield text[:cut].rstrip("\n")
        text = text[cut:].lstrip("\n")
    if text:
        yield text


def size(text: str, capabilities: Capabilities) -> int:
    """Return the length of a text in the units that the channel counts."""
    if capabilities.text_unit == "bytes":
        return len(text.encode())
    return len(text.encode("utf-16-le")) // 2 if capabilities.text_unit == "utf16" else len(text)


def _longest(text: str, capabilities: Capabilities) -> int:
    """Return how many characters fit; a character is never divided, nor a mark from what it stands on."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = size(text[:middle], capabilities) <= capabilities.text_limit
        low, high = (middle, high) if fits else (low, middle - 1)
    while low > 1 and re.match(r"[\u0300-\u036f\u200d\ufe0f]", text[low:]):
        low -= 1
    return low
