"""Keep filters and find them on Home again, by signed HTTP between real processes, with both versions of the API."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from capi_bot.sandbox.environment import SandboxEnvironment
from tests.e2e.person import GRACE, Message, Person, View, buttons, is_settled, labels, said

pytestmark = pytest.mark.e2e

SEED = "CON-bc643220-2542-499a-892e-c982c4150c06"


@pytest.fixture
def grace(busy_sandbox: SandboxEnvironment) -> Person:
    """Return somebody whom no other test of a Home tab is about."""
    return Person(sandbox=busy_sandbox, name=GRACE)


def saves(person: Person, words: str) -> Message:
    """Save the filters of a list, and return the note that tells so."""
    listed = person.asks(f"/capi conversations {words}", is_settled)
    person.presses(listed, "list.save")
    return person.sees(lambda message: message["ts"] > listed["ts"] and message["text"].startswith("Saved."))


def kept(view: View) -> list[str]:
    """Return the saved filters that a Home tab shows."""
    return [button["accessibility_label"].removeprefix("Show ") for _, button in buttons(view, "home.saved")]


@pytest.mark.parametrize("private", ["", " private"])
def test_filters_are_saved_from_any_list_for_who_saved_them_and_nobody_else(ada: Person, private: str) -> None:
    note = saves(ada, f"ended since 2018-10-24{private}")
    assert note["ephemeral_to"] == ada.name

    ada.opens_home()
    home = ada.sees_home(lambda view: bool(kept(view)))
    assert kept(home) == ["ended since 2018-10-24"]
    replace(ada, name=GRACE).opens_home()
    other = replace(ada, name=GRACE).sees_home(lambda view: "Saved filters" in said(view))
    assert not kept(other)

    ada.presses_in_home(home, "home.forget")
    ada.sees_home(lambda view: "None yet." in said(view))


def test_a_list_without_filters_offers_none_to_save(ada: Person) -> None:
    assert "Save filter" not in labels(ada.asks("/capi conversations", is_settled))


def test_a_search_in_a_window_is_saved_from_there_and_the_window_stays(ada: Person) -> None:
    ada.opens_home()
    home = ada.sees_home(lambda view: "Search…" in labels(view))
    ada.presses_in_home(home, "home.search")
    form = ada.sees_modal(lambda view: view["callback_id"] == "search")
    ada.submits(form, {"words": {"value": {"type": "plain_text_input", "value": '"stand-up" 4c65'}}})
    listed = ada.sees_modal(lambda view: "Looking…" not in said(view) and "list.save" in said(view))
    ada.presses_in_modal(listed, "list.save")
    noted = ada.sees_modal(lambda view: "Saved. You find it on my Home tab." in said(view))
    assert "4c65bd60" in said(noted)

    ada.opens_home()
    saved = ada.sees_home(lambda view: bool(kept(view)))
    ada.presses_in_home(saved, "home.forget")
    ada.sees_home(lambda view: "None yet." in said(view))


def test_many_filters_are_turned_through_and_one_is_removed_from_the_last_page(grace: Person) -> None:
    words = ("live", "ended", "open", "oldest")
    for each in (*words, words[-1]):
        saves(grace, each)
    grace.opens_home()
    home = grace.sees_home(lambda view: len(kept(view)) == 3)
    assert kept(home) == ["oldest", "idle", "ended"]

    last = next(number for number, (_, button) in enumerate(buttons(home, "home.on")) if "s=2" in button["value"])
    grace.presses_in_home(home, "home.on", nth=last)
    second = grace.sees_home(lambda view: kept(view) == ["live"])
    grace.presses_in_home(second, "home.saved")
    grace.sees_modal(lambda view: SEED in said(view) and "live" in said(view))
    grace.presses_in_home(second, "home.forget")
    assert kept(grace.sees_home(lambda view: len(kept(view)) == 3)) == ["oldest", "idle", "ended"]


def test_they_are_there_when_the_bot_comes_back(tmp_path: Path) -> None:
    extra = {"CAPI_STORE": str(tmp_path / "saved.sqlite3")}
    with SandboxEnvironment(extra_env=extra) as before:
        saves(Person(sandbox=before), "live with 447700000001")

    with SandboxEnvironment(extra_env=extra) as after:
        ada = Person(sandbox=after)
        ada.opens_home()
        home = ada.sees_home(lambda view: bool(kept(view)))
        ada.presses_in_home(home, "home.saved")
        ada.sees_modal(lambda view: SEED in said(view))
    assert kept(home) == ["live with 447700000001"]
