from __future__ import annotations

import json
from dataclasses import replace

from capi_bot.slack.messages import (
    MODAL_BLOCKS,
    Message,
    message_body,
    with_note,
)
from capi_bot.slack.views.sharing import with_share_button

MESSAGE = Message(text="é", blocks=({"type": "divider"},))


def test_the_size_counts_the_characters_of_the_json_that_is_sent() -> None:
    assert MESSAGE.size == len('[{"type":"divider"}]')


def test_the_size_to_share_has_room_for_the_row_that_is_added() -> None:
    shared = replace(MESSAGE, share="card:o=CON-1")

    assert MESSAGE.size_to_share == MESSAGE.size
    assert all(with_share_button(shared, anywhere=anywhere).size <= shared.size_to_share for anywhere in (False, True))


def test_what_is_posted_never_unfurls() -> None:
    body = message_body(MESSAGE)

    assert (body["unfurl_links"], body["unfurl_media"]) == (False, False)
    assert json.loads(json.dumps(body))["blocks"] == [{"type": "divider"}]


def test_a_note_stands_above_what_a_view_shows_in_place_of_an_earlier_one() -> None:
    first = with_note(MESSAGE, [{"type": "section"}])
    second = with_note(replace(MESSAGE, text="again"), first.blocks)

    assert first.blocks == ({"type": "divider", "block_id": "note.0"}, {"type": "section"})
    assert second == replace(first, text="again")


def test_a_view_with_a_note_has_no_more_blocks_than_slack_takes() -> None:
    blocks = with_note(MESSAGE, [{"type": "section"}] * MODAL_BLOCKS).blocks

    assert len(blocks) == MODAL_BLOCKS
    assert blocks[0]["block_id"] == "note.0"
