"""One change in depth: every way of looking at it, its series, other dates, the time before."""

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tenure.company.explanations.changes.asked import Told
from tenure.company.explanations.changes.told import against_in, before, monthly, sizes
from tenure.company.explanations.changes.views import BEFORE, BY_SERIES, PLACEBOS, SERIES, WAYS
from tenure.company.predictions.outlook import Outlook
from tenure.measure.result import Result
from tenure.stats import wilson_bounds

if TYPE_CHECKING:
    from tenure.explain.changes.effect import Effect, Ratio
    from tenure.explain.changes.study import Angle


def ways_of(outlook: Outlook, told: Told, row: dict[str, Any]) -> Result:
    """Return the change looked at in every way that there is."""
    study = told.study
    rows: list[dict[str, Any]] = []
    if study is not None and study.single is not None:
        rows.append(_way("series", study.single))
    if study is not None and study.compared is not None:
        for name, effect in (("compared", study.plain), ("with_trends", study.adjusted)):
            rows.append(_way(name, study.compared, effect))
    main = study.main if study else None
    if main is not None and main.near:
        rows.append(_together(main))
    shown = main.effect if main else None
    for name, ratio in (("slope", shown and shown.slope), ("later", shown and shown.later)):
        if ratio:
            rows.append({"way": name, **_relative(ratio)})
    said = {name: row[name] for name in ("says_en", "says_ko")}
    return WAYS.result(outlook, rows, BY_SERIES, **said)


def series_of(outlook: Outlook, told: Told) -> Result | None:
    """Return attrition by bin with what was to be expected; None where nothing was studied."""
    main = told.study.main if told.study else None
    shown = (main.effect or main.together) if main else None
    if main is None or shown is None:
        return None
    series = main.series
    rows = []
    for at in range(series.bins):
        lost, there = float(series.lost[at]), float(series.exposed[at])
        starts = told.change.at + timedelta(days=(at - series.origin) * series.width)
        low, high = wilson_bounds(lost, there) if there else (0.0, 0.0)
        row = {
            "starts": starts,
            "ends": starts + timedelta(days=series.width),
            "phase": _phase(at, series.origin, shown.bins),
            "lost": round(lost),
            "days": round(there),
            "attrition": monthly(lost, there),
            "attrition_low": monthly(low * there, there),
            "attrition_high": monthly(high * there, there),
            "expected": monthly(float(shown.expected[at]), there),
            "expected_low": monthly(float(shown.expected_low[at]), there),
            "expected_high": monthly(float(shown.expected_high[at]), there),
        }
        rows.append(row)
    change = told.change
    found = SERIES.result(outlook, rows, BY_SERIES, name=change.name, at=change.at)
    return replace(found, options={"name": change.name, "at": change.at.isoformat()})


def before_of(outlook: Outlook, told: Told) -> Result | None:
    """Return the event study of the time before; None without a comparison group."""
    trend = told.study.trend if told.study else None
    if trend is None:
        return None
    rows = [
        {
            "first_day": one.first,
            "last_day": one.last,
            "ratio": one.ratio,
            "ratio_low": one.low,
            "ratio_high": one.high,
        }
        for one in trend.blocks
    ]
    joint = "–" if trend.joint_p is None else f"{trend.joint_p:.2g}"
    yearly, p = f"{trend.yearly.value:.2f}", f"{trend.p:.2g}"
    against = {f"against_{one}": against_in(told, one) for one in ("en", "ko")}
    said = {**against, "yearly": yearly, "p": p, "joint": joint}
    return BEFORE.result(outlook, rows, BY_SERIES, **said)


def placebos_of(outlook: Outlook, told: Told) -> Result | None:
    """Return the other dates; None where none was admissible."""
    main = told.study.main if told.study else None
    tried = main.placebo if main else None
    if main is None or main.effect is None or tried is None or not tried.origins:
        return None
    own = main.effect.ratio.statistic
    rows = [
        {"at": _day(told, main, origin), "statistic": one, "larger": abs(one) >= abs(own)}
        for origin, one in zip(tried.origins, tried.statistics, strict=True)
    ]
    return PLACEBOS.result(outlook, rows, BY_SERIES, own=f"{own:.2f}")


def _day(told: Told, main: "Angle", origin: int) -> date:
    return told.change.at + timedelta(days=(origin - main.series.origin) * main.series.width)


def _way(name: str, angle: "Angle", effect: "Effect | None" = None) -> dict[str, Any]:
    shown = effect or angle.effect
    if shown is None:
        return {"way": name, "reason": "no_answer"}
    row = {"way": name, **before(angle), **sizes(shown), "dispersion": shown.dispersion}
    if shown is angle.effect and angle.placebo is not None:
        row |= {"placebo": angle.placebo.p, "placebo_dates": len(angle.placebo.statistics)}
    return row


def _together(angle: "Angle") -> dict[str, Any]:
    if angle.together is None:
        return {"way": "together", "reason": "no_answer"}
    row = {"way": "together", **before(angle), **sizes(angle.together)}
    tried = angle.together_placebo
    if tried is not None:
        row |= {"placebo": tried.p, "placebo_dates": len(tried.statistics)}
    return row | {"dispersion": angle.together.dispersion}


def _relative(ratio: "Ratio") -> dict[str, Any]:
    return {
        "relative": ratio.value - 1,
        "relative_low": ratio.low - 1,
        "relative_high": ratio.high - 1,
        "p": ratio.p,
    }


def _phase(at: int, origin: int, bins: int) -> str:
    if at < origin:
        return "before"
    return "window" if at < origin + bins else "later"
