"""Tokens of programs: shown once, kept as a hash, no stronger than their owner."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from tenure_web.people import tokens
from tenure_web.people.models import Token, User, Written
from tenure_web.people.rights import Right

pytestmark = pytest.mark.usefixtures("workspace")
HERE = "/people/me/tokens/"


@pytest.fixture
def user(person: Callable[..., User]) -> User:
    return person("김하나", "analyst")


def test_it_is_found_by_its_text_and_kept_as_a_hash(user: User) -> None:
    token, text = tokens.make(user, "밤마다", [Right.SEE_FIGURES], 30)
    found = tokens.find(text)
    assert found == token
    assert found is not None
    assert found.rights == {Right.SEE_FIGURES}
    assert found.may(Right.SEE_FIGURES)
    assert not found.may(Right.EXPORT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_token")
        assert text not in str(cursor.fetchall())


def test_when_it_was_used_is_noted(user: User) -> None:
    token, text = tokens.make(user, "밤마다", [Right.SEE_FIGURES], 30)
    assert token.used_at is None
    tokens.find(text)
    token.refresh_from_db()
    assert token.used_at is not None
    assert timezone.now() - token.used_at < timedelta(minutes=1)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-1],
        lambda text: text + "x",
        lambda text: text.upper(),
        lambda text: text.removeprefix(tokens.PREFIX),
        lambda text: tokens.digest_of(text),
        lambda text: "",
        lambda text: "tenure_" + "ㄱ" * 10_000,
    ],
)
def test_another_text_finds_none(user: User, change: Callable[[str], str]) -> None:
    _, text = tokens.make(user, "밤마다", [Right.SEE_FIGURES], 30)
    assert tokens.find(change(text)) is None


def test_it_ends_with_its_time_and_with_its_owner(user: User) -> None:
    _, text = tokens.make(user, "밤마다", [Right.SEE_FIGURES], 30)
    Token.objects.update(expires_at=timezone.now())
    assert tokens.find(text) is None
    Token.objects.update(expires_at=timezone.now() + timedelta(hours=1))
    assert tokens.find(text) is not None
    User.objects.update(is_active=False)
    assert tokens.find(text) is None
    User.objects.update(is_active=True)
    user.groups.clear()
    assert tokens.find(text) is None


def test_it_does_no_more_than_its_owner_now(user: User, person: Callable[..., User]) -> None:
    scopes = [Right.SEE_FIGURES, Right.SEE_PERSONAL, Right.SEE_AUDIT]
    token, _ = tokens.make(user, "too much", scopes, 30)
    assert token.scopes == ["see_figures"]
    admin = person("관리자", "admin")
    token, text = tokens.make(admin, "all", [*scopes, Right.EXPORT], 30)
    admin.groups.set([])
    admin.groups.add(user.groups.get())
    found = tokens.find(text)
    assert found is not None
    assert found.rights == {Right.SEE_FIGURES, Right.EXPORT}


def test_the_page_shows_it_once(user: User, signed_in: Callable[..., Client]) -> None:
    client = signed_in(user)
    told = {"name": "밤마다", "scopes": ["see_figures", "export"], "days": "30"}
    answer = client.post(HERE, told)
    token = Token.objects.get()
    text = answer.content.decode().split('id="once" readonly value="')[1].split('"')[0]
    assert tokens.find(text) == token
    assert set(token.scopes) == {"see_figures", "export"}
    assert answer.headers["Cache-Control"] == "no-store"
    again = client.get(HERE).content.decode()
    assert text not in again
    assert "밤마다" in again
    assert text not in str(list(Written.objects.values()))


@pytest.mark.parametrize(
    "wrong",
    [
        {"scopes": ["manage_people"]},
        {"scopes": ["use_api"]},
        {"scopes": ["see_audit"]},
        {"scopes": ["nonsense"]},
        {"scopes": []},
        {"days": "100000"},
        {"days": "-1"},
        {"name": ""},
        {"name": "x" * 81},
    ],
)
def test_what_one_may_not_is_not_given_on(
    user: User, signed_in: Callable[..., Client], wrong: dict[str, Any]
) -> None:
    told = {"name": "밤마다", "scopes": ["see_figures"], "days": "30"} | wrong
    answer = signed_in(user).post(HERE, told)
    assert 'class="errors"' in answer.content.decode()
    assert not Token.objects.exists()


def test_one_takes_back_ones_own_only(
    user: User, person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    token, text = tokens.make(user, "밤마다", [Right.SEE_FIGURES], 30)
    address = f"{HERE}{token.pk}/remove/"
    assert signed_in(person("박두리", "admin")).post(address).status_code == 404
    assert tokens.find(text) is not None
    assert signed_in(user).post(address).status_code == 302
    assert tokens.find(text) is None
    assert Written.objects.filter(action="token.remove", what="밤마다").count() == 1
