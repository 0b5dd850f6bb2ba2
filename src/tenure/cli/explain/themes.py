"""`tenure explain themes`: what customers write about, what grew, and since when."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tenure.cli.outlook import outlook_of
from tenure.cli.parameters import OneOf, as_of_option, definitions_option, format_options
from tenure.cli.saying import say

if TYPE_CHECKING:
    from tenure.periods import Period


@click.command()
@definitions_option
@as_of_option
@click.option("--by", help='An attribute, a segment, or bands: "size: 10, 50".')
@click.option(
    "--period",
    type=OneOf(["day", "week", "month", "quarter", "year"]),
    default="month",
    show_default=True,
    help="How time is cut.",
)
@click.option("--where", help="Whose texts, e.g. \"plan = 'pro'\".")
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
        say(told(outlook, by=by, period=period, where=where), form, out)
