"""Static embeddings without torch: a table of word vectors, averaged (numpy, and tokenizers for corpora).

Reads the folder that sentence-transformers' StaticEmbedding saves and gives the same
vectors to 1e-5; starts in milliseconds because the table is memory-mapped.
"""

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embeddings import unigram
from embeddings.encoder import TextKind
from embeddings.unigram import Unigram
from faults import Fault

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WEIGHTS, TOKENIZER = "model.safetensors", "tokenizer.json"
_NUMBERS: dict[str, np.dtype[np.floating]] = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2")}
# Texts averaged at once: keeps the gathered table under some tens of megabytes.
BATCH = 256
# For so few texts the library that cuts corpora is not worth its start.
FEW = 64


def layout(folder: Path) -> Path | None:
    """Return the folder that holds the two files: `folder` itself or its StaticEmbedding module; None without one."""
    modules = folder / "modules.json"
    places = [folder]
    if modules.is_file():
        parts = json.loads(modules.read_text(encoding="utf-8"))
        places = [folder / part["path"] for part in parts if part["type"].endswith("StaticEmbedding")]
    return next((at for at in places if (at / WEIGHTS).is_file() and (at / TOKENIZER).is_file()), None)


class StaticEncoder:
    """See `embeddings.encoder.Encoder`. Raises the fault encoder_damaged for files that do not fit."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._files = (folder / WEIGHTS, folder / TOKENIZER)
        try:
            self._table = _table(folder / WEIGHTS)
            self._words = unigram.read(folder / TOKENIZER) or self._tokenizer
        except Exception as error:  # tokenizers raises bare Exception for a file that it cannot read
            raise Fault("encoder_damaged", name=name, path=str(folder), detail=str(error)) from error
        self.dim = int(self._table.shape[1])

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        """The library's, which cuts corpora; it takes a tenth of a second to load."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._files[1]))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @cached_property
    def digest(self) -> str:
        """Hash of weights and tokeniser: 16 hex digits."""
        hashed = hashlib.sha256()
        for path in self._files:
            with path.open("rb") as file:
                hashlib.file_digest(file, lambda: hashed)
        return hashed.hexdigest()[:16]

    def encode(self, texts: Sequence[str], kind: TextKind = "passage") -> NDArray[np.float32]:
        """Return unit vectors, shape (n, dim); a text without known words is all zero. Both kinds are alike."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(texts), BATCH):
            for place, ids in enumerate(self._ids(texts[start : start + BATCH]), start):
                if ids:
                    vectors[place] = self._table[ids].astype(np.float32).mean(axis=0)
        lengths = np.sqrt(np.vecdot(vectors, vectors))[:, None]
        unit: NDArray[np.float32] = vectors / np.maximum(lengths, 1e-12)
        return unit

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        if len(texts) <= FEW and isinstance(self._words, Unigram):
            return [self._words.ids(text) for text in texts]
        return [found.ids for found in self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]


def _table(path: Path) -> NDArray[np.floating]:
    """Map the one tensor of a safetensors file, shape (words, dim); its header is JSON behind 8 bytes of length."""
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(size))
    ((_, tensor),) = [(key, value) for key, value in header.items() if key != "__metadata__"]
    start, end = tensor["data_offsets"]
    rows, columns = tensor["shape"]
    kind = _NUMBERS[tensor["dtype"]]
    if end - start != rows * columns * kind.itemsize or path.stat().st_size < 8 + size + end:
        raise ValueError("the file is shorter than its header says")
    # As a plain array, which gives out rows in less time.
    return np.asarray(np.memmap(path, dtype=kind, mode="r", offset=8 + size + start, shape=(rows, columns)))
