"""Parts and a channel's capabilities -> what goes on the wire. Pure.

A wire message is {"parts": [...]} for a channel that draws cards. Elsewhere it is {"text": ...},
with {"choices": [...]} beside the last text where there are buttons; {"quiz": {...}} for a poll or
vote card; {"media": {...}} for a picture or file. Where replies may be late, the first also has
{"asked": ...}. What a channel lacks falls back to words: a card to its heading and text, choices to
numbers to answer with, options to lettered lines, a picture to what it shows. A poll that cannot
hold its words stands under them, with letters.
"""

import base64
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from bot.message import SPOKEN, Answered, Capabilities, Card, Choice, Choices, File, Image, Part, Quiz, Text
from bot.phrases import talk

Wire = Mapping[str, Any]
LETTERS = "ABCDEFGHIJ"
# So much of a question is enough to know it by.
ASKED = 20
_CLOSERS = "”’」』）】》〉"
# Where a long text may be cut, best place first; a closing quote stays with its sentence.
_BORDERS = tuple(
    re.compile(rf"{border}[{_CLOSERS}]*(?![{_CLOSERS}])")
    for border in (r"\n\s*", r"[。！？!?]", "[；;]", "[，,、：]", r"\s")
)
_JOINER = "\u200d"


def render(parts: Sequence[Part], capabilities: Capabilities, asked: str = "") -> tuple[Wire, ...]:
    """Return the messages of one reply to the words `asked`, in order; none for a reply without parts.

    A channel that draws cards carries a reply whole; elsewhere no text is longer than its limit.
    """
    if not parts:
        return ()
    fitted = [piece for part in parts for piece in _fitted(part, capabilities)]
    if capabilities.cards:
        return ({"parts": [_drawn(part) for part in fitted]},)
    wires = tuple(wire for group in _grouped(fitted, capabilities) for wire in _wires(group, capabilities))
    return ({**wires[0], "asked": asked[:ASKED]}, *wires[1:]) if asked and capabilities.late else wires


def _drawn(part: Part) -> Wire:
    return {"kind": type(part).__name__.lower(), **(_media(part) if isinstance(part, Image | File) else asdict(part))}


def _media(part: Image | File) -> Wire:
    shown = {"alt": part.alt} if isinstance(part, Image) else {}
    return {"name": part.name, "data": base64.b64encode(part.data).decode(), **shown}


def _grouped(parts: Sequence[Part], capabilities: Capabilities) -> Iterator[list[Part]]:
    """Keep words and their buttons together; a poll, a picture, a file, a menu are messages of their own."""
    words: list[Part] = []
    for part in parts:
        if isinstance(part, Quiz | Image | File) or (capabilities.menu and isinstance(part, Choices)):
            yield from ([words] if words else [])
            yield [part]
            words = []
        else:
            words.append(part)
    yield from ([words] if words else [])


def _wires(group: Sequence[Part], capabilities: Capabilities) -> Iterator[Wire]:
    if isinstance(group[0], Quiz):
        closes = group[0].closes
        yield {"quiz": {**asdict(group[0]), "closes": closes.isoformat() if closes else None}}
        return
    if isinstance(group[0], Image | File):
        yield {"media": _media(group[0])}
        return
    words = "\n\n".join(text for part in group if (text := plain(part)))
    pieces = list(split(words or talk.CHOOSE, capabilities))
    buttons = [asdict(choice) for part in group if isinstance(part, Choices) for choice in part.choices]
    yield from ({"text": piece} for piece in pieces[:-1])
    yield {"text": pieces[-1], **({"choices": buttons} if buttons else {})}


def _fitted(part: Part, capabilities: Capabilities) -> tuple[Part, ...]:
    """Return a part as the channel can show it."""
    if isinstance(part, Quiz):
        return _quiz(part, capabilities)
    if isinstance(part, Answered):
        return (part,) if capabilities.quiz == "card" else ()
    if isinstance(part, Image) and not capabilities.images:
        return (Text(part.alt),)
    if isinstance(part, File) and not capabilities.files:
        return (Text(talk.FILE_ELSEWHERE.format(name=part.name)),)
    if not isinstance(part, Choices):
        return (part,)
    if not (capabilities.buttons or capabilities.menu):
        return (Text(_numbered(part)),)
    return (replace(part, choices=tuple(_short(choice, capabilities.label_limit) for choice in part.choices)),)


def _quiz(quiz: Quiz, capabilities: Capabilities) -> tuple[Part, ...]:
    """Return a question as the channel's own widget, as words above a lettered one, or as words to answer with letters.

    Only a channel whose poll judges by itself learns what is right.
    """
    if capabilities.quiz != "poll":
        quiz = replace(quiz, correct=(), explanation="")
    if capabilities.quiz == "card":
        return (quiz,)
    letters = quiz.options if bare(quiz.options) else tuple(LETTERS[: len(quiz.options)])
    spelled = Text(spelled_out(quiz.prompt, quiz.options))
    if not quiz.options:
        return (spelled,)
    if capabilities.quiz in ("poll", "vote") and len(quiz.options) <= capabilities.options_limit:
        # What is said of an answer names options by their letters; a vote card sets its own.
        named = capabilities.quiz == "poll" and not bare(quiz.options)
        shown = replace(quiz, options=_with_letters(quiz.options)) if named else quiz
        fits = len(quiz.prompt) <= capabilities.prompt_length
        if fits and max(map(len, shown.options)) <= capabilities.option_length:
            return (shown,)
        return spelled, replace(quiz, prompt=talk.CHOOSE, options=letters)
    buttons = Choices(tuple(Choice(label, f"{quiz.token}-{at}") for at, label in enumerate(letters)))
    if capabilities.buttons and not quiz.multiple:
        return spelled, buttons
    hint = talk.ANSWER_SEVERAL if quiz.multiple else talk.ANSWER_EITHER if bare(quiz.options) else talk.ANSWER_ONE
    menu = (buttons,) if capabilities.menu and not quiz.multiple else ()
    return Text(f"{spelled.text}\n{hint}"), *menu


def _with_letters(options: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{LETTERS[at]}. {text}" for at, text in enumerate(options))


def spelled_out(prompt: str, options: Sequence[str]) -> str:
    """Return a question in words, its options lettered; a question whose answers are 对 and 错 says so itself."""
    return prompt if bare(options) else "\n".join((prompt, *_with_letters(options)))


def bare(options: Sequence[str]) -> bool:
    """Tell whether options are answered with just their words: 对 and 错, letters alone."""
    return all(len(option) == 1 for option in options)


def picked(token: str) -> tuple[str, tuple[int, ...]]:
    """Read back a button of a question: its token and the place tapped; other tokens come back as they are."""
    question, dash, place = token.rpartition("-")
    return (question, (int(place),)) if dash and place.isdigit() else (token, ())


def _short(choice: Choice, limit: int) -> Choice:
    fits = len(choice.label) <= limit
    return choice if fits else replace(choice, label=choice.label[: limit - 1] + "…")


def plain(part: Part) -> str:
    """Return a part as plain text; of choices only the prompt, the buttons speak for themselves."""
    if isinstance(part, Text):
        return part.text
    if isinstance(part, Answered):
        return part.said
    if isinstance(part, Card):
        note = f"【{part.note}】" if part.note else ""
        return f"{note}{part.heading}{part.address}\n{part.text}"
    return part.prompt if isinstance(part, Choices | Quiz) else part.name


def _numbered(choices: Choices) -> str:
    spoken = [choice.label for choice in choices.choices if choice.token.startswith(SPOKEN)]
    numbered = [choice.label for choice in choices.choices if not choice.token.startswith(SPOKEN)]
    offered = "  ".join(f"{number} {label}" for number, label in enumerate(numbered, 1))
    lines = [f"{choices.prompt or talk.CHOOSE_BY_NUMBER}{offered}"] if offered else []
    return "\n".join([*lines, *([talk.SAY_ONE.format(words="、".join(spoken))] if spoken else [])])


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
