"""Links for who is invited and for who forgot: they expire, work once, and tell nothing."""

import re
from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail as outbox
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from tenure_web.people.models import Invitation, User, Visit, Written

pytestmark = pytest.mark.usefixtures("workspace")
NEW = "바다 건너 푸른 고래 열두 마리"
BASE = "https://tenure.example.com"
FORGOTTEN = "/people/forgotten/"


def group(name: str) -> int:
    return Group.objects.get(name=name).pk


@pytest.fixture
def admin(client_of: Any) -> Client:
    client: Client = client_of("admin", name="관리자")
    return client


@pytest.fixture
def forget(django_capture_on_commit_callbacks: Any) -> Callable[[str], Any]:
    """Ask for a new password for an address; what is in the queue is done as it is committed."""

    def ask(address: str) -> Any:
        client = Client(headers={"accept-language": "en"})
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(FORGOTTEN, {"email": address})

    return ask


@pytest.fixture
def link(admin: Client) -> str:
    """A link of an invitation, without its host."""
    text = admin.post("/people/invite/", {"groups": [group("service")]}).content.decode()
    found = re.search(r'readonly value="http://localhost:8000(/people/join/[^"]+/)"', text)
    assert found
    return found[1]


def join(link: str, name: str = "박두리", password: str = NEW) -> Any:
    told = {"username": name, "password1": password, "password2": password}
    return Client(headers={"accept-language": "ko"}).post(link, told)


def test_who_is_invited_makes_an_account_once(link: str) -> None:
    assert "계정 만들기" in Client(headers={"accept-language": "ko"}).get(link).content.decode()
    assert join(link).headers["Location"] == "/"
    user = User.objects.get(username="박두리")
    assert [one.name for one in user.groups.all()] == ["service"]
    assert (user.language, user.is_superuser) == ("ko", False)
    assert Visit.objects.filter(user=user).count() == 1
    assert Written.objects.get(action="person.join").who == "박두리"
    again = join(link, "이세찬")
    assert again.status_code == 404
    assert "더 이상 쓸 수 없는 링크" in again.content.decode()
    assert not User.objects.filter(username="이세찬").exists()


def test_the_link_is_kept_as_a_hash_and_shown_once(link: str, admin: Client) -> None:
    secret = link.split("/")[-2]
    assert secret not in str(list(Invitation.objects.values()))
    assert secret not in str(list(Written.objects.values()))
    assert secret not in admin.get("/people/").content.decode()


def test_it_expires_and_can_be_taken_back(link: str, admin: Client) -> None:
    invitation = Invitation.objects.get()
    Invitation.objects.update(expires_at=timezone.now())
    assert join(link).status_code == 404
    Invitation.objects.update(expires_at=timezone.now() + timedelta(days=1))
    assert Client().get(link).status_code == 200
    admin.post(f"/people/invitations/{invitation.pk}/remove/")
    assert join(link).status_code == 404
    assert not User.objects.filter(username="박두리").exists()


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("관리자", NEW),
        ("박두리", "short"),
        ("박 두리", NEW),
        ("", NEW),
        ("<b>", NEW),
        ("x" * 151, NEW),
    ],
)
def test_bad_names_and_passwords_keep_the_link(link: str, name: str, password: str) -> None:
    answer = join(link, name, password)
    assert answer.status_code == 200
    assert 'class="errors"' in answer.content.decode()
    assert User.objects.count() == 1
    assert Client().get(link).status_code == 200


def test_a_guessed_link_is_none(db: None) -> None:
    for guess in ("x", "0" * 43, "%27%20OR%201=1", "가나다"):
        assert Client().get(f"/people/join/{guess}/").status_code == 404


@pytest.mark.usefixtures("mail")
def test_an_invitation_goes_by_mail_under_the_public_name(admin: Client) -> None:
    told = {"email": "duri@example.com", "groups": [group("service")]}
    answer = admin.post("/people/invite/", told, headers={"host": "localhost"})
    assert answer.status_code == 302
    (sent,) = outbox.outbox
    assert sent.to == ["duri@example.com"]
    assert "관리자" in sent.body
    path = re.search(rf"{BASE}(/people/join/\S+/)", sent.body)
    assert path
    assert join(path[1]).status_code == 302
    assert User.objects.get(username="박두리").email == "duri@example.com"


@pytest.mark.usefixtures("mail")
def test_a_link_is_shown_where_its_mail_does_not_leave(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> int:
        raise SMTPServerDisconnected("gone")

    monkeypatch.setattr(EmailMessage, "send", broken)
    told = {"email": "duri@example.com", "groups": [group("service")]}
    text = admin.post("/people/invite/", told).content.decode()
    assert f'readonly value="{BASE}/people/join/' in text
    assert 'role="alert"' in text


@pytest.mark.usefixtures("mail")
def test_addresses_with_more_in_them_are_refused(admin: Client) -> None:
    for address in ("a@b.example\nBcc: c@d.example", "a@b.example, c@d.example", "x"):
        told = {"email": address, "groups": [group("service")]}
        assert admin.post("/people/invite/", told).status_code == 200
    assert not outbox.outbox
    assert not Invitation.objects.exists()


@pytest.mark.usefixtures("mail")
def test_who_forgot_gets_a_link_that_works_once(
    person: Callable[..., User], forget: Callable[[str], Any]
) -> None:
    user = person("김하나", email="hana@example.com", language="ko")
    forget("Hana@Example.com")
    (sent,) = outbox.outbox
    assert sent.subject == "작업 공간의 새 비밀번호"
    assert sent.to == ["hana@example.com"]
    found = re.search(rf"{BASE}(/people/new-password/\S+/)", sent.body)
    assert found
    told = {"new_password1": NEW, "new_password2": NEW}
    assert "12" in Client().post(found[1], dict.fromkeys(told, "short")).content.decode()
    assert Client().post(found[1], told).headers["Location"] == "/people/sign-in/"
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert Client().post(found[1], told).status_code == 404
    assert Written.objects.get(action="password.reset").what == "김하나"


@pytest.mark.usefixtures("mail")
def test_a_new_password_ends_sessions_and_asks_for_the_second_factor(
    person: Callable[..., User], signed_in: Callable[..., Client], forget: Callable[[str], Any]
) -> None:
    from django_otp.plugins.otp_totp.models import TOTPDevice

    user = person("김하나", email="hana@example.com")
    before = signed_in(user)
    TOTPDevice.objects.create(user=user, confirmed=True)
    forget("hana@example.com")
    found = re.search(rf"{BASE}(/people/new-password/\S+/)", str(outbox.outbox[0].body))
    assert found
    after = Client()
    after.post(found[1], {"new_password1": NEW, "new_password2": NEW})
    assert before.get("/people/me/").headers["Location"].startswith("/people/sign-in/")
    assert after.get("/people/me/").status_code == 302
    after.post("/people/sign-in/", {"username": "김하나", "password": NEW})
    assert after.get("/people/me/").headers["Location"].startswith("/people/second-factor/")


@pytest.mark.usefixtures("mail")
def test_nobody_learns_whether_an_address_is_known(
    person: Callable[..., User], forget: Callable[[str], Any]
) -> None:
    person("김하나", email="hana@example.com")
    person("잠긴 사람", email="locked@example.com", is_active=False)
    pages = set()
    for address in ("hana@example.com", "locked@example.com", "nobody@example.com"):
        answer = forget(address)
        text = answer.content.decode()
        assert address not in text
        pages.add((answer.status_code, re.sub(r'value="\w{64}"', "", text)))
    assert len(pages) == 1
    assert [one.to for one in outbox.outbox] == [["hana@example.com"]]


@pytest.mark.usefixtures("mail")
def test_nobody_is_flooded_with_mail(
    person: Callable[..., User], forget: Callable[[str], Any]
) -> None:
    person("김하나", email="hana@example.com")
    for _ in range(5):
        forget("hana@example.com")
    assert len(outbox.outbox) == 1


def test_without_mail_it_is_said_whom_to_ask(person: Callable[..., User]) -> None:
    person("김하나", email="hana@example.com")
    answer = Client(headers={"accept-language": "ko"}).post(
        FORGOTTEN, {"email": "hana@example.com"}
    )
    assert "메일을 보내지 않습니다" in answer.content.decode()
    assert not outbox.outbox


@pytest.mark.parametrize("who", ["MQ", "x", "LTE", "MTAwMDAwMDAwMDAwMDAwMDAwMDAw", "6rCA", "%00"])
def test_a_guessed_link_sets_no_password(who: str, person: Callable[..., User]) -> None:
    person("김하나")
    assert Client().get(f"/people/new-password/{who}/set-x/").status_code == 404
