"""How often: 每月, 每季度, 每半年 or 每年 is blanked; the other three are the wrong answers."""

import re
from collections.abc import Iterator
from random import Random

from quiz.candidate import Candidate, Material, Pool, alone, cited
from quiz.item import Item
from quiz.wording import GAP

CADENCES = ("每周", "每月", "每季度", "每半年", "每年")
# What makes 每年 a cadence: something is done so and so often.
_CADENCE = re.compile(r"每(?:个)?(?:周|月|季度|半年|年)(?!度|[\u4e00-\u9fff]{0,2}份)")


def propose(material: Material, pool: Pool, dice: Random) -> Iterator[Candidate]:
    """Blank the cadence of each sentence that has one alone."""
    near = set(_CADENCE.findall(material.row.article.text))
    for said in (whole for sentence in material.sentences for whole in alone(sentence)):
        found = list(_CADENCE.finditer(said.text))
        if len(found) != 1:
            continue
        answer = found[0][0]
        # 按月, 全年 or a term of years beside it gives it away.
        if said.text.count(answer[-1]) > 1:
            continue
        wrong = [one for one in CADENCES[1:] if one not in near and one != answer.replace("个", "")]
        if len(wrong) >= 2:
            stem = said.text[: found[0].start()] + GAP + said.text[found[0].end() :]
            options = (answer, *dice.sample(wrong, min(3, len(wrong))))
            item = Item("single", cited(said, stem), options, (0,), explanation=said.lead + said.text)
            yield Candidate("cadence", material.row, said.title, item, said.text, said.text, answer, 1.1)
