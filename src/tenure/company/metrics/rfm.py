"""RFM as it is asked of a company."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from tenure.company.metrics.bought import orders
from tenure.company.metrics.columns import REASON
from tenure.company.metrics.contract import Column, Metric, Option
from tenure.errors import MetricError
from tenure.measure.members import in_group, known_count, whole
from tenure.measure.rfm import DIMENSIONS, SEVERAL, rfm_cuts, rfm_scores, rfm_segments

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.company.asked import Asked

_SOURCE = "definitions, “Repeat purchase, value, timing”"


def scores(asked: "Asked") -> "ir.Table":
    """Return each customer's RFM scores."""
    return rfm_scores(
        orders(asked),
        cuts=_cuts(asked),
        net=cast(bool, asked.option("net")),
        currency=asked.definitions.company.currency,
        calendar=asked.calendar,
        observed=asked.observed,
    )


def rows(asked: "Asked") -> "ir.Table":
    """Return customers and revenue by segment."""
    return rfm_segments(scores(asked), groups=asked.groups)


def members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    """Return the customers of one segment and currency."""
    known_count(count, ("customers",))
    own = in_group(scores(asked), asked.groups, cell)
    told = cell.get("currency")
    same = own.currency.isnull() if told in (None, "") else own.currency == str(told)
    return own.filter(own.segment == str(cell.get("segment")), same).select("unit_id")


def cut_members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    """Return the customers with one score of one dimension."""
    known_count(count, ("customers",))
    found, name = scores(asked), str(cell.get("dimension"))
    if name not in DIMENSIONS:
        raise MetricError(f"there is no dimension {name!r}; there are: {', '.join(DIMENSIONS)}")
    own = found.filter(found[name] == whole(cell, "score"))
    if name == "monetary":
        told = cell.get("currency")
        own = own.filter(own.currency.isnull() if told in (None, "") else own.currency == str(told))
    return own.select("unit_id")


def _cuts(asked: "Asked") -> dict[str, list[float]]:
    found = {}
    for name in DIMENSIONS:
        text = str(asked.option(f"{name}_cuts") or "")
        if text:
            found[name] = _limits(name, text)
    return found


def _limits(name: str, text: str) -> list[float]:
    try:
        limits = [float(part) for part in text.split(",")]
    except ValueError:
        limits = []
    if len(limits) != 4 or limits != sorted(set(limits)):
        raise MetricError(
            f"{name}_cuts must be four numbers that grow, not {text!r}",
            hint="write: 30, 60, 90, 180",
        )
    return limits


def words(asked: "Asked", language: str) -> str:
    """Say how scores are cut, and what money is."""
    cuts, net = _cuts(asked), asked.option("net")
    fixed = "; ".join(f"{name} {', '.join(f'{x:g}' for x in cuts[name])}" for name in cuts)
    if language == "ko":
        how = f"고정 기준({fixed})" if cuts else "순위의 5분위"
        money = "환불을 뺀 금액" if net else "구매 금액"
        return (
            f"최근성·빈도·금액을 {how}로 1–5점. 값이 같으면 점수도 같습니다. 금액은 {money}이고 "
            "통화가 다르면 더하지 않습니다. 세그먼트는 최근성과 빈도의 점수로 정합니다."
        )
    how = f"fixed cuts ({fixed}), the others by rank" if cuts else "quintiles of the rank"
    money = "less what was given back" if net else "of purchases alone"
    return (
        f"Recency, frequency and money scored 1 to 5 by {how}; equal values, equal scores. Money "
        f"is {money}, and never added up over currencies. Segments follow from recency and "
        "frequency."
    )


_NET = Option(
    "net",
    "flag",
    True,
    help={"en": "Money less what was given back.", "ko": "환불을 뺀 금액."},
)
_RFM_OPTIONS = (
    *(
        Option(
            f"{name}_cuts",
            help={
                "en": f"Four limits of {name} that grow; quintiles when not said.",
                "ko": "커지는 네 기준값. 없으면 5분위.",
            },
        )
        for name in DIMENSIONS
    ),
    _NET,
)

METRICS = (
    Metric(
        name="rfm",
        ids=("M10",),
        title={"en": "RFM segments", "ko": "RFM 세그먼트"},
        about={
            "en": "Customers by how recently, how often and for how much they bought.",
            "ko": "최근성, 빈도, 금액으로 나눈 고객.",
        },
        source=_SOURCE,
        needs=("orders",),
        common=("by", "where"),
        options=_RFM_OPTIONS,
        columns=(
            Column("segment", "text", "by the scores of recency and frequency", "세그먼트"),
            Column("currency", "text", f"of their purchases, or {SEVERAL}", "통화"),
            Column("customers", "count", "customers in it", "고객"),
            Column("share", "share", "of all customers", "전체 고객 중 비율"),
            Column("recency_days", "days", "mean days since the last purchase", "마지막 구매 후"),
            Column("purchase_days", "number", "mean days with a purchase", "구매한 날"),
            Column("revenue", "money", "their revenue", "매출"),
            Column("revenue_share", "share", "of the revenue in the currency", "매출 비율"),
            Column("revenue_per_customer", "money", "revenue / customers", "고객당 매출"),
            REASON,
        ),
        when="end",
        rows=rows,
        words=words,
        members=members,
    ),
    Metric(
        name="rfm-cuts",
        ids=("M10",),
        title={"en": "RFM cuts", "ko": "RFM 기준값"},
        about={
            "en": "The values behind each RFM score.",
            "ko": "RFM 점수마다의 값.",
        },
        source=_SOURCE,
        needs=("orders",),
        common=("where",),
        options=_RFM_OPTIONS,
        columns=(
            Column("dimension", "text", "recency, frequency or monetary", "차원"),
            Column("currency", "text", "of money", "통화"),
            Column("score", "number", "1 worst, 5 best", "점수"),
            Column("customers", "count", "with that score", "고객"),
            Column("lowest", "number", "lowest value among them", "최솟값"),
            Column("highest", "number", "highest value among them", "최댓값"),
        ),
        rows=lambda asked: rfm_cuts(scores(asked)),
        words=words,
        members=cut_members,
    ),
)
