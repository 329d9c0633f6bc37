"""The hours of the daily round, in Beijing time, and when people may be written to."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.clock import BEIJING, day_of
from bot.config import Config, Weekly
from faults import Fault
from quiz import workdays
from quiz.workdays import Workdays
from records.wishes import Wish

FILE = "workdays.txt"
# 政务移动互联网应用程序规范化管理办法: nobody is disturbed out of working hours.
QUIET_FROM, QUIET_TO = time(20), time(8)
LATEST = time(23, 59)
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday")


@dataclass(frozen=True, slots=True)
class Hours:
    """When the round opens and closes, how many questions it has, how long it can be made up, which days are worked.

    `weekly` is when secretaries get their week: the day of the week (0 is Monday) and the hour; None: never.
    """

    opens: time
    closes: time
    items: int
    make_up: timedelta
    workdays: Workdays
    weekly: tuple[int, time] | None = None

    def opening(self, day: date) -> datetime:
        """Return the moment at which the round of a day opens."""
        return datetime.combine(day, self.opens, BEIJING)

    def closing(self, day: date) -> datetime:
        """Return the moment at which the window of a day ends."""
        return datetime.combine(day, self.closes, BEIJING)

    def due(self, now: datetime) -> bool:
        """Tell whether the round of this day should be open."""
        day = day_of(now)
        return self.workdays.holds(day) and self.opening(day) <= now < self.closing(day)

    def quiet(self, now: datetime) -> bool:
        """Tell whether nobody may be written to unasked: at night and on days off."""
        here = now.astimezone(BEIJING)
        return not (self.workdays.holds(here.date()) and QUIET_TO <= here.time() < QUIET_FROM)

    def next_word(self, now: datetime, wish: Wish | None = None) -> datetime:
        """Return the first moment from now on at which people may be written to, or one with hours of their own."""
        due = now if not self.quiet(now) else self.opening(self._next_day(now))
        if wish is None:
            return due
        return wish.on(due) or datetime.combine(self.workdays.next(day_of(due)), wish.starts, BEIJING)

    def weekly_due(self, now: datetime) -> date | None:
        """Return this week's day for the weekly letter where it should be out by now; None before, and in quiet hours.

        A day off hands it on to the next working day of the same week; a whole week off has none.
        """
        if self.weekly is None or self.quiet(now):
            return None
        today, (weekday, hour) = day_of(now), self.weekly
        day = today + timedelta(days=weekday - today.weekday())
        sent = day if self.workdays.holds(day) else self.workdays.next(day)
        return day if now >= datetime.combine(sent, hour, BEIJING) else None

    def _next_day(self, now: datetime) -> date:
        day = day_of(now)
        return day if self.workdays.holds(day) and now < self.opening(day) else self.workdays.next(day)


def hours(config: Config) -> Hours:
    """Read the hours and the table of holidays; raises the faults workdays_missing and those of `quiz.workdays`."""
    given = config.quiz
    return Hours(
        time.fromisoformat(given.opens), time.fromisoformat(given.closes), given.items,
        timedelta(days=given.make_up_days), _workdays(config), _weekly(config.weekly),
    )  # fmt: skip


def _weekly(given: Weekly) -> tuple[int, time] | None:
    return None if given.day == "off" else (WEEK.index(given.day), time.fromisoformat(given.hour))


def _workdays(config: Config) -> Workdays:
    named = config.quiz.workdays
    path = config.workspace.joinpath(named or FILE)
    if not named and not path.exists():
        return Workdays()
    try:
        return workdays.read(path.read_text(encoding="utf-8"), str(path))
    except FileNotFoundError:
        raise Fault("workdays_missing", path=str(path)) from None
