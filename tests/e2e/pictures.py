"""Take the README's pictures anew: `python -m tests.e2e.pictures`."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from capi_bot.sandbox.stage import Stage
from tests.e2e.browser import chromium, tab, types

FOLDER = Path(__file__).parents[2] / ".github"
PICTURES = (("sandbox", False, 1360), ("sandbox-dark", True, 1360), ("sandbox-phone", False, 390))
"""Each picture's name, whether it is dark, and its width."""


def main() -> None:
    """Walk through the main job and keep what a person sees."""
    FOLDER.mkdir(exist_ok=True)
    with chromium() as browser:
        for name, dark, width in PICTURES:
            with Stage() as stage, tab(browser, stage.url, width=width, height=900, dark=dark) as page:
                _walk(page)
                page.screenshot(path=FOLDER / f"{name}.png")


def _walk(page: Page) -> None:
    types(page, "/capi conversations")
    listed = page.get_by_role("log").first.locator("[data-ts]", has_text="Conversations, newest first")
    expect(listed).to_contain_text("8 joined")
    listed.get_by_role("button", name="Events of row 1", exact=True).click()
    expect(listed).to_contain_text("447700000003 answered")
    listed.get_by_role("button", name="Open row 1", exact=True).click()
    page.get_by_role("button", name="View thread").last.click()
    card = page.get_by_role("log", name="Thread messages").locator("[data-ts]", has_text="Sequence number")
    expect(card).to_contain_text("Joined · phone")
    card.get_by_text("Sequence number").scroll_into_view_if_needed()
    page.mouse.move(5, 5)


if __name__ == "__main__":
    main()
