"""What a revision does to a bank: one is made on the old text and put into use, then the new text comes.

    python -m benchmarks.revision OLD NEW --data DIR

OLD and NEW are files of DIR, two versions of one document. Fails when a round that is opened afterwards holds an item
whose words stand in no text in force.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from bot.clock import BEIJING, day_of
from bot.config import Config
from bot.daily import open_day
from bot.hours import hours
from bot.phrases import bank as words
from embeddings.encoder import load
from knowledge.reindex import reindex
from knowledge.snapshot import Shelf, Snapshot
from quiz import bank
from quiz.binding import article_of, plain
from quiz.generate import generate
from quiz.item import Item, State
from records import rounds
from records.engine import Records, open_records

NOW = datetime(2026, 11, 25, 8, 30, tzinfo=BEIJING)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder) / "knowledge", partial(load, "bundled"))
        records = open_records(f"sqlite:///{folder}/records.db")
        snapshot = loaded(shelf, given.data / given.old)
        items = fill(records, snapshot, given.seed)
        with_new = loaded(shelf, given.data / given.new)
        outcome = records.write(lambda c: bank.after_reindex(c, with_new, day_of(NOW), NOW))
        print(f"{given.old} -> {given.new}: {len(items)} items")
        print(f"survived {outcome.kept}, of these moved {len(outcome.moved)}", end=", ")
        print(f"{words.STATES['recheck']} {len(outcome.recheck)}, {words.STATES['suspended']} {len(outcome.suspended)}")
        with records.read() as reader:
            reasons = Counter(entry.reason for entry in bank.entries(reader) if entry.reason)
        print("; ".join(f"{words.REASONS[reason]} {count}" for reason, count in reasons.most_common()))
        asked = opened(records, with_new, Config(workspace=Path(folder)))
        stale = [one for one in asked if not stands(with_new, one)]
        print(f"a round opened afterwards holds {len(asked)} items, stale ones among them: {len(stale)}")
        records.close()
        assert not stale, stale
        assert len(asked) == outcome.kept


def loaded(shelf: Shelf, path: Path) -> Snapshot:
    """Put a text into the library."""
    reindex([path], shelf, NOW, lambda *_: None)
    return shelf.current()


def fill(records: Records, snapshot: Snapshot, seed: int) -> Sequence[Item]:
    """Put all that the generator makes of the text into circulation, whatever its dates say: it is what was in use."""
    (version,) = snapshot.catalog.versions.values()
    made = generate(snapshot, (version,), seed)

    def job(connection: object) -> None:
        for item in made.items:
            bank.add(connection, snapshot, item, "generated", "benchmark", NOW, State.ACTIVE)

    records.write(job)
    return made.items


def opened(records: Records, snapshot: Snapshot, config: Config) -> Sequence[tuple[Item, str]]:
    """Open a round; return its items, each with the article that the round says it rests on."""
    held = open_day(records, snapshot, hours(config), NOW, lambda: 7)
    if held is None:
        return ()
    with records.read() as reader:
        return [(bank.version(reader, version), source) for _, version, source, _ in rounds.pool(reader, held.id)]


def stands(snapshot: Snapshot, asked: tuple[Item, str]) -> bool:
    """Tell, from the texts alone, whether an item's words stand in an article in force."""
    item, source = asked
    row = article_of(snapshot, source)
    in_use = row is not None and snapshot.catalog.versions[row.version].span.holds(day_of(NOW))
    return in_use and item.binding is not None and plain(item.binding.words) in plain(row.article.text)


if __name__ == "__main__":
    main()
