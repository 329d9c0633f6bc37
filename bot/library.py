"""The documents of a workspace, as the settings say they are read."""

from functools import partial
from pathlib import Path

from bot import clock
from bot.config import Config, Knowledge
from embeddings import reranker
from embeddings.encoder import load
from knowledge import ranking
from knowledge.changes import Measured
from knowledge.ranking import Ranking
from knowledge.snapshot import Shelf, Snapshot, Ways

# The administrator's own questions, in the workspace.
GOLDEN = "golden.jsonl"


def shelf(config: Config) -> Shelf:
    """Return the shelf of the configured workspace; the models are loaded when first needed."""
    knowledge = config.knowledge
    ways = Ways(partial(_ranking, knowledge), knowledge.certainty_percent / 100, partial(_check, config))
    return Shelf(folder(config), partial(load, knowledge.encoder), ways)


def _check(config: Config, new: Snapshot, old: Snapshot | None) -> tuple[Measured, ...]:
    """Hold a new snapshot against the administrator's own questions; whoever only asks does not wait for this."""
    from knowledge.golden import Golden

    margin = config.knowledge.golden_margin_percent / 100
    return Golden(config.workspace / GOLDEN, margin, lambda: clock.day_of(clock.now()))(new, old)


def _ranking(knowledge: Knowledge) -> Ranking:
    second = reranker.load(knowledge.reranker, knowledge.reranker_milliseconds / 1000) if knowledge.reranker else None
    return ranking.load(knowledge.ranking, second)


def folder(config: Config) -> Path:
    """Return where the snapshots of the workspace lie."""
    return config.workspace / "knowledge"
