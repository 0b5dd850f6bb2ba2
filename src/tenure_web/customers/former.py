"""Who is not there any more, or not yet scored: what the company's tables know, when and why.

Profiles hold those who were there on their day. Everybody else is asked of the company's own
tables, by the churn rule and as far as somebody's portfolios reach: what a portfolio asks that
the tables do not tell, such as a risk, lets nobody through.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from tenure.company import Company
from tenure.company.explanations.reasons.said import taxonomy_of
from tenure.company.predictions.outlook import Outlook
from tenure.company.profiles import profiles as known_of
from tenure.company.units import Rule
from tenure.errors import MetricError
from tenure.measure.states import merged
from tenure.periods import Observation
from tenure_web.customers.scope import hidden, profiles, unit_of
from tenure_web.customers.searching import beginnings, pattern
from tenure_web.lib import company
from tenure_web.people.models import User
from tenure_web.people.portfolios import Restriction, portfolio_filter

if TYPE_CHECKING:
    import ibis.expr.types as ir

MOST = 50
_LOOKED = 500
"""Units that are looked at, at most, for those who are not there any more."""

Row = dict[str, Any]
State = Literal["left", "unscored", "never", "absent"]


@dataclass(frozen=True)
class Leaving:
    """How somebody stands who has no profile, by the churn rule.

    left: since `on`, None where no dates are known. unscored: there, but joined or came back
    after the profiles. never: never was active. absent: known, nothing more can be said.
    `since` is when they were first active; `label` what was written down as the reason, and
    `words` what that means by language; `willing` whether they decided it themselves.
    """

    state: State
    since: date | None = None
    on: date | None = None
    label: str = ""
    words: tuple[tuple[str, str], ...] = ()
    willing: bool | None = None
    silence: int | None = None

    def reason(self, language: str) -> str:
        """Return why, in a reader's language where the label is understood."""
        return dict(self.words).get(language) or self.label


def one(user: User, unit: str) -> Row | None:
    """Return what is known of a unit without a profile; None where a user may not see it."""
    found = _rows(user, "one", unit)
    return found[0] if found else None


def users_of(user: User, account: str) -> list[Row]:
    """Return the users of an account who are not there any more, as far as one may see them."""
    return _rows(user, "account", account)


def found(user: User, asked: str) -> list[Row]:
    """Return who fits what was typed among those without a profile: by id, or part of a name."""
    text = asked.strip()
    return _rows(user, "search", text) if text else []


def _rows(user: User, how: str, text: str) -> list[Row]:
    """Ask the company's tables, and leave out who has a profile, whether one may see it or not."""
    day = company.last_day()
    if day is None or "\0" in text:
        return []
    away = hidden(user, unit_of(day))
    rows = _asked(_version(), portfolio_filter(user), how, text, away)
    there = _there(tuple(one["unit_id"] for one in rows))
    return [dict(one) for one in rows if one["unit_id"] not in there][:MOST]


def _there(units: Sequence[str]) -> set[str]:
    """Return those of some units who have a profile."""
    day = company.last_day()
    if day is None or not units:
        return set()
    holds = f"unit_id IN ({', '.join('?' * len(units))})"
    rows = profiles(day, None).rows(["unit_id"], limit=len(units), where=holds, given=list(units))
    return {one["unit_id"] for one in rows}


@lru_cache(256)
def _asked(
    version: str, scope: Restriction, how: str, text: str, away: Collection[str]
) -> Sequence[Row]:
    with company.asked() as told:
        known = known_of(told.rule, _observed(told.rule))
        if known is None:
            return ()
        fits = _fits(known, how, text, named="name" not in away)
        rows = known.filter(fits, scope.over(known, told.rule.unit))
        rows = rows.drop(*[one for one in rows.columns if one in away])
        rows = rows.order_by("unit_id").limit(_LOOKED)
        return tuple(told.engine.execute(rows, metric="former customers").to_pylist())


def _observed(rule: Rule) -> Observation | None:
    """Return how far the rule sees; None where it sees nothing: a snapshot, or no events yet."""
    try:
        return None if rule.snapshot else rule.observed(None)
    except MetricError:  # the tables by which it goes are not there
        return None


def _fits(known: "ir.Table", how: str, text: str, *, named: bool) -> "ir.BooleanValue":
    import ibis

    if how == "one":
        return known.unit_id == text
    if how == "account":
        there = "account_id" in known.columns
        return known.account_id == text if there else ibis.literal(False)
    ways = [known.unit_id.startswith(one) for one in beginnings(text)]
    if named and "name" in known.columns:
        ways.append(known.name.re_search(pattern(text)))
    return ibis.or_(*ways)


def leaving(unit: str) -> Leaving:
    """Return how a unit without a profile stands: whether it left, when, and why."""
    return _leaving(_version(), unit)


@lru_cache(256)
def _leaving(version: str, unit: str) -> Leaving:
    with company.asked() as told:
        if not told.rule.snapshot and _observed(told.rule) is None:
            return Leaving("absent")
        outlook = Outlook(told.rule)
        if outlook.snapshot:
            return Leaving("left" if outlook.snapshot.absent(unit) else "absent")
        spells = outlook.spells
        own = merged(spells.filter(spells.unit_id == unit)).order_by("from_local")
        rows = told.engine.execute(own, metric="when they left").to_pylist()
        return _told(told, outlook, unit, rows) if rows else Leaving("never")


def _told(told: Company, outlook: Outlook, unit: str, spells: Sequence[Row]) -> Leaving:
    since, last = spells[0]["from_local"].date(), spells[-1]["to_local"]
    end = datetime.combine(outlook.observed.end, datetime.min.time())
    if last is None or last > end:
        return Leaving("unscored", since)
    label, willing = _stated(told, unit)
    code = taxonomy_of(outlook).of_label(label).code if label else None
    names = taxonomy_of(outlook).names.get(code, {}) if code else {}
    quiet = told.rule.lookback(outlook.observed) if told.rule.name == "inactive" else None
    return Leaving("left", since, last.date(), label, tuple(names.items()), willing, quiet)


def _stated(told: Company, unit: str) -> tuple[str, bool | None]:
    """Return what was written down when the last contract ended, or beside the customer."""
    import ibis

    for table, order in (("subscriptions", "started_at"), (f"{told.rule.unit}s", None)):
        rows = told.data.tables.get(table)
        key = f"{told.rule.unit}_id"
        if rows is None or not {key, "end_reason"} <= set(rows.columns):
            continue
        own = rows.filter(rows[key] == unit)
        own = own.order_by(ibis.desc(order)) if order else own
        names = [one for one in ("end_reason", "voluntary") if one in own.columns]
        last = told.engine.execute(own.select(*names).limit(1), metric="why they left")
        row = next(iter(last.to_pylist()), {})
        if row.get("end_reason"):
            return str(row["end_reason"]), row.get("voluntary")
    return "", None


def _version() -> str:
    run = company.latest()
    return str(run.folder) if run else ""
