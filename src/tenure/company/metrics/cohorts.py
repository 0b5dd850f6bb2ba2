"""Retention by each customer's own clock, and pooled curves, as they are asked of a company."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from tenure.company.metrics.columns import REASON, wilson
from tenure.company.metrics.contract import Column, Metric, Option
from tenure.company.metrics.doing import activity_words, doings, starts
from tenure.measure.brackets import Bracket, parse_brackets
from tenure.measure.cohorts import retention_curve
from tenure.measure.rolling import curve_members, rolling_members, rolling_retention
from tenure.measure.windows import Clock, Ruler
from tenure.periods import Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.company.asked import Asked


def _rolling(asked: "Asked") -> "ir.Table":
    return rolling_retention(
        _returns(asked),
        _starts(asked),
        period=asked.period,
        clock=cast(Clock, asked.option("clock")),
        step=_step(asked),
        days=cast(int, asked.option("days")),
        brackets=_brackets(asked),
        limit=cast("int | None", asked.option("windows")),
        calendar=asked.calendar,
        observed=asked.observed,
        groups=asked.groups,
        **_how(asked),
    )


def _curve(asked: "Asked") -> "ir.Table":
    return retention_curve(_rolling(asked))


def _members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    return rolling_members(
        _returns(asked),
        _starts(asked),
        cell=cell,
        count=count,
        ruler=_ruler(asked),
        groups=asked.groups,
        **_how(asked),
    )


def _curve_members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    return curve_members(
        _returns(asked),
        _starts(asked),
        _rolling(asked),
        cell=cell,
        count=count,
        ruler=_ruler(asked),
        groups=asked.groups,
        **_how(asked),
    )


def _ruler(asked: "Asked") -> Ruler:
    return Ruler(
        asked.period,
        cast(Clock, asked.option("clock")),
        _step(asked),
        cast(int, asked.option("days")),
        _brackets(asked),
        asked.calendar,
        asked.observed,
    )


def _how(asked: "Asked") -> dict[str, Any]:
    return {name: asked.option(name) for name in ("start", "mode", "at_least")}


def _step(asked: "Asked") -> Period:
    """Brackets are of days; without them, a calendar window is the period that is asked for."""
    return asked.period if _brackets(asked) is None else "day"


def _brackets(asked: "Asked") -> tuple[Bracket, ...] | None:
    text = asked.option("brackets")
    return None if text is None else parse_brackets(str(text))


def _returns(asked: "Asked") -> "ir.Table":
    return doings(asked, asked.option("return_event"), asked.option("return_where"))


def _starts(asked: "Asked") -> "ir.Table":
    """Return the starts: of the start event, of a date column, or every activity, or the first."""
    event, column = asked.option("start_event"), asked.option("cohort_date")
    if event is None and (column is not None or asked.option("start") == "first"):
        return starts(asked, column)
    did = doings(asked, event, asked.option("start_where"))
    return did.select("unit_id", started_at=did.occurred_at)


_CLOCK = {
    "rolling": {
        "en": "Window k is the k-th span of {days} × 24 hours since the very instant of the "
        "customer's own start.",
        "ko": "k번째 구간은 고객 자신의 시작 시각부터 {days} × 24시간씩 센 k번째 구간입니다.",
    },
    "calendar": {
        "en": "Window k is the k-th calendar period after that of the customer's start.",
        "ko": "k번째 구간은 고객이 시작한 달력 기간 다음 k번째 기간입니다.",
    },
}
_BRACKETS = {
    "en": "Brackets of such days, both ends included: {text}.",
    "ko": "묶음(일, 양 끝 포함): {text}.",
}
_FIRST = {
    "event": {
        "en": "A customer starts with the first {event} in the data that fits.",
        "ko": "데이터에서 조건에 맞는 첫 {event}에 시작합니다.",
    },
    "column": {"en": "A customer starts on {column}.", "ko": "{column} 날짜에 시작합니다."},
    "known": {
        "en": "A customer starts when recorded; who has no record, with the first activity in "
        "the data.",
        "ko": "기록된 시작일을 따르고, 없으면 데이터의 첫 활동에 시작합니다.",
    },
    "every": {
        "en": "Every start counts: a customer is in the cohort of each period in which they "
        "started, so sums over cohorts count customers more than once.",
        "ko": "모든 시작을 셉니다. 고객은 시작한 기간마다 그 코호트에 들어가므로 코호트의 합에는 "
        "같은 고객이 여러 번 들어갑니다.",
    },
}
_MATURITY = {
    "en": "A customer is in the denominator of window k only once their own window k is over.",
    "ko": "고객은 자신의 k번째 구간이 끝난 뒤에만 k번째 분모에 들어갑니다.",
}
_POOLED = {
    "en": "Pooled: Σ returned / Σ eligible over complete cells; no average of rates. Late windows "
    "rest on the oldest cohorts alone.",
    "ko": "완결된 칸의 Σ 돌아온 고객 / Σ 대상. 비율의 평균이 아닙니다. 뒤쪽 구간에는 오래된 "
    "코호트만 있습니다.",
}


def _words(asked: "Asked", language: str) -> str:
    clock, event = str(asked.option("clock")), asked.option("return_event")
    parts = [_CLOCK[clock][language].format(days=asked.option("days"))]
    brackets = _brackets(asked)
    if brackets is not None:
        text = ", ".join(str(one) for one in brackets)
        parts.append(_BRACKETS[language].format(text=text))
    parts += [_start_words(asked, language), _MATURITY[language]]
    if asked.metric.name == "retention-curve":
        parts.append(_POOLED[language])
    return " ".join([*parts, activity_words(asked, language, event, asked.option("return_where"))])


def _start_words(asked: "Asked", language: str) -> str:
    event, column = asked.option("start_event"), asked.option("cohort_date")
    if asked.option("start") == "every":
        return _FIRST["every"][language]
    if event is not None:
        return _FIRST["event"][language].format(event=event)
    if column is not None:
        return _FIRST["column"][language].format(column=column)
    return _FIRST["known"][language]


COHORT = Option(
    "cohort_date",
    help={
        "en": "Column of customers with the date that puts them into a cohort.",
        "ko": "코호트를 정하는 고객 표의 날짜 열.",
    },
)
_RETENTION_OPTIONS = (
    Option(
        "clock",
        default="rolling",
        choices=("rolling", "calendar"),
        help={
            "en": "24-hour windows since the customer's own start, or calendar periods.",
            "ko": "고객 자신의 시작부터 24시간 구간, 또는 달력 기간.",
        },
    ),
    Option(
        "days",
        kind="days",
        default=1,
        help={"en": "Days of a rolling window.", "ko": "구간의 날수."},
    ),
    Option(
        "brackets",
        help={
            "en": "Spans of days, such as 1, 2-7, 8-14, 15-28.",
            "ko": "날의 묶음. 예: 1, 2-7, 8-14, 15-28.",
        },
    ),
    Option(
        "windows",
        kind="count",
        help={"en": "Windows to show at most.", "ko": "보여 줄 구간의 수."},
    ),
    Option(
        "start",
        default="first",
        choices=("first", "every"),
        help={"en": "The first start, or every one.", "ko": "첫 시작, 또는 모든 시작."},
    ),
    COHORT,
    Option(
        "start_event",
        help={"en": "Event with which a customer starts.", "ko": "시작으로 세는 이벤트."},
    ),
    Option(
        "start_where",
        help={"en": "Condition on the start event.", "ko": "시작 이벤트의 조건."},
    ),
    Option(
        "return_event",
        help={"en": "Event that counts as a return.", "ko": "돌아온 것으로 세는 이벤트."},
    ),
    Option(
        "return_where",
        help={"en": "Condition on the return event.", "ko": "돌아온 이벤트의 조건."},
    ),
    Option(
        "mode",
        default="exact",
        choices=("exact", "on_or_after"),
        help={
            "en": "Back in the window, or in it or any later one.",
            "ko": "그 구간에, 또는 그 구간이나 그 뒤에 돌아옴.",
        },
    ),
    Option(
        "at_least",
        kind="count",
        default=1,
        help={"en": "Returns needed within a window.", "ko": "구간 안에 필요한 횟수."},
    ),
)
_WINDOW = (
    Column("period", "count", "number of the window, from 0", "구간의 번호"),
    Column("from_step", "count", "its first step since the start", "구간의 첫 단계"),
    Column("to_step", "count", "its last, inclusive", "구간의 마지막 단계(포함)"),
)
_SHARES = (
    Column("eligible", "count", "members whose own window is over", "자기 구간이 끝난 고객"),
    Column("returned", "count", "of those, back in it", "그중 돌아온 고객"),
    Column("retention", "share", "returned / eligible", "돌아온 고객 / 대상"),
    *wilson("retention"),
)
START = Column("cohort", "date", "first day of the cohort's period", "코호트 기간의 첫날")
METRICS = (
    Metric(
        name="rolling-retention",
        ids=("M1", "M4"),
        title={"en": "Rolling retention", "ko": "고객별 시계의 유지율"},
        about={
            "en": "Who comes back in each window since their own start.",
            "ko": "고객 자신의 시작부터 구간마다 돌아온 고객.",
        },
        source="definitions, “Retention by cohort”",
        options=_RETENTION_OPTIONS,
        columns=(
            START,
            Column("size", "count", "customers who started in it", "그 기간에 시작한 고객"),
            *_WINDOW,
            *_SHARES,
            Column("complete", "flag", "whether it is over for all", "모두에게 끝났는지"),
            REASON,
        ),
        rows=_rolling,
        words=_words,
        members=_members,
    ),
    Metric(
        name="retention-curve",
        ids=("M4",),
        title={"en": "Retention curve", "ko": "유지율 곡선"},
        about={
            "en": "Retention by time since the start, over all cohorts; with --by, one curve a "
            "value.",
            "ko": "모든 코호트를 모은 시작 후 유지율. --by로 값마다 한 곡선.",
        },
        source="definitions, “Retention by cohort”",
        options=_RETENTION_OPTIONS,
        columns=(
            *_WINDOW,
            Column("cohorts", "count", "complete cells pooled", "모은 완결 칸의 수"),
            *_SHARES,
            REASON,
        ),
        rows=_curve,
        words=_words,
        members=_curve_members,
    ),
)
