"""The figures of the start page: what the last run says of today, each with where it leads."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from tenure.charts.words import Words
from tenure.measure.result import Result
from tenure.pipeline.saved import SavedRun
from tenure.report.headline import Headline, difference, headline

NEAR = 30
"""Days within which a renewal is near."""


@dataclass(frozen=True)
class Line:
    """A figure: what it is of, the value, what stands beneath, where it leads, and how it stands.

    `mark` is worse or better where that is beyond doubt, else empty.
    """

    title: str
    value: str
    says: str
    address: str
    mark: str = ""


def lines(run: SavedRun, words: Words, plan: float | None) -> list[Line]:
    """Return the figures that a run has, most telling first; `plan` is attrition at most."""
    makers: tuple[Callable[[SavedRun, Words], Iterator[Line]], ...] = (
        lambda run, words: _attrition(run, words, plan),
        _expected,
        _renewals,
        _lapsing,
        _service,
    )
    return [line for make in makers for line in make(run, words)]


def _attrition(run: SavedRun, words: Words, plan: float | None) -> Iterator[Line]:
    head = headline(run.results)
    if head is None or head.row.low is None or head.row.high is None:
        return
    row, formats = head.row, words.formats
    period = formats.period(row.start, head.kind)
    says = words("home.attrition_says", interval=formats.interval(row.low, row.high))
    mark = ""
    if plan is not None:
        mark = "worse" if head.row.low > plan else "better" if head.row.high < plan else ""
        says += " " + words(f"home.plan_{mark or 'open'}", plan=formats.percent(plan))
    elif head.previous:
        says += " " + _against(head, words)
    title = words("home.attrition", period=period)
    yield Line(title, formats.percent(row.rate), says, _metric("attrition"), mark)


def _against(head: Headline, words: Words) -> str:
    assert head.previous is not None
    found = difference(head.row, head.previous)
    verdict = found.verdict if found else "same"
    before = words.formats.percent(head.previous.rate)
    return words(f"home.before_{verdict}", before=before)


def _expected(run: SavedRun, words: Words) -> Iterator[Line]:
    rows = _rows(run, "risk")
    lost = [row["expected_lost"] for row in rows if row["expected_lost"] is not None]
    if not lost:
        return
    high = sum(row["customers"] for row in rows if row["risk_band"] == "high")
    says = words("home.expected_says", high=high)
    yield Line(
        words("home.expected"),
        words.formats.number(round(sum(lost))),
        says,
        reverse("customers:list") + "?where=risk_band+%3D+%27high%27",
    )


def _renewals(run: SavedRun, words: Words) -> Iterator[Line]:
    for row in _rows(run, "expiring"):
        if row["status"] != "expired" and row["within_days"] == NEAR and row["customers"]:
            yield Line(
                words("home.renewals", days=NEAR),
                words.formats.number(row["customers"]),
                words("home.renewals_says", notice=int(row["with_notice"] or 0)),
                _metric("expiring"),
            )


def _lapsing(run: SavedRun, words: Words) -> Iterator[Line]:
    rows = _rows(run, "lapsing")
    if rows and rows[0]["customers"] is not None:
        soon = rows[0]
        yield Line(
            words("home.lapsing"),
            words.formats.number(soon["customers"]),
            words("home.lapsing_says", days=soon["within_days"], active=soon["active"]),
            _metric("lapsing"),
        )


def _service(run: SavedRun, words: Words) -> Iterator[Line]:
    """Tell how many answers came in time in the last whole period, where there is a target."""
    judged = [row for row in _rows(run, "service") if row["complete"] and row["judged"]]
    for step in dict.fromkeys(row["step"] for row in judged):
        row = max((one for one in judged if one["step"] == step), key=lambda one: one["period_end"])
        missed = row["judged"] - row["within"]
        yield Line(
            words(f"home.service_{step}"),
            words.formats.percent(row["within_target"]),
            words("home.service_says", count=missed, missed=missed),
            _metric("service"),
        )


def _rows(run: SavedRun, metric: str) -> list[dict[str, Any]]:
    found: Result | None = next((one for one in run.results if one.metric == metric), None)
    return found.rows if found else []


def _metric(name: str) -> str:
    return reverse("insights:metric", args=[name])
