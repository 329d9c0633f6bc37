"""Each quality rule of domain.md 5.3 on what it must drop, and on its neighbour that it must keep."""

from dataclasses import replace
from random import Random

import pytest

from knowledge.catalog import Row
from knowledge.document import Article, Piece, PieceKind
from quiz import filters
from quiz.amounts import amounts, rivals
from quiz.candidate import Candidate, Material, Pool, alone
from quiz.item import Item
from quiz.recipes import modal, truth, version
from quiz.recipes.several import _options, question
from quiz.sentences import Listing, Sentence, sentences
from quiz.wording import GAP

TITLE = "示例市学习办法"


def row(text, pieces=()):
    whole = pieces or (Piece(PieceKind.PARAGRAPH, ("1",), 0, len(text)),)
    return Row(0, "0123456789ab", Article("3", "第三条", text, pieces=whole))


def cloze(said, answer, wrong=("四次", "五次"), recipe="number", kind="single"):
    stem = f"根据《{TITLE}》，{said.replace(answer, GAP, 1)}"
    options = (answer, *wrong) if kind == "single" else ()
    item = Item(kind, stem, options, (0,) if options else ((answer,),), explanation=said)
    return Candidate(recipe, row(said), TITLE, item, said, said, answer, 1.0)


GOOD = "党支部每月至少组织两次集中学习，由支部书记主持。"


def test_a_good_question_passes_all():
    candidate = cloze(GOOD, "两次")
    assert [name for name, fails in filters.FILTERS.items() if fails(candidate)] == []


@pytest.mark.parametrize(
    ("name", "said", "answer"),
    [
        ("answer_in_the_stem", "党支部每月组织两次集中学习，两次都由支部书记主持。", "两次"),
        ("begins_with_an_anaphor", "该党支部每月组织两次集中学习。", "两次"),
        ("begins_with_an_anaphor", "逾期不补学的，由支部书记提醒两次并说明。", "两次"),
        ("begins_with_an_anaphor", "情节严重的，停止参加活动三个月以上。", "三个月"),
        ("points_elsewhere", "违反前款规定的党支部，半年内补学两次集中学习。", "两次"),
        ("points_elsewhere", "依照本办法第七条的规定，党支部每月学习两次。", "两次"),
        ("torn", "注意统筹安排学习内容，防止两次以上的重复参训。", "两次"),
        ("torn", "党支部每月组织两次集中学习", "两次"),
        ("torn", "组织党员和支部委员每年参加两次集中培训。", "两次"),
        ("length", "每月学两次。", "两次"),
        ("length", f"党支部每月组织两次集中学习，{'认真准备、' * 24}由支部书记主持。", "两次"),
        ("closing_clause", "本办法自发布之日起施行，有效期为五年以上。", "五年"),
        ("dates", "党支部在2026年以前每月组织两次集中学习。", "两次"),
        ("dates", "党支部在9月13日以前组织两次集中学习。", "两次"),
        ("vague", "党支部可以就一次学习的情况作出说明和小结。", "一次"),
        ("person_or_slogan", "学习毛泽东同志的著作，每月至少组织两次集中学习。", "两次"),
        ("person_or_slogan", "在新时代党支部每月组织两次集中学习。", "两次"),
        ("person_or_slogan", "党支部要记住“学习永远在路上不能停”，每月学习两次。", "两次"),
    ],
)  # fmt: skip
def test_what_is_dropped(name, said, answer):
    assert filters.FILTERS[name](cloze(said, answer))


def test_one_of_something_is_an_amount_where_it_is_a_limit():
    for said in ("支部书记每年至少讲一次党课，可以请人代讲。", "党员之间每年谈心谈话一般不少于 1 次。"):
        assert not filters.vague(cloze(said, "1 次" if "1 次" in said else "一次"))
    assert not filters.vague(cloze("党支部每半年对入党积极分子进行一次考察。", "一次", recipe="truth"))


def test_a_number_beside_its_like_gives_itself_away():
    stem = f"根据《{TITLE}》，正式党员7人以上的设立支部委员会，不足{GAP}人的设一名书记。"
    said = stem.partition("，")[2].replace(GAP, "7")
    item = Item("blank", stem, (), (("7",),), explanation=said)
    assert filters.answer_in_the_stem(Candidate("number", row(said), TITLE, item, said, said, "7人", 1.0))


def test_a_short_sentence_is_understood_by_the_name_of_its_document():
    assert not filters.length(cloze("留党察看最长不超过两年。", "两年"))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("options_uneven", ("四次", "两 次")),
        ("options_uneven", ("四次", "由支部党员大会讨论决定的次数")),
        ("all_of_them", ("四次", "以上都对")),
        ("all_of_them", ("四次", "都不是")),
        ("too_few_options", ("四次",)),
    ],
)
def test_options_that_are_dropped(name, wrong):
    assert filters.FILTERS[name](cloze(GOOD, "两次", wrong))


def test_three_options_are_enough():
    assert not filters.too_few_options(cloze(GOOD, "两次", ("四次", "五次")))


def test_an_item_needs_its_lead():
    lead, item = "学习联系人负责下列事项：", "（一）提前三日通知学习内容；"
    text = f"{lead}\n{item}"
    pieces = (
        Piece(PieceKind.PARAGRAPH, ("1",), 0, len(text)),
        Piece(PieceKind.ITEM, ("1", "1"), len(lead) + 1, len(text), (0, len(lead))),
    )
    words = "提前三日通知学习内容；"
    for explanation, dropped in ((words, True), (lead + words, False)):
        asked = Item("single", f"根据《{TITLE}》，提前____通知学习内容。", ("三日", "五日", "七日"), (0,), explanation)
        candidate = Candidate("number", row(text, pieces), TITLE, asked, words, words, "三日", 1.0)
        assert filters.item_without_lead(candidate) is dropped
    (said,) = [one for one in sentences(row(text, pieces), TITLE) if one.lead]
    assert (said.lead, said.text) == (lead, words)


def test_a_sentence_without_its_subject_takes_the_one_before_it():
    first, second = "党小组会由组长召集。", "一般每月召开一次。"
    (joined,) = alone(Sentence(row(first + second), TITLE, second, first))
    assert joined.text == first + second
    assert list(alone(Sentence(row(second), TITLE, "该会一般每月召开。"))) == []
    assert [one.text for one in alone(Sentence(row(first), TITLE, first))] == [first]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("年满十八周岁的公民", ["十八周岁"]),
        ("每年不少于32学时", ["32学时"]),
        ("三分之二以上的委员", ["三分之二"]),
        ("第三次会议，上一年度，第十二个月", []),
        ("2026年5月11日起", []),
        ("任期三年至五年", []),
        ("一级主任科员", []),
        ("一次性发给，两年级学生", []),
        ("6 个月以上", ["6 个月"]),
        ("二十五周岁，五个工作日，百分之五，12%", ["二十五周岁", "五个工作日", "百分之五", "12%"]),
    ],
)
def test_what_counts_as_an_amount(text, found):
    """Rule 6 and 7: no ordinals, dates or ends of ranges; 周岁 is one unit."""
    assert [amount.text for amount in amounts(text)] == found


def test_a_wrong_amount_is_written_alike_and_true_nowhere_in_the_article():
    (amount,) = amounts("应当在三个月内审批")
    near = frozenset({"六个月", "一年"})
    offered = rivals(amount, near)
    assert {"两个月", "一个月"} <= set(offered)
    # 十二个月 is 一年, which the article has.
    assert not {"三个月", "六个月", "十二个月"} & set(offered)
    (digits,) = amounts("不少于32学时")
    assert all(option[0].isdigit() for option in rivals(digits, frozenset()))
    # A sign that only the right option has would give it away.
    (share,) = amounts("按全年总数的5％上缴")
    assert {option[-1] for option in rivals(share, frozenset())} == {"％"}


@pytest.mark.parametrize(
    ("lead", "asked"),
    [
        ("党支部的基本任务是：", "党支部的基本任务是哪些？"),
        ("主要程序如下：", "主要程序有哪些？"),
        ("党员必须履行下列义务：", "党员必须履行下列义务。下列哪些属于其中？"),
    ],
)
def test_a_lead_becomes_a_question(lead, asked):
    assert question(lead) == asked


def test_a_catch_all_is_no_option_and_a_long_item_is_cut_at_its_first_words():
    long = "坚持党对学习工作的领导，" + "认真落实各项要求，" * 8
    listing = Listing(
        row("x"),
        TITLE,
        "原则：",
        ("公平公正", "法律规定的其他情形", long, long.replace("坚持党对学习工作的领导", "村党支部"), "好"),
    )
    assert _options(listing) == ["公平公正", "坚持党对学习工作的领导"]


def one_article(text):
    return Material(row(text), TITLE, tuple(sentences(row(text), TITLE)), ())


@pytest.mark.parametrize(
    "text",
    [
        "党支部应当每半年向上级党组织书面报告一次学习情况。",
        "党员人数较多的党支部可以划分若干学习小组，并指定组长。",
    ],
)
def test_what_must_and_what_may_be_done_change_places(text):
    stated = set()
    for seed in range(8):
        (candidate,) = modal.propose(one_article(text), Pool(), Random(seed))
        said = candidate.item.stem.partition("，")[2]
        assert (said == text) is (candidate.item.key == (0,))
        stated.add(said)
    turned = text.translate(str.maketrans({"应": "可", "当": "以", "可": "应", "以": "当"}))
    # What must be done is asked turned alone: as it stands everybody says yes.
    assert stated == ({turned} if "应当" in text else {turned, text})


@pytest.mark.parametrize(
    "text",
    [
        "任何党支部不得以打卡的方式要求党员参加集中学习。",
        "党支部应当每月报告学习情况，也可以每季度报告一次。",
        "因故不能参加集中学习的党员，可以不向党支部报告原因。",
        "党员经党支部同意后，才可以登记为学习联系人并开展工作。",
        "党支部应当增强学习的主动性，坚持理论联系实际的学风。",
        "党支部应当对党员平时多过问、多提醒，问题严重的向上级报告。",
    ],
)
def test_what_is_forbidden_denied_or_only_wished_is_not_turned(text):
    assert list(modal.propose(one_article(text), Pool(), Random(1))) == []


ENDS = "本办法自2025年3月1日起施行。"
YEARS = {TITLE: (2021, 2025), "示例市支部工作章程": (2022,), "示例市学习规则": (2019,), "古老的规则": (1990,)}


def test_which_version_holds_is_asked_of_the_article_that_says_it():
    (candidate,) = version.propose(Material(row(ENDS), TITLE, (), ()), Pool(years=YEARS), Random(1))
    item = candidate.item
    assert item.options[0] == "2025年"
    assert "2021年" in item.options
    assert "1990年" not in item.options
    assert candidate.words == ENDS
    assert [name for name, fails in filters.FILTERS.items() if fails(candidate)] == []


@pytest.mark.parametrize(
    ("text", "years"),
    [
        (ENDS, {**YEARS, TITLE: (2025,)}),
        ("本办法自发布之日起施行。", YEARS),
        ("本办法自2021年3月1日起施行。", YEARS),
        (ENDS, {TITLE: (2021, 2025)}),
    ],
    ids=["one version", "no year", "not the newest", "too few years"],
)
def test_which_version_is_not_asked(text, years):
    assert list(version.propose(Material(row(text), TITLE, (), ()), Pool(years=years), Random(1))) == []


@pytest.mark.parametrize(
    "stem", ["学习小组有50人以上、____以下的，设组长两名。", "有____以上、100人以下的，设组长两名。"]
)
def test_one_end_of_a_range_is_no_choice(stem):
    item = Item("single", stem, ("100人", "20人", "7人"), (0,))
    candidate = Candidate("number", row(GOOD), TITLE, item, GOOD, GOOD, "100人", 1.0)
    assert filters.one_end_of_a_range(candidate)
    assert not filters.one_end_of_a_range(replace(candidate, item=replace(item, stem="有____以上的，设组长。")))


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("讨论两个以上的议题时，应当逐个表决。", ()),
        ("讨论三个以上的议题时，应当逐个表决。", ("以下",)),
        ("学习大会可以提前或者延期举行。", ()),
        ("学习大会可以提前举行。", ("推迟",)),
    ],
)
def test_a_word_is_not_turned_into_nonsense(text, turned):
    (said,) = sentences(row(text), TITLE)
    assert tuple(other for _, _, other in truth._changes(said, frozenset(), Pool(), Random(1))) == turned
