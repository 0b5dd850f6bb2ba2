"""Decisions through the API: as the page and the command say them, of one's own customers alone."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from django.core.cache import cache
from django.utils import timezone

from support.deciding import DAY
from tenure.act.decision import COLUMNS
from tenure.cli.app import app
from tenure_web.api.v1 import described
from tenure_web.messages import ruling
from tenure_web.people.models import Portfolio, Written
from tenure_web.people.rights import Right

from .conftest import Program, program_for

NEW = ("plays", "experiments", "brought", "decisions", "rulings", "exports/")
SEES = {Right.SEE_CUSTOMERS, Right.SEE_EVERYONE, Right.SEE_PERSONAL, Right.EXPORT}


@pytest.fixture
def sees(decided_of: Path, person: Any) -> Program:
    cache.clear()
    return program_for(person("admin", "admin"), SEES)


def test_somebody_is_told_in_the_words_of_the_command(sees: Program, decided_of: Path) -> None:
    told = sees.told("decisions/of/c1")
    assert [one["play"] for one in told["decisions"]] == ["first", "second"]
    first, second = told["decisions"]
    assert (first["verdict"], first["runner_up"], first["on"]) == ("contact", False, str(DAY))
    assert (second["reason"], second["instead"], second["place"]) == ("other_play", "first", 2)
    assert second["runner_up"]
    assert told["next"] is None
    every = sees.told("decisions/why/c1")["decisions"]
    assert every[:2] == told["decisions"]
    for language in ("en", "ko"):
        command = ["plays", "why", "c1", "--language", language, "-d", str(decided_of)]
        lines = CliRunner().invoke(app, command).output.splitlines()
        assert [line.partition("] ")[2] for line in lines] == [
            one["says"][language] for one in every
        ]
    assert sees.told("decisions/of/c1", after=str(DAY))["decisions"] == []
    held = sees.told("decisions/of/c3")["decisions"][0]
    assert (held["verdict"], held["reason"]) == ("hold_out", "held_out")
    assert sees.get("decisions/of/c99").status_code == 404
    assert sees.get("decisions/of/c1", after="x").json()["code"] == "condition"
    assert sees.get("decisions/why/c1", on="2026-02-02").json()["code"] == "metric"


def test_the_example_of_the_docs_is_what_is_answered(sees: Program) -> None:
    docs = (Path(__file__).parents[3] / "docs/workspace/api.md").read_text("utf-8")
    examples = [part.partition("```")[0] for part in docs.split("```json\n")[1:]]
    example = next(json.loads(one) for one in examples if '"runner_up"' in one)
    assert example == sees.told("decisions/of/c1")["decisions"][1]


def test_the_docs_name_every_operation() -> None:
    docs = (Path(__file__).parents[3] / "docs/workspace/api.md").read_text("utf-8")
    paths = [one.removeprefix("/api/v1/") for one in described()["paths"]]
    assert [one for one in paths if one.startswith(NEW) and f"`{one}`" not in docs] == []


def test_who_may_not_see_names_is_told_none(sees: Program) -> None:
    program = program_for(sees.user, SEES - {Right.SEE_PERSONAL})
    assert "Kim 1" in json.dumps(sees.told("decisions/why/c1"))
    assert "Kim 1" not in json.dumps(program.told("decisions/why/c1"))


def test_a_day_is_listed_in_parts_and_sent_as_a_file(sees: Program, decided_of: Path) -> None:
    assert sees.told("decisions/days") == [str(DAY)]
    whole = sees.told("decisions")
    found, after = [], ""
    while True:
        part = sees.told("decisions", limit=3, **({"after": after} if after else {}))
        assert len(part["rows"]) <= 3
        found, after = found + part["rows"], part["next"]
        if after is None:
            break
    assert found == whole["rows"]
    file = next(decided_of.parent.glob("**/decisions/*.parquet"))
    table = pq.read_table(file)
    assert [one["unit_id"] for one in found] == table["unit_id"].to_pylist()
    assert list(found[0]) == list(COLUMNS)
    held = sees.told("decisions", verdict="hold_out")["rows"]
    assert {one["unit_id"] for one in held} == {"c3"}
    assert {one["play"] for one in sees.told("decisions", play="second")["rows"]} == {"second"}
    answer = sees.get("exports/decisions", format="parquet", play="second")
    sent = pq.read_table(BytesIO(b"".join(answer.streaming_content)))
    assert set(sent["play"].to_pylist()) == {"second"}
    assert sent.column_names == list(COLUMNS)
    line = Written.objects.get(action="decisions.export")
    assert (line.what, line.after) == (str(DAY), {"format": "parquet", "play": "second"})
    known = {"If-None-Match": answer.headers["ETag"]}
    again = sees.client.get("/api/v1/exports/decisions?play=second", headers=known)
    assert again.status_code == 304
    assert Written.objects.filter(action="decisions.export").count() == 1


def test_a_day_that_is_decided_again_makes_its_list_stale(sees: Program, decided_of: Path) -> None:
    after = sees.told("decisions", limit=1)["next"]
    file = next(decided_of.parent.glob("**/decisions/*.parquet"))
    pq.write_table(pq.read_table(file), file)
    assert sees.get("decisions", after=after).json()["code"] == "stale"
    assert sees.get("decisions", after="x").json()["code"] == "condition"
    assert sees.get("decisions", on="2020-01-01").status_code == 404


def test_portfolios_and_scopes_hold(sees: Program) -> None:
    own = Portfolio.objects.create(name="a", condition="plan = 'a'")
    own.owners.add(sees.user)
    few = program_for(sees.user, {Right.SEE_CUSTOMERS, Right.EXPORT})
    assert {one["unit_id"] for one in few.told("decisions")["rows"]} == {"c1", "c2"}
    sent = few.get("exports/decisions", format="csv")
    assert b"c3" not in b"".join(sent.streaming_content)
    for path in ("decisions/of/c3", "decisions/why/c3", "rulings/c3"):
        assert few.get(path).status_code == 404
        assert few.get(path.replace("c3", "c1")).status_code == 200
    none = program_for(sees.user, {Right.SEE_FIGURES})
    for path in ("decisions", "decisions/days", "decisions/of/c1", "rulings/c1"):
        assert none.get(path).status_code == 403
    assert program_for(sees.user, {Right.SEE_CUSTOMERS}).get("exports/decisions").status_code == 403


def test_what_the_arbiter_ruled_is_told_with_its_reason(sees: Program) -> None:
    now = timezone.now()
    for key in ("a", "b"):
        asked = ruling.Asked("c3", "service", "call", key, unit="c3", play="lottery")
        ruling.ask(asked, now)
    told = sees.told("rulings/c3", limit=1)
    row = told["rows"][0]
    assert (row["ruled"], row["reason"], row["play"]) == ("skip", "held_out", "lottery")
    assert row["says"]["en"] == "Left alone, so that the play can be measured."
    assert row["says"]["ko"] == "이 플레이의 효과를 재기 위해 연락하지 않는 고객입니다."
    rest = sees.told("rulings/c3", after=told["next"])
    assert len(rest["rows"]) == 1
    assert rest["next"] is None
    assert sees.told("rulings/c3", ruled="send")["rows"] == []
    assert sees.told("rulings/c1")["rows"] == []
