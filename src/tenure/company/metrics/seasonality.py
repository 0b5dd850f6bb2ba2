"""Year on year, smoothing and seasons as they are asked of a company."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from tenure.company.metrics.attrition import counted
from tenure.company.metrics.columns import COMPLETE, END, REASON, START, wilson
from tenure.company.metrics.contract import Column, Metric, Option
from tenure.company.metrics.conventions import behind
from tenure.company.metrics.said import said
from tenure.errors import MetricError
from tenure.measure.seasonality import Smoothing, finish_seasonality, smoothed, year_on_year

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from tenure.company.asked import Asked


def _year_on_year(asked: "Asked") -> "ir.Table":
    return year_on_year(counted(asked), period=asked.period)


def _smoothed(asked: "Asked") -> "ir.Table":
    return smoothed(
        counted(asked),
        over=cast(int, asked.option("over")),
        smoothing=cast(Smoothing, asked.option("smoothing")),
    )


def _finish(table: "pa.Table", asked: "Asked") -> "pa.Table":
    return finish_seasonality(table, period=asked.period)


def _members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    if count in ("before_at_start", "before_lost"):
        earlier = {**cell, "period_start": cell.get("before_period_start")}
        return behind(asked, earlier, count.removeprefix("before_"))
    if count not in ("at_start", "lost"):
        raise MetricError(
            f"there is no count {count!r} of customers; there are: at_start, lost",
        )
    return behind(asked, cell, count)


_YEAR = {
    "en": "Attrition beside that of the same period a year before, and the difference of the two. "
    "A year back is 12 months, 4 quarters, 52 weeks or 364 days.",
    "ko": "이탈률을 한 해 전 같은 기간과 견주고 그 차이를 보입니다. 한 해 전은 12개월, 4분기, "
    "52주, 또는 364일 전입니다.",
}
_SEASON = {
    "en": "Attrition, a smoothed rate (Σ lost / Σ active at the start over several periods, not "
    "the rate of any one of them), and what of it is trend and season. The season is a factor on "
    "the odds of leaving and needs two full cycles of complete periods.",
    "ko": "이탈률과 평활한 이탈률(여러 기간의 이탈 합 / 시작 시점 활성 합, 어느 한 기간의 값이 "
    "아님), "
    "그리고 추세와 계절 요인. 계절 요인은 이탈 승산에 곱하는 값이며 온전한 두 주기가 "
    "있어야 합니다.",
}
_RATE = (
    Column("at_start", "count", "active when it began", "시작 시점의 활성 고객"),
    Column("lost", "count", "of those, no longer active at its end", "그중 이탈한 고객"),
    Column("attrition", "share", "lost / at_start", "이탈 / 시작 시점의 활성 고객"),
    *wilson("attrition"),
)

METRICS = (
    Metric(
        name="year-on-year",
        ids=("M1", "M2"),
        title={"en": "Attrition year on year", "ko": "전년 대비 이탈률"},
        about={
            "en": "Attrition beside that of the same period a year before.",
            "ko": "한 해 전 같은 기간과 견준 이탈률.",
        },
        source="definitions, “Attrition of customers”",
        columns=(
            START,
            END,
            COMPLETE,
            *_RATE,
            Column("before_period_start", "date", "the period a year before", "한 해 전 기간"),
            Column("before_at_start", "count", "active when that began", "그때의 활성 고객"),
            Column("before_lost", "count", "of those, lost", "그때의 이탈"),
            Column("before_attrition", "share", "attrition then", "그때의 이탈률"),
            Column("difference", "share", "attrition less that of then", "이탈률의 차이"),
            Column("difference_low", "share", "lower end, 95 % Newcombe", "95% Newcombe 하한"),
            Column("difference_high", "share", "upper end, 95 % Newcombe", "95% Newcombe 상한"),
            REASON,
        ),
        when="period",
        rows=_year_on_year,
        words=lambda asked, language: said(asked, language, _YEAR),
        members=_members,
    ),
    Metric(
        name="seasonality",
        ids=("M2",),
        title={"en": "Seasons of attrition", "ko": "이탈률의 계절성"},
        about={
            "en": "Attrition smoothed, and taken apart into trend and season.",
            "ko": "평활한 이탈률과, 추세와 계절로 나눈 이탈률.",
        },
        source="definitions, “Attrition of customers”",
        options=(
            Option(
                "over",
                "count",
                3,
                help={"en": "Periods that are smoothed over.", "ko": "평활에 쓰는 기간 수."},
            ),
            Option(
                "smoothing",
                default="trailing",
                choices=("trailing", "centred"),
                help={
                    "en": "Whether the period is the last or the middle one of them.",
                    "ko": "그 기간이 마지막인지 가운데인지.",
                },
            ),
        ),
        columns=(
            START,
            END,
            COMPLETE,
            *_RATE,
            Column("smoothed", "share", "Σ lost / Σ at_start, smoothed", "평활한 이탈률"),
            Column("smoothed_over", "count", "periods in it", "평활에 든 기간 수"),
            Column("trend", "share", "the trend", "추세"),
            Column("seasonal", "number", "factor of the season on the odds", "계절의 승산 배수"),
            Column("adjusted", "share", "the rate without the season", "계절을 뺀 이탈률"),
            Column("season_p", "number", "p-value of “no season”", "“계절 없음”의 p값"),
            REASON,
        ),
        when="period",
        rows=_smoothed,
        finish=_finish,
        words=lambda asked, language: said(asked, language, _SEASON),
        members=_members,
    ),
)
