from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from records.metadata import stamp


def test_a_moment_is_kept_in_utc_to_the_microsecond():
    beijing = datetime(2026, 3, 2, 0, 30, 0, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert stamp(beijing) == "2026-03-01T16:30:00.000005"


def test_moments_sort_as_text():
    moments = [datetime(2026, 3, 2, 8, 0, 0, micro, tzinfo=UTC) for micro in (0, 1, 999_999)]
    assert sorted(map(stamp, moments)) == list(map(stamp, moments))


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        stamp(datetime(2026, 3, 2))
