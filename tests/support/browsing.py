"""The machine's own browser, and what every page must be in it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


@contextmanager
def launched() -> Iterator[Browser]:
    """Open the browser; where there is none, fail in CI and skip elsewhere."""
    if _CHROMIUM is None:
        message = "no chromium on this machine; install it with the system's packages"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=_CHROMIUM, args=_ARGUMENTS)
        yield opened
        opened.close()


def entered(browser: Browser, client: Any, server: Any, **more: Any) -> BrowserContext:
    """Return a browser's window in which whoever a test client is signed in as is so, too."""
    context = browser.new_context(base_url=server.url, **more)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    return context


def mistakes_of(page: Page) -> list[str]:
    """Return a list to which what goes wrong in a page is added."""
    told: list[str] = []
    page.on("console", lambda one: told.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda one: told.append(str(one)))
    return told


def sound(page: Page, width: int = 390) -> None:
    """Hold a page to what every page must be: accessible, and no wider than the screen."""
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    faults = [(fault["id"], fault["nodes"][0]["html"]) for fault in found.response["violations"]]
    assert faults == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert page.locator("h1").count() == 1, page.url
