"""The one thing the rest of the program knows about models: text in, unit vectors out."""

import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from faults import Fault

TextKind = Literal["query", "passage"]

BUNDLED = "bundled"
_FOLDER = Path(__file__).parent / BUNDLED


class Encoder(Protocol):
    """Turns texts into unit vectors; `digest` names the exact weights for reuse checks."""

    name: str
    dim: int

    @property
    def digest(self) -> str:
        """Hash of everything that decides the vectors."""
        ...

    def encode(self, texts: Sequence[str], kind: TextKind = "passage") -> NDArray[np.float32]:
        """Vectors of shape (n, dim), each of length 1 (all zero for a text without tokens)."""
        ...


def load(name: str) -> Encoder:
    """Load the encoder called "bundled", in a folder, or of a sentence-transformers name.

    Raises the faults encoder_not_found, encoder_damaged, encoder_missing_extra.
    """
    # One thread: a second one costs more than it gives on short texts, and forks would deadlock.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from embeddings.static import StaticEncoder, layout

    folder = _FOLDER if name == BUNDLED else Path(name).expanduser()
    if found := layout(folder):
        return StaticEncoder(found, name)
    if name == BUNDLED or (os.sep in name and folder.exists() and not (folder / "modules.json").exists()):
        raise Fault("encoder_not_found", name=name, detail=str(folder))
    if find_spec("sentence_transformers") is None:
        raise Fault("encoder_missing_extra", name=name)
    from embeddings.transformer import TransformerEncoder

    return TransformerEncoder(name)
