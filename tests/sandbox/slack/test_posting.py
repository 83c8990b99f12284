from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from capi_bot.sandbox.slack.board import Board
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.posting import Content, answer, decoded, edited, thread_parent, with_ids
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.response_tokens import ResponseUrl

BOT = "U0CAPIBOT"
BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Press"}}


@pytest.fixture
def board() -> Board:
    return Board(lambda: 1000.0)


@pytest.fixture
def new_id() -> Callable[[], str]:
    ids = count(1)
    return lambda: f"id{next(ids)}"


@pytest.fixture
def posted(board: Board) -> Message:
    return board.put(Message(ts=board.next_ts(), channel="C0LOBBY", user=BOT, text="List"))


def url(message: Message | None = None) -> ResponseUrl:
    ts = message.ts if message else None
    return ResponseUrl(secret="s", user="U0ADA", channel="C0LOBBY", made_at=0, message_ts=ts)


def respond(board: Board, ticket: ResponseUrl, **body: Any) -> list[tuple[str, str | None, str | None]]:  # noqa: ANN401 - JSON
    answer(board, ticket, body, BOT, lambda: "id")
    return [(each.text, each.ephemeral_to, each.thread_ts) for each in board.messages]


def code(act: Callable[[], object]) -> str:
    with pytest.raises(RefusedError) as caught:
        act()
    return caught.value.code


def test_a_message_without_words_is_refused(new_id: Callable[[], str]) -> None:
    for body in ({}, {"text": ""}, {"blocks": []}, {"blocks": "[]"}, {"attachments": []}, {"attachments": "[]"}):
        assert code(lambda body=body: Content(body, new_id)) == "no_text"


DIVIDER = {"type": "divider"}
TABLE = {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}
LONG = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2540}}] * 5


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"blocks": [{"type": "marquee"}]}, "invalid_blocks"),
        ({"blocks": [DIVIDER] * 51}, "invalid_blocks"),
        ({"blocks": "[{"}, "invalid_blocks_format"),
        ({"blocks": "[" * 100_000}, "invalid_blocks_format"),
        ({"blocks": DIVIDER}, "invalid_blocks_format"),
        ({"blocks": [*LONG[1:], DIVIDER, DIVIDER, *LONG[:1]]}, "msg_blocks_too_long"),
        ({"blocks": [TABLE, TABLE]}, "invalid_attachments"),
        ({"attachments": [{"color": "#3f8"}]}, "invalid_attachments"),
        ({"attachments": "[{"}, "invalid_attachments"),
        ({"attachments": {"fallback": "x"}}, "invalid_attachments"),
        ({"attachments": [{"fallback": "x"}] * 101}, "too_many_attachments"),
    ],
)
def test_what_slack_would_refuse_is_refused(body: dict[str, Any], error: str, new_id: Callable[[], str]) -> None:
    assert code(lambda: Content({"text": "List", **body}, new_id)) == error


def test_blocks_may_count_so_much_together_but_more_through_a_response_url(new_id: Callable[[], str]) -> None:
    assert Content({"blocks": LONG}, new_id).blocks
    assert Content({"blocks": LONG * 10}, new_id, longest=None).blocks
    assert code(lambda: Content({"blocks": [*LONG, DIVIDER]}, new_id)) == "msg_blocks_too_long"


def test_a_second_table_is_told_with_its_place(new_id: Callable[[], str]) -> None:
    with pytest.raises(RefusedError) as caught:
        Content({"blocks": [TABLE, DIVIDER, TABLE]}, new_id)
    assert caught.value.details["errors"] == ["only_one_table_allowed [json-pointer:/blocks/2]"]


def test_attachments_are_numbered_and_their_blocks_named(new_id: Callable[[], str]) -> None:
    boxes = [{"text": "Old"}, {"color": "#3f8", "blocks": [{"type": "actions", "elements": [BUTTON]}]}]
    made = Content({"attachments": boxes}, new_id).attachments
    assert made == (
        {"text": "Old", "id": 1},
        {
            "fallback": "[no preview available]",
            "color": "#3f8",
            "blocks": [{"type": "actions", "elements": [{**BUTTON, "action_id": "id2"}], "block_id": "id1"}],
            "id": 2,
        },
    )
    assert Content({"text": "x"}, new_id).attachments is None


def test_an_edit_keeps_what_it_does_not_speak_of(posted: Message, new_id: Callable[[], str]) -> None:
    boxed = Content({"attachments": [{"text": "Box"}]}, new_id).on(posted)
    assert (boxed.text, boxed.blocks, boxed.attachments) == ("List", None, ({"text": "Box", "id": 1},))
    assert Content({"text": "New"}, new_id).on(boxed).attachments == boxed.attachments
    assert Content({"text": "New", "attachments": []}, new_id).on(boxed).attachments == ()
    assert not edited(boxed, Content({"text": "New", "blocks": [DIVIDER]}, new_id)).edited


def test_a_text_too_long_is_cut(new_id: Callable[[], str]) -> None:
    assert len(Content({"text": "x" * 40_001}, new_id).text) == 40_000


def test_a_forms_json_is_read_and_junk_refused() -> None:
    assert decoded('[{"type":"divider"}]') == [{"type": "divider"}]
    assert decoded(None) is None
    assert code(lambda: decoded("[{")) == "invalid_blocks_format"


def test_ids_that_the_app_left_out_are_made_up_and_the_others_kept(new_id: Callable[[], str]) -> None:
    image = {"type": "image", "alt_text": "x", "image_url": "x"}
    blocks = [
        {"type": "actions", "block_id": "row", "elements": [BUTTON, {**BUTTON, "action_id": "mine"}]},
        {"type": "section", "text": {"type": "mrkdwn", "text": "x"}, "accessory": image},
        {"type": "container", "child_blocks": [{"type": "section", "accessory": BUTTON}]},
        {"type": "context", "elements": [image]},
        {"type": "carousel", "elements": [{"type": "card", "actions": [BUTTON]}]},
        {"type": "data_table", "rows": [[{"type": "raw_text", "text": "x"}], [{"type": "action", "element": BUTTON}]]},
    ]
    actions, section, container, context, carousel, table = with_ids(blocks, new_id)
    assert actions["block_id"] == "row"
    assert [element["action_id"] for element in actions["elements"]] == ["id1", "mine"]
    assert section["accessory"] == image
    assert container["child_blocks"][0]["accessory"]["action_id"]
    assert context["elements"] == [image]
    assert carousel["elements"][0]["actions"][0]["action_id"]
    assert table["rows"][0] == [{"type": "raw_text", "text": "x"}]
    assert table["rows"][1][0]["element"]["action_id"]


def test_a_thread_hangs_on_a_message_of_its_own_that_all_see(board: Board, posted: Message) -> None:
    reply = board.put(Message(ts=board.next_ts(), channel="C0LOBBY", user=BOT, thread_ts=posted.ts))
    secret = board.put(Message(ts=board.next_ts(), channel="C0LOBBY", user=BOT, ephemeral_to="U0ADA"))
    assert thread_parent(board, "C0LOBBY", None) is None
    assert thread_parent(board, "C0LOBBY", posted.ts) == posted.ts
    assert code(lambda: thread_parent(board, "C0LOBBY", "1.0")) == "thread_not_found"
    assert code(lambda: thread_parent(board, "C0LOBBY", reply.ts)) == "cannot_reply_to_message"
    assert code(lambda: thread_parent(board, "C0LOBBY", secret.ts)) == "cannot_reply_to_message"


def test_an_answer_is_ephemeral_unless_it_says_in_channel(board: Board) -> None:
    respond(board, url(), text="one")
    assert respond(board, url(), text="two", response_type="in_channel") == [
        ("one", "U0ADA", None),
        ("two", None, None),
    ]


def test_a_commands_url_replaces_nothing_and_posts_anew(board: Board) -> None:
    respond(board, url(), text="Looking up…")
    assert respond(board, url(), text="Result", replace_original=True) == [
        ("Looking up…", "U0ADA", None),
        ("Result", "U0ADA", None),
    ]


def test_a_clicked_message_is_replaced_and_keeps_who_sees_it(board: Board, posted: Message) -> None:
    assert respond(board, url(posted), text="New", replace_original=True) == [("New", None, None)]


def test_an_ephemeral_message_is_replaced_only_so(board: Board) -> None:
    ts = board.next_ts()
    secret = board.put(Message(ts=ts, channel="C0LOBBY", user=BOT, text="Old", ephemeral_to="U0ADA"))
    changed = respond(board, url(secret), text="New", replace_original=True, response_type="in_channel")
    assert changed == [("New", "U0ADA", None)]


def test_a_thread_answer_overwrites_the_clicked_message_unless_told_not_to(board: Board, posted: Message) -> None:
    public = {"response_type": "in_channel", "thread_ts": posted.ts}
    assert respond(board, url(posted), text="Card", **public) == [("Card", None, None)]
    assert respond(board, url(posted), text="Second", replace_original=False, **public) == [
        ("Card", None, None),
        ("Second", None, posted.ts),
    ]


def test_unsaid_an_ephemeral_answer_leaves_a_public_message_alone(board: Board, posted: Message) -> None:
    assert respond(board, url(posted), text="Only you") == [("List", None, None), ("Only you", "U0ADA", None)]


def test_a_clicked_message_is_deleted(board: Board, posted: Message) -> None:
    assert respond(board, url(posted), delete_original=True) == []
    assert code(lambda: respond(board, url(posted), delete_original=True)) == "message_not_found"
    assert code(lambda: respond(board, url(posted), text="x", replace_original=True)) == "message_not_found"
    assert code(lambda: respond(board, url(), delete_original=True)) == "message_not_found"


def test_only_an_edit_without_blocks_is_marked(posted: Message, new_id: Callable[[], str]) -> None:
    assert edited(posted, Content({"text": "x"}, new_id)).edited
    changed = edited(posted, Content({"text": "x", "blocks": [{"type": "divider"}]}, new_id))
    assert (changed.edited, changed.ts) == (False, posted.ts)
