"""Narrow the list by words and by menus, by signed HTTP between real processes, with both versions of the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from capi_bot.sandbox.environment import SandboxEnvironment
from capi_bot.sandbox.world.records import ident
from tests.e2e.person import Message, Outage, Person, buttons, is_settled, labels

pytestmark = pytest.mark.e2e

SEED = "CON-bc643220-2542-499a-892e-c982c4150c06"
WAITING, STAND_UP, NIGHT_LINE = ident("CON", "waiting"), ident("CON", "stand-up"), ident("CON", "open-line")
MENU, EXTENSION = ident("CON", "menu"), ident("CON", "extension")
MESSAGES = ident("CON", "text-messages")
CHATS = (ident("CON", "viber-chat"), ident("CON", "messenger-chat"))
FIVE_DAYS = "2018-10-20..2018-10-24"
DAYS = "20–24 Oct 2018"  # noqa: RUF001 - a range of days is written so

SENTENCES: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "conversations live with 447700000001": ("live, with 447700000001", (SEED,), (WAITING, NIGHT_LINE)),
    "Conversations LIVE with +44 (0) 7700‑900‑111.": ("live, with 447700900111", (WAITING,), (MENU, SEED)),  # noqa: RUF001 - a phone's dash
    "conversations ended with 447700900111": ("ended, with 447700900111", (MENU, EXTENSION), (WAITING,)),
    "conversations “night-line”": ("named night-line", (NIGHT_LINE,), (STAND_UP,)),
    f"conversations {FIVE_DAYS} oldest SMS-": (f"{DAYS}, named SMS-, oldest first", (MESSAGES,), (MENU,)),
    f"since 2018-10-25 {STAND_UP[:14]}": ("since 25 Oct 2018, named", (STAND_UP,), (NIGHT_LINE,)),
}
"""What is typed: what the heading says of it, and which conversations are found and which are not."""

NAMES: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "live with Priya Raman": ("live, with Priya Raman", (STAND_UP,), (SEED, NIGHT_LINE)),
    "conversations open “night line”": ("idle, named night line", (NIGHT_LINE,), (STAND_UP,)),
    f"conversations {FIVE_DAYS} oldest inês": (f"{DAYS}, named inês, oldest first", CHATS, (EXTENSION,)),
}
"""The same by display names and by what is open, of which the older API tells too little."""

DOORS: Mapping[str, Callable[[Person, str], Message]] = {
    "slash command": lambda ada, words: ada.asks(f"/capi {words}", is_settled),
    "mention": lambda ada, words: ada.asks(f"@capi {words}", is_settled),
    "direct message": lambda ada, words: ada.to_bot().asks(words, is_settled),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_finds_the_same_whichever_way_it_comes(ada: Person, door: str, sentence: str) -> None:
    _finds(DOORS[door](ada, sentence), *SENTENCES[sentence])


@pytest.mark.parametrize("sandbox", ["v1"], indirect=True)
@pytest.mark.parametrize("sentence", NAMES)
def test_people_and_conversations_are_found_by_what_they_are_called(ada: Person, sentence: str) -> None:
    _finds(ada.asks(f"/capi {sentence}", is_settled), *NAMES[sentence])


def test_menus_narrow_the_list_and_what_they_chose_outlives_pages_rows_and_refreshing(ada: Person) -> None:
    listed = ada.asks("/capi conversations since 2018-10-01", is_settled)
    ada.chooses(listed, "list.order", "oldest")
    oldest = ada.sees_again(listed, lambda message: "oldest first" in message["text"])
    assert _chosen(oldest) == {"list.state": "all", "list.since": "2018-10-01", "list.order": "oldest"}

    ada.presses(oldest, "list.next")
    second = ada.sees_again(listed, lambda message: "oldest first · page 2" in message["text"])
    ada.presses(second, "row.events", word=MENU)
    opened = ada.sees_again(listed, lambda message: "hung up" in message["text"])
    assert "oldest first · page 2" in opened["text"]
    ada.presses(opened, "list.refresh")
    again = ada.sees_again(listed, lambda message: "hung up" in message["text"])
    assert _chosen(again) == _chosen(oldest)

    ada.presses(again, "list.previous")
    first = ada.sees_again(listed, lambda message: "page 2" not in message["text"])
    assert _rows(first) == _rows(oldest)


@pytest.mark.parametrize("private", ["", " private"])
def test_a_state_is_chosen_from_the_first_page_and_kept_by_an_opened_row(ada: Person, private: str) -> None:
    listed = ada.asks(f"/capi conversations{private}", is_settled)
    ada.presses(listed, "list.next")
    second = ada.sees_again(listed, lambda message: "page 2" in message["text"])
    ada.chooses(second, "list.state", "live")
    live = ada.sees_again(listed, lambda message: "live, newest" in message["text"] and is_settled(message))
    assert "page 2" not in live["text"]
    assert "⚫" not in live["text"]

    ada.presses(live, "row.members", word=SEED)
    opened = ada.sees_again(listed, lambda message: "phone · +44 7700 000001" in message["text"])
    assert "live, newest" in opened["text"]
    assert "⚫" not in opened["text"]
    is_read = ada.api_asked_since()
    ada.presses(opened, "list.refresh")
    again = ada.sees_again(listed, lambda message: is_read(message) and is_settled(message))
    assert _chosen(again)["list.state"] == "live"


def test_a_time_that_nothing_is_in_says_what_to_do_and_any_time_brings_all_back(ada: Person) -> None:
    listed = ada.asks("/capi conversations", is_settled)
    ada.chooses(listed, "list.since", "1h")
    empty = ada.sees_again(listed, lambda message: "There are no such conversations." in message["text"])
    assert "Choose something wider above, or press Search…" in empty["text"]

    ada.chooses(empty, "list.since", "any")
    ada.sees_again(listed, lambda message: SEED in message["text"])


def test_the_events_of_an_opened_row_are_narrowed_without_losing_the_list(ada: Person) -> None:
    listed = ada.asks("/capi conversations ended with 447700900111", is_settled)
    ada.presses(listed, "row.events", word=MENU)
    opened = ada.sees_again(listed, lambda message: "hung up" in message["text"])
    ada.chooses(opened, "row.group", "audio")
    narrowed = ada.sees_again(listed, lambda message: "Only events of the group Audio" in message["text"])
    assert "hung up" not in narrowed["text"]
    assert "Conversations, ended, with 447700900111" in narrowed["text"]

    ada.presses(narrowed, "row.on")
    older = ada.sees_again(listed, lambda message: "Newer" in labels(message))
    assert "Only events of the group Audio" in older["text"]


def test_a_search_that_breaks_off_keeps_what_it_has_and_continue_goes_on(
    ada: Person, sandbox: SandboxEnvironment, outage: Outage
) -> None:
    sandbox.faults.next(path="*/conversations", times=30, **outage)
    listed = ada.asks("/capi conversations live", lambda message: "Continue tries again" in message["text"])
    assert "Vonage could not be reached" in listed["text"]
    assert SEED in listed["text"]  # known from the calls in progress

    sandbox.faults.clear()
    ada.presses(listed, "list.next")
    ada.sees_again(listed, lambda message: "stand-up" in message["text"] and "there are no more" in message["text"])


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("conversations since tuesday", "I do not understand the time “tuesday”"),
        ("conversations live ended", "I can look for one of “live” and “ended”, not for both."),
        ("conversations 2018-10-23..2018-10-20", "ends before it begins"),
        ("conversations lve", "“lve” is nearly a word of mine. Write live"),
        ("conversations with", "After with I need a number or a name"),
        (f"events {SEED} nonsense", "“nonsense”"),
        ("conversation nobody-has-this-name", "No conversation is called “nobody-has-this-name”."),
        ("help frobnicate", "I have no command “frobnicate”."),
    ],
)
def test_what_cannot_be_understood_is_answered_with_what_would_work(ada: Person, words: str, answer: str) -> None:
    message = ada.asks(f"/capi {words}")

    assert message["ephemeral_to"] == ada.name
    assert answer in message["text"]


def _finds(listed: Message, heading: str, found: tuple[str, ...], others: tuple[str, ...]) -> None:
    assert listed["text"].split("\n")[0].startswith(f"Conversations, {heading}")
    assert [name for name in found if name in listed["text"]] == list(found)
    assert [name for name in others if name in listed["text"]] == []


def _chosen(message: Message) -> dict[str, str]:
    menus = ("list.state", "list.since", "list.order")
    return {name: menu["initial_option"]["value"] for name in menus for _, menu in buttons(message, name)}


def _rows(message: Message) -> list[str]:
    return [line for line in message["text"].split("\n") if line.startswith("CON-")]
