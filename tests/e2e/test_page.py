"""The main job as a stranger does it: in a browser, on the sandbox page."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from capi_bot.sandbox.stage import Stage
from tests.e2e.browser import CHROMIUM, chromium, tab, types

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here: install one, for example Debian's package chromium"),
]


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with Stage() as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser: Browser, stage: Stage) -> Iterator[Page]:
    with tab(browser, stage.url) as opened:
        yield opened


def asks(page: Page, text: str, mark: str = "Conversations, newest first") -> Locator:
    """Type a command and return the one message that answers it."""
    answers = page.get_by_role("log").first.locator("[data-ts]", has_text=mark)
    expect(page.get_by_label("Message #calls")).to_be_visible()
    before = answers.count()
    types(page, text)
    expect(answers).to_have_count(before + 1)
    return answers.nth(before)


def test_a_stranger_sees_a_real_call_its_members_its_events_and_a_user(page: Page) -> None:
    listed = asks(page, "/capi conversations")
    expect(listed).to_contain_text("447700000001 → 447700000002")
    expect(listed).to_contain_text("2 joined")
    listed.get_by_role("button", name="Members of row 1", exact=True).click()
    expect(listed).to_contain_text("Joined · phone")
    listed.get_by_role("button", name="Events of row 1", exact=True).click()
    expect(listed).to_contain_text("447700000003 answered")
    listed.get_by_role("button", name="Members of row 1", exact=True).click()
    listed.get_by_role("button", name="User 447700000001").first.click()
    page.get_by_role("button", name="View thread").last.click()
    thread = page.get_by_role("log", name=re.compile("[Tt]hread"))
    expect(thread).to_contain_text("USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6")
    thread.locator('[data-action-id="user.card"]').click()
    expect(thread).to_contain_text("Sequence number")


def test_pages_turn_and_dates_are_in_the_readers_own_zone(page: Page) -> None:
    listed = asks(page, "/capi conversations")
    expect(listed).to_contain_text("10:26")
    listed.get_by_role("button", name="Next").click()
    expect(listed).to_contain_text("page 2")
    listed.get_by_role("button", name="Previous").click()
    expect(listed).to_contain_text("447700000001 → 447700000002")


def test_a_private_list_opens_a_user_in_a_modal(page: Page) -> None:
    listed = asks(page, "/capi conversations private", "Only visible to you")
    listed.get_by_role("button", name="Members of row 1", exact=True).click()
    listed.get_by_role("button", name="User 447700000001").first.click()
    modal = page.get_by_role("dialog")
    expect(modal).to_contain_text("Phone: 447700000001")
    modal.get_by_role("button", name="Close").first.click()
    expect(modal).to_have_count(0)


def test_the_browser_is_there_in_ci() -> None:
    assert CHROMIUM or not os.environ.get("CI")
