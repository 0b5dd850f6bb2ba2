"""Plays without a holdout on pages and in the API: compared, never proved, in no sum."""

import csv
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from support.deciding import play
from support.without_holdout import TODAY, write
from tenure.act.writing import dumps
from tenure.company import Company
from tenure.measure.result import Result
from tenure.pipeline.proving import proved
from tenure.pipeline.saved import SavedRun, load_result, save_result
from tenure_web.lib import company
from tenure_web.lib.language import words_of
from tenure_web.people import tokens
from tenure_web.people.models import User
from tenure_web.people.rights import Right
from tenure_web.plays import compared

ClientOf = Callable[..., Client]
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Result]]:
    """Give a company with a play that leaves nobody alone, and what a run proves of it."""
    folder = tmp_path_factory.mktemp("unheld")
    file = write(folder)
    (folder / "plays").mkdir()
    spring = play("spring", {"kind": "segment"}, holdout=0.0, salt="1" * 16)
    (folder / "plays" / "spring.toml").write_text(dumps(spring), "utf-8")

    def keep(result: Result, to: Path) -> None:
        save_result(result, to, folder)

    with Company.open(file, today=TODAY) as one:
        folders = proved(one, None, keep, lambda _: nullcontext(), lambda *_: None, lambda _: None)
    return file, [load_result(each, "en") for each in folders]


@pytest.fixture
def spring(
    told: tuple[Path, list[Result]],
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[list[Result]]:
    file, results = told
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, definitions=file, home=tmp_path / "home")
    manifest = {"as_of": TODAY.isoformat(), "company": {"name": "x", "language": "en"}}
    run = SavedRun(tmp_path, manifest, results, [], [], [], [])
    monkeypatch.setattr(company, "latest", lambda: run)
    yield results
    company.forget()


def text(client: Client, address: str) -> str:
    found = client.get(address)
    assert found.status_code == 200, address
    return unescape(found.content.decode())


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_play_without_a_holdout_is_compared_and_said_not_to_be_proved(
    spring: list[Result], client_of: ClientOf, language: str
) -> None:
    client, words = client_of("analyst", language=language), words_of(language)
    for address in ("/plays/play/spring/", "/plays/experiments/spring/"):
        page = text(client, address)
        assert words("proved.no_holdout") in page
        assert page.count(words("compared.no_proof")) == 2
        (one,) = compared.of("spring")
        assert one.change is not None
        assert one.main is not None
        for row in (one.change, one.main):
            assert row[f"says_{language}"] in page
        assert words("compared.counts", left="60", of="3,810") in page
        assert words("compared.counts", left="45", of="300") in page
        assert words("compared.counts", left="90", of="300") in page
        assert one.called("did", words) in page
        for verdict in ("works", "harms", "no_difference"):
            assert f'class="verdict {verdict}"' not in page


def test_experiments_name_it_and_do_not_say_that_nobody_was_assigned(
    spring: list[Result], client_of: ClientOf
) -> None:
    page = text(client_of("analyst"), "/plays/experiments/")
    assert "nobody is left alone, so there is nothing to compare with" in page
    assert "nobody was assigned" not in page
    assert "/plays/experiments/twice/" in page, "it is no play, and has its page here"


def test_a_holdout_that_is_empty_so_far_is_said_to_be(
    spring: list[Result], client_of: ClientOf
) -> None:
    file = company.definitions().folder / "plays" / "spring.toml"
    before = file.read_text("utf-8")
    held = play("spring", {"kind": "segment"}, holdout=0.1, salt="1" * 16)
    file.write_text(dumps(held), "utf-8")
    try:
        page = text(client_of("analyst"), "/plays/play/spring/")
    finally:
        file.write_text(before, "utf-8")
    assert "nobody was left alone so far" in page
    assert "No proof" in page


def test_the_quarter_names_it_and_sums_nothing(spring: list[Result], client_of: ClientOf) -> None:
    client = client_of("leader", language="ko")
    page = text(client, "/insights/prove/quarter/")
    assert "증명하지 못해 합계에 넣지 않은 것" in page
    assert "고객 300명의 차례가 왔습니다." in page
    assert "홀드아웃이 없어 무엇을 가져왔는지 증명할 수 없으며" in page
    assert "지킨 고객</h3>" not in page
    assert client.get("/insights/prove/quarter/csv/").status_code == 404
    board = client.get(
        reverse("insights:told_file", args=["prove", "brought", 0, "csv"])
    ).content.decode("utf-8-sig")
    assert [(row["experiment"], row["kept"]) for row in csv.DictReader(StringIO(board))] == [
        ("spring", ""),
        ("twice", ""),
    ]


def test_one_that_was_assigned_in_another_quarter_is_not_named_in_this(
    spring: list[Result], client_of: ClientOf
) -> None:
    client = client_of("leader")
    assert "Not proved" in text(client, "/insights/prove/quarter/?quarter=2026-Q1")
    assert client.get("/insights/prove/quarter/?quarter=2026-Q2").status_code == 404


def test_who_may_not_see_figures_sees_none_of_it(spring: list[Result], client_of: ClientOf) -> None:
    client = client_of()
    for address in ("/plays/play/spring/", "/plays/experiments/spring/"):
        assert client.get(address).status_code == 403


def test_the_api_gives_the_comparisons_and_what_was_not_proved(
    spring: list[Result], person: Callable[..., User]
) -> None:
    _, token = tokens.make(person("program", "analyst"), "program", {Right.SEE_FIGURES}, 30)
    client = Client(headers={"authorization": f"Bearer {token}"})
    told = client.get("/api/v1/plays/spring/effects").json()
    assert told["proofs"] == []
    assert told["reason"]["en"].startswith("It cannot be known")
    change, first, *_ = told["without_holdout"]
    assert (change["method"], first["method"], first["days"]) == ("before_after", "matched", 30)
    assert (change["before_or_others"]["left"], change["before_or_others"]["of"]) == (60, 3810)
    assert (first["since_or_treated"]["left"], first["since_or_treated"]["of"]) == (45, 300)
    assert first["difference"]["low"] < first["difference"]["value"] < 0
    assert "It proves nothing" in first["says"]["en"]
    brought = client.get("/api/v1/brought").json()
    assert brought["rows"] == []
    assert [(one["play"], one["units"]) for one in brought["not_proved"]] == [
        ("spring", 300),
        ("twice", 100),
    ]
    assert "증명할 수 없으며" in brought["not_proved"][0]["reason"]["ko"]
