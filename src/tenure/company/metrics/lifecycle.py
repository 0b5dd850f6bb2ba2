"""Lifecycle, stickiness and frequency of return as they are asked of a company."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from tenure.company.metrics.columns import COMPLETE, END, REASON, START, wilson
from tenure.company.metrics.contract import Column, Metric, Option
from tenure.company.metrics.doing import activity_words, days
from tenure.company.metrics.retention import seen
from tenure.measure.frequency import frequency, frequency_of_counts
from tenure.measure.lifecycle import lifecycle, lifecycle_members, lifecycle_of_counts
from tenure.measure.members import in_group, known_count, period_of, whole
from tenure.measure.stickiness import active_members, stickiness, stickiness_of_counts

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.company.asked import Asked

_LONGER = ("week", "month", "quarter", "year")


def _lifecycle(asked: "Asked") -> "ir.Table":
    cut = asked.cut
    if asked.counts is not None:
        return lifecycle_of_counts(asked.counts.lifecycle(), **cut)
    return lifecycle(asked.only(seen(asked)), groups=asked.groups, **cut)


def _members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    return lifecycle_members(
        asked.only(seen(asked)),
        cell=cell,
        count=count,
        period=asked.period,
        calendar=asked.calendar,
        observed=asked.observed,
        groups=asked.groups,
    )


def _stickiness(asked: "Asked") -> "ir.Table":
    cut = asked.cut | {"month_days": cast(int, asked.option("month_days"))}
    if asked.counts is not None:
        own, daily = asked.counts.days(), asked.counts.daily(cut["month_days"])
        return stickiness_of_counts(own, daily, **cut)
    return stickiness(days(asked), groups=asked.groups, **cut)


def _frequency(asked: "Asked") -> "ir.Table":
    cut = asked.cut
    if asked.counts is not None:
        return frequency_of_counts(asked.counts.days(), **cut)
    return frequency(days(asked), groups=asked.groups, **cut)


def _active_members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    """Return the customers behind one count of stickiness, or of frequency."""
    exact, least, most = asked.metric.name == "frequency", 1, None
    known_count(count, ("customers", "or_more", "active") if exact else ("active",))
    if count != "active":
        least = whole(cell, "days_active")
        most = least if count == "customers" else None
    found = active_members(
        days(asked),
        number=period_of(cell, "period_start", asked.period, asked.calendar),
        at_least=least,
        at_most=most,
        **asked.cut,
    )
    return in_group(found, asked.groups, cell)


_WORDS = {
    "lifecycle": {
        "en": "New: active for the first time in the data. Returning: active in the period "
        "before, too. Resurrected: active again after at least one silent period. Dormant: "
        "active in the period before and not in this one, counted once, in the first silent "
        "period; the stock is everyone who was ever active and is silent. The period that is "
        "not over has no dormant customers yet.",
        "ko": "신규: 데이터에서 처음 활동. 재방문: 바로 앞 기간에도 활동. 복귀: 한 기간 이상 "
        "쉬었다가 다시 활동. 휴면: 앞 기간에 활동했으나 이번에는 없음(처음 쉰 기간에 한 번만 셈). "
        "휴면 잔량은 활동한 적이 있고 지금은 조용한 모든 고객입니다. 끝나지 않은 기간의 휴면은 "
        "아직 알 수 없습니다.",
    },
    "stickiness": {
        "en": "The share of the period's days on which a customer who was active in it was "
        "active. DAU/WAU and DAU/MAU divide each day's active by those of the 7 or {days} days "
        "that end with it; they are averages of daily rates.",
        "ko": "그 기간에 활동한 고객이 기간의 며칠에 활동했는지의 비율. DAU/WAU와 DAU/MAU는 "
        "그날의 활동 고객을 그날로 끝나는 7일, {days}일의 활동 고객으로 나눈 하루 비율의 "
        "평균입니다.",
    },
    "frequency": {
        "en": "How many of the period's active customers were active on how many of its days.",
        "ko": "그 기간에 활동한 고객이 며칠에 활동했는지의 분포.",
    },
}


def _words(asked: "Asked", language: str) -> str:
    name = asked.metric.name
    length = asked.option("month_days") if name == "stickiness" else None
    text = _WORDS[name][language].format(days=length)
    if name == "lifecycle" and asked.rule.name in ("contract", "column"):
        return text
    return f"{text} {activity_words(asked, language)}"


METRICS = (
    Metric(
        name="lifecycle",
        ids=("M4",),
        title={"en": "Lifecycle", "ko": "고객 생애 단계"},
        about={
            "en": "Who is new, returning, resurrected or dormant, so that it adds up.",
            "ko": "신규, 재방문, 복귀, 휴면 고객을 빠짐없이 나눈 수.",
        },
        source="definitions, “Lifecycle”",
        columns=(
            START,
            END,
            COMPLETE,
            Column("active_before", "count", "active in the period before", "앞 기간의 활동 고객"),
            Column(
                "active",
                "count",
                "active_before − dormant + new + resurrected",
                "앞 기간 − 휴면 + 신규 + 복귀",
            ),
            Column("new", "count", "active for the first time", "처음 활동한 고객"),
            Column("returning", "count", "active before, too", "앞 기간에도 활동한 고객"),
            Column("resurrected", "count", "back after a silent period", "쉬었다 돌아온 고객"),
            Column("dormant", "count", "active before, silent now: a flow", "이번에 조용해진 고객"),
            Column("dormant_stock", "count", "everyone silent now", "조용한 모든 고객"),
            REASON,
        ),
        when="period",
        rows=_lifecycle,
        words=_words,
        members=_members,
    ),
    Metric(
        name="stickiness",
        ids=("M4",),
        title={"en": "Stickiness", "ko": "고착도"},
        about={
            "en": "On how many of a period's days its customers were active; DAU/WAU, DAU/MAU.",
            "ko": "고객이 기간의 며칠에 활동했는지. DAU/WAU, DAU/MAU.",
        },
        source="definitions, “Repeat purchase, value, timing”; DAU/MAU of the field",
        periods=_LONGER,
        options=(
            Option(
                "month_days",
                kind="days",
                default=28,
                help={
                    "en": "Days that the month of DAU/MAU has.",
                    "ko": "DAU/MAU에서 한 달의 날수.",
                },
            ),
        ),
        columns=(
            START,
            END,
            COMPLETE,
            Column("days", "count", "days of the period", "기간의 날수"),
            Column("active", "count", "active on at least one of them", "하루라도 활동한 고객"),
            Column("active_days", "count", "sum of their active days", "활동한 날의 합"),
            Column("stickiness", "share", "active_days / (active · days)", "활동일 / (고객·날수)"),
            Column("stickiness_low", "share", "lower end, 95 %, mean", "95% 구간의 하한"),
            Column("stickiness_high", "share", "upper end, 95 %, mean", "95% 구간의 상한"),
            Column("dau_wau", "share", "average of daily DAU/WAU", "하루 DAU/WAU의 평균"),
            Column("dau_mau", "share", "average of daily DAU/MAU", "하루 DAU/MAU의 평균"),
            Column("averaged_days", "count", "days in the DAU/MAU average", "DAU/MAU 평균의 날수"),
            REASON,
        ),
        rows=_stickiness,
        members=_active_members,
        words=_words,
    ),
    Metric(
        name="frequency",
        ids=("M4",),
        title={"en": "Frequency of return", "ko": "방문 빈도"},
        about={
            "en": "How many customers were active on how many days of a period.",
            "ko": "기간 중 며칠에 활동했는지별 고객 수.",
        },
        source="the field's frequency of return",
        periods=_LONGER,
        columns=(
            START,
            END,
            COMPLETE,
            Column("days_active", "count", "number of active days", "활동한 날수"),
            Column("customers", "count", "active on exactly so many", "정확히 그만큼 활동한 고객"),
            Column("or_more", "count", "active on so many or more", "그 이상 활동한 고객"),
            Column("active", "count", "active on at least one day", "하루라도 활동한 고객"),
            Column("share", "share", "customers / active", "고객 / 활동 고객"),
            *wilson("share"),
            REASON,
        ),
        rows=_frequency,
        members=_active_members,
        words=_words,
    ),
)
