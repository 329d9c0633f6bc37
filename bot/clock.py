"""Beijing time: the calendar by which texts come into force and days begin."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return this moment, in Beijing time."""
    return datetime.now(BEIJING)


def day_of(moment: datetime) -> date:
    """Return the Beijing calendar day of a moment that carries a time zone."""
    return moment.astimezone(BEIJING).date()
