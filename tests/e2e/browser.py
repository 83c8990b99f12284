"""A real browser on the sandbox page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE = 15_000
"""Milliseconds."""
IN_A_BROWSER = [
    pytest.mark.e2e,
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here: install one, for example Debian's package chromium"),
]
"""What marks tests that look at the page."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a headless browser."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@contextmanager
def tab(browser: Browser, url: str, *, width: int = 1280, height: int = 860, dark: bool = False) -> Iterator[Page]:
    """Open the page; anything that it reports as an error, or asks of another host, fails whoever looks."""
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        timezone_id="Europe/London",
        locale="en-GB",
    )
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if _is_wrong(message) else None)
    page.on("request", lambda asked: None if asked.url.startswith(url) else wrong.append(asked.url))
    page.goto(url)
    yield page
    page.close()
    assert wrong == []


def _is_wrong(message: ConsoleMessage) -> bool:
    """Tell whether what the browser reports is a mistake: that what a person did was refused is none."""
    return message.type == "error" and not message.location["url"].endswith(("/ui/view?wait=1", "/ui/send"))


def types(page: Page, text: str) -> None:
    """Send what the channel's composer holds."""
    composer = page.get_by_label("Message #calls")
    composer.fill(text)
    composer.press("Enter")
