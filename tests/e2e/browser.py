"""A real browser on the sandbox page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
TIMEOUT_MS = 15_000
BROWSER_MARKS = [
    pytest.mark.e2e,
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here: install one, for example Debian's package chromium"),
]
"""The markers of tests that need a browser."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a headless browser."""
    expect.set_options(timeout=TIMEOUT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def tab(browser: Browser, url: str, *, width: int = 1280, height: int = 860, dark: bool = False) -> Iterator[Page]:
    """Open the page; an error in its console, or a request to another host, fails the test."""
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        timezone_id="Europe/London",
        locale="en-GB",
    )
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if _is_error(message) else None)
    page.on("request", lambda request: None if request.url.startswith(url) else errors.append(request.url))
    page.goto(url)
    yield page
    page.close()
    assert errors == []


def _is_error(message: ConsoleMessage) -> bool:
    """Return whether a console message is an error; responses that refuse an action of a person are none."""
    return message.type == "error" and not message.location["url"].endswith(("/ui/view?wait=1", "/ui/send"))


def types(page: Page, text: str) -> None:
    """Send a text with the composer of #calls."""
    composer = page.get_by_label("Message #calls")
    composer.fill(text)
    composer.press("Enter")
