"""Insights in a real browser: by keyboard, without scripts, on a phone, and for axe."""

import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from support.browsing import entered, mistakes_of

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
PAGES = (
    "/insights/",
    "/insights/measure/attrition/?to_convention=stripe",
    "/insights/measure/retention/",
    "/insights/explain/why/",
    "/insights/predict/glance/",
    "/insights/timeline/add/",
)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    width: int, scheme: Any, browser: Browser, workspace: Path, client_of: Any, live_server: Any
) -> None:
    client = client_of("analyst", language="ko")
    size = {"width": width, "height": 800}
    context = entered(browser, client, live_server, viewport=size, color_scheme=scheme)
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
    context = entered(browser, client_of("analyst"), live_server)
    page = context.new_page()
    page.goto(f"{live_server.url}/insights/measure/retention/")
    cell = page.locator('button.cell[data-tip*=" of "]').nth(5)
    told = cell.get_attribute("data-tip") or ""
    assert re.search(r"\d of \d", told)
    shown = "one => getComputedStyle(one, '::after').content"
    assert told not in cell.evaluate(shown)
    page.locator("button.cell").first.focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        if told in page.evaluate(f"({shown})(document.activeElement)"):
            break
    assert told in cell.evaluate(shown)
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_question_is_asked_by_its_form(
    scripts: bool, browser: Browser, workspace: Path, client_of: Any, live_server: Any
) -> None:
    context = entered(browser, client_of("analyst"), live_server, java_script_enabled=scripts)
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
