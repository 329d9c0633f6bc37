"""The one tokeniser: documents and questions become the same words."""

import re
import unicodedata
from functools import cache, lru_cache
from operator import add
from types import ModuleType

_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9.%]+")
CHINESE = re.compile(r"[\u3400-\u9fff]")
# Most texts have no other full-width signs; what has none is not looked at letter by letter, which takes six times as
# long.
_MARKS = tuple(zip("，；：（）？！", ",;:()?!", strict=True))


@cache
def _dictionary() -> ModuleType:
    """Load the dictionary on first use: half of the programs that import this room never cut a word.

    The library loads one for itself when it is imported; a second one would take as long again.
    """
    import rjieba

    return rjieba


def cut(text: str) -> list[str]:
    """Return the words of a text as the dictionary knows them, one after the other, with all that is between."""
    found: list[str] = _dictionary().cut(text)
    return found


def tagged(text: str) -> list[tuple[str, str]]:
    """Return the same words, each with the kind that the dictionary gives it: v for a verb, n for a noun."""
    found: list[tuple[str, str]] = _dictionary().tag(text)
    return found


@lru_cache(maxsize=512)
def fold(text: str) -> str:
    """Return the text with full-width letters and digits narrowed and in lower case."""
    # Kept, because one answer looks at the same few articles again and again.
    for wide, narrow in _MARKS:
        text = text.replace(wide, narrow)
    return unicodedata.normalize("NFKC", text).lower()


def letters_of(text: str) -> str:
    """Return the folded letters and digits of a text, without marks and spaces: what its ways of writing share."""
    return "".join(char for char in fold(text) if char.isalnum())


def runs(folded: str) -> list[str]:
    """Return the unbroken runs of a folded text, Chinese apart from letters and digits."""
    return _RUN.findall(folded)


def words(text: str) -> list[str]:
    """Return the dictionary words of two and more characters and the bigrams of every Chinese run.

    The dictionary knows compounds and leaves out new words; bigrams find any two
    characters that stand together. A two-character word comes twice, once as each: on
    real questions that ranks better than either alone (`xuesi evaluate`).
    """
    found: list[str] = []
    for run in runs(fold(text)):
        if not CHINESE.match(run) or len(run) == 1:
            found.append(run)
            continue
        found += [word for word in cut(run) if len(word) > 1]
        found += map(add, run, run[1:])
    return found


def terms(text: str) -> dict[str, int]:
    """Return the dictionary words of a question, single characters too, with how often each comes."""
    counts: dict[str, int] = {}
    for run in runs(fold(text)):
        for word in cut(run) if CHINESE.match(run) else [run]:
            counts[word] = counts.get(word, 0) + 1
    return counts
