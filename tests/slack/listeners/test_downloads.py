from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from capi_bot.capi.models import Event, Member, Page
from capi_bot.errors import NotFoundError, ProblemDetails, UnreachableError, UserError
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import TabState, encode_tab
from capi_bot.slack.listeners import actions
from capi_bot.slack.loaders import conversation
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.services import Services
from capi_bot.slack.views import sharing as view
from tests.fakes import FakeApi
from tests.slack.interactions import look
from tests.slack.listeners.lists import SOON, seeded_api
from tests.slack.sample_cases import SEED
from tests.slack.sample_values import NOW

Pressed = Callable[..., BlockAction]
ServicesOver = Callable[..., Services]
CARD = encode_tab(TabState(conversation_id=SEED.id))


def test_a_download_has_all_members_and_all_events_oldest_first(
    seeded: FakeApi, over: ServicesOver, pressed: Pressed
) -> None:
    message, _ = look(actions.download_conversation(pressed(Action.CARD_DOWNLOAD, CARD), over(seeded)), SOON)
    data = json.loads(message.documents[0].text)

    assert (len(data["members"]), data["all_members"], data["all_events"]) == (2, True, True)
    assert message.text.endswith("with 2 members and all 8 events, as JSON; the events as CSV too.")


def test_events_are_read_page_after_page_up_to_a_limit(
    over: ServicesOver, pressed: Pressed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation, "MAX_DOWNLOADED_EVENTS", 150)
    many = [Event(id=number, type="custom:tick", timestamp=NOW) for number in range(1, 301)]
    api = FakeApi(conversations=[SEED], events={SEED.id: many})

    message, _ = look(actions.download_conversation(pressed(Action.CARD_DOWNLOAD, CARD), over(api)), SOON)
    table = message.documents[1].text

    assert "only the newest 150 events" in message.text
    assert [line.split(",")[0] for line in table.splitlines()[1:]] == [str(number) for number in range(151, 301)]
    assert len([asked for asked in api.requests if asked.startswith("events")]) == 2


ONE: dict[str, Member | Event] = {"members_in_full": Member(id="MEM-1"), "events": Event(id=1, type="custom:tick")}
ENDLESS_LISTS: dict[str, Callable[[int, Member | Event], Page[Any]]] = {
    "a cursor that leads to itself": lambda _, one: Page(items=(one,), next="itself"),
    "two cursors that lead to each other": lambda number, one: Page(items=(one,), next="ab"[number % 2]),
    "small pages": lambda number, one: Page(items=(one,), next=f"{number}"),
    "large pages": lambda number, one: Page(items=(one,) * 100, next=f"{number}"),
    "empty pages": lambda number, _: Page(next=f"{number}"),
}


@pytest.mark.parametrize("kind", ENDLESS_LISTS)
@pytest.mark.parametrize("method", ["members_in_full", "events"])
def test_a_list_without_end_is_cut_and_said_to_be(
    seeded: FakeApi, over: ServicesOver, pressed: Pressed, kind: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = count()

    def read(*_: object, **__: object) -> Page[Any]:
        return ENDLESS_LISTS[kind](next(numbers), ONE[method])

    monkeypatch.setattr(seeded, method, read)
    message, _ = look(actions.download_conversation(pressed(Action.CARD_DOWNLOAD, CARD), over(seeded)), SOON)
    data = json.loads(message.documents[0].text)

    assert data["all_members"] is (method != "members_in_full")
    assert data["all_events"] is (method != "events")
    assert message.text.endswith(
        f"{'Older events' if method == 'events' else 'Other members'} are left out: there are more than I collect."
    )
    assert next(numbers) <= 100
    assert len(data["members"]) <= 1000
    assert len(data["events"]) <= 5000


@pytest.mark.parametrize(("limit", "is_complete"), [(1, False), (2, True)])
def test_members_are_read_up_to_a_limit(
    seeded: FakeApi,
    over: ServicesOver,
    pressed: Pressed,
    monkeypatch: pytest.MonkeyPatch,
    limit: int,
    *,
    is_complete: bool,
) -> None:
    monkeypatch.setattr(conversation, "MAX_DOWNLOADED_MEMBERS", limit)
    message, _ = look(actions.download_conversation(pressed(Action.CARD_DOWNLOAD, CARD), over(seeded)), SOON)
    data = json.loads(message.documents[0].text)

    assert (len(data["members"]), data["all_members"]) == (limit, is_complete)


def test_a_conversation_that_is_gone_is_not_downloaded(over: ServicesOver, pressed: Pressed) -> None:
    api = seeded_api()
    api.fail("conversation", NotFoundError(ProblemDetails(status=404)))

    with pytest.raises(NotFoundError):
        look(actions.download_conversation(pressed(Action.CARD_DOWNLOAD, CARD), over(api)), SOON)


def test_until_all_is_read_a_note_says_so(seeded: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    gate = seeded.block("events")
    reply = actions.download_conversation(pressed(Action.CARD_DOWNLOAD, CARD), over(seeded))

    first, is_final = look(reply, 0)
    gate.set()

    assert (first, is_final) == (view.collecting(), False)
    assert look(reply, SOON)[0].documents


def test_a_button_of_nothing_is_stale(seeded: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    with pytest.raises(UserError, match="can no longer be read"):
        actions.download_conversation(pressed(Action.CARD_DOWNLOAD, "nonsense"), over(seeded))


def test_a_failure_is_told_though_other_reads_still_run(seeded: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    gate = seeded.block("members_in_full")
    seeded.fail("events", UnreachableError("down"))
    reply = actions.download_conversation(pressed(Action.CARD_DOWNLOAD, CARD), over(seeded))

    with pytest.raises(UnreachableError):
        all(look(reply, 0.01) for _ in range(1000))
    gate.set()
