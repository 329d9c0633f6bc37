"""All pages as one application: every room's routes, the limits, and what is said when something goes wrong."""

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from bot.web import (
    access,
    accounts,
    admin,
    article,
    branch,
    changes,
    chat,
    documents,
    gaps,
    me,
    named,
    offices,
    outgoing,
    people,
    problems,
    reports,
    review,
    revision,
    sign_in,
    trail,
)
from bot.web.limits import Limits
from bot.web.site import HERE, Site

ROOMS = (
    chat, access, sign_in, me, branch, named, article, reports,
    admin, accounts, offices, documents, changes, revision, review, people, gaps, outgoing, trail,
)  # fmt: skip


def application(site: Site) -> FastAPI:
    """Return the application that serves the pages of a site."""
    pages = FastAPI(openapi_url=None)
    pages.state.site = site
    for room in ROOMS:
        pages.include_router(room.router)
    pages.mount("/static", StaticFiles(directory=HERE / "static"))
    pages.add_middleware(Limits, site=site)
    problems.install(pages)
    return pages
