"""The evidence pack of a report (F-30): its files as they were kept, what the figures mean, who did what when.

It is made of nothing but what is kept, so that it can be made again, byte for byte, until the next step is done.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from bot import report
from bot.archive import packed, repacked
from bot.clock import BEIJING
from bot.phrases import evidence as words
from bot.phrases import filing, statistics
from bot.sheets import Sheet, written
from records import audit, reports
from records.indicators import TABLE
from records.organisation import Node
from records.reports import State, Step, Version

Connection = Any  # of the records, which alone know its type
NAMES = {
    "docx": "report.docx",
    "xlsx": "tables.xlsx",
    "briefing": "briefing.docx",
    "figures": "figures.json",
    "plans": "plans.txt",
}
README, SUMS, EVIDENCE = "README.txt", "SHA256SUMS", "evidence.xlsx"


def pack(connection: Connection, version: Version, node: Node) -> bytes:
    """Return the zip; raises the fault report_damaged where a file is not what was kept."""
    steps = reports.steps(connection, version.id)
    moment = steps[-1].moment.astimezone(BEIJING)
    files = {
        NAMES[one]: reports.content(connection, version.id, one) or b""
        for one in reports.digests(connection, version.id)
    }
    sheets = (
        Sheet(words.MEANINGS, words.MEANING_COLUMNS, list(_meanings())),
        Sheet(words.STEPS, words.STEP_COLUMNS, [_step(one) for one in steps]),
        Sheet(words.AUDIT, words.AUDIT_COLUMNS, list(_trail(connection, version))),
    )
    files[EVIDENCE] = repacked(written(sheets, statistics.PURPOSE + statistics.LIMITS), moment)
    files[README] = words.readme(node, version).encode()
    files[SUMS] = _sums(files).encode()
    return packed(files, moment)


def name(node: Node, version: Version) -> str:
    """Return what the pack is called."""
    return f"{report.file_code(node)}-{version.period}-v{version.number}.zip"


def _sums(files: dict[str, bytes]) -> str:
    """Return what `sha256sum -c` reads."""
    return "".join(f"{hashlib.sha256(files[one]).hexdigest()}  {one}\n" for one in sorted(files))


def _meanings() -> Iterator[Sequence[str]]:
    for one in TABLE:
        yield one.code, statistics.TITLES[one.code], statistics.MEANINGS[one.code], "、".join(one.sums)


def _step(done: Step) -> Sequence[str]:
    return words.moment(done.moment), filing.DONE[done.state], done.office, done.actor, done.words


def _trail(connection: Connection, version: Version) -> Iterator[Sequence[Any]]:
    actions = [f"report_{state}" for state in State] + ["report_deadline"]
    facts = {"node": version.node, "period": version.period}
    for row in audit.about(connection, actions, facts):
        yield row["id"], words.moment(row["moment"]), row["actor"], row["action"], row["facts"], row["seal"]
