"""The documents of a workspace, as the settings say they are read."""

from functools import partial
from pathlib import Path

from bot.config import Config
from embeddings.encoder import load
from knowledge.snapshot import Shelf


def shelf(config: Config) -> Shelf:
    """Return the shelf of the configured workspace; the encoder is loaded when first needed."""
    return Shelf(folder(config), partial(load, config.knowledge.encoder))


def folder(config: Config) -> Path:
    """Return where the snapshots of the workspace lie."""
    return config.workspace / "knowledge"
