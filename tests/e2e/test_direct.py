"""Talk to the bot alone, by signed HTTP between real processes, with both versions of the API."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capi_bot.sandbox.environment import SandboxEnvironment
from tests.e2e.person import GRACE, Outage, Person, is_settled, labels

pytestmark = pytest.mark.e2e

SEED = "CON-bc643220-2542-499a-892e-c982c4150c06"
ALICE = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"
LEG = "797168e24c19a3c45e74e05b10fef2b5"


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("Conversations live with 447700000001", "Conversations, live, with 447700000001"),
        ("live", "Conversations, live"),
        (f"`{SEED}`", "Sequence number: 8"),
        (f"members {SEED}", LEG),
        (f"events {SEED} call", "Only events of the group Call"),
        (f"USER {ALICE}", f"ID: {ALICE}"),
        ("user mary", "Mary"),
        ("users mechanic", "Users, named mechanic"),
        ("conversation stand-up", "stand-up"),
        ("help", "What I can do"),
        ("help events", "/capi events"),
        ("@capi help users", "/capi users"),
        ("convrsations", "Did you mean /capi conversations?"),
        ("thank you!", "I know no command, no conversation and no user called “thank you!”"),
        ("hello", "Hello! I show who is on the phone right now."),
        ("stand-up", "stand-up"),
        ("<!channel> & <b>", "/capi help lists what I know."),
    ],
)
def test_what_is_written_to_the_bot_alone_is_answered_there(ada: Person, words: str, answer: str) -> None:
    reply = ada.to_bot().asks(words, is_settled)

    assert answer in reply["text"]
    assert "<!channel>" not in reply["text"]
    assert reply["ephemeral_to"] is None


def test_nobody_else_sees_it(ada: Person) -> None:
    alone = ada.to_bot()
    alone.asks(f"user {ALICE}", lambda message: ALICE in message["text"])
    state = replace(ada, name=GRACE).state()

    assert alone.channel not in {message["channel"] for message in state["messages"]}


def test_everything_can_be_pressed_there_as_well(ada: Person) -> None:
    alone = ada.to_bot()
    listed = alone.asks("conversations live with 447700000001", is_settled)
    alone.presses(listed, "row.members")
    opened = alone.sees_again(listed, lambda message: LEG in message["text"])
    alone.presses(opened, "row.card")
    card = alone.sees(lambda message: message["thread_ts"] == listed["ts"])
    assert {"Refresh", "Download"} <= set(labels(card))
    alone.presses(card, "card.download")
    alone.sees(lambda message: message["thread_ts"] == listed["ts"] and bool(message["files"]))


def test_the_slash_command_works_there_as_well(ada: Person) -> None:
    alone = ada.to_bot()
    shared = alone.asks("/capi live with 447700000001", is_settled)
    private = alone.asks("/capi live with 447700000001 private", is_settled)

    assert shared["ephemeral_to"] is None
    assert private["ephemeral_to"] == ada.name


def test_a_reply_in_a_thread_is_answered_in_that_thread(ada: Person) -> None:
    alone = ada.to_bot()
    first = alone.asks(f"user {ALICE}", lambda message: ALICE in message["text"])
    alone.types(f"members {SEED}", first["ts"])

    alone.sees(lambda message: message["thread_ts"] == first["ts"] and LEG in message["text"])


def test_the_bot_does_not_talk_to_itself_and_answers_once(ada: Person, sandbox: SandboxEnvironment) -> None:
    alone = ada.to_bot()
    answers = len(alone.messages())
    alone.asks("help", lambda message: "What I can do" in message["text"])
    assert not sandbox.workspace.redeliver().error
    alone.asks("help users", lambda message: "/capi users" in message["text"])

    assert len(alone.messages()) == answers + 2


def test_a_failure_is_told_there_and_can_be_tried_again(
    ada: Person, sandbox: SandboxEnvironment, outage: Outage
) -> None:
    alone = ada.to_bot()
    sandbox.faults.next(path=f"*/conversations/{SEED}*", times=30, **outage)
    note = alone.asks(f"members {SEED}", lambda message: "could not be reached" in message["text"])
    sandbox.faults.clear()
    alone.presses(note, "again")

    alone.sees_again(note, lambda message: LEG in message["text"])
