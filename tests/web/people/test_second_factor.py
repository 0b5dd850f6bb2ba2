"""The second factor: set up with a picture and a code, asked for, spared, turned off, throttled."""

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from tenure_web.people.models import User, Visit, Written
from tenure_web.people.once import digest_of, keyed_digest_of

pytestmark = pytest.mark.usefixtures("workspace")
HERE = "/people/me/second-factor/"
ASKED = "/people/second-factor/"


@pytest.fixture
def user(person: Callable[..., User]) -> User:
    return person("김하나", "admin")


@pytest.fixture
def client(user: User, signed_in: Callable[..., Client]) -> Client:
    return signed_in(user)


@pytest.fixture
def codes(client: Client, user: User, code_of: Callable[..., str]) -> list[str]:
    """Turn the second factor on, and return the spare codes."""
    client.post(HERE)
    device = TOTPDevice.objects.get(user=user)
    answer = client.post(HERE + "confirm/", {"token": code_of(device)})
    return re.findall(r"<code>(\w{10})</code>", answer.content.decode())


def test_it_is_set_up_with_a_picture_and_a_code(
    client: Client, user: User, code_of: Callable[..., str]
) -> None:
    assert client.get(HERE + "picture.svg").status_code == 404
    client.post(HERE)
    device = TOTPDevice.objects.get(user=user, confirmed=False)
    picture = client.get(HERE + "picture.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert picture.headers["Cache-Control"] == "no-store"
    assert picture.content.lstrip().startswith(b"<?xml")
    assert not re.search(rb"<script|style=|onload", picture.content)
    assert 'src="/people/me/second-factor/picture.svg"' in client.get(HERE).content.decode()

    wrong = client.post(HERE + "confirm/", {"token": "000000"})
    assert 'aria-invalid="true"' in wrong.content.decode()
    assert not TOTPDevice.objects.filter(confirmed=True).exists()
    TOTPDevice.objects.update(throttling_failure_count=0)
    right = client.post(HERE + "confirm/", {"token": code_of(device)})
    assert len(re.findall(r"<code>\w{10}</code>", right.content.decode())) == 10
    assert client.get("/people/me/").status_code == 200
    assert client.get(HERE + "picture.svg").status_code == 404
    assert Written.objects.filter(action="second_factor.add").count() == 1


def test_it_is_asked_for_at_the_login(
    codes: list[str], user: User, signed_in: Callable[..., Client], code_of: Callable[..., str]
) -> None:
    device = TOTPDevice.objects.get(user=user)
    client = signed_in(user)
    before = client.cookies["sessionid"].value
    for address in ("/", "/people/me/", "/people/", HERE, "/people/me/tokens/"):
        assert client.get(address).headers["Location"].startswith(ASKED), address
    assert client.post("/people/me/second-factor/off/").headers["Location"].startswith(ASKED)
    TOTPDevice.objects.update(last_t=-1)
    answer = client.post(ASKED, {"token": code_of(device), "next": "/people/me/"})
    assert answer.headers["Location"] == "/people/me/"
    assert client.cookies["sessionid"].value != before
    assert client.get("/people/me/").status_code == 200
    assert Visit.objects.filter(user=user).count() == 2


def test_a_code_is_good_once(
    codes: list[str], user: User, signed_in: Callable[..., Client], code_of: Callable[..., str]
) -> None:
    device = TOTPDevice.objects.get(user=user)
    TOTPDevice.objects.update(last_t=-1)
    code = code_of(device)
    assert signed_in(user).post(ASKED, {"token": code}).status_code == 302
    assert signed_in(user).post(ASKED, {"token": code}).status_code == 200


def test_a_spare_code_is_good_once(
    codes: list[str], user: User, signed_in: Callable[..., Client]
) -> None:
    assert len(set(codes)) == 10
    assert signed_in(user).post(ASKED, {"token": codes[0]}).status_code == 302
    assert StaticToken.objects.count() == 9
    again = signed_in(user)
    assert again.post(ASKED, {"token": codes[0]}).status_code == 200
    assert again.get("/people/me/").status_code == 302


def test_who_reads_the_database_has_no_spare_code(
    codes: list[str], user: User, signed_in: Callable[..., Client]
) -> None:
    kept = list(StaticToken.objects.values_list("token", flat=True))
    assert {len(one) for one in kept} == {16}
    assert not set(codes) & set(kept)
    for one in (kept[0], kept[0][:10], digest_of(codes[0])[:16]):
        StaticDevice.objects.update(throttling_failure_count=0)
        assert signed_in(user).post(ASKED, {"token": one}).status_code == 200
    assert keyed_digest_of(codes[0], user.pk) != keyed_digest_of(codes[0], user.pk + 1)


def test_codes_of_before_are_hashed_by_the_migration(
    user: User, signed_in: Callable[..., Client]
) -> None:
    TOTPDevice.objects.create(user=user, confirmed=True)
    StaticDevice.objects.create(user=user).token_set.create(token="abcdefghjk")
    migration = import_module("tenure_web.people.migrations.0004_spare_codes")
    for _ in range(2):
        migration.hash_codes(apps, None)
    assert signed_in(user).post(ASKED, {"token": "abcde fghjk"}).status_code == 302


def test_guessing_is_slowed_down(
    codes: list[str], user: User, signed_in: Callable[..., Client], code_of: Callable[..., str]
) -> None:
    """After wrong codes even a right one has to wait."""
    client, device = signed_in(user), TOTPDevice.objects.get(user=user)
    TOTPDevice.objects.update(last_t=-1)
    for _ in range(3):
        client.post(ASKED, {"token": "000000"})
    assert client.post(ASKED, {"token": code_of(device)}).status_code == 200
    assert client.post(ASKED, {"token": codes[0]}).status_code == 200
    assert client.get("/people/me/").status_code == 302


def test_one_factor_does_not_stand_for_another_person(
    codes: list[str], person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    other = person("박두리")
    TOTPDevice.objects.create(user=other, confirmed=True)
    assert signed_in(other).post(ASKED, {"token": codes[0]}).status_code == 200


def test_turning_off_asks_for_the_password(
    client: Client, codes: list[str], user: User, password: str
) -> None:
    wrong = client.post(HERE + "off/", {"password": "wrong"})
    assert "This is not your password" in wrong.content.decode()
    assert TOTPDevice.objects.filter(user=user, confirmed=True).exists()
    assert client.post(HERE + "off/", {"password": password}).status_code == 302
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()
    assert Written.objects.filter(action="second_factor.remove").count() == 1


def test_new_spare_codes_take_the_place_of_the_old(
    client: Client,
    codes: list[str],
    password: str,
    user: User,
    signed_in: Callable[..., Client],
) -> None:
    assert client.post(HERE + "spare/", {"password": "wrong"}).status_code == 200
    assert signed_in(user).post(ASKED, {"token": codes[0]}).status_code == 302
    answer = client.post(HERE + "spare/", {"password": password}).content.decode()
    fresh = set(re.findall(r"<code>(\w{10})</code>", answer))
    assert len(fresh) == 10
    assert not fresh & set(codes)
    assert signed_in(user).post(ASKED, {"token": codes[1]}).status_code == 200
    StaticDevice.objects.update(throttling_failure_count=0)
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert signed_in(user).post(ASKED, {"token": fresh.pop()}).status_code == 302


def test_it_cannot_be_set_up_over_one_that_is_there(client: Client, codes: list[str]) -> None:
    assert client.post(HERE).status_code == 403
    assert client.post(HERE + "confirm/", {"token": "1"}).status_code == 302
    assert TOTPDevice.objects.count() == 1


def test_setting_up_ends_sessions_that_showed_no_code(
    client: Client, user: User, signed_in: Callable[..., Client], code_of: Callable[..., str]
) -> None:
    other = signed_in(user)
    client.post(HERE)
    client.post(HERE + "confirm/", {"token": code_of(TOTPDevice.objects.get(user=user))})
    assert other.get("/people/me/").headers["Location"].startswith("/people/sign-in/")


@pytest.mark.parametrize(
    "token", ["", " ", "abc", "1" * 500, "１２３４５６", "한글코드입니다", "\x00"]
)
def test_nonsense_is_a_wrong_code(codes: list[str], user: User, signed_in: Any, token: str) -> None:
    assert signed_in(user).post(ASKED, {"token": token}).status_code == 200
