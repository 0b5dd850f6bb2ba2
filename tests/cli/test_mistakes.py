"""A user's mistake ends in a message that says what, where and what to do: never in a traceback."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support import tiny
from support.companies import CompanyOf
from tenure.store import Store

Tenure = Callable[..., Any]

USAGE: dict[str, tuple[list[str], list[str]]] = {
    "command": (["mesure"], ["no command 'mesure'", "Did you mean 'measure'?"]),
    "no-command-close": (["zzz"], ["no command 'zzz'", "There are: init, check"]),
    "metric": (["measure", "atrition"], ["'atrition'", "Did you mean 'attrition'?"]),
    "metric-of-sql": (["sql", "retetion"], ["Did you mean 'retention'?"]),
    "period": (["measure", "attrition", "--period", "mont"], ["Did you mean 'month'?"]),
    "mode": (["measure", "retention", "--mode", "on_or_after"], ["Did you mean 'on-or-after'?"]),
    "format": (["measure", "attrition", "--format", "jsn"], ["Did you mean 'json'?"]),
    "preset": (["simulate", "sas"], ["Did you mean 'saas'?", "'gaming'"]),
    "language": (["check", "--language", "kr"], ["'kr' is not one of 'en', 'ko'"]),
    "date": (["run", "--as-of", "2024-13-01"], ["'2024-13-01' is no day", "2026-03-31"]),
    "date-in-words": (["measure", "attrition", "--as-of", "gestern"], ["'gestern' is no day"]),
    "option": (["run", "--as-off", "2024-01-01"], ["--as-off", "--as-of"]),
    "missing": (["measure"], ["METRIC"]),
    "no-file": (["init", "nowhere.csv"], ["nowhere.csv", "does not exist"]),
    "nobody": (["simulate", "saas", "-n", "0"], ["--customers"]),
    "days": (["explain", "alerts", "--days", "1000000000"], ["--days"]),
    "seed": (["explain", "interviews", "--seed", "-1"], ["--seed"]),
    "seed-of-training": (["predict", "train", "--seed", "-1"], ["--seed"]),
    "seed-too-large": (["predict", "train", "--seed", "4294967296"], ["--seed"]),
    "cost": (["predict", "profit", "--offer-cost", "nan"], ["--offer-cost", "no amount"]),
    "worth": (["predict", "contact", "--value", "inf"], ["--value", "no amount"]),
    "treatment": (["predict", "contact", "--treatment", "call"], ["--trial EXPERIMENT"]),
    "share": (["predict", "contact", "--acceptance", "1.5"], ["--acceptance", "0<=x<=1"]),
    "seed-of-scores": (["explain", "nps", "--seed", "-1"], ["--seed"]),
}


@pytest.mark.parametrize("case", USAGE)
def test_wrong_usage_ends_with_2(case: str, tenure: Tenure) -> None:
    words, told = USAGE[case]
    ran = tenure(*words)
    assert ran.code == 2
    assert ran.out == ""
    assert [part for part in told if part not in ran.err] == []


ASKED: dict[str, tuple[list[str], list[str]]] = {
    "by": (["--by", "regoin"], ["nothing called 'regoin'", "did you mean 'region'?"]),
    "by-segment": (["--by", "큰고객"], ["did you mean '큰 고객'?"]),
    "where": (["--where", "regoin = '서울'"], ["no column 'regoin'", "did you mean 'region'?"]),
    "where-type": (["--where", "size = 'large'"], ["holds numbers", "'large'"]),
    "where-cut": (["--where", "region ="], ["expected a value", "region ="]),
    "where-quotes": (["--where", 'region = "서울"'], ["text goes in single quotes: '서울'"]),
    "future": (["--as-of", "2999-01-01"], ["2999-01-01 has not come yet", "earlier --as-of"]),
    "too-early": (["--as-of", "1990-01-01"], ["the data begin on 2024-01-05", "later --as-of"]),
}


@pytest.mark.parametrize("case", ASKED)
def test_a_question_that_cannot_be_answered_ends_with_3(
    case: str, tenure: Tenure, prepared: Callable[[str], Path]
) -> None:
    words, told = ASKED[case]
    ran = tenure("measure", "attrition", "-d", prepared("contract"), *words)
    assert ran.code == 3
    assert ran.out == ""
    assert ran.err.startswith("error: ")
    assert [part for part in told if part not in ran.err] == []


def told_of(tenure: Tenure, path: Path, *words: object) -> str:
    """Run a command that must fail with 3, and return what it told."""
    ran = tenure(*(words or ("measure", "attrition")), "-d", path)
    assert ran.code == 3
    assert ran.out == ""
    assert ran.err.startswith("error: ")
    return str(ran.err)


def test_without_definitions_init_is_named(tenure: Tenure, tmp_path: Path) -> None:
    told = told_of(tenure, tmp_path / "tenure.toml", "run")
    assert "there is no such file" in told
    assert "tenure init" in told


def test_broken_toml_is_shown_with_its_line(tenure: Tenure, tmp_path: Path) -> None:
    (tmp_path / "tenure.toml").write_text('[company]\nname = "Lumen\n', "utf-8")
    told = told_of(tenure, tmp_path, "check")
    assert "line 2" in told
    assert 'name = "Lumen' in told


def test_conditions_that_do_not_fit_are_all_told(tenure: Tenure, company_of: CompanyOf) -> None:
    path = company_of("contract", more="\n")
    text = path.read_text("utf-8").replace("region = '서울'", "regoin = '서울'")
    path.write_text(text.replace('where = "size >= 500"', 'where = "sise >= 500"'), "utf-8")
    told = told_of(tenure, path)
    assert "2 things to put right" in told
    assert "did you mean 'size'?" in told
    assert "did you mean 'region'?" in told


def test_a_missing_source_is_told_with_the_closest_file(
    tenure: Tenure, company_of: CompanyOf
) -> None:
    path = company_of("contract")
    source = path.parent / "data" / "customers.csv"
    source.rename(source.with_name("custmers.csv"))
    told = told_of(tenure, path)
    assert "tables.customers: no file matches 'data/customers.csv'" in told
    assert "did you mean 'custmers.csv'?" in told


@pytest.mark.parametrize("ending", ["parquet", "xlsx", "json", "csv"])
@pytest.mark.parametrize("content", [b"", b"PAR1 but nothing more", b"\x00\xff\xfe\x00" * 9])
def test_a_broken_file_is_told_by_its_name(
    ending: str, content: bytes, tenure: Tenure, company_of: CompanyOf
) -> None:
    path = company_of("contract")
    (path.parent / "data" / f"broken.{ending}").write_bytes(content)
    text = path.read_text("utf-8").replace("data/customers.csv", f"data/broken.{ending}")
    path.write_text(text, "utf-8")
    told = told_of(tenure, path)
    assert "customers" in told or f"broken.{ending}" in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELEC * FROM range(3)", "SELEC"),
        ("SELECT * FROM nowhere", "nowhere"),
        ("SELECT 1 AS one", "customer_id"),
        ("SELECT * FROM read_csv('data/gone.csv')", "read customers"),
    ],
)
def test_a_query_that_fails_is_told(
    query: str, told: str, tenure: Tenure, company_of: CompanyOf
) -> None:
    path = company_of("contract")
    text = path.read_text("utf-8").replace('from = "data/customers.csv"', f'sql = "{query}"')
    path.write_text(text, "utf-8")
    assert told in told_of(tenure, path)


def test_a_file_that_cannot_be_written_is_told(
    tenure: Tenure, prepared: Callable[[str], Path], tmp_path: Path
) -> None:
    asked = ("measure", "attrition", "-d", prepared("snapshot"))
    (tmp_path / "file").write_text("in the way")
    for out in (tmp_path, tmp_path / "file" / "a.parquet"):
        for words in (asked, ("schema",)):
            ran = tenure(*words, "--out", out)
            assert ran.code == 3
            assert ran.err.startswith(f"error: {tmp_path}")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_full_disk_is_told(tenure: Tenure) -> None:
    ran = tenure("schema", "--out", "/dev/full")
    assert (ran.code, ran.err) == (3, "error: No space left on device\n")


def test_a_store_that_cannot_be_written_is_told(tenure: Tenure, company_of: CompanyOf) -> None:
    path = company_of("snapshot")
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("[churn]", '[store]\npath = "tenure.toml/store"\n\n[churn]'), "utf-8"
    )
    for words in (["run"], ["measure", "attrition"], ["check"]):
        told = told_of(tenure, path, *words)
        assert "results cannot be kept here" in told
        assert "[store] path" in told


def test_a_second_run_at_once_is_told(tenure: Tenure, company_of: CompanyOf) -> None:
    path = company_of("snapshot")
    with Store(path.parent / "store").lock():
        for words in (["run"], ["predict", "train"], ["predict", "score"]):
            assert "another run is writing to this store" in told_of(tenure, path, *words)


def test_a_report_before_any_run_names_the_run(tenure: Tenure, company_of: CompanyOf) -> None:
    told = told_of(tenure, company_of("purchase"), "report")
    assert "there are no results yet" in told
    assert "tenure run" in told


def test_a_snapshot_has_no_retention(tenure: Tenure, prepared: Callable[[str], Path]) -> None:
    ran = tenure("measure", "retention", "-d", prepared("snapshot"))
    assert ran.code == 3
    assert "cannot be computed from a snapshot" in ran.err


def test_too_many_groups_are_refused_with_advice(tenure: Tenure, company_of: CompanyOf) -> None:
    path = company_of("snapshot")
    lines = [f"x{n},,이름 {n},2024-05-01,서울,web,,no\n" for n in range(60)]
    source = path.parent / "data" / "customers.csv"
    source.write_text(tiny.CUSTOMERS + "".join(lines), "utf-8")
    ran = tenure("measure", "attrition", "--by", "name", "-d", path)
    assert ran.code == 3
    assert "name has 72 values; at most 50 groups" in ran.err
    assert "[segments]" in ran.err


def test_parquet_is_not_for_a_terminal(tenure: Tenure, prepared: Callable[[str], Path]) -> None:
    asked = ("measure", "attrition", "--format", "parquet", "-d", prepared("snapshot"))
    ran = tenure(*asked, terminal=True)
    assert ran.code == 3
    assert "--out FILE" in ran.err
