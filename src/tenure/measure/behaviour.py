"""Behaviour and attrition: whether those who use a feature more leave less, tested and in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenure.measure.behaviour_counts import NEWCOMERS
from tenure.stats import (
    Estimate,
    Test,
    benjamini_hochberg,
    cochran_armitage,
    mantel_haenszel,
    mantel_trend,
    newcombe,
    odds_ratio,
    wilson,
)

if TYPE_CHECKING:
    import pyarrow as pa

PROTECTS, HARMS, NOTHING, FEW = "protects", "harms", "no evidence", "too few"

NO_USERS = "nobody used it in the days counted"
ALIKE = "everyone used it alike: there is one segment"
SMALL = "the segments compared have too few customers"
RARE = "too few were lost, or too few stayed"

LEAST_OUTCOMES = 10
"""Fewer lost, or fewer who stayed, and no verdict is given."""

_NONE = "none"


@dataclass
class Feature:
    """One feature's customers and those lost, by segment of use within strata."""

    name: str
    strata: dict[tuple[int, int], dict[int, tuple[int, int]]] = field(default_factory=dict)
    uses: dict[int, tuple[float, float]] = field(default_factory=dict)
    users: int = 0

    def add(self, row: Mapping[str, int | float]) -> None:
        """Take in one row of the counts."""
        segment = int(row["segment"])
        stratum = self.strata.setdefault((int(row["window"]), int(row["stratum"])), {})
        stratum[segment] = (int(row["lost"]), int(row["n"]))
        self.users += int(row["users"])
        low, high = float(row["use_from"]), float(row["use_to"])
        known = self.uses.get(segment, (low, high))
        self.uses[segment] = (min(low, known[0]), max(high, known[1]))

    def segments(self) -> dict[int, tuple[int, int]]:
        """Return (lost, customers) of each segment that holds anyone, over all strata."""
        found: dict[int, tuple[int, int]] = {}
        for stratum in self.strata.values():
            for segment, (lost, n) in stratum.items():
                before = found.get(segment, (0, 0))
                found[segment] = (before[0] + lost, before[1] + n)
        return dict(sorted(found.items()))


@dataclass(frozen=True)
class Judged:
    """What the tests say of one feature; effects compare segment `top` with `against`."""

    trend: Test | None
    adjusted: Test | None
    top: int | None
    against: int | None
    difference: Estimate | None
    odds: Estimate | None
    adjusted_odds: Estimate | None
    reason: str | None
    q: float | None = None
    verdict: str = FEW


def finish_behaviour(
    counts: "pa.Table",
    *,
    cuts: Sequence[float] = (0.25, 0.75),
    least: int = 30,
    alpha: float = 0.05,
) -> "pa.Table":
    """Return the attrition of each segment of use of each feature, with the feature's verdict.

    Grain in: the rows of `behaviour_counts`. Grain out: a feature times a
    segment, the surest verdicts first. Customers are counted once for every
    window in which they were active at its beginning.

    attrition = lost / customers with its 95 % Wilson interval. trend_z, trend_p:
    Cochran–Armitage over the segments. adjusted_z, adjusted_p: the same within
    strata of window, tenure and all other activity (Mantel's extension), on which the
    verdict stands; q: adjusted_p after Benjamini and Hochberg over all features
    that could be tested. Protects: q < alpha and attrition falls with use; harms:
    it rises. Too few: a segment compared has fewer than `least` customers, or
    fewer than 10 were lost or stayed.

    Source: definitions, “Behaviour and attrition”.
    """
    features = read(counts)
    judged = verdicts(features, least=least, alpha=alpha)
    rows: list[dict[str, object]] = []
    for feature in _surest_first(features, judged):
        about = judged[feature.name]
        for segment, (lost, n) in feature.segments().items():
            low, high = wilson(lost, n) or (None, None)
            rows.append({
                "feature": feature.name,
                "segment": segment_name(segment, len(cuts)),
                "use_from": feature.uses[segment][0],
                "use_to": feature.uses[segment][1],
                "customers": n,
                "lost": lost,
                "attrition": lost / n,
                "attrition_low": low,
                "attrition_high": high,
                **_tests(about),
                "verdict": about.verdict,
                "reason": about.reason,
            })  # fmt: skip
    return _table(rows, SEGMENT_COLUMNS)


def finish_features(
    counts: "pa.Table",
    *,
    cuts: Sequence[float] = (0.25, 0.75),
    least: int = 30,
    alpha: float = 0.05,
) -> "pa.Table":
    """Return one row a feature: who used it, what it does to attrition, how sure that is.

    Grain in and verdict: as `finish_behaviour`. The effects compare the segment of
    most use with the one of least use that has at least `least` customers: the
    difference of their attrition with Newcombe's interval, the odds ratio with
    Woolf's, and the odds ratio within strata (Mantel–Haenszel).
    """
    features = read(counts)
    judged = verdicts(features, least=least, alpha=alpha)
    rows: list[dict[str, object]] = []
    for feature in _surest_first(features, judged):
        about, segments = judged[feature.name], feature.segments()
        top, against = segments.get(_or(about.top)), segments.get(_or(about.against))
        rows.append({
            "feature": feature.name,
            "customers": sum(n for _, n in segments.values()),
            "users": feature.users,
            "lost": sum(lost for lost, _ in segments.values()),
            "top_attrition": top[0] / top[1] if top else None,
            "against": None if against is None else segment_name(_or(about.against), len(cuts)),
            "against_attrition": against[0] / against[1] if against else None,
            **_estimate("difference", about.difference),
            **_estimate("odds_ratio", about.odds),
            **_estimate("adjusted_odds_ratio", about.adjusted_odds),
            **_tests(about),
            "verdict": about.verdict,
            "reason": about.reason,
        })  # fmt: skip
    return _table(rows, FEATURE_COLUMNS)


def newcomers(counts: "pa.Table") -> int:
    """Return how many came too late to have used anything for the whole time."""
    return sum(int(row["n"]) for row in counts.to_pylist() if row["segment"] == NEWCOMERS)


def read(counts: "pa.Table") -> list[Feature]:
    """Gather the rows of `behaviour_counts` by feature."""
    found: dict[str, Feature] = {}
    for row in counts.to_pylist():
        if row["feature"] is not None:
            found.setdefault(row["feature"], Feature(row["feature"])).add(row)
    return list(found.values())


def verdicts(
    features: Iterable[Feature], *, least: int = 30, alpha: float = 0.05
) -> dict[str, Judged]:
    """Test every feature, correct for how many could be tested, and say what follows."""
    from dataclasses import replace

    judged = {feature.name: _judge(feature, least) for feature in features}
    tested = [
        (name, one.adjusted.p) for name, one in judged.items() if _sound(one) and one.adjusted
    ]
    corrected = benjamini_hochberg([p for _, p in tested])
    for (name, _), q in zip(tested, corrected, strict=True):
        one = judged[name]
        assert one.adjusted is not None
        verdict = NOTHING
        if q < alpha:
            verdict = PROTECTS if one.adjusted.statistic < 0 else HARMS
        judged[name] = replace(one, q=q, verdict=verdict)
    return judged


def segment_name(segment: int, cuts: int) -> str:
    """Name a segment: none, bottom, middle, top; by its place where there are others."""
    if segment == 0:
        return _NONE
    if cuts == 2:
        return ("bottom", "middle", "top")[segment - 1]
    return {1: "bottom", cuts + 1: "top"}.get(segment, f"{segment} of {cuts + 1}")


def _judge(feature: Feature, least: int) -> Judged:
    segments = feature.segments()
    numbers = list(segments)
    lost = sum(gone for gone, _ in segments.values())
    stayed = sum(n - gone for gone, n in segments.values())
    top = numbers[-1]
    large = [one for one in numbers[:-1] if segments[one][1] >= least]
    against = large[0] if large else None
    reason = None
    if len(numbers) < 2:
        reason = NO_USERS if numbers == [0] else ALIKE
    elif against is None or segments[top][1] < least:
        reason = SMALL
    elif min(lost, stayed) < LEAST_OUTCOMES:
        reason = RARE
    strata = list(feature.strata.values())
    none = (0, 0)
    pair = (*segments[top], *segments[against]) if against is not None else None
    tables = [(*one.get(top, none), *one.get(_or(against), none)) for one in strata]
    return Judged(
        trend=cochran_armitage(list(segments.values()), numbers),
        adjusted=mantel_trend([[one.get(n, none) for n in numbers] for one in strata], numbers),
        top=top if against is not None else None,
        against=against,
        difference=newcombe(*pair) if pair else None,
        odds=odds_ratio(*pair) if pair else None,
        adjusted_odds=mantel_haenszel(tables) if pair else None,
        reason=reason,
    )


def _sound(one: Judged) -> bool:
    return one.reason is None and one.adjusted is not None


def _or(segment: int | None) -> int:
    return NEWCOMERS if segment is None else segment


def _surest_first(features: list[Feature], judged: Mapping[str, Judged]) -> list[Feature]:
    def rank(feature: Feature) -> tuple[float, float, str]:
        one = judged[feature.name]
        p = one.adjusted.p if one.adjusted else 1.0
        return (2.0 if one.q is None else one.q, p, feature.name)

    return sorted(features, key=rank)


def _tests(one: Judged) -> dict[str, float | None]:
    return {
        "trend_z": one.trend.statistic if one.trend else None,
        "trend_p": one.trend.p if one.trend else None,
        "adjusted_z": one.adjusted.statistic if one.adjusted else None,
        "adjusted_p": one.adjusted.p if one.adjusted else None,
        "q": one.q,
    }


def _estimate(name: str, found: Estimate | None) -> dict[str, float | None]:
    return {
        name: found.value if found else None,
        f"{name}_low": found.low if found else None,
        f"{name}_high": found.high if found else None,
    }


_TESTS = dict.fromkeys(("trend_z", "trend_p", "adjusted_z", "adjusted_p", "q"), "float64")
_SAID = {"verdict": "string", "reason": "string"}
_EFFECTS = {
    f"{name}{bound}": "float64"
    for name in ("difference", "odds_ratio", "adjusted_odds_ratio")
    for bound in ("", "_low", "_high")
}
SEGMENT_COLUMNS = {
    "feature": "string", "segment": "string", "use_from": "float64", "use_to": "float64",
    "customers": "int64", "lost": "int64",
    "attrition": "float64", "attrition_low": "float64", "attrition_high": "float64",
    **_TESTS, **_SAID,
}  # fmt: skip
FEATURE_COLUMNS = {
    "feature": "string", "customers": "int64", "users": "int64", "lost": "int64",
    "top_attrition": "float64", "against": "string", "against_attrition": "float64",
    **_EFFECTS, **_TESTS, **_SAID,
}  # fmt: skip


def _table(rows: list[dict[str, object]], columns: Mapping[str, str]) -> "pa.Table":
    import pyarrow as pa

    kinds = {"string": pa.string(), "int64": pa.int64(), "float64": pa.float64()}
    schema = pa.schema([pa.field(name, kinds[kind]) for name, kind in columns.items()])
    return pa.Table.from_pylist(rows, schema=schema)
