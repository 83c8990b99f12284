"""Whatever Slack does not take, the person who asked gets an answer, by signed HTTP between real processes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capi_bot.sandbox.environment import SandboxEnvironment
from capi_bot.sandbox.slack.faults import Fault
from tests.e2e.person import LOBBY, Person, is_settled, labels, said

pytestmark = pytest.mark.e2e

SEED = "CON-bc643220-2542-499a-892e-c982c4150c06"
LEG = "797168e24c19a3c45e74e05b10fef2b5"
LIVE_CALL = "/capi conversations live with 447700000001"


def test_where_the_bot_may_not_post_the_answer_comes_by_the_command_itself(
    ada: Person, sandbox: SandboxEnvironment
) -> None:
    sandbox.workspace.faults.fail("chat.postMessage", Fault(error="restricted_action"), times=3)
    listed = ada.asks(LIVE_CALL, lambda message: SEED in message["text"])

    assert listed["ephemeral_to"] is None


def test_when_slack_is_busy_the_answer_waits_and_comes(ada: Person, sandbox: SandboxEnvironment) -> None:
    sandbox.workspace.faults.fail("chat.postMessage", Fault(status=429, error="ratelimited", retry_after=1))

    ada.asks(f"/capi members {SEED}", lambda message: LEG in message["text"])


def test_a_press_whose_reply_address_is_gone_changes_the_message_none_the_less(
    ada: Person, sandbox: SandboxEnvironment
) -> None:
    listed = ada.asks(LIVE_CALL, is_settled)
    sandbox.workspace.faults.fail("response_url", Fault(status=404, error="expired_url"), times=2)
    ada.presses(listed, "row.members")

    ada.sees_again(listed, lambda message: LEG in message["text"])


def test_a_card_that_no_window_can_be_opened_for_is_shown_beside_the_private_list(
    ada: Person, sandbox: SandboxEnvironment
) -> None:
    private = ada.asks(f"{LIVE_CALL} private", is_settled)
    sandbox.workspace.faults.fail("views.open", Fault(error="expired_trigger_id"))
    ada.presses(private, "row.card")

    card = ada.sees(lambda message: message["ts"] > private["ts"] and LEG in message["text"])
    assert card["ephemeral_to"] == ada.name
    assert "Share to channel" in labels(card)


def test_a_card_that_finds_no_room_on_top_of_a_window_takes_its_place(ada: Person, sandbox: SandboxEnvironment) -> None:
    private = ada.asks(f"{LIVE_CALL} private", is_settled)
    ada.presses(private, "row.members")
    opened = ada.sees_again(private, lambda message: LEG in message["text"])
    ada.presses(opened, "user.open")
    user = ada.sees_modal(lambda view: view["title"]["text"] == "User" and "user.card" in said(view))
    sandbox.workspace.faults.fail("views.push", Fault(error="push_limit_reached"))
    ada.presses_in_modal(user, "user.card")

    card = ada.sees_modal(lambda view: view["title"]["text"] == "Conversation")
    assert card["id"] == user["id"]


def test_a_search_form_that_cannot_be_opened_is_told_and_the_list_stays(
    ada: Person, sandbox: SandboxEnvironment
) -> None:
    listed = ada.asks(LIVE_CALL, is_settled)
    sandbox.workspace.faults.fail("views.open", Fault(error="expired_trigger_id"))
    ada.presses(listed, "list.search")

    note = ada.sees(lambda message: message["ts"] > listed["ts"] and "Please ask again." in message["text"])
    assert note["ephemeral_to"] == ada.name
    assert ada.sees_again(listed, lambda _: True)["blocks"] == listed["blocks"]


def test_a_filter_is_saved_even_where_the_bot_is_no_member(ada: Person) -> None:
    outside = replace(ada, channel=LOBBY)
    listed = outside.asks("/capi conversations open", is_settled)
    outside.presses(listed, "list.save")
    note = outside.sees(lambda message: message["ts"] > listed["ts"] and message["text"].startswith("Saved."))
    assert note["ephemeral_to"] == ada.name

    outside.opens_home()
    home = outside.sees_home(lambda view: "home.forget" in said(view))
    outside.presses_in_home(home, "home.forget")
    outside.sees_home(lambda view: "None yet." in said(view))
