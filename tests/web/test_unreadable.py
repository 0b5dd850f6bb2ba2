"""A tenure.toml that cannot be read: people are told what and where, and can mend it."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tenure.errors import EngineError, SourceError
from tenure_web.lib import company
from tenure_web.people.models import User

from .conftest import PASSWORD
from .test_rules import VIEWS

BROKEN = """[compny]
name = "x"
[engine]
url = "postgres://kim:geheim@db/x"
"""


@pytest.fixture
def broken(tmp_path: Path, settings: Any) -> Path:
    place = tmp_path / "tenure.toml"
    place.write_text(BROKEN, "utf-8")
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, definitions=place)
    company.forget()
    return place


@pytest.mark.parametrize("address", ["/", "/insights/", "/customers/", "/work/"])
def test_who_may_mend_it_is_told_what_and_where(broken: Path, client_of: Any, address: str) -> None:
    answer = client_of("admin").get(address)
    text = answer.content.decode()
    assert answer.status_code == 503
    assert "unknown key &#39;compny&#39;" in text
    assert "line 1" in text
    assert str(broken.parent) not in text
    assert "geheim" not in text
    assert 'href="/definitions/"' in text
    assert 'href="/people/"' in text
    assert text.count("<h1") == 1


def test_others_are_told_that_nothing_is_lost(broken: Path, client_of: Any) -> None:
    text = client_of("service", language="ko").get("/customers/").content.decode()
    assert "지금은 회사 데이터를 읽을 수 없습니다" in text
    assert "compny" not in text
    assert 'href="/people/"' not in text


def test_an_admin_still_signs_in_and_mends_it(broken: Path, person: Callable[..., User]) -> None:
    person("kim", "admin")
    client = Client()
    sent = client.post("/people/sign-in/", {"username": "kim", "password": PASSWORD})
    assert (sent.status_code, sent.headers["Location"]) == (302, "/")
    for address in ("/definitions/", "/definitions/file/", "/people/", "/people/me/"):
        assert client.get(address).status_code == 200, address
    broken.write_text('[company]\nname = "x"\nkind = "saas"\ntime_zone = "Asia/Seoul"\n', "utf-8")
    assert client.get("/work/").status_code == 200


def test_no_address_ends_in_an_error(broken: Path, client_of: Any) -> None:
    client = client_of("admin")
    for address in VIEWS:
        filled = re.sub(r"<(?:(\w+):)?\w+>", lambda kind: "1" if kind[1] == "int" else "x", address)
        if not filled.startswith("api/"):
            status = client.get(f"/{filled}").status_code
            assert status < 500 or status == 503, filled


def test_what_cannot_be_read_of_sources_is_said_and_faults_of_ours_stay_faults(
    broken: Path, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise SourceError("there is no such file", where=f"{broken.parent}/data/orders.csv")

    def wrong() -> None:
        raise EngineError("no", metric="m", engine="duckdb", sql="SELECT 1")

    client = client_of("admin")
    monkeypatch.setattr(company, "latest", gone)
    assert "data/orders.csv" in client.get("/work/").content.decode()
    monkeypatch.setattr(company, "latest", wrong)
    with pytest.raises(EngineError):
        client.get("/work/")


def test_readiness_says_so(broken: Path, client: Client, db: None) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["definitions"]) == (503, False)
