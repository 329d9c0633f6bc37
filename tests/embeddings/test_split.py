"""The split of questions: no article on both sides."""

from embeddings.training.split import split


def question(number, *articles):
    return {"id": str(number), "relevant": [{"document": "示例法", "article": article} for article in articles]}


ROWS = [question(n, str(n % 40), str((n + 1) % 40 if n % 3 else n % 40)) for n in range(60)] + [
    question(99 + n, f"x{n}") for n in range(80)
]


def test_questions_that_share_an_article_stay_together():
    parts = split(ROWS)
    seen = {name: {found["article"] for row in rows for found in row["relevant"]} for name, rows in parts.items()}
    assert sum(map(len, parts.values())) == len(ROWS)
    assert all(parts.values())
    assert not seen["train"] & seen["test"]
    assert not seen["train"] & seen["dev"]
    assert not seen["dev"] & seen["test"]


def test_the_same_rows_fall_the_same_way_in_any_order():
    assert {row["id"] for row in split(ROWS)["test"]} == {row["id"] for row in split(ROWS[::-1])["test"]}
