"""Operations about single customers: profiles, one of them, segments, and profiles as files."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from ninja import Query, Router
from pydantic import Field

from tenure.company.predictions.days import CROSSED, PROFILES, Day, days
from tenure.errors import ConditionError
from tenure_web.api.access import Bearer, user_of
from tenure_web.api.exporting import FORMATS, etag_of, exported
from tenure_web.api.failures import StaleError, no_results
from tenure_web.api.metrics import Name, Text
from tenure_web.api.schemas import FAILURES, STALE, CrossedOut, ProfileOut, ProfilesOut
from tenure_web.api.values import plain
from tenure_web.customers.reading import crossing_of, past_of, reasons_of
from tenure_web.customers.scope import columns_seen, profiles, unit_of
from tenure_web.lib import company
from tenure_web.people.rights import Right

router = Router()
_CUSTOMERS = Bearer(Right.SEE_CUSTOMERS)
_KEY = "unit_id"
_DAYS = 8
"""Past days of which risk and health are told."""
Cursor = Annotated[str, Query(max_length=1000)]
Limit = Annotated[int, Field(ge=1, le=500)]
Format = Literal["arrow", "parquet", "csv"]
FILES = {
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


@router.get("/profiles", response={200: ProfilesOut, **STALE}, auth=_CUSTOMERS)
def list_profiles(
    request: HttpRequest,
    where: Text = "",
    cohort: Name = "",
    limit: Limit = 100,
    after: Cursor = "",
) -> Any:
    """List profiles that fit a condition, by id, a part at a time.

    The cursor keeps to the day that the first part was of, though a run for another day comes
    between; when that day itself is gone or computed anew, it is stale.
    """
    user = user_of(request)
    day, last = _begin(after)
    chosen = profiles(day, user, where, cohort=cohort)
    found = chosen.rows(
        columns_seen(day, user).names,
        order=_KEY,
        limit=limit + 1,
        where=f"{_KEY} > ?" if last else "",
        given=[last] if last else [],
    )
    return _part(day, found, limit) | {"count": chosen.count()}


@router.get("/crossed", response={200: CrossedOut, **STALE}, auth=_CUSTOMERS)
def crossed(request: HttpRequest, limit: Limit = 100, after: Cursor = "") -> Any:
    """List who is in another band of risk or health than the day before, by id."""
    day, last = _begin(after)
    path = day.folder / CROSSED
    found: list[dict[str, Any]] = []
    if path.is_file():
        there = f"{_KEY} > ? AND {_KEY} IN (SELECT {_KEY} FROM read_parquet(?))"
        seen = profiles(day, user_of(request)).rows(
            [_KEY], order=_KEY, limit=limit + 1, where=there, given=[last, str(path)]
        )
        ids = [one[_KEY] for one in seen]
        table = day.table(CROSSED, filters=[(_KEY, "in", ids)]) if ids else None
        found = sorted(table.to_pylist() if table else [], key=lambda one: str(one[_KEY]))
    return _part(day, found, limit) | {"before": day.before}


def _part(day: Day, found: list[dict[str, Any]], limit: int) -> dict[str, Any]:
    """Return a part of a list, of which one row more than asked for has been read."""
    rows = found[:limit]
    return {
        "as_of": day.as_of,
        "unit": unit_of(day),
        "rows": [plain(row) for row in rows],
        "next": _cursor(day, rows[-1][_KEY]) if len(found) > limit else None,
    }


@router.get("/profiles/{path:unit_id}", response={200: ProfileOut, **FAILURES}, auth=_CUSTOMERS)
def profile(request: HttpRequest, unit_id: str) -> Any:
    """Give one profile of the last day, with the reasons of its risk, and the days before."""
    user, day = user_of(request), last_day()
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
        "past": [
            plain(one) for one in past_of(days(company.store(), unit_of(day))[-_DAYS:], row[_KEY])
        ],
    }


@router.get(
    "/exports/profiles",
    response={**FAILURES},
    auth=Bearer(Right.SEE_CUSTOMERS, Right.EXPORT),
    openapi_extra=FILES,
)
def export_profiles(
    request: HttpRequest, format: Format = "parquet", where: Text = ""
) -> HttpResponseBase:
    """Stream all profiles that fit a condition as Arrow, Parquet or CSV; each export is audited.

    With If-None-Match nothing is read, sent or noted while the profiles are the same.
    """
    user, day = user_of(request), last_day()
    chosen, names = profiles(day, user, where), tuple(columns_seen(day, user).names)
    etag = etag_of(chosen, names, format)
    known = get_conditional_response(request, etag=etag)
    return known or exported(chosen, names, format, where)


def last_day() -> Day:
    """Return the last day with profiles; says that there are no results where there is none."""
    return company.last_day() or no_results()


def _begin(after: str) -> tuple[Day, str]:
    """Return the day of a list and the id after which it goes on.

    Raises ConditionError for what is no cursor, StaleError for one of what is no longer there.
    """
    if not after:
        return last_day(), ""
    try:
        unit, as_of, version, last = json.loads(urlsafe_b64decode(after.encode()))
    except (ValueError, TypeError):
        raise ConditionError("this is no cursor", where="after") from None
    for day in days(company.store(), str(unit)) if unit in ("customer", "account") else ():
        if (day.as_of.isoformat(), _version(day)) == (as_of, version):
            return day, str(last)
    raise StaleError


def _cursor(day: Day, last: str) -> str:
    told = json.dumps([unit_of(day), day.as_of.isoformat(), _version(day), last])
    return urlsafe_b64encode(told.encode()).decode()


def _version(day: Day) -> int:
    """Tell the profiles of a day from those of the same day computed anew."""
    return (day.folder / PROFILES).stat().st_mtime_ns
