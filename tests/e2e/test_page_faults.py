"""The faults panel and the toasts of failures, in a browser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from capi_bot.sandbox.switches import Switch
from tests.e2e.browser import BROWSER_MARKS, tab, types
from tests.e2e.scripted_app import Scripted, scripted_app

pytestmark = BROWSER_MARKS
ROWS = (
    Switch(name="slow", label="Slow answers", hint="Each answer takes two seconds longer.", group="Vonage"),
    Switch(name="limited", label="Rate limits", hint="Slack answers 429.", group="Slack"),
)


class FakeSwitchboard:
    def __init__(self) -> None:
        self._switches = {row.name: row for row in ROWS}

    def switches(self) -> Sequence[Switch]:
        return tuple(self._switches.values())

    def turn(self, name: str, *, on: bool) -> bool:
        self._switches[name] = replace(self._switches[name], on=on)
        return True

    @property
    def on(self) -> list[str]:
        return [row.name for row in self.switches() if row.on]


@pytest.fixture
def board() -> FakeSwitchboard:
    return FakeSwitchboard()


@pytest.fixture
def scripted(board: FakeSwitchboard) -> Iterator[Scripted]:
    with scripted_app(switches=board) as opened:
        yield opened


@pytest.fixture
def page(browser: Browser, scripted: Scripted) -> Iterator[Page]:
    with tab(browser, scripted.url) as opened:
        yield opened


def test_a_fault_is_switched_on_and_off(page: Page, board: FakeSwitchboard) -> None:
    page.get_by_role("button", name="Faults").click()
    panel = page.get_by_role("dialog", name="Faults")
    slow = panel.get_by_role("group", name="Vonage").get_by_role("switch", name="Slow answers")
    expect(slow).to_have_accessible_description("Each answer takes two seconds longer.")
    slow.check()
    expect(page.get_by_text("1 fault on")).to_be_visible()
    expect(slow).to_be_focused()
    assert board.on == ["slow"]
    slow.uncheck()
    expect(page.get_by_text("1 fault on")).to_be_hidden()
    assert board.on == []


def test_one_press_turns_all_faults_off(page: Page, board: FakeSwitchboard) -> None:
    for row in ROWS:
        board.turn(row.name, on=True)
    page.reload()
    badge = page.get_by_role("status").filter(has_text="2 faults on")
    badge.get_by_role("button", name="Turn off").click()
    expect(badge).to_be_hidden()
    expect(page.get_by_role("button", name="Faults")).to_be_focused()
    assert board.on == []


def test_a_fault_that_was_turned_on_elsewhere_is_shown(page: Page, board: FakeSwitchboard) -> None:
    expect(page.get_by_role("button", name="Faults")).to_be_visible()
    board.turn("limited", on=True)
    expect(page.get_by_text("1 fault on")).to_be_visible()


def test_the_panel_controls_the_connections_of_socket_mode(page: Page) -> None:
    requests: list[object] = []
    controls = [
        {"name": name, "label": label, "hint": f"{label} it."}
        for name, label in (("drop", "Cut"), ("link_disabled", "Turn off"), ("link_enabled", "Turn on"))
    ]

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            requests.append(route.request.post_data_json)
        links = [] if requests else [{"id": "link", "since": 1.0, "leaving": False}]
        route.fulfill(json={"ok": True, "on": True, "connections": links, "controls": controls})

    page.route("**/ui/sockets*", answer)
    page.get_by_role("button", name="Faults").click()
    group = page.get_by_role("group", name="Socket Mode")
    expect(group).to_contain_text("1 connection open.")
    expect(group.get_by_role("button")).to_have_text(["Cut", "Turn off"])
    group.get_by_role("button", name="Cut").click()
    expect(group).to_contain_text("0 connections open.")
    assert requests == [{"do": "drop"}]


def test_without_switches_there_is_no_button(browser: Browser) -> None:
    with scripted_app() as opened, tab(browser, opened.url) as page:
        expect(page.get_by_label("Message #calls")).to_be_visible()
        expect(page.get_by_role("button", name="Faults")).to_be_hidden()


def test_an_error_of_the_server_is_a_toast_below_the_panes(page: Page) -> None:
    page.route("**/ui/send", lambda route: route.fulfill(status=409, json={"ok": False, "error": "Not on a Sunday."}))
    composer = page.get_by_label("Message #calls")
    for text in ("one", "two"):
        types(page, text)
    toasts = page.locator(".toast")
    expect(toasts).to_have_text(["Not on a Sunday.", "Not on a Sunday."])
    expect(composer).to_have_value("two")
    composer.fill("a\nb\nc\nd\ne\nf\n")
    box, toast = composer.bounding_box(), toasts.last.bounding_box()
    assert box
    assert toast
    assert box["y"] + box["height"] <= toast["y"]
    page.get_by_role("button", name="Clear all").click()
    expect(toasts).to_have_count(0)
