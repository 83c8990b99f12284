"""In the thread of a card, what is asked without an id is about the conversation of that card."""

from __future__ import annotations

from dataclasses import replace

import pytest

from capi_bot.capi.models import Conversation, ConversationState, Member, MemberState, User
from capi_bot.slack.button_state import ListState, TabState, encode_list, encode_tab
from capi_bot.slack.dispatcher import Dispatcher
from tests.fakes import FakeApi
from tests.fakes_slack import Answer, FakeSlack
from tests.jobs import wait_until_finished
from tests.slack.interactions import ADA, CALL, LISTED, ROW, USER, mention, press, shown, slash

POSTED = "1700000000.000100"
"""The ts of what the bot posts."""

OTHER = CALL.replace("00000001", "00000002")
UNKNOWN = "I do not know which conversation this thread is about"


@pytest.fixture
def api() -> FakeApi:
    """Two conversations, with Ada in the first."""
    ada = Member(id="MEM-1", conversation_id=CALL, state=MemberState.JOINED, user_id=ADA, user_name="ada")
    names = {CALL: "Front door", OTHER: "Back door"}
    return FakeApi(
        conversations=[
            Conversation(id=name, display_name=shown, state=ConversationState.ACTIVE) for name, shown in names.items()
        ],
        members={CALL: [ada]},
        users=[User(id=ADA, name="ada", display_name="Ada Lovelace")],
    )


def asks(dispatcher: Dispatcher, slack: FakeSlack, text: str, thread_ts: str, number: int = 9) -> str:
    """Mention the bot in a thread and return what it answers."""
    wait_until_finished(dispatcher.workers)
    before = len(slack.sent)
    dispatcher.mention(replace(mention(text, f"Ev{number}"), thread_ts=thread_ts, ts=f"17000099{number:02}.1"))
    wait_until_finished(dispatcher.workers)
    return shown(slack.sent[before])


@pytest.mark.parametrize(("text", "said"), [("events", "Events"), ("members", "ada"), ("", "Front door")])
def test_under_a_card_in_the_channel(dispatcher: Dispatcher, slack: FakeSlack, text: str, said: str) -> None:
    dispatcher.command(slash(slack, "conversation Front door"))

    answer = asks(dispatcher, slack, text, POSTED)

    assert UNKNOWN not in answer
    assert CALL in answer
    assert said in answer


def test_under_a_card_that_was_opened_in_the_thread_of_a_list(dispatcher: Dispatcher, slack: FakeSlack) -> None:
    dispatcher.press(press(slack, "row.card", ROW))

    assert CALL in asks(dispatcher, slack, "events", LISTED)


def test_under_a_card_that_was_asked_for_in_a_thread(dispatcher: Dispatcher, slack: FakeSlack) -> None:
    asks(dispatcher, slack, CALL, "1700000500.1", 1)

    assert CALL in asks(dispatcher, slack, "members", "1700000500.1", 2)


def test_under_an_old_card_once_somebody_has_pressed_it(dispatcher: Dispatcher, slack: FakeSlack) -> None:
    card = encode_tab(TabState(conversation_id=CALL))
    assert UNKNOWN in asks(dispatcher, slack, "events", "1600000000.1", 1)

    dispatcher.press(press(slack, "card.events", card, message_ts="1600000000.1", thread_ts="1600000000.1"))

    assert CALL in asks(dispatcher, slack, "events", "1600000000.1", 2)


def test_of_several_cards_in_one_thread_the_last_is_meant(dispatcher: Dispatcher, slack: FakeSlack) -> None:
    for second, conversation_id in enumerate((CALL, OTHER), start=1):
        row = encode_list(ListState(tab_state=TabState(conversation_id=conversation_id)))
        dispatcher.press(press(slack, "row.card", row, second))
        wait_until_finished(dispatcher.workers)

    answer = asks(dispatcher, slack, "members", LISTED)

    assert (OTHER in answer, CALL in answer) == (True, False)


@pytest.mark.parametrize("text", ["events", "members", "conversation", "events call"])
def test_where_it_is_not_known_which_is_meant_the_answer_says_so(
    dispatcher: Dispatcher, slack: FakeSlack, text: str
) -> None:
    dispatcher.command(slash(slack, "conversations"))
    dispatcher.press(press(slack, "user.open", USER))

    assert UNKNOWN in asks(dispatcher, slack, text, POSTED, 1)
    assert UNKNOWN in asks(dispatcher, slack, text, LISTED, 2)


def test_outside_of_threads_an_id_is_needed_as_before(dispatcher: Dispatcher, slack: FakeSlack) -> None:
    dispatcher.mention(replace(mention("events"), ts="1700000002.1"))
    dispatcher.stop()

    assert "I need the id or the name of a conversation" in slack.sent[-1].text


@pytest.mark.parametrize("text", [f"conversation {CALL} private", "conversation Nowhere"])
def test_what_only_one_person_sees_and_what_failed_begins_no_thread(
    dispatcher: Dispatcher, slack: FakeSlack, text: str
) -> None:
    dispatcher.command(slash(slack, text))

    assert UNKNOWN in asks(dispatcher, slack, "events", POSTED)


def test_a_card_that_slack_did_not_take_is_not_remembered(dispatcher: Dispatcher, slack: FakeSlack) -> None:
    slack.script("/response/press1", Answer(status=404))
    slack.script("chat.postMessage", Answer(document={"ok": False, "error": "channel_not_found"}))
    dispatcher.press(press(slack, "row.card", ROW))
    wait_until_finished(dispatcher.workers)
    slack.forget("chat.postMessage")

    assert UNKNOWN in asks(dispatcher, slack, "events", LISTED)


def test_in_the_thread_of_a_card_another_conversation_can_be_named(dispatcher: Dispatcher, slack: FakeSlack) -> None:
    dispatcher.command(slash(slack, "conversation Front door"))

    assert "Nowhere" in asks(dispatcher, slack, "events Nowhere", POSTED)
