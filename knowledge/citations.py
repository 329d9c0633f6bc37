"""How often the documents of a library name one another: what many others cite carries weight."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge import titles
from knowledge.document import Document

FILE = "cited.npy"
_NAMED = re.compile(r"《([^《》]{2,60})》")


def cited(documents: Sequence[Document]) -> NDArray[np.int32]:
    """Return for every document in how many articles of other documents its title stands, shape (documents,)."""
    meant: dict[str, str] = {}
    own = [titles.normal(document.metadata.title) for document in documents]
    for whole in own:
        meant.setdefault(whole, whole)
        meant.setdefault(whole.removeprefix("中华人民共和国"), whole)
    counts = Counter[str]()
    for document, whole in zip(documents, own, strict=True):
        for article in document.articles:
            named = {meant.get(titles.normal(found)) for found in _NAMED.findall(article.text)}
            counts.update(name for name in named if name and name != whole)
    return np.array([counts[whole] for whole in own], dtype=np.int32)
