"""One chart, told once: as SVG in a page, as PNG in a chat or report, as a table, as a sentence.

A chart is a Vega-Lite specification, plain data, drawn by vl-convert, which carries the whole of Vega in one wheel: no
browser, no network, no script in the page. (Altair would only write the same dictionaries, with four more packages.)
Every mark of the SVG says in its `aria-label` what it shows; `static/charts.js` shows that to whoever points at it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import Any

from bot.pictures import packed

FONT = "Noto Sans CJK SC"
# Letters stay readable where a page scales the whole to a phone's screen held upright.
WIDTH, BARS_WIDTH, LINE_HEIGHT, BAR = 400, 300, 200, 34
LETTERS = 14
# Twice the size in pixels, so that a phone's screen shows sharp letters.
SHARP = 2.0


class Form(StrEnum):
    """How rows are drawn: along time, or one bar under another."""

    LINE = "line"
    BARS = "bars"


class Theme(StrEnum):
    """Dark words on light ground, or the other way round."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Point:
    """One row: its label, its value (None: not shown, or nothing there) and the short words for it, an interval.

    `told` is all there is to say about it, for who points at it or cannot see it.
    """

    label: str
    value: float | None
    said: str
    low: float | None = None
    high: float | None = None
    told: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """What is to be seen. `rates`: values lie between 0 and 1 and the axis says percent."""

    title: str
    form: Form
    points: tuple[Point, ...]
    axis: str
    rates: bool = False


_INK: Mapping[Theme, Mapping[str, str]] = {
    Theme.LIGHT: {"ground": "#ffffff", "words": "#1f2329", "lines": "#d9dce1", "mark": "#b3261e", "range": "#e6b8b5"},
    Theme.DARK: {"ground": "#1c1d20", "words": "#e6e8ec", "lines": "#43474f", "mark": "#ff8a80", "range": "#7a3b37"},
}


def svg(chart: Chart, theme: Theme = Theme.LIGHT) -> str:
    """Draw a chart for a page."""
    return _drawn(json.dumps(specification(chart, theme), ensure_ascii=False))


def png(chart: Chart) -> bytes:
    """Draw a chart as a picture of its own, on white."""
    return _pictured(json.dumps(specification(chart, Theme.LIGHT), ensure_ascii=False))


def specification(chart: Chart, theme: Theme) -> dict[str, Any]:
    """Return the chart as Vega-Lite sees it; rows without a value leave a gap."""
    ink = _INK[theme]
    rows = [
        {
            "label": point.label,
            "value": point.value,
            "said": point.said,
            "low": point.low,
            "high": point.high,
            "told": point.told or f"{point.label} {point.said}",
        }
        for point in chart.points
    ]
    layers = _along(chart, ink) if chart.form is Form.LINE else _under(chart, ink)
    height = LINE_HEIGHT if chart.form is Form.LINE else BAR * max(1, len(rows))
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": {
            "text": chart.title,
            "anchor": "start",
            "fontSize": 16,
            "fontWeight": "normal",
            "offset": 12,
        },
        "width": WIDTH if chart.form is Form.LINE else BARS_WIDTH,
        "height": height,
        "padding": 12,
        "background": ink["ground"],
        "data": {"values": rows},
        "layer": layers,
        "config": _config(ink),
    }


def _along(chart: Chart, ink: Mapping[str, str]) -> list[dict[str, Any]]:
    x = {
        "field": "label",
        "type": "ordinal",
        "sort": None,
        "title": None,
        "axis": {"labelAngle": 0, "labelOverlap": True},
        # Layers that leave rows out would put the others in another order.
        "scale": {"domain": [point.label for point in chart.points]},
    }
    y = _values(chart)
    line = {
        "mark": {"type": "line", "color": ink["mark"], "strokeWidth": 2, "aria": False},
        "encoding": {"x": x, "y": y},
    }
    point = {
        "mark": {"type": "point", "filled": True, "size": 60, "color": ink["mark"], "opacity": 1},
        "encoding": {"x": x, "y": y, "description": _DESCRIBED},
        "transform": [{"filter": "isValid(datum.value)"}],
    }
    return [*_interval(chart, "x", x, ink), line, point]


def _under(chart: Chart, ink: Mapping[str, str]) -> list[dict[str, Any]]:
    y = {"field": "label", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 190}}
    bar = {
        "mark": {"type": "bar", "color": ink["mark"], "height": {"band": 0.6}},
        "encoding": {"y": y, "x": _values(chart), "description": _DESCRIBED},
    }
    words = {
        "mark": {"type": "text", "align": "left", "dx": 6, "color": ink["words"], "aria": False},
        "encoding": {"y": y, "x": {**_values(chart), "field": "end"}, "text": {"field": "said"}},
        "transform": [{"calculate": "max(datum.value || 0, datum.high || 0)", "as": "end"}],
    }
    return [bar, *_interval(chart, "y", y, ink), words]


def _interval(chart: Chart, place: str, where: Mapping[str, Any], ink: Mapping[str, str]) -> list[dict[str, Any]]:
    """Draw how sure the values are, where that is known."""
    if all(point.low is None for point in chart.points):
        return []
    across = "y" if place == "x" else "x"
    encoding = {place: where, across: {**_values(chart), "field": "low"}, f"{across}2": {"field": "high"}}
    kept = [{"filter": "isValid(datum.low)"}]
    return [
        {
            "mark": {"type": "rule", "color": ink["range"], "strokeWidth": 5, "aria": False},
            "encoding": encoding,
            "transform": kept,
        }
    ]


def _values(chart: Chart) -> dict[str, Any]:
    axis: dict[str, Any] = {"format": ".0%", "tickCount": 5} if chart.rates else {"format": "~s", "tickMinStep": 1}
    scale = {"domain": [0, 1]} if chart.rates else {"zero": True, "nice": True}
    return {"field": "value", "type": "quantitative", "title": chart.axis, "axis": axis, "scale": scale}


_DESCRIBED = {"field": "told", "type": "nominal"}


def _config(ink: Mapping[str, str]) -> dict[str, Any]:
    axis: dict[str, Any] = {
        "labelColor": ink["words"],
        "titleColor": ink["words"],
        "aria": False,
        "gridColor": ink["lines"],
        "domainColor": ink["lines"],
    }
    axis |= {"tickColor": ink["lines"], "labelFontSize": LETTERS, "titleFontSize": LETTERS, "titleFontWeight": "normal"}
    return {
        "font": FONT,
        "axis": axis,
        "title": {"color": ink["words"]},
        "view": {"stroke": None},
        "text": {"fontSize": LETTERS},
    }


@lru_cache(maxsize=256)
def _drawn(specified: str) -> str:
    found: str = _engine().vegalite_to_svg(specified)
    # The engine says in English that a title is a title, and takes no other words.
    return re.sub(r"Title text '([^\"]*)'\"", r'\1"', found)


@lru_cache(maxsize=64)
def _pictured(specified: str) -> bytes:
    found: bytes = _engine().vegalite_to_png(specified, scale=SHARP)
    return packed(found)


@cache
def _engine() -> Any:  # noqa: ANN401 - a module without types, loaded when a first chart is wanted
    """Load the engine with our font; it takes half a second and stays."""
    import vl_convert

    with as_file(files("bot.fonts")) as folder:
        vl_convert.register_font_directory(str(folder))
    return vl_convert
