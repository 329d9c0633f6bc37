"""The hardest items as they are looked at: what they rest on, and how their options were chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.charts import Chart, Form
from bot.panels import Panel, View, points
from bot.phrases import branch as words
from bot.phrases import panels
from knowledge.evidence import Quote
from knowledge.snapshot import Snapshot
from quiz import bank, kinds
from quiz.clause import clause
from quiz.item import Item
from quiz.items import chosen
from quiz.letters import LETTERS
from records.chosen import of_versions
from records.indicators import Figure, Unit
from records.suppression import LEAST

Connection = Any  # of the records, which alone know its type


@dataclass(frozen=True, slots=True)
class Hard:
    """One item with its first answers and mean mark; `clause` is None where its words stand in no text of today.

    `options` is None where they are not shown: `why` says the reason.
    """

    item: Item
    count: int
    mean: float
    clause: Quote | None
    options: Panel | None
    why: str = ""


def of_view(connection: Connection, snapshot: Snapshot | None, view: View) -> tuple[Hard, ...]:
    """Return the hardest items of a view, over the same days; of the whole organisation."""
    held = [(bank.entry(connection, number).item, count, mean) for number, count, mean in view.hard]
    given = of_versions(connection, [item.version for item, _, _ in held], view.start, view.end)
    return tuple(
        Hard(
            item, count, mean, clause(snapshot, item, view.end) if snapshot else None,
            *_options(item, given[item.version]),
        )
        for item, count, mean in held
    )  # fmt: skip


def _options(item: Item, given: Mapping[tuple[int, ...], int]) -> tuple[Panel | None, str]:
    shown = kinds.of(item.kind).asked(item, tuple(range(len(item.options)))).options
    people = sum(given.values())
    if not shown:
        return None, words.CHOSEN_BLANK
    if people < LEAST:
        return None, words.CHOSEN_FEW
    rows = tuple(
        (words.option(LETTERS[number], text, right=number in item.right), Figure("", Unit.RATE, count, people))
        for number, (text, count) in enumerate(zip(shown, chosen(given, len(shown)), strict=True))
    )
    chart = Chart("", Form.BARS, points(rows), words.CHOSEN_AXIS, rates=True)
    return Panel(chart, panels.spoken_bars(words.CHOSEN, rows), rows), ""
