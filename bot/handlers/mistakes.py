"""错题本: what one answered wrong, and when it comes back."""

import re

from bot import questions
from bot.handlers import Reply, World, said
from bot.intents import END, Intent
from bot.message import Inbound, Text
from bot.phrases import quiz as words
from quiz import bank

WORDS = re.compile(rf"^(?:看|查看?|打开)?(?:我的)?错题[本集]?{END}")
# More lines are not read in a chat; so much of a stem is enough to know it again.
SHOWN, LENGTH = 10, 30


def handle(intent: Intent, inbound: Inbound, world: World) -> Reply:
    """List the book, the longest waiting first."""
    if barred := questions.barred(inbound, world):
        return barred
    told, effects, book = questions.cleared(world)
    if not book:
        return Reply((*told, *said(words.BOOK_EMPTY).parts), effects)
    lines = [words.BOOK.format(count=len(book))]
    for number, one in enumerate(book[:SHOWN], 1):
        stem = words.brief(bank.entry(world.reader, one.item).item.stem, LENGTH)
        lines.append(words.BOOK_LINE.format(number=number, stem=stem, due=words.due(one.due, world.today)))
    if len(book) > SHOWN:
        lines.append(words.BOOK_MORE)
    return Reply((*told, Text("\n".join(lines)), questions.spoken(words.PRACTISE_BOOK, "revise")), effects)
