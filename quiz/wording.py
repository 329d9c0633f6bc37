"""The words of questions brought to one form, for comparing them; gaps in a stem."""

import re

from knowledge.numerals import NUMERAL, value
from knowledge.words import fold

# How a gap is written: a line of underscores, or empty brackets.
GAP = "____"
_GAPS = re.compile(r"_{2,}|[（(]\s*_*\s*[）)]")
_NUMBER = re.compile(NUMERAL)
_LETTERS = re.compile(r"[^\w%]|_")


def gaps(stem: str) -> int:
    """Return how many gaps a stem has."""
    return len(_GAPS.findall(fold(stem)))


def filled(stem: str, words: tuple[str, ...]) -> str:
    """Return the stem with its gaps filled, one after the other."""
    rest = list(words)
    return _GAPS.sub(lambda gap: rest.pop(0) if rest else gap[0], stem)


def bare(text: str) -> str:
    """Return the letters and digits alone: what is left when marks, spaces and gaps make no difference."""
    return _LETTERS.sub("", fold(_GAPS.sub("", text)))


def normal(answer: str) -> str:
    """Return an answer as it is compared: letters and digits alone, 三十二 as 32."""
    return _NUMBER.sub(_digits, bare(answer))


def _digits(found: re.Match[str]) -> str:
    number = value(found[0])
    return found[0] if number is None else str(number)


def trigrams(text: str) -> frozenset[str]:
    """Return all runs of three characters of the bare text."""
    plain = bare(text)
    return frozenset(plain[at : at + 3] for at in range(max(1, len(plain) - 2)))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of runs that both have (Jaccard), 0 to 1."""
    return len(one & other) / len(one | other) if one or other else 1.0


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of the shorter one's runs that the other has too, 0 to 1."""
    return len(one & other) / min(len(one), len(other))
