"""Any cross-encoder, by name or folder: reads question and article together; imported only when one is configured.

It is slow and runs only while its time lasts: who asks is not kept waiting for a better order.
"""

import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any, Protocol

from faults import Fault

# Pairs read at once.
BATCH = 8


class Reranker(Protocol):
    """Tells how well texts answer a question."""

    name: str

    def scores(self, question: str, texts: Sequence[str]) -> list[float] | None:
        """Return a score of every text, higher is better; None when the time ran out before all were read."""
        ...


class CrossEncoderReranker:
    """A sentence-transformers CrossEncoder; `seconds` is the time one reading of all texts may take.

    Reads one pair when it is made, so that the first question does not pay for the
    start. Raises the fault encoder_not_found.
    """

    def __init__(self, name: str, seconds: float, clock: Callable[[], float] = time.perf_counter) -> None:
        from sentence_transformers import CrossEncoder

        self.name, self._seconds, self._clock = name, seconds, clock
        try:
            self._model: Any = CrossEncoder(name)
        except (OSError, ValueError) as error:
            raise Fault("encoder_not_found", name=name, detail=str(error).partition("\n")[0]) from error
        self._read("", [""])

    def scores(self, question: str, texts: Sequence[str]) -> list[float] | None:
        """See `Reranker`. The first text is read alone: its time tells whether there is enough for the others."""
        began = self._clock()
        found: list[float] = []
        while len(found) < len(texts):
            batch = texts[len(found) : len(found) + (BATCH if found else 1)]
            started = self._clock()
            found += self._read(question, batch)
            now = self._clock()
            if now + (now - started) / len(batch) * (len(texts) - len(found)) > began + self._seconds:
                return None
        return found

    def _read(self, question: str, texts: Sequence[str]) -> list[float]:
        pairs = [(question, text) for text in texts]
        return [float(score) for score in self._model.predict(pairs, batch_size=BATCH, show_progress_bar=False)]


def load(name: str, seconds: float) -> Reranker:
    """Load a cross-encoder. Raises the faults encoder_not_found and encoder_missing_extra."""
    if find_spec("sentence_transformers") is None:
        raise Fault("encoder_missing_extra", name=name)
    return CrossEncoderReranker(name, seconds)
