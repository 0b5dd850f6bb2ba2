"""Operations about the company: what it is, its changes, the quality of its data, its runs."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Router

from tenure_web.api.access import Bearer
from tenure_web.api.failures import no_results
from tenure_web.api.schemas import (
    FAILURES,
    ChangeOut,
    CompanyOut,
    QualityOut,
    RunOut,
)
from tenure_web.insights import timeline
from tenure_web.lib import company
from tenure_web.lib.language import LANGUAGES
from tenure_web.people.rights import Right
from tenure_web.work import history

router = Router()
_FIGURES = Bearer(Right.SEE_FIGURES)


@router.get("/company", response={200: CompanyOut, **FAILURES}, auth=_FIGURES)
def show_company(request: HttpRequest) -> Any:
    """Say who the company is, and of when its results are."""
    told, run = company.definitions().company, company.latest()
    return {
        **told.model_dump(include={"name", "kind", "currency", "time_zone", "language"}),
        "as_of": run.manifest["as_of"] if run else None,
        "run": run.folder.name if run else None,
    }


@router.get("/changes", response={200: list[ChangeOut], **FAILURES}, auth=_FIGURES)
def changes(request: HttpRequest) -> Any:
    """List changes: releases, prices, incidents; of the data, and those written by people."""
    return [{"at": one.at, "kind": one.kind, "name": one.name} for one in timeline.changes()]


@router.get("/quality", response={200: QualityOut, **FAILURES}, auth=_FIGURES)
def quality(request: HttpRequest) -> Any:
    """Tell what the last run found wrong in the data; no rows, which may hold personal data."""
    run = company.latest() or no_results()
    return {
        "tables": [asdict(one) for one in run.summaries],
        "findings": [
            {
                **{name: getattr(one, name) for name in ("table", "code", "severity", "count")},
                "unit": one.unit,
                "share": one.share,
                "message": {name: one.message(name) for name in LANGUAGES},
                "action": {name: one.action(name) for name in LANGUAGES},
            }
            for one in run.findings
        ],
    }


@router.get("/runs", response={200: list[RunOut], **FAILURES}, auth=Bearer(Right.SEE_RUNS))
def runs(request: HttpRequest) -> Any:
    """List the last runs, the newest first."""
    return [
        asdict(one) | {"by": "schedule" if one.who == "" else one.who} for one in history.lines()
    ]
