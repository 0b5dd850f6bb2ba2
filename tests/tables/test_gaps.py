"""Days that may be missing at the source, and quiet days that are not."""

from datetime import date, timedelta

import pytest

from tables.support import HEADER

FIRST = date(2025, 1, 6)  # a Monday


def events(days, each=5):
    return HEADER + "".join(f"C{n},{day},a{n % 2}\n" for day in days for n in range(each))


def span(length):
    return [FIRST + timedelta(days=number) for number in range(length)]


def gap(company, days, each=5, zone="UTC"):
    return company({"events.csv": events(days, each)}, zone=zone).findings().get(("gap", ""))


@pytest.mark.parametrize("zone", ["UTC", "Asia/Seoul", "America/New_York"])
def test_a_week_without_rows_is_a_gap(company, zone):
    days = [day for number, day in enumerate(span(120)) if not 50 <= number < 57]
    found = gap(company, days, zone=zone)
    assert (found.severity, found.count) == ("warning", 7)
    since = FIRST + timedelta(days=50)
    assert found.detail == {"longest": "7", "since": since.isoformat()}
    assert since.isoformat() in found.message("ko")


def test_every_gap_counts_and_the_longest_come_first(company):
    missing = {*range(20, 25), *range(60, 70), *range(90, 94), *range(110, 121)}
    found = gap(company, [day for number, day in enumerate(span(150)) if number not in missing])
    assert found.count == len(missing)
    assert [sample["days"] for sample in found.samples] == ["11", "10", "5"]


def test_a_shop_that_is_closed_at_weekends_has_no_gap(company):
    assert gap(company, [day for day in span(120) if day.weekday() < 5]) is None


def test_a_shop_that_opens_once_a_week_has_no_gap(company):
    assert gap(company, span(200)[::7]) is None


def test_a_table_with_few_rows_has_no_gap(company):
    """A row every day or two, by chance none for five: nothing was to be expected."""
    days = [day for number, day in enumerate(span(60)) if number % 3 and not 30 <= number < 35]
    assert gap(company, days, each=1) is None


def test_two_days_are_no_gap(company):
    assert (
        gap(company, [day for number, day in enumerate(span(60)) if not 30 <= number < 32]) is None
    )


@pytest.mark.parametrize("days", [span(1), span(2), []])
def test_next_to_nothing_has_no_gap(company, days):
    assert gap(company, days) is None
