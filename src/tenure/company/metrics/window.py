"""The save window and what expires, as they are asked of a company."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tenure.company.metrics.columns import REASON
from tenure.company.metrics.contract import Column, Metric
from tenure.company.metrics.said import said
from tenure.company.units import HOLDER
from tenure.errors import MetricError
from tenure.measure.expiring import ending, expiring, within
from tenure.measure.lapsing import HORIZONS, horizons, lapsing, lapsing_members, lapsing_of_counts
from tenure.measure.members import in_group, known_count, whole
from tenure.measure.window import contracts_at, in_value, in_window, save_window

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.company.asked import Asked


def _contracts(asked: "Asked") -> "ir.Table":
    """Return contracts by who holds them: who is counted, else the other kind of holder."""
    held = contracts_at(
        asked.rule.held_contracts(asked.observed),
        unit=HOLDER,
        calendar=asked.calendar,
        observed=asked.observed,
    )
    return asked.only(held)


def _window(asked: "Asked") -> "ir.Table":
    return save_window(
        _contracts(asked),
        calendar=asked.calendar,
        observed=asked.observed,
        groups=asked.groups,
    )


def _window_members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    known_count(count, ("customers", "leaving", "contracting"))
    units = in_window(_contracts(asked), calendar=asked.calendar, observed=asked.observed)
    units = in_group(units, asked.groups, cell)
    units = units.filter(in_value(units, str(cell.get("split")), str(cell.get("value"))))
    if count != "customers":
        units = units.filter(units.leaving if count == "leaving" else ~units.leaving)
    return units.select("unit_id")


def _expiring(asked: "Asked") -> "ir.Table":
    return expiring(
        _contracts(asked),
        calendar=asked.calendar,
        observed=asked.observed,
        groups=asked.groups,
    )


def _expiring_members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    known_count(count, ("customers", "leaving"))
    status = str(cell.get("status"))
    if status not in ("expiring", "expired"):
        raise MetricError(f"there is no status {status!r}; there are: expiring, expired")
    found = ending(_contracts(asked), calendar=asked.calendar, observed=asked.observed)
    found = found.filter(within(found, status, whole(cell, "within_days")))
    found = in_group(found, asked.groups, cell)
    if count == "leaving":
        found = found.filter(found.leaving)
    return found.select("unit_id").distinct()


def _lapsing(asked: "Asked") -> "ir.Table":
    within = _ahead(asked)
    if asked.counts is not None:
        return lapsing_of_counts(asked.counts.lapsing(within))
    return lapsing(_silences(asked), within=within, observed=asked.observed, groups=asked.groups)


def _ahead(asked: "Asked") -> tuple[int, ...]:
    silence = asked.definitions.churn.after if asked.rule.name == "inactive" else None
    return HORIZONS if silence is None else horizons(silence)


def _lapsing_words(asked: "Asked", language: str) -> str:
    days = ", ".join(map(str, _ahead(asked)))
    text = {name: words.format(days=days) for name, words in _LAPSING.items()}
    return said(asked, language, text)


def _lapsing_members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    return lapsing_members(
        _silences(asked), cell=cell, count=count, observed=asked.observed, groups=asked.groups
    )


def _silences(asked: "Asked") -> "ir.Table":
    """Return spells by a rule of silence; raises MetricError for one that knows no silence."""
    if asked.rule.name not in ("inactive", "purchase"):
        raise MetricError(
            f"by the rule {asked.rule.name!r} nobody leaves by silence",
            where=asked.definitions.place("churn", "rule"),
            hint="ask who has given notice: save-window, or what ends: expiring",
        )
    return asked.only(asked.rule.spells(asked.observed))


_LAPSING = {
    "en": "Customers who are active now and will not be so many days later ({days}), unless they "
    "do something that counts until then. More days include fewer.",
    "ko": "지금 활성이지만 의미 있는 활동이 없으면 그 일수({days}) 안에 이탈로 세게 될 고객. "
    "긴 기간은 짧은 기간을 포함합니다.",
}
_WINDOW = {
    "en": "Customers who have given notice of a paid contract and still have access. Leaving: "
    "nothing else they hold goes on. A contract without a customer is its account's.",
    "ko": "유료 계약의 해지를 알렸지만 아직 이용 중인 고객. 이탈 예정은 계속되는 다른 계약이 없는 "
    "고객입니다. 고객이 없는 계약은 고객사의 것으로 봅니다.",
}
_EXPIRING = {
    "en": "Paid contracts that end without being renewed within 30, 60 and 90 days, and those "
    "that ended so within the last 30, 60 and 90 and whose holder has nothing in force. Within 60 "
    "includes within 30. A contract without a customer is its account's.",
    "ko": "갱신되지 않고 30일, 60일, 90일 안에 끝나는 유료 계약과, 최근 30일, 60일, 90일 사이에 "
    "끝났고 "
    "다른 유효한 계약이 없는 것. 60일은 30일을 포함합니다. 고객이 없는 계약은 고객사의 "
    "것으로 봅니다.",
}

METRICS = (
    Metric(
        name="save-window",
        ids=("M12",),
        title={"en": "Save window", "ko": "붙잡을 수 있는 고객"},
        about={
            "en": "Who has given notice and still has access: as of a day, by reason and plan.",
            "ko": "해지를 알렸지만 아직 이용 중인 고객: 특정일 기준, 이유와 요금제별.",
        },
        source="definitions, “Attrition of customers”",
        common=("by", "where"),
        columns=(
            Column("split", "text", "all, reason, plan, days_left", "구분"),
            Column("value", "text", "its value", "값"),
            Column("customers", "count", "with notice given and access left", "해지 예고 고객"),
            Column("leaving", "count", "of those, with nothing that goes on", "그중 이탈 예정"),
            Column("contracting", "count", "of those, with something that does", "그중 축소"),
            Column("contracts", "count", "contracts under notice", "해지 예고 계약"),
            Column("mrr", "money", "their monthly recurring revenue", "해당 월 반복 매출"),
            Column("first_days", "days", "days left of the first to go", "가장 적게 남은 일수"),
            Column("last_days", "days", "days left of the last to go", "가장 많이 남은 일수"),
            REASON,
        ),
        when="end",
        rows=_window,
        words=lambda asked, language: said(asked, language, _WINDOW, rule=False),
        members=_window_members,
        needs=("subscriptions",),
    ),
    Metric(
        name="lapsing",
        ids=("M12",),
        title={"en": "About to lapse", "ko": "곧 이탈로 셀 고객"},
        about={
            "en": "Who will count as lost within some days unless they come back.",
            "ko": "돌아오지 않으면 며칠 안에 이탈로 셀 고객.",
        },
        source="definitions, “Attrition of customers”",
        common=("by", "where"),
        columns=(
            Column("within_days", "days", "ahead", "앞으로의 일수"),
            Column("customers", "count", "who lapse by then", "그때까지 이탈할 고객"),
            Column("active", "count", "active now", "지금 활성인 고객"),
            REASON,
        ),
        when="end",
        rows=_lapsing,
        words=_lapsing_words,
        members=_lapsing_members,
    ),
    Metric(
        name="expiring",
        ids=("M12",),
        title={"en": "Expiring without renewal", "ko": "갱신 없이 만료"},
        about={
            "en": "What ends without renewal within 30, 60 and 90 days, and what has ended so.",
            "ko": "30일, 60일, 90일 안에 갱신 없이 끝나는 계약과 이미 끝난 계약.",
        },
        source="definitions, “Attrition of customers”",
        common=("by", "where"),
        columns=(
            Column("status", "text", "expiring or expired", "상태"),
            Column("within_days", "days", "ahead, or ago", "일수"),
            Column("customers", "count", "who hold them", "고객"),
            Column("leaving", "count", "of those, with nothing without an end", "그중 이탈 예정"),
            Column("contracts", "count", "contracts that end", "끝나는 계약"),
            Column("with_notice", "count", "of those, with notice given", "그중 해지 예고"),
            Column("mrr", "money", "their monthly recurring revenue", "해당 월 반복 매출"),
            REASON,
        ),
        when="end",
        rows=_expiring,
        words=lambda asked, language: said(asked, language, _EXPIRING, rule=False),
        members=_expiring_members,
        needs=("subscriptions",),
    ),
)
