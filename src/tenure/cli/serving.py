"""`tenure serve` and `tenure worker`: the workspace in the browser, which is an extra."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tenure.cli.parameters import definitions_option
from tenure.errors import TenureError

if TYPE_CHECKING:
    from types import ModuleType

HOST, PORT, PROXY = "127.0.0.1", 8000, "127.0.0.1"
DEMO_USER = "demo"
_home = click.option(
    "--home",
    type=click.Path(path_type=Path),
    help="What the workspace keeps; default: TENURE_HOME, else workspace beside tenure.toml.",
)


def _workspace() -> "ModuleType":
    """Import the workspace; TenureError where what it needs is not installed."""
    try:
        from tenure_web.work import serving
    except ModuleNotFoundError as missing:
        raise TenureError(
            f"the workspace needs {missing.name}", hint='pip install "tenure[web]"'
        ) from None
    return serving


@click.command()
@definitions_option
@_home
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True)
@click.option(
    "--workers",
    type=click.IntRange(0, 8),
    default=2,
    show_default=True,
    help="Processes beside the server for what takes long; one of them may be in a run.",
)
@click.option("--no-worker", is_flag=True, help="None of them: tenure worker runs elsewhere.")
@click.option(
    "--proxy",
    default=PROXY,
    show_default=True,
    help="Address of the proxy that speaks HTTPS, where TENURE_HTTPS is on; * for any.",
)
@click.option("--admin", metavar="NAME", help="Make an admin; the password is shown once.")
def serve(
    definitions: Path,
    home: Path | None,
    host: str,
    port: int,
    workers: int,
    no_worker: bool,
    proxy: str,
    admin: str | None,
) -> None:
    """Serve the workspace to browsers, with workers for runs, mails and the schedule.

    Under other names than localhost: TENURE_HOSTS=tenure.example.com, and a proxy that speaks
    HTTPS in front. docs/workspace/running.md tells all settings.

    \b
    tenure serve --admin kim                 the first time
    tenure serve --host 0.0.0.0 --port 8080
    """
    _refuse_missing(definitions)
    workspace = _workspace()
    workspace.begin(definitions, home)
    workspace.prepare()
    if admin:
        _say_login(admin, workspace.make_admin(admin))
    elif workspace.without_people():
        click.echo("Nobody can sign in yet. Make the first admin: tenure serve --admin NAME")
    _serve(workspace, host, port, 0 if no_worker else workers, proxy)


@click.command()
@definitions_option
@_home
def worker(definitions: Path, home: Path | None) -> None:
    """Do what takes long for a workspace: runs, mails, and what is scheduled.

    `tenure serve` has workers of its own; this one is for other machines, or beside --no-worker.
    It needs the same settings, and the same store and database.

    \b
    tenure worker
    """
    _refuse_missing(definitions)
    workspace = _workspace()
    workspace.begin(definitions, home)
    workspace.work()


@click.command()
@definitions_option
@_home
@click.option("--without-results", is_flag=True, help="Leave out scores of days past and models.")
@click.argument("target", type=click.Path(path_type=Path))
def backup(definitions: Path, home: Path | None, without_results: bool, target: Path) -> None:
    """Write all that people made here into one file; the server may be running.

    Database, key, definitions, uploaded files, the last run, scores and models. Sources are not
    in it. Keep it safe: with it one reads what the workspace knows.

    \b
    tenure backup tenure-$(date +%F).tar.gz
    """
    workspace = _workspace()
    workspace.begin(definitions, home)
    workspace.back_up(target, results=not without_results)
    click.echo(f"{target}: {target.stat().st_size / 1e6:.1f} MB")


@click.command()
@definitions_option
@_home
@click.option("--replace", is_flag=True, help="Put it in the place of what is there.")
@click.argument("source", type=click.Path(path_type=Path))
def restore(definitions: Path, home: Path | None, replace: bool, source: Path) -> None:
    """Put back what `tenure backup` wrote, on this machine or on another, on either database.

    Stop the server first. Everybody signs in anew afterwards.

    \b
    tenure restore tenure-2031-05-01.tar.gz
    """
    _workspace().restore(source, definitions, home, replace=replace)
    click.echo(f"{source} is back; start it: tenure serve -d {definitions}")


def offer(definitions: Path, port: int) -> None:
    """Serve a demo company to who sits there; elsewhere say how."""
    if not _watched():
        click.echo(f"see it in the browser: tenure serve -d {definitions} --admin NAME")
        return
    try:
        workspace = _workspace()
    except TenureError as missing:
        click.echo(f"to see it in the browser: {missing.hint}")
        return
    workspace.begin(definitions)
    workspace.prepare()
    password = workspace.let_in(DEMO_USER)
    others = workspace.furnish(password)
    _say_login(DEMO_USER, password)
    click.echo(f"with the same: {', '.join(others)}")
    _serve(workspace, HOST, port, 1)


def _watched() -> bool:
    """Say whether somebody sits at the terminal, rather than a script or CI."""
    named = os.environ.get("CI", "").lower() not in ("", "0", "false", "no")
    return not named and sys.stdin.isatty() and sys.stdout.isatty()


def _serve(workspace: "ModuleType", host: str, port: int, workers: int, proxy: str = PROXY) -> None:
    def ready(address: str) -> None:
        click.echo(f"the workspace is at {address}  (stop it: Ctrl-C)")

    workspace.serve(host, port, workers=workers, proxy=proxy, ready=ready)


def _say_login(name: str, password: str | None) -> None:
    if password is None:
        click.echo(f"{name} is there already; the password stays as it is")
    else:
        click.echo(f"sign in as {name} with {password}  (shown this once)")


def _refuse_missing(definitions: Path) -> None:
    """Refuse a file that is not there; one that cannot be used is put right in the browser."""
    from tenure.definitions import load

    try:
        load(definitions)
    except TenureError as error:
        if not definitions.is_file():
            raise
        click.echo(f"{error}\nit is served all the same: put it right under Definitions", err=True)


__all__ = ["backup", "offer", "restore", "serve", "worker"]
