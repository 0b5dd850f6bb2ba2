"""People in a real browser: signing in with a second factor, on a phone and in the dark."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Browser, Page

from support.browsing import sound
from tenure_web.people.models import Portfolio, User

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def tab(
    browser: Browser,
    live_server: Any,
    workspace: Path,
) -> Iterator[Page]:
    """A narrow page in the dark, for who reads Korean; it may not complain."""
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 390, "height": 800},
        color_scheme="dark",
        locale="ko-KR",
    )
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
    yield page
    context.close()
    assert said == []


def test_somebody_signs_in_and_sets_up_a_second_factor(
    tab: Page,
    person: Callable[..., User],
    password: str,
    code_of: Callable[..., str],
    live_server: Any,
) -> None:
    user = person("김하나", "admin", language="ko")
    tab.goto("/people/me/second-factor/")
    sound(tab)
    tab.get_by_label("사용자 이름").fill("김하나")
    tab.get_by_label("비밀번호").fill(password)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/people/me/second-factor/")
    tab.get_by_role("button", name="설정하기").click()
    drawn = "async one => { await one.decode(); return one.naturalWidth > 100 }"
    assert tab.locator("img").evaluate(drawn)
    sound(tab)
    device = TOTPDevice.objects.get(user=user)
    tab.get_by_label("인증 코드").fill(code_of(device))
    tab.keyboard.press("Enter")
    tab.wait_for_selector("ul.codes li")
    sound(tab)
    spare = tab.locator("ul.codes li").first.inner_text()
    tab.get_by_role("button", name="로그아웃").click()
    tab.get_by_label("사용자 이름").fill("김하나")
    tab.get_by_label("비밀번호").fill(password)
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/people/second-factor/**")
    tab.get_by_label("인증 코드").fill(spare)
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{live_server.url}/")
    tab.goto("/people/me/")
    sound(tab)


def test_every_page_of_people_is_sound(
    tab: Page, person: Callable[..., User], signed_in: Callable[..., Any], live_server: Any
) -> None:
    user = person("관리자", is_superuser=True, language="ko")
    Portfolio.objects.create(name="서울 팀", condition="region == '서울'").owners.add(user)
    key = signed_in(user).cookies["sessionid"].value
    tab.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    one = f"/people/portfolios/{Portfolio.objects.get().pk}/"
    for path in (
        *("me/", "me/password/", "me/second-factor/", "me/tokens/", "", f"{user.pk}/", "invite/"),
        *("portfolios/", "portfolios/new/", "audit/", "forgotten/"),
    ):
        tab.goto(f"/people/{path}")
        sound(tab)
    for path in (one, f"{one}remove/"):
        tab.goto(path)
        sound(tab)
    tab.goto("/people/me/tokens/")
    tab.get_by_label("이름", exact=True).fill("밤마다")
    tab.get_by_label("전체 고객 지표 보기").check()
    tab.get_by_role("button", name="토큰 만들기").click()
    assert tab.get_by_role("textbox", name="새 토큰").input_value().startswith("tenure_")
    sound(tab)
