"""The page of one experiment, read as somebody reads it: Hillstrom's mails, and what goes wrong."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from support import hillstrom
from tenure_web.insights import experiment
from tenure_web.lib import company

ASKED = (
    f"/insights/prove/experiment/?experiment={hillstrom.NAME}&event=visit&days=14"
    "&shares=none%3D1%2Cmens%3D1%2Cwomens%3D1"
)


@pytest.fixture(scope="module")
def mails(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hillstrom.write(tmp_path_factory.mktemp("mails"))


@pytest.fixture
def of_mails(mails: Path, settings: Any) -> Iterator[None]:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, definitions=mails)
    company.forget()
    yield
    company.forget()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_shares_intervals_and_verdicts_of_hillstroms_mails(
    language: str, of_mails: None, client_of: Any, page_of: Callable[..., str]
) -> None:
    client = client_of("analyst", language=language)
    text = unescape(page_of(client, ASKED))
    for arm, share in (("mens", "18.3"), ("womens", "15.1"), ("none", "10.6")):
        row = next(one for one in text.split("<tr") if f">{arm}<" in one)
        assert f"{share}%" in row.replace(" %", "%"), row
    works = {"en": "It works.", "ko": "효과가 있습니다."}[language]
    assert text.count(works) == 2
    assert {"en": "as large as they were meant", "ko": "계획한 비율과 맞습니다"}[language] in text
    assert "fewer=" not in text
    rows = client.get(ASKED.replace("experiment/?", "experiment/csv/?"))
    assert rows.status_code == 200
    assert b"mens,21307,21307,3894,0.18275" in rows.content


def test_what_cannot_be_answered_is_said(of_mails: None, client_of: Any) -> None:
    client = client_of("analyst")
    address = "/insights/prove/experiment/?experiment="
    assert "there is no experiment" in client.get(f"{address}summer").content.decode()
    unnamed = client.get(f"{address}{hillstrom.NAME}&event=vsit").content.decode()
    assert "no event is called" in unnamed
    korean = client_of("analyst", name="k", language="ko")
    assert "행동은 없습니다" in korean.get(f"{address}{hillstrom.NAME}&event=vsit").content.decode()
    assert client.get(f"{address}x&days=0").status_code == 200
    assert client.get(f"{address}x&days=0").content.decode().count("<article") == 0
    assert client_of("nobody", name="n").get(ASKED).status_code in (403, 404)


def test_the_page_offers_the_experiments_of_the_last_run(
    workspace: Path, client_of: Any, page_of: Callable[..., str]
) -> None:
    """The simulated company has trials: the first is filled in, and leads to its arms."""
    client = client_of("analyst")
    text = page_of(client, "/insights/prove/experiment/")
    known = experiment.names()
    for one in known:
        assert f'<option value="{one}">' in text
    if known:
        shown = page_of(client, f"/insights/prove/experiment/?experiment={known[0]}")
        assert shown.count("<article") == 1
    overview = client.get("/insights/").content.decode()
    assert "/insights/prove/experiment/" in overview
