"""Try again: whatever failed is done again, and the answer goes to where it was meant to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from capi_bot.errors import UnreachableError
from capi_bot.slack.button_state import (
    ListState,
    RetryState,
    decode_retry,
    encode_list,
    encode_retry,
)
from capi_bot.slack.dispatcher import Dispatcher
from capi_bot.slack.payloads import BlockAction, Mention, SlashCommand
from capi_bot.slack.views.sharing import not_shared_note
from tests.fakes import FakeApi
from tests.fakes_slack import FakeSlack, Sent
from tests.slack.interactions import (
    IN_MODAL,
    LISTED,
    ROW,
    USER,
    actor,
    mention,
    press,
    shown,
    slash,
)

THREAD = "1700000002.1"
NOTE = "1700000005.1"
DOWN = UnreachableError("refused")


def again(slack: FakeSlack, failed: Sent, **more: object) -> BlockAction:
    """Press Try again on a note."""
    usual: dict[str, Any] = {
        "message_ts": NOTE,
        "thread_ts": NOTE,
        "ephemeral": True,
        "response_url": slack.response_url("note"),
    }
    value = _value(failed.body.get("blocks") or failed.body["view"]["blocks"])
    return press(slack, "again", value, 2, **(usual | more))


def _value(blocks: list[Mapping[str, Any]]) -> str:
    elements = [element for block in blocks for element in block.get("elements", ())]
    (value,) = [element["value"] for element in elements if element.get("action_id") == "again"]
    return str(value)


def failed_then_mended(
    dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi, first: BlockAction | Mention | SlashCommand
) -> Sent:
    """Let something fail; return the note, with the API well again and nothing else remembered."""
    for method in ("conversations", "user"):
        api.fail(method, DOWN)
    match first:
        case BlockAction():
            dispatcher.press(first)
        case Mention():
            dispatcher.mention(first)
        case SlashCommand():
            dispatcher.command(first)
    slack.until(lambda sent: "could not be reached" in shown(sent[-1]) if sent else False)
    note = slack.sent[-1]
    slack.sent.clear()
    for method in ("conversations", "user"):
        api.recover(method)
    return note


def test_a_typed_command_is_posted_to_the_channel_and_the_note_deleted(
    dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
) -> None:
    note = failed_then_mended(dispatcher, slack, api, slash(slack, "user ada"))
    dispatcher.press(again(slack, note))
    dispatcher.stop()
    assert [sent.to for sent in slack.sent] == ["chat.postMessage", "/response/note"]
    assert "Ada Lovelace" in shown(slack.sent[0])
    assert slack.sent[1].body == {"delete_original": True}


def test_where_the_bot_is_no_member_a_typed_command_is_answered_by_the_notes_response_url(
    dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
) -> None:
    note = failed_then_mended(dispatcher, slack, api, slash(slack, "conversations"))
    slack.refuse("chat.postMessage", "not_in_channel")
    dispatcher.press(again(slack, note))
    dispatcher.stop()
    assert [sent.to for sent in slack.sent] == ["chat.postMessage", "/response/note", "/response/note"]
    assert (slack.sent[1].body["response_type"], slack.sent[1].body["replace_original"]) == ("in_channel", False)
    assert slack.sent[2].body == {"delete_original": True}


def test_a_private_command_is_answered_in_the_note(dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi) -> None:
    note = failed_then_mended(dispatcher, slack, api, slash(slack, "user ada private"))
    dispatcher.press(again(slack, note))
    dispatcher.stop()
    (sent,) = slack.sent
    assert sent.to == "/response/note"
    assert (sent.body["response_type"], sent.body["replace_original"]) == ("ephemeral", True)
    assert "Ada Lovelace" in shown(sent)


def test_a_mention_is_answered_in_place_of_the_note_in_the_thread(
    dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
) -> None:
    note = failed_then_mended(dispatcher, slack, api, mention("user ada"))
    assert (note.to, note.body["thread_ts"]) == ("chat.postMessage", THREAD)
    dispatcher.press(again(slack, note, ephemeral=False, thread_ts=THREAD, in_thread=True))
    dispatcher.stop()
    (sent,) = slack.sent
    assert (sent.body["response_type"], sent.body["replace_original"]) == ("in_channel", True)
    assert "Ada Lovelace" in shown(sent)


def test_a_private_mention_stays_private(dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi) -> None:
    note = failed_then_mended(dispatcher, slack, api, mention("user ada private"))
    assert note.to == "chat.postEphemeral"
    dispatcher.press(again(slack, note, thread_ts=THREAD, in_thread=True))
    dispatcher.stop()
    (sent,) = slack.sent
    assert (sent.body["response_type"], sent.body["replace_original"]) == ("ephemeral", True)


class TestPressOnAPublicMessage:
    def test_the_message_is_changed_and_the_note_deleted(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        note = failed_then_mended(dispatcher, slack, api, press(slack, "row.members", ROW))
        dispatcher.press(again(slack, note))
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["chat.update", "/response/note"]
        assert slack.sent[0].body["ts"] == LISTED
        assert "Front door" in shown(slack.sent[0])
        assert slack.sent[1].body == {"delete_original": True}

    def test_the_note_shows_the_answer_where_the_bot_may_not_change_the_message(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        note = failed_then_mended(dispatcher, slack, api, press(slack, "row.members", ROW))
        slack.refuse("chat.update", "channel_not_found")
        dispatcher.press(again(slack, note))
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["chat.update", "/response/note"]
        assert (slack.sent[1].body["response_type"], slack.sent[1].body["replace_original"]) == ("ephemeral", True)

    def test_what_opens_beside_goes_to_the_thread_under_it(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        note = failed_then_mended(dispatcher, slack, api, press(slack, "user.open", USER))
        dispatcher.press(again(slack, note))
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["/response/note", "/response/note"]
        assert (slack.sent[0].body["thread_ts"], slack.sent[0].body["response_type"]) == (LISTED, "in_channel")
        assert slack.sent[1].body == {"delete_original": True}

    def test_in_a_thread_it_stays_in_that_thread(self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi) -> None:
        pressed = press(slack, "user.open", USER, message_ts="1700000003.1", in_thread=True)
        note = failed_then_mended(dispatcher, slack, api, pressed)
        assert note.body["thread_ts"] == LISTED
        dispatcher.press(again(slack, note, thread_ts=LISTED, in_thread=True))
        dispatcher.stop()
        assert slack.sent[0].body["thread_ts"] == LISTED

    def test_a_second_failure_replaces_the_note_and_can_be_tried_again(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        note = failed_then_mended(dispatcher, slack, api, press(slack, "row.members", ROW))
        api.fail("conversations", DOWN)
        dispatcher.press(again(slack, note))
        dispatcher.stop()
        (sent,) = slack.sent
        assert (sent.to, sent.body["replace_original"]) == ("/response/note", True)
        assert _value(sent.body["blocks"]) == _value(note.body["blocks"])


def test_the_answer_to_an_earlier_press_never_overwrites_what_was_tried_again(
    dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
) -> None:
    slow = api.block("user")
    dispatcher.press(press(slack, "user.on", USER, 1))
    value = encode_retry(RetryState(action_id="row.events", value=ROW, message_ts=LISTED, thread_ts=LISTED))
    dispatcher.press(press(slack, "again", value, 2, message_ts=NOTE, ephemeral=True))
    slack.until(lambda sent: len(sent) == 2)
    slow.set()
    dispatcher.stop()
    assert [sent.to for sent in slack.sent] == ["chat.update", "/response/press2"]


def test_a_press_on_an_ephemeral_message_is_answered_in_the_note(
    dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
) -> None:
    note = failed_then_mended(dispatcher, slack, api, press(slack, "row.members", ROW, ephemeral=True))
    dispatcher.press(again(slack, note))
    dispatcher.stop()
    (sent,) = slack.sent
    assert (sent.to, sent.body["response_type"], sent.body["replace_original"]) == ("/response/note", "ephemeral", True)


def test_a_press_on_a_row_is_tried_again_on_the_page_that_the_list_showed(
    dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
) -> None:
    page = encode_list(ListState(cursor="0", number=2))
    note = failed_then_mended(dispatcher, slack, api, press(slack, "row.close", ROW, list_state=page))
    assert decode_retry(_value(note.body["blocks"])).list_state == page
    api.requests.clear()
    dispatcher.press(again(slack, note))
    dispatcher.stop()
    assert "conversations page_size=10 order=desc cursor=0" in api.requests
    assert [sent.to for sent in slack.sent] == ["chat.update", "/response/note"]
    assert "page 2" in shown(slack.sent[0])


def test_in_a_modal_a_failure_leaves_what_it_showed_and_the_answer_takes_the_failure_away(
    dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
) -> None:
    card = ({"type": "divider", "block_id": "card"},)
    note = failed_then_mended(dispatcher, slack, api, press(slack, "user.on", USER, view_blocks=card, **IN_MODAL))
    blocks = note.body["view"]["blocks"]
    assert blocks[-1] == card[0]
    dispatcher.press(again(slack, note, ephemeral=False, view_blocks=tuple(blocks), **IN_MODAL))
    dispatcher.stop()
    (sent,) = slack.sent
    assert "Ada Lovelace" in shown(sent)
    assert "could not be reached" not in shown(sent)


def test_in_a_modal_the_answer_is_shown_in_it(dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi) -> None:
    note = failed_then_mended(dispatcher, slack, api, press(slack, "user.open", USER, **IN_MODAL))
    assert note.to == "views.update"
    dispatcher.press(again(slack, note, ephemeral=False, **IN_MODAL))
    dispatcher.stop()
    (sent,) = slack.sent
    assert sent.to == "views.update"
    assert "Ada Lovelace" in shown(sent)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "nonsense",
        "n=1",
        encode_retry(RetryState(action_id="again", value="x")),
        encode_retry(RetryState(action_id="row.gone")),
        encode_retry(RetryState(action_id="row.members", value="n=1&t=x&o=y")),
    ],
)
def test_a_note_that_cannot_be_read_is_told(dispatcher: Dispatcher, slack: FakeSlack, value: str) -> None:
    dispatcher.press(press(slack, "again", value, ephemeral=True))
    dispatcher.stop()
    (sent,) = slack.sent
    assert "can no longer be read" in sent.text


def test_a_note_whose_words_are_not_understood_is_told(dispatcher: Dispatcher, slack: FakeSlack) -> None:
    dispatcher.press(press(slack, "again", encode_retry(RetryState(typed="conversatoins")), ephemeral=True))
    dispatcher.stop()
    (sent,) = slack.sent
    assert "Did you mean" in sent.text


def test_a_full_pool_notifies_the_person_who_pressed_of_try_again_too(dispatcher: Dispatcher, slack: FakeSlack) -> None:
    dispatcher.workers.stop()
    dispatcher.press(press(slack, "again", encode_retry(RetryState(typed="user ada")), ephemeral=True))
    dispatcher.busy_notices.stop()
    (sent,) = slack.sent
    assert "busy" in sent.text


class TestNoteInTheDirectConversation:
    IN_DIRECT: Mapping[str, Any] = {"actor": actor(channel="D1"), "ephemeral": False}

    def test_a_press_on_a_public_message_changes_that(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        note = failed_then_mended(dispatcher, slack, api, press(slack, "row.members", ROW))
        dispatcher.press(again(slack, note, **self.IN_DIRECT))
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["chat.update", "/response/note"]
        assert (slack.sent[0].body["channel"], slack.sent[0].body["ts"]) == ("C1", LISTED)
        assert slack.sent[1].body == {"delete_original": True}

    def test_a_press_whose_answer_belongs_in_a_thread_is_answered_there(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        note = failed_then_mended(dispatcher, slack, api, press(slack, "user.open", USER))
        dispatcher.press(again(slack, note, **self.IN_DIRECT))
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["chat.postMessage", "/response/note"]
        assert (slack.sent[0].body["channel"], slack.sent[0].body["thread_ts"]) == ("C1", LISTED)

    @pytest.mark.parametrize("is_private", [False, True])
    def test_a_command_is_answered_in_its_channel_and_a_private_one_in_the_note(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi, *, is_private: bool
    ) -> None:
        typed = "user ada private" if is_private else "user ada"
        note = failed_then_mended(dispatcher, slack, api, slash(slack, typed))
        dispatcher.press(again(slack, note, **self.IN_DIRECT))
        dispatcher.stop()
        posted = [sent.body["channel"] for sent in slack.sent if sent.to == "chat.postMessage"]
        assert posted == ([] if is_private else ["C1"])
        assert slack.sent[-1].to == "/response/note"

    def test_a_note_that_was_posted_earlier_is_answered_in_its_place(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        del api
        value = encode_retry(RetryState(typed="user ada"))
        dispatcher.press(press(slack, "again", value, **self.IN_DIRECT, response_url=slack.response_url("note")))
        dispatcher.stop()
        (sent,) = slack.sent
        assert (sent.to, sent.body["replace_original"]) == ("/response/note", True)


class TestShared:
    SHARE = f"list:{encode_list(ListState())}"

    @pytest.mark.parametrize("in_thread", [False, True])
    def test_a_list_goes_to_the_channel_or_thread_and_not_into_the_note(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi, *, in_thread: bool
    ) -> None:
        where = {"thread_ts": THREAD, "in_thread": in_thread}
        pressed = press(slack, "share", self.SHARE, ephemeral=True, **where)
        note = failed_then_mended(dispatcher, slack, api, pressed)
        dispatcher.press(again(slack, note, **where))
        dispatcher.stop()
        posted = next(sent for sent in slack.sent if sent.to == "chat.postMessage")
        assert (posted.body["channel"], posted.body.get("thread_ts")) == ("C1", THREAD if in_thread else None)
        assert {"delete_original": True} in [sent.body for sent in slack.sent]

    def test_from_a_modal_it_goes_to_the_channel_that_was_chosen(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        note = failed_then_mended(dispatcher, slack, api, press(slack, "share", self.SHARE, selected="C7", **IN_MODAL))
        assert note.to == "views.update"
        dispatcher.press(again(slack, note, **IN_MODAL, ephemeral=False))
        dispatcher.stop()
        assert [sent.body["channel"] for sent in slack.sent if sent.to == "chat.postMessage"] == ["C7"]

    def test_from_a_note_in_the_direct_conversation_it_goes_to_the_channel(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        note = failed_then_mended(dispatcher, slack, api, press(slack, "share", self.SHARE, ephemeral=True))
        dispatcher.press(again(slack, note, actor=actor(channel="D1"), ephemeral=False))
        dispatcher.stop()
        assert [sent.body["channel"] for sent in slack.sent if sent.to == "chat.postMessage"] == ["C1"]

    def test_where_the_bot_is_no_member_of_that_channel_it_is_not_shared_to_the_direct_conversation(
        self, dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi
    ) -> None:
        note = failed_then_mended(dispatcher, slack, api, press(slack, "share", self.SHARE, ephemeral=True))
        slack.refuse("chat.postMessage", "not_in_channel")
        dispatcher.press(again(slack, note, actor=actor(channel="D1"), ephemeral=False))
        dispatcher.stop()
        assert [sent.to for sent in slack.sent] == ["chat.postMessage", "/response/note"]
        assert slack.sent[1].text == not_shared_note().text
        assert slack.sent[1].body["replace_original"] is True


def test_what_was_chosen_in_a_menu_is_chosen_again(dispatcher: Dispatcher, slack: FakeSlack, api: FakeApi) -> None:
    chosen = press(slack, "list.order", encode_list(ListState()), selected="oldest", ephemeral=True)
    note = failed_then_mended(dispatcher, slack, api, chosen)
    dispatcher.press(again(slack, note))
    dispatcher.stop()
    assert slack.sent[-1].text.startswith("Conversations, oldest first")
