"""The figures of the start page: what the last run says of today, each with where it leads."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from tenure.charts.result import SNAPSHOT
from tenure.charts.words import Words
from tenure.company.predictions.days import Day
from tenure.measure.result import Result
from tenure.pipeline.saved import SavedRun
from tenure.report.headline import Headline, difference, headline
from tenure_web.customers.scope import profiles, unit_of
from tenure_web.home.doing import brought
from tenure_web.home.line import Line
from tenure_web.lib import company
from tenure_web.people.models import User
from tenure_web.people.rights import Right

NEAR = 30
"""Days within which a renewal is near."""
_HIGH = "risk_band = 'high'"


def own_lines(user: User, words: Words) -> list[Line]:
    """Return how many of the customers that a user may see are at high risk: those it leads to."""
    day = company.last_day()
    if day is None:
        return []
    seen = profiles(day, user).count()
    if not seen:
        return []
    unit = unit_of(day)
    whose = "everyone" if user.may(Right.SEE_EVERYONE) else "own"
    high = profiles(day, user, _HIGH).count()
    says = words(f"home.high_{whose}_{unit}", all=seen)
    address = reverse("customers:list") + "?" + urlencode({"where": _HIGH})
    return [Line(words(f"home.high_{unit}"), words(f"home.n_{unit}", n=high), says, address)]


def lines(run: SavedRun, words: Words, plan: float | None) -> list[Line]:
    """Return the figures that a run has, most telling first; `plan` is attrition at most."""
    made = (_expected, _renewals, _lapsing, _service, brought)
    rest = [line for make in made for line in make(run, words)]
    return [*_attrition(run, words, plan), *rest]


def _attrition(run: SavedRun, words: Words, plan: float | None) -> Iterator[Line]:
    head = headline(run.results)
    if head is None or head.row.low is None or head.row.high is None:
        return
    row, formats = head.row, words.formats
    says = words("home.attrition_says", interval=formats.interval(row.low, row.high))
    mark = ""
    if plan is not None:
        mark = "worse" if head.row.low > plan else "better" if head.row.high < plan else ""
        says += " " + words(f"home.plan_{mark or 'open'}", plan=formats.percent(plan))
    elif head.previous:
        says += " " + _against(head, words)
    yield Line(_titled(head, words), formats.percent(row.rate), says, _metric("attrition"), mark)


def _titled(head: Headline, words: Words) -> str:
    """Name the period; a snapshot has none."""
    if head.kind == SNAPSHOT:
        return words("home.attrition_snapshot")
    return words("home.attrition", period=words.formats.period(head.row.start, head.kind))


def _against(head: Headline, words: Words) -> str:
    assert head.previous is not None
    found = difference(head.row, head.previous)
    verdict = found.verdict if found else "same"
    before = words.formats.percent(head.previous.rate)
    return words(f"home.before_{verdict}", before=before)


def _expected(run: SavedRun, words: Words) -> Iterator[Line]:
    rows = [row for row in _rows(run, "risk") if row["expected_lost"] is not None]
    day = company.last_day()
    if not rows or day is None:
        return
    lost = round(sum(row["expected_lost"] for row in rows))
    unit, about = unit_of(day), day.about
    says = words(
        f"home.expected_says_{unit}",
        gap=int(about["gap"]),
        horizon=int(about["horizon"]),
        all=sum(row["customers"] for row in rows),
    )
    address = reverse("insights:predict", args=["glance"])
    yield Line(words(f"home.expected_{unit}"), words(f"home.n_{unit}", n=lost), says, address)


def _renewals(run: SavedRun, words: Words) -> Iterator[Line]:
    unit = _counted(company.last_day())
    for row in _rows(run, "expiring"):
        if row["status"] != "expired" and row["within_days"] == NEAR and row["customers"]:
            notice = int(row["with_notice"] or 0)
            yield Line(
                words("home.renewals", days=NEAR),
                words(f"home.n_{unit}", n=row["customers"]),
                words(_notice(notice, row["contracts"]), notice=notice, all=row["contracts"]),
                _metric("expiring"),
            )


def _notice(notice: int, contracts: int) -> str:
    share = "none" if not notice else "all" if notice == contracts else "some"
    return f"home.notice_{share}"


def _lapsing(run: SavedRun, words: Words) -> Iterator[Line]:
    rows = _rows(run, "lapsing")
    if rows and rows[0]["customers"] is not None:
        soon, unit = rows[0], _counted(company.last_day())
        yield Line(
            words("home.lapsing"),
            words(f"home.n_{unit}", n=soon["customers"]),
            words(f"home.lapsing_{unit}", days=soon["within_days"], active=soon["active"]),
            _metric("lapsing"),
        )


def _service(run: SavedRun, words: Words) -> Iterator[Line]:
    """Tell how many answers came in time in the last whole period, where there is a target."""
    judged = [row for row in _rows(run, "service") if row["complete"] and row["judged"]]
    for step in dict.fromkeys(row["step"] for row in judged):
        row = max((one for one in judged if one["step"] == step), key=lambda one: one["period_end"])
        missed = row["judged"] - row["within"]
        period = words.formats.period(row["period_start"], _kind(run))
        says = words("home.service_says", count=missed, missed=missed, judged=row["judged"])
        yield Line(
            words(f"home.service_{step}", period=period),
            words.formats.percent(row["within_target"]),
            says if missed else words("home.service_none", judged=row["judged"]),
            _metric("service"),
        )


def _kind(run: SavedRun) -> str:
    found = _result(run, "service")
    return str(found.options.get("period") or "month") if found else "month"


def _counted(day: Day | None) -> str:
    """Return who is counted: without profiles a number stands without its unit."""
    return unit_of(day) if day else "unknown"


def _rows(run: SavedRun, metric: str) -> list[dict[str, Any]]:
    found = _result(run, metric)
    return found.rows if found else []


def _result(run: SavedRun, metric: str) -> Result | None:
    return next((one for one in run.results if one.metric == metric), None)


def _metric(name: str) -> str:
    return reverse("insights:metric", args=[name])
