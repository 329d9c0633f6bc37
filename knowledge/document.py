"""The nouns of reading: from the lines of a file to a document with addresses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Style(StrEnum):
    """What a format knows about a line before the grammar reads it."""

    TEXT = "text"
    TITLE = "title"
    HEADING = "heading"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    r"""One paragraph or one table of a file, in reading order.

    `text` holds no line break; a table's text is its cells joined by " | " and its
    rows by "\n", the cells themselves stand in `rows`. `level` is the depth of a
    heading (1 is the highest), 0 elsewhere. `page` counts from 1, None where the
    format has no pages.
    """

    text: str
    style: Style = Style.TEXT
    level: int = 0
    page: int | None = None
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as a format gave it: its lines and whatever was stated beside them.

    `stated` are front matter or the fields of a row, keys in lower case. `origin` is
    the file's path, followed by "#row" (from 1) where a file holds several documents.
    `sha256` is of the source bytes.
    """

    blocks: tuple[Block, ...]
    stated: Mapping[str, str]
    origin: str
    sha256: str


class Kind(StrEnum):
    """What a document is; decides its authority and how it may be quoted."""

    CONSTITUTION = "党章"
    CODE = "准则"
    REGULATION = "条例"
    PROVISIONS = "规定"
    MEASURES = "办法"
    RULES = "规则"
    BYLAWS = "细则"
    NORMATIVE = "规范性文件"
    LAW = "法律"
    ADMINISTRATIVE = "行政法规"
    INTERPRETATION = "司法解释"
    LOCAL = "地方文件"
    SPEECH = "讲话"
    MEETING = "会议文件"
    HISTORY = "党史"
    RESEARCH = "研究文章"
    OTHER = "其他"


class Level(StrEnum):
    """Which body a document speaks for; a higher one ranks first on the same matter."""

    NATIONAL = "中央"
    PROVINCE = "省级"
    CITY = "市级"
    COUNTY = "县级"
    UNIT = "单位"
    UNKNOWN = "未知"


class PieceKind(StrEnum):
    """The parts of an article that can be cited."""

    PARAGRAPH = "款"
    ITEM = "项"
    SUBITEM = "目"


@dataclass(frozen=True, slots=True)
class Piece:
    """The smallest unit that can be cited: a 款, a 项 or a 目 of one article.

    `number` is canonical ("4", "4-1"): ("2",) is the second 款, ("2", "4") its item
    (四), ("2", "4", "1") that item's 目 1. `start` and `end` are characters into
    `Article.text`. `lead` is the span of the sentence that introduces the list this
    item belongs to: its own, never that of another list of the same article.
    """

    kind: PieceKind
    number: tuple[str, ...]
    start: int
    end: int
    lead: tuple[int, int] | None = None


class UnitKind(StrEnum):
    """How an `Article` is addressed."""

    ARTICLE = "条"
    PARAGRAPH = "段"
    TABLE = "表"


@dataclass(frozen=True, slots=True)
class Article:
    r"""The unit that is indexed, cited and shown whole.

    A 条 of a regulation; where a document (or its preamble or annex) has no 条, one
    paragraph or one table. `key` is canonical and unique within the version ("17-1",
    "总纲/3", "附件1/2", "二/（一）/3"); `label` is how it is cited ("第十七条之一",
    "总纲第3段", "附件1第2段", "二（一）第3段"). `path` holds the headings above it, from
    编 down to 节 (or the heading path of a speech). `text` is the words without the
    number, paragraphs and items separated by one "\n".
    """

    key: str
    label: str
    text: str
    kind: UnitKind = UnitKind.ARTICLE
    path: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of one version of a document; dates are Beijing calendar days.

    `version` names the version as readers do ("2018", "2026-05-11修订"). `status` is
    the stated status ("in_force", "superseded", "repealed") or None: whether a text
    is in force on a day is computed from the dates, never stored. `undetermined`
    lists the fields that the text and the front matter leave open.
    """

    title: str
    version: str = ""
    short_titles: tuple[str, ...] = ()
    doc_no: str | None = None
    issuer: str | None = None
    kind: Kind = Kind.OTHER
    level: Level = Level.UNKNOWN
    adopted: date | None = None
    published: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    status: str | None = None
    trial: bool = False
    supersedes: tuple[str, ...] = ()
    interpreter: str | None = None
    speaker: str | None = None
    occasion: str | None = None
    source_url: str | None = None
    undetermined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One version of one document, ready for the index."""

    metadata: Metadata
    articles: tuple[Article, ...]
    origin: str
    sha256: str
    warnings: tuple[str, ...] = field(default=())
