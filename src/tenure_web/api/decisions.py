"""Operations about decisions: of somebody, of a day, as a file; and what the arbiter ruled."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from ninja import Query, Router

from tenure.act.decision import COLUMNS, Verdict
from tenure.act.words import LANGUAGES
from tenure.company.acts.answers import Answer
from tenure.errors import ConditionError
from tenure_web.api.access import Bearer, user_of
from tenure_web.api.acted import DecidedOut, DecisionsOut, RulingsOut
from tenure_web.api.exporting import etag_of_files, sent
from tenure_web.api.failures import StaleError
from tenure_web.api.metrics import Name
from tenure_web.api.profiles import FILES, Cursor, Format, Limit
from tenure_web.api.schemas import FAILURES, STALE
from tenure_web.api.values import plain
from tenure_web.customers.reading import run
from tenure_web.customers.views.shared import hold, kind_counted
from tenure_web.lib.language import words_of
from tenure_web.messages import telling
from tenure_web.messages.models import Ruled
from tenure_web.messages.persons import known
from tenure_web.people.rights import Right
from tenure_web.plays import decided

router = Router()
_CUSTOMERS = Bearer(Right.SEE_CUSTOMERS)
_DAYS = 10
"""Days of decisions that a part holds, at most."""
_OF_ROW = (
    "version", "occasion", "customer_id", "verdict", "reason", "instead", "place", "net_value",
    "effect", "effect_from", "risk", "value", "cost", "owner",
)  # fmt: skip
Ruling = Literal["send", "skip", "defer"]


@router.get("/decisions/days", response={200: list[date], **FAILURES}, auth=_CUSTOMERS)
def decision_days(request: HttpRequest) -> Any:
    """List the days on which it was decided, the last first."""
    return decided.days()


@router.get("/decisions/of/{path:unit_id}", response={200: DecidedOut, **FAILURES}, auth=_CUSTOMERS)
def decisions_of(request: HttpRequest, unit_id: str, after: Cursor = "") -> Any:
    """Tell what was decided of somebody, ten days at a time: chosen, runners-up, held out, why not.

    `after` is the day that the part before ended with. Whose turn it was not is in
    `decisions/why`.
    """
    hold(user_of(request), kind_counted(), unit_id)
    days = decided.days(_day(after, "after") if after else None)
    found = decided.of_unit(unit_id, days[:_DAYS])
    return {
        "unit_id": unit_id,
        "decisions": [_told(one) for one in found],
        "next": days[_DAYS - 1].isoformat() if len(days) > _DAYS else None,
    }


@router.get(
    "/decisions/why/{path:unit_id}", response={200: DecidedOut, **FAILURES}, auth=_CUSTOMERS
)
def decisions_why(request: HttpRequest, unit_id: str, on: date | None = None) -> Any:
    """Tell of every play why somebody was contacted with it on a day, or why not.

    The last day unless said. Why it was not their turn is worked out from the company's tables.
    """
    user = user_of(request)
    hold(user, kind_counted(), unit_id)
    found = decided.whole(unit_id, on, user)
    return {"unit_id": unit_id, "decisions": [_told(one) for one in found], "next": None}


@router.get("/decisions", response={200: DecisionsOut, **STALE}, auth=_CUSTOMERS)
def list_decisions(
    request: HttpRequest,
    on: date | None = None,
    play: Name = "",
    verdict: Verdict | None = None,
    reason: Name = "",
    limit: Limit = 100,
    after: Cursor = "",
) -> Any:
    """List the decisions of a day about one's customers, the last day unless said.

    When the day is decided again in between, the list is stale.
    """
    file, stamp = _file(on)
    last = _begin(after, stamp) if after else -1
    wanted = {"play": play, "verdict": verdict or "", "reason": reason}
    asked = decided.of_day(file, user_of(request), wanted)
    rows = run(
        f"SELECT * FROM ({asked.sql}) WHERE file_row_number > ? "
        f"ORDER BY file_row_number LIMIT {limit + 1}",
        (*asked.given, last),
    )
    shown = rows[:limit]
    return {
        "on": file.stem,
        "rows": [plain({name: row[name] for name in COLUMNS}) for row in shown],
        "next": _cursor(stamp, shown[-1]["file_row_number"]) if len(rows) > limit else None,
    }


@router.get(
    "/exports/decisions",
    response={**FAILURES},
    auth=Bearer(Right.SEE_CUSTOMERS, Right.EXPORT),
    openapi_extra=FILES,
)
def export_decisions(
    request: HttpRequest, format: Format = "parquet", on: date | None = None, play: Name = ""
) -> HttpResponseBase:
    """Stream the decisions of a day about one's customers; each export is audited."""
    file, stamp = _file(on)
    asked = decided.of_day(file, user_of(request), {"play": play})
    sql = f"SELECT {', '.join(COLUMNS)} FROM ({asked.sql})"
    etag = etag_of_files([*stamp, asked, format])
    known_already = get_conditional_response(request, etag=etag)
    if known_already:
        return known_already
    about = {"format": format, "play": play}
    return sent(sql, asked.given, format, f"decisions-{file.stem}", about, etag)


@router.get("/rulings/{path:customer_id}", response={200: RulingsOut, **FAILURES}, auth=_CUSTOMERS)
def rulings(
    request: HttpRequest,
    customer_id: str,
    ruled: Ruling | None = None,
    limit: Limit = 100,
    after: Annotated[int | None, Query(ge=0, le=2**62)] = None,
) -> Any:
    """Tell which contacts with a customer the arbiter let through, refused or put off, and why.

    The newest first; `after` is the `next` of the part before.
    """
    hold(user_of(request), "customer", customer_id)
    person = known(customer_id)
    found = Ruled.objects.filter(person=person, **({"ruled": ruled} if ruled else {}))
    if after is not None:
        found = found.filter(pk__lt=after)
    rows = list(found.order_by("-pk")[: limit + 1]) if person else []
    return {
        "customer_id": customer_id,
        **telling.state(person),
        "rows": [_ruling(one) for one in rows[:limit]],
        "next": rows[limit - 1].pk if len(rows) > limit else None,
    }


def _told(one: Answer) -> dict[str, Any]:
    row = one.row or {}
    return plain({name: row.get(name) for name in _OF_ROW}) | {
        "on": one.on,
        "play": one.play,
        "name": {language: one.called(language) for language in LANGUAGES},
        "runner_up": one.runner_up,
        "says": dict(one.says),
    }


def _ruling(one: Ruled) -> dict[str, Any]:
    names = ("at", "version", "purpose", "channel", "ruled", "reason", "until", "undone_at")
    told = telling.told(one)
    key = f"ruling.because_{one.reason}"
    says = {language: words_of(language)(key) for language in LANGUAGES} if one.reason else None
    return {name: told[name] for name in names} | {
        "play": one.play or None,
        "version": one.version or None,
        "says": says,
    }


def _file(on: date | None) -> Any:
    """Return the file of a day, the last one unless said, and what names it as it is now."""
    days = decided.days()
    found = decided.file_of(on or days[0]) if days else None
    if found is None:
        raise Http404
    return found, (found.stem, found.stat().st_mtime_ns)


def _begin(after: str, stamp: tuple[str, int]) -> int:
    """Return the row after which a list goes on; StaleError where its file is another by now."""
    try:
        day, version, last = json.loads(urlsafe_b64decode(after.encode()))
        number = int(last)
    except (ValueError, TypeError):
        raise ConditionError("this is no cursor", where="after") from None
    if (day, version) != stamp:
        raise StaleError
    return number


def _cursor(stamp: tuple[str, int], last: int) -> str:
    return urlsafe_b64encode(json.dumps([*stamp, last]).encode()).decode()


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ConditionError("this is no cursor", where=where) from None
