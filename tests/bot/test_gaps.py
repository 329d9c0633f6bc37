from datetime import UTC, datetime, timedelta

from bot.gaps import grouped

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def row(number, question, times=1, days=0):
    return {"id": number, "question": question, "times": times, "last": NOW - timedelta(days=days)}


def ids(rows):
    return [[row["id"] for row in group.rows] for group in grouped(rows)]


def test_the_same_asked_in_other_words_is_one_group():
    rows = [
        row(1, "差旅费报销标准是多少", 3),
        row(2, "年休假有几天", 2),
        row(3, "差旅费怎么报销？"),
        row(4, "请问差旅费的报销标准"),
        row(5, "年休假多少天"),
    ]
    assert ids(rows) == [[1, 3, 4], [2, 5]]


def test_other_matters_stay_apart():
    assert ids([row(1, "公务用车怎么申请"), row(2, "公务接待怎么申请"), row(3, "VPN怎么开"), row(4, "2号文件呢")]) == [
        [1], [2], [3], [4],
    ]  # fmt: skip


def test_small_steps_do_not_lead_from_one_matter_to_another():
    rows = [row(1, "差旅住宿标准", 9), row(2, "住宿标准补助", 5), row(3, "补助发放名单")]
    assert ids(rows) == [[1, 2], [3]]


def test_groups_stand_by_how_often_all_of_them_were_asked():
    rows = [row(1, "年休假有几天", 3), row(2, "差旅费报销标准", 2, days=5), row(3, "差旅费怎么报销", 2)]
    first, second = grouped(rows)
    assert ([one["id"] for one in first.rows], first.times, first.last) == ([2, 3], 4, NOW)
    assert second.times == 3


def test_questions_of_nothing_but_asking_words_are_each_their_own():
    assert ids([row(1, "是多少"), row(2, "怎么样")]) == [[1], [2]]
