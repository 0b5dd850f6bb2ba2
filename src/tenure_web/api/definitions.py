"""Operations on what the words mean here, where tables come from, and what was written of whom."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router

from tenure.errors import ConditionError
from tenure.pipeline.saved import SavedRun
from tenure_web.api.access import Bearer
from tenure_web.api.failures import StaleError, no_results
from tenure_web.api.metrics import Name
from tenure_web.api.profiles import Limit
from tenure_web.api.schemas import (
    FAILURES,
    STALE,
    AsideOut,
    AuditPart,
    DefinitionsOut,
    SourceOut,
    VersionOut,
    VersionText,
)
from tenure_web.definitions import quarantine
from tenure_web.definitions.checking import checked
from tenure_web.definitions.freshness import sources as found_sources
from tenure_web.definitions.keeping import notice
from tenure_web.definitions.models import Version
from tenure_web.lib import company
from tenure_web.people.models import Written
from tenure_web.people.rights import Right

router = Router()
_FIGURES = Bearer(Right.SEE_FIGURES)
_MOST = 200
_LINE = ("at", "who", "action", "what", "before", "after", "request")


@router.get("/definitions", response={200: DefinitionsOut, **FAILURES}, auth=_FIGURES)
def definitions(request: HttpRequest) -> Any:
    """Give tenure.toml as it is, its secrets hidden, with what is wrong in it."""
    now = notice()
    found, last = checked(now.text), Version.objects.first()
    faults = [vars(one) for one in found] if isinstance(found, list) else []
    return {"version": last and last.pk, "text": now.shown, "faults": faults}


@router.get("/definitions/versions", response={200: list[VersionOut], **FAILURES}, auth=_FIGURES)
def versions(request: HttpRequest) -> Any:
    """List the last 200 versions of the definitions, the newest first."""
    notice()
    return [_version(one) for one in Version.objects.select_related("user").defer("text")[:_MOST]]


@router.get(
    "/definitions/versions/{int:id}", response={200: VersionText, **FAILURES}, auth=_FIGURES
)
def version(request: HttpRequest, id: int) -> Any:
    """Give a version with its text."""
    found = Version.objects.select_related("user").filter(pk=id).first()
    if found is None:
        raise Http404
    return _version(found) | {"text": found.text}


@router.get("/sources", response={200: list[SourceOut], **FAILURES}, auth=_FIGURES)
def sources(request: HttpRequest) -> Any:
    """List each table: where it comes from, and how fresh it is; `quality` has its rows."""
    names = ("table", "origin", "columns", "behind", "usual", "late")
    found = found_sources(company.definitions(), company.latest(), company.store())
    return [{name: getattr(one, name) for name in names} for one in found]


@router.get(
    "/quality/{table}/rows",
    response={200: AsideOut, **STALE},
    auth=Bearer(Right.SEE_QUARANTINE),
)
def aside(
    request: HttpRequest,
    table: Name,
    reason: Name = "",
    after: Annotated[str, Query(max_length=200)] = "",
) -> Any:
    """Give rows of a table that the last run set aside, fifty at a time, of one reason or all.

    When another run comes between, the list is stale.
    """
    run = company.latest() or no_results()
    known = any(one.table == table for one in run.summaries)
    if not known or quarantine.aside(run, table) is None:
        raise Http404
    number = _begin(after, run)
    found = quarantine.page_of(run, table, reason=reason, page=number)
    more = number * quarantine.PAGE < found.total
    return {
        "run": run.folder.name,
        "total": found.total,
        "rows": [dict(zip(found.columns, row, strict=True)) for row in found.rows],
        "next": f"{run.folder.name}~{number + 1}" if more else None,
    }


def _begin(after: str, run: SavedRun) -> int:
    """Return the number of the part that a cursor asks for."""
    if not after:
        return 1
    of, _, number = after.rpartition("~")
    if not of or not (number.isascii() and number.isdigit()) or not 0 < len(number) < 9:
        raise ConditionError("this is no cursor", where="after")
    if of != run.folder.name:
        raise StaleError
    return max(1, int(number))


@router.get("/audit", response={200: AuditPart, **FAILURES}, auth=Bearer(Right.SEE_AUDIT))
def audit(
    request: HttpRequest,
    action: Name = "",
    limit: Limit = 100,
    after: Annotated[int, Query(ge=0, le=2**62)] = 0,
) -> Any:
    """List who wrote and who exported what, the oldest first; ask again after the last `id`."""
    found = Written.objects.filter(pk__gt=after, **({"action": action} if action else {}))
    lines = list(found.order_by("pk")[: limit + 1])
    rows = lines[:limit]
    return {
        "rows": [{name: getattr(one, name) for name in _LINE} | {"id": one.pk} for one in rows],
        "next": rows[-1].pk if len(lines) > limit else None,
    }


def _version(one: Version) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("at", "origin", "note")}
    by = one.user.get_username() if one.user else None
    return told | {"id": one.pk, "by": by, "restored": one.restored_id}
