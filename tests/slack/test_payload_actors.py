"""Who a payload says did something, and what of it must not be shown."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from capi_bot.slack import payloads
from capi_bot.slack.payload_fields import PayloadError
from capi_bot.slack.payloads import Actor, BlockAction, HomeOpened, Mention, Shortcut, SlashCommand, Submission
from tests.slack.payload_bodies import MENTION
from tests.slack.test_payloads import PARSERS


@pytest.mark.parametrize("kind", PARSERS)
def test_no_payload_shows_what_a_log_must_not(kind: str) -> None:
    parse, body = PARSERS[kind]
    secret = {"token": "hush", "trigger_id": "hush.2.3", "response_url": "https://hooks.slack.com/hush"}
    message = {"message": {"text": "hush", "ts": "1700000001.1"}} if "message" in body else {}
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "hush"}}]
    view = {"view": body["view"] | {"blocks": blocks, "state": {"values": {"words": {}}}}} if "view" in body else {}

    parsed = parse(body | secret | message | view)

    assert "hush" not in repr(parsed)
    if hasattr(parsed, "trigger_id"):
        assert parsed.trigger_id == "hush.2.3"


def test_no_payload_has_a_secret_in_a_field_that_is_shown() -> None:
    secret = {"response_url", "trigger_id", "token"}
    shown = {
        (kind.__name__, each.name)
        for kind in (Actor, BlockAction, HomeOpened, Mention, Shortcut, SlashCommand, Submission)
        for each in dataclasses.fields(kind)
        if each.repr and each.name in secret
    }
    assert shown == set()


ACTORS: dict[str, tuple[dict[str, Any], tuple[str, str]]] = {
    "of our team": ({}, ("T1", "")),
    "of another team": ({"user": {"id": "U1", "team_id": "T2"}, "enterprise": {"id": "E1"}}, ("T2", "")),
    "of a team that is not named": ({"user": {"id": "U1"}}, ("T1", "")),
    "of our team of Grid": ({"enterprise": {"id": "E1"}}, ("T1", "E1")),
    "of a team that names its organisation": ({"team": {"id": "T1", "enterprise_id": "E1"}}, ("T1", "E1")),
    "of another organisation": ({"user": {"id": "U1", "team_id": "T2", "enterprise_id": "E2"}}, ("T2", "E2")),
    "of another organisation, whose team is not named": ({"user": {"id": "U1", "enterprise_id": "E2"}}, ("", "E2")),
    "of an organisation alone": ({"team": None, "enterprise": {"id": "E1"}}, ("T1", "E1")),
}


@pytest.mark.parametrize("kind", ACTORS)
@pytest.mark.parametrize("parser", ["press", "submission", "shortcut"])
def test_an_interaction_names_the_persons_own_team(kind: str, parser: str) -> None:
    parse, body = PARSERS[parser]
    more, expected = ACTORS[kind]
    actor = parse(body | more).actor

    assert (actor.user_team, actor.user_enterprise) == expected


@pytest.mark.parametrize(
    ("event", "body", "expected"),
    [
        ({}, {}, ("", "")),
        ({"team": "T1"}, {}, ("T1", "")),
        ({"user_team": "T2", "source_team": "T3", "team": "T1"}, {}, ("T2", "")),
        ({"source_team": "T3", "team": "T1"}, {}, ("T3", "")),
        ({"user_team": "T2"}, {"enterprise_id": "E1", "is_ext_shared_channel": False}, ("T2", "E1")),
        ({"user_team": "T2"}, {"enterprise_id": "E1", "is_ext_shared_channel": True}, ("T2", "")),
        ({"user_team": "T2"}, {"enterprise_id": "E1"}, ("T2", "")),
        ({"team": "T2"}, {"enterprise_id": "E1"}, ("T2", "E1")),
        ({"team": "T2"}, {"enterprise_id": "E1", "is_ext_shared_channel": True}, ("T2", "")),
        ({"team": "T1", "bot_profile": {"id": "B2", "team_id": "T2"}}, {}, ("T2", "")),
        ({"team": "T1", "user_profile": {"team": "T2"}}, {}, ("T2", "")),
    ],
)
def test_an_event_names_the_persons_own_team_where_it_is_another_one(
    event: dict[str, str], body: dict[str, Any], expected: tuple[str, str]
) -> None:
    actor = payloads.parse_mention(MENTION | {"event": MENTION["event"] | event} | body).actor

    assert (actor.user_team, actor.user_enterprise) == expected


@pytest.mark.parametrize(
    ("event", "app"),
    [
        ({}, ""),
        ({"bot_id": "B2"}, "B2"),
        ({"bot_id": "B2", "app_id": "A2"}, "A2"),
        ({"bot_id": "B2", "bot_profile": {"id": "B2", "app_id": "A3"}}, "A3"),
        ({"bot_profile": {"id": "B2"}}, "B2"),
        ({"subtype": "bot_message"}, "unknown"),
        ({"app_id": "A2"}, ""),
    ],
)
def test_a_mention_tells_which_app_wrote_it(event: dict[str, Any], app: str) -> None:
    assert payloads.parse_mention(MENTION | {"event": MENTION["event"] | event}).other_app == app


@pytest.mark.parametrize("body", [{"actions": []}, {"actions": None}, {"view": {"type": "canvas"}}])
def test_a_press_on_nothing_that_is_known_cannot_be_read(body: dict[str, Any]) -> None:
    parse, pressed = PARSERS["press"]
    with pytest.raises(PayloadError):
        parse(pressed | body)
