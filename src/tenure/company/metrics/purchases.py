"""Repeat purchase, gaps, lifetime, products and RFM as they are asked of a company."""

from typing import TYPE_CHECKING, cast

from tenure.company.metrics.bought import (
    basket_members,
    bought,
    buyer_members,
    gap_members,
    lifetime_members,
    orders,
)
from tenure.company.metrics.columns import END, REASON, START
from tenure.company.metrics.contract import Column, Metric, Option
from tenure.company.metrics.whose import recorded
from tenure.errors import MetricError
from tenure.measure.baskets import baskets
from tenure.measure.durations import curves, finish_bands, finish_lifetimes, finish_quantiles
from tenure.measure.purchases import bought_lines, lifetimes, purchase_gaps, repeat_purchase

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from tenure.company.asked import Asked


def rows(asked: "Asked") -> "ir.Table":
    """Return who bought again, by period."""
    return repeat_purchase(
        bought(asked),
        period=asked.period,
        within=cast(int, asked.option("within")),
        calendar=asked.calendar,
        observed=asked.observed,
        groups=asked.groups,
    )


def gap_rows(asked: "Asked") -> "ir.Table":
    """Return the days between purchase days."""
    return purchase_gaps(
        bought(asked),
        only_first=asked.option("of") == "first",
        calendar=asked.calendar,
        observed=asked.observed,
        groups=asked.groups,
    )


def lifetime_rows(asked: "Asked") -> "ir.Table":
    """Return the days until each customer was first lost."""
    return lifetimes(
        asked.only(asked.rule.spells(asked.observed)),
        starts=recorded(asked),
        calendar=asked.calendar,
        observed=asked.observed,
        groups=asked.groups,
    )


def lifetime_finish(table: "pa.Table", asked: "Asked") -> "pa.Table":
    """Return the restricted mean; without a horizon, up to where every group was seen."""
    given = asked.option("horizon")
    reach = [curve.last for curve in curves(table).values() if curve.last > 0]
    horizon = cast(int, given) if given else int(min(reach, default=1))
    return finish_lifetimes(table, horizon=horizon)


def basket_rows(asked: "Asked") -> "ir.Table":
    """Return products, lines and orders per customer."""
    return baskets(
        bought_lines(orders(asked)),
        period=asked.period,
        calendar=asked.calendar,
        observed=asked.observed,
        groups=asked.groups,
    )


def _edges(asked: "Asked") -> list[int]:
    text = str(asked.option("bands"))
    parts = [part.strip() for part in text.split(",")]
    edges = [int(part) for part in parts if part.isdecimal()]
    if len(edges) != len(parts) or edges != sorted(set(edges)):
        raise MetricError(
            f"bands must be whole days that grow, not {text!r}", hint="write: 0, 8, 31, 91"
        )
    return edges


_BOUGHT = {
    "en": "Purchases are order lines that give back neither money nor goods; those of one local "
    "day are one.",
    "ko": "환불·반품이 아닌 주문을 구매로 보고, 같은 날의 구매는 하나로 셉니다.",
}


def words(asked: "Asked", language: str) -> str:
    """Say what repeat purchase is here."""
    within = asked.option("within")
    said = {
        "en": f"Of those who bought in the period, who did on two days of it; of all who ever had, "
        f"who had on two days; of those whose first purchase lies in it, who bought again within "
        f"{within} days, once they were seen for as long. First means first in the data.",
        "ko": "그 기간에 산 고객 가운데 이틀 이상 산 비율, 그때까지 산 고객 가운데 이틀 이상 "
        f"산 비율, 그 기간에 처음 산 고객 가운데 {within}일 안에 다시 산 비율. "
        "처음은 데이터에서 처음입니다.",
    }
    return f"{said[language]} {_BOUGHT[language]}"


def gap_words(asked: "Asked", language: str) -> str:
    """Say what a gap is, and how the open ones count."""
    first = asked.option("of") == "first"
    said = {
        "en": ("First gap of each customer" if first else "All gaps, those of one customer alike")
        + ", in days; gaps still open count for as long as they were seen (Kaplan–Meier).",
        "ko": ("고객마다 첫 간격" if first else "모든 간격")
        + "(일). 아직 끝나지 않은 간격은 관찰된 만큼 셉니다(Kaplan–Meier).",
    }
    return f"{said[language]} {_BOUGHT[language]}"


def lifetime_words(asked: "Asked", language: str) -> str:
    """Say what a lifetime is, and up to where."""
    given = asked.option("horizon")
    if language == "ko":
        until = f"{given}일" if given else "모든 그룹이 관찰된 날"
        return (
            "처음 활성이 된 날부터 회사의 이탈 기준으로 처음 이탈할 때까지의 일수. "
            f"평균은 {until}까지로 제한한 평균이고, 아직 남은 고객은 관찰된 만큼 셉니다. "
            "데이터가 시작되기 전에 시작한 고객은 뺍니다."
        )
    until = f"{given} days" if given else "as far as every group was seen"
    return (
        "Days from the first activity until first lost by the company's churn rule. The mean is "
        f"restricted to {until}; who is still there counts for as long as they were seen. "
        "Customers who started before the data begin are left out."
    )


def basket_words(asked: "Asked", language: str) -> str:
    """Say what is counted in the basket."""
    said = {
        "en": "Distinct products, order lines and orders per customer who bought in the period.",
        "ko": "그 기간에 산 고객마다의 상품 종류, 주문 줄, 주문 수.",
    }
    return f"{said[language]} {_BOUGHT[language]}"


_LOW = "lower end, 95 % Wilson", "95% Wilson 구간의 하한"
_HIGH = "upper end, 95 % Wilson", "95% Wilson 구간의 상한"
_PERIOD = (
    START,
    END,
    Column("complete", "flag", "whether it was seen whole", "온전히 관찰된 기간인지"),
)
_SOURCE = "definitions, “Repeat purchase, value, timing”"
_OF = Option(
    "of",
    default="all",
    choices=("all", "first"),
    help={
        "en": "Every gap, or the first of each customer.",
        "ko": "모든 간격, 또는 고객마다 첫 간격.",
    },
)
METRICS = (
    Metric(
        name="repeat-purchase",
        ids=("M10",),
        title={"en": "Repeat purchase rate", "ko": "재구매율"},
        about={
            "en": "Who bought again: in the period, ever, and soon after the first time.",
            "ko": "다시 산 고객: 기간 안에, 지금까지, 첫 구매 뒤 곧.",
        },
        source=_SOURCE,
        needs=("orders",),
        options=(
            Option(
                "within",
                "days",
                90,
                help={"en": "Days after the first purchase.", "ko": "첫 구매 뒤 며칠."},
            ),
        ),
        columns=(
            *_PERIOD,
            Column("buyers", "count", "bought in the period", "그 기간에 산 고객"),
            Column("repeat_buyers", "count", "of those, on two days", "그중 이틀 이상 산 고객"),
            Column("repeat_rate", "share", "repeat_buyers / buyers", "재구매 / 구매 고객"),
            Column("repeat_rate_low", "share", *_LOW),
            Column("repeat_rate_high", "share", *_HIGH),
            Column("buyers_ever", "count", "had bought by its end", "그때까지 산 고객"),
            Column("repeat_ever", "count", "of those, on two days", "그중 이틀 이상 산 고객"),
            Column("repeat_rate_ever", "share", "repeat_ever / buyers_ever", "지금까지의 재구매율"),
            Column("repeat_rate_ever_low", "share", *_LOW),
            Column("repeat_rate_ever_high", "share", *_HIGH),
            Column("first_buyers", "count", "first bought in it", "처음 산 고객"),
            Column("eligible", "count", "of those, seen for long enough", "충분히 관찰된 고객"),
            Column("repeated_within", "count", "of those, bought again", "그중 다시 산 고객"),
            Column("repeat_within", "share", "repeated_within / eligible", "다시 산 비율"),
            Column("repeat_within_low", "share", *_LOW),
            Column("repeat_within_high", "share", *_HIGH),
            REASON,
        ),
        rows=rows,
        words=words,
        members=buyer_members,
    ),
    Metric(
        name="purchase-gaps",
        ids=("M10",),
        title={"en": "Time between purchases", "ko": "구매 간격"},
        about={
            "en": "Days from one purchase to the next: quartiles, with open gaps counted.",
            "ko": "한 구매에서 다음 구매까지의 일수와 그 분위수.",
        },
        source=_SOURCE,
        needs=("orders",),
        common=("by", "where"),
        options=(_OF,),
        columns=(
            Column("over", "count", "gaps that ended", "끝난 간격"),
            Column("open", "count", "gaps still open", "아직 열린 간격"),
            Column("mean_over", "days", "mean of those that ended", "끝난 간격의 평균"),
            Column("p25", "days", "a quarter ended by then", "넷 중 하나가 끝난 날"),
            Column("p50", "days", "half ended by then", "절반이 끝난 날"),
            Column("p75", "days", "three quarters ended by then", "넷 중 셋이 끝난 날"),
            Column("p90", "days", "nine of ten ended by then", "열에 아홉이 끝난 날"),
            REASON,
        ),
        rows=gap_rows,
        finish=lambda table, asked: finish_quantiles(table),
        words=gap_words,
        members=gap_members,
    ),
    Metric(
        name="purchase-gap-bands",
        ids=("M10",),
        title={"en": "Distribution of purchase gaps", "ko": "구매 간격의 분포"},
        about={
            "en": "How many gaps lie in each band of days, and which share is over by then.",
            "ko": "일수 구간마다의 구매 간격과 그때까지 끝난 비율.",
        },
        source=_SOURCE,
        needs=("orders",),
        common=("by", "where"),
        options=(
            _OF,
            Option(
                "bands",
                default="0, 8, 15, 31, 61, 91, 181, 366",
                help={"en": "First day of each band.", "ko": "구간마다 첫 날."},
            ),
        ),
        columns=(
            Column("from_days", "days", "first day of the band", "구간의 첫 날"),
            Column("to_days", "days", "the day after its last", "구간이 끝난 다음 날"),
            Column("over", "count", "gaps that ended in it", "그 안에 끝난 간격"),
            Column("open", "count", "open gaps last seen in it", "그 안에서 끊긴 간격"),
            Column("share_over", "share", "share over by its end", "그때까지 끝난 비율"),
            Column("share_over_low", "share", "lower end, 95 %, log–log", "95% 하한"),
            Column("share_over_high", "share", "upper end, 95 %, log–log", "95% 상한"),
        ),
        rows=gap_rows,
        finish=lambda table, asked: finish_bands(table, _edges(asked)),
        words=gap_words,
        members=gap_members,
    ),
    Metric(
        name="lifetime",
        ids=("M10",),
        title={"en": "Average customer lifetime", "ko": "평균 고객 수명"},
        about={
            "en": "Days until customers are first lost, as far as they were seen.",
            "ko": "고객이 처음 이탈할 때까지의 일수.",
        },
        source=_SOURCE,
        common=("by", "where"),
        options=(
            Option(
                "horizon",
                "days",
                help={
                    "en": "Days up to which lifetimes count; as far as seen when not said.",
                    "ko": "수명을 세는 최대 일수.",
                },
            ),
        ),
        columns=(
            Column("customers", "count", "who started in the data", "데이터 안에서 시작한 고객"),
            Column("lost", "count", "of those, lost", "그중 이탈한 고객"),
            Column("there", "count", "of those, not lost yet", "그중 남은 고객"),
            Column("horizon", "days", "days up to which they count", "세는 최대 일수"),
            Column("mean_days", "days", "mean of min(lifetime, horizon)", "제한된 평균"),
            Column("mean_days_low", "days", "lower end, 95 %", "95% 하한"),
            Column("mean_days_high", "days", "upper end, 95 %", "95% 상한"),
            Column("median_days", "days", "half are lost by then", "절반이 이탈한 날"),
            REASON,
        ),
        rows=lifetime_rows,
        finish=lifetime_finish,
        words=lifetime_words,
        members=lifetime_members,
    ),
    Metric(
        name="products",
        ids=("M10",),
        title={"en": "Products per customer", "ko": "고객당 상품 수"},
        about={
            "en": "How many products, lines and orders there are to a customer.",
            "ko": "고객 한 명이 산 상품, 주문 줄, 주문의 수.",
        },
        source=_SOURCE,
        needs=("orders",),
        columns=(
            *_PERIOD,
            Column("buyers", "count", "bought in the period", "그 기간에 산 고객"),
            Column("orders", "count", "their orders", "주문"),
            Column("lines", "count", "their order lines", "주문 줄"),
            Column("products", "count", "distinct products", "상품 종류"),
            Column("products_per_customer", "number", "mean of distinct products", "평균 상품 수"),
            Column("products_median", "number", "median of distinct products", "중앙값"),
            Column("lines_per_order", "number", "lines / orders", "주문당 줄"),
            Column("orders_per_customer", "number", "orders / buyers", "고객당 주문"),
            REASON,
        ),
        rows=basket_rows,
        words=basket_words,
        members=basket_members,
    ),
)
