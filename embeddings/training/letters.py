"""Words share what they learn: in training a word's vector is its own and those of its letters and their pairs.

解除, 免除 and 开除 then learn from one another, and a word that law text rarely has from common ones. What is kept is
the sum, so that the model that ships stays one vector a word.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array, eye_array, hstack
from tokenizers import Tokenizer

from embeddings.training.material import Tokens

Floats = NDArray[np.float32]
UNKNOWN = "[UNK]"


def shared(tokenizer: Tokenizer, weights: Floats | None = None) -> csr_array:
    """Return what every word is made of, shape (words, words + letters): itself, then its letters and pairs of letters.

    Those of one word are together as long as the word's own part; `weights`, one a word, makes them longer.
    """
    places: dict[str, int] = {}
    words, letters, shares = list[int](), list[int](), list[float]()
    vocabulary = sorted(tokenizer.get_vocab().items(), key=lambda entry: entry[1])
    for word, at in vocabulary:
        found = parts(word) if word != UNKNOWN else []
        words += [at] * len(found)
        letters += [places.setdefault(one, len(places)) for one in found]
        shares += [1 / np.sqrt(len(found)) for _ in found]
    size = len(vocabulary)
    made = csr_array((np.array(shares, dtype=np.float32), (words, letters)), shape=(size, len(places)))
    if weights is not None:
        made = diags_array(weights) @ made
    return csr_array(hstack([eye_array(size), made]), dtype=np.float32)


def parts(word: str) -> list[str]:
    """Return the letters of a word and its pairs of neighbouring letters."""
    return [*word, *(word[at : at + 2] for at in range(len(word) - 1))]


def bags(texts: Sequence[Tokens], made_of: csr_array) -> csr_array:
    """Return what the average word of every text is made of, shape (texts, words + letters)."""
    lengths = np.array([len(text) for text in texts])
    shares = np.repeat(1 / np.maximum(lengths, 1), lengths).astype(np.float32)
    ends = np.cumsum([0, *lengths])
    return csr_array((shares, np.concatenate(texts), ends), shape=(len(texts), made_of.shape[0])) @ made_of
