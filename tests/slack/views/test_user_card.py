from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from capi_bot.capi import wire
from capi_bot.capi.models import (
    Call,
    Conversation,
    Endpoint,
    Membership,
    MemberState,
    Page,
    Session,
    User,
    UserChannel,
)
from capi_bot.domain.conversation_summary import ConversationDetails, summarise_conversation
from capi_bot.slack.button_state import (
    TabState,
    UserState,
    decode_tab,
    decode_user,
)
from capi_bot.slack.messages import Message
from capi_bot.slack.views import block_kit
from capi_bot.slack.views import users as view
from capi_bot.slack.views.users import UserFacts
from tests.block_kit import problems
from tests.slack.sample_cases import VIEW_INPUTS
from tests.slack.sample_values import (
    NOW,
    ViewInputs,
    conversation_id,
    user_id,
)

STATE = UserState(user_id=user_id(1))


def _text(facts: UserFacts, state: UserState = STATE) -> str:
    return view.user(facts, state, NOW).text


def _facts(
    *channels: UserChannel,
    sessions: Page[Session] | None = None,
    memberships: Page[Membership] | None = None,
) -> UserFacts:
    return UserFacts(user=User(id=user_id(1), channels=channels), sessions=sessions, memberships=memberships)


def test_the_user_is_drawn(inputs: ViewInputs, golden: Callable[[Message], None]) -> None:
    state = UserState(user_id=inputs.facts.user.id, cursor=inputs.cursor, number=inputs.number)

    golden(view.user(inputs.facts, state, NOW))


def test_what_could_not_be_read_is_not_guessed() -> None:
    text = _text(_facts())

    assert "Online: not known" in text
    assert "Not known: Vonage would not tell." in text


@pytest.mark.parametrize(
    ("sessions", "said"),
    [
        (Page(), "Online: no"),
        (Page(items=(Session(id="SES-1"),)), "Online: yes, 1 session\n"),
        (Page(items=(Session(id="SES-1", ttl=900),)), "Online: yes, 1 session, good for up to 15 minutes (900 s)"),
        (Page(items=(Session(id="SES-1"), Session(id="SES-2")), next="n"), "Online: yes, 2+ sessions\n"),
    ],
)
def test_online_counts_the_sessions(sessions: Page[Session], said: str) -> None:
    assert said in _text(_facts(sessions=sessions))


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        (UserChannel(type="pstn", address="447700000001"), "Phone: 447700000001"),
        (
            UserChannel(type="sip", address="sip:a@example.com", username="ada"),
            "SIP: sip:a@example.com, user ada, password hidden",
        ),
        (
            UserChannel(type="websocket", address="wss://a.example", content_type="audio/l16"),
            "WebSocket: wss://a.example, audio/l16",
        ),
        (UserChannel(type="sms", address="447700000001"), "SMS: 447700000001"),
        (UserChannel(type="app"), "App\n"),
        (UserChannel(type="carrier pigeon", address="loft 3"), "Carrier pigeon: loft 3"),
    ],
)
def test_each_channel_is_one_line(channel: UserChannel, said: str) -> None:
    assert said in _text(_facts(channel))


def test_channels_beyond_fifty_are_counted() -> None:
    text = _text(_facts(*(UserChannel(type="pstn", address=f"4477009000{number:02}") for number in range(53))))

    assert text.count("Phone: ") == 50
    assert "and 3 more" in text


@pytest.mark.parametrize(("cursor", "said"), [(None, "Conversations\nNone\n"), ("c", "None on this page.")])
def test_a_user_without_conversations_and_an_empty_page_have_different_texts(cursor: str | None, said: str) -> None:
    assert said in _text(_facts(memberships=Page()), UserState(user_id=user_id(1), cursor=cursor))


def test_an_empty_page_of_conversations_that_has_a_next_one_leads_there() -> None:
    message = view.user(_facts(memberships=Page(next="n")), STATE, NOW)
    assert "None on this page." in message.text
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    assert [button["text"]["text"] for row in rows for button in row].count("Older") == 1


def test_a_conversation_without_a_name_is_named_by_the_numbers_of_its_call() -> None:
    conversation = Conversation(id=conversation_id(1), name="NAM-1")
    ends = (Endpoint(type="phone", address="447700000001"), Endpoint(type="phone", address="447700000002"))
    call = Call(id="1", conversation_id=conversation.id, from_=ends[0], to=ends[1], status="answered")
    facts = UserFacts(
        user=User(id=user_id(1)),
        sessions=None,
        memberships=Page(items=(Membership(conversation=conversation),)),
        summaries={conversation.id: summarise_conversation(ConversationDetails(conversation=conversation), (call,))},
    )

    assert "+44 7700 000001 → +44 7700 000002" in _text(facts)


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ((MemberState.LEFT, MemberState.JOINED), "joined"),
        ((MemberState.JOINED, MemberState.INVITED, MemberState.LEFT), "joined"),
        ((MemberState.LEFT, MemberState.INVITED), "invited"),
        ((MemberState.UNKNOWN, MemberState.LEFT), "left"),
    ],
)
def test_a_user_who_is_in_a_conversation_twice_has_one_row_with_the_state_that_matters_most(
    states: tuple[MemberState, ...], said: str
) -> None:
    conversation, other = (Conversation(id=conversation_id(number), display_name=f"Room {number}") for number in (1, 2))
    memberships = [Membership(conversation=conversation, state=state) for state in states]
    memberships.insert(1, Membership(conversation=other, state=MemberState.LEFT))
    text = _text(_facts(memberships=Page(items=tuple(memberships))))

    assert f"Room 1\n{said}\n{conversation_id(1)}\nRoom 2\nleft\n{conversation_id(2)}" in text
    assert text.count("CON-") == 2


@pytest.mark.parametrize("name", ["", "CON-1", user_id(1), "x" * 3000])
def test_a_conversation_with_an_invalid_id_has_no_button(name: str) -> None:
    membership = Membership(conversation=Conversation(id=name, display_name="Support"))
    drawn = view.user(_facts(memberships=Page(items=(membership,))), STATE, NOW)

    assert "Support" in drawn.text
    assert "accessory" not in drawn.blocks[-2]
    assert problems(drawn) == ()


def test_a_card_that_is_too_long_shows_fewer_channels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(block_kit, "MAX_MESSAGE_SIZE", 8500)
    facts = VIEW_INPUTS["longest"].facts
    channels = (facts.user.channels * 2)[:50]
    drawn = view.user(replace(facts, user=replace(facts.user, channels=channels)), STATE, NOW)

    assert "and 30 more" in str(drawn.blocks)
    assert problems(drawn) == ()


def test_each_conversation_has_a_button_to_its_card_and_pages_have_buttons() -> None:
    membership = Membership(conversation=Conversation(id=conversation_id(1), display_name="Support"))
    facts = _facts(memberships=Page(items=(membership,), next="n", prev="p"))
    *_, row, turning, _ = view.user(facts, UserState(user_id=user_id(1), cursor="c", number=2), NOW).blocks

    assert row["accessory"]["accessibility_label"] == "Open Support"
    assert decode_tab(row["accessory"]["value"]) == TabState(conversation_id=conversation_id(1))
    assert [decode_user(button["value"]) for button in turning["elements"]] == [
        UserState(user_id=user_id(1), cursor="p"),
        UserState(user_id=user_id(1), cursor="n", number=3),
    ]


def test_custom_data_is_shown_without_what_looks_like_a_credential() -> None:
    custom = {"desk": 7, "pin": 4711, "auth": {"basic": "hush"}, "note": "Bearer hush"}
    user = wire.parse_user({"id": user_id(1), "properties": {"custom_data": custom}})
    text = _text(UserFacts(user=user, sessions=None, memberships=None))

    assert '{"desk": 7, "pin": "••••", "auth": "••••", "note": "Bearer ••••"}' in text
