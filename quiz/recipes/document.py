"""A sentence that stands in one document alone: which of four is it from."""

import re
from collections.abc import Iterator
from random import Random

from quiz.candidate import Candidate, Material, Pool, alone
from quiz.item import Item
from quiz.wording import bare

_KIND = re.compile(r"(章程|条例|规定|办法|细则|规则|准则|制度|规程|宪法|法)(?:（试行）)?$")
# Pairs of characters that stand in most titles, and in most sentences too.
_COMMON = frozenset(("中国", "国共", "共产", "产党", "关于", "党党", "工作", "管理", "使用", "组织"))
# 本条例 tells of which kind the document is.
_NAMING = re.compile(r"本(?:章程|条例|规定|办法|细则|规则|准则|制度|规程|法)")
# So many others of the same kind, or nearly, are offered.
WRONG = 3


def propose(material: Material, pool: Pool, dice: Random) -> Iterator[Candidate]:
    """Quote one sentence of an article; one that names what its document is about would give it away."""
    others = [title for title in pool.titles if title != material.title and _family(title) == _family(material.title)]
    words = set(re.findall(r"(?=([\u4e00-\u9fff]{2}))", _KIND.sub("", material.title))) - _COMMON
    for said in (whole for sentence in material.sentences for whole in alone(sentence)):
        if said.lead or not 20 <= len(said.text) <= 80 or pool.places.get(bare(said.text), 0) != 1:
            continue
        telling = sum(word in said.text for word in words)
        if len(others) < WRONG or telling or _NAMING.search(said.text):
            continue
        options = tuple(f"《{title}》" for title in (material.title, *dice.sample(others, WRONG)))
        item = Item("single", f"“{said.text.rstrip('。')}”出自下列哪部文件？", options, (0,), explanation=said.text)
        yield Candidate("document", material.row, material.title, item, said.text, said.text, options[0], 0.2)


def _family(title: str) -> str:
    """Return 法 for laws of the state, "" for all other regulations: between the two the tone alone would tell."""
    found = _KIND.search(title)
    return "法" if found and found[1].endswith("法") and found[1] != "办法" else ""
