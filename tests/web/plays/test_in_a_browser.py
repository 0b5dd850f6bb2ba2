"""Acting in a real browser: every page is sound, and a play is written and begun by keyboard."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser

from support.browsing import entered, mistakes_of, sound
from tenure.act.reading import load
from tenure_web.plays.proved import trials

ClientOf = Callable[..., Client]
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
PAGES = (
    *("/plays/", "/plays/ready/", "/plays/new/", "/plays/experiments/", "/insights/prove/quarter/"),
    *("/tasks/", "/tasks/capacity/"),
    *("/messages/", "/messages/closed/", "/messages/bring/", "/messages/bounds/"),
)
OF_A_PLAY = ("", "edit/", "versions/", "audience/")


SCREENS = pytest.mark.parametrize(
    ("width", "scheme", "language"), [(390, "dark", "ko"), (1200, "light", "en")]
)


@pytest.fixture
def seen(
    width: int, scheme: Any, language: str, browser: Browser, client_of: ClientOf, live_server: Any
) -> Callable[..., None]:
    """Hold pages to what every page must be, as an administrator sees them."""

    def see(*addresses: str) -> None:
        client, size = client_of("admin", "service", language=language), {"width": width}
        screen: Any = {"viewport": {**size, "height": 800}, "color_scheme": scheme}
        page = entered(browser, client, live_server, **screen).new_page()
        said = mistakes_of(page)
        for address in addresses:
            found = page.goto(address)
            assert found is not None
            assert found.status == 200, address
            page.wait_for_load_state("networkidle")
            sound(page, width)
        assert said == []

    return see


@SCREENS
def test_every_page_is_accessible_and_fits_its_screen(
    seen: Callable[..., None], workspace: Path
) -> None:
    seen(*PAGES, *(f"/plays/experiments/{name}/" for name in {one.name for one in trials()}))


@SCREENS
def test_so_is_every_page_of_a_play(seen: Callable[..., None], decided_of: Path) -> None:
    seen(*(f"/plays/play/first/{part}" for part in OF_A_PLAY), "/plays/of/c1")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_play_is_taken_changed_and_begun_by_keyboard(
    scripts: bool, browser: Browser, plays: Path, client_of: ClientOf, live_server: Any
) -> None:
    client = client_of("marketer", language="ko")
    page = entered(browser, client, live_server, java_script_enabled=scripts).new_page()
    said = mistakes_of(page)
    page.goto("/plays/ready/?all=1")
    page.locator('button[value="recently_quiet"]').focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/plays/play/recently_quiet/**")
    page.goto("/plays/play/recently_quiet/edit/")
    page.get_by_label("우선순위").fill("90")
    page.get_by_label("우선순위").press("Enter")
    page.wait_for_url("**/plays/play/recently_quiet/")
    page.locator("section[aria-labelledby=doing] summary").first.focus()
    page.keyboard.press("Enter")
    page.locator('button[name="state"][value="running"]').focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".state.running")
    one = load(plays)["recently_quiet"]
    assert (one.priority, one.state) == (90, "running")
    assert said == []
