"""When each theme grew or fell, and how it differs between two stretches of time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tenure.company.explanations.themes.assigning import Found, assigned
from tenure.company.explanations.themes.counting import Bins, writers
from tenure.company.explanations.themes.wording import growth_said, moved_said
from tenure.company.predictions.outlook import Outlook
from tenure.stats.multiple import holm
from tenure.stats.proportions import newcombe, two_proportion_test

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.stats.estimate import Estimate

Days = tuple[date, date]
"""The first day, and the first one after."""
_SURE = 0.05
_LEAST = 20
"""Customers who wrote in either of two stretches, at least."""


@dataclass(frozen=True)
class Moved:
    """A theme in two stretches of time: customers who wrote of it, of all who wrote in each.

    `difference`: after − before, in shares of 1 with its 95 % interval. `p` is of the theme
    alone, `corrected` (Holm) of all themes that were looked at.
    """

    theme: str
    title: Mapping[str, str]
    before: tuple[int, int]
    after: tuple[int, int]
    difference: "Estimate"
    p: float
    corrected: float
    says: Mapping[str, str]


def moved(
    outlook: Outlook, before: Days, after: Days, *, where: str | None = None, seed: int = 0
) -> list[Moved]:
    """Return how each theme moved between two stretches of days [first, end), the surest first.

    None where fewer than `_LEAST` customers wrote in either. A customer counts once in each,
    however much they wrote. Raises MetricError for a company without texts.
    """
    import ibis

    found = assigned(outlook, seed, quoted=False)

    def bin_of(rows: "ir.Table") -> "ir.Value":
        day = rows.at.cast("date")
        inside = [((day >= first) & (day < end)) for first, end in (before, after)]
        return ibis.cases((inside[0], 0), (inside[1], 1))

    counts = _counts(outlook, found, bin_of, where, 2)
    totals = counts.pop(None, [0, 0])
    if min(totals) < _LEAST:
        return []
    told = [(theme, _test(own, totals), own) for theme, own in counts.items()]
    corrected = holm([p for _, p, _ in told])
    rows = [
        _moved(found, theme, own, totals, p, holds)
        for (theme, p, own), holds in zip(told, corrected, strict=True)
        if theme is not None
    ]
    return sorted(rows, key=lambda one: (one.corrected, -abs(one.difference.value), one.theme))


def growth_rows(
    outlook: Outlook, found: Found, where: str | None, seed: int
) -> list[dict[str, Any]]:
    """Return for each theme the stretch of time that stands out most: rows of `GROWTH`."""
    import numpy as np

    from tenure.explain.themes import MOST_BINS, growths

    first = _first(outlook, found)
    if first is None:
        return []
    bins = Bins.over(first, outlook.observed.last, MOST_BINS)
    counts = _counts(outlook, found, bins.of, where, bins.number)
    totals = np.array(counts.pop(None, [0] * bins.number), np.int64)
    themes = sorted(theme for theme in counts if theme is not None)
    stretches = growths([np.array(counts[one], np.int64) for one in themes], totals, seed=seed)
    rows = [
        _row(found, theme, one, bins)
        for theme, one in zip(themes, stretches, strict=True)
        if one is not None
    ]
    return sorted(rows, key=lambda row: (row["corrected"], -abs(row["difference"]), row["theme"]))


def _row(found: Found, theme: str, one: Any, bins: Bins) -> dict[str, Any]:
    title = found.titles[theme]
    since = bins.start(one.begin)
    until = None if one.end is None else bins.start(one.end) - timedelta(days=1)
    row = {
        "theme": theme,
        **{f"title_{language}": text for language, text in title.items()},
        "since": since,
        "until": until,
        "writers": one.inside[0],
        "of": one.inside[1],
        **_spread("share", one.share),
        "writers_before": one.before[0],
        "of_before": one.before[1],
        **_spread("share_before", one.share_before),
        **_spread("difference", one.difference),
        "p": one.p,
        "corrected": one.corrected,
        "sure": one.sure,
        "days": bins.days,
    }
    says = {f"says_{spoken}": growth_said(row, title[spoken], spoken) for spoken in ("en", "ko")}
    return {**row, **says}


def _spread(name: str, one: "Estimate") -> dict[str, float]:
    return {name: one.value, f"{name}_low": one.low, f"{name}_high": one.high}


def _first(outlook: Outlook, found: Found) -> date | None:
    """Return the day of the first text."""
    rows = found.rows
    asked = rows.agg(first=rows.at.min().cast("date"))
    table = outlook.rule.data.engine.execute(asked, metric="themes")
    first: date | None = table.to_pylist()[0]["first"]
    return first


def _counts(
    outlook: Outlook, found: Found, bin_of: Any, where: str | None, number: int
) -> dict[str | None, list[int]]:
    """Return who wrote of each theme in each bin; None: of anything."""
    rows = writers(outlook, found, bin_of, where)
    told = outlook.rule.data.engine.execute(rows, metric="themes").to_pylist()
    counts: dict[str | None, list[int]] = {code: [0] * number for code in found.titles}
    for row in told:
        counts.setdefault(row["theme"], [0] * number)[row["bin"]] = row["n"]
    return counts


def grew(counts: Mapping[str | None, list[int]]) -> str | None:
    """Return the theme that surely grew most between two bins; None where none did.

    counts: who wrote of each theme in both bins; None: of anything. None where fewer than
    `_LEAST` wrote in either; sure: p of at most 5 %, corrected (Holm) for all themes.
    """
    totals = counts.get(None, [0, 0])
    themes = sorted(one for one in counts if one is not None)
    if min(totals) < _LEAST:
        return None
    sure = holm([_test(counts[one], totals) for one in themes])
    rises = [
        (counts[one][1] / totals[1] - counts[one][0] / totals[0], one)
        for one, p in zip(themes, sure, strict=True)
        if p <= _SURE
    ]
    rise, theme = max(rises, default=(0.0, None))
    return theme if rise > 0 else None


def _test(own: list[int], totals: list[int]) -> float:
    test = two_proportion_test(own[1], totals[1], own[0], totals[0])
    return test.p if test else 1.0


def _moved(
    found: Found, theme: str, own: list[int], totals: list[int], p: float, corrected: float
) -> Moved:
    difference = newcombe(own[1], totals[1], own[0], totals[0])
    assert difference is not None
    before, after = (own[0], totals[0]), (own[1], totals[1])
    title = found.titles[theme]
    says = {
        one: moved_said(title[one], before, after, difference, corrected, one)
        for one in ("en", "ko")
    }
    return Moved(theme, title, before, after, difference, p, corrected, says)
