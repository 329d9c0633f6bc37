"""The administrator's own questions: a new snapshot that answers them worse than the published one is kept back."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from faults import Fault
from knowledge import titles
from knowledge.evaluate import CUTS, Outcome, Question, figures, question_of
from knowledge.evidence import Status
from knowledge.search import search
from knowledge.snapshot import Snapshot

# What must not fall; each is a share (0..1).
WATCHED = ("recall@10", "mrr")


def read(path: Path) -> list[Question]:
    """Read a file of questions, one JSON value a line. Raises the fault questions_unreadable."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [question_of(json.loads(line)) for line in lines if line.strip()]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Fault("questions_unreadable", path=str(path), detail=str(error)) from error


@dataclass(frozen=True, slots=True)
class Golden:
    """The questions in `path` (none when there is no such file), and how far a figure may fall (0..1).

    `today` gives the Beijing day that questions without one ask about.
    """

    path: Path
    margin: float
    today: Callable[[], date]

    def __call__(self, new: Snapshot, old: Snapshot | None) -> None:
        """Compare a finished snapshot with the published one. Raises the faults golden_worse, questions_unreadable."""
        if old is None or not self.path.is_file():
            return
        questions = read(self.path)
        before, after = (self._figures(snapshot, questions) for snapshot in (old, new))
        for name in WATCHED:
            if after[name] < before[name] - self.margin:
                raise Fault("golden_worse", measure=name, before=before[name], after=after[name], margin=self.margin)

    def _figures(self, snapshot: Snapshot, questions: Sequence[Question]) -> dict[str, float]:
        return figures([self._outcome(snapshot, question) for question in questions])

    def _outcome(self, snapshot: Snapshot, question: Question) -> Outcome:
        hits = search(snapshot, question.text, max(CUTS), question.as_of or self.today())
        return Outcome(question, tuple(named(snapshot, hit.article) for hit in hits), Status.ANSWERED, 0.0)


def named(snapshot: Snapshot, row: int) -> tuple[str, str]:
    """Return an article as questions name it: normalised title and key."""
    found = snapshot.catalog.row(row)
    return titles.normal(snapshot.catalog.versions[found.version].metadata.title), found.article.key
