from __future__ import annotations

import json

from capi_bot.slack.replies import Message, Painting, body_of, painting

MESSAGE = Message(text="é", blocks=({"type": "divider"},))


def test_the_size_counts_the_characters_of_the_json_that_is_sent() -> None:
    assert MESSAGE.size == len('[{"type":"divider"}]')


def test_a_message_is_a_painting_that_was_finished_from_the_start() -> None:
    assert painting(MESSAGE).look(0) == (MESSAGE, True)


def test_a_painting_stays_itself() -> None:
    unfinished = Painting(look=lambda _patience: (MESSAGE, False))

    assert painting(unfinished) is unfinished


def test_what_is_posted_never_unfurls() -> None:
    body = body_of(MESSAGE)

    assert (body["unfurl_links"], body["unfurl_media"]) == (False, False)
    assert json.loads(json.dumps(body))["blocks"] == [{"type": "divider"}]
