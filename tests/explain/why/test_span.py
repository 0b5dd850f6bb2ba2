"""Which period is explained, as people name it."""

from datetime import date

import pytest

from tenure.company.explanations.why.span import span_of
from tenure.errors import MetricError
from tenure.periods import Calendar, Observation

OBSERVED = Observation(date(2024, 2, 10), date(2026, 6, 14))
CALENDAR = Calendar("Asia/Seoul")


def _of(asked: str | None, against: str | None = None) -> tuple[str, str, str]:
    span = span_of(asked, against, calendar=CALENDAR, observed=OBSERVED)
    return span.kind, f"{span.before} {span.before_end}", f"{span.after} {span.after_end}"


@pytest.mark.parametrize(
    ("asked", "against", "kind", "before", "after"),
    [
        (None, None, "month", "2026-04-01 2026-05-01", "2026-05-01 2026-06-01"),
        ("2026-03", None, "month", "2026-02-01 2026-03-01", "2026-03-01 2026-04-01"),
        ("2026-03", "2025-03", "month", "2025-03-01 2025-04-01", "2026-03-01 2026-04-01"),
        ("2026-q1", None, "quarter", "2025-10-01 2026-01-01", "2026-01-01 2026-04-01"),
        ("2026-06-04", None, "week", "2026-05-25 2026-06-01", "2026-06-01 2026-06-08"),
    ],
)
def test_it_is_read_from_what_people_write(
    asked: str | None, against: str | None, kind: str, before: str, after: str
) -> None:
    assert _of(asked, against) == (kind, before, after)


@pytest.mark.parametrize("asked", ["June", "2026-13", "2026-Q5", "26-06", "2026-02-30"])
def test_what_is_no_period_is_refused(asked: str) -> None:
    with pytest.raises(MetricError, match="names no period") as error:
        _of(asked)
    assert "2026-Q2" in (error.value.hint or "")


@pytest.mark.parametrize(
    ("asked", "against", "why"),
    [
        ("2026-06", None, "is not over"),
        ("2024-02", None, "not in the data"),
        ("2025", None, "the year before it: .*not in the data"),
        ("9999-12-31", None, "9999-12-31: .*is not over"),
        ("0001-01-01", None, "0001-01-01: .*not in the data"),
        ("2026-05", "0001-01", "0001-01: .*not in the data"),
        ("2026-05", "2026-Q1", "is a quarter"),
        ("2026-05", "2026-05", "with itself"),
    ],
)
def test_what_cannot_be_compared_is_refused(asked: str, against: str | None, why: str) -> None:
    with pytest.raises(MetricError, match=why):
        _of(asked, against)
