"""Pictures: Chinese words really drawn, rows without a value left out, the same bytes each time, no script."""

import io
import re
from importlib.resources import files

import pytest
from lxml import etree

from bot import charts
from bot.charts import Chart, Form, Point, Theme

WEEKS = (
    Point("三月第一周", None, "—"),
    Point("三月第二周", 0.5, "50.0%", 0.3, 0.7, "三月第二周：50.0%（10/20）"),
    Point("三月第三周", 0.8, "80.0%", 0.6, 0.9),
)
SHAPES = {"svg", "g", "rect", "path", "line", "text", "tspan", "defs", "clipPath"}
LINE = Chart("首答正确率（按周）", Form.LINE, WEEKS, "首答正确率", rates=True)
BARS = Chart("下级组织的参与率", Form.BARS, WEEKS, "参与率", rates=True)


@pytest.mark.parametrize("chart", [LINE, BARS], ids=["line", "bars"])
@pytest.mark.parametrize("theme", list(Theme))
def test_a_drawing_is_sound_and_needs_no_script(chart, theme):
    drawn = charts.svg(chart, theme)
    tree = etree.fromstring(drawn.encode())
    names = {etree.QName(element).localname for element in tree.iter()}
    assert names <= SHAPES
    assert not re.search(r"\son\w+=|\sstyle=|<script|javascript:|url\(http", drawn)
    assert chart.title in "".join(tree.itertext())


def test_each_mark_says_what_it_shows_in_our_words():
    for chart in (LINE, BARS):
        told = re.findall(r'aria-label="([^"]*)"', charts.svg(chart))
        assert told[-1] == chart.title
        assert told[:-1] == [one.told or f"{one.label} {one.said}" for one in chart.points if one.value is not None]


def test_markup_in_a_name_stays_a_name():
    name = '<script>alert(1)</script><img src=x onerror="alert(2)">&'
    drawn = charts.svg(Chart(name, Form.BARS, (Point(name, 0.5, name, told=name),), name, rates=True))
    tree = etree.fromstring(drawn.encode())
    assert {etree.QName(element).localname for element in tree.iter()} <= SHAPES
    assert not any(key.startswith("on") for element in tree.iter() for key in element.attrib)
    assert name in {element.get("aria-label") for element in tree.iter()}


def test_parts_without_a_value_stay_in_their_place():
    found = [label for label in re.findall(r">(三月第.周)<", charts.svg(LINE))]
    assert found == [point.label for point in WEEKS]


def test_the_picture_is_the_same_each_time():
    first = charts.png(LINE)
    charts._pictured.cache_clear()
    assert charts.png(LINE) == first
    assert first.startswith(b"\x89PNG")


def test_chinese_words_are_drawn_and_not_as_boxes():
    """Words of equal length give other pictures: boxes for what a font lacks would all look the same."""

    def of(title):
        return charts.png(Chart(title, Form.BARS, (), ""))

    pictures = {of(title) for title in ("参与", "掌握", "提高", "复习")}
    assert len(pictures) == 4


def test_the_font_comes_with_its_licence():
    folder = files("bot.fonts")
    assert "SIL OPEN FONT LICENSE" in folder.joinpath("OFL.txt").read_text(encoding="utf-8").upper()
    assert io.BytesIO(folder.joinpath("NotoSansSC-subset.otf").read_bytes()).read(4) == b"OTTO"
