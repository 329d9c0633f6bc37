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


def whole_of(quotes: Sequence[Quote], day: date) -> list[Option]:
    """Return one option for each article quoted: the whole of it."""
    by_source = {quote.source: quote for quote in quotes}
    articles = [quote.article for quote in by_source.values()]
    return [Option(_label(quote, articles), _whole(source, day)) for source, quote in by_source.items()]


def _label(quote: Quote, articles: Sequence[str]) -> str:
    """Name an article as far as it must be told from the others."""
    if len(articles) == 1:
        return talk.WHOLE
    unique = articles.count(quote.article) == 1
    return (talk.WHOLE_OF if unique else talk.WHOLE_IN).format(article=quote.article, title=quote.document)


def references(snapshot: Snapshot, quote: Quote, day: date) -> list[Option]:
    """Return one option for each other article that quoted words refer to."""
    found: dict[str, str] = {}
    for reference in quote.references:
        if reference.article is not None and reference.article != quote.row:
            found.setdefault(snapshot.catalog.row(reference.article).source, reference.address)
    return [
        Option(talk.SEE.format(address=address), _whole(source, day))
        for source, address in list(found.items())[:MOST_REFERENCES]
    ]


def more_of(question: str, day: date, shown: Sequence[Quote], seen: Sequence[str] = (), skip: int = 0) -> Option:
    """Return the option that shows further articles; `seen` and `shown` are not shown again."""
    known = [*seen, *(quote.source for quote in shown)]
    return Option(talk.MORE, {"do": "more", "question": question, "day": day.isoformat(), "seen": known, "skip": skip})


def beside(label: str, quote: Quote, day: date) -> Option:
    """Return the option that shows a neighbouring article."""
    return Option(label, _whole(quote.source, day))


def _whole(source: str, day: date) -> dict[str, str]:
    return {"do": "whole", "source": source, "day": day.isoformat()}
