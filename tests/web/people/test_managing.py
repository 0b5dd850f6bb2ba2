"""Managing people: groups, portfolios, locking; the last who can is never locked out."""

from collections.abc import Callable
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import Group
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from tenure_web.people.models import Portfolio, User, Visit, Written

pytestmark = pytest.mark.usefixtures("workspace")


@pytest.fixture
def admin(person: Callable[..., User]) -> User:
    return person("관리자", "admin")


@pytest.fixture
def client(admin: User, signed_in: Callable[..., Client]) -> Client:
    return signed_in(admin)


def groups(*names: str) -> list[int]:
    return list(Group.objects.filter(name__in=names).values_list("pk", flat=True))


def test_people_are_found_by_name_and_address(client: Client, person: Callable[..., User]) -> None:
    person("박두리", "service", email="duri@example.com")
    person("이세찬", "marketer")
    assert "이세찬" in client.get("/people/").content.decode()
    for asked in ("두리", "DURI@"):
        text = client.get("/people/", {"q": asked}).content.decode()
        assert "박두리" in text
        assert "이세찬" not in text
    nobody = client.get("/people/", {"q": "<b>%_'\"\\"}).content.decode()
    assert "Nobody has such a name" in nobody
    assert "<b>" not in nobody


def test_groups_address_and_portfolios_are_changed(
    client: Client, person: Callable[..., User]
) -> None:
    user = person("박두리", "service", email="old@example.com")
    portfolio = Portfolio.objects.create(name="서울 팀")
    told = {
        "email": "duri@example.com",
        "groups": groups("account_manager"),
        "portfolios": [portfolio.pk],
    }
    assert client.post(f"/people/{user.pk}/", told).status_code == 302
    user = User.objects.get(pk=user.pk)
    assert [one.name for one in user.groups.all()] == ["account_manager"]
    assert list(user.portfolios.all()) == [portfolio]
    line = Written.objects.get(action="person.change")
    assert (line.who, line.what) == ("관리자", "박두리")
    assert line.before["groups"] == ["service"]
    assert line.after == {"email": True, "groups": ["account_manager"], "portfolios": ["서울 팀"]}
    assert "example.com" not in str([line.before, line.after])


def test_what_is_wrong_changes_nothing(client: Client, person: Callable[..., User]) -> None:
    user = person("박두리", "service")
    for wrong in ({"email": "no address"}, {"groups": ["99999"]}, {"groups": ["x' OR 1=1"]}):
        answer = client.post(f"/people/{user.pk}/", {"groups": groups("admin")} | wrong)
        assert answer.status_code == 200
        assert 'class="errors"' in answer.content.decode()
    assert [one.name for one in user.groups.all()] == ["service"]


def test_nobody_becomes_a_superuser_by_a_form(client: Client, person: Callable[..., User]) -> None:
    user = person("박두리")
    told = {"is_superuser": "1", "is_staff": "1", "username": "root", "password": "x"}
    client.post(f"/people/{user.pk}/", told)
    user.refresh_from_db()
    assert (user.is_superuser, user.is_staff, user.username) == (False, False, "박두리")


def test_who_is_locked_out_is_out_at_once(
    client: Client, person: Callable[..., User], signed_in: Callable[..., Client], password: str
) -> None:
    user = person("박두리", "service")
    theirs = signed_in(user)
    client.post(f"/people/{user.pk}/lock/")
    assert theirs.get("/people/me/").status_code == 302
    assert not Visit.objects.filter(user=user).exists()
    told = {"username": "박두리", "password": password}
    assert Client().post("/people/sign-in/", told).status_code == 200
    client.post(f"/people/{user.pk}/unlock/")
    assert theirs.get("/people/me/").status_code == 302
    assert Client().post("/people/sign-in/", told).status_code == 302
    actions = Written.objects.filter(what="박두리", who="관리자").order_by("pk")
    assert [one.action for one in actions] == ["person.lock", "person.unlock"]


def test_unlocking_forgets_wrong_passwords(
    client: Client, person: Callable[..., User], password: str
) -> None:
    user = person("박두리")
    for _ in range(5):
        Client().post("/people/sign-in/", {"username": "박두리", "password": "wrong"})
    told = {"username": "박두리", "password": password}
    assert Client().post("/people/sign-in/", told).status_code == 429
    client.post(f"/people/{user.pk}/unlock/")
    assert not AccessAttempt.objects.exists()
    assert Client().post("/people/sign-in/", told).status_code == 302


def test_the_last_who_manages_people_stays(client: Client, admin: User) -> None:
    client.post(f"/people/{admin.pk}/lock/")
    assert "Nobody else could manage people" in client.get(f"/people/{admin.pk}/").content.decode()
    answer = client.post(f"/people/{admin.pk}/", {"groups": groups("analyst")})
    assert "Nobody else could manage people" in answer.content.decode()
    admin.refresh_from_db()
    assert admin.is_active
    assert [one.name for one in admin.groups.all()] == ["admin"]
    assert not Written.objects.filter(action__startswith="person.").exists()


def test_one_of_two_who_manage_people_may_go(
    client: Client, admin: User, person: Callable[..., User]
) -> None:
    locked = person("잠긴 관리자", "admin", is_active=False)
    client.post(f"/people/{admin.pk}/lock/")
    admin.refresh_from_db()
    assert admin.is_active, "one who is locked out does not count"
    client.post(f"/people/{locked.pk}/unlock/")
    client.post(f"/people/{admin.pk}/lock/")
    admin.refresh_from_db()
    assert not admin.is_active


def test_a_lost_second_factor_is_taken_away(
    client: Client, person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    user = person("박두리")
    theirs = signed_in(user)
    TOTPDevice.objects.create(user=user, confirmed=True)
    address = f"/people/{user.pk}/second-factor/"
    assert address in client.get(f"/people/{user.pk}/").content.decode()
    client.post(address)
    assert not TOTPDevice.objects.exists()
    assert theirs.get("/people/me/").status_code == 302
    assert Written.objects.get(action="second_factor.reset").what == "박두리"
    assert address not in client.get(f"/people/{user.pk}/").content.decode()


def test_a_link_for_a_new_password_is_shown_once(
    client: Client, person: Callable[..., User], password: str
) -> None:
    user = person("박두리")
    text = client.post(f"/people/{user.pk}/password-link/").content.decode()
    link = text.split('id="once" readonly value="')[1].split('"')[0]
    assert "new-password" not in client.get(f"/people/{user.pk}/").content.decode()
    there = Client()
    told = {
        "new_password1": "바다 건너 푸른 고래 열두",
        "new_password2": "바다 건너 푸른 고래 열두",
    }
    assert there.post(link.removeprefix("http://localhost:8000"), told).status_code == 302
    user.refresh_from_db()
    assert user.check_password("바다 건너 푸른 고래 열두")
    assert Written.objects.get(action="password.link").who == "관리자"


@pytest.mark.parametrize("what", ["", "lock/", "unlock/", "second-factor/", "password-link/"])
def test_there_must_be_somebody(client: Client, what: str) -> None:
    assert client.post(f"/people/99999/{what}").status_code == 404


def test_the_list_has_its_tabs(client: Client, client_of: Any) -> None:
    text = client.get("/people/").content.decode()
    assert all(one in text for one in ('href="/people/portfolios/"', 'href="/people/audit/"'))
    own = client_of("service").get("/people/me/").content.decode()
    assert 'href="/people/portfolios/"' not in own
