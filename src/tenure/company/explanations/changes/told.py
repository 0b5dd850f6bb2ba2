"""What is known of a change as a row, and in words."""

from typing import TYPE_CHECKING, Any

from tenure.charts.formats import Formats
from tenure.charts.unsaid import unsaid
from tenure.company.explanations.changes.asked import REST, Happened, Told
from tenure.company.explanations.changes.sentences import REASONS, SAYS, VERDICTS
from tenure.company.explanations.changes.views import OTHERS
from tenure.sentences import fill

if TYPE_CHECKING:
    from tenure.explain.changes.effect import Effect, Ratio
    from tenure.explain.changes.study import Angle

MONTH = 30
_SMALL = 0.05
_LANGUAGES = ("en", "ko")
_TOGETHER = ("together_rose", "together_fell")


def row_of(told: Told, window: int, lag: int) -> dict[str, Any]:
    """Return the row of a change; what is not known is None, with a reason."""
    change, study = told.change, told.study
    row: dict[str, Any] = {
        "at": change.at,
        "kind": change.kind,
        "name": change.name,
        "segment": change.segment,
        "verdict": told.verdict,
        "beside": ", ".join(one.name for one in told.near) or None,
        "compared_with": told.against,
        "reason": told.refused or (study.why if study else None),
    }
    main = study.main if study else None
    if study is not None and main is not None and study.why is None:
        row |= {**before(main), **_judged_by(told, main)}
        row["trend_p"] = study.trend.p if study.trend else None
    return row | {f"says_{one}": says(told, row, window, lag, one) for one in _LANGUAGES}


def _judged_by(told: Told, main: "Angle") -> dict[str, Any]:
    """Return the size and the tests of what the verdict is about: the change, or all near it."""
    if main.effect is None or told.verdict in _TOGETHER:
        shown, p, tried = main.together, told.together_p, main.together_placebo
    else:
        shown, p, tried = main.effect, told.p, main.placebo
    row: dict[str, Any] = {} if shown is None else sizes(shown)
    return row | {
        "later": shown.later.value - 1 if shown and shown.later else None,
        "p_corrected": p,
        "placebo": tried.p if tried else None,
        "placebo_dates": len(tried.statistics) if tried else None,
        "placebo_larger": tried.larger if tried else None,
    }


def before(angle: "Angle") -> dict[str, Any]:
    """Return attrition over as many bins before the change as there are after it."""
    series = angle.series
    bins = angle.effect.bins if angle.effect else angle.together.bins if angle.together else 0
    part = slice(max(0, series.origin - bins), series.origin)
    lost, there = float(series.lost[part].sum()), float(series.exposed[part].sum())
    return {"before": monthly(lost, there), "lost_before": round(lost), "days_before": round(there)}


def sizes(effect: "Effect") -> dict[str, Any]:
    """Return an effect in points of monthly attrition, relative, and in customers.

    All from the one interval of the ratio r: expected = observed / r.
    """
    seen, there, ratio = effect.observed, effect.exposed, effect.ratio
    counted = seen or 0.5

    def points(one: float) -> float | None:
        after, expected = monthly(seen, there), monthly(counted / one, there)
        return None if after is None or expected is None else after - expected

    return {
        "after": monthly(seen, there),
        "lost_after": round(seen),
        "days_after": round(there),
        "expected": monthly(counted / ratio.value, there),
        **_spread("points", {end: points(one) for end, one in _ends(ratio)}),
        **_spread("relative", {end: one - 1 for end, one in _ends(ratio)}),
        **_spread("customers", {end: seen - counted / one for end, one in _ends(ratio)}),
        "p": ratio.p,
    }


def monthly(lost: float, there: float) -> float | None:
    """Return attrition over 30 days of a daily rate: 1 − (1 − lost / customer-days)³⁰."""
    return None if there <= 0 else 1 - (1 - min(1.0, lost / there)) ** MONTH


def says(told: Told, row: dict[str, Any], window: int, lag: int, language: str) -> str:
    """Say in words what is known of a change."""
    words, formats = SAYS[language], Formats(language)
    head = words["head"].format(name=told.change.name, at=told.change.at)
    if row.get("relative") is None:
        return head + _refusal(told, window, lag, language)
    shown = _shown(row, formats)
    values = {**shown, "days": window, "others": _names(told.near)}
    parts = [words[told.verdict].format(**values)]
    if told.verdict in ("rose", "fell", *_TOGETHER):
        parts.append(words["size"].format(**values))
        if row["placebo_dates"]:
            parts.append(fill(words["placebo"], n=row["placebo_dates"], k=row["placebo_larger"]))
    if told.verdict == "no_evidence" and row["p"] <= _SMALL:
        parts.append(fill(words["hint"], tried=told.tried))
    if told.against is not None:
        trend = row["trend_p"]
        key = "no_trend" if trend is None else "parallel" if trend > _SMALL else "not_parallel"
        parts.append(words[key].format(against=against_in(told, language)))
    return head + " ".join(parts)


def verdict_in(language: str, verdict: str) -> str:
    """Return a verdict in words."""
    return VERDICTS[language][verdict]


def against_in(told: Told, language: str) -> str:
    """Say whom the change is compared with."""
    return OTHERS[language] if told.against == REST else str(told.against)


def _refusal(told: Told, window: int, lag: int, language: str) -> str:
    reasons = REASONS[language]
    if told.refused is not None:
        return reasons["refused"].format(why=unsaid(told.refused, language))
    why: str = (told.study.why if told.study else None) or "no_answer"
    if why == "no_answer" and told.near:
        why = "same_day"
    return reasons[why].format(days=window, lag=lag, half=window // 2, others=_names(told.near))


def _shown(row: dict[str, Any], formats: Formats) -> dict[str, str]:
    shown = {name: formats.percent(row[name]) for name in ("before", "after", "expected")}
    shown["relative"] = _signed(row["relative"], formats)
    shown["relative_low"], shown["relative_high"] = (
        _signed(row[f"relative_{end}"], formats) for end in ("low", "high")
    )
    low, high = sorted(abs(row[f"customers_{end}"]) for end in ("low", "high"))
    shown["customers"] = formats.number(abs(row["customers"]))
    shown["fewest"], shown["most"] = formats.number(low), formats.number(high)
    return shown


def _signed(value: float, formats: Formats) -> str:
    text = f"{abs(value):.0%}"
    if round(value, 2) == 0:
        return text
    return ("+" if value > 0 else "\N{MINUS SIGN}") + text


def _names(changes: tuple[Happened, ...]) -> str:
    return ", ".join(f"{one.name} ({one.at})" for one in changes)


def _ends(ratio: "Ratio") -> list[tuple[str, float]]:
    return [("", ratio.value), ("_low", ratio.low), ("_high", ratio.high)]


def _spread(name: str, ends: dict[str, float | None]) -> dict[str, float | None]:
    return {f"{name}{end}": value for end, value in ends.items()}
