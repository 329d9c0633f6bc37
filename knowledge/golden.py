"""The administrator's own questions: a new snapshot that answers them worse than the published one is kept back."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from faults import Fault
from knowledge import titles
from knowledge.address import Named
from knowledge.answer import answer
from knowledge.asked import asked, find
from knowledge.changes import Measured
from knowledge.evaluate import CUTS, Outcome, Question, figures, question_of, worse, worths
from knowledge.snapshot import Snapshot

# What must not get worse, each a share (0..1), and whether more of it is better.
WATCHED = {"recall@10": True, "mrr": True, "false_answers": False, "false_refusals": False}

# So many of the questions that ended worse are named.
NAMED = 3


def read(path: Path) -> list[Question]:
    """Read a file of questions, one JSON value a line. Raises the fault questions_unreadable."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        return [question_of(json.loads(line)) for line in lines if line.strip()]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Fault("questions_unreadable", path=str(path), detail=str(error)) from error


def outcome(snapshot: Snapshot, today: date, question: Question) -> Outcome:
    """Ask one question as a member does: found are the articles quoted, then those found in all its readings.

    The time is that of the whole answer. `today` is what a question without a day of its own asks about.
    """
    day = question.as_of or today
    ended = answer(snapshot, question.text, day)
    rows = [quote.row for quote in ended.quotes]
    rows += [hit.article for hit in find(asked(snapshot, question.text, day, Named(())), max(CUTS), day)]
    found = tuple(named(snapshot, row) for row in list(dict.fromkeys(rows))[: max(CUTS)])
    return Outcome(question, found, ended.status, ended.ms)


@dataclass(frozen=True, slots=True)
class Golden:
    """The questions in `path` (none when there is no such file), and by how much a figure may get worse (0..1).

    `today` gives the Beijing day that questions without one ask about.
    """

    path: Path
    margin: float
    today: Callable[[], date]

    def __call__(self, new: Snapshot, old: Snapshot | None) -> tuple[Measured, ...]:
        """Measure a finished snapshot and the published one. Raises the faults golden_worse, questions_unreadable."""
        if old is None or not self.path.is_file():
            return ()
        questions = read(self.path)
        before, after = (self._outcomes(snapshot, questions) for snapshot in (old, new))
        was, is_ = figures(before), figures(after)
        for name, more_is_better in WATCHED.items():
            fall = was[name] - is_[name] if more_is_better else is_[name] - was[name]
            if fall > self.margin:
                fallen = worse(worths(after), worths(before))
                raise Fault(
                    "golden_worse",
                    path=self.path.name,
                    measure=name,
                    before=was[name],
                    after=is_[name],
                    margin=self.margin,
                    worse="；".join([question.text for question in questions if question.id in fallen][:NAMED]) or "—",
                )
        return tuple(Measured(name, was[name], is_[name]) for name in WATCHED)

    def _outcomes(self, snapshot: Snapshot, questions: Sequence[Question]) -> list[Outcome]:
        today = self.today()
        return [outcome(snapshot, today, question) for question in questions]


def named(snapshot: Snapshot, row: int) -> tuple[str, str]:
    """Return an article as questions name it: normalised title and key."""
    found = snapshot.catalog.row(row)
    return titles.normal(snapshot.catalog.versions[found.version].metadata.title), found.article.key
