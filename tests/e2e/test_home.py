"""The Home tab, by signed HTTP between real processes, with both versions of the API."""

from __future__ import annotations

import re

import pytest

from capi_bot.sandbox.environment import SandboxEnvironment
from capi_bot.sandbox.slack.calls import calls
from capi_bot.sandbox.slack.faults import Fault
from tests.e2e.busy_world import LIVE
from tests.e2e.person import ADA, Outage, Person, View, buttons, labels, said

pytestmark = pytest.mark.e2e

SEED_NAME = "+44 7700 000001 → +44 7700 000002"
WORDS = "live with 447700000001"


def is_finished(view: View) -> bool:
    """Return whether nothing more fills in: until then the blocks have other ids with every publishing.

    Of one conversation of the sandbox nobody may know who is in it.
    """
    unknown = re.search(r"(\d+) of them are not known yet", said(view))
    return unknown is None or unknown[1] == "1"


def test_home_tells_what_goes_on_and_opens_it_in_a_window(ada: Person) -> None:
    ada.opens_home()
    home = ada.sees_home(lambda view: is_finished(view) and "2 joined" in said(view))
    rows = [block for block in home["blocks"] if SEED_NAME in str(block.get("text"))]
    ada.presses_in_home(home, "home.card", nth=_row_number(home, rows[0]["block_id"]))

    opened = ada.sees_modal(lambda view: "CON-bc643220-2542-499a-892e-c982c4150c06" in said(view))
    assert opened["type"] == "modal"
    assert ada.state()["home"]["blocks"] == home["blocks"]


def test_filters_are_saved_from_a_list_shown_from_home_and_removed(ada: Person) -> None:
    listed = ada.asks(f"/capi conversations {WORDS}", lambda message: SEED_NAME in message["text"])
    ada.presses(listed, "list.save")
    ada.sees(lambda message: message["text"].startswith("Saved.") and bool(message["ephemeral_to"]))

    ada.opens_home()
    home = ada.sees_home(lambda view: is_finished(view) and WORDS in said(view))
    ada.presses_in_home(home, "home.saved")
    ada.sees_modal(lambda view: SEED_NAME in said(view))

    ada.presses_in_home(home, "home.forget")
    ada.sees_home(lambda view: WORDS not in said(view) and "None yet." in said(view))


def test_all_that_ended_is_listed_in_a_window(ada: Person) -> None:
    ada.opens_home()
    home = ada.sees_home(lambda view: is_finished(view) and "*Live now* · " in said(view))
    assert {"Refresh", "Missed calls", "All ended"} <= set(labels(home))
    ada.presses_in_home(home, "home.ended")

    ada.sees_modal(lambda view: "⚫" in said(view) and "🟢" not in said(view))


def test_the_first_thing_that_somebody_sees_needs_nothing_of_the_api(busy_sandbox: SandboxEnvironment) -> None:
    newcomer = Person(sandbox=busy_sandbox, name=ADA)
    newcomer.opens_home()
    newcomer.sees_home(lambda view: f"*Live now* · at least {LIVE} · as of" in said(view))

    published = [call for call in calls(busy_sandbox.journal) if call.method == "views.publish"]
    mine = [str(call.arguments) for call in published if call.arguments["user_id"] == ADA]
    assert "Looking…" in mine[0]
    assert "/capi missed" in mine[0]
    assert "Looking…" not in mine[-1]


def test_who_was_there_before_keeps_seeing_what_stood_there_until_more_is_known(
    busy_sandbox: SandboxEnvironment,
) -> None:
    person = Person(sandbox=busy_sandbox, name=ADA)
    person.opens_home()
    person.sees_home(lambda view: f"*Live now* · at least {LIVE} · as of" in said(view))
    before = len(calls(busy_sandbox.journal))
    person.opens_home()
    person.sees_home(lambda _: _is_published(busy_sandbox, before))

    assert "Looking…" not in str([call.arguments for call in calls(busy_sandbox.journal)[before:]])


def test_what_is_live_is_turned_through_and_refreshed_on_its_page(busy_sandbox: SandboxEnvironment) -> None:
    person = Person(sandbox=busy_sandbox, name=ADA)
    person.opens_home()
    first = person.sees_home(lambda view: f"*Live now* · at least {LIVE} · as of" in said(view))
    person.presses_in_home(first, "home.on")
    second = person.sees_home(lambda view: "Previous" in labels(view))
    assert _live(second) == LIVE - 6

    person.presses_in_home(second, "home.refresh")
    again = person.sees_home(lambda view: view["hash"] != second["hash"] and "Previous" in labels(view))
    assert "as of" in said(again)
    person.presses_in_home(again, "home.back")
    person.sees_home(lambda view: "Previous" not in labels(view) and "Next" in labels(view))


def test_while_the_api_is_down_it_says_so_and_refresh_brings_everything_back(
    ada: Person, sandbox: SandboxEnvironment, outage: Outage
) -> None:
    sandbox.faults.next(path="*/conversations", times=30, **outage)
    ada.opens_home()
    troubled = ada.sees_home(lambda view: "Vonage does not answer: I cannot tell" in said(view))
    assert {"Try again", "Search…"} <= set(labels(troubled))

    sandbox.faults.clear()
    ada.presses_in_home(troubled, "home.refresh")
    ada.sees_home(lambda view: "does not answer" not in said(view) and SEED_NAME in said(view))


def test_what_cannot_be_opened_from_home_is_told_above_what_stands_there(
    ada: Person, sandbox: SandboxEnvironment
) -> None:
    ada.opens_home()
    home = ada.sees_home(is_finished)
    sandbox.workspace.faults.fail("views.open", Fault(error="expired_trigger_id"))
    ada.presses_in_home(home, "home.card", nth=1)

    ada.sees_home(lambda view: "Slack did not let me show it here" in said(view) and SEED_NAME in said(view))


def _is_published(sandbox: SandboxEnvironment, before: int) -> bool:
    return any(call.method == "views.publish" for call in calls(sandbox.journal)[before:])


def _live(home: View) -> int:
    return len([block for block in home["blocks"] if "🟢" in str(block.get("text"))])


def _row_number(home: View, block_id: str) -> int:
    return [block["block_id"] for block, _ in buttons(home, "home.card")].index(block_id)
