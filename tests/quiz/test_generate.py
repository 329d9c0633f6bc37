"""Questions made of the sample documents, and of real regulations where they are present."""

from collections import Counter
from datetime import date
from itertools import combinations

import pytest
from shelves import index, new_shelf

from quiz import check, recipes
from quiz.binding import holds, plain
from quiz.duplicates import near
from quiz.generate import SHARED, generate, in_force
from quiz.wording import overlap, trigrams

DAY = date(2026, 3, 2)
# The 5 % bound of χ² for 1, 2 and 3 degrees of freedom.
CHI_SQUARE = {2: 3.84, 3: 5.99, 4: 7.81}


@pytest.fixture(scope="module")
def made(library):
    return generate(library, in_force(library, DAY), 1)


def test_every_question_can_be_asked_today(library, made):
    assert len(made.items) >= 25
    for item in made.items:
        assert list(check.problems(item)) == []
        assert holds(library, item, DAY)
        assert item.binding.title in item.stem or "出自下列哪部文件" in item.stem


def test_the_same_seed_gives_the_same_questions_and_another_gives_others(library, made):
    versions = in_force(library, DAY)
    assert generate(library, versions, 1) == made
    assert generate(library, versions, 2).items != made.items


def test_what_the_bank_has_is_not_made_again(library, made):
    again = generate(library, in_force(library, DAY), 1, made.items)
    assert not {(item.stem, item.kind) for item in again.items} & {(item.stem, item.kind) for item in made.items}
    assert again.dropped["in_the_bank"] >= len(made.items)


def test_a_limit_is_kept_for_each_document(library):
    few = generate(library, in_force(library, DAY), 1, most=2)
    assert max(Counter(item.binding.title for item in few.items).values()) == 2


def test_named_documents_only(library):
    versions = in_force(library, DAY, ["示例市机关学习制度"])
    assert {item.binding.title for item in generate(library, versions, 1).items} == {"示例市机关学习制度"}


def test_the_right_option_and_no_other_completes_the_sentence(library, made):
    for item in made.items:
        if item.kind == "single" and "____" in item.stem:
            said = plain(item.stem.partition("，")[2])
            for number, option in enumerate(item.options):
                stands = said.replace("____", plain(option)).rstrip("。") in plain(item.explanation)
                assert stands == (number in item.right), item


def test_a_false_statement_differs_in_one_place(made):
    false = [item for item in made.items if item.kind == "judge" and item.key == (1,)]
    assert false
    for item in false:
        stated, true = item.stem.partition("，")[2], item.explanation.replace("；", "。")
        start = next(place for place in range(len(true)) if stated[place : place + 1] != true[place])
        rest = 1
        while stated[-rest] == true[-rest]:
            rest += 1
        assert len(true) - start - rest < 8, (stated, true)


def test_speeches_and_histories_are_not_asked(library, made):
    kinds = {version.metadata.title: version.metadata.kind.value for version in in_force(library, DAY)}
    assert not {kinds[item.binding.title] for item in made.items} & {"讲话", "党史", "研究文章", "会议文件"}


def test_every_recipe_is_heard(library):
    assert recipes.names() == (
        "agent", "cadence", "document", "modal", "number", "order", "several", "truth", "version",
    )  # fmt: skip


@pytest.fixture(scope="module")
def real(shared, tmp_path_factory):
    shelf = new_shelf(tmp_path_factory.mktemp("party") / "knowledge")
    index(shelf, shared / "corpus" / "party")
    snapshot = shelf.current()
    return generate(snapshot, in_force(snapshot, date(2026, 11, 25)), 1)


def test_real_regulations_give_a_bank(real):
    assert len(real.items) >= 150
    kinds = Counter(item.kind for item in real.items)
    assert min(kinds[kind] for kind in ("single", "multiple", "judge", "blank")) >= 8
    assert list(near(real.items)) == []


def test_places_of_right_options_are_even(real):
    """Filter 9: χ² over the set, p > .05."""
    places: dict[int, Counter[int]] = {}
    for item in real.items:
        if item.kind == "single":
            places.setdefault(len(item.options), Counter())[item.key[0]] += 1
    for options, found in places.items():
        expected = found.total() / options
        assert sum((found[place] - expected) ** 2 / expected for place in range(options)) < CHI_SQUARE[options]


def test_true_and_false_are_both_there(real):
    keys = Counter(item.key for item in real.items if item.kind == "judge")
    assert 0.25 < keys[(0,)] / keys.total() < 0.75


def test_no_option_is_a_catch_all_or_true_of_the_list(real):
    for item in real.items:
        if item.kind == "multiple":
            wrong = [option for number, option in enumerate(item.options) if number not in item.right]
            assert all(plain(option) not in plain(item.explanation) for option in wrong)
            assert all("其他" not in option for option in item.options)


def test_a_sentence_is_asked_once_whatever_stands_beside_it(real):
    """Two sentences of three may be asked together in two ways; both would ask for the one in the middle."""
    said: dict[str, list[frozenset[str]]] = {}
    for item in real.items:
        if item.kind in ("single", "blank") and "____" in item.stem:
            said.setdefault(item.binding.source, []).append(trigrams(item.binding.words))
    for found in said.values():
        assert all(overlap(one, other) < SHARED for one, other in combinations(found, 2))
