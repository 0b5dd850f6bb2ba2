"""What the commands share: words with suggestions, days, the options of a question."""

import os
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import click

from tenure.errors import suggest
from tenure.periods import PERIODS


class Group(click.Group):
    """A group that suggests the command that was meant."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one is close."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and self.get_command(ctx, name) is None:
            near = suggest(name, self.list_commands(ctx))
            also = f" Did you mean {near!r}?" if near else ""
            allowed = ", ".join(self.list_commands(ctx))
            ctx.fail(f"There is no command {name!r}.{also} There are: {allowed}.")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader who has seen enough (`| head`) is no failure."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            close_output()
            ctx.exit(0)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands in the order in which people need them."""
        return list(self.commands)


class OneOf(click.Choice[str]):
    """One of a few words; for another, the word that was meant is suggested."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """Say what is allowed, and what is close."""
        near = suggest(str(value), self.choices)
        also = f" Did you mean {near!r}?" if near else ""
        return super().get_invalid_choice_message(value, ctx) + also


class Day(click.ParamType[date]):
    """A day such as 2026-03-31."""

    name = "date"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read an ISO date."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2026-03-31", param, ctx)


def definitions_option(command: Any) -> Any:
    """Add --definitions: which tenure.toml."""
    return click.option(
        "--definitions",
        "-d",
        default="tenure.toml",
        show_default=True,
        type=click.Path(path_type=Path),
        help="The company's definitions.",
    )(command)


def as_of_option(command: Any) -> Any:
    """Add --as-of: the last day that counts as known."""
    return click.option(
        "--as-of", type=Day(), help="Last day that counts as known; default: the last in the data."
    )(command)


def where_option(command: Any) -> Any:
    """Add --where: of whom."""
    told = "Only customers that fit, e.g. \"plan = 'team'\"."
    return click.option("--where", metavar="CONDITION", help=told)(command)


def by_option(command: Any) -> Any:
    """Add --by: split by segment."""
    told = 'Split: an attribute, a segment, "plan, region", "size: 10, 50".'
    return click.option("--by", metavar="SEGMENT", help=told)(command)


def period_option(command: Any) -> Any:
    """Add --period: how time is cut."""
    return click.option(
        "--period",
        type=OneOf(PERIODS),
        default="month",
        show_default=True,
        help="How time is cut.",
    )(command)


def format_options(command: Any) -> Any:
    """Add how a result is written, and where to."""
    form = click.option(
        "--format",
        "form",
        type=OneOf(["table", "csv", "json", "parquet"]),
        help="Default: as the ending of --out says, else a table.",
    )
    out = click.option(
        "--out", type=click.Path(path_type=Path), help="File to write instead of printing."
    )
    for option in (form, out):
        option(command)
    return command


def output_options(command: Any) -> Any:
    """Add how a result is written, where to, and that the customers behind a count are kept."""
    format_options(command)
    options = [
        click.option("--save-cohort", metavar="NAME", help="Keep the customers behind a number."),
        click.option(
            "--row",
            multiple=True,
            metavar="COLUMN=VALUE",
            help="For --save-cohort: which row, e.g. period_start=2026-05-01.",
        ),
        click.option(
            "--count", metavar="COLUMN", help="For --save-cohort: which count, e.g. lost."
        ),
    ]
    for option in options:
        option(command)
    return command


def close_output() -> None:
    """Send nowhere what is still to be written, which would fail once more at the end."""
    with suppress(OSError):  # no file at all
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
