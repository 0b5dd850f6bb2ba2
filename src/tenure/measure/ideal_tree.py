"""The ideal customer as a readable tree: rules in words, judged on customers it has not seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import floor
from typing import TYPE_CHECKING, Any

from tenure.stats import wilson

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

TOO_FEW = "too few customers whose months are over: {found}, where {needed} are needed"
ONE_SIDED = "nearly all of them stayed, or nearly all left: there is nothing to tell apart"
NO_RULE = "no attribute tells those who stay from those who leave, on customers not seen before"
FEW_HELD = "too few of them among the customers held out"
IDEAL, OUTSIDE, BETWEEN = "ideal", "outside", "neither"
MOST_LEVELS = 20
FOLDS = 5
_RESERVED = {"and", "or", "not", "in", "between", "is", "null", "true", "false"}


@dataclass(frozen=True)
class Test:
    """One yes-or-no question that the tree may ask: a level of a text, or a number's cut."""

    column: str
    level: str | bool | None = None
    values: "np.ndarray | None" = field(default=None, compare=False)
    fill: float = 0.0
    nulls: bool = False


@dataclass
class Limits:
    """What a path through the tree says of one column."""

    low: float | None = None
    high: float | None = None
    within: str | bool | None = None
    without: list[Any] = field(default_factory=list)
    nulls: bool = True
    seen_nulls: bool = False


def ideal_profile(
    sample: "pa.Table", *, least: int = 50, depth: int = 3, seed: int = 7
) -> "list[dict[str, Any]]":
    """Learn which attributes go with staying; return the rules of the tree with what they hold.

    Grain in: a unit (unit_id, stayed, value, attributes). Grain out: a leaf: `condition`, a
    condition that `where` accepts; units and stayed of the held-out third of the sample, share
    = stayed / units with its 95 % Wilson interval, mean_value of those units, all_share (of
    everybody held out) and verdict: ideal when the whole interval lies above all_share,
    outside when it lies below, else neither. The leaves are apart and hold everybody.

    The tree (CART, entropy, at most `depth` questions, at least `least` units a leaf) is grown
    on two thirds of the sample and pruned by its cost-complexity path: the smallest tree whose
    log loss in 5-fold cross-validation is within one standard error of the best. The held-out
    third has no part in that, so its shares are not flattered by the search. Same sample and
    seed, same tree.

    Source: L. Breiman et al., Classification and Regression Trees, 1984, chapters 3 and 8.
    """
    import numpy as np

    rows = sample.sort_by("unit_id")
    stayed = np.array(rows["stayed"].to_pylist(), dtype=bool)
    refused = _refused(stayed, least)
    tests = [] if refused else _tests(rows, least)
    if refused or not tests:
        return [_nothing(stayed, rows, refused or NO_RULE)]
    design = np.column_stack([_asked(test) for test in tests]).astype(np.float32)
    grown, held = _apart(stayed, seed)
    tree = _pruned(design[grown], stayed[grown], least, depth, seed)
    if tree.get_n_leaves() == 1:
        return [_nothing(stayed[held], rows.take(held), NO_RULE)]
    leaves = tree.apply(design[held])
    overall = float(stayed[held].mean())
    found = []
    for leaf, limits in _paths(tree, tests, design).items():
        mine = held[leaves == leaf]
        found.append(_leaf(conditions(limits), stayed[mine], rows.take(mine), overall))
    return sorted(found, key=lambda row: (-(row["share"] or -1.0), row["condition"]))


def _refused(stayed: "np.ndarray", least: int) -> str | None:
    if len(stayed) < 6 * least:
        return TOO_FEW.format(found=len(stayed), needed=6 * least)
    return ONE_SIDED if min(stayed.sum(), (~stayed).sum()) < 2 * FOLDS else None


def _apart(stayed: "np.ndarray", seed: int) -> "tuple[np.ndarray, np.ndarray]":
    """Return the places to grow on (two thirds) and to judge on, alike in who stayed."""
    import numpy as np
    from sklearn.model_selection import train_test_split

    places = np.arange(len(stayed))
    grown, held = train_test_split(places, test_size=1 / 3, random_state=seed, stratify=stayed)
    return np.sort(grown), np.sort(held)


def _pruned(design: "np.ndarray", stayed: "np.ndarray", least: int, depth: int, seed: int) -> Any:
    import numpy as np
    from sklearn.model_selection import StratifiedKFold, cross_val_score
    from sklearn.tree import DecisionTreeClassifier

    def grown(alpha: float) -> Any:
        return DecisionTreeClassifier(
            criterion="entropy",
            max_depth=depth,
            min_samples_leaf=least,
            ccp_alpha=alpha,
            random_state=seed,
        )

    path = grown(0.0).cost_complexity_pruning_path(design, stayed)
    alphas = np.unique(np.maximum(path.ccp_alphas, 0.0))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    scores = [
        cross_val_score(grown(alpha), design, stayed, cv=folds, scoring="neg_log_loss")
        for alpha in alphas
    ]
    means = [float(score.mean()) for score in scores]
    best = int(np.argmax(means))
    bar = means[best] - float(scores[best].std(ddof=1)) / FOLDS**0.5
    simplest = max(place for place, mean in enumerate(means) if mean >= bar)
    return grown(float(alphas[simplest])).fit(design, stayed)


def _tests(rows: "pa.Table", least: int) -> list[Test]:
    """List the questions that the attributes allow: levels of texts and flags, cuts of numbers."""
    import numpy as np
    import pyarrow as pa

    tests: list[Test] = []
    for name in [one for one in rows.column_names if one not in ("unit_id", "stayed", "value")]:
        column = rows[name]
        values = column.to_pylist()
        nulls = column.null_count > 0
        if pa.types.is_boolean(column.type):
            flags = np.array([value is True for value in values], float)
            tests.append(Test(name, True, flags, nulls=nulls))
        elif _is_number(column.type):
            known = np.array([float(v) for v in values if v is not None and float(v) == float(v)])
            if len(set(known)) > 1:
                fill = float(np.median(known))
                numbers = [fill if v is None else float(v) for v in values]
                tests.append(Test(name, None, np.nan_to_num(numbers, nan=fill), fill, nulls))
        elif pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            tests += _levels(name, values, nulls, least)
    return tests


def _levels(name: str, values: Sequence[Any], nulls: bool, least: int) -> list[Test]:
    import numpy as np

    counts: dict[str, int] = {}
    for value in values:
        if value is not None:
            counts[value] = counts.get(value, 0) + 1
    if len(counts) + nulls < 2 or len(counts) > MOST_LEVELS:
        return []
    told = [level for level in sorted(counts) if counts[level] >= least]
    return [
        Test(name, level, np.array([value == level for value in values], float), nulls=nulls)
        for level in told
    ]


def _is_number(kind: "pa.DataType") -> bool:
    import pyarrow as pa

    return bool(
        pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    )


def _asked(test: Test) -> "np.ndarray":
    assert test.values is not None
    return test.values


def _paths(fitted: Any, tests: list[Test], design: "np.ndarray") -> dict[int, dict[str, Limits]]:
    """Return, for every leaf, what its path says of each column."""
    from copy import deepcopy

    tree, found = fitted.tree_, {}
    waiting: list[tuple[int, dict[str, Limits]]] = [(0, {})]
    while waiting:
        node, limits = waiting.pop()
        if tree.children_left[node] == -1:
            found[node] = limits
            continue
        place = int(tree.feature[node])
        test, cut = tests[place], float(tree.threshold[node])
        sides = ((tree.children_left[node], False), (tree.children_right[node], True))
        for child, above in sides:
            own = deepcopy(limits)
            _narrow(own.setdefault(test.column, Limits()), test, cut, above, design[:, place])
            waiting.append((int(child), own))
    return found


def _narrow(limits: Limits, test: Test, cut: float, above: bool, column: "np.ndarray") -> None:
    import numpy as np

    limits.seen_nulls = test.nulls
    if test.level is not None:
        if above:
            limits.within, limits.nulls = test.level, False
        else:
            limits.without.append(test.level)
        return
    values = _asked(test)
    right = column > cut
    edge = short(float(np.max(values[~right])), float(np.min(values[right])))
    if above:
        limits.low = edge if limits.low is None else max(edge, limits.low)
    else:
        limits.high = edge if limits.high is None else min(edge, limits.high)
    limits.nulls = limits.nulls and (test.fill >= edge) == above


def short(low: float, high: float) -> float:
    """Return the number in (low, high] that is shortest to write."""
    if low < 0 <= high:
        return 0.0
    for digits in range(-15, 16):
        step = 10.0**-digits
        rounded = round(floor(high / step) * step, max(digits, 0))
        if low < rounded <= high:
            return rounded
    return high


def conditions(limits: Mapping[str, Limits]) -> str:
    """Write what a path says as a condition that `where` accepts."""
    return " and ".join(_said(name, limits[name]) for name in sorted(limits))


def _said(name: str, limits: Limits) -> str:
    column, parts = named(name), []
    if limits.within is not None:
        return f"{column} == {_literal(limits.within)}"
    if len(limits.without) == 1 and isinstance(limits.without[0], bool):
        parts.append(f"{column} == {_literal(not limits.without[0])}")
    elif len(limits.without) == 1:
        parts.append(f"{column} != {_literal(limits.without[0])}")
    elif limits.without:
        listed = ", ".join(_literal(level) for level in sorted(limits.without))
        parts.append(f"{column} not in ({listed})")
    if limits.low is not None:
        parts.append(f"{column} >= {_number(limits.low)}")
    if limits.high is not None:
        parts.append(f"{column} < {_number(limits.high)}")
    text = " and ".join(parts)
    if not (limits.seen_nulls and limits.nulls):
        return text
    return f"({text} or {column} is null)"


def named(column: str) -> str:
    """Write the name of a column as a condition wants it."""
    plain = column.isidentifier() and column.lower() not in _RESERVED
    return column if plain else '"' + column.replace('"', '""') + '"'


def _literal(value: str | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "'" + value.replace("'", "''") + "'"


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def _leaf(condition: str, stayed: "np.ndarray", rows: "pa.Table", overall: float) -> dict[str, Any]:
    units, kept = len(stayed), int(stayed.sum())
    ends = wilson(kept, units)
    verdict = BETWEEN
    if ends and ends[0] > overall:
        verdict = IDEAL
    if ends and ends[1] < overall:
        verdict = OUTSIDE
    return {
        "condition": condition,
        "verdict": verdict,
        "units": units,
        "stayed": kept,
        "share": kept / units if units else None,
        "share_low": ends[0] if ends else None,
        "share_high": ends[1] if ends else None,
        "all_share": overall,
        "mean_value": _mean(rows),
        "reason": None if units else FEW_HELD,
    }


def _nothing(stayed: "np.ndarray", rows: "pa.Table", reason: str) -> dict[str, Any]:
    overall = float(stayed.mean()) if len(stayed) else None
    leaf = _leaf("", stayed, rows, overall or 0.0)
    return leaf | {"condition": None, "verdict": None, "all_share": overall, "reason": reason}


def _mean(rows: "pa.Table") -> float | None:
    values = [value for value in rows["value"].to_pylist() if value is not None]
    return sum(values) / len(values) if values else None
