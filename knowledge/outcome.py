"""What a question comes to: quotes of one version with what must be said of it, or a refusal with what is nearest."""

from collections.abc import Mapping, Sequence

from knowledge import titles
from knowledge.address import rest
from knowledge.asked import MOST_QUOTES, Asked, find, quoted
from knowledge.catalog import Version
from knowledge.document import Kind
from knowledge.evidence import Answer, Hit, Quote, Status
from knowledge.judging import near
from knowledge.search import search
from knowledge.snapshot import Snapshot

# So many of the best hits are weighed for an answer.
WEIGHED = 8


def scoped(asked: Asked, versions: Sequence[str]) -> list[Hit]:
    """Search only these versions, whatever the day."""
    return find(asked, WEIGHED, None, versions)


def stated(
    asked: Asked, version: Version, quotes: tuple[Quote, ...], reason: str | None = None,
    fields: Mapping[str, str] | None = None,
) -> Answer:  # fmt: skip
    """Answer with quotes of one version, saying so when that version is not in force on the day."""
    state = version.state(asked.day)
    about = {**facts(asked.snapshot, version), **(fields or {})}
    if state == "in_force":
        view = "research_view" if version.metadata.kind is Kind.RESEARCH else None
        return Answer(Status.ANSWERED, asked.question, asked.day, quotes, (), reason or view, tuple(about.items()))
    if state == "not_yet":
        return Answer(Status.ANSWERED, asked.question, asked.day, quotes, (), "not_yet_in_force", tuple(about.items()))
    now = current(asked, version, quotes)
    return Answer(Status.HISTORY, asked.question, asked.day, quotes, now, state, tuple(about.items()))


def facts(snapshot: Snapshot, version: Version) -> dict[str, str]:
    """Return what sentences say of a version: its name, its first day, what came after it."""
    found = {"document": titles.clean(version.metadata.title), "version": version.metadata.version}
    if version.metadata.effective_from:
        found["from"] = version.metadata.effective_from.isoformat()
    if successor := snapshot.catalog.versions.get(version.span.successor or ""):
        found["successor"] = titles.clean(successor.metadata.title)
        found["successor_version"] = successor.metadata.version
        found["until"] = str(successor.metadata.effective_from or "")
    return found


def current(asked: Asked, version: Version, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """Return the article of the text that replaced this one which is nearest to what was quoted."""
    held = asked.snapshot.catalog.versions
    seen = version
    while seen.span.successor in held and not seen.span.holds(asked.day):
        seen = held[seen.span.successor]
    if seen is version or not seen.span.holds(asked.day):
        return ()
    old = asked.snapshot.catalog.row(quotes[0].row).article.text
    return quoted(asked, search(asked.snapshot, old, 1, None, versions=(seen.id,)))


def refused(asked: Asked, reason: str, hits: Sequence[Hit] | None = None, **fields: str) -> Answer:
    """Refuse for a reason, with the articles that came nearest; nothing is near to a bare name that is not held."""
    if hits is None:
        hits = find(asked, MOST_QUOTES, asked.day)
    bare = reason == "doc_no_not_held" and not rest(asked.question, fields["title"])
    nearest = quoted(asked, near(asked, hits)) if asked.weights and not bare else ()
    return Answer(Status.REFUSED, asked.question, asked.day, (), nearest, reason, tuple(fields.items()))
