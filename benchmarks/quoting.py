"""What is quoted: how many questions are answered, and how often a right article stands among the quotes.

    python -m benchmarks.quoting --data ../shared/data --work DIR

Laypeople's questions of the test part over the statutes, also put in a lawyer's keywords and as the first sentence of
his answer, which are less like the questions that the ranking knows; members' questions over the Party's documents,
and where the statutes stand beside these in one library; questions written in members' words that nothing was made
with (`unseen-*.jsonl`), and those that it was made with (`development-*.jsonl`). DIR keeps what was indexed, as for
`benchmarks.refusal`.
"""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.bench import AND, HERE, libraries, read
from benchmarks.refusal import DAY, calibration
from embeddings.training.pairs import questions
from embeddings.training.split import split
from knowledge.answer import answer
from knowledge.evaluate import question_of
from knowledge.evidence import Answer, Status
from knowledge.golden import named
from knowledge.snapshot import Snapshot

STATUTES, PARTY, SAMPLE = "statutes", "party", "sample"
MIXED = f"{STATUTES}{AND}{PARTY}"
# A first sentence is asked no longer than this.
SENTENCE = 60


def sentence(row: dict) -> object:
    """Return the first sentence of an answer without its greeting."""
    said = row["answer"]
    return said.removeprefix("您好，").split("。")[0][:SENTENCE] if isinstance(said, str) else None


def line(name: str, home: Snapshot, rows: Sequence[dict], text: Callable[[dict], object]) -> str:
    """Ask, and return a line of the table; rows without words to ask with are left out."""
    asked = [(words, row) for row in rows if isinstance(words := text(row), str) and words]
    ended = [(answer(home, words, DAY), row) for words, row in asked]
    said = [(found, row) for found, row in ended if found.status is Status.ANSWERED]
    right = [_right(home, found, row) for found, row in said if row.get("relevant")]
    first, some = sum(one[:1] == [True] for one in right), sum(map(any, right))
    quotes = np.mean([len(found.quotes) for found, _ in said]) if said else 0.0
    return f"| {name} | {len(ended)} | {len(said)} | {first} | {some} | {quotes:.2f} |"


def _right(home: Snapshot, found: Answer, row: dict) -> list[bool]:
    """Tell of every quote whether its article, or its document where only that is known, is one that answers."""
    gold = question_of(row).relevant
    places = (named(home, quote.row) for quote in found.quotes)
    return [(title, key) in gold or (title, None) in gold for title, key in places]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--data", "--work"):
        parser.add_argument(name, type=Path, required=True)
    given = parser.parse_args()
    homes = libraries(given.data, given.work, (STATUTES, PARTY, MIXED, SAMPLE))
    members = given.data / "questions/member.jsonl"
    lay, asked, barred = split(questions(given.data))["test"], read(members), read(members, answerable=False)
    outside = [row for row in calibration(1) if row["type"] == "outside"]
    print("| asked | questions | answered | first quote right | a quote right | quotes an answer |")
    print("|---|---|---|---|---|---|")
    for name, library, rows, text in (
        ("laypeople's questions", STATUTES, lay, lambda row: row["question"]),
        ("in a lawyer's keywords", STATUTES, lay, lambda row: row["keywords"]),
        ("as the first sentence of his answer", STATUTES, lay, sentence),
        ("members' questions", PARTY, asked, lambda row: row["question"]),
        ("members' questions", MIXED, asked, lambda row: row["question"]),
        ("members' questions to be refused", MIXED, barred, lambda row: row["question"]),
        ("nothing of the kind", MIXED, outside, lambda row: row["question"]),
    ):
        print(line(f"{name} @ {library}", homes[library], rows, text), flush=True)
    for name in ("unseen", "development"):
        for library in (PARTY, SAMPLE):
            for answerable, told in ((True, name), (False, f"{name}, not answerable")):
                some = read(HERE / f"{name}-{library}.jsonl", answerable=answerable)
                print(line(f"{told} @ {library}", homes[library], some, lambda row: row["question"]), flush=True)


if __name__ == "__main__":
    main()
