"""Train the static model: a vocabulary from law text, then word vectors by contrast.

In-batch negatives over question-passage pairs (multiple negatives ranking), twice with unlike
recipes; the two tables stand side by side. On two cores
about a quarter of an hour. Raises nothing of its own: a missing file stops it.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers
from tqdm import tqdm

from embeddings.static import TOKENIZER, WEIGHTS
from embeddings.training.pairs import Law, laws, pairs

VOCABULARY, DIM = 32_000, 256
# Every third article is enough to learn the words from.
SPARSE = 3
RATE = 0.02
# Cosines are divided by this before the softmax.
TEMPERATURE = 0.05


def vocabulary(articles: Sequence[Law]) -> Tokenizer:
    """Learn words of up to a few characters from law text; punctuation and spaces divide and are dropped."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    divide = Regex(r"[^\u3400-\u9fffa-z0-9]+")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(divide, "removed")
    trainer = trainers.UnigramTrainer(
        vocab_size=VOCABULARY, unk_token="[UNK]", special_tokens=["[UNK]"], max_piece_length=6, show_progress=False
    )
    tokenizer.train_from_iterator((law.text for law in articles[::SPARSE]), trainer)
    return tokenizer


def starting_vectors(tokenizer: Tokenizer, articles: Sequence[Law], dice: np.random.Generator) -> NDArray[np.float32]:
    """Return random vectors, long where a word is rare: an average must not drown in 的 and 应当."""
    size = tokenizer.get_vocab_size()
    counts = np.ones(size)
    for found in tokenizer.encode_batch_fast([law.text for law in articles]):
        counts[np.unique(found.ids)] += 1
    rarity = np.log(len(articles) / counts).clip(0.2)
    vectors: NDArray[np.float32] = dice.standard_normal((size, DIM), dtype=np.float32) / np.sqrt(DIM)
    return vectors * rarity[:, None].astype(np.float32)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one half of the table is trained; two unlike halves err in different places.

    `keep` and `answered` are those of `embeddings.training.pairs.pairs`.
    """

    seed: int
    batch: int
    epochs: int
    keep: float
    answered: float


RECIPES = (Recipe(20260101, 1024, 4, 0.1, 0.1), Recipe(7, 2048, 10, 0.2, 0.2))


def train(model: StaticEmbedding, examples: Sequence[tuple[str, str]], recipe: Recipe) -> Iterator[float]:
    """Train in place; yield the loss of every step."""
    steps = recipe.epochs * (len(examples) // recipe.batch)
    optimiser = torch.optim.Adam(model.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min(1.0, step / 50) * (1 - step / steps))
    dice = random.Random(recipe.seed)
    for _ in range(steps):
        batch = dice.sample(examples, recipe.batch)
        left, right = (_encode(model, [pair[side] for pair in batch]) for side in (0, 1))
        scores = left @ right.T / TEMPERATURE
        wanted = torch.arange(recipe.batch)
        loss = torch.nn.functional.cross_entropy(scores, wanted) + torch.nn.functional.cross_entropy(scores.T, wanted)
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
        schedule.step()
        yield float(loss.detach())


def _encode(model: StaticEmbedding, texts: Sequence[str]) -> torch.Tensor:
    vectors = model(model.preprocess(list(texts)))["sentence_embedding"]
    return torch.nn.functional.normalize(vectors, dim=1)


def half(recipe: Recipe, tokenizer: Tokenizer, data: Path, articles: Sequence[Law]) -> NDArray[np.float32]:
    """Train one half of the table, shape (words, DIM), scaled so that texts come out about as long from both."""
    torch.manual_seed(recipe.seed)
    weights = starting_vectors(tokenizer, articles, np.random.default_rng(recipe.seed))
    model = StaticEmbedding(tokenizer, embedding_weights=weights)
    examples = pairs(data, articles, random.Random(recipe.seed), recipe.keep, recipe.answered)
    steps = recipe.epochs * (len(examples) // recipe.batch)
    bar = tqdm(train(model, examples, recipe), total=steps, unit="step", disable=None)
    for place, loss in enumerate(bar):
        bar.set_postfix(loss=f"{loss:.3f}")
        if place % 200 == 0 and bar.disable:
            print(f"step {place}/{steps} loss {loss:.3f}", flush=True)
    table: NDArray[np.float32] = model.embedding.weight.detach().numpy()
    found = tokenizer.encode_batch_fast([law.passage for law in articles[:: len(articles) // 2000]])
    length = float(np.mean([np.linalg.norm(table[one.ids].mean(axis=0)) for one in found if one.ids]))
    return table / np.float32(length)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    articles = list(laws(given.data))
    tokenizer = vocabulary(articles)
    table = np.concatenate([half(recipe, tokenizer, given.data, articles) for recipe in RECIPES], axis=1)
    given.out.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(given.out / TOKENIZER))
    save_file({"embedding.weight": table.astype(np.float16)}, given.out / WEIGHTS)
    print(f"{len(articles)} articles, {table.shape[0]} words of {table.shape[1]} numbers, saved to {given.out}")


if __name__ == "__main__":
    main()
