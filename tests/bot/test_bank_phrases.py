"""Every problem, state, reason, filter and flag of the question bank has its Chinese words."""

import ast
from collections.abc import Iterator
from pathlib import Path

from bot.phrases import bank as words
from quiz import intake, kinds, renewal
from quiz.bank import REPORTED
from quiz.columns import KINDS, OPTIONS_OF_A_ROW
from quiz.filters import FILTERS
from quiz.item import Item, Problem, State
from quiz.letters import LETTERS

ROOT = Path(__file__).resolve().parents[2]


def codes() -> Iterator[str]:
    """Yield the code of every problem in the source, as far as it is written out."""
    for path in sorted((ROOT / "quiz").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem":
                yield from (str(one.value) for one in _written(node.args[1]))


def _written(code: ast.expr) -> Iterator[ast.Constant]:
    if isinstance(code, ast.IfExp):
        yield from (*_written(code.body), *_written(code.orelse))
    elif isinstance(code, ast.Constant):
        yield code


def test_every_problem_has_its_sentence_and_every_sentence_its_problem():
    # Which of the two it is is decided where the file is read.
    computed = {"key_contradicts_row", "key_contradicts_bank", "document_unknown", "article_unknown"}
    written = set(codes())
    assert len(written) > 15
    assert written - set(words.PROBLEMS) == set()
    assert set(words.PROBLEMS) - written - computed == set()


def test_sentences_say_what_to_do():
    for sentence in words.PROBLEMS.values():
        assert "请" in sentence


def test_codes_have_words():
    assert set(words.STATES) == {state.value for state in State}
    assert set(words.KINDS) == set(kinds.names()) == set(KINDS)
    assert {REPORTED, "rejected", *renewal.REASONS, intake.UNBOUND, intake.UNSURE, intake.ALIKE} <= set(words.REASONS)
    assert {*FILTERS, "two_answers", "near_duplicate", "in_the_bank", "article_full", "recipe_full", "unfit"} == set(
        words.FILTERS
    )
    assert set(words.FLAGS) == {"key_in_doubt", "revise", "too_hard", "too_easy", "idle_options"}
    assert LETTERS == OPTIONS_OF_A_ROW
    assert set(LETTERS) <= set(words.COLUMNS)


def test_a_problem_is_said_with_its_facts():
    assert words.problem(Problem("key", "key_beyond", {"count": "3"})) == "答案里的字母超出了选项（共 3 个）。请改正"


def test_an_item_is_shown_with_its_key():
    several = Item("multiple", "哪些是？", ("甲", "乙", "丙"), (0, 2))
    assert list(words.item_lines(several)) == ["【多选】哪些是？", "A. 甲", "B. 乙", "C. 丙", "答案：AC"]
    assert list(words.item_lines(Item("judge", "每月学习。", (), (1,))))[-1] == "答案：错"
    assert list(words.item_lines(Item("blank", "____和____", (), (("甲",), ("乙", "二")))))[-1] == "答案：甲；乙"
