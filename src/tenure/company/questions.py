"""Metrics asked of a company: its tables, rule and words put together."""

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from tenure.company.asked import Asked, Question
from tenure.company.groups import BETWEEN, parts_of
from tenure.company.units import Rule
from tenure.company.wording import LANGUAGES, texts
from tenure.measure.rates import UNKNOWN
from tenure.measure.result import Result

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa


def answer(rule: Rule, question: Question) -> Result:
    """Return the rows of a metric with its definition in words and its SQL.

    Counts come from the activity index where there is one; the SQL shown is the one that
    gives the same rows from the tables themselves.
    """
    asked = Asked(rule, question, quick=True)
    metric = asked.metric
    settings = asked.settings
    table = asked.engine.execute(_asked_for(asked), metric=metric.name)
    if metric.finish:
        table = _renamed(metric.finish(table, asked), asked)
    words = {language: _said(asked, language) for language in LANGUAGES}
    return Result(
        metric.name,
        words[asked.definitions.company.language],
        asked.observed.last,
        table,
        lambda: asked.engine.script(_asked_for(replace(asked, quick=False))),
        {
            "period": None if rule.snapshot or "period" not in metric.common else question.period,
            **settings,
            "by": table.column_names[0] if question.by else None,
            "where": question.where,
            "cohort": question.cohort,
        },
        words,
        dict(metric.title),
        tuple(asdict(column) for column in metric.columns),
    )


def _asked_for(asked: Asked) -> "ir.Table":
    """Return the expression that is run: before `finish`, groups have no name of their own."""
    return asked.metric.rows(asked) if asked.metric.finish else _named(asked)


def ask(rule: Rule, question: Question) -> "ir.Table":
    """Return the expression of a metric's rows, its group called by what it is.

    Units whose attribute is not known have null there. What `finish` adds is not in it.
    """
    return _named(Asked(rule, question))


def _named(asked: Asked) -> "ir.Table":
    rows = asked.metric.rows(asked)
    if asked.question.by is None:
        return rows.drop("group") if _in_one_group(asked, rows.columns) else rows
    named = rows.mutate(group=rows.group.nullif(UNKNOWN))
    return named.rename({_called(asked, named.columns): "group"})


def _renamed(table: "pa.Table", asked: Asked) -> "pa.Table":
    """Do with finished rows what `ask` does with the others."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if "group" not in table.column_names:
        return table
    if asked.question.by is None:
        return table.drop_columns("group") if _in_one_group(asked, table.column_names) else table
    position = table.column_names.index("group")
    group = table.column(position).combine_chunks()
    known = pc.replace_with_mask(
        group, pc.is_in(group, pa.array([UNKNOWN])), pa.scalar(None, group.type)
    )
    called = _called(asked, table.column_names)
    return table.set_column(position, called, known)


def _in_one_group(asked: Asked, columns: "tuple[str, ...] | list[str]") -> bool:
    """Say whether rows have a group only because who is asked about comes and goes."""
    return asked.metric.when == "period" and "group" in columns


def _said(asked: Asked, language: str) -> str:
    """Say the definition, and as of when attributes that change are taken."""
    text, question = asked.metric.words(asked, language), asked.question
    if not (question.by or question.where) or asked.metric.unit or asked.rule.snapshot:
        return text
    if asked.choice.over_time is None:
        return text
    told = texts(language)[f"as_of_{asked.metric.when}"]
    return f"{text} {told.format(names=', '.join(asked.choice.moving))}"


def _called(asked: Asked, columns: "tuple[str, ...] | list[str]") -> str:
    """Name the column of groups after what they are of.

    An attribute that is called as a column of the metric, such as the size of an
    account, gets the unit before its name: account_size.
    """
    parts = [part.partition(":")[0].strip() for part in parts_of(asked.question.by or "")]
    name = BETWEEN.join(parts)
    taken = name in columns and name != "group"
    return f"{asked.rule.unit}_{name}" if taken else name
