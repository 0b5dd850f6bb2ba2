"""Help: quick, and with an example for every command."""

import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import pytest

from tenure.cli.app import PRESETS, app
from tenure.company.metrics import catalogue
from tenure.definitions import KINDS

HEAVY = ("ibis", "duckdb", "pydantic", "altair", "pandas", "pyarrow", "numpy", "rich", "jinja2")
COMMANDS = (
    *("init", "check", "simulate", "run", "measure", "sql", "explain"),
    *("predict", "plays", "prove", "cohorts", "report", "schema", "demo"),
    *("serve", "worker", "backup", "restore"),
)
SHOW = "import sys; print(*sorted(set(sys.argv[1:]) & set(sys.modules)))"
HELP = f"""
import sys
heavy, sys.argv = sys.argv, ["tenure", "--help"]
from tenure.cli import main
try:
    main()
except SystemExit as ended:
    assert ended.code == 0
sys.argv = heavy
{SHOW}
"""


def python(code: str) -> list[str]:
    """Run code in a fresh interpreter, and return the lines that it prints."""
    command = [sys.executable, "-c", code, *HEAVY]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def test_help_imports_nothing_heavy() -> None:
    lines = python(HELP)
    assert lines[0].startswith("Usage: tenure")
    assert lines[-1] == ""


def test_importing_tenure_imports_nothing_heavy() -> None:
    assert python(f"import tenure; {SHOW}") == [""]


def test_the_commands_come_in_the_order_of_work(tenure: Callable[..., Any]) -> None:
    shown = tenure("--help")
    assert shown.code == 0
    places = [shown.out.index(f"\n  {name} ") for name in COMMANDS]
    assert places == sorted(places)
    assert tuple(app.commands) == COMMANDS
    assert "Exit codes:" in shown.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_an_example(command: str, tenure: Callable[..., Any]) -> None:
    for option in ("--help", "-h"):
        shown = tenure(command, option)
        assert shown.code == 0
        assert f"\n  tenure {command}" in shown.out
        assert shown.err == ""


def test_the_version_is_that_of_the_package(tenure: Callable[..., Any]) -> None:
    assert version("tenure") in tenure("--version").out


def test_what_the_command_line_offers_is_what_there_is() -> None:
    assert PRESETS == KINDS


@pytest.mark.parametrize("metric", catalogue())
def test_every_metric_tells_its_options_and_columns(
    metric: str, tenure: Callable[..., Any]
) -> None:
    shown = tenure("measure", metric, "--help")
    assert shown.code == 0
    told = catalogue()[metric]
    assert [one.name for one in told.columns if f"{one.name}:" not in shown.out + "reason:"] == []
    flags = [f"--{option.name.replace('_', '-')}" for option in told.options]
    assert [flag for flag in flags if flag not in shown.out] == []
