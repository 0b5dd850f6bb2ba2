"""Insights in a real browser: by keyboard, without scripts, on a phone, and for axe."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tenure_web.people.rights import GROUPS

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
PAGES = (
    "/insights/",
    "/insights/measure/attrition/?to_convention=stripe",
    "/insights/measure/retention/",
    "/insights/explain/why/",
    "/insights/predict/glance/",
    "/insights/timeline/add/",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        message = "no chromium on this machine; install it with the system's packages"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's library runs a loop of its own
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(autouse=True)
def groups(transactional_db: None) -> None:
    """Make the groups again, which the end of each test with a server takes away."""
    for name in GROUPS:
        Group.objects.get_or_create(name=name)


def signed_in(browser: Browser, client: Any, server: Any, **more: Any) -> BrowserContext:
    context = browser.new_context(**more)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    return context


def mistakes_of(page: Page) -> list[str]:
    told: list[str] = []
    page.on("console", lambda one: told.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda one: told.append(str(one)))
    return told


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    width: int, scheme: Any, browser: Browser, workspace: Path, client_of: Any, live_server: Any
) -> None:
    client = client_of("analyst", language="ko")
    size = {"width": width, "height": 800}
    context = signed_in(browser, client, live_server, viewport=size, color_scheme=scheme)
    page = context.new_page()
    told = mistakes_of(page)
    for address in PAGES:
        page.goto(live_server.url + address)
        page.wait_for_selector("#answer .empty", state="detached")
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        assert [one["id"] for one in found.response["violations"]] == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    context.close()
    assert [one for one in told if "favicon" not in one and "404" not in one] == []


def test_a_cell_tells_its_numbers_by_keyboard(
    browser: Browser, workspace: Path, client_of: Any, live_server: Any
) -> None:
    context = signed_in(browser, client_of("analyst"), live_server)
    page = context.new_page()
    page.goto(f"{live_server.url}/insights/measure/retention/")
    cell = page.locator('button.cell[data-tip*="12 of 20"]').first
    shown = "one => getComputedStyle(one, '::after').content"
    assert "12 of 20" not in cell.evaluate(shown)
    page.locator("button.cell").first.focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        if "12 of 20" in page.evaluate(f"({shown})(document.activeElement)"):
            break
    assert "12 of 20" in cell.evaluate(shown)
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_question_is_asked_by_its_form(
    scripts: bool, browser: Browser, workspace: Path, client_of: Any, live_server: Any
) -> None:
    context = signed_in(browser, client_of("analyst"), live_server, java_script_enabled=scripts)
    page = context.new_page()
    told = mistakes_of(page)
    page.goto(f"{live_server.url}/insights/measure/attrition/")
    page.locator("#id_period").select_option("quarter")
    page.locator("#id_where").fill("channel = 'social_ads'")
    page.locator(".question button").click()
    page.wait_for_url("**/?period=quarter&**", timeout=30_000)
    page.wait_for_selector("#answer article", timeout=60_000)
    assert page.locator("#id_where").input_value() == "channel = 'social_ads'"
    assert "social_ads" in page.locator("#answer").inner_text()
    context.close()
    assert [one for one in told if "404" not in one] == []
