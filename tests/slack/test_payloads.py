from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from capi_bot.slack import payloads
from capi_bot.slack.payloads import (
    Actor,
    BlockAction,
    Body,
    HomeOpened,
    Mention,
    Shortcut,
    SlashCommand,
    Submission,
    Surface,
)
from tests.shared_files import shared
from tests.slack.payload_bodies import (
    BUTTON,
    COMMAND,
    EPHEMERAL,
    EPHEMERAL_IN_THREAD,
    HOOK,
    IN_MODAL,
    IN_THREAD,
    MENTION,
    MESSAGE,
    MESSAGE_SHORTCUT,
    OPENED,
    PARENT,
    PRESS,
    PRESSES,
    SHORTCUT,
    SUBMISSION,
    VIEW,
    direct_message,
    press,
)

IN_CHANNEL = Actor(team="T1", user="U1", channel="C1", user_team="T1", app_id="A1")
IN_EVENT = replace(IN_CHANNEL, user_team="")
"""The same in an event, which names a person's team only where it is another one."""

ORG_WIDE = {"team": None, "team_id": None, "enterprise": {"id": "E1", "name": "acme"}, "enterprise_id": "E1"}
"""What tells an installation to a whole organisation, in interactions and in events."""


def test_a_press_on_a_message_in_the_channel() -> None:
    assert payloads.parse_block_action(PRESS) == BlockAction(
        actor=IN_CHANNEL,
        action_id="list.next",
        value="n=2&c=x",
        action_ts="1700000009.000900",
        trigger_id="1.2.3",
        message_ts="1700000001.000100",
        thread_ts="1700000001.000100",
        response_url=HOOK,
    )


def test_a_press_on_a_reply_answers_in_the_thread_of_its_parent() -> None:
    action = payloads.parse_block_action(IN_THREAD)

    assert (action.message_ts, action.thread_ts, action.in_thread) == ("1700000002.000200", "1700000001.000100", True)


def test_the_parent_of_a_thread_does_not_stand_in_it() -> None:
    action = payloads.parse_block_action(PARENT)

    assert (action.thread_ts, action.in_thread) == ("1700000001.000100", False)


def test_a_press_on_an_ephemeral_message_which_slack_does_not_send_along() -> None:
    action = payloads.parse_block_action(EPHEMERAL)

    assert (action.ephemeral, action.message_ts, action.in_thread) == (True, "1700000001.000100", False)


def test_a_press_on_an_ephemeral_message_in_a_thread() -> None:
    action = payloads.parse_block_action(EPHEMERAL_IN_THREAD)

    assert (action.ephemeral, action.thread_ts, action.in_thread) == (True, "1700000001.000100", True)


def test_a_press_in_a_modal_has_no_message_and_no_response_url() -> None:
    assert payloads.parse_block_action(IN_MODAL) == BlockAction(
        actor=IN_CHANNEL,
        action_id="list.next",
        value="n=2&c=x",
        action_ts="1700000009.000900",
        trigger_id="1.2.3",
        view_id="V1",
        surface=Surface.MODAL,
        metadata="C1",
    )


def test_a_press_on_home_belongs_to_no_channel() -> None:
    home = IN_MODAL | {"view": IN_MODAL["view"] | {"type": "home", "private_metadata": "p=2"}}

    action = payloads.parse_block_action(home)

    assert action.actor == replace(IN_CHANNEL, channel="")
    assert (action.surface, action.metadata, action.view_id) == (Surface.HOME, "p=2", "V1")


def test_a_press_in_a_modal_brings_what_its_list_shows() -> None:
    refresh = BUTTON | {"action_id": "list.refresh", "value": "n=4"}
    view = IN_MODAL["view"] | {"blocks": [{"type": "actions", "elements": [refresh]}]}

    assert payloads.parse_block_action(IN_MODAL | {"view": view}).list_state == "n=4"


def test_a_press_brings_what_the_list_shows_which_its_refresh_button_carries() -> None:
    blocks = [
        {"type": "section", "text": {"type": "mrkdwn", "text": "n=9"}},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "n=8"}]},
        {
            "type": "actions",
            "block_id": "n=7",
            "elements": [BUTTON, BUTTON | {"action_id": "list.refresh", "value": "n=4&c=y"}],
        },
    ]

    assert payloads.parse_block_action(press(message=PRESS["message"] | {"blocks": blocks})).list_state == "n=4&c=y"
    assert payloads.parse_block_action(press(message=PRESS["message"] | {"blocks": blocks[:2]})).list_state == ""
    assert payloads.parse_block_action(press(message=PRESS["message"] | {"blocks": None})).list_state == ""
    assert payloads.parse_block_action(EPHEMERAL).list_state == ""


def test_a_press_in_a_modal_brings_what_the_modal_shows() -> None:
    blocks = [{"type": "section", "block_id": "b1", "text": {"type": "mrkdwn", "text": "x"}}]

    assert payloads.parse_block_action(IN_MODAL | {"view": IN_MODAL["view"] | {"blocks": blocks}}).view_blocks == tuple(
        blocks
    )
    assert payloads.parse_block_action(IN_MODAL | {"view": None}).view_blocks == ()
    assert payloads.parse_block_action(PRESS).view_blocks == ()


@pytest.mark.parametrize(
    ("button", "value"),
    [
        (BUTTON, "n=2&c=x"),
        (BUTTON | {"value": ""}, "b1"),
        (BUTTON | {"value": None}, "b1"),
        ({key: value for key, value in BUTTON.items() if key != "value"}, "b1"),
    ],
)
def test_a_button_without_a_value_carries_its_blocks_id(button: dict[str, object], value: str) -> None:
    assert payloads.parse_block_action(press(actions=[button])).value == value


def test_a_mention_in_the_channel_begins_a_thread() -> None:
    assert payloads.parse_mention(MENTION) == Mention(
        actor=IN_EVENT,
        event_id="Ev1",
        text="<@U0CAPIBOT> help",
        thread_ts="1700000001.000100",
        bot_user_id="U0CAPIBOT",
        ts="1700000001.000100",
    )


def test_a_mention_in_a_thread_stays_there() -> None:
    event = {"type": "app_mention", "ts": "1700000002.000200", "thread_ts": "1700000001.000100", "channel": "C1"}
    mention = payloads.parse_mention(MENTION | {"event": event | {"user": None, "text": None}})

    assert mention == Mention(
        actor=replace(IN_EVENT, user=""),
        event_id="Ev1",
        text="",
        thread_ts="1700000001.000100",
        bot_user_id="U0CAPIBOT",
        ts="1700000002.000200",
    )


def test_a_direct_message_is_answered_below_it_or_in_its_thread() -> None:
    message = replace(
        payloads.parse_mention(MENTION),
        actor=replace(IN_EVENT, channel="D1"),
        text="help",
        thread_ts="",
        ts="1700000001.1",
    )

    assert payloads.parse_direct_message(direct_message()) == message
    assert payloads.parse_direct_message(direct_message(subtype="file_share")) == message
    assert payloads.parse_direct_message(direct_message(thread_ts="1700000000.1")) == replace(
        message, thread_ts="1700000000.1"
    )


@pytest.mark.parametrize(
    "event",
    [
        {"bot_id": "B1"},
        {"bot_profile": {"id": "B1", "app_id": "A2"}},
        {"subtype": "bot_message"},
        {"subtype": "message_changed", "message": {"user": "U1", "text": "help"}},
        {"subtype": "message_deleted", "previous_message": {"user": "U1"}},
        {"subtype": "channel_join"},
        {"user": None},
        {"channel_type": "channel"},
        {"channel_type": "mpim"},
        {"channel_type": None},
    ],
)
def test_what_no_person_wrote_to_the_bot_alone_is_no_direct_message(event: dict[str, object]) -> None:
    assert payloads.parse_direct_message(direct_message(**event)) is None


def test_somebody_came_to_their_home_tab() -> None:
    opened = HomeOpened(
        actor=replace(IN_EVENT, channel=""), event_id="Ev1", tab="home", opened_ts="1700000001.1", view_id="V1"
    )

    assert payloads.parse_home_opened(OPENED) == opened
    bare = {"type": "app_home_opened", "user": "U1"}
    assert payloads.parse_home_opened(MENTION | {"event": bare}) == HomeOpened(
        actor=replace(IN_EVENT, channel=""), event_id="Ev1", tab="", opened_ts=""
    )


def test_a_global_shortcut_comes_from_nowhere() -> None:
    assert payloads.parse_shortcut(SHORTCUT) == Shortcut(
        actor=Actor(team="T1", user="U1", user_team="T1"),
        callback_id="search",
        trigger_id="1.2.3",
        action_ts="1700000001.1",
    )


def test_a_shortcut_on_a_message_brings_the_message() -> None:
    assert payloads.parse_shortcut(MESSAGE_SHORTCUT) == Shortcut(
        actor=replace(IN_CHANNEL, app_id=""),
        callback_id="lookup",
        trigger_id="1.2.3",
        action_ts="1700000001.1",
        message_ts="1700000001.1",
        thread_ts="1700000001.1",
        response_url=HOOK,
        message=MESSAGE,
    )


def test_a_shortcut_on_a_reply_is_answered_in_the_thread_of_its_parent() -> None:
    parent = payloads.parse_shortcut(MESSAGE_SHORTCUT | {"message": MESSAGE | {"thread_ts": "1700000001.1"}})
    reply = payloads.parse_shortcut(MESSAGE_SHORTCUT | {"message": MESSAGE | {"thread_ts": "1700000000.1"}})

    assert (parent.thread_ts, parent.in_thread) == ("1700000001.1", False)
    assert (reply.thread_ts, reply.in_thread) == ("1700000000.1", True)


def test_a_form_that_was_sent_off() -> None:
    assert payloads.parse_submission(SUBMISSION) == Submission(
        actor=replace(IN_CHANNEL, app_id=""),
        callback_id="search",
        view_id="V1",
        view_hash="h",
        values=VIEW["state"]["values"],
    )


def test_a_slash_command() -> None:
    assert payloads.parse_slash_command(COMMAND) == SlashCommand(
        actor=IN_CHANNEL,
        command="/capi",
        text="user &lt;x&gt;",
        response_url="https://hooks.slack.com/commands/T1/2/3",
    )


@pytest.mark.parametrize("text", [{}, {"text": None}])
def test_a_slash_command_without_words(text: dict[str, None]) -> None:
    bare = {key: value for key, value in COMMAND.items() if key != "text"}

    assert payloads.parse_slash_command(bare | text).text == ""


def test_somebody_of_no_team_and_no_enterprise_is_refused() -> None:
    with pytest.raises(ValueError, match="neither a team nor an enterprise"):
        Actor(user="U1", channel="C1")


PARSERS: dict[str, tuple[Callable[[Body], Any], dict[str, Any]]] = {
    "slash command": (payloads.parse_slash_command, COMMAND),
    "mention": (payloads.parse_mention, MENTION),
    "direct message": (payloads.parse_direct_message, direct_message(channel="C1")),
    "shortcut": (payloads.parse_shortcut, MESSAGE_SHORTCUT),
    "submission": (payloads.parse_submission, SUBMISSION),
    "press": (payloads.parse_block_action, PRESS),
    "visit to Home": (payloads.parse_home_opened, OPENED),
}
"""How each kind of payload is parsed, and one of it."""


@pytest.mark.parametrize("kind", PARSERS)
def test_an_installation_to_an_organisation_has_an_enterprise_and_no_team(kind: str) -> None:
    parse, body = PARSERS[kind]
    in_team, in_organisation = parse(body), parse(body | ORG_WIDE)

    channel = "" if kind == "visit to Home" else "C1"
    assert (in_team.actor.enterprise, in_team.actor.team) == ("", "T1")
    assert (in_team.actor.user, in_team.actor.channel) == ("U1", channel)
    actor = in_organisation.actor
    assert (actor.enterprise, actor.team, actor.user, actor.channel) == ("E1", "", "U1", channel)
    assert in_organisation == replace(in_team, actor=actor)


@pytest.mark.parametrize("kind", PARSERS)
def test_a_team_of_an_enterprise_has_both(kind: str) -> None:
    parse, body = PARSERS[kind]
    actor = parse(body | {"enterprise": {"id": "E1"}, "enterprise_id": "E1"}).actor

    assert (actor.enterprise, actor.team) == ("E1", "T1")


@pytest.mark.parametrize("kind", PARSERS)
def test_a_payload_that_names_neither_a_team_nor_an_enterprise_is_refused(kind: str) -> None:
    parse, body = PARSERS[kind]
    nowhere = {key: value for key, value in body.items() if key not in ORG_WIDE}

    with pytest.raises(ValueError, match="neither a team nor an enterprise"):
        parse(nowhere)


@pytest.fixture(scope="module")
def bolt_types() -> Callable[[str], jsonschema.Draft7Validator]:
    """Read Bolt's own types of what Slack sends, where they are at hand."""
    definitions: dict[str, Any] = json.loads(
        shared("schemas/slack-bolt-payloads.schema.json").read_text(encoding="utf-8")
    )
    return lambda name: jsonschema.Draft7Validator(definitions | {"$ref": f"#/definitions/{name}"})


@pytest.mark.parametrize("kind", PRESSES)
def test_our_presses_have_the_shape_of_slacks(
    kind: str, bolt_types: Callable[[str], jsonschema.Draft7Validator]
) -> None:
    # Bolt's types do not know that a press in a modal has no response_url, nor that there may be no enterprise.
    body = {"response_url": ""} | {key: value for key, value in PRESSES[kind].items() if key != "enterprise"}

    assert [error.message for error in bolt_types("BlockAction").iter_errors(body)] == []


def test_our_slash_command_has_the_shape_of_slacks(bolt_types: Callable[[str], jsonschema.Draft7Validator]) -> None:
    assert [error.message for error in bolt_types("SlashCommand").iter_errors(COMMAND)] == []


def test_our_opening_of_home_has_the_shape_of_slacks(bolt_types: Callable[[str], jsonschema.Draft7Validator]) -> None:
    assert [error.message for error in bolt_types("AppHomeOpenedEvent").iter_errors(OPENED["event"])] == []
