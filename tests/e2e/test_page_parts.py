"""Each part of Slack on the page, in a browser: a puppet in place of the bot posts what is looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browser import IN_A_BROWSER, tab, types
from tests.e2e.office import Office, Told, button, field, filters, modal, plain, section

CALLS = "C0CALLS"
pytestmark = IN_A_BROWSER


@pytest.fixture
def desk(browser: Browser, puppet: Office) -> Iterator[Page]:
    with tab(browser, puppet.url) as opened:
        yield opened


@pytest.fixture
def phone(browser: Browser, puppet: Office) -> Iterator[Page]:
    with tab(browser, puppet.url, width=390) as opened:
        yield opened


def test_home_is_asked_for_when_it_is_opened_and_its_buttons_work(puppet: Office, desk: Page) -> None:
    def publish(user: str, text: str) -> None:
        blocks = [section(text), {"type": "actions", "elements": [button("Refresh", "refresh")]}]
        puppet.client.views_publish(user_id=user, view={"type": "home", "blocks": blocks})

    puppet.app.does["app_home_opened"] = lambda told: publish(told["user"], f"Opened {told['tab']}")
    puppet.app.does["block_actions"] = lambda told: publish(told["user"]["id"], "Refreshed")
    desk.get_by_role("link", name="capi").click()
    home = desk.get_by_role("region", name="Home")
    expect(home).to_contain_text("Opened home")
    home.get_by_role("button", name="Refresh").click()
    expect(home).to_contain_text("Refreshed")
    expect(home.get_by_role("button", name="Refresh")).to_be_focused()
    desk.reload()
    expect(home).to_contain_text("Opened home")
    desk.get_by_role("link", name="Messages").click()
    expect(desk.get_by_label("Message capi")).to_be_visible()
    expect(home).to_be_hidden()


def test_a_home_that_was_never_published_says_so(desk: Page) -> None:
    desk.get_by_role("link", name="capi").click()
    home = desk.get_by_role("region", name="Home")
    expect(home).to_contain_text("Loading")
    expect(home).to_contain_text("Nothing here yet")


def test_direct_messages_belong_to_the_person_who_looks(puppet: Office, desk: Page) -> None:
    puppet.client.chat_postMessage(channel="D0GRACE", text="Hello Grace")
    desk.goto(f"{puppet.url}#app=messages")
    expect(desk.get_by_role("log").first).to_contain_text("only you see this conversation")
    desk.get_by_label("You are").select_option("grace")
    expect(desk.get_by_role("log").first).to_contain_text("Hello Grace")


def test_a_global_shortcut_opens_a_modal_from_the_keyboard(puppet: Office, desk: Page) -> None:
    puppet.app.does["shortcut"] = lambda told: puppet.client.views_open(
        trigger_id=told["trigger_id"], view=modal("Search", field("words", "Words"))
    )
    composer = desk.get_by_label("Message #calls")
    composer.fill("/search")
    expect(desk.get_by_role("listbox").get_by_role("option")).to_contain_text("shortcut")
    composer.press("Tab")
    expect(desk.get_by_role("dialog").get_by_role("textbox")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog")).to_have_count(0)
    desk.get_by_role("button", name="Shortcuts").press("Enter")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("dialog")).to_contain_text("Words")


def test_what_is_wrong_stands_under_its_field_and_a_stack_goes_back_a_view_at_a_time(
    puppet: Office, desk: Page
) -> None:
    def submitted(told: Told) -> Told:
        typed = told["view"]["state"]["values"]["words"]["typed"]["value"]
        return {"response_action": "push", "view": modal("Found", section(typed))} if typed else wrong

    wrong = {"response_action": "errors", "errors": {"words": "Say a word."}}
    puppet.app.does["view_submission"] = submitted
    puppet.app.does["shortcut"] = lambda told: puppet.client.views_open(
        trigger_id=told["trigger_id"], view=modal("Ask", field("words", "Words"))
    )
    desk.get_by_role("button", name="Shortcuts").click()
    desk.get_by_role("menuitem").click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_role("button", name="Search").click()
    expect(dialog.get_by_role("alert")).to_have_text("Say a word.")
    dialog.get_by_role("textbox").fill("billing")
    dialog.get_by_role("button", name="Search").click()
    expect(dialog.get_by_role("heading")).to_have_text("Found")
    dialog.get_by_role("button", name="Back").click()
    expect(dialog.get_by_role("heading")).to_have_text("Ask")
    expect(dialog.get_by_role("textbox")).to_have_value("billing")


def test_a_message_shortcut_answers_in_the_thread(puppet: Office, desk: Page) -> None:
    def answer(told: Told) -> None:
        body = {"text": f"Read: {told['message']['text']}", "thread_ts": told["message_ts"]}
        requests.post(told["response_url"], json={**body, "response_type": "in_channel"}, timeout=5)

    puppet.app.does["message_action"] = answer
    types(desk, "who is CON-1?")
    message = desk.get_by_role("article", name=re.compile("^ada"))
    message.hover()
    message.get_by_role("button", name="More actions").click()
    desk.get_by_role("menuitem", name=re.compile("^Look up")).click()
    desk.get_by_role("button", name="View thread").last.click()
    expect(desk.get_by_role("log", name="Thread messages")).to_contain_text("Read: who is CON-1?")


def test_a_menu_narrows_the_list_and_keeps_the_focus(puppet: Office, desk: Page) -> None:
    def narrow(told: Told) -> None:
        state = told["actions"][0]["selected_option"]["value"]
        body = {"replace_original": True, "text": state, "blocks": [section(f"Shown: {state}"), filters(state)]}
        requests.post(told["response_url"], json=body, timeout=5)

    puppet.app.does["block_actions"] = narrow
    puppet.client.chat_postMessage(channel=CALLS, text="list", blocks=[section("Shown: all"), filters("All states")])
    desk.get_by_label("State").select_option("In progress")
    expect(desk.get_by_role("article")).to_contain_text("Shown: In progress")
    expect(desk.get_by_label("State")).to_have_value("In progress")
    expect(desk.get_by_label("State")).to_be_focused()


def test_a_choice_that_is_not_confirmed_is_taken_back(puppet: Office, desk: Page) -> None:
    asking = {"title": plain("Sure?"), "text": plain("It may take long."), "confirm": plain("Yes"), "deny": plain("No")}
    row = filters("All states")
    row["elements"][0]["confirm"] = asking
    puppet.client.chat_postMessage(channel=CALLS, text="list", blocks=[row])
    desk.get_by_label("State").select_option("Ended")
    desk.get_by_role("alertdialog").get_by_role("button", name="No").click()
    expect(desk.get_by_label("State")).to_have_value("All states")


def test_a_button_tells_what_the_controls_beside_it_hold(puppet: Office, desk: Page) -> None:
    heard: list[Told] = []
    puppet.app.does["block_actions"] = heard.append
    where = {"type": "conversations_select", "action_id": "where", "default_to_current_conversation": True}
    row = [{"type": "datepicker", "action_id": "day", "initial_date": "2026-11-01"}, where, button("Go", "go")]
    puppet.client.chat_postMessage(
        channel=CALLS, text="when", blocks=[{"type": "actions", "block_id": "row", "elements": row}]
    )
    with desk.expect_response(re.compile("/ui/action")):
        desk.get_by_role("button", name="Go").click()
    held = heard[0]["state"]["values"]["row"]
    assert held["day"]["selected_date"] == "2026-11-01"
    assert held["where"]["selected_conversation"] == CALLS


def test_a_text_field_sends_what_it_holds_at_enter(puppet: Office, desk: Page) -> None:
    def answer(told: Told) -> None:
        puppet.client.chat_postMessage(channel=CALLS, text=f"Heard: {told['actions'][0]['value']}")

    puppet.app.does["block_actions"] = answer
    asked = {**field("words", "Words"), "dispatch_action": True}
    puppet.client.chat_postMessage(channel=CALLS, text="what", blocks=[asked])
    desk.get_by_role("textbox", name="Words").fill("billing")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("log").first).to_contain_text("Heard: billing")


def test_a_relative_date_has_the_absolute_one_behind_it(puppet: Office, desk: Page) -> None:
    told = section("It began <!date^1540459560^{ago}|2018-10-25 09:26 UTC>")
    puppet.client.chat_postMessage(channel=CALLS, text="when", blocks=[told])
    date = desk.get_by_role("article").locator(".body time")
    expect(date).to_have_text(re.compile("years ago$"))
    expect(date).to_have_attribute("title", re.compile("^Thursday, October 25th, 2018 at 10:26:00"))


def test_three_menus_and_a_bar_fit_on_a_phone(puppet: Office, phone: Page) -> None:
    bar = section("`░░░░██████████████████░░░░░░░░`  on the call")
    puppet.client.chat_postMessage(channel=CALLS, text="list", blocks=[bar, filters("All states")])
    menus = phone.get_by_role("article").get_by_role("combobox")
    expect(menus).to_have_count(3)
    assert len(set(menus.evaluate_all("nodes => nodes.map((node) => node.getBoundingClientRect().y)"))) == 1
    assert phone.get_by_role("article").locator("code").evaluate("node => node.getBoundingClientRect().height < 30")
    assert phone.evaluate("document.documentElement.scrollWidth") == 390


def test_a_file_can_be_downloaded(puppet: Office, desk: Page) -> None:
    puppet.client.files_upload_v2(channel=CALLS, content="id,type\n1,member:joined\n", filename="events.csv")
    files = desk.get_by_role("list", name="Files")
    expect(files).to_contain_text("CSV · 24 bytes")
    with desk.expect_download() as coming:
        files.get_by_role("link", name="Download events.csv").click()
    assert coming.value.suggested_filename == "events.csv"
    assert Path(coming.value.path()).read_text() == "id,type\n1,member:joined\n"
