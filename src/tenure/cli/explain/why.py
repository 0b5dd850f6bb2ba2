"""`tenure explain why`: one page of what changed attrition, in sentences, each with its size."""

from datetime import date
from pathlib import Path

import click

from tenure.cli.outlook import outlook_of, spoken
from tenure.cli.parameters import (
    OneOf,
    as_of_option,
    definitions_option,
    format_options,
    where_option,
)
from tenure.cli.saying import say


@click.command()
@definitions_option
@as_of_option
@click.option(
    "--period", metavar="P", help="2026, 2026-Q2, 2026-06 or a day in a week; default: last month."
)
@click.option("--against", metavar="P", help="Held against it; default: the period before.")
@click.option("--segment", metavar="NAME", help="One of [segments] in tenure.toml.")
@where_option
@click.option("--language", type=OneOf(("en", "ko")), help="Default: the company's.")
@format_options
def why(
    definitions: Path,
    as_of: date | None,
    period: str | None,
    against: str | None,
    segment: str | None,
    where: str | None,
    language: str | None,
    form: str | None,
    out: Path | None,
) -> None:
    """Say why attrition changed: mix, segments, drivers, themes, events, competitors, reasons.

    The screen shows a short text; --format table every fact with its interval, how certain it
    is, and the command that shows all of it; so do files.

    \b
    tenure explain why
    tenure explain why --period 2026-Q2 --against 2025-Q2
    tenure explain why --segment enterprise --period 2026-06 --out why.csv
    """
    from tenure.company.explanations.why.page import why as found

    with outlook_of(definitions, as_of) as outlook:
        told = found(outlook, period=period, against=against, segment=segment, where=where)
        if not spoken(form, out) or form == "table":
            say([told.result()], form, out)
            return
        spoken_in = language or outlook.rule.data.definitions.company.language
        for paragraph in told.paragraphs(spoken_in):
            click.echo(f"{paragraph}\n")
        for line in told.unsaid(spoken_in):
            click.echo(line)
