"""What an offer brings, as results: the profit curve, EMPC, and whom to contact."""

from math import isfinite
from typing import Any

from tenure.charts.formats import money
from tenure.company.predictions.acting.findings import Finding
from tenure.company.predictions.acting.offer import (
    OF,
    SHARES,
    Brought,
    Chosen,
    Maximum,
    brought,
    chosen,
    maxima,
)
from tenure.company.predictions.days import Day
from tenure.company.predictions.learning.backtest import Backtest
from tenure.company.predictions.learning.bundle import Bundle
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.views.offer import (
    BY_DAY,
    BY_PROFIT,
    CONTACT,
    MAXIMUM,
    PROFIT,
    spread,
)
from tenure.definitions import Offer
from tenure.errors import MetricError
from tenure.measure.result import Result
from tenure.stats.estimate import Estimate

_SHOWN = 20


def profit_told(outlook: Outlook, bundle: Bundle, terms: Offer, value: float | None) -> Result:
    """Return what the offer would have brought; MetricError when nothing was judged, or valued."""
    rows = _judged(bundle)
    found = brought(rows, terms, value)
    curve, other = found.curve, found.by_risk
    told = [
        {
            "share": float(curve.share[at]),
            **{
                f"{name}{end}": _number(values[at])
                for name, one in (("profit", curve), ("by_risk", other))
                for end, values in (("", one.profit), ("_low", one.low), ("_high", one.high))
            },
        }
        for at in SHARES
    ]
    return PROFIT.result(outlook, told, BY_PROFIT, **_said_of(found, terms))


def maximum_told(outlook: Outlook, bundle: Bundle, terms: Offer, value: float | None) -> Result:
    """Return EMPC at the company's prices and at the usual ones; MetricError as `profit_told`."""
    rows = _judged(bundle)
    found = maxima(rows, terms, value)
    told = [{"prices": name, **_prices(one)} for name, one in found.items()]
    return MAXIMUM.result(outlook, told, BY_PROFIT)


def contact_told(
    outlook: Outlook,
    day: Day,
    terms: Offer,
    value: float | None = None,
    trial: Finding | None = None,
    *,
    most: int | None = _SHOWN,
) -> Result:
    """List to whom the offer is made; MetricError when nobody's value is known."""
    currency = outlook.rule.data.definitions.company.currency
    found = chosen(day, terms, value, trial, currency=currency)
    rows = found.rows if most is None else found.rows.slice(0, most)
    return CONTACT.result(
        outlook,
        rows.to_pylist(),
        BY_DAY,
        **_said_of_group(found, day, terms, trial, rows.num_rows),
    )


def _judged(bundle: Bundle) -> Backtest:
    if bundle.backtest is None:
        raise MetricError(
            "the models were not judged on later rows, so no profit can be told of them",
            hint="tenure predict card tells why; train again after an update of Tenure",
        )
    return bundle.backtest


def _prices(found: Maximum) -> dict[str, Any]:
    campaign, empc = found.campaign, found.empc
    return {
        **spread({"empc": None if empc is None else (empc.value, empc.low, empc.high)}),
        "share": found.share,
        "mpc": found.mpc,
        "value": campaign and campaign.value,
        "offer": campaign and campaign.offer,
        "contact": campaign and campaign.contact,
        "acceptance": campaign and campaign.acceptance,
        "reason": found.reason,
    }


def _said_of(found: Brought, terms: Offer) -> dict[str, Any]:
    paying = found.curve.paying
    text = "–" if paying is None else f"{money(paying.value)} ({_ends(paying)})"
    return {
        "of": OF,
        "judged": found.rows,
        "dates": found.dates,
        "dates_en": f"{found.dates} date{'s' if found.dates > 1 else ''}",
        "value": money(found.value),
        "cost": money(terms.cost),
        "contact": money(terms.contact),
        "acceptance": terms.acceptance,
        "anyway": terms.taken_anyway,
        "paying_share": found.curve.paying_share,
        "paying": text,
        **_unvalued(found.unvalued, "행"),
    }


def _ends(found: Estimate) -> str:
    return f"{money(found.low)}–{money(found.high)}"


def _said_of_group(
    found: Chosen, day: Day, terms: Offer, trial: Finding | None, shown: int
) -> dict[str, Any]:
    number = found.rows.num_rows
    cut = number > shown
    budget = terms.budget
    return {
        "chosen": number,
        "known": found.known,
        "day": day.as_of,
        "profit": money(found.group.profit),
        "cost": money(found.group.cost),
        "at_most": money(found.group.at_most),
        "budget_en": f" within a budget of {money(budget)}" if budget else "",
        "budget_ko": f"(예산 {money(budget)} 이내)" if budget else "",
        "shown_en": f"; the first {shown} are shown" if cut else "",
        "shown_ko": f"(앞의 {shown}명만 표시)" if cut else "",
        **_unvalued(found.unvalued, "명"),
        **_basis(terms, trial),
    }


def _unvalued(out: int, counted: str) -> dict[str, str]:
    """Say how many are left out, for their value is not known, or is in another currency."""
    if not out:
        return {"unvalued_en": "", "unvalued_ko": ""}
    return {
        "unvalued_en": f"; {out:,} whose value nobody knows in this currency are left out",
        "unvalued_ko": f"(이 통화로 가치를 산출하지 못한 {out:,}{counted}은 제외)",
    }


def _basis(terms: Offer, trial: Finding | None) -> dict[str, str]:
    """Say where it comes from whom the offer keeps: assumed, or measured by a trial."""
    if trial is not None:
        name = f"{trial.experiment}: {trial.treatment}"
        return {
            "basis_en": f"Whom it keeps was measured by the trial {name}.",
            "basis_ko": f"누구를 붙잡는지는 실험 {name}에서 측정했습니다.",
        }
    return {
        "basis_en": f"That {terms.acceptance:.0%} of those about to leave take it is assumed.",
        "basis_ko": f"떠나려던 고객의 {terms.acceptance:.0%}가 받아들인다는 것은 가정입니다.",
    }


def _number(value: Any) -> float | None:
    """Return a number, None where it is undefined."""
    found = float(value)
    return found if isfinite(found) else None
