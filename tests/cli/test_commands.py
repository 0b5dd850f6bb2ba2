"""The commands at work: check, run, report, schema, simulate, demo, init."""

import json
import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from support import tiny
from support.companies import CompanyOf
from tenure.cli import app as commands
from tenure.cli.progress import step_of
from tenure.company import Question
from tenure.pipeline import load_run
from tenure.store import Store

Tenure = Callable[..., Any]


@pytest.fixture
def one_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let runs ask one question only, which takes less time."""
    module = sys.modules["tenure.pipeline.run"]  # the package calls its function so, too
    monkeypatch.setattr(module, "questions", lambda _, as_of: [Question("attrition", as_of=as_of)])


@pytest.fixture
def unexplained(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let runs neither predict nor explain, which takes longer than all else."""
    monkeypatch.setattr("tenure.pipeline.explaining.wanted", lambda company: False)
    monkeypatch.setattr(sys.modules["tenure.pipeline.run"], "wanted", lambda company: False)


def with_repeated_customer(path: Path) -> None:
    source = path.parent / "data" / "customers.csv"
    source.write_text(tiny.CUSTOMERS + "c01,,김하나,2024-01-05,서울,웹,,no\n", "utf-8")


def test_check_prints_what_was_read_and_found(tenure: Tenure, company_of: CompanyOf) -> None:
    path = company_of("snapshot")
    with_repeated_customer(path)
    ran = tenure("check", "-d", path)
    assert (ran.code, ran.err) == (0, "")
    assert re.search(r"customers +13 +12 +1 ", ran.out)
    assert "error" in ran.out
    korean = tenure("check", "-d", path, "--language", "ko")
    assert re.search("[가-힣]{2,} ", korean.out)
    assert korean.out != ran.out


def test_check_strict_fails_on_errors_alone(tenure: Tenure, company_of: CompanyOf) -> None:
    path = company_of("snapshot")
    assert tenure("check", "--strict", "-d", path).code == 0
    with_repeated_customer(path)
    ran = tenure("check", "--strict", "--format", "json", "-d", path)
    assert ran.code == 1
    assert "rows cannot be used" in ran.err
    tables = {one["table"]: one for one in json.loads(ran.out)}
    customers = tables["customers"]
    assert (customers["read"], customers["kept"], customers["quarantined"]) == (13, 12, 1)
    errors = [one for one in customers["findings"] if one["severity"] == "error"]
    assert [one["count"] for one in errors] == [1]
    assert set(errors[0]) == {
        *("code", "severity", "column", "count", "share", "message", "action", "samples"),
    }


@pytest.mark.usefixtures("one_question")
def test_a_korean_company_is_told_in_korean(tenure: Tenure, company_of: CompanyOf) -> None:
    path = company_of("contract", language="ko")
    ran = tenure("run", "-d", path, "--as-of", "2024-05-31")
    assert ran.code == 0
    begun = "2024-05-01부터 한 달: 이탈률 28.6% (8.2%~64.1%). 시작할 때 활성 7, 그중 이탈 2"
    assert begun in ran.out
    checked = tenure("check", "-d", path).out
    assert checked.splitlines()[0].strip() == "읽음 = 사용 + 격리"
    assert not re.search(r"\b(kept|quarantined|warning|error|info)\b", checked)
    assert f"보고서: {path.parent / 'store' / 'latest' / 'report.html'}" in ran.out
    assert ran.err.splitlines()[0] == "테이블 읽기: 테이블 3개"
    assert not re.search(r"^[a-z]+:", ran.err, re.MULTILINE)
    assert {step_of(line) for line in ran.err.splitlines()} >= {"read", "check", "measure"}


@pytest.mark.usefixtures("one_question")
def test_run_publishes_and_report_writes_it_in_either_language(
    tenure: Tenure, company_of: CompanyOf, tmp_path: Path
) -> None:
    path = company_of("contract")
    ran = tenure("run", "-d", path, "--as-of", "2024-05-31")
    assert ran.code == 0
    assert "month from 2024-05-01: 28.6% (8.2% to 64.1%) of 7 active at the start left" in ran.out
    assert f"report: {path.parent / 'store' / 'latest' / 'report.html'}" in ran.out
    assert ran.err.splitlines()[0] == "read: 3 tables"
    store = Store(path.parent / "store")
    assert load_run(store.latest()).manifest["as_of"] == "2024-05-31"
    pages = {}
    for language in ("en", "ko"):
        out = tmp_path / f"{language}.html"
        ran = tenure("report", "-d", path, "--language", language, "--out", out)
        assert (ran.code, ran.out, ran.err) == (0, f"{out}\n", "")
        pages[language] = out.read_text("utf-8")
    assert pages["en"] == (store.latest() / "report.html").read_text("utf-8")
    assert '<html lang="ko">' in pages["ko"]
    assert "이탈" in pages["ko"]


def test_the_schema_is_one_and_fits_definitions(tenure: Tenure, tmp_path: Path) -> None:
    ran = tenure("schema")
    schema = json.loads(ran.out)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for rule in tiny.RULES:
        written = tomllib.loads(tiny.write(tmp_path / rule, rule).read_text("utf-8"))
        assert list(validator.iter_errors(written)) == []
    assert list(validator.iter_errors({"compny": {}})) != []


def test_simulate_writes_a_company_that_can_be_measured(tenure: Tenure, tmp_path: Path) -> None:
    out = tmp_path / "game"
    ran = tenure("simulate", "gaming", "-n", 40, "-m", 3, "-s", 5, "--out", out)
    assert ran.code == 0
    assert f"next: tenure run -d {out / 'tenure.toml'}" in ran.out
    assert "40 customers" in ran.out or "41 customers" in ran.out
    again = tenure("simulate", "gaming", "-n", 40, "-m", 3, "-s", 5, "--out", tmp_path)
    assert again.code == 3
    assert "something else is there already" in again.err


@pytest.mark.usefixtures("one_question", "unexplained")
def test_the_second_demo_goes_on_with_the_company_that_is_there(
    tenure: Tenure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "DEMO_CUSTOMERS", 60)
    monkeypatch.setattr(commands, "DEMO_MONTHS", 4)
    folder = tmp_path / "demo"
    first = tenure("demo", "--folder", folder)
    made = (folder / "data" / "customers.parquet").stat().st_mtime_ns
    second = tenure("demo", "--folder", folder)
    assert (first.code, second.code) == (0, 0)
    assert first.out == second.out.replace(*names_of_runs(folder))
    assert (folder / "data" / "customers.parquet").stat().st_mtime_ns == made
    steps = load_run(Store(folder / "store").latest()).manifest["steps"]
    assert {step["step"] for step in steps if not step["unchanged"]} == {"decide"}


def names_of_runs(folder: Path) -> tuple[str, str]:
    """Name the second run and the first, which the output tells apart."""
    first, second = sorted(path.name for path in folder.glob("store/runs/*"))
    return second, first


@pytest.mark.usefixtures("one_question")
def test_init_drafts_what_run_understands(
    tenure: Tenure, company_of: CompanyOf, tmp_path: Path
) -> None:
    data = company_of("contract").parent / "data"
    out = tmp_path / "drafted" / "tenure.toml"
    drafted = tenure("init", data, "--out", out)
    assert (drafted.code, drafted.err) == (0, "")
    assert "tenure check" in drafted.out
    assert {"customers", "accounts", "subscriptions"} <= set(
        tomllib.loads(out.read_text("utf-8"))["tables"]
    )
    assert tenure("run", "-d", out).code == 0
    again = tenure("init", data, "--out", out)
    assert again.code == 3
    assert "--force" in again.err
    assert tenure("init", data, "--out", out, "--force", "--language", "ko").code == 0
    assert re.search("[가-힣]", out.read_text("utf-8"))
