"""Operations about single customers: profiles, one of them, segments, and profiles as files."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest, HttpResponseBase
from ninja import Query, Router
from pydantic import Field

from tenure.company.predictions.days import Day, days
from tenure.errors import ConditionError
from tenure_web.api.access import Bearer, user_of
from tenure_web.api.exporting import FORMATS, exported
from tenure_web.api.failures import no_results
from tenure_web.api.metrics import Text
from tenure_web.api.schemas import FAILURES, ProfileOut, ProfilesOut, SegmentOut
from tenure_web.api.values import plain
from tenure_web.customers.reading import crossing_of, reasons_of
from tenure_web.customers.scope import columns_seen, profiles, unit_of
from tenure_web.customers.segments import counted, seen
from tenure_web.lib import company
from tenure_web.people.models import User
from tenure_web.people.rights import Right

router = Router()
_CUSTOMERS = Bearer(Right.SEE_CUSTOMERS)
_KEY = "unit_id"
Limit = Annotated[int, Field(ge=1, le=500)]
Format = Literal["arrow", "parquet", "csv"]
_FILES = {
    "responses": {
        200: {
            "description": "The rows, as they come.",
            "content": {
                one.media_type: {"schema": {"type": "string", "format": "binary"}}
                for one in FORMATS.values()
            },
        }
    }
}


@router.get("/profiles", response={200: ProfilesOut, **FAILURES}, auth=_CUSTOMERS)
def list_profiles(
    request: HttpRequest,
    where: Text = "",
    limit: Limit = 100,
    after: Annotated[str, Query(max_length=1000)] = "",
) -> Any:
    """List profiles that fit a condition, by id, a part at a time.

    The cursor keeps to the day that the first part was of, though another run comes between.
    """
    user = user_of(request)
    day, last = _begin(after)
    chosen = profiles(day, user, where)
    names = columns_seen(day, user).names
    found = chosen.rows(
        names,
        order=_KEY,
        limit=limit + 1,
        where=f"{_KEY} > ?" if last else "",
        given=[last] if last else [],
    )
    rows = found[:limit]
    return {
        "as_of": day.as_of,
        "unit": unit_of(day),
        "count": chosen.count(),
        "rows": [plain(row) for row in rows],
        "next": _cursor(day, rows[-1][_KEY]) if len(found) > limit else None,
    }


@router.get("/profiles/{unit_id}", response={200: ProfileOut, **FAILURES}, auth=_CUSTOMERS)
def profile(request: HttpRequest, unit_id: str) -> Any:
    """Give one profile of the last day, with the reasons of its risk."""
    user, day = user_of(request), _last()
    row = profiles(day, user).one(unit_id)
    if row is None:
        raise Http404
    names = columns_seen(day, user).names
    crossed = crossing_of(day, unit_id)
    return {
        "as_of": day.as_of,
        "unit": unit_of(day),
        "profile": plain({name: value for name, value in row.items() if name in names}),
        "reasons": [plain(one) for one in reasons_of(day, unit_id)],
        "crossed": plain(crossed) if crossed else None,
    }


@router.get(
    "/exports/profiles",
    response={**FAILURES},
    auth=Bearer(Right.SEE_CUSTOMERS, Right.EXPORT),
    openapi_extra=_FILES,
)
def export_profiles(
    request: HttpRequest, format: Format = "parquet", where: Text = ""
) -> HttpResponseBase:
    """Stream all profiles that fit a condition as Arrow, Parquet or CSV; each export is audited."""
    user, day = user_of(request), _last()
    chosen = profiles(day, user, where)
    return exported(chosen, tuple(columns_seen(day, user).names), format, where)


@router.get("/segments", response={200: list[SegmentOut], **FAILURES}, auth=_CUSTOMERS)
def segments(request: HttpRequest) -> Any:
    """List the segments of the definitions, and those that one has saved or that are shared."""
    own = [
        {"name": name, "condition": str(one), "owner": None, "size": None}
        for name, one in company.definitions().segments.items()
    ]
    return [*own, *_saved(user_of(request))]


def _saved(user: User) -> list[dict[str, Any]]:
    day = company.last_day()
    sizes = {one.segment.pk: one.size for one in counted(user, day)} if day else {}
    return [
        {
            "name": one.name,
            "condition": one.condition,
            "owner": one.owner.get_username(),
            "size": sizes.get(one.pk),
        }
        for one in seen(user)
    ]


def _last() -> Day:
    return company.last_day() or no_results()


def _begin(after: str) -> tuple[Day, str]:
    """Return the day of a list and the id after which it goes on; ConditionError for no cursor."""
    if not after:
        return _last(), ""
    try:
        unit, as_of, last = json.loads(urlsafe_b64decode(after.encode()))
    except ValueError:
        raise ConditionError("this is no cursor", where="after") from None
    for day in days(company.store(), str(unit)) if unit in ("customer", "account") else ():
        if day.as_of.isoformat() == as_of:
            return day, str(last)
    raise ConditionError(
        "the day of this cursor is gone", where="after", hint="begin the list anew"
    )


def _cursor(day: Day, last: str) -> str:
    told = json.dumps([unit_of(day), day.as_of.isoformat(), last])
    return urlsafe_b64encode(told.encode()).decode()
