"""The report in a real browser: offline, accessible, whole on a phone, in both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from support.browsing import launched
from support.reported_companies import company, hard
from tenure.report import write


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as opened:
        yield opened


@pytest.fixture(scope="module", params=["en", "ko", "hard"])
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plain company in two languages, and one with hostile names and odd numbers."""
    data = hard() if request.param == "hard" else company(request.param)
    return write(data, tmp_path_factory.mktemp("report") / f"{request.param}.html")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, report: Path, scheme: str) -> None:
    page = browser.new_page(color_scheme=scheme)
    page.goto(report.as_uri())
    only = {"runOnly": ["color-contrast"]} if scheme == "dark" else {}  # nothing else differs
    found = Axe().run(page, options={"resultTypes": ["violations"], **only})
    faults = [fault["id"] for fault in found.response["violations"]]
    page.close()
    assert faults == []


@pytest.mark.parametrize("width", [390, 1200])
def test_nothing_is_wider_than_the_screen(browser: Browser, report: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(report.as_uri())
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert wide <= width


def test_it_asks_for_nothing_and_complains_of_nothing(browser: Browser, report: Path) -> None:
    page = browser.new_page(java_script_enabled=False)
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(report.as_uri())
    charts = page.locator("svg").count()
    page.close()
    assert asked == [report.as_uri()]
    assert said == []
    assert charts > 0
