"""Home, modals, shortcuts, menus and files on the page, in a browser, with a test app in place of the bot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import BROWSER_MARKS, tab, types
from tests.e2e.scripted_app import Json, Scripted, button, field, filters, modal, plain, section

CALLS = "C0CALLS"
LINES = """node => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return new Set([...range.getClientRects()].map((line) => line.top)).size;
}"""
"""Count the lines that the text of an element takes, whatever the font."""
pytestmark = BROWSER_MARKS


@pytest.fixture
def page(browser: Browser, scripted: Scripted) -> Iterator[Page]:
    with tab(browser, scripted.url) as opened:
        yield opened


@pytest.fixture
def phone(browser: Browser, scripted: Scripted) -> Iterator[Page]:
    with tab(browser, scripted.url, width=390) as opened:
        yield opened


def test_home_is_published_when_it_is_opened_and_its_buttons_work(scripted: Scripted, page: Page) -> None:
    def publish(user: str, text: str) -> None:
        blocks = [section(text), {"type": "actions", "elements": [button("Refresh", "refresh")]}]
        scripted.client.views_publish(user_id=user, view={"type": "home", "blocks": blocks})

    scripted.app.does["app_home_opened"] = lambda payload: publish(payload["user"], f"Opened {payload['tab']}")
    scripted.app.does["block_actions"] = lambda payload: publish(payload["user"]["id"], "Refreshed")
    page.get_by_role("link", name="capi").click()
    home = page.get_by_role("region", name="Home")
    expect(home).to_contain_text("Opened home")
    home.get_by_role("button", name="Refresh").click()
    expect(home).to_contain_text("Refreshed")
    expect(home.get_by_role("button", name="Refresh")).to_be_focused()
    page.reload()
    expect(home).to_contain_text("Opened home")
    page.get_by_role("link", name="Messages").click()
    expect(page.get_by_label("Message capi")).to_be_visible()
    expect(home).to_be_hidden()


def test_a_home_that_was_never_published_says_so(page: Page) -> None:
    page.get_by_role("link", name="capi").click()
    home = page.get_by_role("region", name="Home")
    expect(home).to_contain_text("Loading")
    expect(home).to_contain_text("Nothing here yet")


def test_each_person_has_their_own_direct_messages(scripted: Scripted, page: Page) -> None:
    scripted.client.chat_postMessage(channel="D0GRACE", text="Hello Grace")
    page.goto(f"{scripted.url}#app=messages")
    expect(page.get_by_role("log").first).to_contain_text("only you see this conversation")
    page.get_by_label("You are").select_option("grace")
    expect(page.get_by_role("log").first).to_contain_text("Hello Grace")


def test_a_global_shortcut_opens_a_modal_from_the_keyboard(scripted: Scripted, page: Page) -> None:
    scripted.app.does["shortcut"] = lambda payload: scripted.client.views_open(
        trigger_id=payload["trigger_id"], view=modal("Search", field("words", "Words"))
    )
    composer = page.get_by_label("Message #calls")
    composer.fill("/search")
    expect(page.get_by_role("listbox").get_by_role("option")).to_contain_text("shortcut")
    composer.press("Tab")
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Shortcuts").press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Words")


def test_errors_are_shown_under_their_field_and_back_returns_to_the_previous_view(
    scripted: Scripted, page: Page
) -> None:
    def on_submit(payload: Json) -> Json:
        typed = payload["view"]["state"]["values"]["words"]["typed"]["value"]
        return {"response_action": "push", "view": modal("Found", section(typed))} if typed else errors

    errors = {"response_action": "errors", "errors": {"words": "Say a word."}}
    scripted.app.does["view_submission"] = on_submit
    scripted.app.does["shortcut"] = lambda payload: scripted.client.views_open(
        trigger_id=payload["trigger_id"], view=modal("Ask", field("words", "Words"))
    )
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Search").click()
    expect(dialog.get_by_role("alert")).to_have_text("Say a word.")
    dialog.get_by_role("textbox").fill("billing")
    dialog.get_by_role("button", name="Search").click()
    expect(dialog.get_by_role("heading")).to_have_text("Found")
    dialog.get_by_role("button", name="Back").click()
    expect(dialog.get_by_role("heading")).to_have_text("Ask")
    expect(dialog.get_by_role("textbox")).to_have_value("billing")


def test_a_message_shortcut_answers_in_the_thread(scripted: Scripted, page: Page) -> None:
    def answer(payload: Json) -> None:
        body = {"text": f"Read: {payload['message']['text']}", "thread_ts": payload["message_ts"]}
        requests.post(payload["response_url"], json={**body, "response_type": "in_channel"}, timeout=5)

    scripted.app.does["message_action"] = answer
    types(page, "who is CON-1?")
    message = page.get_by_role("article", name=re.compile("^ada"))
    message.hover()
    message.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name=re.compile("^Look up")).click()
    page.get_by_role("button", name="View thread").last.click()
    expect(page.get_by_role("log", name="Thread messages")).to_contain_text("Read: who is CON-1?")


def test_a_menu_narrows_the_list_and_keeps_the_focus(scripted: Scripted, page: Page) -> None:
    def narrow(payload: Json) -> None:
        state = payload["actions"][0]["selected_option"]["value"]
        body = {"replace_original": True, "text": state, "blocks": [section(f"Shown: {state}"), filters(state)]}
        requests.post(payload["response_url"], json=body, timeout=5)

    scripted.app.does["block_actions"] = narrow
    scripted.client.chat_postMessage(channel=CALLS, text="list", blocks=[section("Shown: all"), filters("All states")])
    page.get_by_label("State").select_option("In progress")
    expect(page.get_by_role("article")).to_contain_text("Shown: In progress")
    expect(page.get_by_label("State")).to_have_value("In progress")
    expect(page.get_by_label("State")).to_be_focused()


def test_a_selection_that_is_not_confirmed_is_undone(scripted: Scripted, page: Page) -> None:
    confirm = {
        "title": plain("Sure?"),
        "text": plain("It may take long."),
        "confirm": plain("Yes"),
        "deny": plain("No"),
    }
    row = filters("All states")
    row["elements"][0]["confirm"] = confirm
    scripted.client.chat_postMessage(channel=CALLS, text="list", blocks=[row])
    page.get_by_label("State").select_option("Ended")
    page.get_by_role("alertdialog").get_by_role("button", name="No").click()
    expect(page.get_by_label("State")).to_have_value("All states")


def test_a_button_sends_the_state_of_the_other_controls(scripted: Scripted, page: Page) -> None:
    payloads: list[Json] = []
    scripted.app.does["block_actions"] = payloads.append
    where = {"type": "conversations_select", "action_id": "where", "default_to_current_conversation": True}
    row = [{"type": "datepicker", "action_id": "day", "initial_date": "2026-11-01"}, where, button("Go", "go")]
    scripted.client.chat_postMessage(
        channel=CALLS, text="when", blocks=[{"type": "actions", "block_id": "row", "elements": row}]
    )
    with page.expect_response(re.compile("/ui/action")):
        page.get_by_role("button", name="Go").click()
    values = payloads[0]["state"]["values"]["row"]
    assert values["day"]["selected_date"] == "2026-11-01"
    assert values["where"]["selected_conversation"] == CALLS


def test_a_text_field_sends_its_value_at_enter(scripted: Scripted, page: Page) -> None:
    def answer(payload: Json) -> None:
        scripted.client.chat_postMessage(channel=CALLS, text=f"Heard: {payload['actions'][0]['value']}")

    scripted.app.does["block_actions"] = answer
    input_block = {**field("words", "Words"), "dispatch_action": True}
    scripted.client.chat_postMessage(channel=CALLS, text="what", blocks=[input_block])
    page.get_by_role("textbox", name="Words").fill("billing")
    page.keyboard.press("Enter")
    expect(page.get_by_role("log").first).to_contain_text("Heard: billing")


def test_a_relative_date_has_the_absolute_one_as_its_tooltip(scripted: Scripted, page: Page) -> None:
    payload = section("It began <!date^1540459560^{ago}|2018-10-25 09:26 UTC>")
    scripted.client.chat_postMessage(channel=CALLS, text="when", blocks=[payload])
    date = page.get_by_role("article").locator(".body time")
    expect(date).to_have_text(re.compile("years ago$"))
    expect(date).to_have_attribute("title", re.compile("^Thursday, October 25th, 2018 at 10:26:00"))


def test_three_menus_and_a_bar_each_fit_on_one_line_of_a_phone(scripted: Scripted, phone: Page) -> None:
    bar = section("`░░░░██████████████████░░░░░░░░`  on the call")
    scripted.client.chat_postMessage(channel=CALLS, text="list", blocks=[bar, filters("All states")])
    menus = phone.get_by_role("article").get_by_role("combobox")
    expect(menus).to_have_count(3)
    tops = menus.evaluate_all("nodes => nodes.map((node) => node.getBoundingClientRect().top)")
    assert len(set(tops)) == 1
    assert phone.get_by_role("article").locator("code").evaluate(LINES) == 1
    overflow = (
        phone.get_by_role("article").locator(".block-actions").evaluate("node => node.scrollWidth - node.clientWidth")
    )
    assert overflow == 0
    assert phone.evaluate("document.documentElement.scrollWidth") == 390


def test_a_file_can_be_downloaded(scripted: Scripted, page: Page) -> None:
    scripted.client.files_upload_v2(channel=CALLS, content="id,type\n1,member:joined\n", filename="events.csv")
    files = page.get_by_role("list", name="Files")
    expect(files).to_contain_text("CSV · 24 bytes")
    with page.expect_download() as download:
        files.get_by_role("link", name="Download events.csv").click()
    assert download.value.suggested_filename == "events.csv"
    assert Path(download.value.path()).read_text() == "id,type\n1,member:joined\n"
