from __future__ import annotations

from collections import Counter
from itertools import pairwise

from capi_bot.sandbox.world.contact_centre import contact_centre
from capi_bot.sandbox.world.records import Conversation, moment

WORLD = contact_centre()


def named(display_name: str) -> Conversation:
    return next(found for found in WORLD.conversations if found.display_name == display_name)


def test_the_world_is_the_same_every_time() -> None:
    assert contact_centre() == WORLD


def test_the_sample_call_is_the_newest_of_enough_conversations_for_three_pages() -> None:
    created = [conversation.created for conversation in WORLD.conversations]
    assert created == sorted(created)
    assert created[0] >= moment("2018-10-10T00:00:00Z")
    assert WORLD.conversations[-1].id == "CON-bc643220-2542-499a-892e-c982c4150c06"
    assert WORLD.now == moment("2018-10-25T09:28:00Z")
    assert len(WORLD.conversations) == 26


def test_every_id_is_unique_and_every_reference_leads_somewhere() -> None:
    members = [member for conversation in WORLD.conversations for member in conversation.members]
    for ids in (
        [user.id for user in WORLD.users],
        [conversation.id for conversation in WORLD.conversations],
        [member.id for member in members],
        [call.id for call in WORLD.calls],
    ):
        assert len(set(ids)) == len(ids)
    assert all(WORLD.user(member.user_id) for member in members)
    for conversation in WORLD.conversations:
        senders = {event.from_member for event in conversation.events} - {""}
        assert senders <= {member.id for member in conversation.members}


def test_events_happen_in_order_within_their_conversation_and_none_in_the_future() -> None:
    for conversation in WORLD.conversations[:-1]:  # the sample call's own events are a few milliseconds out of order
        times = [event.at for event in conversation.events]
        assert all(before <= after for before, after in pairwise(times)), conversation.name
        assert all(conversation.created <= at <= WORLD.now for at in times), conversation.name


def test_every_state_of_a_conversation_and_of_a_member_is_seen() -> None:
    states = Counter(conversation.state for conversation in WORLD.conversations)
    assert set(states) == {"ACTIVE", "INACTIVE", "DELETED"}
    members = {member.state for conversation in WORLD.conversations for member in conversation.members}
    assert members == {"INVITED", "JOINED", "LEFT"}


def test_calls_are_seen_at_every_stage() -> None:
    assert Counter(call.status for call in WORLD.calls) == {
        "answered": 6,
        "ringing": 1,
        "started": 1,
        "completed": 4,
        "busy": 1,
        "machine": 1,
    }


def test_every_type_of_member_channel_is_seen() -> None:
    types = {member.channel["type"] for conversation in WORLD.conversations for member in conversation.members}
    assert types == {"phone", "sip", "app", "websocket", "vbc", "sms", "whatsapp", "messenger", "viber"}


def test_fourteen_members_are_together_and_one_user_is_there_twice() -> None:
    members = named("Morning stand-up").members
    assert len(members) == 14
    assert Counter(member.user_id for member in members).most_common(1)[0][1] == 2
    assert {member.state for member in members} == {"INVITED", "JOINED", "LEFT"}


def test_one_of_three_is_muted_and_one_hears_nothing() -> None:
    medias = {str(member.media) for member in named("Order 4711: wrong saddle").members}
    assert any("'muted': True" in media for media in medias)
    assert any("'earmuffed': True" in media for media in medias)


def test_one_conversation_vanishes_and_one_is_forbidden() -> None:
    assert Counter(conversation.fate for conversation in WORLD.conversations) == {
        "stays": 24,
        "vanished": 1,
        "forbidden": 1,
    }


def test_the_first_page_has_a_name_that_attacks_slack() -> None:
    newest = WORLD.conversations[-10:]
    assert any("<!channel>" in conversation.display_name for conversation in newest)
