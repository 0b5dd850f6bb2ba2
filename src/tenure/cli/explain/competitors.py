"""`tenure explain competitors`: prices, features, whom leavers name, what followed price cuts."""

from datetime import date
from pathlib import Path

import click

from tenure.cli.outlook import outlook_of, spoken
from tenure.cli.parameters import OneOf, as_of_option, definitions_option, format_options
from tenure.cli.saying import say

_SHOWN = ("competitor-prices", "competitor-price-gap", "competitor-whom", "competitor-moves")
_TABLES = ("prices", "price-gap", "features", "whom", "mentions", "moves")


@click.command()
@definitions_option
@as_of_option
@click.option("--table", type=OneOf(_TABLES), help="Only this one; default: all but the longest.")
@click.option(
    "--days",
    type=click.IntRange(28, 3650),
    default=365,
    show_default=True,
    help="Who left within so many days.",
)
@format_options
def competitors(
    definitions: Path,
    as_of: date | None,
    table: str | None,
    days: int,
    form: str | None,
    out: Path | None,
) -> None:
    """Show what competitors ask and have, whom those who left name, and what followed their cuts.

    \b
    tenure explain competitors
    tenure explain competitors --table features
    tenure explain competitors --table mentions --out mentions.csv
    """
    from tenure.company.explanations.competitors import competitors as ask

    with outlook_of(definitions, as_of) as outlook:
        found = ask(outlook, days=days)
        if table is not None:
            found = [one for one in found if one.metric == f"competitor-{table}"]
        elif spoken(form, out):
            found = [one for one in found if one.metric in _SHOWN]
        say(found, form, out)
