"""Channels in which the bot may not post: the person who asked sees the answer, and why only they do."""

from __future__ import annotations

import json
import logging
from dataclasses import replace

import pytest

from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import UserState, decode_list, encode_user
from capi_bot.slack.dispatcher import Dispatcher
from capi_bot.slack.outcomes import READ_ONLY
from tests.fakes_slack import Answer, FakeSlack, Sent
from tests.slack.interactions import ADA, mention, press, shown, slash

LINE = "I may not post here, so only you see this."


def refresh_value(sent: Sent) -> str:
    """Return what the Refresh button of a list carries."""
    elements = [element for block in sent.body["blocks"] for element in block.get("elements", ())]
    return next(element["value"] for element in elements if element.get("action_id") == Action.LIST_REFRESH)


@pytest.mark.parametrize("error", sorted(READ_ONLY))
def test_a_command_is_answered_in_private_and_its_buttons_work_there(
    dispatcher: Dispatcher, slack: FakeSlack, error: str
) -> None:
    slack.refuse("chat.postMessage", error)
    dispatcher.command(slash(slack, "conversations"))
    dispatcher.stop()
    refused, answer = slack.sent
    assert (refused.to, answer.to) == ("chat.postMessage", "/response/slash")
    assert answer.body["response_type"] == "ephemeral"
    assert "Front door" in shown(answer)
    assert LINE in shown(answer)
    assert decode_list(refresh_value(answer)).private
    assert Action.SHARE not in json.dumps(answer.body)


def test_a_mention_is_answered_in_its_thread_for_the_person_alone(dispatcher: Dispatcher, slack: FakeSlack) -> None:
    slack.refuse("chat.postMessage", "restricted_action_read_only_channel")
    dispatcher.mention(mention("conversations"))
    dispatcher.stop()
    answer = slack.sent[-1]
    assert [sent.to for sent in slack.sent] == ["chat.postMessage", "chat.postEphemeral"]
    assert (answer.body["user"], answer.body["thread_ts"]) == ("U1", "1700000002.1")
    assert LINE in shown(answer)


def test_a_press_that_answers_in_a_locked_thread_is_answered_beside_it(
    dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    slack.script("/response/press1", Answer(status=404), Answer())
    slack.refuse("chat.postMessage", "restricted_action_thread_locked")
    dispatcher.press(press(slack, "user.open", encode_user(UserState(user_id=ADA))))
    dispatcher.stop()
    answer = slack.sent[-1]
    assert [sent.to for sent in slack.sent] == ["/response/press1", "chat.postMessage", "/response/press1"]
    assert answer.body["response_type"] == "ephemeral"
    assert "Ada Lovelace" in shown(answer)
    assert LINE in shown(answer)


def test_where_the_person_cannot_be_shown_it_either_the_direct_conversation_is_left(
    dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    archived = Answer(document={"ok": False, "error": "is_archived"})
    slack.script("chat.postMessage", archived, Answer(document={"ok": True, "ts": "1.2"}))
    slack.refuse("chat.postEphemeral", "is_archived")
    dispatcher.mention(mention("conversations"))
    dispatcher.stop()
    assert [sent.to for sent in slack.sent] == ["chat.postMessage", "chat.postEphemeral", "chat.postMessage"]
    assert slack.sent[-1].body["channel"] == "U1"


def test_post_again_posts_the_answer_in_the_thread_of_the_mention_and_takes_the_note_away(
    dispatcher: Dispatcher, slack: FakeSlack
) -> None:
    slack.script("chat.postMessage", Answer(status=500), Answer(document={"ok": True, "ts": "1.2"}))
    dispatcher.mention(mention("conversations"))
    slack.until(lambda sent: "chat.postEphemeral" in {each.to for each in sent})
    button = slack.sent[-1].body["blocks"][-1]["elements"][0]
    assert (button["action_id"], button["text"]["text"]) == (Action.AGAIN, "Post again")

    note = press(slack, button["action_id"], button["value"], ephemeral=True)
    dispatcher.press(replace(note, message_ts="1700000003.1", thread_ts="1700000002.1", in_thread=True))
    dispatcher.stop()
    posted = [sent for sent in slack.sent if sent.to == "chat.postMessage"]
    assert [sent.body["thread_ts"] for sent in posted] == ["1700000002.1"] * 2
    assert {"delete_original": True} in [sent.body for sent in slack.sent]


def test_answers_that_reach_nobody_are_counted_and_logged(
    dispatcher: Dispatcher, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    for to in ("chat.postMessage", "chat.postEphemeral", "/response/slash"):
        slack.refuse(to, "token_revoked")
    caplog.set_level(logging.INFO)
    dispatcher.command(slash(slack, "conversations"))
    dispatcher.mention(mention("help"))
    dispatcher.stop()
    assert sum(", reached nobody, " in record.getMessage() for record in caplog.records) == 2
    errors = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert sorted(errors) == [
        f"An answer reached nobody: Slack took it in no way ({number} since the start)." for number in (1, 2)
    ]
