"""Shortcuts, the search form and direct messages, by signed HTTP, with both versions of the API."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from capi_bot.sandbox.environment import SandboxEnvironment
from capi_bot.sandbox.world.records import ident
from tests.e2e.person import LOBBY, Message, Outage, Person, View, labels, said

pytestmark = pytest.mark.e2e

Input = dict[str, dict[str, Any]]

SEED = "CON-bc643220-2542-499a-892e-c982c4150c06"
ALICE = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"
SEED_NAME = "+44 7700 000001 → +44 7700 000002"
CONFERENCE, MEMBER = ident("CON", "conference"), ident("MEM", "conference/agent")
VANISHED, FORBIDDEN = ident("CON", "vanished"), ident("CON", "forbidden")
TODAY, OLDEST = ("Today", "today"), ("Oldest first", "oldest")


def typed(text: str) -> Input:
    return {"value": {"type": "plain_text_input", "value": text}}


def day(date: str) -> Input:
    return {"value": {"type": "datepicker", "selected_date": date}}


def chosen(option: tuple[str, str]) -> Input:
    shown = {"text": {"type": "plain_text", "text": option[0]}, "value": option[1]}
    return {"value": {"type": "static_select", "selected_option": shown}}


def is_form(view: View) -> bool:
    return str(view["callback_id"]) == "search"


def finds(view: View) -> bool:
    return not is_form(view) and SEED_NAME in said(view)


def is_rest(view: View) -> bool:
    return "Looking…" not in said(view)


def wrote(person: Person, text: str) -> Message:
    return {"channel": person.channel, "ts": person.types(text)}


@pytest.mark.parametrize("channel", ["C0CALLS", LOBBY])
def test_what_a_message_names_is_told_in_its_thread_even_where_the_bot_is_no_member(ada: Person, channel: str) -> None:
    ada = replace(ada, channel=channel)
    message = wrote(ada, f"Who is {ALICE} in {SEED}, is it +44 7700 000 001?")
    ada.uses_shortcut("lookup", message)
    answer = ada.sees(lambda reply: reply.get("thread_ts") == message["ts"] and SEED_NAME in reply["text"])

    assert answer["ephemeral_to"] is None
    assert [label for label in labels(answer) if label in {"Open", "User"}][:2] == ["User", "Open"]
    assert "+44 7700 000001\nIn 1 call now:" in answer["text"]


def test_a_message_that_names_nothing_is_told_only_to_who_asked(ada: Person) -> None:
    ada.uses_shortcut("lookup", wrote(ada, "Nothing to see here on 2026-11-01"))

    assert ada.sees(lambda message: "found no Vonage ids" in message["text"])["ephemeral_to"] == ada.name


def test_a_search_is_filled_in_corrected_and_searched_again_in_one_window(ada: Person) -> None:
    ada.uses_shortcut("search")
    form = ada.sees_modal(is_form)
    assert list(
        ada.is_refused(
            form,
            {
                "words": typed("x" * 90),
                "party": typed("y" * 90),
            },
        )
    ) == ["words"]

    ada.submits(form, {"party": typed("+44 7700 000001")})
    found = ada.sees_modal(finds)
    assert found["id"] == form["id"]

    ada.presses_in_modal(found, "list.search")
    again = ada.sees_modal(lambda view: is_form(view) and "447700000001" in said(view))
    ada.submits(again, {"party": typed("447700000001")})
    ada.sees_modal(finds)


def test_a_card_stands_on_top_of_the_list_and_closing_it_leads_back(ada: Person) -> None:
    listed = ada.asks("/capi conversations live with 447700000001", lambda message: SEED_NAME in message["text"])
    ada.presses(listed, "list.search")
    form = ada.sees_modal(is_form)
    assert "447700000001" in said(form)
    ada.submits(form, {"party": typed("447700000001")})
    ada.presses_in_modal(ada.sees_modal(finds), "row.card")
    card = ada.sees_modal(lambda view: view["title"]["text"] == "Conversation")
    ada.closes(card)

    assert ada.sees_modal(finds)["id"] == form["id"]


def test_the_bot_is_spoken_to_alone(ada: Person) -> None:
    alone = ada.writes_to_bot(f"user {ALICE}")
    answer = alone.sees(lambda message: ALICE in message["text"])
    assert answer.get("thread_ts") is None

    alone.writes_to_bot("hello")
    alone.sees(lambda message: "/capi help" in message["text"])


def test_what_the_bot_itself_wrote_is_looked_up_as_well(ada: Person) -> None:
    listed = ada.asks("/capi conversations live with 447700000001", lambda message: SEED_NAME in message["text"])
    ada.uses_shortcut("lookup", listed)

    answer = ada.sees(lambda message: message["thread_ts"] == listed["ts"] and "In 1 call now:" in message["text"])
    assert "Vonage does not know" not in answer["text"]


def test_members_are_found_in_the_conversation_that_the_message_names_too(ada: Person) -> None:
    message = wrote(ada, f"{MEMBER.lower()} of {CONFERENCE} & <{VANISHED}>, also `{FORBIDDEN}`")
    ada.uses_shortcut("lookup", message)

    answer = ada.sees(lambda reply: reply["thread_ts"] == message["ts"] and "order" in reply["text"].lower())
    assert f"in {CONFERENCE}" in answer["text"]
    assert "Vonage does not know" in answer["text"]
    assert "Vonage does not let this bot read" in answer["text"]


def test_what_is_not_known_of_a_thing_is_told_in_its_place_and_the_rest_is_there(
    ada: Person, sandbox: SandboxEnvironment, outage: Outage
) -> None:
    sandbox.faults.next(path=f"*/users/{ALICE}*", times=30, **outage)
    message = wrote(ada, f"{ALICE} {SEED}")
    ada.uses_shortcut("lookup", message)

    answer = ada.sees(lambda reply: reply["thread_ts"] == message["ts"] and "could not be reached" in reply["text"])
    ada.sees_again(answer, lambda reply: SEED_NAME in reply["text"])


def test_what_was_looked_up_opens_in_the_same_thread(ada: Person) -> None:
    message = wrote(ada, f"{SEED}")
    ada.uses_shortcut("lookup", message)
    answer = ada.sees(lambda reply: reply["thread_ts"] == message["ts"] and SEED_NAME in reply["text"])
    ada.presses(answer, "user.card")

    ada.sees(lambda reply: reply["thread_ts"] == message["ts"] and "Sequence number: 8" in reply["text"])


def test_a_list_in_a_window_is_turned_narrowed_and_left_as_it_was_under_a_card(ada: Person) -> None:
    ada.uses_shortcut("search")
    form = ada.sees_modal(is_form)
    ada.submits(form, {"order": chosen(OLDEST)})
    first = ada.sees_modal(lambda view: "oldest first" in said(view) and "list.next" in said(view))
    ada.presses_in_modal(first, "list.next")
    second = ada.sees_modal(lambda view: "oldest first · page 2" in said(view) and "Looking" not in said(view))
    ada.presses_in_modal(second, "row.card")
    card = ada.sees_modal(lambda view: view["title"]["text"] == "Conversation" and "card.refresh" in said(view))
    ada.presses_in_modal(card, "card.events")
    ada.sees_modal(lambda view: view["id"] == card["id"] and "card.close" in said(view))
    ada.closes(card)
    under = ada.sees_modal(lambda view: view["id"] == form["id"])
    assert "oldest first · page 2" in said(under)

    ada.presses_in_modal(under, "list.state", value="ended")
    ended = ada.sees_modal(lambda view: "*Conversations*, ended, oldest first" in said(view) and is_rest(view))
    assert "page 2" not in said(ended)
    assert "🟢" not in said(ended)


@pytest.mark.parametrize(
    ("filled", "wrong"),
    [
        ({"since": chosen(TODAY), "first_day": day("2018-10-20")}, {"first_day": "not both"}),
        ({"first_day": day("2018-10-23"), "last_day": day("2018-10-20")}, {"first_day": "ends before it begins"}),
        ({"words": typed("x" * 101), "party": typed("y" * 101)}, {"words": "than 100", "party": "than 100"}),
        ({"last_day": day("1999-12-31")}, {"first_day": "out of reach"}),
    ],
)
def test_what_is_filled_in_wrongly_is_told_under_its_field(
    ada: Person, filled: dict[str, Input], wrong: dict[str, str]
) -> None:
    ada.uses_shortcut("search")
    form = ada.sees_modal(is_form)

    errors = ada.is_refused(form, filled)

    assert set(errors) == set(wrong)
    assert [field for field, words in wrong.items() if words not in errors[field]] == []
    assert ada.sees_modal(is_form)["id"] == form["id"]


def test_a_search_that_fails_is_told_in_the_window_and_tried_again_there(
    ada: Person, sandbox: SandboxEnvironment, outage: Outage
) -> None:
    ada.uses_shortcut("search")
    form = ada.sees_modal(is_form)
    sandbox.faults.next(path="*/conversations", times=30, **outage)
    ada.submits(form, {"first_day": day("2018-10-20"), "last_day": day("2018-10-24")})
    failed = ada.sees_modal(lambda view: "could not be reached" in said(view))
    sandbox.faults.clear()
    ada.presses_in_modal(failed, "again")

    ada.sees_modal(lambda view: "20–24 Oct 2018" in said(view) and "row.card" in said(view))  # noqa: RUF001 - a range
