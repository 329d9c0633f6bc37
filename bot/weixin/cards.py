"""WeCom's template cards for questions: one tap where a choice is enough, a ballot where several may be right.

Source: developer.work.weixin.qq.com path/90236 (vote_interaction, button_interaction), path/101032 (AI bots).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.phrases import wechat as phrases
from bot.render import LETTERS
from bot.weixin.seal import Refused

# A button card holds six; what has more is asked by a ballot.
BUTTONS = 6
_TASK = re.compile(r"([0-9A-Za-z_-]{1,64})@\d{1,20}")
_PLACE = re.compile(r"\d{1,2}")
Card = Mapping[str, Any]


def question(quiz: Mapping[str, Any], letter: int) -> Card:
    """Return a question as a card. The letter's number makes the task unique: the same question goes to many."""
    task, texts = f"{quiz['token']}@{letter}", lettered(quiz["options"])
    title = {"main_title": {"title": quiz["prompt"]}, "task_id": task}
    if not quiz["multiple"] and len(quiz["options"]) <= BUTTONS:
        buttons = [{"text": text, "style": 1, "key": str(at)} for at, text in enumerate(texts)]
        return {"card_type": "button_interaction", **title, "button_list": buttons}
    options = [{"id": str(at), "text": text, "is_checked": False} for at, text in enumerate(texts)]
    return {
        "card_type": "vote_interaction", **title,
        "checkbox": {"question_key": quiz["token"], "mode": int(quiz["multiple"]), "option_list": options},
        "submit_button": {"text": phrases.SUBMIT, "key": "submit"},
    }  # fmt: skip


def lettered(options: Sequence[str]) -> Sequence[str]:
    """Return options with the letters by which the right one is named afterwards; 对 and 错 need none."""
    if all(len(text) == 1 for text in options):
        return options
    return [f"{letter} {text}" for letter, text in zip(LETTERS, options, strict=False)]


def done(card: Card) -> Card:
    """Return a question's card as it stands after its answer: nothing more can be tapped."""
    if card["card_type"] == "button_interaction":
        answered = [{"text": phrases.ANSWERED, "style": 2, "key": "answered"}]
        return {**card, "button_list": answered}
    ballot = {**card["checkbox"], "disable": True}
    return {**card, "checkbox": ballot, "submit_button": {"text": phrases.ANSWERED, "key": "answered"}}


@dataclass(frozen=True, slots=True)
class Tap:
    """What somebody did to a card: the token it was made with, and the places picked."""

    token: str
    picked: tuple[int, ...]


def tap(task: str, key: str, options: Sequence[str]) -> Tap:
    """Read an event: `key` of the button tapped, `options` of the ballot. Raises `Refused` for no card of ours."""
    found = _TASK.fullmatch(task)
    chosen = list(options) or ([key] if _PLACE.fullmatch(key) else [])
    if found is None or not all(_PLACE.fullmatch(place) for place in chosen):
        raise Refused("task")
    return Tap(found[1], tuple(sorted({int(place) for place in chosen})))


def options_of(selected: object) -> tuple[str, ...]:
    """Return the ids of the options in an event, however it nests them: a list, or one where there is one."""
    if isinstance(selected, Mapping):
        return tuple(one for name, value in selected.items() if name in _NESTED for one in options_of(value))
    if isinstance(selected, list):
        return tuple(one for value in selected for one in options_of(value))
    return (selected,) if isinstance(selected, str) else ()


# XML and JSON name the same boxes in their own way.
_NESTED = frozenset(
    ("SelectedItem", "selected_item", "OptionIds", "option_ids", "OptionId", "option_id")
)  # fmt: skip
