"""Times as people say them, in the reader's time zone, with the full date at hand."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from patchwork.kit.templatetags import kit

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def words(html: str) -> str:
    return html.split(">")[1].split("<")[0]


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=2), "2 hours ago"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=17), "2 weeks ago"),
        (timedelta(days=41), "12 October"),
        (timedelta(days=400), "18 October 2025"),
    ],
)
def test_the_past_is_told_as_people_tell_it(gone: timedelta, said: str) -> None:
    assert words(kit.ago(NOW - gone, NOW)) == said


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (NOW + timedelta(hours=1), "today, 4 pm"),
        (NOW + timedelta(hours=18, minutes=30), "tomorrow, 9:30 am"),
        (NOW + timedelta(days=4, hours=-3), "Thu 26 Nov, noon"),
        (date(2026, 11, 26), "Thu 26 Nov"),
        (date(2027, 9, 1), "1 September 2027"),
    ],
)
def test_what_is_planned_names_the_day(when: date | datetime, said: str) -> None:
    assert words(kit.until(when, NOW)) == said


def test_the_reader_s_zone_decides_what_yesterday_is() -> None:
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert words(kit.ago(late, NOW)) == "yesterday"
    with timezone.override(ZoneInfo("Australia/Melbourne")):
        assert words(kit.ago(late, datetime(2026, 11, 22, 11, 0, tzinfo=UTC))) == "11 hours ago"


def test_the_full_date_is_at_hand() -> None:
    html = kit.ago(NOW - timedelta(days=3), NOW)
    assert 'datetime="2026-11-19T15:00+00:00"' in html
    assert 'title="Thursday 19 November 2026 at 3 pm"' in html


def test_nothing_is_said_of_no_date() -> None:
    assert kit.ago(None) == kit.until(None) == kit.month(None) == kit.on_day(None) == ""


def test_initials_and_numbers() -> None:
    assert kit.initials("Erin Mary Walsh") == "EW"
    assert kit.initials("Cher") == "C"
    assert kit.tel("+44 (0)1632 960-321") == "+4401632960321"


def test_a_sparkline_has_its_numbers_as_text() -> None:
    assert 'aria-label="Activity, oldest first: 2, 0, 7"' in kit.sparkline([2, 0, 7])
    assert kit.sparkline([]) == ""
