"""Uploaded documents on their way into the library: declared, approved by a second person, published."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from faults import Fault
from records.metadata import Moment, insert, metadata, organisation, rows

uploads = sa.Table(
    "uploads",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    organisation(),
    sa.Column("file", sa.String(300), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("uploader", sa.String(60), nullable=False),
    sa.Column("moment", Moment, nullable=False),
    sa.Column("state", sa.String(12), nullable=False, server_default="waiting"),
    sa.Column("approver", sa.String(60)),
    sa.Column("reason", sa.Text),
)


def add(connection: sa.Connection, file: str, sha256: str, source: str, uploader: str, moment: datetime) -> int:
    """Keep an upload that waits; return its row. The uploader has declared it 公开发布 and named its source."""
    values = {"file": file, "sha256": sha256, "source": source, "uploader": uploader, "moment": moment}
    return insert(connection, uploads, values)


def waiting(connection: sa.Connection) -> tuple[Mapping[str, Any], ...]:
    """Return what waits for a decision, oldest first."""
    query = sa.select(uploads).where(uploads.c.state == "waiting").order_by(uploads.c.id)
    return rows(connection, query)


def decide(
    connection: sa.Connection, upload: int, account: str, *, approved: bool, second: bool, reason: str | None = None
) -> Mapping[str, Any]:
    """Approve or refuse, with the reason if one was given; with `second` nobody approves their own upload.

    Returns the upload as it waited. Raises the faults upload_unknown and upload_own.
    """
    waits = sa.select(uploads).where(uploads.c.id == upload, uploads.c.state == "waiting").with_for_update()
    found = next(iter(rows(connection, waits)), None)
    if found is None:
        raise Fault("upload_unknown", number=upload)
    if second and approved and found["uploader"] == account:
        raise Fault("upload_own", file=found["file"])
    state = "approved" if approved else "refused"
    decided = {"state": state, "approver": account, "reason": reason}
    connection.execute(uploads.update().where(uploads.c.id == upload).values(decided))
    return found


def wanted(connection: sa.Connection, file: str) -> bool:
    """Tell whether a kept file belongs to an upload that was not refused: the same file may be uploaded again."""
    query = sa.select(uploads.c.id).where(uploads.c.file == file, uploads.c.state != "refused")
    return connection.execute(query.limit(1)).first() is not None


def publish(connection: sa.Connection, upload: int) -> bool:
    """Note that an approved upload stands in the library; False for one that is not approved."""
    approved = (uploads.c.id == upload) & (uploads.c.state == "approved")
    return connection.execute(uploads.update().where(approved).values(state="published")).rowcount == 1
