from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from capi_bot.sandbox.slack.board import Board
from capi_bot.sandbox.slack.messages import File, Message
from capi_bot.sandbox.slack.refusals import NotPossibleError


@pytest.fixture
def board() -> Board:
    return Board(lambda: 1_540_459_680.5)


def say(board: Board, text: str, **more: str) -> Message:
    return board.put(Message(ts=board.next_ts(), channel="C0CALLS", user="U0ADA", text=text, **more))


def test_no_two_messages_share_a_ts_however_slow_the_clock(board: Board) -> None:
    assert [board.next_ts(), board.next_ts()] == ["1540459680.500000", "1540459680.500001"]


def test_every_change_is_a_new_version(board: Board) -> None:
    before = board.wait(0, 0)
    say(board, "hello")
    assert board.wait(0, 0) == before + 1


def test_who_waits_is_told_of_a_change(board: Board) -> None:
    before = board.wait(0, 0)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(board.wait, before, 20)
        board.toast("U0ADA", "hello")
        assert waiting.result(5) == before + 1


def test_nothing_new_is_the_same_version_when_the_wait_is_over(board: Board) -> None:
    before = board.wait(0, 0)
    assert board.wait(before, 0.01) == before


def test_an_edit_keeps_its_place_and_a_removal_leaves_none(board: Board) -> None:
    first, second = say(board, "one"), say(board, "two")
    board.put(replace(first, text="ONE"))
    assert [each.text for each in board.messages] == ["ONE", "two"]
    board.remove(second)
    board.remove(second)
    assert [each.text for each in board.messages] == ["ONE"]


def test_only_the_one_it_is_meant_for_sees_an_ephemeral_message(board: Board) -> None:
    message = say(board, "psst", ephemeral_to="U0ADA")
    assert [each["text"] for each in board.seen_by("U0ADA", {"C0CALLS"})["messages"]] == ["psst"]
    assert board.seen_by("U0GRACE", {"C0CALLS"})["messages"] == []
    assert board.seen("U0ADA", "C0CALLS", message.ts) == message
    with pytest.raises(NotPossibleError):
        board.seen("U0GRACE", "C0CALLS", message.ts)


def test_replies_that_everybody_sees_are_counted_at_the_parent(board: Board) -> None:
    parent = say(board, "parent")
    say(board, "reply", thread_ts=parent.ts)
    say(board, "psst", thread_ts=parent.ts, ephemeral_to="U0ADA")
    shown = board.seen_by("U0ADA", {"C0CALLS"})["messages"]
    assert [(each["text"], each["reply_count"], each["thread_ts"]) for each in shown] == [
        ("parent", 1, None),
        ("reply", 0, parent.ts),
        ("psst", 0, parent.ts),
    ]


def test_a_shown_message_has_exactly_the_fields_of_the_page(board: Board) -> None:
    say(board, "hello")
    [shown] = board.seen_by("U0ADA", {"C0CALLS"})["messages"]
    assert shown == {
        "ts": "1540459680.500000",
        "channel": "C0CALLS",
        "thread_ts": None,
        "user": "U0ADA",
        "text": "hello",
        "blocks": None,
        "ephemeral_to": None,
        "edited": False,
        "broadcast": False,
        "files": [],
        "subtype": "",
        "username": "",
        "icon": "",
        "metadata": None,
        "reactions": (),
        "attachments": [],
        "reply_count": 0,
    }


def test_a_file_is_shown_with_where_it_is(board: Board) -> None:
    file = File(id="F1", name="a.json", title="Call", mimetype="application/json", size=3)
    board.put(Message(ts=board.next_ts(), channel="C0CALLS", user="U0CAPIBOT", files=(file,)))
    [shown] = board.seen_by("U0ADA", {"C0CALLS"})["messages"]
    assert shown["files"][0]["url"] == "/files/F1/a.json"


def test_only_channels_that_are_open_to_the_person_are_shown(board: Board) -> None:
    say(board, "hello")
    assert board.seen_by("U0ADA", {"D0ADA"})["messages"] == []


def test_every_change_of_a_message_is_heard() -> None:
    heard: list[tuple[str | None, str | None]] = []
    board = Board(lambda: 0.0, lambda old, new: heard.append((old and old.text, new and new.text)))
    first = say(board, "one")
    board.put(replace(first, text="two"))
    board.remove(first)
    assert heard == [(None, "one"), ("one", "two"), ("two", None)]


def test_a_home_tab_is_found_by_its_view_and_belongs_to_one_person(board: Board) -> None:
    view = {"id": "V1", "external_id": "mine"}
    board.set_home("U0ADA", view)
    assert board.seen_by("U0ADA", set())["home"] == view
    assert board.find_view("V1") == board.find_view(external_id="mine") == ("U0ADA", view)
    assert board.seen_by("U0GRACE", set())["home"] is None
    with pytest.raises(NotPossibleError):
        board.view("U0GRACE", "V1")


def test_slackbot_whispers(board: Board) -> None:
    board.whisper("U0ADA", "C0CALLS", "No such command.")
    [message] = board.messages
    assert (message.user, message.ephemeral_to) == ("USLACKBOT", "U0ADA")


def test_the_view_on_top_is_the_one_seen_and_only_its_owner_has_it(board: Board) -> None:
    below, top = {"id": "V1", "external_id": ""}, {"id": "V2", "external_id": "mine"}
    board.set_modals("U0ADA", (below, top))
    assert board.seen_by("U0ADA", {"C0CALLS"})["modal"] == top
    assert board.seen_by("U0GRACE", {"C0CALLS"})["modal"] is None
    assert board.find_view(external_id="mine") == ("U0ADA", top)
    assert board.view("U0ADA", "V1") == below
    for user, view_id in (("U0GRACE", "V1"), ("U0ADA", "V3")):
        with pytest.raises(NotPossibleError):
            board.view(user, view_id)


def test_a_view_is_swapped_where_it_stands(board: Board) -> None:
    board.set_modals("U0ADA", ({"id": "V1", "n": 1}, {"id": "V2", "n": 2}))
    board.swap_view("U0ADA", {"id": "V1", "n": 3})
    assert board.modals("U0ADA") == ({"id": "V1", "n": 3}, {"id": "V2", "n": 2})


def test_toasts_belong_to_a_person_until_they_are_cleared(board: Board) -> None:
    board.toast("U0ADA", "one")
    board.toast("U0ADA", "two")
    one, two = board.toasts("U0ADA")
    assert (one["text"], two["text"]) == ("one", "two")
    assert one["id"] != two["id"]
    assert board.toasts("U0GRACE") == []
    board.toast("U0GRACE", "three")
    board.clear_toasts("U0ADA")
    assert (board.toasts("U0ADA"), len(board.toasts("U0GRACE"))) == ([], 1)
