"""What each step of what ships gives on questions that nothing was trained on: members', quiz items; and what it costs.

    python -m benchmarks.shipped --data ../shared/data --work DIR

Quiz items are near the words of their article and flatter words; only those are asked whose
articles are held. The last table asks whether the part of the right article that is quoted
(款, 项) is the one that holds the answer of the item.
"""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.bench import libraries, read
from benchmarks.figures import heading, line, measures
from embeddings.static import WEIGHTS
from knowledge import ranking
from knowledge.address import Named
from knowledge.asked import asked, find
from knowledge.document import UnitKind
from knowledge.evaluate import Question, question_of
from knowledge.features import Found
from knowledge.quotes import quote
from knowledge.search import DEPTH, candidates, search
from knowledge.snapshot import Snapshot
from knowledge.training.rows import rows_of
from knowledge.words import letters_of

DAY = date(2026, 11, 25)
SEEN = 100
Search = Callable[[str], Sequence[int]]


def tables(data: Path, work: Path) -> None:
    """Print the steps for every kind of question, then the bytes, then the parts quoted."""
    homes = libraries(data, work, ("party", "statutes"))
    members, quiz = (read(data / f"questions/{name}.jsonl") for name in ("member", "quiz_grounded"))
    for name, home, rows in (
        ("members' questions, Party documents", homes["party"], members),
        ("quiz items, Party documents", homes["party"], quiz),
        ("quiz items, statutes", homes["statutes"], quiz),
    ):
        held = [(question, right) for row in rows if (right := _answering(home, question := question_of(row)))]
        print(f"\n{name}: {len(held)}\n{heading()}")
        for step, way in steps(home):
            print(line(step, *measured(way, held)), flush=True)
    size = (Path(__file__).parents[1] / "embeddings" / "bundled" / WEIGHTS).stat().st_size
    print(f"\nvectors {size} bytes, ranking {ranking.BUNDLED.stat().st_size} bytes")
    for name in homes:
        parts(name, homes[name], quiz)


def _answering(home: Snapshot, question: Question) -> set[int]:
    """Return the articles in force that answer; none where not all of them are held."""
    rows = set(rows_of(home, question))
    now = {row for row in rows if home.catalog.version_of(row).span.holds(DAY)}
    wanted = {one for one in question.relevant if one[1]}
    return now if now and len(now) == len(wanted) else set()


def steps(home: Snapshot) -> Iterator[tuple[str, Search]]:
    """Yield every step with what it finds for a question."""

    def by(scores: Callable[[Found], np.ndarray], text: str) -> Sequence[int]:
        found = candidates(home, text, DEPTH, DAY)
        return found.rows[np.argsort(-scores(found), kind="stable")].tolist()

    yield "BM25", lambda text: home.lexical.search(text, DEPTH, DAY)[0].tolist()
    yield "vectors", partial(by, lambda found: found.cosines)
    yield "BM25 + vectors", partial(by, Found.fused)
    yield "+ ranking", lambda text: [hit.article for hit in search(home, text, SEEN, DAY)]
    yield (
        "+ the question in the words of documents",
        lambda text: [hit.article for hit in find(asked(home, text, DAY, Named()), SEEN, DAY)],
    )


def measured(way: Search, held: Sequence[tuple[Question, set[int]]]) -> tuple[list[tuple[float, ...]], list[float]]:
    """Return the measures of every question, and its milliseconds of one core."""
    figures, times = [], []
    way(held[0][0].text)
    for question, right in held:
        began = time.process_time()
        found = way(question.text)
        times.append((time.process_time() - began) * 1000)
        figures.append(measures(found, right))
    return figures, times


def parts(name: str, home: Snapshot, rows: Sequence[dict]) -> None:
    """Print how often the part quoted of the right article holds the answer, where a part could be told apart."""
    right, whole, shares = 0, 0, list[float]()
    for row in rows:
        answer = letters_of(str(row["answer"]))
        for place in _answering(home, question_of(row)):
            found = home.catalog.row(place)
            text = letters_of(found.article.text)
            if found.article.kind is not UnitKind.ARTICLE or len(found.article.pieces) < 2 or text.count(answer) != 1:
                continue
            weights = asked(home, row["question"], DAY, Named()).weights
            quoted = quote(home, found, DAY, weights, question=row["question"])
            right += answer in letters_of(quoted.text)
            whole += 1
            shares.append(len(letters_of(quoted.text)) / len(text))
    print(f"{name}: {whole} answers in articles of several parts, {right} in the part quoted, "
          f"which is {np.mean(shares):.2f} of the article")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--data", "--work"):
        parser.add_argument(name, type=Path, required=True)
    given = parser.parse_args()
    tables(given.data, given.work)


if __name__ == "__main__":
    main()
