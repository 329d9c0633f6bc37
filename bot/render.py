"""Parts and a channel's capabilities -> what goes on the wire. Pure.

A wire message is {"parts": [...]} for a channel that draws cards, else {"text": ...} with
{"choices": [...]} beside the last piece where it has buttons. What a channel lacks falls
back to words: a card to its heading and text, choices to numbers to answer with.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from bot.message import Capabilities, Card, Choice, Choices, Part, Text
from bot.phrases import talk

Wire = Mapping[str, Any]
_CLOSERS = "”’」』）】》〉"
# Where a long text may be cut, best place first; a closing quote stays with its sentence.
_BORDERS = tuple(
    re.compile(rf"{border}[{_CLOSERS}]*(?![{_CLOSERS}])")
    for border in (r"\n\s*", r"[。！？!?]", "[；;]", "[，,、：]", r"\s")
)
_JOINER = "\u200d"


def render(parts: Sequence[Part], capabilities: Capabilities) -> tuple[Wire, ...]:
    """Return the messages of one reply, in order; none for a reply without parts.

    A channel that draws cards carries a reply whole; elsewhere no text is longer than its limit.
    """
    if not parts:
        return ()
    fitted = [_fitted(part, capabilities) for part in parts]
    if capabilities.cards:
        return ({"parts": [{"kind": type(part).__name__.lower(), **asdict(part)} for part in fitted]},)
    words = "\n\n".join(text for part in fitted if (text := plain(part)))
    pieces = list(split(words or talk.CHOOSE, capabilities))
    buttons = [asdict(choice) for part in fitted if isinstance(part, Choices) for choice in part.choices]
    wires: list[Wire] = [{"text": piece} for piece in pieces]
    if buttons:
        wires[-1] = {**wires[-1], "choices": buttons}
    return tuple(wires)


def _fitted(part: Part, capabilities: Capabilities) -> Part:
    """Return choices as the channel can show them: short labels on buttons, or words."""
    if not isinstance(part, Choices):
        return part
    if not capabilities.buttons:
        return Text(_numbered(part))
    return replace(part, choices=tuple(_short(choice, capabilities.label_limit) for choice in part.choices))


def _short(choice: Choice, limit: int) -> Choice:
    fits = len(choice.label) <= limit
    return choice if fits else replace(choice, label=choice.label[: limit - 1] + "…")


def plain(part: Part) -> str:
    """Return a part as plain text; of choices only the prompt, the buttons speak for themselves."""
    if isinstance(part, Text):
        return part.text
    if isinstance(part, Card):
        note = f"【{part.note}】" if part.note else ""
        return f"{note}{part.heading}{part.address}\n{part.text}"
    return part.prompt


def _numbered(choices: Choices) -> str:
    offered = "  ".join(f"{number} {choice.label}" for number, choice in enumerate(choices.choices, 1))
    return f"{choices.prompt or talk.CHOOSE_BY_NUMBER}{offered}"


def split(text: str, capabilities: Capabilities) -> Iterator[str]:
    """Cut a text into pieces within the channel's limit, at borders of paragraphs and sentences where it can."""
    text = text.strip("\n")
    while size(text, capabilities) > capabilities.text_limit:
        cut = _border(text, _longest(text, capabilities))
        yield text[:cut].rstrip("\n")
        text = text[cut:].lstrip("\n")
    if text:
        yield text


def size(text: str, capabilities: Capabilities) -> int:
    """Return the length of a text in the units that the channel counts."""
    if capabilities.text_unit == "bytes":
        return len(text.encode())
    return len(text.encode("utf-16-le")) // 2 if capabilities.text_unit == "utf16" else len(text)


def _border(text: str, end: int) -> int:
    """Return the best place to cut in the second half of what fits; `end` itself where there is no border."""
    for border in _BORDERS:
        places = [found.end() for found in border.finditer(text, end // 2) if found.end() <= end]
        if places:
            return places[-1]
    return end


def _longest(text: str, capabilities: Capabilities) -> int:
    """Return how many characters fit; what people see as one character is never divided."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = size(text[:middle], capabilities) <= capabilities.text_limit
        low, high = (middle, high) if fits else (low, middle - 1)
    whole = low
    while whole > 1 and _divides(text, whole):
        whole -= 1
    # One "character" longer than a message can only be broken.
    return low if _divides(text, whole) else whole


def _divides(text: str, at: int) -> bool:
    """Tell whether a cut before `at` parts a mark, a skin tone or a joined emoji from what it belongs to."""
    before, after = text[at - 1], text[at : at + 1]
    if not after:
        return False
    mark = unicodedata.category(after).startswith("M") or "\U0001f3fb" <= after <= "\U0001f3ff"
    flag = all("\U0001f1e6" <= char <= "\U0001f1ff" for char in (before, after))
    return mark or flag or _JOINER in (before, after)
