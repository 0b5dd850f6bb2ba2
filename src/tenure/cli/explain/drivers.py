"""`tenure explain drivers | driver`: what goes with leaving, and what one driver may cause."""

from datetime import date
from pathlib import Path

import click

from tenure.cli.outlook import outlook_of, spoken
from tenure.cli.parameters import (
    as_of_option,
    by_option,
    definitions_option,
    format_options,
    where_option,
)
from tenure.cli.saying import say

_MOST_SAID = 8


@click.command()
@definitions_option
@as_of_option
@by_option
@where_option
@format_options
def drivers(
    definitions: Path,
    as_of: date | None,
    by: str | None,
    where: str | None,
    form: str | None,
    out: Path | None,
) -> None:
    """Show what goes with leaving, over all features at once.

    Each feature alone and with all else alike, over time, by area of the product and service.
    What goes with leaving need not cause it. Files hold the first table.

    \b
    tenure explain drivers
    tenure explain drivers --by plan --out drivers.csv
    tenure explain drivers --where "segment = 'enterprise'"
    """
    from tenure.company.explanations.drivers import drivers as find

    with outlook_of(definitions, as_of) as outlook:
        found = find(outlook, by=by, where=where)
        say(found, form, out)
        if spoken(form, out):
            language = outlook.rule.data.definitions.company.language
            rows = [row for row in found[0].rows if row["adjusted_q"] is not None]
            for row in rows[:_MOST_SAID]:
                click.echo(row[f"says_{language}"])


@click.command()
@click.argument("name")
@definitions_option
@as_of_option
@click.option("--treated", metavar="RULE", help='Who counts as exposed, such as ">= 1".')
@format_options
def driver(
    name: str,
    definitions: Path,
    as_of: date | None,
    treated: str | None,
    form: str | None,
    out: Path | None,
) -> None:
    """Estimate what one driver causes, if nothing important is unobserved, or say why not.

    NAME is one that `tenure explain drivers` lists, or an event. Files hold the first table.

    \b
    tenure explain driver bulk_import
    tenure explain driver failed_payments_90d --treated ">= 2"
    """
    from tenure.company.explanations.drivers import cause

    with outlook_of(definitions, as_of) as outlook:
        found = cause(outlook, name, treated=treated)
        say(found, form, out)
        if spoken(form, out):
            language = outlook.rule.data.definitions.company.language
            for row in found[0].rows:
                click.echo(row[f"says_{language}"])
