"""Quotes as cards, with what can be tapped under them."""

from collections.abc import Sequence
from datetime import date

from bot.handlers import Option
from bot.message import Card
from bot.phrases import answers, talk
from knowledge.evidence import Quote
from knowledge.snapshot import Snapshot

# More buttons than this are not read on a phone.
MOST_REFERENCES = 2


def card(quote: Quote, *, whole: bool = False) -> Card:
    """Show a quote."""
    path = " ".join(quote.path)
    return Card(answers.heading(quote), quote.address, quote.text, path, quote.marks, answers.note(quote), whole)


def options(snapshot: Snapshot, quotes: Sequence[Quote], day: date) -> list[Option]:
    """Return what can be done with the first quote: the whole article, and where its references lead."""
    if not quotes:
        return []
    first = quotes[0]
    offered = [Option(talk.WHOLE, {"do": "whole", "source": first.source, "day": day.isoformat()})]
    return [*offered, *references(snapshot, first, day)]


def references(snapshot: Snapshot, quote: Quote, day: date) -> list[Option]:
    """Return one option for each other article that quoted words refer to."""
    found: dict[str, str] = {}
    for reference in quote.references:
        if reference.article is not None and reference.article != quote.row:
            found.setdefault(snapshot.catalog.row(reference.article).source, reference.address)
    return [
        Option(talk.SEE.format(address=address), {"do": "whole", "source": source, "day": day.isoformat()})
        for source, address in list(found.items())[:MOST_REFERENCES]
    ]
