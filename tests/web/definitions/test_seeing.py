"""Who sees which page of the definitions, and what it says."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tenure_web.definitions.models import Draft, Upload, Version
from tenure_web.definitions.secrets import hidden, revealed

SEEN = ("", "file/", "sources/", "quality/", "versions/")
EDITED = ("edit/", "edit/churn/", "uploads/", "changes/{draft}/", "uploads/{upload}/check/")
WRITTEN = (
    *("changes/{draft}/keep/", "changes/{draft}/discard/", "changes/{draft}/rebase/"),
    *("versions/1/restore/", "quality/customers/mend/", "uploads/{upload}/add/"),
    "uploads/{upload}/forget/",
)
ASIDE = ("quality/customers/", "quality/customers/rows.csv")


@pytest.fixture
def places(run_company: Path, person: Any, still: None) -> dict[str, int]:
    owner = person("소유자", "analyst")
    draft = Draft.objects.create(user=owner, base="x", before="", text="")
    upload = Upload.objects.create(user=owner, name="a.csv", path="a", size=1, table="orders")
    return {"draft": draft.pk, "upload": upload.pk}


@pytest.mark.parametrize("address", [*SEEN, *EDITED, *ASIDE])
def test_strangers_are_sent_to_the_login(places: dict[str, int], address: str) -> None:
    found = Client().get("/definitions/" + address.format(**places))
    assert found.status_code == 302
    assert found.headers["Location"].startswith("/people/sign-in/")


@pytest.mark.parametrize("group", ["account_manager", "marketer", "service", "auditor"])
def test_members_see_and_change_nothing(places: dict[str, int], group: str, client_of: Any) -> None:
    client = client_of(group)
    assert [client.get(f"/definitions/{one}").status_code for one in SEEN] == [200] * len(SEEN)
    refused = [client.get("/definitions/" + one.format(**places)) for one in (*EDITED, *ASIDE)]
    assert {one.status_code for one in refused} == {403}
    posted = [client.post("/definitions/" + one.format(**places)) for one in WRITTEN]
    assert {one.status_code for one in posted} == {403}


def test_what_others_are_about_to_change_is_not_found(
    places: dict[str, int], client_of: Any
) -> None:
    client = client_of("analyst", name="또 다른 분석가")
    own = [one for one in (*EDITED, *WRITTEN) if "{" in one]
    for address in own:
        way = client.post if address in WRITTEN else client.get
        assert way("/definitions/" + address.format(**places)).status_code == 404, address


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Whoever has not been active for 28 days.", "watch (seconds &gt;= 60)")),
        ("ko", ("28일 동안 활성이 아닌 고객.", "watch (seconds &gt;= 60)")),
    ],
)
def test_words_are_said_in_a_sentence(
    run_company: Path, client_of: Any, language: str, said: tuple[str, ...]
) -> None:
    text = client_of("auditor", language=language).get("/definitions/").content.decode()
    for one in (*said, "Asia/Seoul"):
        assert one in text
    assert "/definitions/edit/churn/" not in text


def test_a_broken_file_is_told_with_its_line(tiny_company: Path, client_of: Any) -> None:
    text = tiny_company.read_text("utf-8").replace('after = "28 days"', 'after = "a month"')
    tiny_company.write_text(text, "utf-8")
    line = 1 + text[: text.index("after =")].count("\n")
    client = client_of("analyst")
    for address in ("", "file/", "sources/"):
        found = client.get(f"/definitions/{address}").content.decode()
        assert f"Line {line}<" in found, address
        assert "days or weeks such as" in found, address


def test_no_file_at_all_is_a_page(here: Any, tmp_path: Path, client_of: Any) -> None:
    here(tmp_path / "tenure.toml")
    found = client_of("analyst", language="ko").get("/definitions/")
    assert found.status_code == 200
    assert "아직 정의가 없습니다" in found.content.decode()


def test_passwords_are_shown_to_nobody(tiny_company: Path, client_of: Any, still: None) -> None:
    secret = 'url = "postgres://tenure:hunter2@db/x?sslkey=abc"'
    text = tiny_company.read_text("utf-8").replace("[engine]", f"[engine]\n{secret}")
    tiny_company.write_text(text, "utf-8")
    client = client_of("admin")
    client.get("/definitions/")
    version = f"versions/{Version.objects.get()}/"
    for address in ("file/", "edit/", version, "sources/"):
        found = client.get(f"/definitions/{address}")
        page = found.content.decode()
        assert found.status_code == 200
        assert "hunter2" not in page, address
        assert "sslkey=abc" not in page, address


def test_hidden_secrets_come_back_as_they_were() -> None:
    text = 'a = 1\nurl = "postgres://u:p:w@h/d"\nsql = "scan(\'password=geheim host=x\')"\n'
    shown = hidden(text)
    assert "p:w" not in shown
    assert "geheim" not in shown
    assert revealed(shown.replace("a = 1", "a = 2"), text) == text.replace("a = 1", "a = 2")


def test_sources_say_how_fresh_they_are(run_company: Path, client_of: Any) -> None:
    text = client_of("auditor").get("/definitions/sources/").content.decode()
    assert "data/customers.parquet" in text
    assert "no events for" in text
