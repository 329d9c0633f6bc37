"""The one thing the rest of the program knows about models: text in, unit vectors out."""

from collections.abc import Sequence
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

TextKind = Literal["query", "passage"]


class Encoder(Protocol):
    """Turns texts into unit vectors; `digest` names the exact weights for reuse checks."""

    name: str
    dim: int
    digest: str

    def encode(self, texts: Sequence[str], kind: TextKind = "passage") -> NDArray[np.float32]:
        """Vectors of shape (n, dim), each of length 1 (all zero for a text without tokens)."""
        ...
