"""`tenure plays decide | preview | why`: which play each customer gets, and why."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tenure.cli.outlook import outlook_of
from tenure.cli.parameters import Day, definitions_option
from tenure.cli.plays.shared import folder_of, language_option, spoken
from tenure.errors import MetricError, suggest

if TYPE_CHECKING:
    from tenure.act.play import Play
    from tenure.company.predictions.outlook import Outlook
    from tenure.definitions import Definitions

_on = click.option("--on", type=Day(), help="A day with profiles; default: the last one.")


@click.command()
@definitions_option
@_on
@language_option
def decide(definitions: Path, on: date | None, language: str | None) -> None:
    """Decide which running play each customer gets, and write it down.

    `tenure run` does so, too. Every decision is a row of store/acts/decisions/DAY.parquet with
    its reason; nothing is sent.

    \b
    tenure plays decide
    tenure plays decide --on 2026-07-01
    """
    from tenure.charts.unsaid import unsaid
    from tenure.company.acts.deciding import decide_all
    from tenure.company.acts.tables import DECISIONS, place

    plays = _plays(definitions)
    with outlook_of(definitions, None) as outlook, outlook.rule.data.store.lock():
        found, words = decide_all(outlook, plays, on=on), spoken(_told(outlook), language)
        for one in found.each:
            counts = found.counts(one.play.id)
            turn, told = sum(counts.values()), counts.get("chosen", 0)
            out = counts.get("held_out", 0) + counts.get("held_out_of_all", 0)
            click.echo(f"{one.play.id}: turn of {turn:,}, contact {told:,}, held out {out:,}")
        for name, reason in found.refused.items():
            click.echo(f"{name}: not decided: {unsaid(reason, words)}")
        click.echo(place(outlook.rule.data.store, DECISIONS, found.on))


@click.command()
@click.argument("play")
@definitions_option
@_on
@language_option
def preview(play: str, definitions: Path, on: date | None, language: str | None) -> None:
    """Say whom a play would reach today, beside the others: what `decide` would write.

    \b
    tenure plays preview win_back
    """
    from tenure.company.acts.preview import preview as found
    from tenure.company.acts.saying import reason_in_short

    plays = _plays(definitions)
    if play not in plays:
        near = suggest(play, plays)
        raise MetricError(
            f"there is no play {play!r}; there are: {', '.join(plays) or 'none'}",
            hint=f"did you mean {near!r}?" if near else None,
        )
    with outlook_of(definitions, None) as outlook:
        told = found(outlook, plays, plays[play], on=on)
        words = spoken(_told(outlook), language)
    click.echo(f"{play} on {told.on}: turn of {told.turn:,}")
    for reason, number in sorted(told.counts.items(), key=lambda one: -one[1]):
        click.echo(f"  {reason_in_short(reason, words)}: {number:,}")
    click.echo(
        f"expected net value {told.net_value:,.2f}, cost {told.cost:,.2f}; "
        f"of {told.contacted:,} contacts {told.assumed:,} with an assumed effect"
    )
    if told.at_stake is not None:
        click.echo(f"value at stake {told.at_stake:,.2f}: risk times worth of those contacted")
    for name, use in told.uses.items():
        of = "" if use.most is None else f" of {use.most:,.0f}"
        click.echo(f"{name}: {use.now:,.0f}, beside {use.before:,.0f} before it{of}")
    for line in told.foreseen.says(words):
        click.echo(line)
    for row in told.first:
        click.echo(f"  {row['unit_id']}  {row['net_value']:,.2f}")


@click.command()
@click.argument("unit")
@definitions_option
@_on
@language_option
def why(unit: str, definitions: Path, on: date | None, language: str | None) -> None:
    """Say of every play why a customer was contacted with it, or why not.

    \b
    tenure plays why C0000042
    tenure plays why A0000007 --language ko
    """
    from tenure.act.reading import shelf
    from tenure.company.acts.why import why as found
    from tenure.definitions import load

    plays = shelf(folder_of(load(definitions))).plays
    with outlook_of(definitions, None) as outlook:
        words = spoken(_told(outlook), language)
        for one in found(outlook, plays, unit, on=on):
            click.echo(f"{one.play} [{one.verdict_said(words)}] {one.says[words]}")


def _told(outlook: "Outlook") -> "Definitions":
    return outlook.rule.data.definitions


def _plays(definitions: Path) -> "dict[str, Play]":
    from tenure.act.reading import load

    return load(definitions.resolve().parent / "plays")
