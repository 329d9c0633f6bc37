"""Any sentence-transformers model, by name or folder; imported only when one is configured."""

import hashlib
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from embeddings.encoder import TextKind
from faults import Fault


class TransformerEncoder:
    """See `embeddings.encoder.Encoder`. A model's own query and passage prompts are used where it has them."""

    def __init__(self, name: str) -> None:
        self.name = name
        try:
            self._model = SentenceTransformer(name)
        except (OSError, ValueError) as error:
            raise Fault("encoder_not_found", name=name, detail=str(error).partition("\n")[0]) from error
        self.dim = int(self._model.get_embedding_dimension() or 0)

    @cached_property
    def digest(self) -> str:
        """Hash of every weight: 16 hex digits."""
        state = sorted(self._model.state_dict().items())
        hashed = hashlib.sha256()
        for key, tensor in state:
            hashed.update(key.encode())
            hashed.update(np.ascontiguousarray(tensor.float().cpu().numpy()).tobytes())
        return hashed.hexdigest()[:16]

    def encode(self, texts: Sequence[str], kind: TextKind = "passage") -> NDArray[np.float32]:
        """Return unit vectors, shape (n, dim)."""
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        encode = self._model.encode_query if kind == "query" else self._model.encode_document
        vectors: NDArray[np.float32] = encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)
