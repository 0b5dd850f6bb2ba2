"""`tenure explain`: why customers leave, from what they say, what they do and what happened."""

import click

from tenure.cli.explain.alerts import alerts, risk_words
from tenure.cli.explain.changes import change, changes
from tenure.cli.explain.competitors import competitors
from tenure.cli.explain.drivers import driver, drivers
from tenure.cli.explain.interviews import interviews
from tenure.cli.explain.reasons import reasons
from tenure.cli.explain.scores import nps
from tenure.cli.explain.sentiment import sentiment
from tenure.cli.explain.text import text
from tenure.cli.explain.themes import themes
from tenure.cli.explain.why import why
from tenure.cli.parameters import Group


@click.group(cls=Group)
def explain() -> None:
    """Say why customers leave: what they said, what they did, what happened to them.

    \b
    tenure explain why                       what changed attrition, on one page
    tenure explain reasons                   as they said, as recorded, as observed
    tenure explain alerts                    sentences that smell of leaving
    """


_COMMANDS: tuple[click.Command, ...] = (
    why,
    drivers,
    driver,
    reasons,
    nps,
    interviews,
    changes,
    change,
    competitors,
    alerts,
    risk_words,
    sentiment,
    themes,
    text,
)

for _command in _COMMANDS:
    explain.add_command(_command)
