"""Train the static model: word vectors by contrast on law text, then on answered questions.

    python -m embeddings.training --data DIR --out BASE --untuned
    python -m embeddings.training --data DIR --base BASE --out FOLDER

Two steps, so that the second, which sees answered questions, takes seconds and can be
done again without some of them: cross-validation needs that (`benchmarks.ladder`). The
vocabulary is the bundled one; `--vocabulary` learns a new one from law text.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from scipy.sparse import csr_array
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers
from tqdm import tqdm

from embeddings.static import TOKENIZER, WEIGHTS
from embeddings.training.contrast import BASE, TUNING, Recipe, Table, averages, learn
from embeddings.training.letters import shared
from embeddings.training.material import Answered, Material, material, tokens
from embeddings.training.pairs import Law, laws, questions
from embeddings.training.split import split

VOCABULARY, DIM = 32_000, 256
BUNDLED = Path(__file__).parents[1] / "bundled"
# Every third article is enough to learn the words from.
SPARSE = 3
# So many of the nearest articles that answer nothing stand ready as counterexamples.
NEAR = 40
# Parts of the split that the bundled model is tuned on; the test part is kept away from it.
PARTS = ("train", "dev")


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


def rarity(size: int, held: Material) -> Table:
    """Return how rare every word is, 0 or more: an average must not drown in 的 and 应当."""
    flat = np.concatenate([clause for clauses in held.clauses for clause in clauses])
    counts = np.bincount(flat, minlength=size) + 1
    # Articles have some sixty words: a word of every article would have rarity 0.
    articles = len(flat) / 60
    rare: Table = np.log(articles / np.minimum(counts, articles / 1.3)).astype(np.float32)
    return rare


def base(tokenizer: Tokenizer, held: Material) -> Table:
    """Learn from law text and reading tests alone; it starts from random vectors, long where a word is rare."""
    rare = rarity(tokenizer.get_vocab_size(), held)
    mean = rare.mean()
    made_of = shared(tokenizer, rare / mean)
    letters = np.full(made_of.shape[1] - len(rare), mean, dtype=np.float32)
    lengths: Table = np.concatenate([rare, letters])[:, None]
    dice = np.random.default_rng(BASE.seed)
    # Half of a word's square is its own, half that of its letters.
    parts: Table = dice.standard_normal((len(lengths), DIM), dtype=np.float32) * lengths / np.float32(np.sqrt(2 * DIM))
    return _learnt(parts, made_of, learn(parts, made_of, held, BASE), BASE)


def tuned(table: Table, tokenizer: Tokenizer, held: Material, answered: Sequence[Answered]) -> Table:
    """Go on with answered questions; the given table stays as it is. What a word learns its letters learn too."""
    made_of = shared(tokenizer)
    letters = np.zeros((made_of.shape[1] - len(table), table.shape[1]), dtype=np.float32)
    parts = np.concatenate([table, letters])
    return _learnt(parts, made_of, learn(parts, made_of, held, TUNING, answered), TUNING)


def _learnt(parts: Table, made_of: csr_array, losses: Iterator[float], recipe: Recipe) -> Table:
    """Run the steps, then fold the letters into the words."""
    _watched(losses, recipe.steps)
    table: Table = made_of @ parts
    return table


def answered(
    rows: Sequence[dict[str, Any]], articles: Sequence[Law], tokenizer: Tokenizer, table: Table
) -> list[Answered]:
    """Return the answered questions as tokens, each with the nearest articles that do not answer it."""
    numbered = [law for law in articles if law.number]
    place = {(law.title, law.number): at for at, law in enumerate(numbered)}
    texts = tokens(tokenizer, [law.passage for law in numbered])
    asked, keywords, said = (
        tokens(tokenizer, [text[:400] if isinstance(text := row[name], str) else "" for row in rows])
        for name in ("question", "keywords", "answer")
    )
    # Unordered: one of them is drawn anyhow.
    near = np.argpartition(-averages(table, asked) @ averages(table, texts).T, NEAR, axis=1)[:, : NEAR + 1]
    found = []
    for at, row in enumerate(rows):
        right = [place[key] for one in row["relevant"] if (key := (one["document"], one["article"])) in place]
        wrong = [texts[other] for other in near[at] if other not in right]
        if right:
            found.append(Answered(asked[at], keywords[at], said[at], [texts[one] for one in right], wrong))
    return found


def _watched(losses: Iterator[float], steps: int) -> None:
    bar = tqdm(losses, total=steps, unit="step", disable=None)
    for step, loss in enumerate(bar):
        bar.set_postfix(loss=f"{loss:.3f}")
        if step % 100 == 0 and bar.disable:
            print(f"step {step}/{steps} loss {loss:.3f}", flush=True)


def save(folder: Path, tokenizer: Tokenizer, table: Table) -> None:
    """Write the two files of a static model."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / TOKENIZER))
    save_file({"embedding.weight": table.astype(np.float16)}, folder / WEIGHTS)


def read(folder: Path) -> Table:
    """Read the table of a static model."""
    table: Table = load_file(folder / WEIGHTS)["embedding.weight"].astype(np.float32)
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--untuned", action="store_true", help="stop before the answered questions")
    parser.add_argument("--base", type=Path, help="go on from this untuned model")
    parser.add_argument("--vocabulary", action="store_true", help="learn a new vocabulary")
    given = parser.parse_args()
    torch.set_num_threads(1)
    articles = list(laws(given.data))
    tokenizer = vocabulary(articles) if given.vocabulary else Tokenizer.from_file(str(BUNDLED / TOKENIZER))
    held = material(given.data, articles, tokenizer)
    first = read(given.base) if given.base else base(tokenizer, held)
    if given.untuned:
        save(given.out, tokenizer, first)
        return
    parts = split(questions(given.data))
    rows = [dict(row) for part in PARTS for row in parts[part]]
    table = tuned(first, tokenizer, held, answered(rows, articles, tokenizer, first))
    save(given.out, tokenizer, table)
    print(f"{len(articles)} articles, {table.shape[0]} words of {table.shape[1]} numbers, saved to {given.out}")


if __name__ == "__main__":
    main()
