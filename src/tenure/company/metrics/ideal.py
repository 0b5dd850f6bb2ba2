"""Regrettable attrition and the ideal customer as they are asked of a company."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from tenure.company.histories import first_known
from tenure.company.metrics.attrition import counted, counted_by
from tenure.company.metrics.columns import COMPLETE, END, REASON, START, wilson
from tenure.company.metrics.contract import Column, Metric, Option
from tenure.company.metrics.conventions import behind
from tenure.company.metrics.said import as_of, said
from tenure.conditions import parse
from tenure.errors import MetricError, suggest
from tenure.measure.ideal import contract_value, fit_groups, profile_sample, regrettable, stays
from tenure.measure.ideal_tree import ideal_profile
from tenure.measure.moving import FITS, STRETCH
from tenure.measure.recurring import is_priced
from tenure.tables.personal import PERSONAL

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from tenure.company.asked import Asked
    from tenure.company.choosing import Choice
    from tenure.conditions import Condition

_NO_ATTRIBUTES = PERSONAL | {"unit_id", "goals", "auto_renew", "currency"}
"""Who a customer is called, and what changes when notice is given: no traits to learn from."""


def _ideal(asked: "Asked") -> "Condition":
    """Return who the ideal customer is; raises MetricError when the company has not said."""
    ideal = asked.definitions.ideal_customer
    if ideal is None:
        raise MetricError(
            "it is not said who the ideal customer is",
            hint='write in tenure.toml: [ideal_customer] where = "size >= 50"; '
            "`tenure measure ideal-customer` proposes conditions",
        )
    return ideal.where


def _choice(asked: "Asked") -> "Choice":
    """Return whom the question is about, with what the ideal customer is told by."""
    from tenure.company.choosing import once

    return once(asked, lambda: replace(asked.choice, also=_ideal(asked).columns))


def _fit_groups(asked: "Asked") -> "ir.Table":
    """Return each unit's group and, before it, whether it fits; over time where that changes."""
    choice, ideal = _choice(asked), _ideal(asked)
    known, zone = choice.told, asked.definitions.company.time_zone
    inside = ideal.apply(known, time_zone=zone, table_name=f"{asked.rule.unit}s")
    stretch = [name for name in (*STRETCH, FITS) if name in known.columns]
    return fit_groups(known.select("unit_id", *stretch, fits=inside), choice.groups)


def _regrettable(asked: "Asked") -> "ir.Table":
    return regrettable(counted(asked), counted_by(asked, _fit_groups(asked)))


_PARTS = {
    "regrettable": ("f", "lost"),
    "other_lost": ("o", "lost"),
    "unknown_lost": ("u", "lost"),
    "fit_at_start": ("f", "at_start"),
    "other_at_start": ("o", "at_start"),
    "unknown_at_start": ("u", "at_start"),
}


def _regrettable_members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    from tenure.measure.members import attrition_members
    from tenure.measure.rates import UNKNOWN

    if count in ("at_start", "lost"):
        return behind(asked, cell, count)
    if count not in _PARTS:
        near = suggest(count, _PARTS)
        raise MetricError(
            f"there is no count {count!r} of customers; there are: {', '.join(_PARTS)}",
            hint=f"did you mean {near!r}?" if near else None,
        )
    code, name = _PARTS[count]
    group = code + str(cell.get("group") or UNKNOWN) if asked.groups is not None else code

    def of(group: str) -> "ir.Table":
        return attrition_members(
            asked.spells,
            cell={**cell, "group": group},
            count=name,
            period=asked.period,
            calendar=asked.calendar,
            observed=asked.observed,
            groups=_fit_groups(asked),
        )

    if code == "u" and group in ("u", f"u{UNKNOWN}"):
        return of(group).union(of(UNKNOWN))  # those of whom nothing at all is known, too
    return of(group)


def attributes(asked: "Asked") -> list[str]:
    """Return the attributes from which the ideal customer is learnt."""
    known = asked.profiles
    churn = asked.definitions.churn.column
    allowed = [
        name
        for name in known.columns
        if name not in _NO_ATTRIBUTES
        and name != churn
        and not name.endswith(("_id", "_right"))
        and not known[name].type().is_temporal()
    ]
    chosen = cast("str | None", asked.option("attributes"))
    if not chosen:
        return allowed
    named = [part.strip() for part in chosen.split(",")]
    for name in named:
        if name not in allowed:
            near = suggest(name, allowed)
            raise MetricError(
                f"there is no attribute {name!r}; there are: {', '.join(allowed)}",
                hint=f"did you mean {near!r}?" if near else None,
            )
    return named


def _sample(asked: "Asked") -> "ir.Table":
    stayed = stays(
        asked.only(asked.rule.spells(asked.observed)),
        months=cast(int, asked.option("months")),
        observed=asked.observed,
    )
    names = attributes(asked)
    return profile_sample(
        stayed,
        first_known(asked.rule, asked.profiles, names, asked.observed, unit=asked.rule.unit),
        attributes=names,
        value=_value(asked, stayed),
        limit=cast(int, asked.option("sample")),
    )


def _value(asked: "Asked", stayed: "ir.Table") -> "ir.Table | None":
    """Return what contracts brought, where they carry money in one currency at most."""
    contracts = asked.rule.data.tables.get("subscriptions")
    unit = f"{asked.rule.unit}_id"
    if contracts is None or unit not in contracts.columns or not is_priced(contracts):
        return None
    if "currency" in contracts.columns:
        kinds = contracts.agg(kinds=contracts.currency.nunique())
        if asked.engine.execute(kinds, metric="ideal_customer").to_pylist()[0]["kinds"] > 1:
            return None
    return contract_value(
        asked.rule.known_contracts(asked.observed),
        stayed,
        unit=unit,
        calendar=asked.calendar,
        observed=asked.observed,
    )


def _finish(table: "pa.Table", asked: "Asked") -> "pa.Table":
    import pyarrow as pa

    leaves = ideal_profile(
        table,
        least=cast(int, asked.option("least")),
        depth=cast(int, asked.option("depth")),
        seed=cast(int, asked.option("seed")),
    )
    counts = _active_counts(asked, [leaf["condition"] for leaf in leaves])
    rows = [
        {**leaf, "sample": table.num_rows, "active_now": active}
        for leaf, active in zip(leaves, counts, strict=True)
    ]
    return pa.Table.from_pylist(rows, _schema())


def _schema() -> "pa.Schema":
    import pyarrow as pa

    kinds: dict[str, pa.DataType] = {
        "count": pa.int64(),
        "share": pa.float64(),
        "money": pa.float64(),
    }
    return pa.schema([(one.name, kinds.get(one.unit, pa.string())) for one in _LEAVES])


def _active(asked: "Asked") -> "ir.Table":
    """Return what is known of the units active at the end of the observation."""
    import ibis

    spells = asked.spells
    end = ibis.literal(asked.observed.end).cast("timestamp")
    there = (spells.from_local <= end) & (spells.to_local.isnull() | (spells.to_local > end))
    now = asked.choice.known.semi_join(asked.profiles, "unit_id")
    return now.semi_join(spells.filter(there), "unit_id")


def _active_counts(asked: "Asked", conditions: list[str | None]) -> list[int]:
    active = _active(asked)
    sums: dict[str, Any] = {
        f"leaf_{place}": _holds(asked, active, text).cast("int64").sum().fill_null(0)
        for place, text in enumerate(conditions)
    }
    row = asked.engine.execute(active.agg(**sums), metric="ideal_customer").to_pylist()[0]
    return [int(row[name]) for name in sums]


def _holds(asked: "Asked", known: "ir.Table", text: str | None) -> "ir.BooleanValue":
    if not text:
        return known.unit_id.notnull()
    zone = asked.definitions.company.time_zone
    return parse(text).apply(known, time_zone=zone).fill_null(False)


def _leaf_members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    if count != "active_now":
        raise MetricError(
            f"there is no list behind {count!r}: it counts customers of a sample",
            hint="ask for active_now",
        )
    active, text = _active(asked), cell.get("condition")
    return active.filter(_holds(asked, active, str(text) if text else None)).select("unit_id")


def _ideal_words(asked: "Asked", language: str) -> str:
    months = asked.option("months")
    text = {name: told.format(months=months) for name, told in _IDEAL.items()}
    return said(asked, language, text)


def _regrettable_words(asked: "Asked", language: str) -> str:
    own = asked.choice
    told = own.moving if own.over_time is not None else ()
    return said(asked, language, _REGRETTABLE) + as_of(_choice(asked), language, told)


_REGRETTABLE = {
    "en": "Of those lost, who fits the company's ideal customer (regrettable) and who does not; "
    "the two and those of whom it is not known add up to all lost.",
    "ko": "이탈한 고객을 회사가 정한 이상적인 고객(아쉬운 이탈)과 그 밖의 고객으로 나눕니다. "
    "알 수 없는 고객까지 더하면 전체 이탈과 같습니다.",
}
_IDEAL = {
    "en": "Which attributes go with staying {months} months, as the rules of a shallow decision "
    "tree. Shares are of customers who were held out when it was grown. What goes with staying "
    "need not be what makes them stay.",
    "ko": "{months}개월 뒤에도 남는 것과 함께 나타나는 속성을 얕은 의사결정 나무의 규칙으로 "
    "보입니다. "
    "비율은 나무를 만들 때 따로 떼어 둔 고객의 것입니다. 함께 나타난다고 원인은 아닙니다.",
}
_LEAVES = (
    Column("condition", "text", "a condition that `where` accepts", "조건"),
    Column("verdict", "text", "ideal, outside, or neither", "판정"),
    Column("units", "count", "held-out customers it holds", "떼어 둔 고객 수"),
    Column("stayed", "count", "of those, still there after the months", "그중 남은 고객"),
    Column("share", "share", "stayed / units", "남은 비율"),
    *wilson("share"),
    Column("all_share", "share", "share of everybody held out", "떼어 둔 전체의 비율"),
    Column("mean_value", "money", "mean MRR paid within the months, summed", "기간 중 평균 매출"),
    Column("active_now", "count", "customers it holds who are active now", "지금 활성인 고객"),
    Column("sample", "count", "customers in the sample", "표본 고객 수"),
    REASON,
)


def _share(name: str, en: str, ko: str) -> tuple[Column, ...]:
    return (
        Column(name, "share", en, ko),
        *wilson(name),
    )


METRICS = (
    Metric(
        name="regrettable",
        ids=("M8",),
        title={"en": "Regrettable attrition", "ko": "아쉬운 이탈"},
        about={
            "en": "Those lost who fit the ideal customer, and the rest apart.",
            "ko": "이상적인 고객에 맞는 이탈과 그 밖의 이탈.",
        },
        source="definitions, “Logos”",
        columns=(
            START,
            END,
            COMPLETE,
            Column("at_start", "count", "active when it began", "시작 시점의 활성 고객"),
            Column("lost", "count", "of those, no longer active", "그중 이탈한 고객"),
            *_share("attrition", "lost / at_start", "이탈 / 시작 시점의 활성 고객"),
            Column(
                "fit_at_start", "count", "active at the start who fit", "시작 시점의 이상적 고객"
            ),
            Column("regrettable", "count", "of those, lost", "그중 이탈"),
            *_share("regrettable_attrition", "regrettable / fit_at_start", "이상적 고객의 이탈률"),
            Column("other_at_start", "count", "active who do not fit", "시작 시점의 그 밖의 고객"),
            Column("other_lost", "count", "of those, lost", "그중 이탈"),
            *_share("other_attrition", "other_lost / other_at_start", "그 밖의 고객의 이탈률"),
            Column("unknown_at_start", "count", "active, not known to fit", "알 수 없는 고객"),
            Column("unknown_lost", "count", "of those, lost", "그중 이탈"),
            *_share("regrettable_share", "regrettable / lost", "이탈 중 아쉬운 이탈의 비율"),
            REASON,
        ),
        when="period",
        rows=_regrettable,
        words=_regrettable_words,
        members=_regrettable_members,
    ),
    Metric(
        name="ideal-customer",
        ids=("M8",),
        title={"en": "Ideal-customer profile", "ko": "이상적인 고객"},
        about={
            "en": "Which attributes go with staying and value, and who is outside of them.",
            "ko": "남는 것과 가치에 함께 나타나는 속성, 그리고 그 밖에 있는 고객.",
        },
        source="mission, M8",
        common=("where",),
        options=(
            Option("months", "count", 6, help={"en": "Months to stay.", "ko": "남아야 할 개월."}),
            Option(
                "attributes",
                help={"en": "Attributes to use, by commas.", "ko": "쓸 속성, 쉼표로."},
            ),
            Option("depth", "count", 3, help={"en": "Most questions.", "ko": "질문의 최대 수."}),
            Option(
                "least",
                "count",
                50,
                help={"en": "Fewest customers a rule.", "ko": "규칙의 최소 고객."},
            ),
            Option("sample", "count", 20_000, help={"en": "Most customers.", "ko": "최대 표본."}),
            Option("seed", "count", 7, help={"en": "Seed of the draws.", "ko": "난수의 씨앗."}),
        ),
        columns=_LEAVES,
        rows=_sample,
        finish=_finish,
        words=_ideal_words,
        members=_leaf_members,
    ),
)
