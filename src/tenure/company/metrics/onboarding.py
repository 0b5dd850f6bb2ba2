"""Onboarding as it is asked of a company."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from tenure.company.metrics.columns import REASON
from tenure.company.metrics.contract import Column, Metric, Option
from tenure.company.metrics.onboarding_steps import (
    events_of,
    names_of,
    starts_of,
    steps_of,
    value_steps,
    written,
)
from tenure.company.metrics.whose import of_units
from tenure.measure.activity import of_activities
from tenure.measure.first_value import (
    finish_first_value,
    first_value,
    value_members,
    value_times,
)
from tenure.measure.members import in_group, known_count, whole
from tenure.measure.onboarding import first_times, ripe, step_events, steps_reached
from tenure.measure.onboarding_churn import churn_by_steps, finish_churn_by_steps, units_by_steps

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from tenure.company.asked import Asked

FIRST_MONTH = 30
"""Days after the start at which those who left in the first month are counted, at the earliest."""


def rows(asked: "Asked") -> "ir.Table":
    """Return how many reached each step."""
    import ibis

    steps = steps_of(asked)
    found = steps_reached(
        step_events(events_of(asked), steps, time_zone=asked.calendar.time_zone),
        starts_of(asked),
        steps=len(steps),
        within=_days(asked, "within"),
        calendar=asked.calendar,
        observed=asked.observed,
        groups=asked.groups,
    )
    names = [(found.step == number, name) for number, name in enumerate(names_of(steps), 1)]
    named = found.mutate(name=ibis.cases(*names, else_=ibis.null("string")))
    first = [name for name in ("group", "step", "name") if name in named.columns]
    ordered = named.relocate(*first)
    return ordered.order_by(*[name for name in first if name != "name"])


def members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    """Return the customers behind one count of one step."""
    known_count(count, ("eligible", "reached", "through"))
    begun, within, steps = starts_of(asked), _days(asked, "within"), steps_of(asked)
    old = ripe(begun, within, calendar=asked.calendar, observed=asked.observed)
    units = in_group(old, asked.groups, cell)
    if count == "eligible":
        return units.select("unit_id")
    done = step_events(events_of(asked), steps, time_zone=asked.calendar.time_zone)
    number = whole(cell, "step")
    times = first_times(done, begun, within, calendar=asked.calendar, observed=asked.observed)
    first = times.semi_join(units, "unit_id")
    if count == "reached":
        return first.filter(first.step == number).select("unit_id")
    upto = first.filter(first.step <= number)
    each = upto.group_by("unit_id").agg(steps=upto.count())
    return each.filter(each.steps == number).select("unit_id")


def value_rows(asked: "Asked") -> "ir.Table":
    """Return the hours to the first value."""
    return first_value(
        _value(asked),
        starts_of(asked),
        within=_days(asked, "within"),
        calendar=asked.calendar,
        observed=asked.observed,
        groups=asked.groups,
    )


def value_finish(table: "pa.Table", asked: "Asked") -> "pa.Table":
    """Return the quartiles of the time to the first value."""
    return finish_first_value(table, within=_days(asked, "within"))


def first_members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    """Return the customers behind one count of the time to first value."""
    within = _days(asked, "within")
    times = value_times(
        _value(asked),
        starts_of(asked),
        within=within,
        calendar=asked.calendar,
        observed=asked.observed,
    )
    return value_members(in_group(times, asked.groups, cell), count=count, within=within)


def churn_rows(asked: "Asked") -> "ir.Table":
    """Return first-month churn by steps reached."""
    steps = steps_of(asked)
    return churn_by_steps(
        step_events(events_of(asked), steps, time_zone=asked.calendar.time_zone),
        starts_of(asked),
        asked.rule.spells(asked.observed),
        steps=len(steps),
        landmark=_days(asked, "landmark"),
        horizon=horizon(asked),
        calendar=asked.calendar,
        observed=asked.observed,
        groups=asked.groups,
    )


def churn_members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    """Return the customers behind one count of one number of steps."""
    known_count(count, ("started", "there", "lost"))
    units = units_by_steps(
        step_events(events_of(asked), steps_of(asked), time_zone=asked.calendar.time_zone),
        starts_of(asked),
        asked.rule.spells(asked.observed),
        landmark=_days(asked, "landmark"),
        horizon=horizon(asked),
        calendar=asked.calendar,
        observed=asked.observed,
    )
    own = in_group(units.filter(units.steps == whole(cell, "steps")), asked.groups, cell)
    chosen = own if count == "started" else own.filter(own[count])
    return chosen.select("unit_id")


def horizon(asked: "Asked") -> int:
    """Return the day on which churn is judged: late enough for silence after the landmark."""
    given = asked.option("horizon")
    if given is not None:
        return cast(int, given)
    return max(FIRST_MONTH, _days(asked, "landmark") + asked.rule.lookback(asked.observed))


def _value(asked: "Asked") -> "ir.Table":
    wanted = value_steps(asked)
    if wanted:
        return of_activities(events_of(asked), wanted, time_zone=asked.calendar.time_zone)
    activity = asked.rule.activity(asked.observed).rename(customer_id="unit_id")
    return of_units(asked, activity).rename(unit_id="customer_id")


def _days(asked: "Asked", name: str) -> int:
    return cast(int, asked.option(name))


def words(asked: "Asked", language: str) -> str:
    """Say what is counted as a step here."""
    within, steps = asked.option("within"), _steps_words(asked, language)
    if language == "ko":
        return (
            f"시작 후 {within}일 안에 온보딩 단계에 이른 고객의 수와 비율. {steps} "
            f"시작한 지 {within}일이 지난 고객만 셉니다."
        )
    return (
        f"Customers who reached each onboarding step within {within} days of their start. "
        f"{steps} Only customers seen for {within} days are counted."
    )


def _steps_words(asked: "Asked", language: str) -> str:
    named = asked.option("steps") or written(asked.definitions.onboarding.steps)
    if language == "ko":
        return f"단계: {named}." if named else "단계는 첫 14일에만 하는 일에서 추정했습니다."
    return f"Steps: {named}." if named else "Steps are guessed: done in the first 14 days alone."


def value_words(asked: "Asked", language: str) -> str:
    """Say what first value is here."""
    within, value = asked.option("within"), written(value_steps(asked))
    if language == "ko":
        what = value or "회사의 활동 기준"
        return (
            f"시작부터 처음 가치를 얻을 때까지의 일수 (가치: {what}). 아직 얻지 못한 고객은 관찰된 "
            f"만큼 셉니다(Kaplan–Meier). 비율은 {within}일 이상 관찰된 고객만의 것입니다."
        )
    what = value or "the company's qualifying activity"
    return (
        f"Days from a customer's start to the first value, {what}. Those without it yet count for "
        f"as long as they were seen (Kaplan–Meier); the share is of those seen for {within} days."
    )


def churn_words(asked: "Asked", language: str) -> str:
    """Say when steps and when churn are counted, and what that does not show."""
    landmark, day = asked.option("landmark"), horizon(asked)
    if language == "ko":
        return (
            f"첫 {landmark}일에 이른 단계의 수별로, {landmark}일째에 활성이던 고객 가운데 "
            f"{day}일째에 활성이 아닌 비율. {_steps_words(asked, language)} "
            f"{day}일 이상 관찰된 고객만 셉니다. "
            "함께 나타나는 것이지 원인은 아닙니다: 남을 고객이 단계를 더 밟는 것일 수 있습니다."
        )
    return (
        f"By steps reached in the first {landmark} days: of those active on day {landmark}, the "
        f"share no longer active on day {day}. {_steps_words(asked, language)} Only customers "
        f"seen for {day} days. This is "
        "association, not cause: who is going to stay may do more steps."
    )


_STEPS = Option(
    "steps",
    help={
        "en": "Steps in order, with conditions after `where`; those of [onboarding], else guessed.",
        "ko": "순서대로 쓴 단계. where 뒤에 조건. 없으면 [onboarding], 그것도 없으면 추정.",
    },
)
_LOW = "lower end, 95 % Wilson", "95% Wilson 구간의 하한"
_HIGH = "upper end, 95 % Wilson", "95% Wilson 구간의 상한"
_SOURCE = "mission, M9"

METRICS = (
    Metric(
        name="onboarding",
        ids=("M9",),
        title={"en": "Onboarding steps", "ko": "온보딩 단계"},
        about={
            "en": "How many customers reach each onboarding step in their first days.",
            "ko": "첫 며칠 안에 온보딩 단계마다 이른 고객.",
        },
        source=_SOURCE,
        needs=("events",),
        common=("by", "where"),
        options=(
            _STEPS,
            Option(
                "within",
                "days",
                30,
                help={"en": "Days after the start that count.", "ko": "시작 후 며칠까지 셀지."},
            ),
        ),
        columns=(
            Column("step", "number", "place of the step, from 1", "단계의 순서"),
            Column("name", "text", "the event that reaches it", "단계의 이벤트"),
            Column("eligible", "count", "seen for long enough", "충분히 관찰된 고객"),
            Column("reached", "count", "of those, did the step", "그중 이 단계에 이른 고객"),
            Column("reached_share", "share", "reached / eligible", "이 단계 / 대상"),
            Column("reached_share_low", "share", *_LOW),
            Column("reached_share_high", "share", *_HIGH),
            Column("through", "count", "did it and every step before", "앞 단계까지 모두 한 고객"),
            Column("through_share", "share", "through / eligible", "모두 / 대상"),
            Column("through_share_low", "share", *_LOW),
            Column("through_share_high", "share", *_HIGH),
            Column("median_days", "days", "from the start to the step", "시작부터 단계까지"),
            REASON,
        ),
        rows=rows,
        words=words,
        members=members,
    ),
    Metric(
        name="first-value",
        ids=("M9",),
        title={"en": "Time to first value", "ko": "첫 가치까지의 시간"},
        about={
            "en": "Days from a customer's start until they first got what they came for.",
            "ko": "시작부터 처음으로 가치를 얻을 때까지 걸린 날.",
        },
        source=_SOURCE,
        common=("by", "where"),
        options=(
            Option(
                "value",
                help={
                    "en": "Event that gives value, with a condition after `where`; that of "
                    "[onboarding], else the qualifying activity.",
                    "ko": "가치를 주는 이벤트. where 뒤에 조건. 없으면 [onboarding], 그것도 없으면 "
                    "활동 기준.",
                },
            ),
            Option(
                "within",
                "days",
                7,
                help={"en": "Days of the share.", "ko": "비율의 기준이 되는 일수."},
            ),
        ),
        columns=(
            Column("over", "count", "had it", "가치를 얻은 고객"),
            Column("open", "count", "have not yet, or left without", "아직 얻지 못한 고객"),
            Column("mean_over", "days", "mean of those who had it", "얻은 고객의 평균"),
            Column("p25", "days", "a quarter of all had it by then", "넷 중 하나가 얻기까지"),
            Column("p50", "days", "half of all had it by then", "절반이 얻기까지"),
            Column("p75", "days", "three quarters had it by then", "넷 중 셋이 얻기까지"),
            Column("within_days", "days", "days of the share", "비율의 기준 일수"),
            Column("judged", "count", "seen for as long", "그만큼 관찰된 고객"),
            Column("within", "count", "of those, had it in time", "그중 기간 안에 얻은 고객"),
            Column("within_share", "share", "within / judged", "기간 안 / 관찰된 고객"),
            Column("within_share_low", "share", *_LOW),
            Column("within_share_high", "share", *_HIGH),
            REASON,
        ),
        rows=value_rows,
        finish=value_finish,
        words=value_words,
        members=first_members,
    ),
    Metric(
        name="onboarding-churn",
        ids=("M9",),
        title={"en": "First-month churn by steps reached", "ko": "단계별 첫 달 이탈"},
        about={
            "en": "Of those there after the first days, who left in the first month, by the "
            "number of onboarding steps they had reached.",
            "ko": "첫 며칠에 이른 단계의 수별 첫 달 이탈률.",
        },
        source=_SOURCE,
        needs=("events",),
        common=("by", "where"),
        options=(
            _STEPS,
            Option(
                "landmark",
                "days",
                7,
                help={"en": "Days in which steps count.", "ko": "단계를 세는 일수."},
            ),
            Option(
                "horizon",
                "days",
                help={
                    "en": "Day on which churn is judged; 30, or later if the rule needs it.",
                    "ko": "이탈을 판단하는 날. 30일, 기준에 따라 더 늦게.",
                },
            ),
        ),
        columns=(
            Column("steps", "number", "steps reached in the first days", "이른 단계의 수"),
            Column("started", "count", "started and seen for long enough", "시작한 고객"),
            Column("there", "count", "of those, active at the landmark", "그중 활성인 고객"),
            Column("lost", "count", "of those, active no longer", "그중 이탈한 고객"),
            Column("churn", "share", "lost / there", "이탈 / 활성"),
            Column("churn_low", "share", *_LOW),
            Column("churn_high", "share", *_HIGH),
            Column("trend_z", "number", "Cochran–Armitage; below 0: falls", "추세 검정의 z"),
            Column("trend_p", "number", "its two-sided p-value", "추세 검정의 p값"),
            REASON,
        ),
        rows=churn_rows,
        finish=lambda table, asked: finish_churn_by_steps(table),
        words=churn_words,
        members=churn_members,
    ),
)
