"""Each segment's part in a change of attrition, as it is asked of a company."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, cast

from tenure.company.metrics.attrition import counted
from tenure.company.metrics.columns import REASON
from tenure.company.metrics.contract import Column, Metric, Option
from tenure.errors import MetricError
from tenure.measure.contribution import Base, finish_contribution

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from tenure.company.asked import Asked


def rows(asked: "Asked") -> "ir.Table":
    """Return attrition by segment and period; raises MetricError without a split."""
    if asked.groups is None:
        raise MetricError(
            "parts of a change are those of segments, and nothing is split",
            hint="say by what, for instance: --by plan",
        )
    return counted(asked)


def finish(table: "pa.Table", asked: "Asked") -> "pa.Table":
    """Split the change between two periods into the segments' parts."""
    before, after = _periods(asked)
    base = cast(Base, asked.option("base"))
    return finish_contribution(table, before=before, after=after, base=base)


def words(asked: "Asked", language: str) -> str:
    """Say which periods are compared, and how the parts are made."""
    before, after = _periods(asked)
    said = {"before": before, "after": after, "base": _BASES[str(asked.option("base"))][language]}
    return _WORDS[language].format(**said)


def _periods(asked: "Asked") -> tuple[date, date]:
    """Return the starts of the two periods compared; raises MetricError if one is not over."""
    calendar, observed, period = asked.calendar, asked.observed, asked.period
    over = calendar.number(observed.end, period)
    told_after, told_before = asked.option("after"), asked.option("before")
    after = over - 1 if told_after is None else calendar.number(cast(date, told_after), period)
    before = after - 1 if told_before is None else calendar.number(cast(date, told_before), period)
    seen = observed.first + timedelta(days=asked.rule.lookback(observed))
    for number in (before, after):
        if not calendar.number(observed.first, period) <= number < over:
            raise MetricError(
                f"the {period} of {calendar.start(number, period)} is not over, or not in the "
                f"data: {observed.first} to {observed.last}",
                hint="name days in two complete periods: before = …, after = …",
            )
        if calendar.start(number, period) < seen:
            raise MetricError(
                "the data begin too late to see everyone active on "
                f"{calendar.start(number, period)}",
                hint=f"choose periods that start on {seen} or later",
            )
    if before == after:
        raise MetricError("a period is not compared with itself")
    return calendar.start(before, period), calendar.start(after, period)


_BASES = {
    "midpoint": {"en": "the mean of both periods", "ko": "두 기간의 평균"},
    "before": {"en": "the rates of before", "ko": "이전 기간의 이탈률"},
    "after": {"en": "the rates of after", "ko": "이후 기간의 이탈률"},
}
_WORDS = {
    "en": (
        "The change of attrition from the period of {before} to that of {after}, as the sum of "
        "each segment's parts: mix (its share of customers moved) and rate (its own attrition "
        "moved); "
        "base: {base} (Kitagawa)."
    ),
    "ko": (
        "{before} 기간에서 {after} 기간으로의 이탈률 변화를 구간별 몫의 합으로 나눈 것: "
        "구성 효과(고객 비중의 변화)와 이탈률 효과(구간 자체의 변화). 기준: {base} (Kitagawa)."
    ),
}

METRICS = (
    Metric(
        name="contribution",
        ids=("M6",),
        title={"en": "Why attrition changed", "ko": "이탈률이 변한 까닭"},
        about={
            "en": "Each segment's part in the change between two periods: mix against rate.",
            "ko": "두 기간 사이의 변화에서 각 구간의 몫: 구성과 이탈률.",
        },
        source="E. M. Kitagawa, JASA 50 (1955)",
        options=(
            Option("after", "date", help={
                "en": "A day in the later period; default: the last complete one.",
                "ko": "나중 기간의 하루. 기본값: 마지막으로 끝난 기간.",
            }),
            Option("before", "date", help={
                "en": "A day in the earlier period; default: the one before.",
                "ko": "이전 기간의 하루. 기본값: 바로 앞 기간.",
            }),
            Option("base", default="midpoint", choices=("midpoint", "before", "after"), help={
                "en": "Whose rates weigh the mix.", "ko": "구성 효과를 재는 이탈률.",
            }),
        ),
        columns=(
            Column("period_before", "date", "first day of the earlier period", "이전 기간의 첫날"),
            Column("period_after", "date", "first day of the later period", "이후 기간의 첫날"),
            Column("whole", "flag", "whether this row is the sum of all", "전체 합계 행인지"),
            Column("at_start_before", "count", "active when it began", "이전 기간의 활성 고객"),
            Column("lost_before", "count", "of those, lost", "그중 이탈한 고객"),
            Column("attrition_before", "share", "lost / active", "이전 이탈률"),
            Column("at_start_after", "count", "active when it began", "이후 기간의 활성 고객"),
            Column("lost_after", "count", "of those, lost", "그중 이탈한 고객"),
            Column("attrition_after", "share", "lost / active", "이후 이탈률"),
            Column("share_before", "share", "of all customers, before", "이전 고객 비중"),
            Column("share_after", "share", "of all customers, after", "이후 고객 비중"),
            Column("mix_effect", "share", "part made by its share moving", "구성 효과"),
            Column("rate_effect", "share", "part made by its own attrition", "이탈률 효과"),
            Column("rate_effect_low", "share", "lower end, 95 %, Newcombe × share",
                   "95% 구간의 하한"),
            Column("rate_effect_high", "share", "upper end, 95 %, Newcombe × share",
                   "95% 구간의 상한"),
            Column("total_effect", "share", "mix + rate", "두 효과의 합"),
            Column("part", "share", "of the whole change", "전체 변화에서의 비율"),
            REASON,
        ),
        when="period",
        rows=rows,
        finish=finish,
        counts_of="parts of a change; those of customers are in attrition with --by",
        words=words,
    ),
)  # fmt: skip
