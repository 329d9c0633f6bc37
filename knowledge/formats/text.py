"""Plain text: one paragraph a line."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from knowledge.document import Block, Reading
from knowledge.encoding import decode

EXTENSIONS = (".txt",)


def read(path: Path) -> Iterator[Reading]:
    """Read one document; empty lines separate nothing, every line is a paragraph."""
    data = path.read_bytes()
    stripped = (line.strip(" \t\u3000\u00a0") for line in decode(data, str(path)).split("\n"))
    blocks = tuple(Block(line) for line in stripped if line)
    yield Reading(blocks, {}, str(path), hashlib.sha256(data).hexdigest())
