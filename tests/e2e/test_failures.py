"""Whatever goes wrong, the person who asked sees why, in place, and what was shown stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from capi_bot.sandbox.environment import SandboxEnvironment
from tests.e2e.person import Message, Outage, Person, labels

pytestmark = pytest.mark.e2e

SEED = "CON-bc643220-2542-499a-892e-c982c4150c06"
ONE_DETAIL = f"*/conversations/{SEED}*"

FAILURES: Mapping[str, tuple[Mapping[str, Any], str, bool]] = {
    "not allowed": ({"status": 403}, f"Vonage does not let this bot read {SEED}.", False),
    "wrong credentials": ({"status": 401}, "Vonage did not accept the bot's credentials.", False),
    "rate limited": ({"status": 429, "headers": {"Retry-After": "60"}}, "Try again in 60 s.", True),
    "broken": ({"status": 503}, "Vonage could not be reached", True),
    "cut off": ({"reset": True}, "Vonage could not be reached", True),
    "not JSON": ({"malformed": True}, "Vonage could not be reached", True),
}


def is_list(message: Message) -> bool:
    return "2 joined" in message["text"]


def test_a_row_whose_conversation_is_gone_turns_to_its_end(ada: Person, sandbox: SandboxEnvironment) -> None:
    listed = ada.asks("/capi conversations", is_list)
    assert "🟢 +44 7700 000001 → +44 7700 000002" in listed["text"]
    sandbox.faults.next(path=ONE_DETAIL, times=30, status=404)
    ada.presses(listed, "row.events")
    ada.sees_again(listed, lambda message: "⚫ +44 7700 000001 → +44 7700 000002" in message["text"])
    sandbox.faults.clear()


@pytest.mark.parametrize("case", FAILURES)
def test_a_press_that_fails_tells_only_who_pressed_and_the_list_stays(
    ada: Person, sandbox: SandboxEnvironment, case: str
) -> None:
    fault, words, again = FAILURES[case]
    listed = ada.asks("/capi conversations", is_list)
    sandbox.faults.next(path=ONE_DETAIL, times=30, **fault)
    ada.presses(listed, "row.events")
    note = ada.sees(lambda message: message["ts"] > listed["ts"] and words in message["text"])
    assert note["ephemeral_to"] == ada.name
    assert ("Try again" in labels(note)) is again
    sandbox.faults.clear()
    assert words not in ada.sees_again(listed, is_list)["text"]


def test_trying_again_shows_it_where_it_was_meant_to_be_and_takes_the_note_away(
    ada: Person, sandbox: SandboxEnvironment, outage: Outage
) -> None:
    listed = ada.asks("/capi conversations", is_list)
    sandbox.faults.next(path=ONE_DETAIL, times=30, **outage)
    ada.presses(listed, "row.events")
    note = ada.sees(lambda message: message["ts"] > listed["ts"] and "could not be reached" in message["text"])
    sandbox.faults.clear()
    ada.presses(note, "again")
    ada.sees_again(listed, lambda message: "is ringing" in message["text"])
    ada.sees(lambda _: note["ts"] not in {message["ts"] for message in ada.messages()})


def test_a_command_that_fails_can_be_tried_again_and_is_then_seen_by_all(
    ada: Person, sandbox: SandboxEnvironment, outage: Outage
) -> None:
    sandbox.faults.next(path="*/conversations", times=30, **outage)
    note = ada.asks("/capi conversations")
    assert note["ephemeral_to"] == ada.name
    sandbox.faults.clear()
    before = {message["ts"] for message in ada.messages()}
    ada.presses(note, "again")
    listed = ada.sees(lambda message: message["ts"] not in before and is_list(message))
    assert listed["ephemeral_to"] is None


def test_a_failure_in_a_modal_is_told_there_and_can_be_tried_again(
    ada: Person, sandbox: SandboxEnvironment, outage: Outage
) -> None:
    listed = ada.asks("/capi conversations private", is_list)
    sandbox.faults.next(path=ONE_DETAIL, times=30, **outage)
    ada.presses(listed, "row.card")
    modal = ada.sees_modal(lambda view: "could not be reached" in str(view))
    sandbox.faults.clear()
    ada.presses_in_modal(modal, "again")
    ada.sees_modal(lambda view: "phone · +44 7700 000001" in str(view))


def test_a_mention_that_fails_is_told_in_its_thread(ada: Person, sandbox: SandboxEnvironment, outage: Outage) -> None:
    sandbox.faults.next(path=ONE_DETAIL, times=30, **outage)
    parent = ada.types(f"@capi {SEED}")
    note = ada.sees(lambda message: message["thread_ts"] == parent)
    assert "could not be reached" in note["text"]
    sandbox.faults.clear()
    ada.presses(note, "again")
    ada.sees_again(note, lambda message: "Sequence number: 8" in message["text"])


def test_a_row_whose_facts_do_not_come_is_shown_as_not_known(ada: Person, sandbox: SandboxEnvironment) -> None:
    sandbox.faults.next(path=ONE_DETAIL, times=30, status=403)
    sandbox.faults.next(path="*/calls", times=30, status=403)
    listed = ada.asks("/capi conversations", lambda message: "Conversations" in message["text"])
    settled = ada.sees_again(listed, lambda message: "8 joined" in message["text"])
    facts = settled["text"].partition(f"\n{SEED}")[0].split("\n")[-1]
    assert facts.startswith("State not known · members not known")


def test_an_empty_application_has_no_conversations_and_says_so(ada: Person, sandbox: SandboxEnvironment) -> None:
    sandbox.faults.next(path="*/conversations", status=200, body="{}")
    message = ada.asks("/capi conversations")
    assert "There are no conversations yet." in message["text"]


@pytest.mark.slow
def test_an_answer_that_does_not_come_in_time_is_told_as_slow(ada: Person, sandbox: SandboxEnvironment) -> None:
    sandbox.faults.next(path=ONE_DETAIL, times=30, delay=12)
    message = ada.asks(f"/capi conversation {SEED}")
    assert message["ephemeral_to"] == ada.name
    assert "took too long" in message["text"]
    assert "Try again" in labels(message)
