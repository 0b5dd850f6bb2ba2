"""`tenure explain themes`: what customers write about, what grew, and since when."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tenure.cli.outlook import outlook_of, spoken
from tenure.cli.parameters import (
    as_of_option,
    by_option,
    definitions_option,
    format_options,
    period_option,
    where_option,
)
from tenure.cli.saying import say

if TYPE_CHECKING:
    from tenure.measure.result import Result
    from tenure.periods import Period


@click.command()
@definitions_option
@as_of_option
@by_option
@period_option
@where_option
@format_options
def themes(
    definitions: Path,
    as_of: date | None,
    by: str | None,
    period: "Period",
    where: str | None,
    form: str | None,
    out: Path | None,
) -> None:
    """Say what customers write about, with typical sentences, and which themes grew or fell.

    Three tables: the themes with how many texts have each and how many of these complain, since
    when each grew or fell, and the shares by period (and group). Files hold the first.

    \b
    tenure explain themes
    tenure explain themes --by plan --period quarter --where "channel = 'ads'"
    """
    from tenure.company.explanations.themes import themes as told

    with outlook_of(definitions, as_of) as outlook:
        listed, growth, shares = told(outlook, by=by, period=period, where=where)
        if not spoken(form, out):
            say([listed], form, out)
            return
        language = outlook.rule.data.definitions.company.language
        _show(listed, ("sentences",), form)
        _typical(listed, language)
        say([growth], form, out)
        for row in growth.rows:
            if row["sure"]:
                click.echo(row[f"says_{language}"])
        say([shares], form, out)


def _show(found: "Result", without: tuple[str, ...], form: str | None) -> None:
    """Print a table without some columns."""
    names = [name for name in found.table.column_names if name not in without]
    say([replace(found, table=found.table.select(names))], form, None)


def _typical(found: "Result", language: str) -> None:
    """Print typical sentences of each theme beneath their table."""
    for row in found.rows:
        if row["sentences"]:
            click.echo(f"{row[f'title_{language}']}: {row['sentences']}")
