"""Answered questions -> the ranking's file, in one call."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from embeddings.training.split import folds
from faults import Fault
from knowledge.evaluate import Question, question_of
from knowledge.features import NAMES
from knowledge.precedents import Precedents, plain
from knowledge.ranking import FORMAT
from knowledge.snapshot import Snapshot
from knowledge.training.fit import fit
from knowledge.training.rows import Group, clauses, gather, group, learnt, precedents, shares

FOLDS = 5
# From fewer questions nothing is learnt that would hold for others.
LEAST = 100
# So many clauses ask for their article, for those who know the words.
CLAUSES = 100


def train(snapshot: Snapshot, rows: Sequence[Mapping[str, Any]], day: date, name: str) -> dict[str, Any]:
    """Learn a ranking from rows as `xuesi evaluate` reads them; return what `save` writes.

    What other questions tell is told, to every question, without the questions that share an
    article with it. Clauses of the library ask beside them, and rows that nothing answers teach
    what that looks like. Raises the fault rows_too_few.
    """
    told = [row for row in rows if row.get("answerable", True) and row["relevant"]]
    if len(told) < LEAST:
        raise Fault("rows_too_few", rows=len(told), least=LEAST)
    questions, own = [question_of(row) for row in told], folds(told, FOLDS)
    groups: list[Group] = []
    for fold in range(FOLDS):
        known = learnt(snapshot, [one for one, home in zip(questions, own, strict=True) if home != fold])
        inside = [one for one, home in zip(questions, own, strict=True) if home == fold]
        groups += [group(snapshot, one, gather(snapshot, one, day), known) for one in inside]
    groups += beside(snapshot, clauses(snapshot, CLAUSES), questions, day)
    others = [question_of(row) for row in rows if not row.get("answerable", True)]
    answers, asked = shares(questions, snapshot.layout.titles), precedents(snapshot.encoder, questions)
    return made(name, answers, asked, groups, beside(snapshot, others, questions, day))


def beside(
    snapshot: Snapshot, asked: Sequence[Question], answered: Sequence[Question], day: date | None = None
) -> list[Group]:
    """Return the rows of questions that stand beside the answered ones, and which these therefore tell of."""
    known = learnt(snapshot, answered)
    return [group(snapshot, one, gather(snapshot, one, day), known) for one in asked]


def made(
    name: str, answers: Mapping[str, float], known: Precedents, groups: Sequence[Group], unanswered: Sequence[Group]
) -> dict[str, Any]:
    """Return the values of a ranking's file: what it learnt from rows, and the questions that it knows."""
    told = {"shares": answers, "precedents": plain(known), "networks": fit(groups, unanswered)}
    return {"format": FORMAT, "name": name, "features": list(NAMES), **told}


def save(path: Path, values: Mapping[str, Any]) -> None:
    """Write the file that `knowledge.ranking.load` reads, a row of weights a line."""
    spread = json.dumps(values, ensure_ascii=False, indent=0)
    # In text that JSON writes, a line ends only where it was laid out.
    rows = re.sub(r"\[\n([^\[\]{}]*)\n\]", lambda found: f"[{found[1].replace(chr(10), '')}]", spread)
    path.write_text(rows + "\n", encoding="utf-8")
