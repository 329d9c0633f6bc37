"""When members want to be reminded: hours of their own, within those in which anybody may be written to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

import sqlalchemy as sa

from records.counting import BEIJING
from records.metadata import insert_or_change, metadata

wishes = sa.Table(
    "wishes",
    metadata,
    sa.Column("member", sa.Integer, sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    # Beijing hours, "12:00"; the last one is out.
    sa.Column("starts", sa.String(5), nullable=False),
    sa.Column("ends", sa.String(5), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Wish:
    """Beijing hours of a day between which somebody may be written to; the last one is out."""

    starts: time
    ends: time

    def on(self, moment: datetime) -> datetime | None:
        """Return when they may be written to from a moment on, on its Beijing day; None when that is over."""
        here = moment.astimezone(BEIJING)
        if here.time() >= self.ends:
            return None
        return max(here, datetime.combine(here.date(), self.starts, BEIJING))


def of_member(connection: sa.Connection, number: int) -> Wish | None:
    """Return a member's own hours, None for who has no such wish."""
    row = connection.execute(sa.select(wishes).where(wishes.c.member == number)).first()
    return _wish(row) if row else None


def of_all(connection: sa.Connection) -> Mapping[int, Wish]:
    """Return the hours of everybody who has such a wish, by the member's id."""
    return {int(row.member): _wish(row) for row in connection.execute(sa.select(wishes))}


def keep(connection: sa.Connection, number: int, wish: Wish | None) -> None:
    """Keep a member's wish, None to forget it."""
    if wish is None:
        connection.execute(wishes.delete().where(wishes.c.member == number))
        return
    values = {"starts": f"{wish.starts:%H:%M}", "ends": f"{wish.ends:%H:%M}"}
    insert_or_change(connection, wishes, ["member"], {"member": number} | values, values)


def _wish(row: "sa.Row[tuple[int, str, str]]") -> Wish:
    return Wish(time.fromisoformat(row.starts), time.fromisoformat(row.ends))
