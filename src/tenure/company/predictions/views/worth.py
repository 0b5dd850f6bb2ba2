"""Whom there is most to gain from, as tables: the most valuable, room to grow, what to offer."""

from typing import Any

from tenure.company.metrics.contract import Column
from tenure.company.predictions.currencies import Currencies
from tenure.company.predictions.days import OFFERS, Day
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.views.growth import growing
from tenure.company.predictions.views.view import View, rows_of, run_of, value_days
from tenure.measure.result import Result
from tenure.predict.worth.recommend import AGAIN, POPULAR, SIMILAR

_MOST = 20
_LANGUAGES = ("en", "ko")
_BY_OFFERS = "-- counted from offers.parquet of the day: tenure predict score"

VALUABLE = View(
    "most-valuable",
    {"en": "Most valuable customers", "ko": "가장 가치 있는 고객"},
    (
        Column("unit_id", "text", "who", "고객"),
        Column("value", "money", "what they are worth", "가치"),
        Column("value_low", "money", "lower end", "하한"),
        Column("value_high", "money", "upper end", "상한"),
        Column("currency", "text", "currency", "통화"),
        Column("value_tier", "text", "tier of value", "가치 등급"),
        Column("risk", "share", "risk", "위험도"),
        Column("growth", "money", "room to grow a month", "성장 여력(월)"),
    ),
    {
        "en": "The {most} of {all:,} customers with a known value who are worth most within {days} "
        "days, among those who pay in the same currency. The interval holds what a customer will "
        "really bring.",
        "ko": "가치를 산출한 고객 {all:,}명 중 같은 통화로 결제하는 고객 가운데 앞으로 {days}일 "
        "동안의 가치가 가장 큰 {most}명입니다. 괄호 안은 고객이 실제로 가져올 금액의 범위입니다.",
    },
)

OFFERED = View(
    "recommended",
    {"en": "What to offer", "ko": "추천할 상품"},
    (
        Column("item", "text", "product", "상품"),
        Column("customers", "count", "to whom it is offered", "추천 대상 고객"),
        Column("similar", "count", "bought what goes with it", "함께 사는 상품이라서"),
        Column("popular", "count", "as it is popular of late", "최근 인기 상품이라서"),
    ),
    {
        "en": "The products offered to most of the customers who are there. {judged_en}",
        "ko": "현재 고객에게 가장 많이 추천하는 상품입니다. {judged_ko}",
    },
)


def of_worth(outlook: Outlook, day: Day) -> list[Result]:
    """Return who is worth most, who could bring more, and what to offer, as far as known."""
    found = (valuable(outlook, day), growing(outlook, day), offered(outlook, day))
    return [one for one in found if one is not None]


def valuable(outlook: Outlook, day: Day) -> Result | None:
    """List who is worth most; None without values."""
    import ibis

    rows = rows_of(outlook, day)
    if "value" not in rows.columns:
        return None
    known = rows.filter(rows["value"].notnull()).mutate(currency=rows.value_currency)
    names = [one.name for one in VALUABLE.columns if one.name in known.columns]
    placed = known.mutate(_place=Currencies.of_profiles(outlook, rows).place(known, "value"))
    first = placed.order_by(["_place", ibis.desc("value"), "unit_id"]).select(*names).limit(_MOST)
    told, sql = run_of(outlook, first)
    told = [{**row, "value_tier": f"{row['value_tier']} tier"} for row in told]
    days = value_days(outlook, known)
    return VALUABLE.result(
        outlook, told, sql, most=len(told), all=_count(outlook, known), days=days
    )


def offered(outlook: Outlook, day: Day) -> Result | None:
    """Count what is offered to how many, and why; None without offers."""
    if not (day.folder / OFFERS).is_file():
        return None
    engine = outlook.rule.data.engine
    made = engine.scan_parquet([day.folder / OFFERS], name=f"offers_{day.as_of:%Y%m%d}")
    rows = made.semi_join(rows_of(outlook, day), "unit_id")
    counted = (
        rows.filter(rows.why != AGAIN)
        .group_by("item")
        .agg(
            customers=rows.unit_id.nunique(),
            similar=(rows.why == SIMILAR).cast("int64").sum(),
            popular=(rows.why == POPULAR).cast("int64").sum(),
        )
    )
    told, _ = run_of(outlook, counted)
    told.sort(key=lambda row: (-row["customers"], row["item"]))
    judged = day.about.get("recommended") or dict.fromkeys(_LANGUAGES, "")
    said = {f"judged_{language}": judged[language] for language in _LANGUAGES}
    return OFFERED.result(outlook, told[:_MOST], _BY_OFFERS, **said)


def _count(outlook: Outlook, rows: Any) -> int:
    found = outlook.rule.data.engine.execute(rows.agg(n=rows.count()), metric="predictions")
    return int(found["n"][0].as_py())
