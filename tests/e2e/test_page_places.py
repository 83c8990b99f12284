"""Navigation, identities and the composer of the page, in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import BROWSER_MARKS, tab, types
from tests.e2e.scripted_app import Scripted, modal, scripted_app, section

pytestmark = BROWSER_MARKS


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    with scripted_app(partner=True) as opened:
        yield opened


@pytest.fixture
def page(browser: Browser, scripted: Scripted) -> Iterator[Page]:
    with tab(browser, scripted.url) as opened:
        expect(opened.get_by_label("Message #calls")).to_be_visible()
        yield opened


def test_the_other_workspace_is_a_link_and_back_returns(page: Page) -> None:
    workspaces = page.get_by_role("navigation", name="Workspaces")
    workspaces.get_by_role("link", name="Wheelhouse (the app is not installed)").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wheelhouse")
    expect(page.get_by_role("navigation", name="Apps").get_by_role("link")).to_have_count(0)
    expect(page.get_by_role("button", name="Add the app")).to_be_hidden()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sandbox")
    expect(page.get_by_label("Message #calls")).to_be_visible()


def test_each_person_has_a_role_and_sees_their_own_channels(page: Page) -> None:
    people = page.get_by_label("You are")
    labels = people.get_by_role("option").all_text_contents()
    assert {text.partition(" · ")[2] for text in labels} == {"", "admin", "guest", "Wheelhouse"}
    people.select_option(next(text for text in labels if text.endswith("guest")))
    expect(page.get_by_role("navigation", name="Channels").get_by_role("link")).to_have_count(1)
    people.select_option(next(text for text in labels if text.endswith("Wheelhouse")))
    expect(page.get_by_role("navigation", name="Channels").get_by_role("link")).to_have_text(
        ["wheelhouse-repairs (shared with another workspace)"]
    )


def test_the_app_is_added_where_it_is_not(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^lobby")).click()
    expect(page.locator("#channel-about")).to_contain_text("capi is not in this channel")
    page.get_by_role("button", name="Add the app").click()
    expect(page.locator("#channel-about")).to_contain_text("capi is in this channel")
    expect(page.get_by_role("button", name="Add the app")).to_be_hidden()
    expect(page.get_by_label("Message #lobby")).to_be_focused()
    types_in_lobby = page.get_by_label("Message #lobby")
    types_in_lobby.fill("/remove @capi")
    types_in_lobby.press("Enter")
    expect(page.get_by_role("button", name="Add the app")).to_be_visible()


def test_commands_and_people_are_completed_from_the_keyboard(page: Page) -> None:
    composer = page.get_by_label("Message #calls")
    composer.press_sequentially("/")
    expect(page.get_by_role("listbox").get_by_role("option", name="/capi")).to_contain_text("Vonage")
    expect(page.get_by_role("status").filter(has_text="suggestions")).to_contain_text("Tab to take")
    composer.press("Tab")
    expect(composer).to_have_value("/capi ")
    composer.press_sequentially("miss")
    composer.press("ArrowDown")
    expect(page.get_by_role("listbox").get_by_role("option", selected=True)).to_contain_text("/capi missed")
    composer.press("Enter")
    expect(composer).to_have_value("/capi missed")
    composer.fill("")
    composer.press_sequentially("ask @gr")
    composer.press("Enter")
    expect(composer).to_have_value("ask @grace ")


def test_the_arrow_keys_recall_sent_messages_but_keep_a_draft(page: Page) -> None:
    composer = page.get_by_label("Message #calls")
    for text in ("first", "second\nline"):
        types(page, text)
    composer.press("ArrowUp")
    expect(composer).to_have_value("second\nline")
    composer.press("ArrowUp")
    composer.press("ArrowUp")
    expect(composer).to_have_value("first")
    composer.press("ArrowDown")
    expect(composer).to_have_value("second\nline")
    composer.fill("a draft")
    composer.press("ArrowUp")
    expect(composer).to_have_value("a draft")
    page.reload()
    composer.press("ArrowUp")
    expect(composer).to_have_value("second\nline")


def test_a_link_scrolls_to_its_message(browser: Browser, scripted: Scripted) -> None:
    ts = scripted.client.chat_postMessage(channel="C0CALLS", text="the linked one")["ts"]
    scripted.client.chat_postMessage(channel="C0CALLS", text="line\n" * 80)
    with tab(browser, scripted.url) as page:
        message = page.get_by_role("article").filter(has_text="the linked one")
        expect(message).not_to_be_in_viewport()
        page.goto(f"{scripted.url}/#channel=C0CALLS&message={ts}")
        expect(message).to_be_in_viewport()
        expect(message).to_be_focused()
        assert "message" not in page.url


def test_the_title_counts_what_is_unread_until_it_is_read(scripted: Scripted, page: Page) -> None:
    expect(page).to_have_title("#calls · Sandbox")
    for text in ("one", "two"):
        scripted.client.chat_postMessage(channel="C0PAYLOAD", text=text)
    expect(page).to_have_title("(2) #calls · Sandbox")
    page.get_by_role("link", name="team-payload (new messages)").click()
    expect(page).to_have_title("#team-payload · Sandbox")


def test_f6_moves_between_landmarks(page: Page) -> None:
    page.keyboard.press("F6")
    expect(page.get_by_role("link", name="calls", exact=True)).to_be_focused()
    page.keyboard.press("F6")
    expect(page.get_by_role("log", name="Messages")).to_be_focused()
    page.keyboard.press("F6")
    expect(page.get_by_label("Message #calls")).to_be_focused()
    page.keyboard.press("F6")
    expect(page.get_by_role("link", name="calls", exact=True)).to_be_focused()
    page.keyboard.press("Shift+F6")
    expect(page.get_by_label("Message #calls")).to_be_focused()


def test_the_page_shows_a_lost_connection_and_reconnects(browser: Browser, scripted: Scripted) -> None:
    page = browser.new_page()
    page.route("**/ui/state*", lambda route: route.abort())
    page.goto(scripted.url)
    lost = page.get_by_text("Connection lost. Trying again…")
    expect(lost).to_be_visible()
    page.unroute("**/ui/state*")
    expect(page.get_by_label("Message #calls")).to_be_visible()
    expect(lost).to_be_hidden()
    page.close()


@pytest.mark.parametrize("width", [390, 1600])
def test_the_page_fits_its_window(browser: Browser, scripted: Scripted, width: int) -> None:
    with tab(browser, scripted.url, width=width) as page:
        expect(page.get_by_label("Message #calls")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_toast_can_be_dismissed_while_a_modal_is_open(scripted: Scripted, page: Page) -> None:
    view = modal("Ask", section("What?"))
    scripted.app.does["shortcut"] = lambda payload: scripted.client.views_open(
        trigger_id=payload["trigger_id"], view=view
    )
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem").click()
    dialog = page.get_by_role("dialog", name="Ask")
    expect(dialog).to_be_visible()
    page.route("**/ui/view?wait=1", lambda route: route.fulfill(status=409, json={"ok": False, "error": "Not now."}))
    search = dialog.get_by_role("button", name="Search")
    search.click()
    toast = page.locator(".toast")
    expect(toast).to_contain_text("Not now.")
    box, button = toast.bounding_box(), search.bounding_box()
    assert box
    assert button
    assert button["y"] + button["height"] <= box["y"]
    page.unroute("**/ui/view?wait=1")
    toast.get_by_role("button", name="Dismiss").click()
    expect(toast).to_have_count(0)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
