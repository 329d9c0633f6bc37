from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.thin import SAMPLE, build
from knowledge.thin import Shelf, clauses


def test_a_two_paragraph_article_is_kept_whole() -> None:
    third = next(c for path in sorted(Path(SAMPLE).glob("*.md")) for c in clauses(path) if c.number == "第三条")
    assert third.text.endswith("告知学习联系人。")


@pytest.mark.parametrize(
    ("question", "said"),
    [("集中学习多久一次", "第三条"), ("谁准备学习材料", "第四条"), ("xyz", "库中没有可引用的依据")],
)
def test_the_page_answers_with_the_article(question: str, said: str) -> None:
    page = TestClient(build(Shelf(SAMPLE))).get("/", params={"question": question})
    assert said in page.text
