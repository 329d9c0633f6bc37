"""A node's week in a picture and three sentences, the same where it is asked for and where it comes by itself."""

from datetime import date
from typing import Any

from bot import charts, panels
from bot.message import Image, Part, Text
from bot.phrases import panels as words
from bot.phrases import statistics
from records.organisation import Node
from records.spans import Step


def parts(
    connection: Any,  # noqa: ANN401 - a connection of the records, which alone know its type
    node: Node, start: date, end: date, called: str,
) -> tuple[Part, ...]:  # fmt: skip
    """Return what is said of the Beijing days from `start` to `end`, both included; () where no round was held."""
    view = panels.view(connection, node, start, end)
    if not view.figures["I3"].denominator:
        return ()
    shown = panels.trends(connection, node, Step.DAY, end)[0]
    told = words.week(node, called, start, end, view.figures)
    return Image(charts.png(shown.chart), words.WEEK_PICTURE, shown.spoken), Text(f"{told}\n{statistics.PURPOSE}")
