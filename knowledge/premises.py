"""What a question takes for granted and wants confirmed: 每天两小时对吗."""

import re
from collections.abc import Sequence

from knowledge.asked import Asked
from knowledge.evidence import Hit
from knowledge.quantities import holds, quantities

# These want something confirmed.
_CONFIRMS = re.compile(r"(?:对吗|是吗|对不对|是不是|没错吧|对吧|属实吗|正确吗)[？?]?$")


def unheld_premise(asked: Asked, hits: Sequence[Hit]) -> str | None:
    """Return the quantity that a question wants confirmed (每天两小时对吗) when no article found holds it."""
    if not _CONFIRMS.search(asked.question):
        return None
    texts = [asked.snapshot.catalog.row(hit.article).article.text for hit in hits]
    # 两小时 says more of what is wrong with 每天两小时 than 每天 does.
    said = sorted(quantities(asked.question), key=lambda one: one.startswith("每"))
    return next((one for one in said if not any(holds(text, one) for text in texts)), None)
