from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from capi_bot.sandbox.slack.board import Board
from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.refusals import NotPossibleError, RefusedError
from capi_bot.sandbox.slack.register import Register
from capi_bot.sandbox.slack.views import Views, filled

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
def views(board: Board) -> Views:
    ids = count(1)
    return Views(board, Register(Directory()), lambda: f"id{next(ids)}")


def code(act: Callable[[], object]) -> str:
    with pytest.raises(RefusedError) as caught:
        act()
    return caught.value.code


def titles(board: Board) -> list[str]:
    return [view["title"]["text"] for view in board.modals("U0ADA")]


def test_an_opened_view_gets_what_slack_adds(views: Views) -> None:
    view = views.open("U0ADA", form())
    assert view["id"].startswith("V")
    assert view["root_view_id"] == view["id"]
    assert view["previous_view_id"] is None
    assert (view["close"], view["private_metadata"], view["callback_id"]) == (None, "", "")
    assert view["state"] == {"values": {"q": {"a": {"type": "plain_text_input", "value": None}}}}


def test_views_stack_up_to_three_and_know_what_is_below(views: Views, board: Board) -> None:
    first = views.open("U0ADA", modal("1"))
    second = views.push("U0ADA", modal("2"))
    third = views.push("U0ADA", modal("3"))
    assert (third["root_view_id"], third["previous_view_id"]) == (first["id"], second["id"])
    assert code(lambda: views.push("U0ADA", modal("4"))) == "push_limit_reached"
    views.pop("U0ADA")
    assert titles(board) == ["1", "2"]
    views.open("U0ADA", modal("5"))
    assert titles(board) == ["5"]


def test_nothing_can_be_pushed_on_nothing(views: Views) -> None:
    assert code(lambda: views.push("U0ADA", modal())) == "not_found"


def test_an_update_finds_its_view_by_either_id_and_changes_the_hash(views: Views, board: Board) -> None:
    first = views.open("U0ADA", modal("1", external_id="mine"))
    views.push("U0ADA", modal("2"))
    again = views.update(modal("one"), view_id=first["id"])
    assert again["id"] == first["id"]
    assert again["hash"] != first["hash"]
    assert titles(board) == ["one", "2"]
    assert code(lambda: views.update(modal("x"), external_id="mine")) == "not_found"
    assert code(lambda: views.update(modal("x"), view_id="V0")) == "not_found"


def test_an_update_of_an_older_view_is_a_conflict(views: Views) -> None:
    view = views.open("U0ADA", modal())
    views.update(modal(), view_id=view["id"], seen_hash=view["hash"])
    assert code(lambda: views.update(modal(), view_id=view["id"], seen_hash=view["hash"])) == "hash_conflict"


def test_an_external_id_is_taken_once(views: Views) -> None:
    view = views.open("U0ADA", modal(external_id="mine"))
    assert code(lambda: views.push("U0ADA", modal(external_id="mine"))) == "duplicate_external_id"
    assert views.update(modal(external_id="mine"), external_id="mine")["id"] == view["id"]


def test_a_view_that_slack_would_refuse_is_refused(views: Views) -> None:
    assert code(lambda: views.open("U0ADA", modal(blocks=[]))) == "invalid_arguments"
    assert code(lambda: views.open("U0ADA", None)) == "invalid_arguments"
    assert code(lambda: views.open("U0ADA", modal(private_metadata="x" * 250_000))) == "view_too_large"


def test_what_was_filled_in_is_in_the_state(views: Views) -> None:
    view = filled(views.open("U0ADA", form()), {"q": {"a": {"value": "Ada"}}})
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
    views: Views,
    board: Board,
    answer: dict[str, Any],
    expected: list[str],
) -> None:
    views.open("U0ADA", modal("1"))
    view = views.push("U0ADA", modal("2"))
    views.follow("U0ADA", view["id"], answer)
    assert titles(board) == expected


def test_errors_keep_the_view_open_and_name_the_fields(views: Views, board: Board) -> None:
    view = views.open("U0ADA", form())
    with pytest.raises(NotPossibleError) as caught:
        views.follow("U0ADA", view["id"], {"response_action": "errors", "errors": {"q": "Say a name."}})
    assert caught.value.fields == {"q": "Say a name."}
    assert titles(board) == ["User"]


def home(words: str = "Live", **changes: object) -> dict[str, Any]:
    block = {"type": "section", "text": {"type": "plain_text", "text": words}}
    return {"type": "home", "blocks": [block], **changes}


def test_a_published_view_stays_the_same_view_and_changes_its_hash(views: Views, board: Board) -> None:
    first = views.publish("U0ADA", home(private_metadata="kept", callback_id="home"))
    second = views.publish("U0ADA", home("Ended"))
    assert first["id"] == second["id"] == first["root_view_id"]
    assert first["hash"] != second["hash"]
    assert (first["type"], first["private_metadata"], first["callback_id"]) == ("home", "kept", "home")
    assert (first["state"], first["close"], first["submit"]) == ({"values": {}}, None, None)
    assert board.home("U0ADA") == second
    assert views.publish("U0GRACE", home())["id"] != first["id"]


def test_a_publication_over_a_newer_one_is_a_conflict(views: Views) -> None:
    view = views.publish("U0ADA", home())
    views.publish("U0ADA", home(), view["hash"])
    assert code(lambda: views.publish("U0ADA", home(), view["hash"])) == "hash_conflict"
    assert code(lambda: views.publish("U0GRACE", home(), "1.2")) == "hash_conflict"


def test_a_home_tab_is_updated_by_its_id_and_stays_one(views: Views, board: Board) -> None:
    view = views.publish("U0ADA", home())
    changed = views.update(home("Ended"), view_id=view["id"], seen_hash=view["hash"])
    assert board.home("U0ADA") == changed
    assert board.modals("U0ADA") == ()
    assert code(lambda: views.update(home(), view_id=view["id"], seen_hash=view["hash"])) == "hash_conflict"
    assert code(lambda: views.update(modal(), view_id=view["id"])) == "invalid_arguments"


def test_each_surface_takes_its_own_views(views: Views) -> None:
    assert code(lambda: views.publish("U0ADA", modal())) == "invalid_arguments"
    assert code(lambda: views.open("U0ADA", home())) == "invalid_arguments"


def test_a_menu_of_conversations_starts_where_the_person_is(views: Views) -> None:
    menu = {"type": "conversations_select", "action_id": "a", "default_to_current_conversation": True}
    view = views.open("U0ADA", form() | {"blocks": [{**ASKS, "element": menu}]}, "C0CALLS")
    assert view["state"]["values"]["q"]["a"]["selected_conversation"] == "C0CALLS"
    assert view["blocks"][0]["element"]["initial_conversation"] == "C0CALLS"
    elsewhere = views.open("U0ADA", form() | {"blocks": [{**ASKS, "element": menu}]})
    assert elsewhere["state"]["values"]["q"]["a"]["selected_conversation"] is None
