"""The nouns of questions: an item of the bank, what it rests on, what was given to it and what that is worth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction


class State(StrEnum):
    """Where an item stands; only an active one is ever asked."""

    DRAFT = "draft"
    WAITING = "waiting"
    ACTIVE = "active"
    RECHECK = "recheck"
    SUSPENDED = "suspended"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Binding:
    """The words that an item rests on.

    `source` is `Quote.source` (document version and article key, "3f9a1c0b7d2e#20"), `words` a literal part of
    that article, `digest` the hash of the article's whole text as it was reviewed (`quiz.binding.digest`).
    `confidence` (0..1) is how sure an automatic match is; 1.0 where a person or the generator itself set it.
    `title` is the document's, which all its versions share.
    """

    source: str
    words: str
    digest: str
    confidence: float = 1.0
    title: str = ""


# What is right: numbers of options from 0 (判断: 0 is 对, 1 is 错), or the accepted words of each blank.
Key = tuple[int, ...] | tuple[tuple[str, ...], ...]
# What was given: numbers of options of the item (not as shown), or the words of each blank.
Given = tuple[int, ...] | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One question, at one version.

    `kind` names a file in `quiz/kinds/` ("single", "multiple", "judge", "blank"). `difficulty` is 1 (easy) to 5.
    `binding` is None for an item that nothing in the library carries yet: it is never asked. `id` is that of the
    question, `version` that of its wording (`items.id`, `item_versions.id`); 0 before it is kept.
    """

    kind: str
    stem: str
    options: tuple[str, ...]
    key: Key
    explanation: str = ""
    difficulty: int = 3
    topic: str = ""
    binding: Binding | None = None
    id: int = 0
    version: int = 0

    @property
    def right(self) -> tuple[int, ...]:
        """The numbers of the right options; none for a blank."""
        return tuple(part for part in self.key if isinstance(part, int))

    @property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """The accepted words of each blank; none for a question with options."""
        return tuple(part for part in self.key if isinstance(part, tuple))


@dataclass(frozen=True, slots=True)
class Grade:
    """What an answer is worth: an exact mark from 0 to 1, and whether it is right by the strict rule."""

    mark: Fraction
    right: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an item cannot be taken: the column it stands in, a code that has a sentence, and the facts of that."""

    column: str
    code: str
    facts: Mapping[str, str] = field(default_factory=dict)
