"""An official document as plain values, and how much room its text takes."""

from dataclasses import dataclass
from math import ceil

# 2号, 3号 and 4号, in points.
SIZE_2, SIZE_3, SIZE_4 = 22, 16, 14
# 22 lines of 28 characters of 3号 fill the 156 x 225 mm of text (GB/T 9704-2012, 5.2.2).
LINES, CHARACTERS = 22, 28


@dataclass(frozen=True, slots=True)
class Heading:
    """一、 (level 1, 黑体) or （一） (level 2, 楷体); the number is part of the text."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Body text, its first line two characters in."""

    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as wide as the text; the first row is its head, `widths` are the columns' shares of the width."""

    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, with what it shows in words."""

    data: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Annex:
    """附件 on a page of its own."""

    label: str
    title: str
    blocks: tuple["Block", ...]


Block = Heading | Paragraph | Grid | Picture


@dataclass(frozen=True, slots=True)
class Paper:
    """One document: title, 主送机关, blocks, 附件说明, 署名 and 成文日期, annexes.

    `lines` to a page: those of the standard, or more where all has to stand on one.
    """

    title: str
    addressee: str
    blocks: tuple[Block, ...]
    signed: str
    date: str
    annexes: tuple[Annex, ...] = ()
    lines: int = LINES


def height(paper: Paper) -> int:
    """Return how many lines a paper of text alone takes at most."""
    titles = sum(ceil(width(line) * SIZE_2 / SIZE_3 / CHARACTERS) for line in paper.title.split("\n"))
    # A line may end early, where a number has to stay whole, and another font has wider digits.
    texts = [2 + width(block.text) for block in paper.blocks if isinstance(block, Heading | Paragraph)]
    body = sum(ceil(text / (CHARACTERS - 3)) for text in (width(paper.addressee) + 1, *texts))
    return titles + 1 + body + 1 + 2


def width(text: str) -> float:
    """Return how many characters' places a text takes; letters and digits take half of one."""
    return sum(0.5 if sign.isascii() else 1.0 for sign in text)
