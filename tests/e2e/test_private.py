"""Look in private and share what was found, by signed HTTP between real processes, with both versions of the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from capi_bot.sandbox.environment import SandboxEnvironment
from capi_bot.sandbox.slack.faults import Fault
from capi_bot.sandbox.world.records import ident
from tests.e2e.person import GRACE, LOBBY, Message, Person, buttons, is_settled, labels, said

pytestmark = pytest.mark.e2e

SEED = "CON-bc643220-2542-499a-892e-c982c4150c06"
ALICE = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"
LEG = "797168e24c19a3c45e74e05b10fef2b5"
BUSY = ident("CON", "busy")

KINDS: Mapping[str, str] = {
    "conversations live with 447700000001": "Conversations, live, with 447700000001",
    f"members {SEED}": LEG,
    f"events {SEED} call": "Only events of the group Call",
    f"conversation {SEED}": "Sequence number: 8",
    f"user {ALICE}": f"ID: {ALICE}",
    "users mechanic": "Users, named mechanic",
}
"""What is typed, and what only its answer says."""


@pytest.mark.parametrize("channel", ["C0CALLS", LOBBY])
@pytest.mark.parametrize("words", KINDS)
def test_what_one_person_sees_is_shared_with_all(ada: Person, channel: str, words: str) -> None:
    ada, grace = replace(ada, channel=channel), replace(ada, channel=channel, name=GRACE)
    private = ada.asks(
        f"/capi {words} private", lambda message: is_settled(message) and KINDS[words] in message["text"]
    )
    assert private["ephemeral_to"] == ada.name
    assert "Download" not in labels(private)

    ada.presses(private, "share")

    shared = grace.sees(lambda message: message["ts"] > private["ts"] and KINDS[words] in message["text"])
    assert shared["ephemeral_to"] is None
    assert "Share to channel" not in labels(shared)
    assert private["ts"] in {message["ts"] for message in ada.messages()}


def test_a_list_is_shared_as_it_was_turned_opened_and_narrowed(ada: Person) -> None:
    private = ada.asks("/capi conversations since 2018-10-01 private", is_settled)
    ada.presses(private, "list.next")
    second = ada.sees_again(private, lambda message: "page 2" in message["text"])
    ada.presses(second, "row.events", word=BUSY)
    opened = ada.sees_again(private, lambda message: "busy" in message["text"])
    ada.chooses(opened, "row.group", "people")
    narrowed = ada.sees_again(private, lambda message: "the group People" in message["text"])

    ada.presses(narrowed, "share")

    grace = replace(ada, name=GRACE)
    shared = grace.sees(lambda message: message["ts"] > private["ts"] and "the group People" in message["text"])
    assert shared["text"].split("\n")[0] == "Conversations, since 1 Oct 2018, newest first · page 2"
    grace.presses(shared, "list.previous")
    grace.sees_again(shared, lambda message: "page 2" not in message["text"])


def test_from_a_private_answer_in_a_thread_it_is_shared_in_that_thread(ada: Person) -> None:
    parent = ada.types("Who is that?")
    ada.types("@capi help", parent)  # without it nobody has the thread open
    ada.sees(lambda message: message["thread_ts"] == parent)
    ada.types(f"@capi user {ALICE} private", parent)
    private = ada.sees(lambda message: message["thread_ts"] == parent and f"ID: {ALICE}" in message["text"])
    assert private["ephemeral_to"] == ada.name

    ada.presses(private, "share")

    grace = replace(ada, name=GRACE)
    shared = grace.sees(lambda message: message["thread_ts"] == parent and f"ID: {ALICE}" in message["text"])
    assert shared["ephemeral_to"] is None


def test_from_a_modal_it_is_shared_in_the_channel_in_which_that_was_opened(ada: Person) -> None:
    private = ada.asks("/capi conversations live with 447700000001 private", is_settled)
    ada.presses(private, "row.card")
    card = ada.sees_modal(lambda view: LEG in said(view))
    ada.presses_in_modal(card, "card.events")
    events = ada.sees_modal(lambda view: "is ringing" in said(view))

    ada.presses_in_modal(events, "share")

    grace = replace(ada, name=GRACE)
    shared = grace.sees(lambda message: message["ts"] > private["ts"] and "is ringing" in message["text"])
    assert shared["thread_ts"] is None
    noted = ada.sees_modal(lambda view: "Shared: everybody in the channel sees it now." in said(view))
    assert "is ringing" in said(noted)
    ada.presses_in_modal(noted, "card.close")
    ada.sees_modal(lambda view: "is ringing" not in said(view))


def test_from_a_modal_where_the_bot_is_no_member_it_says_how_to_invite_it(ada: Person) -> None:
    outside = replace(ada, channel=LOBBY)
    private = outside.asks("/capi conversations live with 447700000001 private", is_settled)
    outside.presses(private, "row.card")
    outside.presses_in_modal(outside.sees_modal(lambda view: LEG in said(view)), "share")

    noted = outside.sees_modal(lambda view: "I could not post that in the channel." in said(view))
    assert "/invite @capi" in said(noted)
    assert LEG in said(noted)


def test_what_slack_does_not_let_us_share_is_told_to_who_pressed(ada: Person, sandbox: SandboxEnvironment) -> None:
    private = ada.asks(f"/capi members {SEED} private", lambda message: LEG in message["text"])
    sandbox.workspace.faults.fail("chat.postMessage", Fault(error="restricted_action"), times=3)
    sandbox.workspace.faults.fail("response_url", Fault(status=404, error="no_text"), times=1)
    ada.presses(private, "share")
    note = ada.sees(lambda message: "I could not post that in the channel." in message["text"])
    assert note["ephemeral_to"] == ada.name

    again = ada.asks(f"/capi members {SEED} private", lambda message: LEG in message["text"])
    sandbox.workspace.faults.clear()
    ada.presses(again, "share")
    grace = replace(ada, name=GRACE)
    grace.sees(lambda message: message["ts"] > private["ts"] and LEG in message["text"])


def test_a_user_who_is_opened_beside_a_private_list_goes_back_and_forth_and_is_shared(ada: Person) -> None:
    private = ada.asks("/capi users mechanic private", lambda message: "Next" in labels(message))
    ada.presses(private, "people.on")
    second = ada.sees_again(private, lambda message: "page 2" in message["text"])
    assert len(list(buttons(second, "user.open"))) == 1
    ada.presses(second, "user.open")
    user = ada.sees_modal(lambda view: view["title"]["text"] == "User" and "mechanic-01" in said(view))
    ada.presses_in_modal(user, "share")

    grace = replace(ada, name=GRACE)
    grace.sees(lambda message: message["ts"] > private["ts"] and "Name: mechanic-01" in message["text"])


def test_help_and_failures_are_nothing_to_share(ada: Person) -> None:
    answers: tuple[Message, ...] = (ada.asks("/capi help conversations"), ada.asks("/capi user nobody private"))

    assert all(message["ephemeral_to"] == ada.name for message in answers)
    assert not [message for message in answers if "Share to channel" in labels(message)]
