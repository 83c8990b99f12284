"""What a newcomer meets on the page, in a browser: the opening with the real bot, and the small things of Slack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from capi_bot.sandbox.environment import SandboxEnvironment
from capi_bot.sandbox.journal import Journal
from capi_bot.sandbox.opening import QUESTION
from capi_bot.sandbox.slack.inspection import journal_changes
from capi_bot.sandbox.world import live_world
from tests.e2e.browser import BROWSER_MARKS, tab, types
from tests.e2e.scripted_app import Scripted, modal, scripted_app, section

pytestmark = BROWSER_MARKS


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxEnvironment]:
    with SandboxEnvironment(world=live_world(datetime.now(UTC)), opening=True) as running:
        yield running


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    with scripted_app(partner=True) as opened:
        yield opened


@pytest.fixture
def page(browser: Browser, scripted: Scripted) -> Iterator[Page]:
    with tab(browser, scripted.url) as opened:
        expect(opened.get_by_label("Message #calls")).to_be_visible()
        yield opened


@pytest.mark.parametrize("width", [1280, 900, 390])
def test_a_colleague_has_asked_the_list_stands_and_three_steps_are_beside_it(
    browser: Browser, sandbox: SandboxEnvironment, width: int
) -> None:
    with tab(browser, sandbox.url, width=width) as page:
        log = page.get_by_role("log", name="Messages")
        expect(log.get_by_text(QUESTION)).to_be_in_viewport()
        expect(log.locator('[data-user="U0CAPIBOT"] button').first).to_be_visible()
        expect(page.get_by_role("separator", name="New")).to_be_in_viewport()
        expect(page.get_by_label("Message #calls")).to_be_focused()
        guide = page.get_by_role("complementary", name="First steps")
        button = guide.get_by_role("button", name="Type it for me: See what is live")
        expect(button).to_be_in_viewport(ratio=1)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        page.reload()
        expect(log.get_by_text(QUESTION)).to_be_attached()
        expect(page.get_by_role("separator", name="New")).to_have_count(0)


def test_the_three_steps_are_done_by_three_presses_and_the_guide_stays_closed(
    browser: Browser, sandbox: SandboxEnvironment
) -> None:
    with tab(browser, sandbox.url) as page:
        answers = page.get_by_role("log").first.locator('[data-user="U0CAPIBOT"]')
        expect(answers.first).to_be_visible()
        before = answers.count()
        guide = page.get_by_role("complementary", name="First steps")
        guide.get_by_role("button", name="Type it for me: See what is live").click()
        expect(answers).to_have_count(before + 1)
        guide.get_by_role("button", name="Type it for me: Open Mary's call").click()
        expect(answers).to_have_count(before + 2)
        expect(answers.last).to_contain_text("Mary Okafor")
        guide.get_by_role("button", name="Break Vonage").click()
        expect(page.get_by_text("1 fault on")).to_be_visible()
        expect(guide.get_by_role("heading", name=re.compile("done"))).to_have_count(3)
        expect(guide).to_contain_text("That is all")
        page.get_by_role("button", name="Turn off").click()
        expect(page.get_by_text("1 fault on")).to_be_hidden()
        guide.get_by_role("button", name="Close first steps").click()
        expect(guide).to_be_hidden()
        page.reload()
        expect(answers.last).to_be_visible()
        expect(guide).to_be_hidden()


def test_an_example_is_sent_and_not_only_typed(scripted: Scripted, page: Page) -> None:
    typed: list[str] = []
    scripted.app.does["slash_commands"] = lambda payload: typed.append(f"{payload['command']} {payload['text']}")
    page.get_by_role("button", name="Type it for me").click()
    expect(page.get_by_label("Message #calls")).to_have_value("")
    page.wait_for_timeout(100)
    assert typed == ["/capi live"]


def test_a_reply_in_a_thread_is_told_by_its_thread_and_no_toast(scripted: Scripted, page: Page) -> None:
    parent = scripted.client.chat_postMessage(channel="C0CALLS", text="a list")["ts"]
    scripted.client.chat_postMessage(channel="C0CALLS", text="its members", thread_ts=parent)
    expect(page.get_by_role("button", name="1 reply. View thread")).to_be_visible()
    expect(page.locator(".toast")).to_have_count(0)


def test_people_change_and_delete_what_they_wrote_themselves(scripted: Scripted, page: Page) -> None:
    scripted.client.chat_postMessage(channel="C0CALLS", text="the app's")
    types(page, "a <b> & @grace in #lobby")
    own = page.get_by_role("article").filter(has_text="in #lobby")
    own.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Edit message").click()
    box = page.get_by_role("textbox", name="Edit message")
    expect(box).to_have_value("a <b> & @grace in #lobby")
    expect(box).to_be_focused()
    box.press("Escape")
    expect(box).to_have_count(0)
    own.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Edit message").click()
    box.fill("changed, @ada in #lobby")
    box.press("Enter")
    expect(own).to_contain_text("changed, @ada in #lobby (edited)")
    own.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Delete message").click()
    dialog = page.get_by_role("alertdialog", name="Delete message")
    dialog.get_by_role("button", name="Cancel").click()
    expect(own).to_be_visible()
    own.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Delete message").click()
    dialog.get_by_role("button", name="Delete").click()
    expect(own).to_have_count(0)
    page.get_by_role("article").filter(has_text="the app's").get_by_role("button", name="More actions").click()
    expect(page.get_by_role("menuitem", name="Copy link")).to_be_visible()
    expect(page.get_by_role("menuitem", name=re.compile("^(Edit|Delete) message"))).to_have_count(0)


def test_a_line_marks_what_is_unread_until_another_channel_is_opened(scripted: Scripted, page: Page) -> None:
    line = page.get_by_role("separator", name="New")
    scripted.client.chat_postMessage(channel="C0PAYLOAD", text="one")
    page.get_by_role("link", name="team-payload (new messages)").click()
    expect(line).to_be_visible()
    expect(line.locator("~ article")).to_have_text([re.compile("one")])
    page.get_by_role("link", name="calls", exact=True).click()
    expect(line).to_have_count(0)
    page.get_by_role("link", name="team-payload").click()
    expect(page.get_by_text("one", exact=True)).to_be_visible()
    expect(line).to_have_count(0)


def test_a_modal_opens_in_the_tab_that_asked_for_it_alone(browser: Browser, scripted: Scripted) -> None:
    view = modal("Ask", section("What?"))
    scripted.app.does["shortcut"] = lambda payload: scripted.client.views_open(
        trigger_id=payload["trigger_id"], view=view
    )
    asking, other, later = (browser.new_page() for _ in range(3))
    for each in (asking, other):
        each.goto(scripted.url)
        expect(each.get_by_label("Message #calls")).to_be_visible()
    asking.get_by_role("button", name="Shortcuts").click()
    asking.get_by_role("menuitem").click()
    expect(asking.get_by_role("dialog", name="Ask")).to_be_visible()
    types(other, "said later")
    expect(other.get_by_text("said later")).to_be_visible()
    expect(other.get_by_role("dialog", name="Ask")).to_be_hidden()
    later.goto(scripted.url)
    expect(later.get_by_text("said later")).to_be_visible()
    expect(later.get_by_role("dialog", name="Ask")).to_be_hidden()
    asking.reload()
    expect(asking.get_by_role("dialog", name="Ask")).to_be_visible()
    for each in (asking, other, later):
        each.close()


def test_toasts_stay_in_their_workspace_and_cover_nothing(scripted: Scripted, page: Page) -> None:
    for number in range(40):
        scripted.client.chat_postMessage(channel="C0PAYLOAD" if number % 2 else "C0CALLS", text=f"line {number}\n" * 3)
    last = page.get_by_role("article").filter(has_text="line 38")
    expect(last).to_be_visible()
    page.reload()
    expect(last).to_be_in_viewport(ratio=1)
    composer = page.get_by_label("Message #calls")
    page.route("**/ui/send", lambda route: route.fulfill(status=409, json={"ok": False, "error": "Not on a Sunday."}))
    types(page, "one")
    toast = page.locator(".toast")
    expect(toast).to_have_text("Not on a Sunday.")
    expect(last).to_be_in_viewport(ratio=1)
    box, below = composer.bounding_box(), toast.bounding_box()
    assert box
    assert below
    assert box["y"] + box["height"] <= below["y"]
    page.get_by_role("navigation", name="Workspaces").get_by_role("link", name="Wheelhouse").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wheelhouse")
    expect(toast).to_have_count(0)


@pytest.mark.parametrize("width", [1600, 1280, 900, 390])
def test_the_inspectors_button_stays_under_the_pointer(browser: Browser, scripted: Scripted, width: int) -> None:
    parent = scripted.client.chat_postMessage(channel="C0CALLS", text="a list")["ts"]
    for thread in ("", f"#channel=C0CALLS&thread={parent}"):
        with tab(browser, scripted.url, width=width) as page:
            page.goto(f"{scripted.url}/{thread}")
            button = page.get_by_role("button", name="Inspector", exact=True)
            closed = button.bounding_box()
            for expanded in ("true", "false"):
                button.click()  # fails where something covers it
                expect(button).to_have_attribute("aria-expanded", expanded)
                assert button.bounding_box() == closed


def test_exchanges_of_an_earlier_sandbox_are_gone_though_nobody_looked_at_its_end(
    scripted: Scripted, page: Page
) -> None:
    later = Journal()
    for number in range(5):
        later.note("method", f"later {number}", at=1.0, status="ok")
    scripted.journal.note("method", "earlier", at=1.0, status="ok")
    page.get_by_role("button", name="Inspector", exact=True).click()
    rows = page.locator(".exchange-head")
    expect(rows).to_contain_text(["earlier"])
    page.get_by_role("button", name="Close inspector").click()
    asked: list[str] = []

    def answer(route: Route) -> None:
        (journal,), (after,) = (parse_qs(urlsplit(route.request.url).query)[name] for name in ("journal", "after"))
        asked.append(journal)
        if len(asked) == 1:
            route.fulfill(json=journal_changes(later, int(after), known=journal))

    page.route("**/ui/journal?*", answer)
    page.get_by_role("button", name="Inspector", exact=True).click()
    expect(rows).to_have_count(5)
    expect(rows).to_contain_text([f"later {number}" for number in range(5)])


def test_a_long_name_of_a_channel_is_not_cut_by_a_badge(page: Page) -> None:
    name = page.get_by_role("link", name=re.compile("^wheelhouse-repairs")).locator(".channel-name")
    assert name.evaluate("node => node.scrollWidth <= node.clientWidth")
