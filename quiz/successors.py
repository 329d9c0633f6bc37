"""The draft that follows an item whose words were revised: the same question on the new words (domain rule 5.5).

Made only where the change can be carried over letter by letter and what comes of it rests on the new article; what
else was changed is for people to write. A draft always waits for a reviewer.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher

from knowledge.catalog import Row
from knowledge.snapshot import Snapshot
from quiz import check
from quiz.binding import bind, plain
from quiz.item import Item, Key
from quiz.sentences import sentences
from quiz.wording import filled, overlap, trigrams

# A sentence that shares less of the runs of three characters of the shorter one is another sentence.
ALIKE = 0.4
# A number is changed whole: of 二十四 and 三十二 the 十 is not what stayed.
_TOKENS = re.compile(r"[〇零一二两三四五六七八九十百千万\d.]+|.", re.S)
Change = tuple[str, str]


def successor(snapshot: Snapshot, item: Item, row: Row) -> Item | None:
    """Return an item on the words that took the place of those it rests on, None where it cannot be made surely."""
    if item.binding is None or item.kind not in ("single", "blank", "judge"):
        return None
    old = item.binding.words
    fresh = _nearest(row, old)
    changes = tuple(_changes(old, fresh)) if fresh else ()
    if not changes or (item.explanation and _told(item.explanation, changes) is None):
        return None
    made = _rewritten(item, changes)
    if made is None or any(check.problems(made)) or not _rests(made, fresh):
        return None
    explanation = _told(item.explanation, changes) or ""
    return replace(made, explanation=explanation, binding=bind(snapshot, row, fresh), id=0, version=0)


def _nearest(row: Row, words: str) -> str:
    """Return the sentence of an article that is most like the words, "" where none is."""
    old = trigrams(words)
    found = [(overlap(old, trigrams(one.text)), one.text) for one in sentences(row, "")]
    share, text = max(found, default=(0.0, ""), key=lambda one: one[0])
    return _part(text, words) if share >= ALIKE else ""


def _part(text: str, words: str) -> str:
    """Return the part of a sentence that stands where the words stood in the old one."""
    was, now = _TOKENS.findall(words), _TOKENS.findall(text)
    blocks = [block for block in SequenceMatcher(None, was, now, autojunk=False).get_matching_blocks() if block.size]
    if not blocks:
        return ""
    first, last = blocks[0], blocks[-1]
    end = last.b + last.size + len(was) - last.a - last.size
    return "".join(now[max(0, first.b - first.a) : end])


def _changes(old: str, new: str) -> Iterator[Change]:
    """Yield what was written and what is written now, with a character before it where it is short."""
    was, now = _TOKENS.findall(old), _TOKENS.findall(new)
    for kind, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind != "equal":
            lead = was[a - 1 : a] if a and c else []
            yield "".join((*lead, *was[a:b])), "".join((*lead, *now[c:d]))


def _rewritten(item: Item, changes: tuple[Change, ...]) -> Item | None:
    """Carry the changes over into stem and answer; None where one of them is found in neither."""
    stem, options, key = item.stem, item.options, item.key
    for was, now in changes:
        if stem.count(was) == 1:
            stem = stem.replace(was, now)
            continue
        # What is asked for is what was changed; its first character may stand before the gap.
        answered = _answered(Item(item.kind, stem, options, key), was, now) or _answered(
            Item(item.kind, stem, options, key), was[1:], now[1:]
        )
        if answered is None:
            return None
        options, key = answered
    return replace(item, stem=stem, options=options, key=key)


def _answered(item: Item, was: str, now: str) -> tuple[tuple[str, ...], Key] | None:
    """Return options and key with what was right replaced by what is now."""
    if not was or not now:
        return None
    if item.kind == "blank":
        words = tuple(tuple(one.replace(was, now) for one in accepted) for accepted in item.words)
        return (item.options, words) if words != item.words else None
    if item.kind == "single":
        (place,) = item.right
        right = item.options[place].replace(was, now)
        if right == item.options[place]:
            return None
        if right in item.options:
            return item.options, (item.options.index(right),)
        return tuple(right if number == place else one for number, one in enumerate(item.options)), item.key
    return None


def _told(explanation: str, changes: tuple[Change, ...]) -> str | None:
    """Return an explanation with the changes in it; None where it does not quote what was changed."""
    for was, now in changes:
        if was not in explanation:
            return None
        explanation = explanation.replace(was, now)
    return explanation


def _rests(item: Item, words: str) -> bool:
    """Tell whether a question with its answer says what the new words say."""
    if item.kind == "judge":
        return item.right == (0,) and plain(words.rstrip("。；")) in plain(item.stem)
    right = item.words[0][0] if item.kind == "blank" else item.options[item.right[0]]
    whole = plain(filled(item.stem, (right,)))
    return plain(words.rstrip("。；")) in whole or (item.kind == "single" and plain(right) in plain(words))
