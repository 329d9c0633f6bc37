"""How figures are said, and what must never be said with them."""

import re
from datetime import date
from pathlib import Path

import pytest

from bot.phrases import statistics
from records.indicators import TABLE, Figure, Unit
from records.organisation import Node

NODE = Node(1, "b1", "示例市第一党支部", "党支部", "单位", None, "/1/", date(2020, 1, 1), None)
START, END = date(2026, 3, 1), date(2026, 3, 31)
CODES = [f"I{number}" for number in range(1, 13)]


def test_there_are_twelve_and_each_has_its_words():
    assert [indicator.code for indicator in TABLE] == CODES
    assert list(statistics.TITLES) == list(statistics.MEANINGS) == CODES


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (Figure("I1", Unit.COUNT, 118), "118 人"),
        (Figure("I1", Unit.COUNT, None), "—"),
        (Figure("I3", Unit.RATE, 0, 0), "—"),
        (Figure("I3", Unit.RATE, 1523, 2106), "72.3%（1523/2106）"),
        (Figure("I3", Unit.RATE, 3, 9, withheld=True), "3（不足 5 人，只计数，不计算比率）"),
        (Figure("I6", Unit.RATE, None, 0, True, 3), "不足 5 人，不计算比率；有 3 天答题不足 5 人，未计入"),
        (Figure("I6", Unit.RATE, 12, 19), "63.2%（12/19）；样本较小，95% 区间 41.0%–80.9%"),
        (Figure("I8", Unit.COUNT, 1, 6, parts=(("党费", None),)), "1 个；共 6 个知识点样本足够；党费"),
        (Figure("I8", Unit.COUNT, 0, 0), "0 个；样本不足"),
        (Figure("I9", Unit.RATE, None, 3, withheld=True), "不足 5 次提问，不计算比率"),
        (Figure("I10", Unit.COUNT, 9, parts=(("not_held", 9),)), "9 次；没有相关内容 9"),
        (Figure("I12", Unit.HOURS, 2.5, parts=(("签到表", 2.5),)), "2.5 学时；签到表 2.5"),
    ],
)
def test_how_a_figure_is_said(figure, said):
    assert statistics.said(figure) == said


def test_every_output_says_what_it_is_for():
    figures = [Figure(code, Unit.RATE, 30, 40) for code in CODES if code not in statistics.UNITS]
    told, rows = statistics.lines(NODE, START, END, figures), statistics.rows(NODE, START, END, figures)
    assert told[-2] == rows["purpose"] == "本数据仅用于改进学习服务，不作为考核、排名、通报依据。"
    assert told[-1] == rows["limits"]
    assert rows["I3"]["value"] == 0.75
    # A figure of figures would be a mark.
    assert set(rows) == {"node", "code", "from", "to", "purpose", "limits", "I3", "I4", "I5", "I6", "I7", "I9", "I11"}


def test_nothing_is_called_a_mark_a_rank_or_an_assessment():
    source = Path(statistics.__file__).read_text(encoding="utf-8").replace(statistics.PURPOSE, "")
    assert re.findall("考核|得分|总分|积分|名次|排名|排行|先进|落后|未答题名单|连续", source) == []
