"""`tenure explain reasons`: why customers left, by whom that is said."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from tenure.cli.outlook import outlook_of
from tenure.cli.parameters import (
    Day,
    OneOf,
    as_of_option,
    by_option,
    definitions_option,
    format_options,
    where_option,
)
from tenure.cli.saying import say

if TYPE_CHECKING:
    from tenure.periods import Period


@click.command()
@definitions_option
@as_of_option
@click.option("--since", type=Day(), help="First day on which leaving counts; default: a year.")
@click.option("--until", type=Day(), help="The day after the last one; default: all.")
@click.option(
    "--period",
    type=OneOf(["week", "month", "quarter", "year"]),
    default="month",
    show_default=True,
    help="Who is back before its end did not leave in it.",
)
@by_option
@where_option
@click.option("--sub", is_flag=True, help="By reasons of the second level.")
@click.option("--each", is_flag=True, help="Every churn, with what was said, masked.")
@format_options
def reasons(
    definitions: Path,
    as_of: date | None,
    since: date | None,
    until: date | None,
    period: str,
    by: str | None,
    where: str | None,
    sub: bool,
    each: bool,
    form: str | None,
    out: Path | None,
) -> None:
    """Say why customers left: as they said, as it was recorded, as what they did suggests.

    \b
    tenure explain reasons                     the last year, by reason
    tenure explain reasons --by plan --sub     by plan, in detail
    tenure explain reasons --each --out churns.parquet
    """
    from tenure.company.explanations.reasons import reasons as ask

    with outlook_of(definitions, as_of) as outlook:
        found = ask(
            outlook,
            period=cast("Period", period),
            first=since,
            end=until,
            by=by,
            where=where,
            sub=sub,
        )
        say(found[-1:] if each else found[:-1], form, out)
