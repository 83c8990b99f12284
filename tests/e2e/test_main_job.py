"""What a person does all day, by signed HTTP between real processes, with both versions of the API."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from capi_bot.sandbox.environment import SandboxEnvironment
from tests.e2e.person import BOT, LOBBY, PAYLOAD, Person, buttons, labels

pytestmark = pytest.mark.e2e

SAMPLES = Path(__file__).parents[1] / "samples"
SEED = "CON-bc643220-2542-499a-892e-c982c4150c06"
LEG = "797168e24c19a3c45e74e05b10fef2b5"
ALICE = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"
BOB = "USR-b9948493-be4a-4b36-bb4d-c96bcc2af85b"

STORY = (
    "+44 7700 000001 joined by phone",
    "+44 7700 000003 is ringing",
    "+44 7700 000003 answered",
    "+44 7700 000003 joined by phone",
    "+44 7700 000003 has audio on",
    "+44 7700 000001 was connected",
    "+44 7700 000001 joined by phone",
    "+44 7700 000001 has audio on",
)


def is_list(message: dict[str, object]) -> bool:
    return str(message["text"]).startswith("Conversations, newest first")


def has_marks(message: dict[str, object]) -> bool:
    return is_list(message) and "2 joined" in str(message["text"])


def test_the_list_shows_the_call_with_its_numbers_and_that_it_is_live(ada: Person) -> None:
    listed = ada.asks("/capi conversations", has_marks)
    first = listed["text"].split("\n")[2:5]
    assert first[0] == "🟢 +44 7700 000001 → +44 7700 000002"
    assert first[1].startswith("Live · 2 joined · created ")
    assert first[1].endswith(" ago (2018-10-25 09:26 UTC)")
    assert first[2] == SEED
    assert len(list(buttons(listed, "row.members"))) == 10
    assert listed["ephemeral_to"] is None


def test_members_are_those_of_the_recorded_call(ada: Person) -> None:
    listed = ada.asks("/capi conversations", has_marks)
    ada.presses(listed, "row.members")
    opened = ada.sees_again(listed, lambda message: "phone · +44 7700 000001" in message["text"])
    recorded = json.loads((SAMPLES / "seed_conversation.json").read_text())["members"]
    assert [button["value"] for _, button in buttons(opened, "user.open")] == [
        f"u={member['user_id']}" for member in recorded
    ]
    for member in recorded:
        assert member["channel"]["id"] in opened["text"]
    assert "+44 7700 000001 → +44 7700 000002" in opened["text"]
    # The recorded reply and its own events disagree on the other's number: the events are right.
    assert "unknown → +44 7700 000003" in opened["text"]


def test_events_tell_the_story_of_the_recorded_call_in_time_order(ada: Person) -> None:
    listed = ada.asks("/capi conversations", has_marks)
    ada.presses(listed, "row.events")
    opened = ada.sees_again(listed, lambda message: "is ringing" in message["text"])
    lines = [line for line in opened["text"].split("\n") if line.startswith("09:26:")]
    recorded = json.loads((SAMPLES / "seed_events.json").read_text())
    assert [line.split()[0] for line in lines] == [event["timestamp"][11:19] for event in recorded]
    for line, text in zip(lines, STORY, strict=True):
        assert text in line


def test_a_tab_turns_into_the_other_and_pressing_it_again_closes_it(ada: Person) -> None:
    listed = ada.asks("/capi conversations", has_marks)
    ada.presses(listed, "row.members")
    members = ada.sees_again(listed, lambda message: "phone · +44 7700 000001" in message["text"])
    ada.presses(members, "row.events")
    events = ada.sees_again(listed, lambda message: "is ringing" in message["text"])
    assert "phone · +44 7700 000001" not in events["text"]
    ada.presses(events, "row.close")
    closed = ada.sees_again(listed, lambda message: "is ringing" not in message["text"])
    assert has_marks(closed)


def test_another_row_opens_with_its_own_members_and_the_first_closes(ada: Person) -> None:
    listed = ada.asks("/capi conversations", has_marks)
    ada.presses(listed, "row.members")
    first = ada.sees_again(listed, lambda message: "797168e2" in message["text"])
    ada.presses(first, "row.members", word="stand-up")
    second = ada.sees_again(listed, lambda message: "More members" in labels(message))
    assert "797168e2" not in second["text"]
    ada.presses(second, "row.on")
    turned = ada.sees_again(listed, lambda message: "Previous members" in labels(message))
    assert turned["text"] != second["text"]


def test_pages_go_forth_and_back(ada: Person) -> None:
    listed = ada.asks("/capi conversations", has_marks)
    assert "Previous" not in labels(listed)
    ada.presses(listed, "list.next")
    second = ada.sees_again(listed, lambda message: "page 2" in message["text"])
    assert SEED not in second["text"]
    ada.presses(second, "list.next")
    third = ada.sees_again(listed, lambda message: "page 3" in message["text"])
    assert "Next" not in labels(third)
    ada.presses(third, "list.previous")
    again = ada.sees_again(listed, lambda message: "page 2" in message["text"])
    assert [line for line in second["text"].split("\n") if "CON-" in line] == [
        line for line in again["text"].split("\n") if "CON-" in line
    ]
    ada.presses(again, "list.previous")
    ada.sees_again(listed, lambda message: SEED in message["text"])


def test_events_go_to_older_ones_and_back(ada: Person) -> None:
    listed = ada.asks("/capi conversations", has_marks)
    ada.presses(listed, "row.events", word="stand-up")
    newest = ada.sees_again(listed, lambda message: "Older" in labels(message))
    ada.presses(newest, "row.on")
    older = ada.sees_again(listed, lambda message: "Newer" in labels(message))
    ada.presses(older, "row.back")
    back = ada.sees_again(listed, lambda message: "Newer" not in labels(message))
    assert _payload(back) == _payload(newest) != _payload(older)


def test_a_card_opens_in_the_thread_and_its_tabs_and_refresh_work_there(ada: Person) -> None:
    listed = ada.asks("/capi conversations", has_marks)
    ada.presses(listed, "row.card")
    card = ada.sees(lambda message: message["thread_ts"] == listed["ts"])
    for fact in (
        f"ID: {SEED}",
        "Name: NAM-1b2c4274",
        "Display name: —",
        "Created: 8 years ago (2018-10-25",
        "Sequence number: 8",
    ):
        assert fact in card["text"]
    assert "phone · +44 7700 000001" in card["text"]
    ada.presses(card, "card.events")
    events = ada.sees_again(card, lambda message: "is ringing" in message["text"])
    ada.presses(events, "card.close")
    closed = ada.sees_again(card, lambda message: "is ringing" not in message["text"])
    ada.presses(closed, "card.members")
    opened = ada.sees_again(card, lambda message: "phone · +44 7700 000001" in message["text"])
    is_read = ada.api_asked_since()
    ada.presses(opened, "card.refresh")
    ada.sees_again(card, is_read)
    assert ada.sees_again(listed, is_list)["blocks"] == listed["blocks"]


def test_a_user_is_told_in_the_thread_with_channels_and_conversations(ada: Person) -> None:
    listed = ada.asks("/capi conversations", has_marks)
    ada.presses(listed, "row.members")
    opened = ada.sees_again(listed, lambda message: "phone · +44 7700 000001" in message["text"])
    ada.presses(opened, "user.open")
    reply = ada.sees(lambda message: message["thread_ts"] == listed["ts"])
    assert f"ID: {ALICE}" in reply["text"]
    assert "Phone: 447700000001" in reply["text"]
    assert SEED in reply["text"]
    ada.presses(reply, "user.card")
    ada.sees(lambda message: message["thread_ts"] == listed["ts"] and f"ID: {SEED}" in message["text"])


def test_a_private_list_is_seen_by_the_asker_alone_and_works_as_well(ada: Person) -> None:
    listed = ada.asks("/capi conversations private", has_marks)
    assert listed["ephemeral_to"] == ada.name
    grace = replace(ada, name="U0GRACE")
    assert listed["ts"] not in {message["ts"] for message in grace.messages()}
    ada.presses(listed, "row.members")
    ada.sees_again(listed, lambda message: "phone · +44 7700 000001" in message["text"])


def test_from_a_private_list_a_user_and_a_card_open_in_a_modal(ada: Person) -> None:
    listed = ada.asks("/capi conversations private", has_marks)
    ada.presses(listed, "row.members")
    opened = ada.sees_again(listed, lambda message: "phone · +44 7700 000001" in message["text"])
    ada.presses(opened, "user.open")
    user = ada.sees_modal(lambda view: "user.card" in json.dumps(view))
    assert user["title"]["text"] == "User"
    assert "447700000001" in json.dumps(user)
    ada.presses_in_modal(user, "user.card")
    card = ada.sees_modal(lambda view: view["title"]["text"] == "Conversation")
    ada.presses_in_modal(card, "card.events")
    ada.sees_modal(lambda view: "is ringing" in json.dumps(view))


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (f"@capi user {ALICE}", "Phone: 447700000001"),
        ("@capi user mary", "Mary"),
        (f"@capi conversation {SEED}", "Sequence number: 8"),
        (f"@capi {SEED}", "Sequence number: 8"),
        ("@capi help", "What I can do"),
        ("@capi convrsation", "Did you mean /capi conversation"),
        (
            "Could you, @capi, tell me? user mary",
            "no user called “tell me? user mary”",
        ),
        ("hi @capi", "Hello! I show who is on the phone right now."),
        ("@capi events", "I do not know which conversation this thread is about"),
        (f"Please @capi {SEED}", "Sequence number: 8"),
    ],
)
def test_a_mention_in_a_thread_is_answered_in_that_thread(ada: Person, words: str, answer: str) -> None:
    parent = ada.types("Who is on the line?")
    ada.types(words, parent)
    reply = ada.sees(lambda message: message["thread_ts"] == parent)
    assert answer in reply["text"]


def test_a_mention_is_answered_once_however_often_slack_delivers_it(ada: Person, sandbox: SandboxEnvironment) -> None:
    parent = ada.types("@capi help")
    ada.sees(lambda message: message["thread_ts"] == parent)
    assert not sandbox.workspace.redeliver().error
    second = ada.types("@capi help")
    ada.sees(lambda message: message["thread_ts"] == second)
    assert len([message for message in ada.messages() if message["thread_ts"] == parent]) == 1


@pytest.mark.parametrize(("words", "answer"), [("@capi events", "is ringing"), ("@capi members", LEG), ("@capi", LEG)])
def test_in_the_thread_of_a_card_what_is_asked_is_about_its_conversation(ada: Person, words: str, answer: str) -> None:
    card = ada.asks(f"/capi conversation {SEED}", lambda message: SEED in message["text"])
    ada.types(words, card["ts"])

    ada.sees(lambda message: message["thread_ts"] == card["ts"] and answer in message["text"])


def test_nothing_typed_lists_what_is_live_to_the_asker_alone_who_can_share_it(ada: Person) -> None:
    message = ada.asks("/capi")
    assert message["ephemeral_to"] == ada.name
    assert message["text"].startswith("Conversations, live")
    assert "\n/capi help everything that I can do" in message["text"]

    ada.presses(message, "share")
    shared = ada.sees(lambda message: message["ephemeral_to"] is None and message["text"].startswith("Conversations"))
    assert "/capi help" not in shared["text"]


def test_help_is_shown_to_the_asker_alone(ada: Person) -> None:
    message = ada.asks("/capi help")
    assert message["ephemeral_to"] == ada.name
    assert "/capi user" in message["text"]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("/capi conversatons", "Did you mean /capi conversations?"),
        ("/capi show payload", "I do not know “show”"),
        ("/capi conversation CON-1", "“CON-1” is not the whole id of a conversation or a user"),
        ("/capi user", "I need the id or the name of a user"),
        ("/capi user nobody", "No user is called “nobody”"),
        ("/capi user <!everyone>", "No user is called"),
    ],
)
def test_what_is_typed_wrongly_gets_a_hint_only_for_who_typed_it(ada: Person, words: str, answer: str) -> None:
    message = ada.asks(words)
    assert message["ephemeral_to"] == ada.name
    assert answer in message["text"]


def test_where_the_bot_is_no_member_the_list_comes_once_with_its_marks_and_works(ada: Person) -> None:
    outside = replace(ada, channel=LOBBY)
    before = len(outside.messages())
    listed = outside.asks("/capi conversations", is_list)
    assert has_marks(listed)
    outside.presses(listed, "row.members")
    opened = outside.sees_again(listed, lambda message: "phone · +44 7700 000001" in message["text"])
    outside.presses(opened, "user.open")
    outside.sees(lambda message: message["thread_ts"] == listed["ts"])
    assert len([message for message in outside.messages() if not message["thread_ts"]]) == before + 1


def test_a_channel_called_payload_is_a_channel_like_any_other(ada: Person) -> None:
    assert is_list(replace(ada, channel=PAYLOAD).asks("/capi conversations", is_list))


def test_a_bare_id_shows_the_thing(ada: Person) -> None:
    assert f"ID: {BOB}" in ada.asks(f"/capi {BOB}")["text"]
    assert f"ID: {SEED}" in ada.asks(f"/capi `{SEED}`")["text"]


def test_hostile_names_never_ping_nor_link(ada: Person) -> None:
    listed = ada.asks("/capi conversations", has_marks)
    assert "&lt;!channel&gt;" in listed["text"]
    assert "<!channel>" not in json.dumps(listed["blocks"])


def test_nothing_went_wrong_behind_the_scenes(sandbox: SandboxEnvironment) -> None:
    assert not [line for line in sandbox.bot.output if " ERROR " in line or "Traceback" in line]
    assert BOT  # the bot's words were read as the bot's


def _payload(message: dict[str, str]) -> list[str]:
    return [line for line in message["text"].split("\n") if " UTC " in line and "As of" not in line]
