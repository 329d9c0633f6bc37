"""One reading -> one document: structure, then what it says of itself."""

from dataclasses import replace

from faults import Fault
from knowledge import census, markings, prose, structure
from knowledge.document import Document, Reading
from knowledge.encoding import visible
from knowledge.metadata import describe, title_of


def parse(reading: Reading) -> Document:
    """Read one document.

    Raises the faults document_without_text, document_without_title, document_marked and
    characters_unfit.
    """
    cleaned = (replace(block, text=visible(block.text)) for block in reading.blocks)
    reading = replace(reading, blocks=tuple(block for block in cleaned if block.text.strip()))
    markings.check(reading.blocks, reading.origin)
    if not reading.blocks:
        raise Fault("document_without_text", path=reading.origin)
    title = title_of(reading)
    if not title:
        raise Fault("document_without_title", path=reading.origin)
    numbered = structure.has_articles(reading.blocks)
    census.check(reading.blocks, reading.origin, regulation=numbered)
    found = structure.parse(reading.blocks) if numbered else prose.parse(reading.blocks, title)
    if not found.articles:
        raise Fault("document_without_text", path=reading.origin)
    metadata = describe(reading, title, found.articles, found.front, found.back)
    return Document(metadata, found.articles, reading.origin, reading.sha256, found.warnings)
