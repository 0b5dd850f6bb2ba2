"""Retention as it is asked of a company."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from tenure.company.metrics.columns import COMPLETE, REASON, wilson
from tenure.company.metrics.contract import Column, Metric, Option
from tenure.company.wording import retention_words
from tenure.measure import retention
from tenure.measure.retention import Mode, retention_of_cells, spell_activity

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.company.asked import Asked


def rows(asked: "Asked") -> "ir.Table":
    """Return the cohort triangle."""
    began = starts(asked)
    cut = asked.cut
    if asked.counts is not None:
        return retention_of_cells(*asked.counts.cells(began, _mode(asked)), **cut)
    return retention(
        asked.only(seen(asked)),
        mode=_mode(asked),
        starts=None if began is None else asked.only(began),
        groups=asked.groups,
        **cut,
    )


def seen(asked: "Asked") -> "ir.Table":
    """Return the periods in which each unit was active, by the company's rule (unit_id, seen)."""
    if asked.rule.name in ("contract", "column"):
        spells = asked.rule.spells(asked.observed)
        return spell_activity(spells, asked.period, asked.calendar, asked.observed)
    return asked.rule.active_periods(asked.period, asked.observed)


def starts(asked: "Asked") -> "ir.Table | None":
    """Return when each unit started, if the company says so and the table knows."""
    rule = asked.rule
    table = rule.data.tables.get(f"{rule.unit}s")
    recorded = asked.definitions.retention.cohort == "started_at"
    if table is None or not recorded or "started_at" not in table.columns:
        return None
    return table.select(unit_id=table[f"{rule.unit}_id"], started_at=table.started_at)


def words(asked: "Asked", language: str) -> str:
    """Say what retention means here."""
    question = asked.question
    return retention_words(asked.rule, _mode(asked), question.by, question.where, language)


def members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    """Return the units behind one cell of the triangle."""
    from tenure.measure.members import retention_members

    began = starts(asked)
    return retention_members(
        asked.only(seen(asked)),
        cell=cell,
        count=count,
        period=asked.period,
        mode=_mode(asked),
        calendar=asked.calendar,
        observed=asked.observed,
        starts=None if began is None else asked.only(began),
        groups=asked.groups,
    )


def _mode(asked: "Asked") -> Mode:
    return cast(Mode, asked.option("mode"))


METRICS = (
    Metric(
        name="retention",
        ids=("M1", "M4"),
        title={"en": "Retention by cohort", "ko": "코호트 유지율"},
        about={
            "en": "Of those who started together, the share active again period by period.",
            "ko": "함께 시작한 고객 가운데 기간마다 다시 활성인 비율.",
        },
        source="definitions, “Retention by cohort”",
        options=(
            Option(
                "mode",
                default="exact",
                choices=("exact", "on_or_after"),
                help={
                    "en": "Active in the period, or in it or any later one.",
                    "ko": "그 기간에 활성, 또는 그 기간이나 그 뒤에 활성.",
                },
            ),
        ),
        columns=(
            Column("cohort", "date", "first day of the cohort's period", "코호트 기간의 첫날"),
            Column("size", "count", "customers who started in it", "그 기간에 시작한 고객"),
            Column("period", "count", "periods since the start, from 0", "시작 후 경과 기간"),
            Column("eligible", "count", "members who reached its end", "기간이 끝난 고객"),
            Column("returned", "count", "of those, active in it", "그중 활성인 고객"),
            Column("retention", "share", "returned / eligible", "활성 / 대상"),
            *wilson("retention"),
            COMPLETE,
            REASON,
        ),
        when="period",
        rows=rows,
        words=words,
        members=members,
    ),
)
