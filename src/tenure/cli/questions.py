"""`tenure measure METRIC` and `tenure sql METRIC`: a command for each metric, with its options."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tenure.cli.parameters import (
    Group,
    OneOf,
    as_of_option,
    by_option,
    definitions_option,
    where_option,
)

if TYPE_CHECKING:
    from tenure.company import Question
    from tenure.company.metrics import Metric, Option

Run = Callable[..., None]


class MetricGroup(Group):
    """A command for every metric of the catalogue, which is read only when it is needed.

    `run` is called with the question, the definitions and the extra options' values.
    """

    def __init__(self, *args: Any, run: Run, extra: Callable[[Any], Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.subcommand_metavar = "METRIC [OPTIONS]"
        self.run, self.extra = run, extra

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the metrics in the order of the catalogue."""
        from tenure.company.metrics import catalogue

        return list(catalogue())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a metric."""
        from tenure.company.metrics import catalogue

        metric = catalogue().get(cmd_name)
        return None if metric is None else _command(metric, self.run, self.extra)


def _command(metric: "Metric", run: Run, extra: Callable[[Any], Any]) -> click.Command:
    def call(definitions: Path, **given: Any) -> None:
        asked = {
            name: given.pop(name, None) for name in ("period", "by", "where", "cohort", "as_of")
        }
        options = {
            option.name: given.pop(option.name) for option in metric.options if option.name in given
        }
        run(_question(metric, asked, options), definitions, **given)

    about = metric.about["en"]
    shown = [column for column in metric.columns if column.name != "reason"]
    lines = [f"{column.name}: {column.en}" for column in shown]
    text = "\n\n".join([about, "\b\n" + "\n".join(["Columns:", *(f"  {one}" for one in lines)])])
    command = click.Command(metric.name, callback=call, help=text, short_help=about)
    for add in [*_common(metric), *map(_option, metric.options)]:
        add(command)
    as_of_option(command)
    definitions_option(command)
    extra(command)
    return command


def _question(metric: "Metric", asked: dict[str, Any], options: dict[str, Any]) -> "Question":
    from tenure.company import Question

    when: date | None = asked["as_of"]
    chosen = {name: value for name, value in options.items() if value is not None}
    period = asked["period"] or _usual(metric)
    return Question(metric.name, period, asked["by"], asked["where"], when, chosen, asked["cohort"])


def _usual(metric: "Metric") -> Any:
    return "month" if "month" in metric.periods else metric.periods[0]


def _common(metric: "Metric") -> list[Callable[[Any], Any]]:
    added = []
    if "period" in metric.common:
        kind = OneOf(metric.periods)
        added.append(click.option("--period", type=kind, default=_usual(metric), show_default=True))
    if "by" in metric.common:
        added.append(by_option)
    if "where" in metric.common:
        added.append(where_option)
        added.append(click.option("--cohort", help="Only the customers of a saved cohort."))
    return added


def _option(option: "Option") -> Callable[[Any], Any]:
    words = option.help.get("en", "")
    flag = f"--{option.name.replace('_', '-')}"
    if option.choices:
        kind: Any = OneOf([choice.replace("_", "-") for choice in option.choices])
    else:
        kind = str
    default = None if option.default is None else str(option.default).replace("_", "-")
    usual = f" [default: {default}]" if default else ""
    return click.option(flag, option.name, type=kind, help=words + usual)


__all__ = ["MetricGroup"]
