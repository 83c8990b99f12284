from __future__ import annotations

import pytest

from capi_bot.slack.commands.text import bot_user_id

BOT = {"team_id": "T1", "user_id": "U0CAPIBOT", "is_bot": True}


def test_slack_tells_who_the_bot_is() -> None:
    event = {"type": "app_mention", "text": "<@U0GRACE> <@U0CAPIBOT>"}

    assert bot_user_id({"authorizations": [BOT], "event": event}) == "U0CAPIBOT"


@pytest.mark.parametrize("told", [[], None, [{"user_id": "U0ADA", "is_bot": False}], [{"is_bot": True}]])
@pytest.mark.parametrize(
    ("text", "bot"),
    [
        ("<@U0CAPIBOT> with <@U0GRACE>", "U0CAPIBOT"),
        (" <@U0CAPIBOT|capi>: live", "U0CAPIBOT"),
        ("with <@U0GRACE> live <@U0CAPIBOT|capi> ", "U0CAPIBOT"),
        ("hey <@U0CAPIBOT> live", ""),
        (None, ""),
    ],
)
def test_where_slack_does_not_it_is_whom_a_mention_begins_or_ends_with(told: object, text: str, bot: str) -> None:
    assert bot_user_id({"authorizations": told, "event": {"type": "app_mention", "text": text}}) == bot


def test_a_direct_message_need_not_mention_the_bot() -> None:
    assert bot_user_id({"event": {"type": "message", "text": "<@U0GRACE>"}}) == ""
