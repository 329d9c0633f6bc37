"""The thinnest whole way: one folder of Markdown in, one cited answer in the browser."""

import html
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from knowledge.thin import Shelf

ABSENT = "库中没有可引用的依据，未作回答"
SAMPLE = Path(__file__).parent / "sample" / "documents"


def build(shelf: Shelf) -> FastAPI:
    """One page with one input box."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/", response_class=HTMLResponse)
    def page(question: str = "") -> str:
        clause = shelf.ask(question) if question else None
        said = f"《{clause.title}》{clause.number}\n{clause.text}" if clause else "库中没有可引用的依据，未作回答"
        shown = f"<pre>{html.escape(said)}</pre>" if question else ""
        return (
            "<!doctype html><meta charset=utf-8><title>学思</title>"
            f"<form><input name=question value='{html.escape(question, quote=True)}'>"
            f"<button>问</button></form>{shown}"
        )

    return app


def serve() -> None:
    """Serves the sample documents on http://127.0.0.1:8080."""
    uvicorn.run(build(Shelf(SAMPLE)), host="127.0.0.1", port=8080)
