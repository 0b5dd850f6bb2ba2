"""Whom there is most to gain from, as tables: the most valuable, room to grow, what to offer."""

from typing import Any, Literal

from tenure.company.metrics.contract import Column
from tenure.company.predictions.days import CHANCES, OFFERS, Day
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.views.view import View, rows_of, run_of, value_days
from tenure.measure.result import Result
from tenure.predict.worth.recommend import AGAIN, POPULAR, SIMILAR
from tenure.predict.worth.words import chance_said, common_said

_MOST = 20
_LANGUAGES: tuple[Literal["en", "ko"], ...] = ("en", "ko")
_BY_OFFERS = "-- counted from offers.parquet of the day: tenure predict score"

VALUABLE = View(
    "most-valuable",
    {"en": "Most valuable customers", "ko": "가장 가치 있는 고객"},
    (
        Column("unit_id", "text", "who", "고객"),
        Column("value", "money", "what they are worth", "가치"),
        Column("value_low", "money", "lower end", "하한"),
        Column("value_high", "money", "upper end", "상한"),
        Column("value_tier", "text", "tier of value", "가치 등급"),
        Column("risk", "share", "risk", "위험도"),
        Column("growth", "money", "room to grow a month", "성장 여력(월)"),
    ),
    {
        "en": "The {most} of {all:,} customers with a known value who are worth most within {days} "
        "days. The interval holds what a customer will really bring.",
        "ko": "가치를 산출한 고객 {all:,}명 중 앞으로 {days}일 동안의 가치가 가장 큰 "
        "{most}명입니다. 괄호 안은 고객이 실제로 가져올 금액의 범위입니다.",
    },
)

GROWTH = View(
    "growth-potential",
    {"en": "Room to grow", "ko": "성장 여력"},
    (
        Column("unit_id", "text", "who", "고객"),
        Column("growth", "money", "room to grow a month", "성장 여력(월)"),
        Column("growth_now", "money", "brings a month now", "현재 금액(월)"),
        Column("growth_best", "money", "where the best quarter begins", "상위 25% 기준(월)"),
        Column("growth_peers", "count", "customers like them", "비슷한 고객 수"),
        Column("alike_en", "text", "what they have in common", "공통점(영어)"),
        Column("alike_ko", "text", "in common (Korean)", "공통점"),
        Column("offer_en", "text", "what the best of them hold", "우수 고객과 다른 점(영어)"),
        Column("offer_ko", "text", "what the best hold (Korean)", "우수 고객과 다른 점"),
    ),
    {
        "en": "The {most} of {all:,} customers furthest below the best quarter of those like them, "
        "in money a month. Peers: customers alike in the traits that tell most of what somebody "
        "brings. Of equals those first who will most likely stay. That the best hold something "
        "does not say that selling it makes one of them.",
        "ko": "비슷한 고객의 상위 25%보다 월 금액이 적은 고객 {all:,}명 중 차이가 가장 큰 "
        "{most}명입니다. 비슷한 고객이란 금액 차이를 가장 잘 설명하는 속성이 같은 고객입니다. "
        "차이가 같으면 남을 가능성이 큰 고객이 먼저입니다. 우수 고객이 가진 상품을 판다고 우수 "
        "고객이 된다는 뜻은 아닙니다.",
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
    names = [one.name for one in VALUABLE.columns if one.name in rows.columns]
    known = rows.filter(rows["value"].notnull())
    first = known.order_by([ibis.desc("value"), "unit_id"]).select(*names).limit(_MOST)
    told, sql = run_of(outlook, first)
    told = [{**row, "value_tier": f"{row['value_tier']} tier"} for row in told]
    days = value_days(outlook, known)
    return VALUABLE.result(
        outlook, told, sql, most=len(told), all=_count(outlook, known), days=days
    )


def growing(outlook: Outlook, day: Day) -> Result | None:
    """List who could bring most more, with the evidence; None where nobody knows."""
    import ibis

    rows = rows_of(outlook, day)
    if "growth" not in rows.columns:
        return None
    known = rows.filter(rows.growth.notnull())
    names = ["unit_id", "growth", "growth_now", "growth_best", "growth_peers", "growth_alike"]
    order = [ibis.desc("growth"), known.risk.fill_null(1.0), "unit_id"]
    first = known.order_by(order).select(*names).limit(_MOST)
    told, sql = run_of(outlook, first)
    chances = _chances(day, [row["unit_id"] for row in told])
    told = [row | _evidence(row, chances.get(row["unit_id"])) for row in told]
    return GROWTH.result(outlook, told, sql, most=len(told), all=_count(outlook, known))


def _chances(day: Day, units: list[str]) -> dict[str, dict[str, Any]]:
    """Return the first thing that the best of those like each customer hold, by customer."""
    found = day.table(CHANCES, filters=[("unit_id", "in", units)]) if units else None
    rows = [] if found is None else found.to_pylist()
    return {row["unit_id"]: row for row in reversed(rows)}


def _evidence(row: dict[str, Any], chance: dict[str, Any] | None) -> dict[str, str | None]:
    told: dict[str, str | None] = {}
    for language in _LANGUAGES:
        told[f"alike_{language}"] = common_said(row["growth_alike"], language)
        told[f"offer_{language}"] = chance_said(chance, language) if chance else None
    return told


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
