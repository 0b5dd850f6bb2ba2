"""What a run explains: each area by itself, so that one that cannot be told costs no other."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tenure.company import Company
from tenure.errors import MetricError

if TYPE_CHECKING:
    from tenure.company.predictions.outlook import Outlook
    from tenure.measure.result import Result
    from tenure.pipeline.run import Progress

Area = Callable[["Outlook"], "list[Result]"]
Write = Callable[["Result", Path], None]
Step = Callable[[str], AbstractContextManager[None]]
Skip = Callable[[str, str], None]

ALERTS = 500
"""Sentences of the last week that a run keeps: of these each reader sees their own customers'."""
_LEFT_OUT = frozenset({
    *("churns", "reasons-crossed", "drivers-left-out"),
    *("promoters-leaving", "detractors-staying", "advocates"),
})  # fmt: skip
"""Results that list customers one by one, or are for those who look closer."""


def wanted(company: Company) -> bool:
    """Say whether a run explains: where the company says so, and it is no lone snapshot."""
    return company.definitions.explain.enabled


def areas(company: Company) -> Mapping[str, Area]:
    """Return the areas that a run explains, by name; only what the company's tables allow."""
    from tenure.company.explanations import (
        alerts,
        changes,
        competitors,
        drivers,
        reasons,
        scores,
        sentiment,
        themes,
    )
    from tenure.company.explanations.why.page import why

    tables = company.data.tables
    found: dict[str, Area] = {"reasons": lambda outlook: reasons.reasons(outlook)}
    if any(name in tables and "text" in tables[name].columns for name in ("feedback", "tickets")):
        found |= {
            "themes": lambda outlook: themes.themes(outlook)[:2],
            "sentiment": lambda outlook: sentiment.sentiment(outlook),
            "risk words": lambda outlook: [
                alerts.risk_words(outlook),
                alerts.alerts(outlook, most=ALERTS),
            ],
        }
    if "feedback" in tables and {"source", "score"} <= set(tables["feedback"].columns):
        found["scores"] = lambda outlook: scores.scores(outlook)
    found["drivers"] = lambda outlook: drivers.drivers(outlook)
    if "changes" in tables:
        found["changes"] = lambda outlook: changes.changes(outlook)
    if "competitors" in tables:
        found["competitors"] = lambda outlook: competitors.competitors(outlook)
    if not company.rule.snapshot:
        found["why"] = lambda outlook: [why(outlook).result()]
    return found


def explained(
    company: Company,
    as_of: date | None,
    write: Write,
    step: Step,
    skip: Skip,
    progress: "Progress",
) -> list[Path]:
    """Explain every area that the tables allow, and return the folders of what there is to tell.

    What was explained of the same data is found again; what cannot be is skipped, with the
    reason.
    """
    from tenure.company.predictions.outlook import Outlook

    outlook, asked = Outlook(company.rule, as_of), areas(company)
    progress.begin("explain", len(asked), "areas")
    found: list[Path] = []
    for name, area in asked.items():

        def build(folder: Path, area: Area = area) -> None:
            for number, result in enumerate(_told(area(outlook))):
                (folder / f"{number:02d}").mkdir()
                write(result, folder / f"{number:02d}")

        try:
            with step(f"explain {name}"):
                place = company.store.entry("explain", _key(company, outlook, name), build)
            found += sorted(one for one in place.iterdir() if one.is_dir())
        except MetricError as error:
            skip(f"explain: {name}", error.message)
        progress.advance(1, name)
    return found


def _key(company: Company, outlook: "Outlook", name: str) -> str:
    """Name what an area's results follow from: data, definitions, code, and who was scored."""
    from tenure.company.predictions.days import days

    scored = [day.about for day in days(company.store, company.rule.unit)[-1:]]
    return outlook.key("explain", name, scored)


def _told(results: "list[Result]") -> "list[Result]":
    """Leave what a report has room for."""
    return [one for one in results if one.metric not in _LEFT_OUT]
