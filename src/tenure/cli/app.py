"""The commands. Each imports what it needs when it runs, so that --help is quick."""

import gc
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from tenure.cli.explain import explain
from tenure.cli.parameters import (
    Group,
    OneOf,
    as_of_option,
    close_output,
    definitions_option,
    output_options,
)
from tenure.cli.plays import plays
from tenure.cli.predicting import predict
from tenure.cli.proving import prove
from tenure.cli.questions import MetricGroup
from tenure.cli.serving import PORT, backup, offer, restore, serve, worker
from tenure.errors import DefinitionError, MetricError, TenureError

if TYPE_CHECKING:
    from tenure.company import Question

LANGUAGES = ("en", "ko")
PRESETS = ("saas", "b2b", "d2c", "ecommerce", "bfsi", "gaming", "media", "edtech")
FAILED_CHECK, FAILED = 1, 3
DEMO_CUSTOMERS, DEMO_MONTHS, DEMO_SEED = 5000, 24, 7
_BETWEEN_COLLECTIONS = 100_000
"""Objects that are made between two looks for garbage: at 700, looking is an eighth of the time
of a command, as imports and expressions make many objects that stay."""


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tenure")
def app() -> None:
    """Measure attrition honestly: who left, of whom, and how sure that is.

    \b
    Look at a company with a known truth:   tenure demo
    Begin with your own files:              tenure init data/ && tenure run
    Ask one question:                       tenure measure attrition --by plan
    See how a number is computed:           tenure sql attrition
    See it all in the browser:              tenure serve

    Exit codes: 0 done, 1 check --strict found errors, 2 wrong usage, 3 failed.
    """


def main() -> NoReturn:
    """Run the command line; a user's mistake ends in a message, never in a traceback."""
    gc.set_threshold(_BETWEEN_COLLECTIONS)
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
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        click.echo(f"error: {place}{error.strerror or error}", err=True)
        close_output()
        sys.exit(FAILED)
    sys.exit(0)


@app.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--out", default="tenure.toml", show_default=True, type=click.Path(path_type=Path))
@click.option("--language", type=OneOf(LANGUAGES), default="en", show_default=True)
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
@click.option("--format", "form", type=OneOf(["table", "json"]), default="table")
@click.option("--language", type=OneOf(LANGUAGES), help="Default: the company's.")
def check(definitions: Path, strict: bool, form: str, language: str | None) -> None:
    """Report the quality of the data: what was read, what is wrong, what is done about it.

    \b
    tenure check
    tenure check --strict --format json > quality.json
    """
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
@click.argument("preset", metavar="PRESET", type=OneOf(PRESETS))
@click.option("--customers", "-n", type=click.IntRange(min=1), default=10_000, show_default=True)
@click.option("--months", "-m", type=click.IntRange(min=1), default=24, show_default=True)
@click.option("--seed", "-s", type=int, default=0, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="Folder; default: the preset's name.")
@click.option(
    "--contacts",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="CSV or Parquet: customer_id, at, play. Those whom they reach react, nobody else.",
)
def simulate(
    preset: str, customers: int, months: int, seed: int, out: Path | None, contacts: Path | None
) -> None:
    """Make a company whose truth is known: its tables, and apart what is really so.

    \b
    PRESET is saas, b2b, d2c, ecommerce, bfsi, gaming, media or edtech.
    tenure simulate saas --customers 5000 --months 24 --seed 7 --out lumen
    tenure simulate saas --seed 7 --contacts contacts.csv        the same, and who was contacted
    """
    from tenure.cli.progress import simulating
    from tenure.simulate import simulate as make

    folder = out or Path(preset)
    with simulating() as progress:
        made = make(
            preset, customers=customers, months=months, seed=seed, out=folder,
            contacts=contacts, progress=progress,
        )  # fmt: skip
    click.echo(f"{made.path}: {', '.join(f'{n:,} {name}' for name, n in made.rows.items())}")
    click.echo(f"next: tenure run -d {folder / 'tenure.toml'}")


@app.command()
@definitions_option
@as_of_option
def run(definitions: Path, as_of: date | None) -> None:
    """Check, measure and report; steps whose inputs did not change are skipped.

    A run that is killed leaves the last results as they were, and the next one goes on.

    \b
    tenure run
    tenure run --as-of 2026-03-31          history as it was known then
    """
    from tenure.definitions import load

    _run(load(definitions), as_of)


def _measure(
    question: "Question",
    definitions: Path,
    *,
    form: str | None,
    out: Path | None,
    save_cohort: str | None,
    row: tuple[str, ...],
    count: str | None,
) -> None:
    from tenure.cli import printing
    from tenure.company import Company

    if (row or count) and not save_cohort:
        raise click.UsageError("--row and --count need --save-cohort NAME")
    with Company.open(definitions) as company:
        if save_cohort:
            cell = dict(_pair(one) for one in row)
            kept = company.save_cohort(question, name=save_cohort, row=cell, count=count or "")
            click.echo(f"cohort {kept.name}: {kept.size:,} {kept.unit}s, {kept.file}")
            return
        result = company.measure(question)
    printing.result(result, form, out)


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise click.UsageError(f"--row {text}: write it as COLUMN=VALUE")
    return name.strip(), value.strip()


def _sql(question: "Question", definitions: Path) -> None:
    from tenure.company import Company

    with Company.open(definitions) as company:
        click.echo(company.sql(question))


app.add_command(
    MetricGroup(
        "measure",
        run=_measure,
        extra=output_options,
        help="""Compute one metric.

    In CSV, a text that a spreadsheet would run as a formula begins with an
    apostrophe; JSON and Parquet hold every value as it is.

    \b
    tenure measure attrition --period quarter
    tenure measure attrition --by plan --where "region = '서울'"
    tenure measure retention --period week --mode on-or-after --out retention.csv
    tenure measure retention --help          its options and its columns
    tenure measure attrition --save-cohort gone-in-may --row period_start=2026-05-01 --count lost
    tenure measure attrition --cohort gone-in-may
    """,
    )
)
app.add_command(
    MetricGroup(
        "sql",
        run=_sql,
        extra=lambda command: command,
        help="""Print the SQL of a metric; it runs by itself on the engine.

    \b
    tenure sql attrition --by plan
    tenure sql retention --period week > retention.sql
    """,
    )
)


app.add_command(explain)
app.add_command(predict)
app.add_command(plays)
app.add_command(prove)


@app.command()
@definitions_option
def cohorts(definitions: Path) -> None:
    """List the saved cohorts: name, how many, as of when, behind which number.

    \b
    tenure cohorts
    """
    from tenure.company.saved_cohorts import every
    from tenure.definitions import load
    from tenure.store import Store

    company = load(definitions)
    for one in every(Store.at(company.folder, company.store.path).root):
        click.echo(
            f"{one.name}  {one.size:,} {one.unit}s as of {one.as_of}: {one.metric}, {one.count}"
        )


@app.command()
@definitions_option
@click.option("--language", type=OneOf(LANGUAGES), help="Default: the company's.")
@click.option("--out", type=click.Path(path_type=Path), default="report.html", show_default=True)
def report(definitions: Path, language: str | None, out: Path) -> None:
    """Write the report of the last run to one self-contained HTML file.

    \b
    tenure report
    tenure report --language ko --out 보고서.html
    """
    from tenure.definitions import load
    from tenure.pipeline import load_run, report_data
    from tenure.report import write
    from tenure.store import Store

    company = load(definitions)
    saved = load_run(Store.at(company.folder, company.store.path).latest())
    write(report_data(saved, language), out)
    click.echo(str(out))


@app.command()
@click.option("--out", type=click.Path(path_type=Path), help="File to write instead of printing.")
def schema(out: Path | None) -> None:
    """Print the JSON Schema of tenure.toml, by which editors complete and check it.

    \b
    tenure schema --out tenure.schema.json
    """
    from tenure.definitions import json_schema
    from tenure.store import as_json, write_text

    text = as_json(json_schema())
    if out:
        write_text(out, text)
    else:
        click.echo(text, nl=False)


@app.command()
@click.option("--folder", default="demo", show_default=True, type=click.Path(path_type=Path))
@click.option("--preset", type=OneOf(PRESETS), default="saas", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True)
@click.option("--no-serve", is_flag=True, help="End after the run, as in scripts and CI.")
def demo(folder: Path, preset: str, port: int, no_serve: bool) -> None:
    """Make a company, run everything on it, show its attrition, and serve the workspace.

    The same command run again goes on with the company that is there. The address and the login
    are printed. Where nobody sits at a terminal it ends after the run.

    \b
    tenure demo
    tenure demo --preset gaming --folder game
    """
    from tenure.cli.demo import demo_preset, write_plays, write_refusals
    from tenure.cli.progress import simulating
    from tenure.definitions import load
    from tenure.simulate import simulate as make

    if not (folder / "tenure.toml").is_file():
        with simulating() as progress:
            make(
                demo_preset(preset),
                customers=DEMO_CUSTOMERS,
                months=DEMO_MONTHS,
                seed=DEMO_SEED,
                out=folder,
                progress=progress,
            )
        write_plays(folder, preset, DEMO_SEED)
        write_refusals(folder)
    _run(load(folder / "tenure.toml"), None)
    if not no_serve:
        offer(folder / "tenure.toml", port)


app.add_command(serve)
app.add_command(worker)
app.add_command(backup)
app.add_command(restore)


def _run(definitions: Any, as_of: date | None) -> None:
    from tenure.cli import printing
    from tenure.cli.progress import running
    from tenure.pipeline import load_run
    from tenure.pipeline import run as execute

    language = definitions.company.language
    with running(language) as progress:
        done = execute(definitions, as_of=as_of, progress=progress)
    saved = load_run(done.folder)
    printing.summary(saved, language)
    if not saved.results:
        raise MetricError(
            "no metric could be computed; the report tells why",
            hint="tenure check tells what was read and what is wrong in it",
        )


__all__ = ["app", "main"]
