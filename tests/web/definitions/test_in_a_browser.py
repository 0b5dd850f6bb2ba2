"""The definitions in a real browser: accessible, whole on a phone, and without JavaScript, too."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tenure.definitions import load
from tenure_web.definitions.models import Version

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
PAGES = (
    *(
        "",
        "file/",
        "sources/",
        "quality/",
        "quality/customers/",
        "versions/",
        "versions/{version}/",
    ),
    *("edit/", "edit/active/", "edit/segments/", "uploads/"),
)


@pytest.fixture
def browser(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop is in this thread
    if CHROMIUM is None:
        message = "no chromium on this machine; install it with the system's packages"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def enter(live_server: Any, run_company: Path, client_of: Any, browser: Browser) -> Iterator[Any]:
    """Open a browser in which an analyst is signed in."""
    opened: list[BrowserContext] = []

    def make(language: str = "en", **more: Any) -> Page:
        client = client_of("analyst", name=f"분석가 {language} {len(opened)}", language=language)
        cookie = client.cookies[django_settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(base_url=live_server.url, **more)
        name = django_settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": cookie, "url": live_server.url}])
        opened.append(context)
        return context.new_page()

    yield make
    for one in opened:
        one.close()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_pages_are_accessible_and_fit_a_phone(enter: Any, language: str) -> None:
    page = enter(language, viewport={"width": 390, "height": 800}, color_scheme="dark")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for address in PAGES:
        version = Version.objects.first()
        page.goto("/definitions/" + address.format(version=version and version.pk))
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        assert [fault["id"] for fault in found.response["violations"]] == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    assert said == []


def test_a_change_is_made_and_kept(enter: Any, run_company: Path) -> None:
    page = enter()
    page.goto("/definitions/")
    page.get_by_role("link", name="Change: Churned").click()
    page.get_by_label("Silent for").fill("14 days")
    page.get_by_role("button", name="See what this would change").click()
    page.get_by_text("This would make attrition in").wait_for(timeout=90_000)
    page.get_by_label("Why").fill("kürzer")
    page.get_by_role("button", name="Keep this").click()
    page.get_by_text("Kept as version").wait_for()
    assert load(run_company).churn.after == 14


def test_it_works_without_javascript(enter: Any, run_company: Path) -> None:
    page = enter("ko", java_script_enabled=False)
    page.goto("/definitions/edit/churn/")
    page.get_by_label("활동이 없는 기간").fill("21")
    page.get_by_role("button", name="무엇이 달라지는지 보기").click()
    assert page.locator("#define-after_error").is_visible()
    page.get_by_label("활동이 없는 기간").fill("21 days")
    page.get_by_role("button", name="무엇이 달라지는지 보기").click()
    page.get_by_role("button", name="저장", exact=True).click()
    assert load(run_company).churn.after == 21
