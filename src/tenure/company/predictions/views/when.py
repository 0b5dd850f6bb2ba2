"""By when customers will have left, of all and by segment: the mean of their curves."""

from typing import TYPE_CHECKING, Any

from tenure.company.metrics.contract import Column
from tenure.company.predictions.days import Day
from tenure.company.predictions.learning.bundle import Bundle
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.views.view import View, rows_of, run_of
from tenure.measure.result import Result
from tenure.predict.survival.model import DAYS

if TYPE_CHECKING:
    import ibis.expr.types as ir

_MOST = 12
"""Segments beyond which a column tells customers apart rather than groups of them."""
_ALL = "all"
_NONE = "–"
"""What those are called who are in no segment."""

WHEN = View(
    "when",
    {"en": "By when they will have left", "ko": "언제까지 얼마나 이탈할까"},
    (
        Column("segment", "text", "who: all, or of a segment", "고객 집단"),
        Column("customers", "count", "who is there today", "고객 수"),
        *(
            Column(
                f"leaves_in_{day}_days",
                "share",
                f"will have left within {day} days",
                f"{day}일 안에 이탈할 비율",
            )
            for day in DAYS
        ),
        Column(
            "beyond",
            "share",
            "of them, those who more likely than not stay beyond the horizon",
            "예측 기간이 지나도 남을 가능성이 더 큰 고객의 비율",
        ),
    ),
    {
        "en": "The share that is expected to have left by some days from {day} on: the mean of "
        "what is foretold of each customer{by_en}. It counts from today, without the gap of the "
        "risk, and agrees with the risk within its days. It knows nothing of what is still to be "
        "changed, such as prices.",
        "ko": "{day}부터 며칠 안에 이탈할 것으로 예상되는 고객의 비율로, 고객별 예측을 "
        "평균한 값입니다{by_ko}. 위험도와 달리 오늘부터 세며, 위험도의 기간 안에서는 위험도와 "
        "맞습니다. 가격 인상처럼 앞으로 생길 변화는 반영하지 않습니다.",
    },
)


def when(outlook: Outlook, day: Day, bundle: Bundle) -> Result | None:
    """Return the mean curve of everyone who is there, and of each segment; None without curves."""
    rows = rows_of(outlook, day)
    days = [f"leaves_in_{one}_days" for one in DAYS]
    if not {*days, "median_reason"} <= set(rows.columns):
        return None
    known = rows.filter(rows[days[0]].notnull())
    told, sql = run_of(outlook, _mean(known, days))
    if not told[0]["customers"]:
        return None
    told = [{**told[0], "segment": _ALL}]
    segment = _segment(bundle, rows.columns)
    if segment is not None:
        named = known.mutate(segment=known[segment].cast("string").fill_null(_NONE))
        parts, by_segment = run_of(outlook, _mean(named, days, "segment"))
        if 2 <= len(parts) <= _MOST:
            told += sorted(parts, key=lambda row: (-row["customers"], row["segment"]))
            sql = by_segment
    by = {"by_en": f", by {segment}", "by_ko": f"({segment}별)"}
    said = by if len(told) > 1 else dict.fromkeys(by, "")
    return WHEN.result(outlook, told, sql, day=day.as_of, **said)


def _mean(rows: "ir.Table", days: list[str], *by: str) -> "ir.Table":
    """Return how many there are, the mean of their chances, and how many last."""
    lasting = rows.median_reason.notnull().cast("int64")
    means: dict[str, Any] = {one: rows[one].mean() for one in days}
    grouped = rows.group_by(*by) if by else rows
    return grouped.agg(customers=rows.count(), **means, beyond=lasting.mean())


def _segment(bundle: Bundle, columns: tuple[str, ...]) -> str | None:
    """Return the profiles' column of the segment that the risk falls back to, where it is one."""
    name = bundle.risk.columns.segment
    called = {one.name: one.about for one in bundle.features if one.family == "attribute"}
    own = called.get(name, name) if name else None
    return own if own in columns else None
