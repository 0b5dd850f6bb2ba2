"""Operations on who customers are: found, what happened with them, and their accounts."""

from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router

from tenure.explain.text.masking import masked
from tenure_web.api.access import Bearer, user_of
from tenure_web.api.metrics import Text
from tenure_web.api.profiles import Cursor, Limit, last_day
from tenure_web.api.schemas import FAILURES, AccountOut, AccountsOut, HitOut, TimelineOut
from tenure_web.api.values import plain
from tenure_web.customers import story
from tenure_web.customers.kept import Whom
from tenure_web.customers.scope import columns_seen, profiles, unit_of
from tenure_web.customers.searching import hits
from tenure_web.customers.views.accounts import told as told_of
from tenure_web.customers.views.shared import hold, users_of
from tenure_web.people.rights import Right

router = Router()
_CUSTOMERS = Bearer(Right.SEE_CUSTOMERS)
_MOST_HITS = 50
_ABOUT = ("account_id", "name", "goals", "industry", "region", "size", "owner", "plan")
Kind = Literal["customer", "account"]
Look = Literal["all", "sales", "marketing", "service"]


@router.get("/search", response={200: list[HitOut], **FAILURES}, auth=_CUSTOMERS)
def search(request: HttpRequest, q: Annotated[str, Query(max_length=80)]) -> Any:
    """Find customers by id, name or account, as the bar of the pages does."""
    user, day = user_of(request), last_day()
    found = hits(profiles(day, user), q, columns_seen(day, user).names, _MOST_HITS)
    return [{"unit_id": one.unit, "name": one.name, "account": one.account} for one in found]


@router.get(
    "/timelines/{kind}/{path:unit_id}", response={200: TimelineOut, **FAILURES}, auth=_CUSTOMERS
)
def timeline(
    request: HttpRequest, kind: Kind, unit_id: str, view: Look = "all", after: Cursor = ""
) -> Any:
    """Tell what a customer or an account did, bought, said and was told, forty rows at a time."""
    user = user_of(request)
    hold(user, kind, unit_id)
    whom = Whom(unit_id, kind, _only(request, kind, unit_id))
    place = story.Place.of(after)
    found = story.story(whom, view, place)
    contracts = story.contracts(whom) if place.at is None else ()
    personal = user.may(Right.SEE_PERSONAL)
    return {
        "rows": [plain(one if personal else _masked(one)) for one in found.rows],
        "contracts": [plain(one) for one in contracts],
        "next": found.following or None,
    }


def _only(request: HttpRequest, kind: Kind, unit_id: str) -> tuple[str, ...] | None:
    """Name those users of an account whom somebody may see, where that is not everyone."""
    user = user_of(request)
    if kind == "customer" or user.may(Right.SEE_EVERYONE) or unit_of(last_day()) == "account":
        return None
    return tuple(sorted(one["unit_id"] for one in users_of(user, unit_id)))


def _masked(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"text": masked(row["text"]) if row["text"] else row["text"]}


@router.get("/accounts", response={200: AccountsOut, **FAILURES}, auth=_CUSTOMERS)
def accounts(request: HttpRequest, where: Text = "", limit: Limit = 100, after: Cursor = "") -> Any:
    """List accounts of customers that fit a condition, by id, with money, risk and health.

    `after` is the id of the last account of the part before.
    """
    user, day = user_of(request), last_day()
    names = columns_seen(day, user).names
    if unit_of(day) == "account" or "account_id" not in names:
        raise Http404
    kept = profiles(day, user, where)
    found = kept.asked(
        "account_id",
        f"WHERE account_id > ? GROUP BY account_id ORDER BY account_id LIMIT {limit + 1}",
        [after],
    )
    ids = [one["account_id"] for one in found]
    return {
        "as_of": day.as_of,
        "rows": [plain(one) for one in told_of(kept, names, ids[:limit])],
        "next": ids[limit - 1] if len(ids) > limit else None,
    }


@router.get("/accounts/{path:account_id}", response={200: AccountOut, **FAILURES}, auth=_CUSTOMERS)
def account(request: HttpRequest, account_id: str) -> Any:
    """Give an account with the profiles of its users whom one may see, up to 500."""
    users, about = users_of(user_of(request), account_id), story.about_account(account_id)
    return {
        "as_of": last_day().as_of,
        "account_id": account_id,
        "about": plain({name: about[name] for name in _ABOUT if name in about}),
        "users": [plain(one) for one in users],
    }
