"""What a question is about, how rare that is, and how much of it a text has."""

import pytest

from knowledge.matters import Matter, coverage, matters, pairs, rarest, written


def rarity(part):
    """Stand for a library that knows these parts, each as rare as told."""
    return {"经": 0.2, "费": 0.2, "经费": 0.4, "费用": 0.6, "用": 0.3, "党费": 0.4, "公布": 0.5, "公开": 0.5}.get(
        part, 1.0
    )


def about(question, known=rarity):
    return {one.word: one for one in matters(question, known)}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("工资六千登记多少", ["工资", "登记"]),
        ("换届有几项工作", ["换届", "工作"]),
        ("1200元的票据", ["元", "票据"]),
        ("1926年成立的读书会", ["1926", "成立", "读书会"]),
        ("咱们到底能不能自学呀", ["自学"]),
        ("由哪个部门登记，什么情况登记", ["登记"]),
        ("最近已经登记过的党员还要登记吗", ["登记", "党员"]),
    ],
)
def test_what_only_holds_talk_together_and_the_case_of_who_asks_are_no_matter(said, words):
    assert list(about(said)) == words


def test_a_matter_is_held_in_any_form_that_documents_have_for_it():
    money = about("钱")["钱"]
    assert money.forms == ("钱", "经费", "费用")
    assert money.held("经费由上级拨付") == money.held("钱") == 1.0
    assert money.held("一个字也没有") == 0.0
    assert money.lacks("费用") == []


def test_a_matter_is_as_rare_as_the_least_rare_of_its_forms():
    assert about("钱")["钱"].rarity == 0.4
    assert about("钱")["钱"].lacks("") == [0.4]


def test_forms_that_stand_nowhere_in_the_library_are_none():
    assert about("钱", lambda _: 1.0)["钱"] == Matter("钱", ("钱",), 1.0, {"钱": 1.0})


def test_a_question_is_put_in_the_words_of_documents_too_where_they_seldom_have_its_own():
    asked = "党费的钱花哪了"
    assert written(asked, matters(asked, rarity)).split() == [asked, "经费", "费用"]
    often = {**dict.fromkeys("钱", 0.1)}
    assert written(asked, matters(asked, lambda part: often.get(part, rarity(part)))) == asked


def test_a_text_covers_the_share_of_the_weight_that_its_words_have():
    words = [Matter(word, (word,), weight, {}) for word, weight in (("请假", 0.9), ("补学", 0.3))]
    assert coverage(words, "因病请假的党员") == pytest.approx(0.75)
    assert coverage(words, "补学和请假") == pytest.approx(1.0)
    assert coverage([], "补学") == 0.0


def test_a_long_word_of_which_only_parts_are_there_counts_half_of_them():
    assert Matter("组织关系", ("组织关系",), 1.0, {}).held("组织生活") == pytest.approx(0.5 / 3)


def test_what_is_lacking_is_known_by_its_rarity():
    fund = Matter("公积金", ("公积金",), 0.9, {"公积": 0.9, "积金": 0.8})
    assert fund.lacks("积金要钱") == [0.9]
    assert fund.lacks("没有") == [0.9, 0.8]
    assert fund.lacks("公积金的钱") == []


def test_the_rarest_word_is_of_several_letters():
    found = matters("登记党费", {"登记": 0.3, "党费": 0.7}.get)
    assert rarest(found).word == "党费"
    assert rarest(()) is None


def test_a_word_of_one_letter_is_its_own_part():
    assert pairs("公积金") == ("公积", "积金")
    assert pairs("钱") == ("钱",)
