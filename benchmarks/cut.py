"""One splitter, in a process of its own: cuts plain texts, writes down the pieces.

PYTHON benchmarks/cut.py NAME FOLDER       (started by `benchmarks.peers`; needs only what the splitter itself imports)

FOLDER holds texts/*.txt, each a document as a user uploads it; cut-NAME.json, a list of pieces, is written beside them.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path


def xuesi(folder: Path) -> Sequence[str]:
    from knowledge.document import Document
    from knowledge.reindex import parsed

    documents = [found for found in parsed([folder / "texts"]) if isinstance(found, Document)]
    return [article.text for document in documents for article in document.articles]


def llamaindex(folder: Path) -> Sequence[str]:
    from llama_index.core import SimpleDirectoryReader
    from llama_index.core.node_parser import SentenceSplitter

    documents = SimpleDirectoryReader(str(folder / "texts")).load_data()
    return [node.get_content() for node in SentenceSplitter().get_nodes_from_documents(documents)]


def haystack(folder: Path) -> Sequence[str]:
    from haystack.components.converters import TextFileToDocument
    from haystack.components.preprocessors import DocumentSplitter

    files = [str(path) for path in sorted((folder / "texts").iterdir())]
    documents = TextFileToDocument().run(sources=files)["documents"]
    return [piece.content for piece in DocumentSplitter().run(documents=documents)["documents"]]


def langchain(folder: Path) -> Sequence[str]:
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter()
    return [
        piece for path in sorted((folder / "texts").iterdir()) for piece in splitter.split_text(path.read_text("utf-8"))
    ]


CUTS = {cut.__name__: cut for cut in (xuesi, llamaindex, haystack, langchain)}


def main() -> None:
    name, folder = sys.argv[1], Path(sys.argv[2])
    (folder / f"cut-{name}.json").write_text(json.dumps(CUTS[name](folder)), "utf-8")


if __name__ == "__main__":
    main()
