"""What all plays brought in a quarter, for a board: by play and together, with intervals."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from tenure.charts.formats import money
from tenure.charts.words import Words
from tenure.measure.result import Result
from tenure.prove.telling import ALL, LANGUAGES
from tenure_web.insights import showing
from tenure_web.insights.downloads import file_for, kinds_of
from tenure_web.insights.told import places
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.lib.request import Request
from tenure_web.lib.rules import needs
from tenure_web.people.rights import Right

METRIC, UNPROVED = "proof-quarters", "proof-unproved"
_PAGED = ("proof-trials", "proof-unheld")
"""Results of whose experiments there are pages."""


@dataclass(frozen=True)
class Told:
    """A figure of all plays together: how it is called, the value, and its interval in words."""

    title: str
    value: str
    says: str


@dataclass(frozen=True)
class Unproved:
    """A treatment that is in no sum: its experiment, how it is called, whom it had, and why.

    `paged`: whether the experiment has a page.
    """

    experiment: str
    name: str
    treatment: str
    units: int
    why: Mapping[str, str]
    paged: bool


@needs(Right.SEE_FIGURES)
@require_GET
def quarter(request: Request) -> HttpResponse:
    """Show what a quarter brought: the address names it, the newest one without."""
    words = request.words
    starts = quarters()
    chosen = _chosen(request.GET.get("quarter", ""), starts)
    result = of_quarter(chosen, words) if chosen else None
    files: dict[str, str] = {}
    if result is not None and chosen is not None:
        files = {
            kind: f"{reverse('insights:quarter_file', args=[kind])}?quarter={named(chosen)}"
            for kind in kinds_of(result, words)
        }
    context = {
        "verb": "prove",
        "areas": places("prove"),
        "starts": [(named(one), words.formats.period(one, "quarter")) for one in starts],
        "chosen": named(chosen) if chosen else "",
        "title": words.formats.period(chosen, "quarter") if chosen else "",
        "unproved": unproved(chosen, words) if chosen else [],
        "figures": _figures(result, words) if result else [],
        "article": showing.article(result, words, "quarter") if result else "",
        "files": files,
    }
    return page(request, "insights/quarter.html.j2", context)


@needs(Right.SEE_FIGURES)
@require_GET
def quarter_file(request: Request, kind: str) -> HttpResponse:
    """Give a quarter as a file."""
    chosen = _chosen(request.GET.get("quarter", ""), quarters())
    result = of_quarter(chosen, request.words) if chosen else None
    if result is None:
        raise Http404
    return file_for(request, result, kind, [], request.GET.urlencode())


def quarters() -> list[date]:
    """Return the first days of the quarters in which somebody's turn came, the newest first."""
    found, away = whole(), of_run(UNPROVED)
    starts = {row["quarter"] for row in found.rows} if found else set()
    for row in away.rows if away else ():
        starts |= set(_between(row["since"], row["until"]))
    return sorted(starts, reverse=True)


def unproved(start: date, words: Words) -> list[Unproved]:
    """Return what somebody was assigned to in a quarter, and is in no sum; each with the reason."""
    found, pages = of_run(UNPROVED), [of_run(one) for one in _PAGED]
    paged = {row["experiment"] for one in pages if one for row in one.rows}
    return [
        Unproved(
            str(row["experiment"]),
            found.names.get(row["experiment"], {}).get(words.language, str(row["experiment"])),
            str(row["treatment"]),
            row["units"],
            {one: str(row[f"says_{one}"]) for one in LANGUAGES},
            row["experiment"] in paged,
        )
        for row in (found.rows if found else ())
        if found and start in _between(row["since"], row["until"])
    ]


def _between(since: date, until: date) -> list[date]:
    """Return the first days of the quarters from one day to another."""
    first, last = (one.year * 4 + (one.month - 1) // 3 for one in (since, until))
    return [date(at // 4, at % 4 * 3 + 1, 1) for at in range(first, last + 1)]


def whole() -> Result | None:
    """Return all quarters as the last run has them."""
    return of_run(METRIC)


def of_run(metric: str) -> Result | None:
    """Return a result of the last run, where it has it."""
    run = company.latest()
    return next((one for one in (run.results if run else []) if one.metric == metric), None)


def named(start: date) -> str:
    """Return how an address names a quarter: 2026-Q2."""
    return f"{start.year}-Q{(start.month + 2) // 3}"


def of_quarter(start: date, words: Words) -> Result | None:
    """Return one quarter's plays and their sum; None where nothing of it could be proved."""
    found = whole()
    if found is None:
        return None
    rows = found.table.filter(pc.equal(found.table["quarter"], pa.scalar(start)))
    if not rows.num_rows:
        return None
    away = ["quarter"]
    if set(rows["treatment"].to_pylist()) <= {"treatment", None}:
        away.append("treatment")
    period = words.formats.period(start, "quarter")
    title = {one: words("quarter.title", period=period) for one in found.title}
    return replace(found, table=rows.drop_columns(away), title=title)


def _chosen(text: str, starts: list[date]) -> date | None:
    """Return the quarter that an address names; Http404 for one in which there was nothing."""
    if not text:
        return starts[0] if starts else None
    found = {named(one): one for one in starts}
    if text not in found:
        raise Http404
    return found[text]


def _figures(result: Result, words: Words) -> list[Told]:
    """Return customers and money of all plays together."""
    whole_of = [row for row in result.rows if row["experiment"] == ALL]
    if not whole_of or whole_of[0]["kept"] is None:
        return []
    row = whole_of[0]
    seen = words("quarter.seen", seen=row["seen"], units=row["units"])
    if row.get("cost_apart"):
        seen += " " + words("quarter.cost_apart", cost=money(row["cost_apart"]))
    return [
        Told(words("quarter.kept"), words.formats.decimal(row["kept"]), _ends(row, "kept", words)),
        *(
            Told(words(f"quarter.{name}"), money(row[name]), _ends(row, name, words, amount=True))
            for name in ("revenue", "net")
            if row[name] is not None
        ),
        Told(words("quarter.cost"), money(row["cost"]), seen),
    ]


def _ends(row: Mapping[str, Any], name: str, words: Words, *, amount: bool = False) -> str:
    write = money if amount else words.formats.decimal
    ends = words("quarter.to", low=write(row[f"{name}_low"]), high=write(row[f"{name}_high"]))
    beyond = row[f"{name}_low"] > 0 or row[f"{name}_high"] < 0
    return words("quarter.sure" if beyond else "quarter.chance", ends=ends)
