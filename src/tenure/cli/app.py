"""The commands. Each imports what it needs when it runs, so that --help is quick."""

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from tenure.errors import DefinitionError, TenureError, suggest

if TYPE_CHECKING:
    from tenure.company import Question

METRICS = ("attrition", "retention")
PERIODS = ("day", "week", "month", "quarter", "year")
PRESETS = ("saas", "b2b", "d2c", "ecommerce", "bfsi", "gaming", "media", "edtech")
FAILED_CHECK, FAILED = 1, 3
DEMO_CUSTOMERS, DEMO_MONTHS, DEMO_SEED = 5000, 24, 7


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

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands in the order in which people need them."""
        return list(self.commands)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tenure")
def app() -> None:
    """Measure attrition honestly: who left, of whom, and how sure that is.

    \b
    Look at a company with a known truth:   tenure demo
    Begin with your own files:              tenure init data/ && tenure run
    Ask one question:                       tenure measure attrition --by plan
    See how a number is computed:           tenure sql attrition

    Exit codes: 0 done, 1 check --strict found errors, 2 wrong usage, 3 failed.
    """


def main() -> NoReturn:
    """Run the command line; a user's mistake ends in a message, never in a traceback."""
    try:
        app(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped; what was published before is as it was", err=True)
        sys.exit(130)
    except TenureError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(FAILED)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - nothing may be flushed into the closed pipe
        sys.exit(0)
    sys.exit(0)


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


def question_options(command: Any) -> Any:
    """Add the options of a question."""
    options = [
        click.option("--period", type=click.Choice(PERIODS), default="month", show_default=True),
        click.option("--by", help="Split by an attribute or a named segment."),
        click.option("--where", help='Only customers that fit, e.g. "size >= 50".'),
        click.option(
            "--mode",
            type=click.Choice(["exact", "on-or-after"]),
            default="exact",
            show_default=True,
            help="For retention: active in the period, or in it or any later one.",
        ),
        as_of_option,
        definitions_option,
    ]
    for option in reversed(options):
        command = option(command)
    return command


@app.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--out", default="tenure.toml", show_default=True, type=click.Path(path_type=Path))
@click.option("--language", type=click.Choice(["en", "ko"]), default="en", show_default=True)
@click.option("--force", is_flag=True, help="Replace a tenure.toml that is there.")
def init(paths: tuple[Path, ...], out: Path, language: str, force: bool) -> None:
    """Look at files and draft a tenure.toml to correct.

    \b
    tenure init data/                     every table file in a folder
    tenure init customers.csv orders.xlsx
    """
    from tempfile import TemporaryDirectory

    from tenure.draft import draft
    from tenure.engines import connect
    from tenure.store import write_text

    if out.exists() and not force:
        raise DefinitionError("it is there already", where=str(out), hint="replace it: --force")
    with TemporaryDirectory() as scratch:
        engine = connect("duckdb://", folder=out.parent.resolve())
        text = draft(
            [path.resolve() for path in paths],
            folder=out.parent.resolve(),
            language=language,
            engine=engine,
            scratch=Path(scratch),
        )
        engine.close()
    write_text(out, text)
    click.echo(f"{out} is drafted: read it, correct it, then: tenure check")


@app.command()
@definitions_option
@click.option("--strict", is_flag=True, help="Exit with 1 when there are errors.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.option("--language", type=click.Choice(["en", "ko"]), help="Default: the company's.")
def check(definitions: Path, strict: bool, form: str, language: str | None) -> None:
    """Report the quality of the data: what was read, what is wrong, what is done about it."""
    from tenure.cli import printing
    from tenure.company import Company

    with Company.open(definitions) as company:
        quality = company.quality()
        words = language or company.definitions.company.language
    printing.quality(quality, form, words)
    errors = sum(f.count for q in quality for f in q.findings if f.severity == "error")
    if strict and errors:
        click.echo(f"{errors:,} rows cannot be used", err=True)
        sys.exit(FAILED_CHECK)


@app.command()
@click.argument("preset", metavar="PRESET")
@click.option("--customers", "-n", type=click.IntRange(min=1), default=10_000, show_default=True)
@click.option("--months", "-m", type=click.IntRange(min=1), default=24, show_default=True)
@click.option("--seed", "-s", type=int, default=0, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="Folder; default: the preset's name.")
def simulate(preset: str, customers: int, months: int, seed: int, out: Path | None) -> None:
    """Make a company whose truth is known: its tables, and apart what is really so.

    \b
    PRESET is saas, b2b, d2c, ecommerce, bfsi, gaming, media or edtech.
    tenure simulate saas --customers 5000 --months 24 --seed 7 --out lumen
    """
    from tenure.cli.progress import simulating
    from tenure.simulate import simulate as make

    folder = out or Path(preset)
    with simulating() as progress:
        made = make(
            preset, customers=customers, months=months, seed=seed, out=folder, progress=progress
        )
    click.echo(f"{made.path}: {', '.join(f'{n:,} {name}' for name, n in made.rows.items())}")
    click.echo(f"next: tenure run -d {folder / 'tenure.toml'}")


@app.command()
@definitions_option
@as_of_option
def run(definitions: Path, as_of: date | None) -> None:
    """Check, measure and report; steps whose inputs did not change are skipped.

    A run that is killed leaves the last results as they were, and the next one goes on.
    """
    from tenure.definitions import load

    _run(load(definitions), as_of)


@app.command()
@click.argument("metric", metavar="METRIC")
@question_options
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json", "parquet"]), default="table"
)
@click.option("--out", type=click.Path(path_type=Path), help="File to write instead of printing.")
def measure(
    metric: str,
    period: str,
    by: str | None,
    where: str | None,
    mode: str,
    as_of: date | None,
    definitions: Path,
    form: str,
    out: Path | None,
) -> None:
    """Compute one metric: attrition or retention.

    \b
    tenure measure attrition --period quarter
    tenure measure attrition --by plan --where "region = '서울'"
    tenure measure retention --period week --mode on-or-after --format csv
    """
    from tenure.cli import printing
    from tenure.company import Company

    question = _question(metric, period, by, where, mode, as_of)
    with Company.open(definitions) as company:
        result = company.measure(question)
    printing.result(result, form, out)


@app.command()
@click.argument("metric", metavar="METRIC")
@question_options
def sql(
    metric: str,
    period: str,
    by: str | None,
    where: str | None,
    mode: str,
    as_of: date | None,
    definitions: Path,
) -> None:
    """Print the SQL of a metric; it runs by itself on the engine."""
    from tenure.company import Company

    question = _question(metric, period, by, where, mode, as_of)
    with Company.open(definitions) as company:
        click.echo(company.sql(question))


@app.command()
@definitions_option
@click.option("--language", type=click.Choice(["en", "ko"]), help="Default: the company's.")
@click.option("--out", type=click.Path(path_type=Path), default="report.html", show_default=True)
def report(definitions: Path, language: str | None, out: Path) -> None:
    """Write the report of the last run to one self-contained HTML file."""
    from tenure.definitions import load
    from tenure.pipeline import load_run, report_data
    from tenure.report import write
    from tenure.store import Store

    company = load(definitions)
    saved = load_run(Store(company.folder / company.store.path).latest())
    write(report_data(saved, language), out)
    click.echo(str(out))


@app.command()
@click.option("--out", type=click.Path(path_type=Path), help="File to write instead of printing.")
def schema(out: Path | None) -> None:
    """Print the JSON Schema of tenure.toml, by which editors complete and check it."""
    from tenure.definitions import json_schema
    from tenure.store import as_json, write_text

    text = as_json(json_schema())
    if out:
        write_text(out, text)
    else:
        click.echo(text, nl=False)


@app.command()
@click.option("--folder", default="demo", show_default=True, type=click.Path(path_type=Path))
@click.option("--preset", type=click.Choice(PRESETS), default="saas", show_default=True)
def demo(folder: Path, preset: str) -> None:
    """Make a company, run everything on it, and show its attrition.

    The same command run again goes on with the company that is there.
    """
    from tenure.cli.progress import simulating
    from tenure.definitions import load
    from tenure.simulate import simulate as make

    if not (folder / "tenure.toml").is_file():
        with simulating() as progress:
            make(
                preset,
                customers=DEMO_CUSTOMERS,
                months=DEMO_MONTHS,
                seed=DEMO_SEED,
                out=folder,
                progress=progress,
            )
    _run(load(folder / "tenure.toml"), None)


def _run(definitions: Any, as_of: date | None) -> None:
    from tenure.cli import printing
    from tenure.cli.progress import running
    from tenure.pipeline import load_run
    from tenure.pipeline import run as execute

    with running() as progress:
        done = execute(definitions, as_of=as_of, progress=progress)
    printing.summary(load_run(done.folder))


def _question(
    metric: str, period: Any, by: str | None, where: str | None, mode: str, as_of: date | None
) -> "Question":
    from tenure.company import Question

    if metric not in METRICS:
        near = suggest(metric, METRICS)
        also = f" Did you mean {near!r}?" if near else ""
        raise click.UsageError(
            f"There is no metric {metric!r}.{also} There are: {', '.join(METRICS)}."
        )
    kind: Any = mode.replace("-", "_")
    return Question(metric, period, by, where, kind, as_of)


__all__ = ["app", "main"]
