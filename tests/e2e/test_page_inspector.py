"""The inspector of the page, in a browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from capi_bot.sandbox.journal import Journal, Kind
from capi_bot.sandbox.slack.inspection import journal_changes
from tests.e2e.browser import BROWSER_MARKS, tab, types
from tests.e2e.scripted_app import Scripted

pytestmark = BROWSER_MARKS


@pytest.fixture
def page(browser: Browser, scripted: Scripted) -> Iterator[Page]:
    with tab(browser, scripted.url) as opened:
        yield opened


def inspector(page: Page) -> Locator:
    """Open the inspector, and return it."""
    page.get_by_role("button", name="Inspector").click()
    return page.get_by_role("complementary", name="Inspector")


def rows(pane: Locator) -> Locator:
    return pane.get_by_role("list", name="Exchanges").locator(".exchange-head")


def expect_only(pane: Locator, *titles: str) -> None:
    """Expect one row for each title, and no other."""
    expect(rows(pane)).to_have_count(len(titles))
    expect(rows(pane)).to_contain_text(titles)


def exchange(journal: Journal, title: str, **end: object) -> None:
    """Record one complete exchange."""
    kind: Kind = "vonage" if title.startswith("GET") else "method"
    failed = bool(end.get("failed"))
    begun = journal.begin(kind, title, at=1_540_459_680.0, sent={"asked": title}, summary=f"about {title}")
    journal.end(begun, status="boom" if failed else "ok", ms=7, answered=end.get("answered"), failed=failed)


def test_a_command_is_listed_with_its_payloads(page: Page) -> None:
    pane = inspector(page)
    expect(pane).to_contain_text("Nothing yet")
    types(page, "/capi help")
    row = rows(pane).first
    expect(row).to_contain_text("Slack → app")
    expect(row).to_contain_text(re.compile("200.* ms"))
    row.click()
    expect(row).to_have_attribute("aria-expanded", "true")
    expect(pane.get_by_role("listitem").filter(has_text="Request").first).to_contain_text('"help"')
    row.click()
    expect(pane.get_by_text("Request")).to_have_count(0)


def test_a_delivery_lists_the_calls_that_the_app_made_meanwhile(scripted: Scripted, page: Page) -> None:
    journal = scripted.journal
    for nth in (1, 2):
        begun = journal.begin("delivery", f"press {nth}", at=1.0)
        exchange(journal, f"GET /v1/conversations/{nth}")
        journal.end(begun, status="200", ms=5)
    pane = inspector(page)
    rows(pane).filter(has_text="press 1").click()
    made = pane.locator(".exchange-call")
    expect(made).to_have_count(1)
    made.click()
    revealed = rows(pane).filter(has_text="/v1/conversations/1")
    expect(revealed).to_be_focused()
    expect(revealed).to_have_attribute("aria-expanded", "true")


def test_a_late_response_is_shown_in_the_open_row(scripted: Scripted, page: Page) -> None:
    begun = scripted.journal.begin("method", "chat.update", at=1.0, sent={"ts": "1.2"})
    pane = inspector(page)
    rows(pane).click()
    expect(pane).to_contain_text("Not answered yet.")
    scripted.journal.end(begun, status="ok", ms=12, answered={"answer": {"deep": {"down": [1, 2]}}})
    expect(pane).to_contain_text("12.0 ms")
    pane.locator("summary", has_text="1 field").last.click()
    expect(pane).to_contain_text("down: [1, 2]")


def test_the_list_is_filtered_by_kind_by_failure_and_by_words(scripted: Scripted, page: Page) -> None:
    exchange(scripted.journal, "chat.update")
    exchange(scripted.journal, "chat.postMessage", failed=True)
    exchange(scripted.journal, "GET /v1/users")
    pane = inspector(page)
    expect(rows(pane)).to_have_count(3)
    pane.get_by_role("button", name="App → Vonage", exact=True).click()
    expect_only(pane, "/v1/users")
    pane.get_by_role("button", name="App → Slack", exact=True).click()
    expect(rows(pane)).to_have_count(3)
    pane.get_by_role("button", name="Failed", exact=True).click()
    expect_only(pane, "chat.postMessage")
    pane.get_by_role("button", name="Failed", exact=True).click()
    pane.get_by_role("searchbox").fill("UPDATE about")
    expect_only(pane, "chat.update")
    pane.get_by_role("searchbox").fill("nothing like it")
    expect(pane).to_contain_text("Nothing matches the filter.")


def test_clear_hides_all_earlier_rows(scripted: Scripted, page: Page) -> None:
    exchange(scripted.journal, "chat.update")
    pane = inspector(page)
    expect(rows(pane)).to_have_count(1)
    pane.get_by_role("button", name="Clear").click()
    expect(rows(pane)).to_have_count(0)
    exchange(scripted.journal, "chat.delete")
    expect_only(pane, "chat.delete")


def test_a_payload_is_copied_as_json(scripted: Scripted, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    exchange(scripted.journal, "chat.update")
    pane = inspector(page)
    rows(pane).click()
    pane.get_by_role("button", name="Copy Request").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert json.loads(page.evaluate("navigator.clipboard.readText()")) == {"asked": "chat.update"}


def test_it_stays_open_over_a_reload_and_closes_with_escape(page: Page) -> None:
    pane = inspector(page)
    page.reload()
    expect(pane).to_be_visible()
    pane.get_by_role("searchbox").press("Escape")
    expect(pane).to_be_hidden()
    expect(page.get_by_role("button", name="Inspector")).to_be_focused()


def test_what_arrives_late_does_not_take_the_focus_from_what_somebody_uses(page: Page) -> None:
    search = inspector(page).get_by_role("searchbox")
    held: list[Route] = []
    page.route("**/ui/state*", lambda request: held.append(request))  # noqa: PLW0108 - playwright takes no built-in
    page.reload()
    search.focus()
    expect(page.get_by_label("Message #calls")).to_be_hidden()
    held[-1].continue_()  # those before it are of the page that was left
    page.unroute("**/ui/state*")
    expect(page.get_by_label("Message #calls")).to_be_visible()
    expect(search).to_be_focused()


def test_the_arrow_keys_move_between_rows(scripted: Scripted, page: Page) -> None:
    for title in ("one", "two", "three"):
        exchange(scripted.journal, title)
    pane = inspector(page)
    expect(rows(pane)).to_have_count(3)
    rows(pane).last.focus()
    page.keyboard.press("ArrowUp")
    expect(rows(pane).nth(1)).to_be_focused()
    page.keyboard.press("Home")
    expect(rows(pane).first).to_be_focused()
    assert rows(pane).evaluate_all("all => all.map((one) => one.tabIndex)") == [0, -1, -1]


def test_five_hundred_rows_are_drawn_once_and_the_newest_is_in_sight(scripted: Scripted, page: Page) -> None:
    for nth in range(500):
        exchange(scripted.journal, f"call {nth}")
    pane = inspector(page)
    expect(rows(pane)).to_have_count(500)
    expect(rows(pane).last).to_be_in_viewport()
    first = rows(pane).nth(1).element_handle()
    exchange(scripted.journal, "call 500")
    expect(rows(pane).last).to_contain_text("call 500")
    expect(rows(pane)).to_have_count(500)
    assert first.evaluate("node => node.isConnected"), "a row that did not change was drawn again"


def test_the_newest_row_opens_in_sight_though_it_stands_at_the_end(scripted: Scripted, page: Page) -> None:
    for nth in range(40):
        exchange(scripted.journal, f"call {nth}")
    pane = inspector(page)
    rows(pane).last.click()
    expect(pane.get_by_text("Response", exact=True)).to_be_in_viewport()


def test_a_pane_that_shrinks_still_shows_the_newest(scripted: Scripted, page: Page) -> None:
    for nth in range(40):
        exchange(scripted.journal, f"call {nth}")
    pane = inspector(page)
    expect(rows(pane).last).to_be_in_viewport()
    pane.locator(".exchange-scroll").evaluate("""node => {
        node.style.flex = "0 0 200px";
        node.dispatchEvent(new Event("scroll"));
    }""")
    expect(rows(pane).last).to_be_in_viewport()


def test_titles_of_two_lines_do_not_hide_the_newest(browser: Browser, scripted: Scripted) -> None:
    for nth in range(40):
        exchange(scripted.journal, f"call {'long ' * 12}{nth}")
    with tab(browser, scripted.url, width=390) as phone:
        pane = inspector(phone)
        for nth in range(40, 50):
            exchange(scripted.journal, f"call {'long ' * 12}{nth}")
        expect(rows(pane).last).to_contain_text("long 49")
        expect(rows(pane).last).to_be_in_viewport(ratio=1)


def test_ids_are_shortened_in_a_row_and_complete_where_it_is_open(scripted: Scripted, page: Page) -> None:
    path = "GET /v1/conversations/CON-bc643220-2542-499a-892e-c982c4150c06/events"
    exchange(scripted.journal, path)
    pane = inspector(page)
    expect(rows(pane)).to_contain_text("GET /v1/conversations/CON-bc643220…/events")
    rows(pane).click()
    expect(pane.locator(".exchange-facts")).to_contain_text(path)
    pane.get_by_role("searchbox").fill("2542-499a")
    expect(rows(pane)).to_have_count(1)


def test_the_rows_of_an_earlier_sandbox_are_removed(browser: Browser, scripted: Scripted) -> None:
    later = Journal()
    exchange(later, "from the later one")
    answers = iter((Route.abort, lambda route: route.fulfill(json=journal_changes(later, 0))))

    def answer(route: Route) -> None:
        next(answers, _unanswered)(route)

    exchange(scripted.journal, "from the earlier one")
    exchange(scripted.journal, "from the earlier one too")
    page = browser.new_page()
    page.goto(scripted.url)
    pane = inspector(page)
    expect(rows(pane)).to_have_count(2)
    page.route("**/ui/journal?*", answer)
    exchange(scripted.journal, "its last words")
    expect_only(pane, "from the later one")
    page.close()


def _unanswered(route: Route) -> None:
    """Let the page wait, as a journal does without news."""


def test_on_a_phone_it_is_a_sheet_that_fits(browser: Browser, scripted: Scripted) -> None:
    exchange(scripted.journal, f"files.{'very' * 40}Long")
    with tab(browser, scripted.url, width=390) as phone:
        pane = inspector(phone)
        rows(pane).click()
        expect(pane.get_by_text("Response")).to_be_visible()
        assert phone.evaluate("document.documentElement.scrollWidth") == 390
        assert pane.evaluate("node => node.scrollWidth <= node.clientWidth")
        pane.get_by_role("button", name="Close inspector").click()
        expect(pane).to_be_hidden()
