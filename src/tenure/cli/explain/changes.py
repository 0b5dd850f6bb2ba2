"""`tenure explain changes` and `tenure explain change`: what attrition did before and after."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from tenure.cli.outlook import outlook_of, spoken
from tenure.cli.parameters import (
    Day,
    OneOf,
    as_of_option,
    definitions_option,
    format_options,
    where_option,
)
from tenure.cli.saying import say

_WIDTHS = {"day": 1, "week": 7, "month": 28}


def _how(command: Any) -> Any:
    """Add how long after a change is looked at, in which bins, and of whom."""
    options = [
        click.option(
            "--window",
            type=click.IntRange(7, 730),
            default=56,
            show_default=True,
            help="Days after a change in which its effect is looked for.",
        ),
        click.option(
            "--washout",
            type=click.IntRange(0, 365),
            default=0,
            show_default=True,
            help="Days right after it that are left aside.",
        ),
        click.option(
            "--period",
            type=OneOf(list(_WIDTHS)),
            help="Bins of 1, 7 or 28 days; default: 7, or 28 where few leave.",
        ),
        where_option,
    ]
    for option in reversed(options):
        option(command)
    return command


@click.command()
@definitions_option
@as_of_option
@_how
@format_options
def changes(
    definitions: Path,
    as_of: date | None,
    window: int,
    washout: int,
    period: str | None,
    where: str | None,
    form: str | None,
    out: Path | None,
) -> None:
    """List each change (release, price …) with what attrition did before and after it.

    \b
    tenure explain changes
    tenure explain changes --where "plan = 'team'"
    tenure explain changes --window 91
    """
    from tenure.company.explanations.changes import changes as ask

    with outlook_of(definitions, as_of) as outlook:
        found = ask(
            outlook,
            window=window,
            washout=washout,
            where=where,
            width=_WIDTHS.get(period or ""),
        )
        if not spoken(form, out):
            say(found, form, out)
            return
        language = outlook.rule.data.definitions.company.language
        click.echo(found[0].definition + "\n")
        for row in found[0].rows:
            click.echo(row[f"says_{language}"])


@click.command()
@click.argument("name")
@definitions_option
@as_of_option
@click.option("--at", type=Day(), help="Its day, where several changes have the name.")
@click.option("--against", metavar="WHOM", help="Compare with a segment, a value, a condition.")
@_how
@click.option("--chart", type=click.Path(path_type=Path), help="Draw it: a file .svg or .png.")
@format_options
def change(
    name: str,
    definitions: Path,
    as_of: date | None,
    at: date | None,
    against: str | None,
    window: int,
    washout: int,
    period: str | None,
    where: str | None,
    chart: Path | None,
    form: str | None,
    out: Path | None,
) -> None:
    """Look at one change in depth: before and after, other dates, a comparison group.

    \b
    tenure explain change "4.0: new editor"
    tenure explain change "team plan price" --against "plan = 'starter'"
    tenure explain change "4.0: new editor" --chart change.svg
    """
    from tenure.company.explanations.changes import change as ask

    with outlook_of(definitions, as_of) as outlook:
        found = ask(
            outlook,
            name,
            at=at,
            window=window,
            washout=washout,
            against=against,
            where=where,
            width=_WIDTHS.get(period or ""),
        )
        language = outlook.rule.data.definitions.company.language
        if chart is not None:
            _draw(found, chart, language)
        shown = [one for one in found if one.metric in ("change", "change-before")]
        say(shown if spoken(form, out) else found, form, out)


def _draw(found: Any, path: Path, language: str) -> None:
    from tenure.charts.before_after import before_after
    from tenure.charts.draw import save
    from tenure.errors import MetricError

    series = next((one for one in found if one.metric == "change-series"), None)
    if series is None:
        raise MetricError("there is nothing to draw: the change cannot be judged")
    save(before_after(series, language=language), path)
