"""`tenure explain sentiment`: how many texts complain, by period and group, and how sure it is."""

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
    from tenure.periods import Period


@click.command()
@definitions_option
@as_of_option
@by_option
@period_option
@where_option
@format_options
def sentiment(
    definitions: Path,
    as_of: date | None,
    by: str | None,
    period: "Period",
    where: str | None,
    form: str | None,
    out: Path | None,
) -> None:
    """Count texts that complain, by period, and say how good the scores are.

    Sentiment is learnt from the scores that customers gave beside their texts, and judged on
    texts held out; where there are too few, words that come with Tenure are used. Files hold
    the first table.

    \b
    tenure explain sentiment
    tenure explain sentiment --by plan --period quarter
    """
    from tenure.company.explanations.sentiment import sentiment as told

    with outlook_of(definitions, as_of) as outlook:
        found = told(outlook, by=by, period=period, where=where)
        say(found, form, out)
        if spoken(form, out):
            language = outlook.rule.data.definitions.company.language
            for says in dict.fromkeys(row[f"says_{language}"] for row in found[1].rows):
                click.echo(says)
