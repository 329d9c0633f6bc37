"""What went wrong, in the reader's words: a page for people, JSON for the chat's script."""

import asyncio
import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from bot.phrases.faults import sentence
from bot.phrases.people import BIND_FIRST
from bot.phrases.web import problem
from bot.web.entrance import Unbound, shown
from bot.web.shield import SignedOut
from bot.web.site import site_of
from faults import Fault
from records import permissions


def install(pages: FastAPI) -> None:
    """Answer every refusal and fault of these pages in Chinese."""
    pages.add_exception_handler(HTTPException, _refused)
    pages.add_exception_handler(RequestValidationError, _unfit)
    pages.add_exception_handler(Fault, _faulty)
    pages.add_exception_handler(SignedOut, _signed_out)
    pages.add_exception_handler(Unbound, _unbound)


async def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _told(request, status, problem(status))


async def _unfit(request: Request, _error: Exception) -> Response:
    """The input itself is not repeated: it may hold what cannot be encoded."""
    return _told(request, 422, problem(422))


async def _faulty(request: Request, error: Exception) -> Response:
    assert isinstance(error, Fault)
    if error.code == permissions.REFUSED:
        site = site_of(request)
        job = site.records.submit(lambda c: permissions.note_refusal(c, error, site.clock()))
        await asyncio.wrap_future(job)
        return _told(request, 403, problem(403))
    logging.getLogger("xuesi.web").error("%s: %s", request.url.path, error)
    administration = "/admin" in request.url.path
    return _told(request, 503, sentence(error) if administration else problem(503))


async def _signed_out(request: Request, _error: Exception) -> Response:
    return RedirectResponse(f"{site_of(request).config.web.path_prefix}/admin/sign-in", status_code=303)


async def _unbound(request: Request, _error: Exception) -> Response:
    return shown(request, "unbound", None, problem=BIND_FIRST)


def _told(request: Request, status: int, words: str) -> Response:
    if "/api/" in request.url.path:
        return JSONResponse({"problem": words}, status)
    site = site_of(request)
    values = {"base": site.config.web.path_prefix, "service": site.config.service, "problem": words}
    return site.templates.TemplateResponse(request, "problem.html", values, status)
