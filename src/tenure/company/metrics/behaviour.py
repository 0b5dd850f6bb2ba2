"""Behaviour and attrition, as they are asked of a company: by segment of use, and by feature."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from tenure.company.metrics.columns import wilson
from tenure.company.metrics.contract import Column, Metric, Option
from tenure.errors import MetricError, suggest
from tenure.measure.behaviour import finish_behaviour, finish_features
from tenure.measure.behaviour_counts import NonUsers, behaviour_counts
from tenure.measure.behaviour_use import (
    Window,
    feature_members,
    outcome_windows,
    window_members,
)
from tenure.measure.members import known_count
from tenure.periods import Observation

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from tenure.company.asked import Asked


def rows(asked: "Asked") -> "ir.Table":
    """Return customers and those lost by feature, window, stratum and segment."""
    return behaviour_counts(
        asked.spells,
        _events(asked),
        windows=_windows(asked),
        calendar=asked.calendar,
        feature=_feature(asked),
        cuts=_cuts(asked),
        non_users=cast(NonUsers, asked.option("non_users")),
        strata=_number(asked, "strata"),
    )


def finish(counts: "pa.Table", asked: "Asked") -> "pa.Table":
    """Turn the counts into attrition by segment, with tests."""
    return _finished(finish_behaviour, counts, asked)


def finish_by_feature(counts: "pa.Table", asked: "Asked") -> "pa.Table":
    """Turn the counts into one row a feature, the verdict first."""
    found = _finished(finish_features, counts, asked)
    return found.select([column.name for column in asked.metric.columns])


def words(asked: "Asked", language: str) -> str:
    """Say what is counted when."""
    found = _windows(asked)
    first, last = found[0], found[-1]
    said = {
        "count": len(found),
        "first": first.start,
        "last": last.end - timedelta(days=1),
        "gap": (first.start - first.use_to).days,
        "use": _number(asked, "use"),
        "sum": asked.option("sum") or {"en": "times", "ko": "횟수"}[language],
    }
    return _WORDS[language].format(**said)


def members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    """Return the units behind the customers, or the lost, of one segment; of one window only."""
    known_count(count, ("customers", "lost"))
    low, high = cast(float, cell["use_from"]), cast(float, cell["use_to"])
    return window_members(
        asked.spells,
        _events(asked),
        window=_one_window(asked),
        calendar=asked.calendar,
        feature=str(cell["feature"]),
        use=None if cell["segment"] == "none" else (low, high),
        lost=count == "lost",
    )


def members_by_feature(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    """Return the units behind one count of one feature; of one window only."""
    known_count(count, ("customers", "users", "lost"))
    return feature_members(
        asked.spells,
        _events(asked),
        window=_one_window(asked),
        calendar=asked.calendar,
        feature=str(cell["feature"]),
        count=count,
    )


def _one_window(asked: "Asked") -> Window:
    windows = _windows(asked)
    if len(windows) > 1:
        raise MetricError(
            "over several periods the same customer is counted several times",
            hint="ask about one period: windows = 1",
        )
    return windows[0]


def _finished(how: "Callable[..., pa.Table]", counts: "pa.Table", asked: "Asked") -> "pa.Table":
    return how(
        counts,
        cuts=_cuts(asked),
        least=asked.definitions.retention.small_cell,
        alpha=cast(float, asked.option("alpha")),
    )


def _events(asked: "Asked") -> "ir.Table":
    """Return what was done (unit_id, occurred_at, feature), and its value where that is summed."""
    events = asked.known("events")
    if "name" not in events.columns:
        raise MetricError(
            "features are told apart by the name of the event, and events have no column `name`",
            hint='map it: [tables.events] columns = { name = "…" }',
        )
    measure = asked.option("sum")
    columns = {"occurred_at": events.occurred_at, "feature": events.name}
    if measure is not None:
        columns["value"] = _summed(events, str(measure))
    if asked.rule.unit == "customer":
        return events.select(unit_id=events.customer_id, **columns)
    customers = asked.table("customers")
    belongs = customers.select(unit_id=customers.account_id, _customer=customers.customer_id)
    known = events.select(_who=events.customer_id, **columns)
    return known.inner_join(belongs, known._who == belongs._customer).drop("_who", "_customer")


def _summed(events: "ir.Table", column: str) -> "ir.NumericValue":
    numbers = [name for name in events.columns if events[name].type().is_numeric()]
    if column not in numbers:
        near = suggest(column, numbers)
        raise MetricError(
            f"events have no number {column!r} to sum; they have: {', '.join(numbers) or 'none'}",
            hint=f"did you mean {near!r}?" if near else None,
        )
    return events[column]


def _windows(asked: "Asked") -> tuple[Window, ...]:
    """Return the periods judged; raises MetricError when none can be."""
    use, count = _number(asked, "use"), _number(asked, "windows")
    lookback = asked.rule.lookback(asked.observed)
    given = asked.option("gap")
    gap = lookback if given is None else int(cast(float, given))
    events = _reached(asked)
    found = outcome_windows(
        period=asked.period,
        calendar=asked.calendar,
        observed=events,
        count=count,
        use_days=use,
        gap_days=gap,
        lookback=lookback,
    )
    if not found:
        raise MetricError(
            f"no {asked.period} is over before which {use + gap} days of events are seen: "
            f"events are known from {events.first} to {events.last}",
            hint="ask for shorter periods, or a smaller use or gap",
        )
    return found


def _reached(asked: "Asked") -> Observation:
    """Return the days over which both the rule and the events are seen."""
    observed = asked.observed
    if asked.first_event is None:
        raise MetricError("there is no event in the days observed")
    return Observation(max(observed.first, asked.first_event), observed.last)


def _feature(asked: "Asked") -> str | None:
    """Return the one feature asked for, or None for all; raises MetricError for an unknown one."""
    feature = asked.option("feature")
    if feature is None:
        return None
    names = _events(asked).select("feature").distinct().limit(500)
    known = [row["feature"] for row in asked.engine.execute(names, metric="features").to_pylist()]
    if feature not in known:
        near = suggest(str(feature), [name for name in known if name])
        raise MetricError(
            f"no event is called {feature!r}", hint=f"did you mean {near!r}?" if near else None
        )
    return str(feature)


def _cuts(asked: "Asked") -> tuple[float, ...]:
    """Return the shares at which users are cut, such as 0.25, 0.75."""
    text = str(asked.option("cuts"))
    try:
        cuts = tuple(float(part) for part in text.split(","))
    except ValueError:
        cuts = ()
    if not cuts or list(cuts) != sorted(set(cuts)) or not 0 < cuts[0] <= cuts[-1] < 1:
        raise MetricError(
            f"cuts cannot be {text!r}; allowed: shares between 0 and 1 that rise, such as 0.25,0.75"
        )
    return cuts


def _number(asked: "Asked", name: str) -> int:
    return cast(int, asked.option(name))


_WORDS = {
    "en": (
        "Attrition in {count} period(s) from {first} to {last} of customers active when each "
        "began, by their use ({sum}) in the {use} days that end {gap} days before it. Who came "
        "after those days had begun is left out. The verdict is that of a trend test among "
        "customers alike in period, tenure and all other activity, corrected for the number of "
        "features tested (Benjamini–Hochberg). Association is not cause."
    ),
    "ko": (
        "{first}부터 {last}까지 {count}개 기간의 시작에 활성이던 고객의 이탈률을, 각 기간이 "
        "시작되기 {gap}일 전까지 {use}일 동안의 사용량({sum})에 따라 나눈 것. 사용 기간이 시작된 "
        "뒤에 온 고객은 뺐다. 판정은 기간, 고객이 된 지 얼마나 되었는지, 다른 활동량이 비슷한 "
        "고객끼리 비교한 추세 검정을 따르며, 검정한 기능의 수만큼 보정했다(Benjamini–Hochberg). "
        "연관은 인과가 아니다."
    ),
}

OPTIONS = (
    Option("feature", help={
        "en": "One event name; default: all.", "ko": "이벤트 이름. 기본값: 모두.",
    }),
    Option("sum", help={
        "en": "Use is the sum of this column; default: how many times.",
        "ko": "사용량으로 더할 열. 기본값: 횟수.",
    }),
    Option("use", "days", 28, help={
        "en": "Days over which use is counted.", "ko": "사용량을 세는 일수.",
    }),
    Option("gap", "number", None, help={
        "en": "Days between those and the period; default: the silence that the rule allows, so "
        "that who had gone silent already is not taken for a light user.",
        "ko": "사용 기간과 이탈 기간 사이의 일수. 기본값: 규칙이 허용하는 침묵 기간. 이미 떠난 "
        "고객을 적게 쓰는 고객으로 세지 않기 위함.",
    }),
    Option("windows", "count", 6, help={
        "en": "How many of the last complete periods are counted together.",
        "ko": "함께 세는 최근의 끝난 기간 수.",
    }),
    Option("cuts", default="0.25,0.75", help={
        "en": "Shares of users at which they are cut.", "ko": "사용자를 나누는 지점의 비율.",
    }),
    Option("non_users", default="apart", choices=("apart", "with"), help={
        "en": "Those who did not use it: a segment of their own, or cut together with users.",
        "ko": "쓰지 않은 고객: 따로 두거나 사용자와 함께 나눔.",
    }),
    Option("strata", "count", 5, help={
        "en": "Groups of like activity within which the test compares; 1: none.",
        "ko": "검정할 때 비교하는, 활동량이 비슷한 집단의 수. 1이면 나누지 않음.",
    }),
    Option("alpha", "share", 0.05, help={
        "en": "Share of false findings allowed among those found.",
        "ko": "찾아낸 것 가운데 허용하는 거짓 발견의 비율.",
    }),
)  # fmt: skip

_TESTS = (
    Column("trend_z", "number", "Cochran–Armitage; below 0: falls with use",
           "추세 z. 음수면 쓸수록 적음"),
    Column("trend_p", "number", "its p-value, nothing adjusted", "그 p값. 보정하지 않음"),
    Column("adjusted_z", "number", "trend among customers alike in period, tenure and activity",
           "기간, 고객 기간, 활동량이 비슷한 고객끼리의 추세 z"),
    Column("adjusted_p", "number", "its p-value", "그 p값"),
    Column("q", "number", "adjusted_p corrected for the features tested", "기능 수만큼 보정한 p값"),
)  # fmt: skip
_VERDICT = Column("verdict", "text", "protects, harms, no evidence, too few", "판정")
_WHY = Column("reason", "text", "why no verdict is given", "판정하지 않은 이유")

_ABOUT = {
    "en": "Do those who use a feature more leave less? ",
    "ko": "기능을 많이 쓰는 고객이 덜 떠나는가? ",
}

METRICS = (
    Metric(
        name="behaviour",
        ids=("M5",),
        title={"en": "Attrition by use of a feature", "ko": "기능 사용량별 이탈률"},
        about={
            "en": _ABOUT["en"] + "Attrition by top quarter, middle half and bottom quarter.",
            "ko": _ABOUT["ko"] + "이전 사용량 상위 1/4, 가운데 절반, 하위 1/4의 이탈률.",
        },
        source="definitions, “Behaviour and attrition”",
        options=OPTIONS,
        common=("period", "where"),
        needs=("events",),
        columns=(
            Column("feature", "text", "the event's name", "이벤트 이름"),
            Column("segment", "text", "none, bottom, middle, top of use", "사용량 구간"),
            Column("use_from", "number", "least use in the segment", "구간의 최소 사용량"),
            Column("use_to", "number", "most use in the segment", "구간의 최대 사용량"),
            Column("customers", "count", "active when a period began", "시작 시점의 활성 고객"),
            Column("lost", "count", "of those, no longer active at its end", "그중 이탈한 고객"),
            Column("attrition", "share", "lost / customers", "이탈 / 고객"),
            *wilson("attrition"),
            *_TESTS,
            _VERDICT,
            _WHY,
        ),
        rows=rows,
        finish=finish,
        words=words,
        members=members,
    ),
    Metric(
        name="features",
        ids=("M5",),
        title={"en": "Features that protect or harm", "ko": "이탈을 막는 기능과 부르는 기능"},
        about={
            "en": _ABOUT["en"] + "Every feature tested at once, with effect and verdict.",
            "ko": _ABOUT["ko"] + "모든 기능을 한 번에 검정한 효과와 판정.",
        },
        source="definitions, “Behaviour and attrition”",
        options=OPTIONS,
        common=("period", "where"),
        needs=("events",),
        columns=(
            Column("feature", "text", "the event's name", "이벤트 이름"),
            _VERDICT,
            Column("customers", "count", "active when a period began", "시작 시점의 활성 고객"),
            Column("users", "count", "of those, who used it before", "그중 이전에 쓴 고객"),
            Column("lost", "count", "of all, no longer active at its end", "이탈한 고객"),
            Column("top_attrition", "share", "attrition of the top quarter", "상위 1/4의 이탈률"),
            Column("against", "text", "segment compared with", "비교한 구간"),
            Column("against_attrition", "share", "attrition of that segment", "그 구간의 이탈률"),
            Column("difference", "share", "top less that one", "두 이탈률의 차이"),
            Column("difference_low", "share", "lower end, 95 % Newcombe",
                   "95% Newcombe 구간의 하한"),
            Column("difference_high", "share", "upper end, 95 % Newcombe",
                   "95% Newcombe 구간의 상한"),
            Column("odds_ratio", "number", "odds of leaving, top over that one", "이탈 오즈비"),
            Column("odds_ratio_low", "number", "lower end, 95 % Woolf", "95% Woolf 구간의 하한"),
            Column("odds_ratio_high", "number", "upper end, 95 % Woolf", "95% Woolf 구간의 상한"),
            Column("adjusted_odds_ratio", "number", "the same among like customers",
                   "비슷한 고객끼리의 이탈 오즈비"),
            Column("adjusted_odds_ratio_low", "number", "lower end, 95 %", "95% 구간의 하한"),
            Column("adjusted_odds_ratio_high", "number", "upper end, 95 %", "95% 구간의 상한"),
            *_TESTS,
            _WHY,
        ),
        rows=rows,
        finish=finish_by_feature,
        words=words,
        members=members_by_feature,
    ),
)  # fmt: skip
