"""Legacy attachments, as tables of rules: coloured boxes below a message, with blocks or with fields of their own.

https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments
"""

from __future__ import annotations

from collections.abc import Iterator

from capi_bot.sandbox.slack.blocks import MESSAGE
from capi_bot.sandbox.slack.objects import ANY_LENGTH, URL
from capi_bot.sandbox.slack.rules import (
    Problem,
    anything,
    array,
    boolean,
    broken,
    by_type,
    integer,
    shape,
    string,
    then,
)
from capi_bot.sandbox.slack.together import among

MOST = 100
_WORDS = string(ANY_LENGTH, 0)
_WORDED = ("attachment_type", "author_name", "callback_id", "color", "fallback", "footer", "pretext", "text", "title")
_LINKED = ("author_icon", "author_link", "footer_icon", "from_url", "image_url", "thumb_url", "title_link")


def _invalid_key(_value: object, pointer: str) -> Iterator[Problem]:
    yield broken(pointer, "invalid_keys", "additional_property")


_FIELD = shape({}, {"title": _WORDS, "value": _WORDS, "short": boolean})
_ATTACHMENT = shape(
    {},
    {
        **dict.fromkeys(_WORDED, _WORDS),
        **dict.fromkeys(_LINKED, URL),
        "actions": array(anything, 5),
        "blocks": then(array(by_type(MESSAGE), 50, 0), among),
        "fields": array(_FIELD, MOST, 0),
        "id": integer(0),
        "mrkdwn_in": array(string(255), 10, 0),
        "ts": anything,
    },
    any_of=("blocks", "text", "fallback"),
    others=_invalid_key,
)
ATTACHMENTS = array(_ATTACHMENT, MOST, 0)
"""Slack refuses the whole message for a key that it does not know in an attachment."""
