"""The customers' own rhythm as it is asked of a company: gaps, and the period they suggest."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from tenure.company.metrics.columns import REASON
from tenure.company.metrics.contract import Column, Metric, Option
from tenure.company.metrics.doing import activity_words, days
from tenure.errors import MetricError
from tenure.measure.members import in_group, known_count, whole
from tenure.measure.rhythm import Gaps, each_gap, finish_gaps, finish_interval, gaps

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from tenure.company.asked import Asked


def _gaps(asked: "Asked") -> "ir.Table":
    return gaps(
        days(asked),
        of=_of(asked),
        calendar=asked.calendar,
        observed=asked.observed,
        groups=asked.groups,
    )


def _members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    """Return the customers behind one count of gaps, where each has one gap at most."""
    known_count(count, ("closed", "open"))
    if _of(asked) == "all":
        raise MetricError(
            f"{count} counts gaps, of which a customer has several",
            hint="ask for one a customer: --of first, or --of typical",
        )
    found = each_gap(days(asked), of=_of(asked), calendar=asked.calendar, observed=asked.observed)
    own = in_group(found, asked.groups, cell)
    if "gap" in cell:
        own = own.filter(own.gap == whole(cell, "gap"))
    return own.filter(own.closed if count == "closed" else ~own.closed).select("unit_id")


def _of(asked: "Asked") -> Gaps:
    return cast(Gaps, asked.option("of"))


def _finish_gaps(table: "pa.Table", asked: "Asked") -> "pa.Table":
    return finish_gaps(table, of=_of(asked))


def _finish_interval(table: "pa.Table", asked: "Asked") -> "pa.Table":
    return finish_interval(table, share=cast(float, asked.option("share")), of=_of(asked))


_OF = {
    "all": {
        "en": "Every gap, in days, between two active days of a customer.",
        "ko": "고객의 활동한 날과 다음 활동한 날 사이의 모든 간격(일).",
    },
    "first": {
        "en": "The gap, in days, from a customer's first active day to the second.",
        "ko": "고객이 처음 활동한 날부터 두 번째 활동한 날까지의 간격(일).",
    },
    "typical": {
        "en": "The median gap, in days, of each customer who came back.",
        "ko": "돌아온 고객마다 활동한 날 사이 간격(일)의 중앙값.",
    },
}
_BIAS = {
    "en": "`{naive}` knows only those who came back, so it is too short (survivor bias); "
    "`{corrected}` counts gaps that are still open for as long as they were watched "
    "(Kaplan–Meier).",
    "ko": "`{naive}`에는 돌아온 고객만 있어 실제보다 짧습니다(생존자 편향). `{corrected}`에는 아직 "
    "끝나지 않은 간격도 관찰한 만큼 들어갑니다(카플란–마이어).",
}


def _words(asked: "Asked", language: str) -> str:
    summary = asked.metric.name == "interval"
    names = {"naive": "interval", "corrected": "corrected"}
    if not summary:
        names = {"naive": "within", "corrected": "came_back"}
    parts = [_OF[_of(asked)][language]]
    if _of(asked) != "typical":
        parts.append(_BIAS[language].format(**names))
    return " ".join([*parts, activity_words(asked, language)])


_WHICH = Option(
    "of",
    default="all",
    choices=("all", "first", "typical"),
    help={
        "en": "Every gap, the one after the first active day, or each customer's median gap.",
        "ko": "모든 간격, 첫 활동일 다음의 간격, 또는 고객마다의 중앙값.",
    },
)
_CLOSED = Column("closed", "count", "gaps that ended with a return", "돌아와서 끝난 간격")
_OPEN = Column("open", "count", "gaps still open at the end", "아직 끝나지 않은 간격")

METRICS = (
    Metric(
        name="interval",
        ids=("M1",),
        title={"en": "Suggested interval", "ko": "권장 주기"},
        about={
            "en": "The gap within which customers come back, and the period that suits it.",
            "ko": "고객이 돌아오는 간격과 그에 맞는 기간.",
        },
        source="the field's critical-event interval; Kaplan and Meier (1958)",
        common=("by", "where"),
        options=(
            _WHICH,
            Option(
                "share",
                kind="share",
                default=0.8,
                help={"en": "Share that comes back within it.", "ko": "그 안에 돌아오는 비율."},
            ),
        ),
        columns=(
            _CLOSED,
            _OPEN,
            Column("share", "share", "the share asked for", "요청한 비율"),
            Column("interval", "days", "a share of closed gaps end in it", "돌아온 고객만"),
            Column("corrected", "days", "with open gaps as censored", "열린 간격을 넣은 추정"),
            Column("came_back", "share", "estimated back within `watched`", "돌아온 비율의 추정"),
            Column("watched", "days", "longest gap watched", "관찰한 가장 긴 간격"),
            Column("suggested", "text", "shortest period it fits into", "맞는 가장 짧은 기간"),
            REASON,
        ),
        rows=_gaps,
        finish=_finish_interval,
        words=_words,
        members=_members,
    ),
    Metric(
        name="gaps",
        ids=("M1", "M10"),
        title={"en": "Gaps between active days", "ko": "활동 간격 분포"},
        about={
            "en": "How long customers stay away, and by when they are back.",
            "ko": "고객이 쉬는 길이와 돌아오는 시점.",
        },
        source="the field's critical-event interval; Kaplan and Meier (1958)",
        common=("by", "where"),
        options=(_WHICH,),
        columns=(
            Column("gap", "days", "length of the gap", "간격의 길이"),
            _CLOSED,
            _OPEN,
            Column("at_risk", "count", "gaps that reached this length", "이 길이에 이른 간격"),
            Column("within", "share", "of closed gaps, ended by then", "끝난 간격 중 누적 비율"),
            Column("came_back", "share", "with open gaps as censored", "열린 간격을 넣은 추정"),
            Column("came_back_low", "share", "lower end, 95 %", "95% 구간의 하한"),
            Column("came_back_high", "share", "upper end, 95 %", "95% 구간의 상한"),
            REASON,
        ),
        rows=_gaps,
        finish=_finish_gaps,
        words=_words,
        members=_members,
    ),
)
