"""The workspace as somebody with bad intentions tries it: every address, whatever they send."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tenure_web.people.models import Written

from .test_rules import VIEWS

pytestmark = pytest.mark.usefixtures("workspace")
AWAY = ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "")


def filled(pattern: str, number: str = "1", text: str = "x") -> str:
    """Give an address its values."""
    return "/" + re.sub(
        r"<(?:(\w+):)?\w+>", lambda kind: number if kind[1] == "int" else text, pattern
    )


PAGES = sorted(one for one in VIEWS if "(" not in one and not one.startswith("api/"))
CHOICES = "messages/choices/<str:token>/"
EXEMPT = {name for name, one in VIEWS.items() if getattr(one.callback, "csrf_exempt", False)}


def test_only_the_api_and_mail_programs_post_without_the_token_of_a_form() -> None:
    """A mail program has no session: the signed address itself is the proof (RFC 8058)."""
    assert {one for one in EXEMPT if not one.startswith("api/")} == {CHOICES}


def test_no_address_takes_a_post_without_the_token_of_its_form(client_of: Any) -> None:
    client = client_of("admin")
    client.handler.enforce_csrf_checks = True
    before = Written.objects.count()
    answers = {one: client.post(filled(one)).status_code for one in PAGES if one not in EXEMPT}
    # Rules come first: whoever is signed in already is past the login.
    assert {one: status for one, status in answers.items() if status != 403} == {}
    assert Written.objects.count() == before


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver:80@evil.example", "a b", ""]
)
def test_another_host_name_is_refused(host: str, client_of: Any) -> None:
    client = client_of("admin")
    for address in ("/", "/people/sign-in/", "/people/forgotten/", "/api/v1/metrics", "/metrics"):
        answer = client.get(address, headers={"host": host})
        assert answer.status_code == 400, address
        assert "evil" not in answer.content.decode()


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-Url"])
def test_headers_of_proxies_change_no_address(name: str, client_of: Any) -> None:
    answer = client_of("admin").get("/people/me/", headers={name: "host=evil.example"})
    assert answer.status_code == 200
    assert "evil" not in answer.content.decode()


@pytest.mark.parametrize("there", AWAY)
def test_choosing_a_language_leads_to_no_other_site(there: str, db: None) -> None:
    answer = Client().post("/language/", {"language": "ko", "next": there})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_no_redirect_follows_what_the_address_says(client_of: Any) -> None:
    """Whatever an address is told, nobody is sent to another site."""
    client = client_of("admin")
    told = dict.fromkeys(("next", "back", "url", "to", "address", "return"), "https://evil.example")
    for one in PAGES:
        answer = client.get(filled(one), told)
        assert not answer.headers.get("Location", "").startswith(("http", "//")), one


@pytest.mark.parametrize(
    "text", ["..%2f..%2fetc%2fpasswd", "..", "%00", "x%0d%0aSet-Cookie:%20a=b", "%ff", "'%22%3E<b>"]
)
def test_odd_values_in_an_address_are_no_error_and_no_header(text: str, client_of: Any) -> None:
    client = client_of("admin")
    for one in PAGES:
        if "<str" in one or "<path" in one or re.search(r"<\w+>", one):
            answer = client.get(filled(one, text=text))
            assert answer.status_code in (200, 302, 400, 404, 405), (one, answer.status_code)
            assert "Set-Cookie" not in answer.headers
            assert b"root:" not in (b"" if answer.streaming else answer.content)


def test_numbers_beyond_any_row_are_not_found(client_of: Any) -> None:
    client = client_of("admin")
    for one in PAGES:
        if "<int" in one:
            status = client.get(filled(one, number="9" * 30)).status_code
            assert status in (302, 400, 404, 405), (one, status)


ODD = ("?page=" + "9" * 40, "?q=%00", "?page=-1&since=x", "?q=" + "가" * 5_000)


@pytest.mark.parametrize("query", ODD, ids=["page", "null", "negative", "long"])
def test_odd_questions_are_no_error(query: str, client_of: Any) -> None:
    client = client_of("admin")
    for one in PAGES:
        if "<" not in one:
            status = client.get(f"/{one}{query}").status_code
            assert status < 500 or one == "readyz", (one, status)


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
def test_other_methods_change_nothing(method: str, client_of: Any) -> None:
    client = client_of("admin")
    before = Written.objects.count()
    for one in PAGES:
        assert getattr(client, method)(filled(one)).status_code < 500, one
    assert Written.objects.count() == before


def test_bodies_that_cannot_be_read_are_refused(db: None) -> None:
    client = Client()
    many = "&".join(f"a{number}=1" for number in range(1_100))
    kind = "application/x-www-form-urlencoded"
    assert client.post("/people/sign-in/", many, content_type=kind).status_code == 400
    big = "username=" + "a" * 3_000_000
    assert client.post("/people/sign-in/", big, content_type=kind).status_code in (400, 413)
    broken = client.post(
        "/people/sign-in/", b"--x\r\nno end", content_type="multipart/form-data; boundary=x"
    )
    assert broken.status_code in (200, 400)


def test_every_page_carries_its_policy(client_of: Any) -> None:
    client = client_of("admin")
    for address in ("/", "/people/", "/nothing", "/people/audit.csv", "/healthz"):
        answer = client.get(address)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "same-origin"


def test_who_waits_at_the_second_factor_opens_nothing_else(client_of: Any, workspace: Path) -> None:
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from tenure_web.people.models import User

    client = client_of("admin", name="halb")
    TOTPDevice.objects.create(user=User.objects.get(username="halb"), confirmed=True)
    rules = {one: VIEWS[one].callback.rule for one in PAGES}
    for one, rule in rules.items():
        if not rule.public and not rule.token and rule.second_factor:
            for method in ("get", "post"):
                answer = getattr(client, method)(filled(one))
                assert answer.status_code == 302, one
                assert answer.headers["Location"].startswith("/people/second-factor/"), one
