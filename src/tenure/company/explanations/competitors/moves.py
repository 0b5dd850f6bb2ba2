"""Whether a competitor's price cut was followed by more of it: names in texts, and leaving."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tenure.company.explanations.changes.asked import listed
from tenure.company.explanations.changes.counted import Counted
from tenure.company.explanations.competitors.mentioned import Mentioned
from tenure.company.predictions.outlook import Outlook
from tenure.stats import holm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenure.explain.changes.series import Daily
    from tenure.explain.changes.study import Other, Study
    from tenure.explain.competitors.prices import Price

WINDOW = 56


def moves(
    outlook: Outlook, cuts: "list[Price]", mentioned: Mentioned | None, counted: Counted
) -> list[dict[str, Any]]:
    """Return two rows a price cut: texts that name who made it, and customers who left.

    p-values are corrected over all cuts, texts and leaving apart (Holm).
    """
    rows = _left(counted, cuts) if cuts else []
    if mentioned is not None:
        rows += [_row(one, "named", _named(outlook, mentioned, one)) for one in cuts]
    for what in ("left", "named"):
        own = [row for row in rows if row["what"] == what and row["p"] is not None]
        for row, p in zip(own, holm([row["p"] for row in own]), strict=True):
            row["p_corrected"] = p
            row["verdict"] = row.pop("_study").verdict(p)
    for row in rows:
        row.pop("_study", None)
    order = {"named": 0, "left": 1}
    return sorted(rows, key=lambda row: (row["at"], row["competitor"], order[row["what"]]))


def _left(counted: Counted, cuts: "list[Price]") -> list[dict[str, Any]]:
    """Return a row a cut about who left; who left on each day is asked once."""
    from tenure.explain.changes.study import Other

    own = listed(counted.outlook) if "changes" in counted.outlook.rule.data.tables else []
    beside = [Other(one.at, one.segment is None) for one in own]
    daily = counted.daily()
    return [_row(one, "left", _studied(daily, one, counted.lives.lead, beside)) for one in cuts]


def _named(
    outlook: Outlook, mentioned: Mentioned, cut: "Price"
) -> "tuple[Study | None, Daily | None]":
    import numpy as np

    from tenure.explain.changes.series import Daily

    days = mentioned.daily(cut.competitor)
    if not days["texts"]:
        return None, None
    first, last = min(days["texts"]), outlook.observed.last
    span = [first + timedelta(days=at) for at in range((last - first).days + 1)]
    named, every = (
        np.array([days[name].get(day, 0) for day in span], dtype=np.float64)
        for name in ("named", "texts")
    )
    return _studied(Daily(first, named, every), cut, 0)


def _studied(
    daily: "Daily | None", cut: "Price", lead: int, others: "Sequence[Other]" = ()
) -> "tuple[Study | None, Daily | None]":
    from tenure.explain.changes.design import Phases
    from tenure.explain.changes.study import study

    if daily is None:
        return None, None
    assert cut.changed is not None
    return study(daily, cut.changed, others, Phases(WINDOW, 0, lead)), daily


def _row(cut: "Price", what: str, found: "tuple[Study | None, Daily | None]") -> dict[str, Any]:
    study, daily = found
    row: dict[str, Any] = {
        "at": cut.changed,
        "competitor": cut.competitor,
        "product": cut.product,
        "price_before": cut.before,
        "price": cut.price,
        "currency": cut.currency,
        "change": cut.change,
        "unseen_days": (cut.changed - cut.until).days if cut.changed and cut.until else None,
        "what": what,
        "verdict": "cannot_be_told",
        "p": None,
        "p_corrected": None,
        "ratio": None,
        "reason": study.why if study else "nothing is known of it",
    }
    if daily is not None and cut.changed is not None:
        row |= _counts(daily, cut.changed)
    effect = study.effect if study and study.why is None else None
    if study is None or effect is None:
        return row
    row |= {"p": effect.ratio.p, "_study": study, "reason": None}
    ends = {"": effect.ratio.value, "_low": effect.ratio.low, "_high": effect.ratio.high}
    row |= {f"relative{end}": value - 1 for end, value in ends.items()}
    tried = study.main.placebo if study.main else None
    row |= {"placebo": tried.p, "placebo_dates": len(tried.statistics)} if tried else {}
    return row


def _counts(daily: "Daily", at: date) -> dict[str, Any]:
    """Return what was counted in the window before and after, and the exact ratio of both."""
    from tenure.explain.competitors.rates import rate_ratio

    place = daily.day(at)
    spans = {"before": (max(0, place - WINDOW), place), "after": (place, place + WINDOW)}
    told: dict[str, Any] = {}
    for name, (low, high) in spans.items():
        told[name] = round(float(daily.lost[max(0, low) : max(0, high)].sum()))
        told[f"of_{name}"] = round(float(daily.there[max(0, low) : max(0, high)].sum()))
    ratio = rate_ratio(told["after"], told["of_after"], told["before"], told["of_before"])
    if ratio is None:
        return told
    most = None if ratio.high == float("inf") else ratio.high
    return told | {"ratio": ratio.value, "ratio_low": ratio.low, "ratio_high": most}
