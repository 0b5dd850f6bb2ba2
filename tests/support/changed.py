"""Drawn companies whose attrition a change moves by a known factor, day by day."""

from datetime import date, timedelta

import numpy as np

from tenure.explain.changes.series import Daily

FIRST = date(2024, 1, 1)


def changed(
    seed: int,
    *,
    days: int = 730,
    customers: int = 4000,
    monthly: float = 0.04,
    at: int = 500,
    ratio: float = 1.0,
    lasts: int | None = None,
    trend: float = 0.0,
    season: float = 0.0,
    over: float = 0.0,
    memory: float = 0.0,
) -> tuple[Daily, date]:
    """Return daily counts and the day of the change.

    The log hazard has a trend a year, a season of that amplitude, and weekly noise of that
    spread (`over`), which remembers the week before by `memory`; from day `at` on it is `ratio`
    times as high, for `lasts` days or for good.
    """
    rng = np.random.default_rng(seed)
    day = np.arange(days)
    log = np.log(monthly / 30.4) + trend * (day - days / 2) / 365.25
    log = log + season * np.sin(2 * np.pi * day / 365.25)
    weeks = rng.standard_normal(days // 7 + 1) * over
    for week in range(1, len(weeks)):
        weeks[week] = memory * weeks[week - 1] + np.sqrt(1 - memory**2) * weeks[week]
    log = log + weeks[day // 7]
    inside = (day >= at) & (day < (days if lasts is None else at + lasts))
    hazard = np.exp(log) * np.where(inside, ratio, 1.0)
    lost = rng.binomial(customers, hazard).astype(float)
    return Daily(FIRST, lost, np.full(days, float(customers))), FIRST + timedelta(days=at)


def beside(concerned: Daily, rest: Daily) -> Daily:
    """Put a comparison group beside those concerned."""
    return Daily(concerned.first, concerned.lost, concerned.there, rest.lost, rest.there)
