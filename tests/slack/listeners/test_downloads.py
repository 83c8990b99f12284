from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from capi_bot.capi.models import Event
from capi_bot.errors import NotFoundError, ProblemDetails, UnreachableError, UserError
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import TabState, encode_tab
from capi_bot.slack.listeners import sharing
from capi_bot.slack.loaders import download
from capi_bot.slack.payloads import BlockAction
from capi_bot.slack.services import Services
from capi_bot.slack.views import downloads as view
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
    message, _ = look(sharing.download_conversation(pressed(Action.CARD_DOWNLOAD, CARD), over(seeded)), SOON)
    data = json.loads(message.documents[0].text)

    assert (len(data["members"]), data["all_events"]) == (2, True)
    assert message.text.endswith("with 2 members and all 8 events, as JSON; the events as CSV too.")


def test_events_are_read_page_after_page_up_to_a_limit(
    over: ServicesOver, pressed: Pressed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "MAX_EVENTS", 150)
    many = [Event(id=number, type="custom:tick", timestamp=NOW) for number in range(1, 301)]
    api = FakeApi(conversations=[SEED], events={SEED.id: many})

    message, _ = look(sharing.download_conversation(pressed(Action.CARD_DOWNLOAD, CARD), over(api)), SOON)
    table = message.documents[1].text

    assert "only the newest 150 events" in message.text
    assert [line.split(",")[0] for line in table.splitlines()[1:]] == [str(number) for number in range(151, 301)]
    assert len([asked for asked in api.requests if asked.startswith("events")]) == 2


def test_a_conversation_that_is_gone_is_not_downloaded(over: ServicesOver, pressed: Pressed) -> None:
    api = seeded_api()
    api.fail("conversation", NotFoundError(ProblemDetails(status=404)))

    with pytest.raises(NotFoundError):
        look(sharing.download_conversation(pressed(Action.CARD_DOWNLOAD, CARD), over(api)), SOON)


def test_until_all_is_read_a_note_says_so(seeded: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    gate = seeded.block("events")
    reply = sharing.download_conversation(pressed(Action.CARD_DOWNLOAD, CARD), over(seeded))

    first, is_final = look(reply, 0)
    gate.set()

    assert (first, is_final) == (view.collecting(), False)
    assert look(reply, SOON)[0].documents


def test_a_button_of_nothing_is_stale(seeded: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    with pytest.raises(UserError, match="can no longer be read"):
        sharing.download_conversation(pressed(Action.CARD_DOWNLOAD, "nonsense"), over(seeded))


def test_a_failure_is_told_though_other_reads_still_run(seeded: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    gate = seeded.block("members_in_full")
    seeded.fail("events", UnreachableError("down"))
    reply = sharing.download_conversation(pressed(Action.CARD_DOWNLOAD, CARD), over(seeded))

    with pytest.raises(UnreachableError):
        all(look(reply, 0.01) for _ in range(1000))
    gate.set()
