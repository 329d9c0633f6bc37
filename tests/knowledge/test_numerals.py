import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.numerals import article_label, canonical, chinese, display, order, ranges, value


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("二十三", 23), ("十", 10), ("十二", 12), ("一百零五", 105), ("一百一十", 110), ("一千二百", 1200),
        ("一千零三", 1003), ("两百", 200), ("二〇二六", 2026), ("二○二六", 2026), ("13", 13), ("１３", 13),
        ("二 十 三", 23), ("一万零五十", 10050), ("零", 0), ("三万", 30000),
        ("廿三", 23), ("卅", 30), ("壹佰零伍", 105), ("贰拾", 20),
    ],
)  # fmt: skip
def test_every_way_of_writing_a_number(written: str, number: int) -> None:
    assert value(written) == number


@pytest.mark.parametrize("written", ["", "条", "第三", "三条", "abc", "-3"])
def test_other_words_are_no_numbers(written: str) -> None:
    assert value(written) is None


@given(st.integers(0, 99_999))
def test_numbers_survive_the_way_there_and_back(number: int) -> None:
    assert value(chinese(number)) == number


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (10, "十"),
        (19, "十九"),
        (110, "一百一十"),
        (1010, "一千零一十"),
        (1003, "一千零三"),
        (10050, "一万零五十"),
    ],
)
def test_numbers_are_written_as_regulations_write_them(number: int, words: str) -> None:
    assert chinese(number) == words


def test_an_inserted_article_has_its_own_number() -> None:
    assert canonical("十七", "一") == "17-1"
    assert canonical("十七", "甲") is None
    assert (display("17-1"), article_label("17-1"), article_label("120")) == (
        "十七之一",
        "第十七条之一",
        "第一百二十条",
    )


def test_an_inserted_article_stands_between_its_neighbours() -> None:
    assert sorted(["18", "17-2", "17", "2", "17-10"], key=order) == ["2", "17", "17-2", "17-10", "18"]


def test_many_numbers_are_written_short() -> None:
    assert list(ranges([3, 5, 6, 7, 9])) == ["3", "5-7", "9"]
    assert list(ranges([])) == []
