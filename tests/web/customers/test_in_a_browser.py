"""In a real browser: two keystrokes and Enter, sorting in place, the story; and without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from support.browsing import entered, sound

pytestmark = [
    pytest.mark.usefixtures("workspace"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def opened(browser: Browser, live_server: Any, client_of: Callable[..., Client]) -> Any:
    """Open a page of the workspace as a leader; `scripts` says whether JavaScript runs."""
    client = client_of("leader", "service")

    def page(path: str, *, scripts: bool = True, width: int = 1200) -> Page:
        size: Any = {"width": width, "height": 900}
        own = entered(browser, client, live_server, java_script_enabled=scripts, viewport=size)
        tab = own.new_page()
        tab.goto(path)
        return tab

    return page


def test_two_keystrokes_and_enter_open_a_customer(opened: Any) -> None:
    tab = opened("/customers/")
    tab.keyboard.press("/")
    tab.keyboard.type("김")
    tab.wait_for_selector("#suggestions a")
    name = tab.locator("#suggestions a").first.inner_text()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/customers/one/*")
    assert tab.locator("h1").inner_text() == name
    tab.wait_for_selector("ol.line")


def test_a_heading_sorts_in_place_and_the_address_follows(opened: Any) -> None:
    tab = opened("/customers/")
    tab.get_by_role("link", name="Health", exact=True).click()
    tab.wait_for_url("**/customers/?sort=-health")
    heading = tab.get_by_role("columnheader", name="Health", exact=True)
    assert heading.get_attribute("aria-sort") == "descending"
    tab.go_back()
    tab.wait_for_url("**/customers/")


def test_everything_works_without_scripts(opened: Any) -> None:
    tab = opened("/customers/", scripts=False)
    tab.locator("#search").fill("김")
    tab.locator("#search").press("Enter")
    tab.locator(".hits a").first.click()
    unit = tab.url.rsplit("/", 1)[1]
    tab.locator("#notes summary").click()
    tab.locator("#id_text").fill("전화함")
    tab.locator("#notes button", has_text="Save").click()
    assert "전화함" in tab.locator("#notes").inner_text()
    tab.locator("a", has_text="Show what happened").first.click()
    assert tab.url.endswith(f"/customers/story/{unit}")
    assert tab.locator("ol.line li").count() > 0


@pytest.mark.parametrize("width", [1200, 390])
def test_pages_hold_their_width_and_axe_finds_nothing(
    opened: Any, rows: list[dict[str, Any]], width: int
) -> None:
    row = next(one for one in rows if one["account_id"])
    paths = ("", "?where=risk+%3E", f"one/{row['unit_id']}", f"account/{row['account_id']}")
    for path in (*paths, "accounts/", "segments/", "search/?q=김"):
        tab = opened(f"/customers/{path}", width=width)
        tab.wait_for_load_state("networkidle")
        sound(tab, width)
