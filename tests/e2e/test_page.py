"""The main job in a browser, on the sandbox page with the real bot."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from capi_bot.sandbox.environment import SandboxEnvironment
from tests.contact_centre import contact_centre
from tests.e2e.browser import BROWSER_MARKS, CHROMIUM, tab, types

pytestmark = BROWSER_MARKS


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxEnvironment]:
    with SandboxEnvironment(world=contact_centre()) as running:
        yield running


@pytest.fixture
def page(browser: Browser, sandbox: SandboxEnvironment) -> Iterator[Page]:
    with tab(browser, sandbox.url) as opened:
        yield opened


def run_command(page: Page, text: str, mark: str = "newest first") -> Locator:
    """Type a command and return the message that answers it."""
    answers = page.get_by_role("log").first.locator("[data-ts]", has_text=mark)
    expect(page.get_by_label("Message #calls")).to_be_visible()
    before = answers.count()
    types(page, text)
    expect(answers).to_have_count(before + 1)
    return answers.nth(before)


def test_a_command_lists_a_call_its_members_its_events_and_a_user(page: Page) -> None:
    listed = run_command(page, "/capi conversations")
    expect(listed).to_contain_text("+44 7700 000001 → +44 7700 000002")
    expect(listed).to_contain_text("2 joined")
    listed.get_by_role("button", name="Members of row 1", exact=True).click()
    expect(listed).to_contain_text(re.compile("Joined.*phone", re.DOTALL))
    listed.get_by_role("button", name="Events of row 1", exact=True).click()
    expect(listed).to_contain_text("+44 7700 000003 answered")
    listed.get_by_role("button", name="Members of row 1", exact=True).click()
    listed.get_by_role("button", name="User +44 7700 000001").first.click()
    page.get_by_role("button", name="View thread").last.click()
    thread = page.get_by_role("log", name=re.compile("[Tt]hread"))
    expect(thread).to_contain_text("USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6")
    thread.locator('[data-action-id="user.card"]').click()
    expect(thread).to_contain_text("Sequence number")


def test_pages_turn_and_dates_are_in_the_readers_own_zone(page: Page) -> None:
    listed = run_command(page, "/capi conversations")
    expect(listed).to_contain_text("10:26")
    listed.get_by_role("button", name="Next").click()
    expect(listed).to_contain_text("page 2")
    listed.get_by_role("button", name="Previous").click()
    expect(listed).to_contain_text("+44 7700 000001 → +44 7700 000002")


def test_menus_filter_the_list_and_keep_the_focus(page: Page) -> None:
    listed = run_command(page, "/capi conversations")
    listed.get_by_label("State", exact=True).select_option("Ended")
    expect(listed).to_contain_text("Conversations, ended")
    expect(listed).not_to_contain_text("+44 7700 000001 → +44 7700 000002")
    expect(listed.get_by_label("State", exact=True)).to_be_focused()
    listed.get_by_label("State", exact=True).select_option("All states")
    expect(listed).to_contain_text("+44 7700 000001 → +44 7700 000002")


def test_home_lists_live_calls_and_opens_one(page: Page) -> None:
    page.get_by_role("navigation", name="Apps").get_by_role("link").click()
    home = page.get_by_role("region", name="Home")
    expect(home).to_contain_text("+44 7700 000001 → +44 7700 000002")
    home.get_by_role("button", name="Open").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("+44 7700 000001")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_search_shortcut_finds_a_call_by_its_number(page: Page) -> None:
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name=re.compile("^Search")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Who is in it").fill("447700000001")
    dialog.get_by_role("button", name="Search").click()
    expect(dialog).to_contain_text("+44 7700 000001 → +44 7700 000002")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_ids_in_a_message_are_looked_up_in_its_thread(page: Page) -> None:
    types(page, "Who is 447700000001?")
    message = page.get_by_role("article").filter(has_text="Who is 447700000001?")
    message.hover()
    message.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name=re.compile("^Look up")).click()
    message.get_by_role("button", name="View thread").click()
    reply = page.get_by_role("log", name="Thread messages").locator('[data-user="U0CAPIBOT"]')
    expect(reply).to_contain_text("+44 7700 000001")


def test_a_private_list_opens_a_user_in_a_modal(page: Page) -> None:
    listed = run_command(page, "/capi conversations private", "Only visible to you")
    listed.get_by_role("button", name="Members of row 1", exact=True).click()
    listed.get_by_role("button", name="User +44 7700 000001").first.click()
    modal = page.get_by_role("dialog")
    expect(modal).to_contain_text("Phone: 447700000001")
    modal.get_by_role("button", name="Close").first.click()
    expect(modal).to_have_count(0)


def test_the_browser_is_there_in_ci() -> None:
    assert CHROMIUM or not os.environ.get("CI")


def test_a_fault_is_switched_on_seen_in_the_inspector_and_switched_off(page: Page) -> None:
    run_command(page, "/capi conversations")
    page.get_by_role("button", name="Inspector").click()
    inspector = page.get_by_role("complementary", name="Inspector")
    expect(inspector.get_by_role("button", name="App → Vonage: GET /v1/conversations").last).to_contain_text("200")
    page.get_by_role("button", name="Faults").click()
    page.get_by_role("dialog", name="Faults").get_by_role("switch", name="Expired tokens").check()
    expect(page.get_by_text("1 fault on")).to_be_visible()
    page.keyboard.press("Escape")
    run_command(page, "/capi conversations", "credentials")
    failed = inspector.locator(".exchange.failed").last
    expect(failed).to_contain_text("401")
    page.get_by_role("button", name="Turn off").click()
    expect(page.get_by_text("1 fault on")).to_be_hidden()
    run_command(page, "/capi conversations")
