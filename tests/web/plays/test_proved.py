"""Pages of proof: their figures are the run's, of unsound trials none; states told in words."""

import csv
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from django.test import Client

from tenure.charts.formats import money
from tenure.measure.result import Result
from tenure.prove.telling import ALL
from tenure_web.lib import company
from tenure_web.lib.language import words_of
from tenure_web.plays import proved

ClientOf = Callable[..., Client]
pytestmark = pytest.mark.django_db


def text(client: Client, address: str) -> str:
    found = client.get(address)
    assert found.status_code == 200, address
    return unescape(found.content.decode())


def of_run(metric: str) -> Result:
    run = company.latest()
    assert run is not None
    return next(one for one in run.results if one.metric == metric)


@pytest.mark.usefixtures("workspace")
def test_every_trial_of_the_run_is_listed_with_its_verdict(client_of: ClientOf) -> None:
    page, words = text(client_of("analyst"), "/plays/experiments/"), words_of("en")
    rows = of_run(proved.TRIALS).rows
    assert rows
    for one in rows:
        assert f"/plays/experiments/{one['experiment']}/" in page
        assert words(f"verdict.{one['verdict']}") in page
        assert f"{one['treated']:,} / {one['held_out']:,}" in page


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.usefixtures("workspace")
def test_a_trial_has_the_figures_of_the_run_and_a_chart_of_its_looks(
    client_of: ClientOf, language: str
) -> None:
    one = next(one for one in proved.trials() if one.main)
    page = text(client_of("analyst", language=language), f"/plays/experiments/{one.name}/")
    words = words_of(language)
    assert one.main is not None
    assert one.row[f"says_{language}"] in page
    assert one.row[f"split_{language}"] in page
    assert words.formats.decimal(one.main["kept"]) in page
    if one.main["net"] is not None:
        assert money(one.main["net"]) in page
    assert ("<svg" in page) == bool(one.looks)


@pytest.mark.usefixtures("workspace")
def test_of_a_trial_that_is_not_sound_no_effect_is_told(
    client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = company.latest()
    assert run is not None
    told = of_run(proved.TRIALS)
    at = told.table.column_names.index("sound")
    table = told.table.set_column(at, "sound", [[False] * told.table.num_rows])
    broken = [replace(one, table=table) if one is told else one for one in run.results]
    monkeypatch.setattr(company, "latest", lambda: replace(run, results=broken))
    page = text(client_of("analyst"), f"/plays/experiments/{told.rows[0]['experiment']}/")
    assert "Customers kept" not in page
    assert "<svg" not in page


@pytest.mark.usefixtures("workspace")
def test_a_quarter_is_shared_by_its_address_and_taken_as_a_file(client_of: ClientOf) -> None:
    client = client_of("leader")
    told = of_run("proof-quarters").rows
    start = min(row["quarter"] for row in told)
    name = f"{start.year}-Q{(start.month + 2) // 3}"
    page = text(client, f"/insights/prove/quarter/?quarter={name}")
    (whole,) = [row for row in told if row["quarter"] == start and row["experiment"] == ALL]
    words = words_of("en")
    assert words.formats.decimal(whole["kept"]) in page
    assert money(whole["net"]) in page
    assert "All together" in page
    file = client.get(f"/insights/prove/quarter/csv/?quarter={name}").content.decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(file)))
    assert len(rows) == len([row for row in told if row["quarter"] == start])
    assert float(rows[-1]["kept"].lstrip("'")) == pytest.approx(whole["kept"])
    png = client.get(f"/insights/prove/quarter/png/?quarter={name}")
    assert png.content.startswith(b"\x89PNG")
    for wrong in ("?quarter=2019-Q1", "?quarter=x"):
        assert client.get(f"/insights/prove/quarter/{wrong}").status_code == 404
        assert client.get(f"/insights/prove/quarter/csv/{wrong}").status_code == 404


@pytest.mark.parametrize(("language", "says"), [("en", "Another"), ("ko", "비용은 따로")])
@pytest.mark.usefixtures("workspace")
def test_the_cost_of_plays_whose_money_is_not_known_stands_apart(
    client_of: ClientOf, monkeypatch: pytest.MonkeyPatch, language: str, says: str
) -> None:
    run, told = company.latest(), of_run("proof-quarters")
    assert run is not None
    rows = [row | {"cost_apart": 77.0 if row["experiment"] == ALL else None} for row in told.rows]
    table = pa.Table.from_pylist(rows)
    results = [replace(one, table=table) if one is told else one for one in run.results]
    monkeypatch.setattr(company, "latest", lambda: replace(run, results=results))
    page = text(client_of("leader", language=language), "/insights/prove/quarter/")
    assert says in page
    assert money(77.0) in page


@pytest.mark.usefixtures("workspace")
def test_who_may_not_see_figures_sees_none_of_it(client_of: ClientOf) -> None:
    client = client_of()
    for address in ("/plays/experiments/", "/insights/prove/quarter/"):
        assert client.get(address).status_code == 403
    assert client_of("auditor").get("/plays/experiments/nothing so/").status_code == 404


def test_what_cannot_be_known_says_why(plays: Path, client_of: ClientOf) -> None:
    client = client_of("marketer")
    client.post("/plays/new/begin/", {"ready": "recently_quiet"})
    assert "Not known: it is a draft" in text(client, "/plays/play/recently_quiet/")
    file = plays / "recently_quiet.toml"
    file.write_text(file.read_text("utf-8").replace('"draft"', '"paused"'), "utf-8")
    assert "Not yet known" in text(client, "/plays/play/recently_quiet/")
    assert "nobody was assigned" in text(client, "/plays/experiments/")
    held = [line for line in file.read_text("utf-8").splitlines() if line.startswith("holdout")]
    written = file.read_text("utf-8")
    without = written.replace(held[0], "holdout = 0.0") if held else _with(written)
    file.write_text(without, "utf-8")
    assert "It cannot be known" in text(client, "/plays/play/recently_quiet/")
    assert "nothing to tell yet" in text(client, "/insights/prove/quarter/")


def _with(written: str) -> Any:
    return written.replace("\nstate =", "\nholdout = 0.0\nstate =", 1)
