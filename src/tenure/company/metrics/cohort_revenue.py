"""Revenue by cohort as it is asked of a company."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from tenure.company.metrics.cohorts import COHORT, START
from tenure.company.metrics.columns import COMPLETE, REASON
from tenure.company.metrics.contract import Column, Metric, Option
from tenure.company.metrics.doing import starts
from tenure.company.metrics.whose import of_units
from tenure.measure.emergence import finish_emergence
from tenure.measure.payments import collected
from tenure.measure.revenue_cohorts import revenue_cohort_members, revenue_cohorts
from tenure.periods import Observation

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from tenure.company.asked import Asked


def _revenue(asked: "Asked") -> "ir.Table":
    paid = asked.only(_amounts(asked))
    return revenue_cohorts(
        paid,
        starts=starts(asked, asked.option("cohort_date")),
        period=asked.period,
        calendar=asked.calendar,
        observed=_observed(asked, paid),
        groups=asked.groups,
    )


def _members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    paid = asked.only(_amounts(asked))
    return revenue_cohort_members(
        paid,
        cell=cell,
        count=count,
        starts=starts(asked, asked.option("cohort_date")),
        period=asked.period,
        calendar=asked.calendar,
        observed=_observed(asked, paid),
        groups=asked.groups,
    )


def _amounts(asked: "Asked") -> "ir.Table":
    """Return what came in: the lines of orders, or the payments that were collected."""
    name = str(asked.option("revenue") or ("orders" if _has(asked, "orders") else "payments"))
    rows = of_units(asked, asked.known(name))
    if name == "payments":
        rows = collected(rows)
    currency = asked.definitions.company.currency
    if "currency" in rows.columns:
        known = rows.currency.fill_null(currency) if currency else rows.currency
    else:
        import ibis

        known = ibis.literal(currency, "string")
    return rows.select("occurred_at", unit_id=rows.customer_id, amount=rows.amount, currency=known)


def _has(asked: "Asked", name: str) -> bool:
    tables = asked.rule.data.tables
    return name in tables and "amount" in tables[name].columns


def _observed(asked: "Asked", paid: "ir.Table") -> Observation:
    """Return the days observed, from the first amount on where that is known for longer."""
    first = paid.agg(at=paid.occurred_at.min())
    at = asked.engine.execute(first, metric="first revenue").to_pylist()[0]["at"]
    if at is None:
        return asked.observed
    day = asked.calendar.day(at)
    return Observation(min(day, asked.observed.first), asked.observed.last)


def _emergence(table: "pa.Table", asked: "Asked") -> "pa.Table":
    threshold, horizon = asked.option("threshold"), asked.option("horizon")
    return finish_emergence(
        table, threshold=cast(float, threshold), horizon=cast("int | None", horizon)
    )


_REVENUE = {
    "en": "What each cohort brought in each period since its start, returns and refunds taken "
    "off; per customer: divided by everyone in the cohort, also those who paid nothing. "
    "Currencies are not added to each other.",
    "ko": "코호트가 시작 후 기간마다 낸 매출(반품과 환불 제외). 고객당 값은 아무것도 내지 않은 "
    "고객까지 포함한 코호트 전체로 나눕니다. 통화는 서로 더하지 않습니다.",
}
_SHOWS = {
    "en": "Spearman's rank correlation, over cohorts, of the revenue per customer after k periods "
    "with that at the horizon, of which it is a part; `with_rest`: with the revenue after k "
    "alone.",
    "ko": "k기간 뒤 고객당 누적 매출과 마지막 기간 누적 매출의 코호트 간 스피어만 순위 상관. 앞의 "
    "값은 뒤의 값에 들어 있으므로 `with_rest`는 k 이후 매출하고만 견줍니다.",
}


def _revenue_words(asked: "Asked", language: str) -> str:
    shows = [_SHOWS[language]] if asked.metric.name == "revenue-emergence" else []
    return " ".join([_REVENUE[language], *shows])


_CURRENCY = Column("currency", "text", "of the amounts", "통화")
_MONEY = (
    Option(
        "revenue",
        choices=("orders", "payments"),
        help={"en": "Table that it is taken from.", "ko": "매출을 읽는 표."},
    ),
    COHORT,
)
_CORRELATION = "rank correlation with the horizon"

METRICS = (
    Metric(
        name="revenue-cohorts",
        ids=("M4",),
        title={"en": "Revenue by cohort", "ko": "코호트 매출"},
        about={
            "en": "What those who started together have brought since.",
            "ko": "함께 시작한 고객이 그 뒤로 낸 매출.",
        },
        source="definitions, “Repeat purchase, value, timing”",
        periods=("week", "month", "quarter", "year"),
        options=_MONEY,
        columns=(
            _CURRENCY,
            START,
            Column("size", "count", "customers of the cohort", "코호트의 고객"),
            Column("period", "count", "periods since the start, from 0", "시작 후 경과 기간"),
            Column("payers", "count", "with an amount in it", "그 기간에 금액이 있는 고객"),
            Column("revenue", "money", "sum of amounts in it", "그 기간의 매출"),
            Column("cumulative", "money", "up to and with it", "그 기간까지의 누적 매출"),
            Column("revenue_per_customer", "money", "revenue / size", "매출 / 고객"),
            Column("cumulative_per_customer", "money", "cumulative / size", "누적 매출 / 고객"),
            COMPLETE,
            REASON,
        ),
        rows=_revenue,
        words=_revenue_words,
        members=_members,
    ),
    Metric(
        name="revenue-emergence",
        ids=("M4",),
        title={"en": "When high-revenue cohorts show", "ko": "고매출 코호트가 드러나는 때"},
        about={
            "en": "After how many periods the order of cohorts by revenue is that of the end.",
            "ko": "몇 기간이 지나면 코호트의 매출 순위가 마지막과 같아지는지.",
        },
        source="definitions, “Repeat purchase, value, timing”; Bonett and Wright (2000)",
        periods=("week", "month", "quarter", "year"),
        options=(
            *_MONEY,
            Option(
                "threshold",
                kind="share",
                default=0.8,
                help={"en": "Correlation that counts as shown.", "ko": "드러났다고 볼 상관."},
            ),
            Option(
                "horizon",
                kind="count",
                help={"en": "Period that counts as the end.", "ko": "마지막으로 볼 기간."},
            ),
        ),
        columns=(
            _CURRENCY,
            Column("period", "count", "periods since the start, k", "시작 후 경과 기간 k"),
            Column("horizon", "count", "the period compared with", "견주는 마지막 기간"),
            Column("cohorts", "count", "cohorts that reached it", "거기에 이른 코호트"),
            Column("rank_correlation", "number", _CORRELATION, "마지막과의 순위 상관"),
            Column("rank_correlation_low", "number", "lower end, 95 %", "95% 구간의 하한"),
            Column("rank_correlation_high", "number", "upper end, 95 %", "95% 구간의 상한"),
            Column("with_rest", "number", "with the revenue after k", "k 이후 매출과의 상관"),
            Column("shows", "flag", "first k at the threshold", "문턱에 처음 이른 k"),
            REASON,
        ),
        rows=_revenue,
        finish=_emergence,
        words=_revenue_words,
        counts_of="cohorts",
    ),
)
