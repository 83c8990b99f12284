from __future__ import annotations

from dataclasses import replace

import pytest

from capi_bot.sandbox.errors import SandboxError
from capi_bot.sandbox.slack import element_finder
from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.errors import NotPossibleError
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.store import Store

DIRECTORY = Directory()
ADA = next(each for each in DIRECTORY.people if each.name == "ada")


def button(action_id: str, value: str = "") -> dict[str, object]:
    return {"type": "button", "action_id": action_id, "value": value}


def row(block_id: str, *elements: object) -> dict[str, object]:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def message(ts: str, *blocks: dict[str, object]) -> Message:
    return Message(ts=ts, channel="C1", user="U1", blocks=blocks)


def test_a_person_looks_in_their_modal_then_in_the_newest_message_and_last_on_their_home_tab() -> None:
    store = Store(lambda: 1_540_459_680.0)
    for each in (message("1"), message("2"), replace(message("3"), ephemeral_to="U2")):
        store.put(each)
    store.set_modals("U1", ({"id": "V1", "blocks": []}, {"id": "V2", "blocks": []}))
    store.set_home("U1", {"id": "V3", "blocks": []})
    assert [surface.view_id or surface.ts for surface in element_finder.surfaces(store, "U1")] == ["V2", "2", "1", "V3"]
    assert [surface.ts for surface in element_finder.surfaces(store, "U2")] == ["3", "2", "1"]


def test_the_first_surface_that_has_it_is_meant() -> None:
    surfaces = [
        element_finder.of_message(message("1", row("a", button("other")))),
        element_finder.of_message(message("2", row("b", button("go")))),
    ]
    surface, block, element = element_finder.find(surfaces, "go")
    assert (surface.ts, block["block_id"], element["action_id"]) == ("2", "b", "go")


@pytest.mark.parametrize(("action_id", "nth"), [("gone", 0), ("go", 1)])
def test_what_is_not_there_cannot_be_pressed(action_id: str, nth: int) -> None:
    surface = element_finder.of_message(message("1", row("a", button("go"))))
    with pytest.raises(NotPossibleError, match=f"called {action_id}"):
        element_finder.find([surface, element_finder.of_message(message("2"))], action_id, nth)


def field(block_id: str, action_id: str) -> dict[str, object]:
    return {"type": "input", "block_id": block_id, "element": {"type": "plain_text_input", "action_id": action_id}}


VIEW = {"id": "V1", "blocks": [field("b1", "name"), field("b2", "town"), row("b3", button("go"))]}


def test_a_form_is_filled_in_by_action_ids() -> None:
    assert element_finder.filled(DIRECTORY, VIEW, {"town": "Oslo"}) == {"b2": {"town": {"value": "Oslo"}}}
    assert element_finder.filled(DIRECTORY, VIEW, {}) == {}


def test_what_has_no_input_cannot_be_filled_in() -> None:
    with pytest.raises(NotPossibleError, match="called age, go"):
        element_finder.filled(DIRECTORY, VIEW, {"go": "x", "age": "7"})


@pytest.mark.parametrize(
    ("kind", "value", "given"),
    [
        ("users_select", "grace", "U0GRACE"),
        ("users_select", "U0GRACE", "U0GRACE"),
        ("users_select", None, None),
        ("multi_users_select", "ada", ["U0ADA"]),
        ("multi_users_select", ("ada", "grace"), ["U0ADA", "U0GRACE"]),
        ("multi_users_select", None, []),
        ("channels_select", "calls", "C0CALLS"),
        ("multi_channels_select", ["#calls", "C0LOBBY"], ["C0CALLS", "C0LOBBY"]),
        ("conversations_select", "lobby", "C0LOBBY"),
        ("conversations_select", "ada", DIRECTORY.direct_message(ADA).id),
        ("number_input", 0, "0"),
        ("datepicker", "2026-11-21", "2026-11-21"),
    ],
)
def test_people_channels_and_numbers_are_given_as_the_page_gives_them(kind: str, value: object, given: object) -> None:
    element = {"type": kind, "action_id": "a"}
    press = element_finder.press(DIRECTORY, {"block_id": "b"}, element, value)
    assert (press.block_id, press.action_id, press.given) == ("b", "a", {"value": given})


def test_one_of_several_boxes_can_be_ticked() -> None:
    boxes = {"type": "checkboxes", "action_id": "a", "options": [{"text": {}, "value": "red"}]}
    assert element_finder.press(DIRECTORY, {"block_id": "b"}, boxes, "red").given == {"value": ["red"]}


@pytest.mark.parametrize(("kind", "value"), [("datepicker", "tomorrow"), ("timepicker", "25:00")])
def test_what_slacks_client_lets_nobody_choose_is_refused(kind: str, value: str) -> None:
    with pytest.raises(NotPossibleError, match="such as"):
        element_finder.press(DIRECTORY, {"block_id": "b"}, {"type": kind, "action_id": "a"}, value)


def test_who_or_what_is_not_there_is_named_with_who_is() -> None:
    assert (element_finder.person(DIRECTORY, "ada"), element_finder.channel(DIRECTORY, "#calls").id) == (ADA, "C0CALLS")
    with pytest.raises(SandboxError, match="nobody called zoe: there are ada"):
        element_finder.person(DIRECTORY, "zoe")
    with pytest.raises(SandboxError, match="no channel called attic"):
        element_finder.channel(DIRECTORY, "attic")
