"""Take the README's pictures anew: `python -m tests.e2e.pictures`, or into another folder, dark, or as on a phone.

python -m tests.e2e.pictures [FOLDER [--dark] [--phone]]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from capi_bot.sandbox.environment import SandboxEnvironment
from capi_bot.sandbox.world.contact_centre import contact_centre
from capi_bot.sandbox.world.snapshot import shifted
from tests.e2e.browser import chromium, tab, types

FOLDER = Path(__file__).parents[2] / ".github"
DESK, PHONE = (1240, 900), (390, 844)
SIZES = {"sandbox": (1440, 900), "card": (1240, 1000)}


def main(arguments: list[str]) -> None:
    """Take every picture, each in a sandbox of its own."""
    folder = Path(next((word for word in arguments if not word.startswith("--")), FOLDER))
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for name, take in PICTURES.items():
            width, height = PHONE if "--phone" in arguments else SIZES.get(name, DESK)
            dark = "--dark" in arguments
            world = shifted(contact_centre(), datetime.now(UTC))
            with (
                SandboxEnvironment(world=world) as sandbox,
                tab(browser, sandbox.url, width=width, height=height, dark=dark) as page,
            ):
                shown = take(page)
                page.mouse.move(5, 5)
                (shown or page).screenshot(path=folder / f"{name}.png")


def _list(page: Page) -> None:
    types(page, "/capi conversations live")
    listed = _posted(page, "Conversations")
    expect(listed).to_contain_text("Looked at the")
    listed.get_by_role("button", name="Events of row 1", exact=True).click()
    expect(listed).to_contain_text("answered")
    listed.get_by_text("newest first").first.scroll_into_view_if_needed()


def _sandbox(page: Page) -> None:
    types(page, "/capi conversations live")
    listed = _posted(page, "Conversations")
    expect(listed).to_contain_text("Looked at the")
    page.get_by_role("button", name="Inspector", exact=True).click()
    listed.get_by_role("button", name="Members of row 1", exact=True).click()
    expect(listed).to_contain_text("Joined")
    listed.get_by_text("newest first").first.scroll_into_view_if_needed()
    expect(page.get_by_role("list", name="Exchanges").locator(".exchange-head").last).to_contain_text("response_url")


def _card(page: Page) -> Locator:
    types(page, "/capi conversation order-4711")
    card = _posted(page, "Sequence number")
    expect(card).to_contain_text("Jonas Lind")
    return card


def _user(page: Page) -> Locator:
    types(page, "/capi conversation order-4711")
    card = _posted(page, "Sequence number")
    card.get_by_role("button", name="User Priya Raman", exact=True).click()
    page.get_by_role("button", name="View thread").last.click()
    thread = page.locator("#thread")
    expect(thread).to_contain_text("Online: yes")
    thread.locator("[data-ts]").last.evaluate("reply => reply.scrollIntoView()")
    return thread


def _home(page: Page) -> None:
    types(page, "/capi conversations live since 24h")
    listed = _posted(page, "Conversations")
    expect(listed).to_contain_text("Looked at the")
    listed.get_by_role("button", name="Save this filter on my Home tab").click()
    expect(page.get_by_role("log").first).to_contain_text("Home tab")
    page.goto(f"{page.url.partition('#')[0]}#app=home")
    expect(page.locator("main")).to_contain_text("Live now")
    page.wait_for_timeout(2000)  # it is published once for the filter and once for the visit
    expect(page.locator("main")).to_contain_text("8 joined")


def _posted(page: Page, words: str) -> Locator:
    return page.get_by_role("log").first.locator("[data-ts]", has_text=words).last


PICTURES: Mapping[str, Callable[[Page], Locator | None]] = {
    "list": _list,
    "sandbox": _sandbox,
    "card": _card,
    "user": _user,
    "home": _home,
}


if __name__ == "__main__":
    main(sys.argv[1:])
