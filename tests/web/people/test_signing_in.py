"""The login: throttled by name and address, no way to elsewhere, a new session for who gets in."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tenure_web.people.models import User, Visit, Written

pytestmark = pytest.mark.usefixtures("workspace")
SIGN_IN = "/people/sign-in/"


def attempt(client: Client, name: str, password: str, **more: Any) -> int:
    told = {"username": name, "password": password}
    return client.post(SIGN_IN, told, **more).status_code


def test_a_korean_name_signs_in_however_it_is_typed(
    person: Callable[..., User], password: str
) -> None:
    import unicodedata

    person("김하나", "admin")
    typed = unicodedata.normalize("NFD", "김하나")
    assert typed != "김하나"
    client = Client()
    assert attempt(client, typed, password) == 302
    assert "김하나" in client.get("/people/me/").content.decode()
    assert Written.objects.get(action="session.begin").who == "김하나"


def test_five_wrong_passwords_lock_name_and_address_even_for_the_right_one(
    person: Callable[..., User], password: str
) -> None:
    person("김하나")
    person("박두리")
    client = Client(headers={"accept-language": "ko"})
    found = [attempt(client, "김하나", "wrong") for _ in range(5)]
    assert found == [200, 200, 200, 200, 429]
    locked = client.post(SIGN_IN, {"username": "김하나", "password": password})
    assert locked.status_code == 429
    assert "15분 뒤" in locked.content.decode()
    assert not Visit.objects.exists()
    assert attempt(Client(), "박두리", password) == 302
    assert attempt(Client(), "김하나", password, REMOTE_ADDR="192.0.2.7") == 302


def failures(count: int, **which: str) -> None:
    from axes.models import AccessAttempt

    around = {"user_agent": "", "http_accept": "", "path_info": SIGN_IN, "get_data": ""}
    AccessAttempt.objects.create(
        **around | {"post_data": ""} | which,
        failures_since_start=count,
        attempt_time=timezone.now(),
    )


def test_many_addresses_give_no_more_guesses_at_a_name(
    person: Callable[..., User], password: str
) -> None:
    person("김하나")
    person("박두리")
    for last in range(12):
        failures(4, username="김하나", ip_address=f"192.0.2.{last}")
    fresh = {"REMOTE_ADDR": "198.51.100.1"}
    assert attempt(Client(), "김하나", "wrong", **fresh) == 200
    assert attempt(Client(), "김하나", "wrong", **fresh) == 429
    assert attempt(Client(), "김하나", password, **fresh) == 429
    assert attempt(Client(), "박두리", password, **fresh) == 302


def test_many_names_give_no_more_guesses_from_an_address(
    person: Callable[..., User], password: str
) -> None:
    person("김하나")
    for each in range(33):
        failures(3, username=f"name {each}", ip_address="192.0.2.7")
    assert attempt(Client(), "nobody", "wrong", REMOTE_ADDR="192.0.2.7") == 429
    assert attempt(Client(), "김하나", password, REMOTE_ADDR="192.0.2.7") == 429
    assert attempt(Client(), "김하나", password, REMOTE_ADDR="192.0.2.8") == 302


def test_a_right_password_forgives_nothing_of_other_names(
    person: Callable[..., User], password: str
) -> None:
    """Who has an account here cannot use it to guess at others'."""
    person("김하나")
    failures(96, username="others", ip_address="192.0.2.7")
    for _ in range(2):
        assert attempt(Client(), "nobody", "wrong", REMOTE_ADDR="192.0.2.7") == 200
        assert attempt(Client(), "김하나", password, REMOTE_ADDR="192.0.2.7") == 302
    assert attempt(Client(), "nobody", "wrong", REMOTE_ADDR="192.0.2.7") == 200
    assert attempt(Client(), "nobody", "wrong", REMOTE_ADDR="192.0.2.7") == 429


def test_unknown_names_cost_as_much_as_wrong_passwords(
    person: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hash is worked out for names that nobody has, so that time tells nothing."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    person("김하나")
    person("locked", is_active=False)
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, *args: Any, **more: Any) -> str:
        hashed.append(password)
        return encode(self, password, *args, **more)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    costs = []
    for name in ("김하나", "nobody", "locked"):
        hashed.clear()
        attempt(Client(), name, "wrong password")
        costs.append(hashed.count("wrong password"))
    assert costs == [1, 1, 1]


def test_a_right_password_begins_the_count_anew(person: Callable[..., User], password: str) -> None:
    person("김하나")
    for _ in range(2):
        assert [attempt(Client(), "김하나", "wrong") for _ in range(4)] == [200] * 4
        assert attempt(Client(), "김하나", password) == 302


def test_the_lock_opens_by_itself(person: Callable[..., User], password: str) -> None:
    from axes.models import AccessAttempt

    person("김하나")
    for _ in range(5):
        attempt(Client(), "김하나", "wrong")
    assert attempt(Client(), "김하나", password) == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert attempt(Client(), "김하나", password) == 302


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP", "True-Client-IP"]
)
def test_a_header_alone_gets_nobody_around_the_lock(
    header: str, person: Callable[..., User], password: str
) -> None:
    person("김하나")
    found = [
        attempt(Client(headers={header: f"192.0.2.{place}"}), "김하나", "wrong")
        for place in range(5)
    ]
    assert found[-1] == 429
    assert attempt(Client(headers={header: "192.0.2.99"}), "김하나", password) == 429


def test_wrong_names_and_wrong_passwords_look_alike(person: Callable[..., User]) -> None:
    person("김하나")
    person("locked", is_active=False)
    pages = []
    for name, told in (("김하나", "wrong"), ("nobody", "wrong"), ("locked", "wrong")):
        client = Client(headers={"accept-language": "en"})
        text = client.post(SIGN_IN, {"username": name, "password": told}).content.decode()
        pages.append(text.replace(name, "")[text.index("<main") :].split("csrf")[0])
    assert pages[0] == pages[1] == pages[2]


@pytest.mark.parametrize(
    "there",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\t//e.x"],
)
def test_the_login_leads_to_no_other_site(
    there: str, person: Callable[..., User], password: str
) -> None:
    person("김하나")
    told = {"username": "김하나", "password": password, "next": there}
    assert Client().post(SIGN_IN, told).headers["Location"] == "/"
    assert Client().post(f"{SIGN_IN}?next={there}", told | {"next": ""}).headers["Location"] == "/"
    assert there not in Client().get(SIGN_IN, {"next": there}).content.decode()


def test_the_login_leads_back(person: Callable[..., User], password: str) -> None:
    person("김하나")
    told = {"username": "김하나", "password": password, "next": "/people/me/?a=1"}
    assert Client().post(SIGN_IN, told).headers["Location"] == "/people/me/?a=1"


def test_a_session_from_before_the_login_is_of_no_use(
    person: Callable[..., User], password: str
) -> None:
    """Session fixation: a key that somebody else planted never becomes one that is signed in."""
    person("김하나")
    client = Client()
    client.get(SIGN_IN)
    planted = client.cookies["sessionid"].value
    assert attempt(client, "김하나", password) == 302
    assert client.cookies["sessionid"].value != planted
    other = Client()
    other.cookies["sessionid"] = planted
    assert other.get("/people/me/").status_code == 302
    assert not Session.objects.filter(session_key=planted).exists()


def test_cookies_are_kept_from_scripts_and_from_other_sites(
    person: Callable[..., User], password: str
) -> None:
    person("김하나")
    client = Client()
    attempt(client, "김하나", password)
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    "address",
    [
        SIGN_IN,
        "/people/sign-out/",
        "/people/me/password/",
        "/people/me/second-factor/",
        "/people/me/second-factor/off/",
        "/people/me/sessions/end-others/",
        "/people/me/tokens/",
        "/people/invite/",
        "/people/portfolios/new/",
        "/people/forgotten/",
        "/people/join/x/",
    ],
)
def test_nothing_is_written_without_the_token_of_its_form(
    address: str, person: Callable[..., User], password: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        person("김하나", "admin"), backend="django.contrib.auth.backends.ModelBackend"
    )
    before = Written.objects.count(), Visit.objects.count()
    answer = client.post(address, {"username": "김하나", "password": password})
    assert answer.status_code == 403
    assert (Written.objects.count(), Visit.objects.count()) == before


def test_signing_out_ends_the_session_for_good(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    client = signed_in(person("김하나"))
    key = client.cookies["sessionid"].value
    assert client.get("/people/sign-out/").status_code == 405
    client.post("/people/sign-out/")
    assert not Visit.objects.exists()
    thief = Client()
    thief.cookies["sessionid"] = key
    assert thief.get("/people/me/").status_code == 302


def test_the_link_for_who_forgot_stands_beside_the_login(db: None) -> None:
    assert 'href="/people/forgotten/"' in Client().get(SIGN_IN).content.decode()


def test_nothing_of_who_signs_in_is_in_the_logs(
    person: Callable[..., User], password: str, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    from tenure_web.lib.watching import JsonLines

    person("김하나")
    attempt(Client(), "김하나", "wrong", REMOTE_ADDR="198.51.100.23")
    attempt(Client(), "김하나", password, REMOTE_ADDR="198.51.100.23")
    lines = "\n".join(JsonLines().format(record) for record in caplog.records)
    assert "김하나" not in lines
    assert "198.51.100.23" not in lines
    cache.clear()
