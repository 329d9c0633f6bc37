"""A list with its lead-in: 多选 of items that stand in it, with one or two that stand in another list."""

import re
from collections.abc import Iterator
from random import Random

from knowledge.words import terms
from quiz.candidate import Candidate, Material, Pool
from quiz.filters import is_slogan
from quiz.item import Item
from quiz.sentences import Listing
from quiz.wording import bare

LONGEST, SHORTEST = 60, 4
# What a long item begins with must say something by itself.
SHORTEST_CUT = 8
# What closes a list for everything that was not thought of: true of every list, so it is never an option.
_CATCH_ALL = re.compile(r"其他|其它|等情形|法律、法规规定|上级.{0,6}交办|完成.{0,8}任务$")
# So much of its words a wrong item may share with the article that it does not belong to.
SHARED = 0.25
# How the lead-in names what it lists: wrong items of the same sort fit the sentence.
_SORTS = (
    "义务",
    "权利",
    "职责",
    "任务",
    "条件",
    "情形",
    "原则",
    "要求",
    "内容",
    "程序",
    "方式",
    "纪律",
    "处分",
    "行为",
    "措施",
)
# What a cut item may not end with: then it is only who it speaks of.
_SUBJECTS = ("党支部", "党委", "党组", "党组织", "部门", "单位")
# What is a principle here can hardly be called wrong there.
_EVERYWHERE = ("原则", "要求")
# Words that all lists share say nothing about one being part of another.
_COMMON = frozenset(
    ("党员", "党组织", "党的", "组织", "工作", "进行", "以及", "有关", "应当", "开展", "按照", "加强", "坚持")
)


def propose(material: Material, pool: Pool, dice: Random) -> Iterator[Candidate]:
    """Ask for the items of each list."""
    for listing in material.listings:
        right = _options(listing)
        wrong = _wrong(listing, pool, dice)
        if len(listing.items) < 3 or len(right) < 2 or not wrong:
            continue
        count = min(len(right), 3 if len(wrong) == 1 else 2 + dice.randrange(2))
        chosen = sorted(dice.sample(right, count), key=right.index)
        stem = f"根据《{listing.title}》，{question(listing.lead)}"
        explanation = f"{listing.lead}{'；'.join(chosen)}。"
        item = Item("multiple", stem, (*chosen, *wrong), tuple(range(count)), explanation=explanation)
        yield Candidate("several", material.row, listing.title, item, chosen[0], listing.lead, "；".join(chosen), 0.9)


def question(lead: str) -> str:
    """Turn a lead-in into a question: of 党支部的基本任务是： that is 党支部的基本任务是哪些."""
    words = lead.rstrip("：: ")
    if words.endswith(("是", "有", "为", "包括", "包含", "做到", "坚持", "负责")):
        return f"{words}哪些？"
    if words.endswith("如下"):
        return f"{words.removesuffix('如下')}有哪些？"
    return f"{words}。下列哪些属于其中？"


def _options(listing: Listing) -> list[str]:
    """Return what can be offered of a list: short items whole, of long ones what they begin with."""
    return [short for item in listing.items if (short := _short(item)) and not _CATCH_ALL.search(item)]


def _short(item: str) -> str:
    """Return an item, or its first words where they stand for it: 坚持党的领导。…; "" where neither can be offered."""
    first = re.split(r"[。；\n]", item)[0]
    if SHORTEST <= len(first) <= LONGEST:
        return first
    cut = first.split("，")[0]
    return cut if SHORTEST_CUT <= len(cut) <= LONGEST and not cut.endswith(_SUBJECTS) else ""


def _wrong(listing: Listing, pool: Pool, dice: Random) -> tuple[str, ...]:
    """Return one or two items of other lists that say nothing of what this list says; of the same document first."""
    held = _weighty(listing.lead + listing.row.article.text)
    right = _options(listing)
    lists = (other for found in pool.listings.values() for other in found)
    others = [
        one for one in lists if bare(one.lead) != bare(listing.lead) and _sort(one.lead) not in ("", *_EVERYWHERE)
    ]
    ranked = sorted(
        others,
        key=lambda other: (other.title != listing.title, _sort(other.lead) != _sort(listing.lead), other.row.row),
    )
    near = [other for other in ranked if other.title == listing.title or _sort(other.lead) == _sort(listing.lead) != ""]
    fitting = [item for other in near for item in _options(other)[:4] if _foreign(item, held) and _even(item, right)]
    best = [item for item in dict.fromkeys(fitting) if not is_slogan(item)][:4]
    return tuple(dice.sample(best, min(len(best), 1 + dice.randrange(2))))


def _sort(lead: str) -> str:
    return next((sort for sort in _SORTS if sort in lead[-12:]), "")


def _foreign(item: str, held: set[str]) -> bool:
    """Tell whether an item says something else: its last word is no word of the list's article, and most are none."""
    words = _weighty(item)
    last = max(words, key=lambda word: item.lower().rfind(word), default="")
    return bool(words) and last not in held and len(words & held) <= SHARED * len(words)


def _weighty(text: str) -> set[str]:
    """Return the words by which two items would be found to say the same."""
    return {word for word in terms(text) if len(word) > 1 and word not in _COMMON}


def _even(item: str, items: list[str]) -> bool:
    """Tell whether an item is about as long as those of the list: a long one among short ones stands out."""
    if not items:
        return False
    lengths = sorted(len(one) for one in items)
    middle = lengths[len(lengths) // 2]
    return middle / 2 <= len(item) <= 2 * middle
