"""`tenure prove`: what plays and trials changed, as assigned, and what it takes to know."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tenure.cli.outlook import outlook_of, spoken
from tenure.cli.parameters import Group, as_of_option, definitions_option, format_options
from tenure.cli.saying import say

if TYPE_CHECKING:
    from tenure.company.predictions.acting.trials import Experiment
    from tenure.company.predictions.outlook import Outlook
    from tenure.company.proofs import Proof, Unproved

_SHARE = click.FloatRange(0, 1, min_open=True, max_open=True)
_MARGIN = click.option(
    "--margin",
    type=_SHARE,
    metavar="SHARE",
    help="The smallest change of attrition worth having, 0.01 is one point; else as declared.",
)
_VALUE = click.option(
    "--value",
    type=click.FloatRange(0),
    help="What a customer is worth, where no table has money.",
)


@click.group(cls=Group)
def prove() -> None:
    """Say what plays and trials changed, against those left alone, with what is not known.

    \b
    tenure prove effects                     every play and trial, with its verdict
    tenure prove effect save_offer           one of them, at 30, 60 and 90 days
    tenure prove arms spring_mail --event visit   every arm, by what they did
    tenure prove board                       what all of it brought, in customers and money
    tenure prove power --base 0.05 --eligible 200
    """


@prove.command()
@definitions_option
@as_of_option
@_MARGIN
@_VALUE
@format_options
def effects(
    definitions: Path,
    as_of: date | None,
    margin: float | None,
    value: float | None,
    form: str | None,
    out: Path | None,
) -> None:
    """Judge every play and trial in the table assignments, as assigned.

    Days count from the assignment, not from the first contact.

    \b
    tenure prove effects
    tenure prove effects --margin 0.01 --out proofs.csv
    """
    from tenure.company.proofs import experiments

    with outlook_of(definitions, as_of) as outlook:
        found, _ = _proofs(outlook, margin, value)
        say([experiments(outlook, found)], form, out)
        if spoken(form, out):
            _verdicts(outlook, found)


@prove.command()
@click.argument("name")
@definitions_option
@as_of_option
@click.option("--control", metavar="ARM", help="The arm left alone, if its name does not say.")
@_MARGIN
@_VALUE
@format_options
def effect(
    name: str,
    definitions: Path,
    as_of: date | None,
    control: str | None,
    margin: float | None,
    value: float | None,
    form: str | None,
    out: Path | None,
) -> None:
    """Show one play or trial: attrition at 30, 60 and 90 days, who stays, money.

    Days count from the assignment, not from the first contact.
    Of one that left nobody alone: before and after, and others like them, which prove nothing.

    \b
    tenure prove effect save_offer
    tenure prove effect "spring mail" --control "no mail"
    """
    from tenure.company.predictions.acting.trials import Trials
    from tenure.company.proofs import comparisons
    from tenure.company.proofs import effects as told

    with outlook_of(definitions, as_of) as outlook:
        chosen = Trials(outlook).find(name, control)
        found, unproved = _of(outlook, [chosen], margin, value)
        for one in found:
            say(told(outlook, one), form, out)
        if any(one.comparable for one in unproved):
            compared = list(comparisons(outlook, unproved))
            say(compared, form, out)
            if spoken(form, out):
                _compared(outlook, compared[0].rows)
        if spoken(form, out):
            _verdicts(outlook, found)


@prove.command()
@click.argument("name")
@definitions_option
@as_of_option
@click.option("--event", metavar="NAME", help="What they should do; who left without it.")
@click.option("--days", type=click.IntRange(1), help="Within so many days; 14, or 90 of leaving.")
@click.option("--control", metavar="ARM", help="The arm left alone, if its name does not say.")
@click.option("--shares", metavar="ARMS", help="How arms were drawn, none=1,mail=1: it is checked.")
@click.option("--fewer", is_flag=True, help="Fewer is better.")
@format_options
def arms(
    name: str,
    definitions: Path,
    as_of: date | None,
    event: str | None,
    days: int | None,
    control: str | None,
    shares: str | None,
    fewer: bool,
    form: str | None,
    out: Path | None,
) -> None:
    """Compare every arm with the control, by who left or by who did something.

    \b
    tenure prove arms spring_mail --event visit --days 14 --shares none=1,mens=1,womens=1
    tenure prove arms save_offer --days 60
    """
    from tenure.company.predictions.acting.trials import Trials
    from tenure.company.proofs import arms as told
    from tenure.company.proofs import compare, shares_of

    with outlook_of(definitions, as_of) as outlook:
        found = compare(
            outlook,
            Trials(outlook).find(name, control),
            event=event,
            days=days,
            shares=shares_of(shares) if shares else None,
            fewer=fewer,
        )
        say([told(outlook, found)], form, out)
        if spoken(form, out):
            language = outlook.rule.data.definitions.company.language
            for one in found.arms:
                if one.verdict is not None:
                    click.echo(f"{name}, {one.arm}: {one.verdict.says(language)}")


@prove.command()
@definitions_option
@as_of_option
@_VALUE
@format_options
def board(
    definitions: Path,
    as_of: date | None,
    value: float | None,
    form: str | None,
    out: Path | None,
) -> None:
    """Add up what all plays brought: customers kept and money, with intervals.

    \b
    tenure prove board
    tenure prove board --as-of 2026-04-01
    """
    from tenure.company.proofs import board as told

    with outlook_of(definitions, as_of) as outlook:
        found = told(outlook, *_proofs(outlook, None, value))
        say([found], form, out)
        if spoken(form, out):
            _reasons(outlook, found.rows)


@prove.command()
@click.option("--base", type=_SHARE, required=True, help="Share that leaves within the horizon.")
@click.option("--eligible", type=click.FloatRange(0, min_open=True), help="Customers a week.")
@click.option("--holdout", type=_SHARE, default=0.1, show_default=True)
@click.option("--effect", type=_SHARE, help="Fall of the share to see; default: a fifth of it.")
@click.option("--days", type=click.IntRange(1), default=60, show_default=True, help="Horizon.")
@click.option("--daily", is_flag=True, help="One looks every day.")
def power(
    base: float,
    eligible: float | None,
    holdout: float,
    effect: float | None,
    days: int,
    daily: bool,
) -> None:
    """Say how many customers, and how many weeks, a play takes to show its effect.

    \b
    tenure prove power --base 0.08 --eligible 300
    tenure prove power --base 0.08 --effect 0.02 --holdout 0.2 --daily
    """
    from tenure.prove import Design, units_needed, weeks_needed

    design = Design(base, holdout, looks="daily" if daily else "once")
    wanted = -(effect or base / 5)
    click.echo(
        f"to see {base:.1%} become {base + wanted:.1%} with a holdout of {holdout:.0%}: "
        f"{units_needed(design, wanted):,} customers"
    )
    if eligible:
        told = weeks_needed(design, wanted, eligible_a_week=eligible, horizon=days)
        click.echo(
            f"{told.treatment:,} treated, {told.control:,} left alone: {told.weeks:,.0f} weeks, "
            f"known after {told.days_until_known:,.0f} days"
        )


def _proofs(
    outlook: "Outlook", margin: float | None, value: float | None
) -> "tuple[list[Proof], list[Unproved]]":
    from tenure.company.predictions.acting.trials import Trials

    return _of(outlook, Trials(outlook).every(), margin, value)


def _of(
    outlook: "Outlook",
    chosen: "tuple[Experiment, ...] | list[Experiment]",
    margin: float | None,
    value: float | None,
) -> "tuple[list[Proof], list[Unproved]]":
    """Judge the treatments of some experiments; one without a control is told, and why."""
    from dataclasses import replace

    from tenure.company.predictions.acting.trials import UnjudgedError
    from tenure.company.proofs import aims_of, plays_of, without_control
    from tenure.company.proofs import prove as judged
    from tenure.prove import Margin

    plays, found, unproved = plays_of(outlook.rule.data.definitions), [], []
    for one in chosen:
        try:
            treatments = one.treatments
        except UnjudgedError as error:
            click.echo(f"{one.name}: {error.message}", err=True)
            unproved += without_control(one, error)
            continue
        aims = aims_of(outlook, one, plays)
        if margin is not None:
            aims = replace(aims, margin=Margin(margin))
        found += [judged(outlook, one, arm, aims=aims, value=value) for arm in treatments]
    return found, unproved


def _compared(outlook: "Outlook", rows: Sequence[Mapping[str, Any]]) -> None:
    language = outlook.rule.data.definitions.company.language
    for row in rows:
        click.echo(
            f"{row['experiment']}, {row['method']}, {row['days']}: {row[f'says_{language}']}"
        )


def _reasons(outlook: "Outlook", rows: Sequence[Mapping[str, Any]]) -> None:
    language = outlook.rule.data.definitions.company.language
    for row in rows:
        if row[f"says_{language}"]:
            click.echo(f"{row['experiment']}: {row[f'says_{language}']}")


def _verdicts(outlook: "Outlook", found: "list[Proof]") -> None:
    language = outlook.rule.data.definitions.company.language
    for one in found:
        arm = "" if one.treatment == "treatment" else f", {one.treatment}"
        click.echo(f"{one.experiment.name}{arm}: {one.verdict.says(language)}")
