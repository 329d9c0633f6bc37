"""How often the documents of a library name one another: what many others cite carries weight."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from knowledge import titles

FILE = "cited.npy"
_NAMED = re.compile(r"《([^《》]{2,60})》")


def named(text: str) -> tuple[str, ...]:
    """Return the titles that stand in an article, as they stand there, each once."""
    return tuple(dict.fromkeys(_NAMED.findall(text)))


def cited(held: Sequence[tuple[str, int]], names: Iterable[tuple[int, str]]) -> NDArray[np.int32]:
    """Return for every document in how many articles of other documents its title stands, shape (documents,).

    `held` are title and number of articles of each, `names` those of `named` with the row of their article.
    """
    own = [titles.normal(title) for title, _ in held]
    meant: dict[str, str] = {}
    for whole in own:
        meant.setdefault(whole, whole)
        meant.setdefault(whole.removeprefix("中华人民共和国"), whole)
    normal = cache(titles.normal)
    found = [(row, title) for row, title in {(row, meant.get(normal(name))) for row, name in names} if title]
    places = np.searchsorted(np.cumsum([count for _, count in held]), [row for row, _ in found], side="right")
    counts = Counter(title for (_, title), place in zip(found, places, strict=True) if own[place] != title)
    return np.array([counts[whole] for whole in own], dtype=np.int32)
