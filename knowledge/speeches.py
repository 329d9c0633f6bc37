"""Who spoke on what occasion: 陈示例讲了什么, 在机关学习工作会议上的讲话 name a text without its title."""

import re
from collections.abc import Sequence
from datetime import date

from knowledge import titles
from knowledge.catalog import Catalog, Version
from knowledge.numerals import value
from knowledge.words import fold

_SPOKE = r"(?:讲话|发言|致辞|报告|演讲|讲|说|谈|指出|强调|提出|要求|部署)"
_OCCASION = re.compile(
    rf"(?:^(?:请问)?|在|关于)(?P<occasion>[^，。？?！!]{{3,40}}?)(?:上|期间|时)?(?:的|作的|所作的|发表的)*{_SPOKE}"
)
_NUMBER = re.compile(r"[〇零一二三四五六七八九十百千]{2,}")
# Between who speaks and that they spoke: 马卫光书记在开学典礼上讲了什么.
_BETWEEN = r"(?:同志|总?书记|主席|部长|市长)?(?:(?:在|对|关于)[^，。]{2,40}?|是|都|曾|主要|怎么|如何|的|作的?){0,3}"
# What is asked of a speech and says nothing of its matter.
_ASKS = re.compile(
    rf"(?:的|所|对|曾|都|主要|重要|同志|书记|主席|是|怎么|如何|关于|发表|作|了|过|{_SPOKE})+"
    r"|(?:什么|啥|哪些|哪几(?:点|件事|个方面|条)?|几(?:点|件事)|内容|话|有|吗|呢|[？?，。！!])+"
)
_AROUND = re.compile(rf"^(?:对|关于)|(?:是|都)?(?:怎么|如何|有什么){_SPOKE}?的?[？?]?$")
# An occasion is meant when so much of how it is called stands in its full name.
MEANT = 0.8


def spoken(catalog: Catalog, question: str, day: date) -> tuple[tuple[str, ...], str]:
    """Return the versions of the speeches that a question names by speaker or occasion, newest first, and the rest.

    The rest is what is asked about, "" where the question is after the speech as such. () where none is named.
    """
    held = catalog.spoken
    names = sorted({_speaker(one) for one in held} - {""})
    speaker = next((name for name in names if re.search(f"{name}{_BETWEEN}{_SPOKE}", question)), "")
    about = re.sub(rf"{speaker}(?:同志|总?书记|主席|部长|市长)?", "", question) if speaker else question
    found = _OCCASION.search(about)
    if not (speaker or found):
        return (), question
    known = [one for one in held if one.span.holds(day) and speaker in (_speaker(one), "")]
    there = _of_occasion(known, found["occasion"]) if found else []
    # 对作风怎么说 names a matter, not an occasion; who speaks is enough then.
    known = there or (known if speaker else [])
    left = about.replace(found[0], " ") if found and there else about
    left = _AROUND.sub("", left.strip())
    known.sort(key=lambda one: (-one.span.starts, one.id))
    return tuple(one.id for one in known), "" if not _ASKS.sub("", left).strip() else left.strip()


def _of_occasion(known: Sequence[Version], occasion: str) -> list[Version]:
    """Return the speeches of the one occasion whose full name holds most of what it is called."""
    names = {one.id: f"{one.metadata.occasion or ''} {titles.clean(one.metadata.title)}" for one in known}
    shares = {key: _share(occasion, name) for key, name in names.items()}
    best = max(shares.values(), default=0.0)
    return [one for one in known if shares[one.id] == best >= MEANT]


def _share(short: str, name: str) -> float:
    """Return the share of the pairs of characters of a short name that stand in the whole one (40 is 四十)."""
    words, whole = _digits(short), _digits(name)
    pairs = [words[at : at + 2] for at in range(len(words) - 1)]
    return sum(pair in whole for pair in pairs) / len(pairs) if pairs else 0.0


def _digits(text: str) -> str:
    return _NUMBER.sub(lambda found: str(value(found[0]) or found[0]), fold(text))


def _speaker(version: Version) -> str:
    return version.metadata.speaker or ""
