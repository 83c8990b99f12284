from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from capi_bot.sandbox.slack.board import Board
from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.refusals import NotPossibleError, RefusedError
from capi_bot.sandbox.slack.views import Modals, filled

ASKS = {
    "type": "input",
    "block_id": "q",
    "label": {"type": "plain_text", "text": "Name"},
    "element": {"type": "plain_text_input", "action_id": "a"},
}


def modal(title: str = "User", **changes: object) -> dict[str, Any]:
    return {"type": "modal", "title": {"type": "plain_text", "text": title}, "blocks": [{"type": "divider"}], **changes}


def form() -> dict[str, Any]:
    return modal(blocks=[ASKS], submit={"type": "plain_text", "text": "Save"})


@pytest.fixture
def board() -> Board:
    return Board(lambda: 0.0)


@pytest.fixture
def modals(board: Board) -> Modals:
    ids = count(1)
    return Modals(board, Directory(), lambda: f"id{next(ids)}")


def code(act: Callable[[], object]) -> str:
    with pytest.raises(RefusedError) as caught:
        act()
    return caught.value.code


def titles(board: Board) -> list[str]:
    return [view["title"]["text"] for view in board.modals("U0ADA")]


def test_an_opened_view_gets_what_slack_adds(modals: Modals) -> None:
    view = modals.open("U0ADA", form())
    assert view["id"].startswith("V")
    assert view["root_view_id"] == view["id"]
    assert view["previous_view_id"] is None
    assert (view["close"], view["private_metadata"], view["callback_id"]) == (None, "", "")
    assert view["state"] == {"values": {"q": {"a": {"type": "plain_text_input", "value": None}}}}


def test_views_stack_up_to_three_and_know_what_is_below(modals: Modals, board: Board) -> None:
    first = modals.open("U0ADA", modal("1"))
    second = modals.push("U0ADA", modal("2"))
    third = modals.push("U0ADA", modal("3"))
    assert (third["root_view_id"], third["previous_view_id"]) == (first["id"], second["id"])
    assert code(lambda: modals.push("U0ADA", modal("4"))) == "push_limit_reached"
    modals.pop("U0ADA")
    assert titles(board) == ["1", "2"]
    modals.open("U0ADA", modal("5"))
    assert titles(board) == ["5"]


def test_nothing_can_be_pushed_on_nothing(modals: Modals) -> None:
    assert code(lambda: modals.push("U0ADA", modal())) == "not_found"


def test_an_update_finds_its_view_by_either_id_and_changes_the_hash(modals: Modals, board: Board) -> None:
    first = modals.open("U0ADA", modal("1", external_id="mine"))
    modals.push("U0ADA", modal("2"))
    again = modals.update(modal("one"), view_id=first["id"])
    assert again["id"] == first["id"]
    assert again["hash"] != first["hash"]
    assert titles(board) == ["one", "2"]
    assert code(lambda: modals.update(modal("x"), external_id="mine")) == "not_found"
    assert code(lambda: modals.update(modal("x"), view_id="V0")) == "not_found"


def test_an_update_of_an_older_view_is_a_conflict(modals: Modals) -> None:
    view = modals.open("U0ADA", modal())
    modals.update(modal(), view_id=view["id"], seen_hash=view["hash"])
    assert code(lambda: modals.update(modal(), view_id=view["id"], seen_hash=view["hash"])) == "hash_conflict"


def test_an_external_id_is_taken_once(modals: Modals) -> None:
    view = modals.open("U0ADA", modal(external_id="mine"))
    assert code(lambda: modals.push("U0ADA", modal(external_id="mine"))) == "duplicate_external_ID"
    assert modals.update(modal(external_id="mine"), external_id="mine")["id"] == view["id"]


def test_a_view_that_slack_would_refuse_is_refused(modals: Modals) -> None:
    assert code(lambda: modals.open("U0ADA", modal(blocks=[]))) == "invalid_arguments"
    assert code(lambda: modals.open("U0ADA", None)) == "invalid_arguments"
    assert code(lambda: modals.open("U0ADA", modal(private_metadata="x" * 250_000))) == "view_too_large"


def test_what_was_filled_in_is_in_the_state(modals: Modals) -> None:
    view = filled(modals.open("U0ADA", form()), {"q": {"a": {"value": "Ada"}}})
    assert view["state"]["values"]["q"]["a"]["value"] == "Ada"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({}, ["1"]),
        ({"response_action": "clear"}, []),
        ({"response_action": "update", "view": modal("two")}, ["1", "two"]),
        ({"response_action": "push", "view": modal("3")}, ["1", "2", "3"]),
    ],
)
def test_the_answer_to_a_submission_is_followed(
    modals: Modals,
    board: Board,
    answer: dict[str, Any],
    expected: list[str],
) -> None:
    modals.open("U0ADA", modal("1"))
    view = modals.push("U0ADA", modal("2"))
    modals.follow("U0ADA", view["id"], answer)
    assert titles(board) == expected


def test_errors_keep_the_view_open_and_name_the_fields(modals: Modals, board: Board) -> None:
    view = modals.open("U0ADA", form())
    with pytest.raises(NotPossibleError) as caught:
        modals.follow("U0ADA", view["id"], {"response_action": "errors", "errors": {"q": "Say a name."}})
    assert caught.value.fields == {"q": "Say a name."}
    assert titles(board) == ["User"]
