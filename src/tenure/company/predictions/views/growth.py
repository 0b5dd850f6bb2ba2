"""Where there is room to grow, as a table: by what the best hold, with how many and who first."""

from typing import TYPE_CHECKING, Any

from tenure.company.metrics.contract import Column
from tenure.company.predictions.days import CHANCES, Day
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.views.view import View, rows_of, run_of
from tenure.measure.result import Result

if TYPE_CHECKING:
    import ibis.expr.types as ir

_MOST, _FIRST = 12, 3
_GROUP = ("kind", "product_id")
_SAYS = {
    "en": {
        "cross_sell": "{product}: they do not have it",
        "up_sell": "{product}: they have less of it",
        None: "nothing that sets the best apart",
    },
    "ko": {
        "cross_sell": "{product}: 없음",
        "up_sell": "{product}: 더 적게 씀",
        None: "우수 고객만 가진 상품이 없음",
    },
}

GROWTH = View(
    "growth-potential",
    {"en": "Room to grow", "ko": "성장 여력"},
    (
        Column("offer_en", "text", "what the best of those like them have", "차이 나는 상품(영어)"),
        Column("offer_ko", "text", "what the best have (Korean)", "비슷한 우수 고객과의 차이"),
        Column("customers", "count", "of how many it is the largest difference", "고객 수"),
        Column("growth", "money", "their room to grow a month, together", "성장 여력 합계(월)"),
        Column("growth_each", "money", "the same a customer", "고객당(월)"),
        Column("best_have", "share", "of the best like them have it", "우수 고객 중 보유 비율"),
        Column("others_have", "share", "of the others have it", "나머지 중 보유 비율"),
        Column("first", "text", "with most room, each a month", "여력이 가장 큰 고객(월)"),
    ),
    {
        "en": "The {all:,} customers who bring less a month than the best quarter of those like "
        "them, by what sets these apart most: a product that the best have and they do not, or "
        "have less of. Room to grow is the money a month up to where the best quarter begins. "
        "It is no forecast: that the best have something does not say that selling it makes one "
        "of them. Try it on a part. One customer with the evidence: tenure predict explain.",
        "ko": "비슷한 고객의 상위 25%보다 월 금액이 적은 {all:,}명을, 그 우수 고객과 가장 크게 "
        "차이 나는 상품(우수 고객에게는 있지만 없거나 더 적게 쓰는 상품)별로 묶었습니다. 성장 "
        "여력은 상위 25%가 시작되는 금액까지의 차이(월)입니다. 예측은 아닙니다. 우수 고객이 가진 "
        "상품을 판다고 우수 고객이 된다는 뜻이 아니므로 일부 고객에게 먼저 시험하십시오. 고객별 "
        "근거는 tenure predict explain에서 볼 수 있습니다.",
    },
)


def growing(outlook: Outlook, day: Day) -> Result | None:
    """Group who could bring more by what the best hold; None where nobody knows.

    Grain in: the profiles of a day, and its chances. Grain out: a product and whether it is
    not held or held for less, most room first; customers without any such product are a row.
    """
    rows = rows_of(outlook, day)
    if "growth" not in rows.columns:
        return None
    known = _with_chance(outlook, day, rows.filter(rows.growth.notnull()))
    told, sql = run_of(outlook, _grouped(known))
    told.sort(key=lambda row: (-row["growth"], row["kind"] or "~", row["product_id"] or ""))
    whole, told = sum(row["customers"] for row in told), told[:_MOST]
    first = _first(outlook, known)
    found = [row | _said(row) | {"first": first[_of(row)]} for row in told]
    return GROWTH.result(outlook, found, sql, all=whole)


def _with_chance(outlook: Outlook, day: Day, rows: "ir.Table") -> "ir.Table":
    """Put beside each customer the product that sets the best of those like them apart most.

    What they do not hold comes before what they hold less of, as in `tenure predict explain`.
    """
    import ibis

    own = rows.select("unit_id", "growth", "risk")
    path = day.folder / CHANCES
    if not path.is_file():
        text, share = ibis.null("string"), ibis.null("float64")
        return own.mutate(kind=text, product_id=text, share=share, others=share)
    engine = outlook.rule.data.engine
    made = engine.scan_parquet([path], name=f"chances_{day.as_of:%Y%m%d}")
    apart = [made.kind, ibis.desc(made.share - made.others), ibis.desc(made.median - made.own)]
    window = ibis.window(group_by="unit_id", order_by=[*apart, made.product_id])
    placed = made.mutate(_place=ibis.row_number().over(window))
    chosen = placed.filter(placed["_place"] == 0)
    first = chosen.select("unit_id", "kind", "product_id", "share", "others")
    return own.left_join(first, "unit_id").drop("unit_id_right")


def _grouped(known: "ir.Table") -> "ir.Table":
    return known.group_by(*_GROUP).agg(
        customers=known.count(),
        growth=known.growth.sum(),
        growth_each=known.growth.mean(),
        best_have=known.share.mean(),
        others_have=known.others.mean(),
    )


def _first(outlook: Outlook, known: "ir.Table") -> dict[Any, str]:
    """Name the customers of each group with most room; of equals those who will likely stay."""
    import ibis

    order = [ibis.desc(known.growth), known.risk.fill_null(1.0), known.unit_id]
    window = ibis.window(group_by=list(_GROUP), order_by=order)
    placed = known.mutate(_place=ibis.row_number().over(window))
    told, _ = run_of(outlook, placed.filter(placed["_place"] < _FIRST))
    found: dict[Any, list[str]] = {}
    for row in sorted(told, key=lambda row: row["_place"]):
        found.setdefault(_of(row), []).append(f"{row['unit_id']} ({row['growth']:,.0f})")
    return {group: ", ".join(names) for group, names in found.items()}


def _of(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in _GROUP)


def _said(row: dict[str, Any]) -> dict[str, str]:
    return {
        f"offer_{language}": words[row["kind"]].format(product=row["product_id"])
        for language, words in _SAYS.items()
    }
