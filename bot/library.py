"""The documents of a workspace, as the settings say they are read."""

from functools import partial
from pathlib import Path

from bot import clock
from bot.config import Config, Knowledge
from embeddings import reranker
from embeddings.encoder import load
from knowledge import ranking
from knowledge.golden import Golden
from knowledge.ranking import Ranking
from knowledge.snapshot import Shelf, Ways

# The administrator's own questions, in the workspace.
GOLDEN = "golden.jsonl"


def shelf(config: Config) -> Shelf:
    """Return the shelf of the configured workspace; the models are loaded when first needed."""
    knowledge = config.knowledge
    check = Golden(config.workspace / GOLDEN, knowledge.golden_margin_percent / 100, lambda: clock.day_of(clock.now()))
    ways = Ways(partial(_ranking, knowledge), knowledge.certainty_percent / 100, check)
    return Shelf(folder(config), partial(load, knowledge.encoder), ways)


def _ranking(knowledge: Knowledge) -> Ranking:
    second = reranker.load(knowledge.reranker, knowledge.reranker_milliseconds / 1000) if knowledge.reranker else None
    return ranking.load(knowledge.ranking, second)


def folder(config: Config) -> Path:
    """Return where the snapshots of the workspace lie."""
    return config.workspace / "knowledge"
