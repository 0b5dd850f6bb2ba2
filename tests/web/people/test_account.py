"""One's own account: password and its rules, sessions that one ends oneself."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tenure_web.people.models import User, Visit, Written
from tenure_web.people.sessions import browser_of

pytestmark = pytest.mark.usefixtures("workspace")
NEW = "바다 건너 푸른 고래 열두 마리"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
WHALE = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/138.0.0.0 Whale/4.33.325.17 Safari/537.36"
)


def change(client: Client, old: str, new: str, again: str = "") -> Any:
    told = {"old_password": old, "new_password1": new, "new_password2": again or new}
    return client.post("/people/me/password/", told)


def test_a_new_password_ends_all_other_sessions(
    person: Callable[..., User], signed_in: Callable[..., Client], password: str
) -> None:
    user = person("김하나")
    here, there = signed_in(user), signed_in(user)
    key = here.cookies["sessionid"].value
    assert change(here, password, NEW).status_code == 302
    assert here.cookies["sessionid"].value != key
    assert "has been changed" in here.get("/people/me/").content.decode()
    assert there.get("/people/me/").status_code == 302
    assert Visit.objects.count() == 1
    assert Written.objects.filter(action="password.change", who="김하나").count() == 1
    user.refresh_from_db()
    assert user.check_password(NEW)


@pytest.mark.parametrize(
    ("new", "says"),
    [
        ("short", "12"),
        ("123456789012345", "숫자"),
        ("password1234", "비밀번호"),
        ("hana.kim.hana", "유사"),
    ],
)
def test_weak_passwords_are_refused_in_the_language_of_the_reader(
    new: str, says: str, person: Callable[..., User], password: str
) -> None:
    user = person("hana.kim.hana", language="ko")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    text = change(client, password, new).content.decode()
    assert says in text[text.index('class="errors"') :]
    user.refresh_from_db()
    assert user.check_password(password)


def test_wrong_old_passwords_are_throttled_as_at_the_login(
    person: Callable[..., User], signed_in: Callable[..., Client], password: str
) -> None:
    user = person("김하나")
    client = signed_in(user)
    found = [change(client, "wrong", NEW).status_code for _ in range(5)]
    assert found == [200, 200, 200, 200, 429]
    assert change(client, password, NEW).status_code == 429
    user.refresh_from_db()
    assert user.check_password(password)


def test_sessions_are_listed_and_ended(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    user = person("김하나")
    here = signed_in(user, **{"user-agent": WHALE})
    there = signed_in(user, **{"user-agent": FIREFOX})
    text = here.get("/people/me/").content.decode()
    assert "Whale · macOS" in text
    assert "Firefox · Windows" in text
    visit = Visit.objects.get(browser="Firefox · Windows")
    assert here.post(f"/people/me/sessions/{visit.pk}/end/").status_code == 302
    assert there.get("/people/me/").status_code == 302
    assert here.get("/people/me/").status_code == 200


def test_all_others_are_ended_at_once(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    user, stranger = person("김하나"), person("박두리")
    here, *others = [signed_in(user) for _ in range(3)]
    apart = signed_in(stranger)
    here.post("/people/me/sessions/end-others/")
    assert "2 other sessions have ended" in here.get("/people/me/").content.decode()
    assert [other.get("/people/me/").status_code for other in others] == [302, 302]
    assert apart.get("/people/me/").status_code == 200


def test_nobody_ends_the_session_of_another(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    mine, theirs = signed_in(person("김하나")), signed_in(person("박두리", "admin"))
    visit = Visit.objects.get(user__username="김하나")
    assert theirs.post(f"/people/me/sessions/{visit.pk}/end/").status_code == 404
    assert mine.get("/people/me/").status_code == 200


def test_sessions_are_known_by_a_hash_and_forgotten_when_they_run_out(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    user = person("김하나")
    client = signed_in(user)
    visit = Visit.objects.get()
    assert client.cookies["sessionid"].value not in str(list(Visit.objects.values()))
    Visit.objects.update(begun_at=timezone.now() - timedelta(days=15))
    signed_in(user)
    assert not Visit.objects.filter(pk=visit.pk).exists()


def test_when_a_session_was_last_seen_is_noted_now_and_then(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    client = signed_in(person("김하나"))
    before = timezone.now() - timedelta(hours=1)
    Visit.objects.update(seen_at=before)
    client.get("/people/me/")
    seen = Visit.objects.get().seen_at
    assert seen > before
    client.get("/people/me/")
    assert Visit.objects.get().seen_at == seen


def test_what_one_may_do_is_said(client_of: Any) -> None:
    text = client_of("account_manager", name="박두리", language="ko").get("/people/me/")
    told = text.content.decode()
    assert "고객 담당자" in told
    assert "지정된 담당 고객이 없습니다" in told
    assert "감사 기록 보기" not in told
    assert "API 토큰" not in told


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        ("", ""),
        ("curl/8.5", ""),
        (FIREFOX, "Firefox · Windows"),
        (WHALE, "Whale · macOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/138.0", "Chrome · iPhone"),
        ("<script>alert(1)</script>" * 500, ""),
    ],
)
def test_browsers_are_told_in_short(agent: str, told: str) -> None:
    assert browser_of(agent) == told


def test_choosing_a_language_is_kept_and_written_down(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    user = person("김하나", language="en")
    client = signed_in(user)
    client.post("/language/", {"language": "ko"})
    user.refresh_from_db()
    line = Written.objects.get(action="language.change")
    assert (user.language, line.who) == ("ko", "김하나")
    assert (line.before, line.after) == ({"language": "en"}, {"language": "ko"})
    Client().post("/language/", {"language": "en"})
    assert Written.objects.filter(action="language.change").count() == 1
