"""The published conventions as they are asked of a company."""

from collections.abc import Mapping
from functools import reduce
from typing import TYPE_CHECKING

from tenure.company.metrics.attrition import counted, members
from tenure.company.metrics.columns import COMPLETE, END, REASON, START, wilson
from tenure.company.metrics.contract import Column, Metric
from tenure.company.metrics.said import said
from tenure.errors import MetricError
from tenure.measure.conventions import CONVENTIONS, NET, conventions

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.company.asked import Asked


def behind(asked: "Asked", cell: Mapping[str, object], *names: str) -> "ir.Table":
    """Return the units behind the sum of some counts of one period of attrition."""
    parts = [members(asked, cell, name) for name in names]
    return reduce(lambda left, right: left.union(right), parts)


def _rows(asked: "Asked") -> "ir.Table":
    return conventions(counted(asked, "stripe"))


def _words(asked: "Asked", language: str) -> str:
    return said(asked, language, _TEXT)


def _members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    name = str(cell.get("convention"))
    if name not in CONVENTIONS or count not in ("churned", "base"):
        raise MetricError(
            f"there is no count {count!r} under the convention {name!r}",
            hint=f"counts are churned and base, conventions {', '.join(CONVENTIONS)}",
        )
    if name in NET and count == "churned":
        raise MetricError(
            "a net count is a difference: no list of customers is behind it",
            hint="choose the convention cohort",
        )
    wide = name == "stripe"
    if count == "base":
        joiners = ("joined", "joined_and_lost") if wide else ()
        return behind(asked, cell, "at_start", *joiners)
    late = ("joined_and_lost",) if wide or name == "baremetrics" else ()
    return behind(asked, cell, "lost", *late)


_TEXT = {
    "en": "The same period under four published conventions of customer churn, and net of those "
    "who came back, and of those who came back or joined. Net rates can be below zero.",
    "ko": "같은 기간을 널리 쓰이는 네 가지 이탈률 계산법으로, 그리고 돌아온 고객을 뺀 순이탈률과 "
    "돌아오거나 새로 온 고객을 모두 뺀 순이탈률로 나란히 봅니다. "
    "순이탈률은 0보다 작을 수 있습니다.",
}

METRICS = (
    Metric(
        name="conventions",
        ids=("M2",),
        title={"en": "Churn under every convention", "ko": "계산법별 이탈률"},
        about={
            "en": "The same period under the four published conventions, gross and net.",
            "ko": "같은 기간의 이탈률을 네 가지 계산법과 순이탈률로 나란히.",
        },
        source="definitions, “The same month under four published conventions”",
        columns=(
            START,
            END,
            COMPLETE,
            Column("convention", "text", "the rule of counting", "계산법"),
            Column("kind", "text", "gross, or net of who came", "총이탈 또는 순이탈"),
            Column("churned", "count", "counted as lost, less who came", "이탈로 세는 수"),
            Column("base", "count", "what it is divided by", "나누는 수"),
            Column("attrition", "share", "churned / base", "이탈 / 기준"),
            *wilson("attrition"),
            REASON,
        ),
        when="period",
        rows=_rows,
        words=_words,
        members=_members,
    ),
)
