from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from capi_bot.capi.models import Conversation, Member, MemberState, User
from capi_bot.domain.id_extraction import ExtractedId, ExtractedKind
from capi_bot.errors import (
    DeadlineExceededError,
    NotFoundError,
    ProblemDetails,
    UnreachableError,
    UserError,
)
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import ListState, LookupState, decode_list, decode_lookup
from capi_bot.slack.commands import ListFilter
from capi_bot.slack.messages import Message
from capi_bot.slack.views import lookup as view
from capi_bot.slack.views.lookup import FoundNumber, FoundUser, LookupResult
from tests.slack.sample_cases import HOSTILE, LONGEST, VIEW_INPUTS
from tests.slack.sample_values import (
    NOW,
    conversation_id,
    member_id,
    seen,
    user_id,
)
from tests.slack.views.conftest import Golden

NUMBER = ExtractedId(kind="number", text="447700900111")
SILENT = UnreachableError("503", ProblemDetails(status=503, trace_id="7f3a"))
GONE = NotFoundError(ProblemDetails(status=404, title="Not found"))


def _thing(kind: ExtractedKind, number: int = 1) -> ExtractedId:
    names = {"conversation": conversation_id, "user": user_id, "member": member_id}
    return ExtractedId(kind=kind, text=names[kind](number))


def _everything(name: str) -> dict[ExtractedId, LookupResult]:
    """Name a conversation, a user, a member and a number of three calls the same."""
    room = seen(Conversation(id=conversation_id(1), display_name=name, created=NOW), (), ())
    calls = tuple(
        seen(Conversation(id=conversation_id(number), display_name=name, created=NOW), (), ()) for number in (2, 3, 4)
    )
    user = User(id=user_id(1), name=name, display_name=name)
    member = Member(
        id=member_id(1),
        conversation_id=conversation_id(1),
        state=MemberState.JOINED,
        user_id=user_id(1),
        user_display_name=name,
    )
    return {
        _thing("conversation"): room,
        _thing("user"): FoundUser(user=user, online=True),
        _thing("member"): member,
        NUMBER: FoundNumber(summaries=calls, more=2, user=user),
        _thing("conversation", 9): UserError(name),
    }


THINGS: Mapping[str, tuple[dict[ExtractedId, LookupResult], int]] = {
    "empty": ({_thing("conversation"): None, NUMBER: FoundNumber(summaries=())}, 0),
    "busy": (
        {
            _thing("conversation"): VIEW_INPUTS["busy"].opened,
            _thing("user"): FoundUser(user=VIEW_INPUTS["busy"].facts.user, online=False),
            _thing("user", 2): GONE,
            _thing("user", 3): SILENT,
            _thing("member"): replace(VIEW_INPUTS["busy"].members.items[0], conversation_id=conversation_id(1)),
            NUMBER: FoundNumber(summaries=VIEW_INPUTS["busy"].summaries[2:3], user=VIEW_INPUTS["busy"].facts.user),
        },
        3,
    ),
    "longest": (_everything(LONGEST), 99),
    "hostile": (_everything(HOSTILE), 1),
}


def _draw(things: Mapping[ExtractedId, LookupResult], more: int = 0) -> Message:
    return view.lookup_results(things, more, NOW)


def _actions(message: Message) -> list[str]:
    drawn = [button for block in message.blocks for button in (*block.get("elements", ()), block.get("accessory", {}))]
    return [button["action_id"] for button in drawn if "action_id" in button]


@pytest.mark.parametrize("case", THINGS)
def test_what_was_found(case: str, golden: Golden) -> None:
    golden(_draw(*THINGS[case]))


@pytest.mark.parametrize(
    ("thing", "result", "words"),
    [
        (NUMBER, None, "has not answered yet"),
        (NUMBER, FoundNumber(summaries=None), "I cannot tell yet in which calls it is."),
        (
            NUMBER,
            FoundNumber(summaries=None, error=SILENT),
            "⚠️ Vonage does not answer: I cannot tell in which calls it is.\nVonage said 503 · trace 7f3a\n",
        ),
        (_thing("user"), SILENT, "Vonage said 503 · trace 7f3a\n"),
        (NUMBER, FoundNumber(summaries=(), name="Harbour Bikes"), "Harbour Bikes · 447700900111\nIn no call"),
        (NUMBER, FoundNumber(summaries=(), name="+44 7700 900111"), "+44 7700 900111\nIn no call"),
        (NUMBER, FoundNumber(summaries=()), "In no call just now"),
        (NUMBER, FoundNumber(summaries=VIEW_INPUTS["busy"].summaries[:1]), "In 1 call now:"),
        (NUMBER, FoundNumber(summaries=VIEW_INPUTS["busy"].summaries[:2], more=3), "In 5 calls now; the newest:"),
        (_thing("user"), FoundUser(user=User(id=user_id(1)), online=True), "User · online"),
        (_thing("user"), FoundUser(user=User(id=user_id(1)), online=None), "User\n"),
        (_thing("user"), GONE, "does not know"),
        (_thing("user"), DeadlineExceededError("slow"), "took too long"),
        (_thing("user"), ZeroDivisionError("secret"), "on our side"),
        (_thing("member"), Member(id="MEM-1", conversation_id="CON-1", user_name="ada"), "Member · in CON-1"),
    ],
)
def test_each_kind_of_result_has_its_text(thing: ExtractedId, result: LookupResult, words: str) -> None:
    message = _draw({thing: result})

    assert words in message.text
    assert "secret" not in message.text


def test_what_failed_can_be_tried_again_with_everything_that_was_looked_up() -> None:
    number = replace(NUMBER, has_country_code=True)
    message = _draw({_thing("user"): SILENT, number: FoundNumber(summaries=())}, 2)

    (button,) = message.blocks[-1]["elements"]
    assert (button["action_id"], button["text"]["text"]) == (Action.LOOKUP_AGAIN, "Try again")
    assert decode_lookup(button["value"]) == LookupState(written=(user_id(1), "+447700900111"), more=2)


@pytest.mark.parametrize(
    "result", [GONE, UserError("no"), None, FoundNumber(summaries=None), FoundNumber(summaries=())]
)
def test_where_trying_again_would_not_help_there_is_no_button_for_it(result: LookupResult) -> None:
    assert Action.LOOKUP_AGAIN not in _actions(_draw({NUMBER: result}))


def test_ids_that_were_left_out_are_counted() -> None:
    assert "and 2 more, which I did not look up" in _draw({NUMBER: None}, 2).text
    assert "more" not in _draw({NUMBER: None}).text


def test_results_with_a_card_have_a_button_to_it() -> None:
    things = _everything("Ada")

    assert _actions(_draw(things)) == [
        Action.USER_CARD,
        Action.USER_OPEN,
        Action.USER_CARD,
        Action.USER_OPEN,
        *[Action.USER_CARD] * 3,
        Action.USER_OPEN,
        Action.LIST_OPEN,
    ]


@pytest.mark.parametrize("user", [None, VIEW_INPUTS["busy"].facts.user])
def test_a_number_can_be_searched_for_in_what_has_ended(user: User | None) -> None:
    message = _draw({NUMBER: FoundNumber(summaries=(), user=user)})
    button = message.blocks[1]["elements"][-1]

    assert button["action_id"] == Action.LIST_OPEN
    assert decode_list(button["value"]) == ListState(filters=ListFilter(party=NUMBER.text))


def test_invalid_ids_have_no_buttons() -> None:
    bare = {
        _thing("conversation"): seen(Conversation(id="CON-1"), (), ()),
        _thing("user"): FoundUser(user=User(id="USR-1")),
        _thing("member"): Member(id="MEM-1", conversation_id="CON-1", user_id="USR-1"),
    }

    assert _actions(_draw(bare)) == []
