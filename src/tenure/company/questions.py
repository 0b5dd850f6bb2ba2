"""Metrics asked of a company: its tables, rule and words put together."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tenure.company.units import Rule, Unit, profiles
from tenure.company.wording import LANGUAGES, attrition_words, retention_words
from tenure.conditions import parse
from tenure.errors import MetricError, suggest
from tenure.measure import attrition, retention, snapshot_attrition
from tenure.measure.rates import UNKNOWN, with_groups
from tenure.measure.result import Result
from tenure.measure.retention import Mode, spell_activity
from tenure.periods import PERIODS, Observation, Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

_MOST_GROUPS = 50


@dataclass(frozen=True)
class Question:
    """How a metric is asked: of whom, split by what, cut how, as of when."""

    metric: str
    period: Period = "month"
    by: str | None = None
    where: str | None = None
    mode: Mode = "exact"
    as_of: date | None = None


def answer(rule: Rule, question: Question) -> Result:
    """Return the rows of a metric with its definition in words and its SQL."""
    expression, observed = ask(rule, question)
    engine = rule.data.engine
    rows = engine.execute(expression, metric=question.metric)
    words = {language: in_words(rule, question, language) for language in LANGUAGES}
    return Result(
        question.metric,
        words[rule.data.definitions.company.language],
        observed.last,
        rows,
        engine.script(expression),
        {
            "period": None if rule.snapshot else question.period,
            "mode": question.mode if question.metric == "retention" else None,
            "by": rows.column_names[0] if question.by else None,
            "where": question.where,
        },
        words,
    )


def ask(rule: Rule, question: Question) -> "tuple[ir.Table, Observation]":
    """Return the expression of a metric, the days it covers."""
    if question.period not in PERIODS:
        near = suggest(question.period, PERIODS)
        raise MetricError(
            f"there is no period {question.period!r}; allowed: {', '.join(PERIODS)}",
            hint=f"did you mean {near!r}?" if near else None,
        )
    if rule.snapshot:
        return _of_snapshot(rule, question)
    observed = rule.observed(question.as_of)
    known = _known(rule, question, observed)
    groups = _groups(rule, question.by, known)
    chosen = known if question.where else None
    if question.metric == "attrition":
        rows = _attrition(rule, question, observed, groups, chosen)
    else:
        rows = _retention(rule, question, observed, groups, chosen)
    return _named(rows, question.by, rule.unit), observed


def in_words(rule: Rule, question: Question, language: str) -> str:
    """Say in words what a question's numbers mean."""
    if question.metric == "retention":
        return retention_words(rule, question.mode, question.by, question.where, language)
    return attrition_words(rule, question.by, question.where, language)


def _attrition(
    rule: Rule,
    question: Question,
    observed: Observation,
    groups: "ir.Table | None",
    chosen: "ir.Table | None",
) -> "ir.Table":
    churn = rule.data.definitions.churn
    return attrition(
        _only(rule.spells(observed), chosen),
        period=question.period,
        calendar=rule.data.calendar,
        observed=observed,
        groups=groups,
        convention=churn.convention,
        lookback=rule.lookback(observed),
    )


def _retention(
    rule: Rule,
    question: Question,
    observed: Observation,
    groups: "ir.Table | None",
    chosen: "ir.Table | None",
) -> "ir.Table":
    calendar = rule.data.calendar
    if rule.name in ("contract", "column"):
        seen = spell_activity(rule.spells(observed), question.period, calendar, observed)
    else:
        seen = rule.active_periods(question.period, observed)
    starts = _starts(rule)
    return retention(
        _only(seen, chosen),
        period=question.period,
        mode=question.mode,
        calendar=calendar,
        observed=observed,
        starts=None if starts is None else _only(starts, chosen),
        groups=groups,
    )


def _starts(rule: Rule) -> "ir.Table | None":
    """Return when each unit started, if the company says so and the table knows."""
    name = "customers" if rule.unit == "customer" else "accounts"
    table = rule.data.tables.get(name)
    recorded = rule.data.definitions.retention.cohort == "started_at"
    if table is None or not recorded or "started_at" not in table.columns:
        return None
    return table.select(unit_id=table[f"{rule.unit}_id"], started_at=table.started_at)


def _of_snapshot(rule: Rule, question: Question) -> "tuple[ir.Table, Observation]":
    flag = rule.snapshot or ""
    if question.metric != "attrition":
        raise MetricError(
            f"{question.metric} cannot be computed from a snapshot: it has no dates, only "
            f"who had left ({flag})",
            hint="supply events, orders, subscriptions, or started_at and the day of leaving",
        )
    known = _known(rule, question)
    if known is None:
        raise MetricError("there is no table customers")
    groups = _groups(rule, question.by, known)
    if groups is not None:
        known = with_groups(known.select("unit_id", flag), groups)
    rows = snapshot_attrition(known, left=flag, by="group" if groups is not None else None)
    day = question.as_of or rule.data.today
    return _named(rows, question.by, rule.unit), Observation(day, day)


def _known(
    rule: Rule, question: Question, observed: Observation | None = None
) -> "ir.Table | None":
    """Return the units that the question is about, with what is known of them."""
    if not question.where and not question.by and not rule.snapshot:
        return None
    known = profiles(rule, observed)
    if known is None:
        raise MetricError(
            f"nothing is known about each {rule.unit} to choose or split by",
            hint=f"name its source in tenure.toml under [tables.{rule.unit}s]",
        )
    if not question.where:
        return known
    condition = parse(question.where, where="where")
    zone = rule.data.definitions.company.time_zone
    return known.filter(condition.apply(known, time_zone=zone, table_name=f"{rule.unit}s"))


def _groups(rule: Rule, by: str | None, known: "ir.Table | None") -> "ir.Table | None":
    """Return each unit's group: the value of an attribute, or in or out of a named segment."""
    import ibis

    if by is None or known is None:
        return None
    segments = rule.data.definitions.segments
    if by in segments:
        zone = rule.data.definitions.company.time_zone
        inside = segments[by].apply(known, time_zone=zone, table_name=f"{rule.unit}s")
        label = ibis.ifelse(inside.fill_null(False), by, f"not {by}")
        return known.select("unit_id", group=label)
    allowed = [name for name in known.columns if name != "unit_id"]
    if by not in allowed:
        near = suggest(by, [*allowed, *segments])
        raise MetricError(
            f"there is nothing called {by!r} to split by; there are: "
            f"{', '.join([*allowed, *segments])}",
            hint=f"did you mean {near!r}?" if near else None,
        )
    groups = known.select("unit_id", group=known[by].cast("string"))
    _refuse_many(rule, groups, by)
    return groups


def _refuse_many(rule: Rule, groups: "ir.Table", by: str) -> None:
    several = rule.data.engine.execute(
        groups.agg(n=groups.group.nunique()), metric=f"split by {by}"
    )
    number = several.to_pylist()[0]["n"]
    if number > _MOST_GROUPS:
        raise MetricError(
            f"{by} has {number:,} values; at most {_MOST_GROUPS} groups can be told apart",
            hint='write segments in tenure.toml, for instance: [segments] large = "size >= 500"',
        )


def _only(rows: "ir.Table", chosen: "ir.Table | None") -> "ir.Table":
    return rows if chosen is None else rows.semi_join(chosen, "unit_id")


def _named(rows: "ir.Table", by: str | None, unit: Unit) -> "ir.Table":
    """Call the group by what it is; units whose attribute is not known have null there.

    An attribute that is called as a column of the metric, such as the size of an
    account, gets the unit before its name: account_size.
    """
    if by is None:
        return rows
    named = rows.mutate(group=rows.group.nullif(UNKNOWN))
    taken = by in named.drop("group").columns
    return named.rename({f"{unit}_{by}" if taken else by: "group"})
