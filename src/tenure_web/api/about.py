"""Operations about the company: what it is, its changes, the quality of its data, its runs."""

from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Status

from tenure_web.api.access import Bearer, user_of
from tenure_web.api.failures import no_results
from tenure_web.api.schemas import FAILURES, WRITES, CompanyOut, JobOut, Problem, QualityOut, RunOut
from tenure_web.api.written import ChangeIn, ChangeOut
from tenure_web.insights.models import Annotation
from tenure_web.lib import company
from tenure_web.lib.language import LANGUAGES
from tenure_web.people import audit
from tenure_web.people.rights import Right
from tenure_web.work import asking, history
from tenure_web.work.models import Job

router = Router()
_FIGURES = Bearer(Right.SEE_FIGURES)
_RUNS = Bearer(Right.SEE_RUNS)


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
    run = company.latest()
    data = [
        {"id": None, "at": one.at, "kind": one.kind, "name": one.name, "segment": ""}
        for one in (run.changes if run else ())
    ]
    own = [_of_change(one) for one in Annotation.objects.all()]
    return sorted([*data, *own], key=lambda one: (one["at"], one["name"]))


@router.post("/changes", response={201: ChangeOut, **WRITES}, auth=Bearer(Right.ANNOTATE))
def add_change(request: HttpRequest, told: ChangeIn) -> Any:
    """Write a change onto the time line, as a release does by itself."""
    made = Annotation.objects.create(author=user_of(request), **told.dict())
    audit.write("annotation.add", str(made.pk), after=made.told())
    return Status(201, _of_change(made))


@router.delete("/changes/{int:id}", response={204: None, **FAILURES}, auth=Bearer(Right.ANNOTATE))
def remove_change(request: HttpRequest, id: int) -> Any:
    """Take a change that was written here off the time line."""
    found = Annotation.objects.filter(pk=id).first()
    if found is None:
        raise Http404
    audit.write("annotation.remove", str(found.pk), before=found.told())
    found.delete()
    return Status(204, None)


def _of_change(one: Annotation) -> dict[str, Any]:
    return {"id": one.pk, "at": one.at} | {
        name: getattr(one, name) for name in ("kind", "name", "segment")
    }


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


@router.get("/runs", response={200: list[RunOut], **FAILURES}, auth=_RUNS)
def runs(request: HttpRequest) -> Any:
    """List the last runs, the newest first."""
    asking.tell_killed()
    return [
        asdict(one) | {"by": "schedule" if one.who == "" else one.who} for one in history.lines()
    ]


@router.post(
    "/runs", response={202: JobOut, 409: Problem, **WRITES}, auth=Bearer(Right.SEE_RUNS, Right.RUN)
)
def start_run(request: HttpRequest) -> Any:
    """Ask for a run, such as when new data has come; refused while one is going on."""
    return Status(202, _of_job(asking.ask(user_of(request))))


@router.get("/runs/{int:job}", response={200: JobOut, **FAILURES}, auth=_RUNS)
def run(request: HttpRequest, job: int) -> Any:
    """Tell how far a run is that was asked for here, and how it ended."""
    asking.tell_killed()
    found = Job.objects.filter(pk=job).first()
    if found is None:
        raise Http404
    return _of_job(found)


def _of_job(job: Job) -> dict[str, Any]:
    names = ("state", "step", "asked_at", "begun", "ended", "run", "as_of", "error", "skipped")
    return {name: getattr(job, name) for name in names} | {"job": job.pk}
