"""Which version holds: the year from which the text in force applies, among those of earlier and other texts.

Only where two versions or more are held, and only where an article itself says that year: a question bound to
本办法自发布之日起施行 would outlive the next revision, which says the same.
"""

import re
from collections.abc import Iterator
from random import Random

from quiz.candidate import Candidate, Material, Pool
from quiz.item import Item

_STARTS = re.compile(r"[^。；\n]*自((?:19|20)\d{2})年\d{1,2}月\d{1,2}[日号]起(?:施行|实施|执行)[^。；\n]*[。；]?")
# Years further away than this are no rivals.
SPAN = 20


def propose(material: Material, pool: Pool, dice: Random) -> Iterator[Candidate]:
    """Ask for the year where the article that says it is of a document with several versions."""
    found = list(_STARTS.finditer(material.row.article.text))
    own = pool.years.get(material.title, ())
    if len(found) != 1 or len(own) < 2:
        return
    year, said = int(found[0][1]), found[0][0].strip()
    earlier = [one for one in own if one < year]
    others = sorted({one for years in pool.years.values() for one in years} - {year, *earlier})
    near = [one for one in others if abs(one - year) <= SPAN]
    wrong = (dice.sample(earlier, min(2, len(earlier))) + dice.sample(near, min(3, len(near))))[:3]
    if year != max(own) or not earlier or len(wrong) < 2:
        return
    options = tuple(f"{one}年" for one in (year, *wrong))
    item = Item("single", f"《{material.title}》现行有效的版本自哪一年起施行？", options, (0,), explanation=said)
    yield Candidate("version", material.row, material.title, item, said, said, options[0], 0.3)
