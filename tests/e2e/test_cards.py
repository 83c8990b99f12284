"""Understand one conversation from its card, by signed HTTP between real processes, with both versions of the API."""

from __future__ import annotations

import re

import pytest

from capi_bot.sandbox.environment import SandboxEnvironment
from capi_bot.sandbox.world.records import ident
from tests.e2e.busy_world import CHATTY
from tests.e2e.person import Person, buttons, labels, said

pytestmark = pytest.mark.e2e

SEED = "CON-bc643220-2542-499a-892e-c982c4150c06"
MARY_TWICE = "(Mary Okafor|mary) MEM-[0-9a-f]{4}…"
STORY = "+44 7700 000001 called +44 7700 000002; +44 7700 000003 answered after 6 s; 2 people on the call"
MENU, CONFERENCE, STAND_UP = (ident("CON", name) for name in ("menu", "conference", "stand-up"))


@pytest.mark.parametrize("words", [f"members {SEED}", f"events {SEED}", f"conversation {SEED}", SEED])
def test_a_card_opens_with_the_story_of_its_call_and_a_bar_for_each_leg(ada: Person, words: str) -> None:
    card = ada.asks(f"/capi {words}", lambda message: STORY in message["text"])

    assert card["text"].split("\n")[2].startswith(STORY)
    assert said(card).count("░") > 1  # the legend, and the leg that rang
    assert "█" in said(card)
    assert "+44 7700 000003: rang 6 s, talking" in card["text"]
    assert {"Members", "Events", "Refresh", "Download"} <= set(labels(card))


def test_the_story_stays_above_every_tab(ada: Person) -> None:
    card = ada.asks(f"/capi {SEED}", lambda message: STORY in message["text"])
    ada.presses(card, "card.events")
    events = ada.sees_again(card, lambda message: "is ringing" in message["text"])
    ada.chooses(events, "card.group", "people")
    people = ada.sees_again(card, lambda message: "Only events of the group People" in message["text"])
    assert STORY in people["text"]
    assert "joined by phone" in people["text"]
    assert "is ringing" not in people["text"]

    ada.chooses(people, "card.group", "messages")
    nothing = ada.sees_again(card, lambda message: "Nothing of this kind has happened." in message["text"])
    ada.chooses(nothing, "card.group", "all")
    ada.sees_again(card, lambda message: "is ringing" in message["text"])


@pytest.mark.parametrize(
    ("words", "there", "elsewhere"),
    [
        (f"events {SEED} call", "is ringing", "joined by phone"),
        (f"Events {SEED}, PEOPLE", "joined by phone", "is ringing"),
        (f"events `{MENU}` sip:hangup", "Only events of the type sip:hangup", "says “Press 1"),
        (f"events {MENU} audio", "Only events of the group Audio", "hung up"),
        (f"events {CONFERENCE} custom", "order", "joined"),
        (f"events {CONFERENCE} custom:order_looked_up", "Only events of the type custom:order_looked_up", "muted"),
    ],
)
def test_events_are_asked_for_by_group_and_by_type(ada: Person, words: str, there: str, elsewhere: str) -> None:
    card = ada.asks(f"/capi {words}", lambda message: "Only events" in message["text"])
    tab = card["text"].partition("Only events")

    assert there in "".join(tab[1:])
    assert elsewhere not in tab[2]


def test_a_type_stays_chosen_and_is_told_in_one_line(ada: Person) -> None:
    card = ada.asks(f"/capi events {MENU} audio:say", lambda message: "the type audio:say" in message["text"])
    (_, menu), *_ = buttons(card, "card.group")
    assert menu["initial_option"]["value"] == "audio:say"
    (line,) = [line for line in card["text"].split("\n") if "Press 1 for repairs" in line]
    assert ", 10 times" in line

    is_read = ada.api_asked_since()
    ada.presses(card, "card.refresh")
    again = ada.sees_again(card, is_read)
    assert line in again["text"]


def test_talking_is_one_counted_line_and_a_pause_another(busy_sandbox: SandboxEnvironment) -> None:
    ada = Person(sandbox=busy_sandbox)
    card = ada.asks(f"/capi events {CHATTY}", lambda message: "hung up" in message["text"])

    assert "Desk spoke 14 times" in card["text"]
    assert "on the keypad, twice" in card["text"]
    assert "(no events for 5 min)" in card["text"]


def test_who_has_left_stands_after_who_is_there_and_one_user_twice(ada: Person) -> None:
    card = ada.asks(f"/capi members {STAND_UP}", lambda message: "More members" in labels(message))
    first = card["text"]
    ada.presses(card, "card.on")
    second = ada.sees_again(card, lambda message: "Previous members" in labels(message))["text"]
    states = [
        line.split()[0] for line in (first + second).split("\n") if line.startswith(("Joined", "Invited", "Left"))
    ]

    assert sorted(states, key=("Joined", "Invited", "Left").index) == states
    assert len(states) == 14
    assert len([line for line in (first + second).split("\n") if re.fullmatch(MARY_TWICE, line)]) == 2


def test_no_secret_of_anybody_is_ever_shown(ada: Person) -> None:
    card = ada.asks(f"/capi members {CONFERENCE}", lambda message: "priya" in message["text"].lower())
    ada.presses(card, "card.events")
    events = ada.sees_again(card, lambda message: "order" in message["text"])
    user = ada.asks(f"/capi user {ident('USR', 'priya')}", lambda message: "password hidden" in message["text"])
    keys = ada.asks(f"/capi events {MENU} audio:dtmf", lambda message: "audio:dtmf" in message["text"])

    assert "not-for-slack" not in said(card) + said(events) + said(user)
    assert "4929" not in said(keys)
