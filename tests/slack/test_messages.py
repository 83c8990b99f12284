from __future__ import annotations

import json
from dataclasses import replace

from capi_bot.slack.messages import (
    Message,
    PendingReply,
    as_pending,
    body_of,
)
from capi_bot.slack.views.sharing import with_share_button

MESSAGE = Message(text="é", blocks=({"type": "divider"},))


def test_the_size_counts_the_characters_of_the_json_that_is_sent() -> None:
    assert MESSAGE.size == len('[{"type":"divider"}]')


def test_the_size_to_share_has_room_for_the_row_that_is_added() -> None:
    shared = replace(MESSAGE, share="card:o=CON-1")

    assert MESSAGE.size_to_share == MESSAGE.size
    assert all(with_share_button(shared, anywhere=anywhere).size <= shared.size_to_share for anywhere in (False, True))


def test_a_message_is_a_painting_that_was_finished_from_the_start() -> None:
    assert as_pending(MESSAGE).look(0) == (MESSAGE, True)


def test_a_painting_stays_itself() -> None:
    unfinished = PendingReply(look=lambda _patience: (MESSAGE, False))

    assert as_pending(unfinished) is unfinished


def test_what_is_posted_never_unfurls() -> None:
    body = body_of(MESSAGE)

    assert (body["unfurl_links"], body["unfurl_media"]) == (False, False)
    assert json.loads(json.dumps(body))["blocks"] == [{"type": "divider"}]
