"""The start page: figures that lead on, whom one may see, and nothing yet."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tenure_web.lib import company


@pytest.mark.parametrize("language", ["en", "ko"])
def test_figures_lead_to_pages_that_open(
    workspace: Path, client_of: Callable[..., Client], language: str
) -> None:
    client = client_of("leader", language=language)
    found = client.get("/")
    text = found.content.decode()
    assert found.status_code == 200
    assert {"en": "Attrition in", "ko": "이탈률"}[language] in text
    for address in {part.split('"')[0] for part in text.split('<h3><a href="')[1:]}:
        assert client.get(address.replace("&amp;", "&")).status_code == 200, address


def test_everyone_may_open_it_and_sees_what_is_theirs(
    workspace: Path, client_of: Callable[..., Client]
) -> None:
    """An auditor sees figures and no customer; an account manager without customers none."""
    auditor = client_of("auditor").get("/").content.decode()
    assert "Attrition in" in auditor
    assert "Sentences that smell of leaving" not in auditor
    manager = client_of("account_manager").get("/").content.decode()
    assert "/customers/one/" not in manager
    stranger = client_of().get("/").content.decode()
    assert "Attrition in" not in stranger


def test_what_customers_wrote_is_for_who_may_read_it(
    workspace: Path, client_of: Callable[..., Client]
) -> None:
    run = company.latest()
    assert run is not None
    said = next(one for one in run.results if one.metric == "alerts").rows[0]["sentence"]
    assert said in client_of("service").get("/").content.decode()
    assert said not in client_of("marketer").get("/").content.decode()


def test_attrition_is_held_against_the_plan(
    workspace: Path, client_of: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = company.definitions()
    for plan, says in ((0.001, "Above the plan of 0.1"), (0.9, "Within the plan of 90")):
        aimed = told.model_copy(update={"plan": told.plan.model_copy(update={"attrition": plan})})
        monkeypatch.setattr(company, "definitions", lambda aimed=aimed: aimed)
        assert says in client_of("leader", name=f"leader {plan}").get("/").content.decode()


def test_before_the_first_run_it_says_what_to_do(
    workspace: Path, client_of: Callable[..., Client], settings: Any, tmp_path: Path
) -> None:
    place = tmp_path / "tenure.toml"
    place.write_text(workspace.read_text("utf-8"), "utf-8")
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, definitions=place)
    found = client_of("admin").get("/")
    assert found.status_code == 200
    assert "There has been no run yet" in found.content.decode()
