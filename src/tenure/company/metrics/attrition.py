"""Attrition as it is asked of a company."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from tenure.company.metrics.columns import COMPLETE, END, REASON, START, wilson
from tenure.company.metrics.contract import Column, Metric, Option
from tenure.company.wording import attrition_words
from tenure.measure import attrition, snapshot_attrition
from tenure.measure.attrition import Convention, attrition_of_marks, attrition_of_periods
from tenure.measure.conventions import conventions
from tenure.measure.moving import is_moving
from tenure.measure.rates import with_groups

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.company.asked import Asked


ALL = "all"


def rows(asked: "Asked") -> "ir.Table":
    """Return attrition by period; of a snapshot, of everyone in it."""
    if asked.rule.snapshot:
        return _of_snapshot(asked, asked.rule.snapshot)
    if asked.option("convention") == ALL:
        return conventions(counted(asked, "stripe"))
    return counted(asked, convention_of(asked))


def convention_of(asked: "Asked") -> Convention:
    """Return the convention asked for, else the company's own."""
    return cast(Convention, asked.option("convention") or asked.definitions.churn.convention)


def counted(asked: "Asked", convention: Convention = "cohort") -> "ir.Table":
    """Return attrition under a convention, whatever the company's own is, split as asked."""
    return counted_by(asked, asked.groups, convention)


def counted_by(
    asked: "Asked", groups: "ir.Table | None", convention: Convention = "cohort"
) -> "ir.Table":
    """Return attrition split by groups of one's own."""
    lookback = asked.rule.lookback(asked.observed)
    cut = asked.cut | {"convention": convention, "lookback": lookback}
    if is_moving(groups) and asked.moving_counts is not None:
        return attrition_of_periods(asked.moving_counts.attrition(groups), **cut)
    if asked.counts is not None:
        return attrition_of_marks(asked.counts.marks(groups), **cut)
    return attrition(asked.spells, groups=groups, **cut)


def _of_snapshot(asked: "Asked", flag: str) -> "ir.Table":
    known, groups = asked.profiles, asked.groups
    if groups is not None:
        known = with_groups(known.select("unit_id", flag), groups)
    return snapshot_attrition(known, left=flag, by="group" if groups is not None else None)


def words(asked: "Asked", language: str) -> str:
    """Say what attrition means here."""
    question, convention = asked.question, convention_of(asked)
    return attrition_words(asked.rule, convention, question.by, question.where, language)


def members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    """Return the units behind one count of one period."""
    from tenure.measure.members import attrition_members

    return attrition_members(
        asked.spells,
        cell=cell,
        count=count,
        period=asked.period,
        calendar=asked.calendar,
        observed=asked.observed,
        groups=asked.groups,
    )


METRICS = (
    Metric(
        name="attrition",
        ids=("M1", "M2", "M6"),
        title={"en": "Attrition", "ko": "이탈률"},
        about={
            "en": "Of those active when a period began, the share no longer active when it ended.",
            "ko": "기간이 시작될 때 활성이던 고객 가운데 끝날 때 활성이 아닌 비율.",
        },
        source="definitions, “State, the base of everything” and “Attrition of customers”",
        columns=(
            START,
            END,
            COMPLETE,
            Column("at_start", "count", "active when it began", "시작 시점의 활성 고객"),
            Column("retained", "count", "of those, active when it ended", "그중 끝까지 남은 고객"),
            Column("lost", "count", "of those, no longer active", "그중 이탈한 고객"),
            Column("joined", "count", "active at the end for the first time", "새로 온 고객"),
            Column("won_back", "count", "active at the end, again", "돌아온 고객"),
            Column("at_end", "count", "retained + joined + won_back", "종료 시점의 활성 고객"),
            Column(
                "joined_and_lost",
                "count",
                "first active within the period and gone before its end; in no other count",
                "기간 안에 와서 떠난 고객. 다른 어느 수에도 들지 않음",
            ),
            Column("attrition", "share", "lost / at_start", "이탈 / 시작 시점의 활성 고객"),
            *wilson("attrition"),
            REASON,
        ),
        options=(
            Option(
                "convention",
                choices=("cohort", "baremetrics", "stripe", "profitwell", ALL),
                help={
                    "en": "Convention of counting; the company's own unless said.",
                    "ko": "계산법. 기본값은 회사의 것, all은 모두 나란히.",
                },
            ),
        ),
        when="period",
        rows=rows,
        words=words,
        members=members,
        snapshot=True,
    ),
)
