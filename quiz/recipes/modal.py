"""What must be done and what may be done: a sentence with 应当 or 可以, mostly turned to the other one; 判断.

不得 is never made 可以: that only gives absurd statements. Whether the turned sentence is wrong beyond doubt a
reviewer has to tell, since what must be done may also be done.
"""

import re
from collections.abc import Iterator
from random import Random

from quiz.candidate import Candidate, Material, Pool, alone, cited
from quiz.item import Item

TURNED = {"应当": "可以", "可以": "应当"}
# All words that oblige, allow or forbid: beside a second one the turned one contradicts itself or gives itself away.
_MODAL = re.compile(r"应当?|可以?|不得|必须|严禁|禁止|不准|不许|不能|须|需要?|允许|有权|负责|原则上|一般|根据需要")
# Acts that can be left undone. Of what is only wished (应当照顾, 应当增强) both words are true to everybody.
_ACTS = re.compile(r"报|审批|批准|设立|划分|召开|通知|转交|备案|公示|公布|登记|选举|改选|派出|签名|备查|移交|听取")
_SHORTEST, _LONGEST = 20, 80


def propose(material: Material, pool: Pool, dice: Random) -> Iterator[Candidate]:
    """State each sentence that obliges or allows in one place alone."""
    for said in (whole for sentence in material.sentences for whole in alone(sentence)):
        found = list(_MODAL.finditer(said.lead + said.text))
        if len(found) != 1 or found[0][0] not in TURNED or not _SHORTEST <= len(said.text) <= _LONGEST:
            continue
        word = found[0][0]
        act = re.split("[，；]", said.text.partition(word)[2])[0]
        if said.text.count(word) != 1 or _denied(said.text, word) or not _ACTS.search(act):
            continue
        # As it stands everybody says yes to what must be done: that is only asked turned.
        true = word == "可以" and dice.random() < 0.5
        stated = said.text if true else said.text.replace(word, TURNED[word])
        item = Item("judge", cited(said, stated), (), (0,) if true else (1,), explanation=said.lead + said.text)
        yield Candidate("modal", material.row, said.title, item, said.text, said.text, word, 0.4)


def _denied(text: str, word: str) -> bool:
    """Tell whether a "not" or "only" beside it makes it something else: 可以不, 才可以."""
    at = text.index(word)
    return text[:at].endswith(("不", "才", "方", "均", "也")) or text[at + len(word) :].startswith("不")
