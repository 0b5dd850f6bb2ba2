"""Numbers that are the sum or the product of two others, or the time to the outcome itself."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from tenure.predict.encoding import Design, Floats
from tenure.predict.leakage.finding import Finding, finding

ROWS, CANDIDATES = 1000, 150
"""Pairs are looked for on so many rows, among so many numbers at most."""
CLOSE, NEAR, ALONE = 0.995, 0.05, 0.98
FILLED = 0.8


def identities(design: Design, clock: tuple[str, Floats] | None = None) -> Iterator[Finding]:
    """Find numbers that are a sum or a product (so also: a difference or a ratio) of two others.

    Correlation with the sum or the product at least .995, and more than half of the rows
    within 5 % of it once scaled; where one of the two alone correlates above .98 nothing is
    found. With `clock`, the name and values (n,) of the time to leave, it is one of those
    tried, and what it is part of is blocked: TotalCharges = tenure × MonthlyCharges tells when
    a customer left.
    """
    columns = {} if clock is None else {clock[0]: clock[1]}
    for at, levels in enumerate(design.levels):
        values = design.values[:, at]
        if not levels and design.names[at] not in columns and _is_varied(values):
            columns[design.names[at]] = values
    names = list(columns)[:CANDIDATES]
    if len(names) < 3:
        return
    step = max(1, len(design) // ROWS)
    matrix = np.column_stack([columns[name][::step] for name in names]).astype(np.float64)
    for total, pair, sign, close in _found(matrix):
        parts = tuple(names[one] for one in pair)
        timed = clock is not None and clock[0] in parts
        if clock is None or names[total] != clock[0]:
            rule = f" {sign} ".join(parts)
            yield finding(names[total], "identity", blocks=timed, rule=rule, close=100 * close)


def clocks(design: Design, clock: Floats) -> Iterator[Finding]:
    """Find numbers that grow with the time to leave: rank correlation above .99."""
    from scipy.stats import spearmanr

    for at, levels in enumerate(design.levels):
        values = design.values[:, at]
        there = ~np.isnan(values)
        if levels or there.sum() < 30 or len(np.unique(values[there])) < 3:
            continue
        rank = float(spearmanr(values[there], clock[there]).statistic)
        if abs(rank) > 0.99:
            yield finding(design.names[at], "clock", rank=rank)


def _is_varied(values: Floats) -> bool:
    there = values[~np.isnan(values)]
    return len(there) >= max(30, FILLED * len(values)) and len(np.unique(there)) > 8


def _found(matrix: Floats) -> Iterator[tuple[int, tuple[int, int], str, float]]:
    """Yield (total, its two parts, sign, share of rows that agree), each total once."""
    full = np.where(np.isnan(matrix), np.nanmean(matrix, axis=0), matrix)
    alone, centred = np.abs(np.corrcoef(full.T)), _standardised(full)
    taken: set[int] = set()
    for pair in combinations(range(full.shape[1]), 2):
        first, second = pair
        for sign in ("×", "+"):
            joint = _joint(full[:, first], full[:, second], sign)
            like = centred.T @ _standardised(joint[:, None])[:, 0] / len(joint)
            for total in map(int, np.flatnonzero(like > CLOSE)):
                if total in taken or total in pair or alone[total, pair].max() > ALONE:
                    continue
                exact = _joint(matrix[:, first], matrix[:, second], sign)
                close = _agreeing(matrix[:, total], exact, sign)
                if close > 0.5:
                    taken.add(total)
                    yield total, pair, sign, close


def _joint(one: Floats, other: Floats, sign: str) -> Floats:
    return np.asarray(one * other if sign == "×" else one + other)


def _agreeing(total: Floats, joint: Floats, sign: str) -> float:
    """Return the share of rows in which the total is within 5 % of the (scaled) joint value."""
    there = (joint != 0) & (total != 0) & ~np.isnan(joint) & ~np.isnan(total)
    if there.sum() < 30:
        return 0.0
    ratio = total[there] / joint[there]
    scale = float(np.median(ratio)) if sign == "×" else 1.0
    return float((np.abs(ratio / scale - 1) <= NEAR).mean())


def _standardised(columns: Floats) -> Floats:
    spread = columns.std(axis=0)
    return np.asarray((columns - columns.mean(axis=0)) / np.where(spread > 0, spread, 1.0))
