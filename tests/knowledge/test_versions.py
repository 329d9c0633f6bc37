"""Which version holds on which day."""

from datetime import date

from knowledge.document import Article, Document, Level, Metadata
from knowledge.versions import END, identity, spans

ARTICLE = Article("1", "第一条", "甲。")


def document(title="示例市规定", start=None, **known):
    day = date.fromisoformat(start) if start else None
    return Document(Metadata(title, version=(start or "")[:4], effective_from=day, **known), (ARTICLE,), "t", "0")


def holding(documents, day):
    on = date.fromisoformat(day)
    return [
        d.metadata.version
        for d, span in zip(documents, spans([d.metadata for d in documents]), strict=True)
        if span.holds(on)
    ]


def test_a_later_version_ends_the_earlier_one():
    held = [document(start="2018-01-01"), document(start="2024-03-01")]
    assert holding(held, "2024-02-29") == ["2018"]
    assert holding(held, "2024-03-01") == ["2024"]
    assert spans([d.metadata for d in held])[0].successor == identity(held[1].metadata)


def test_a_text_that_starts_tomorrow_does_not_hold_today():
    held = [document(start="2027-01-01")]
    assert holding(held, "2026-12-31") == []
    assert holding(held, "2027-01-01") == ["2027"]


def test_an_unknown_start_means_current_unless_a_status_says_otherwise():
    assert holding([document()], "2020-01-01") == [""]
    assert holding([document(status="repealed")], "2020-01-01") == []


def test_a_superseded_text_holds_until_the_one_that_followed():
    held = [document(start="2014-01-01", status="superseded"), document(start="2026-05-11")]
    assert holding(held, "2025-01-01") == ["2014"]


def test_a_text_repealed_by_name_ends_on_that_day():
    old, new = (
        document("示例市旧规定", "2018-05-01"),
        document("示例市新规定", "2024-03-01", supersedes=("示例市旧规定",)),
    )
    assert holding([old, new], "2024-02-01") == ["2018"]
    assert holding([old, new], "2024-03-01") == ["2024"]


def test_two_offices_may_have_rules_of_one_name():
    one, other = (
        document("学习制度", start, issuer=name) for start, name in (("2020-01-01", "甲局"), ("2021-01-01", "乙局"))
    )
    assert len(holding([one, other], "2022-01-01")) == 2


def test_spellings_of_a_title_are_one_text():
    one, other = document("《示例市规定》（试行）", "2020-01-01"), document("示例市规定", "2020-01-01")
    assert identity(one.metadata) == identity(other.metadata)
    national = document("示例市规定", "2020-01-01", issuer="某局", level=Level.NATIONAL)
    assert spans([national.metadata])[0].ends == END
