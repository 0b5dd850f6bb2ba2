"""`tenure explain alerts | risk-words`: sentences that smell of leaving, and how many there are."""

from datetime import date
from pathlib import Path

import click

from tenure.cli.outlook import outlook_of, spoken
from tenure.cli.parameters import (
    as_of_option,
    definitions_option,
    format_options,
    period_option,
    where_option,
)
from tenure.cli.saying import say
from tenure.periods import Period


@click.command()
@definitions_option
@as_of_option
@click.option(
    "--days",
    type=click.IntRange(1, 3650),
    default=7,
    show_default=True,
    help="Days to look back.",
)
@where_option
@format_options
def alerts(
    definitions: Path,
    as_of: date | None,
    days: int,
    where: str | None,
    form: str | None,
    out: Path | None,
) -> None:
    """List the newest sentences of customers that smell of leaving, each with who wrote it.

    The screen shows the first 20; a file holds all of them.

    \b
    tenure explain alerts
    tenure explain alerts --days 1 --out alerts.csv
    tenure explain alerts --where "plan = 'team'"
    """
    from tenure.company.explanations.alerts import alerts as found

    with outlook_of(definitions, as_of) as outlook:
        most = 20 if spoken(form, out) else None
        say([found(outlook, since_days=days, where=where, most=most)], form, out)


@click.command("risk-words")
@definitions_option
@as_of_option
@period_option
@where_option
@format_options
def risk_words(
    definitions: Path,
    as_of: date | None,
    period: Period,
    where: str | None,
    form: str | None,
    out: Path | None,
) -> None:
    """Count the texts that smell of leaving, by period and kind.

    \b
    tenure explain risk-words
    tenure explain risk-words --period week --out risk-words.csv
    """
    from tenure.company.explanations.alerts import risk_words as found

    with outlook_of(definitions, as_of) as outlook:
        say([found(outlook, period=period, where=where)], form, out)
