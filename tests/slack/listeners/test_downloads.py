from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from capi_bot.capi.models import Event
from capi_bot.errors import NotFoundError, Refusal, UserError
from capi_bot.slack.ids import Action
from capi_bot.slack.listeners import downloads
from capi_bot.slack.payloads import Click
from capi_bot.slack.services import Services
from capi_bot.slack.state import Panel, pack_panel
from tests.fakes import FakeApi
from tests.slack.casts import SEED
from tests.slack.fillings import NOW
from tests.slack.listeners.rows import seeded_api

Pressed = Callable[..., Click]
ServicesOver = Callable[..., Services]
CARD = pack_panel(Panel(conversation_id=SEED.id))


def test_a_download_has_all_members_and_all_events_oldest_first(
    seeded: FakeApi, over: ServicesOver, pressed: Pressed
) -> None:
    message = downloads.download(pressed(Action.CARD_DOWNLOAD, CARD), over(seeded))
    told = json.loads(message.documents[0].text)

    assert (len(told["members"]), told["all_events"]) == (2, True)
    assert message.text.endswith("with 2 members and all 8 events: whole as JSON, the events as CSV too.")


def test_events_are_walked_page_after_page_up_to_a_bound(
    over: ServicesOver, pressed: Pressed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "MOST_EVENTS", 150)
    many = [Event(id=number, type="custom:tick", timestamp=NOW) for number in range(1, 301)]
    api = FakeApi(conversations=[SEED], events={SEED.id: many})

    table = downloads.download(pressed(Action.CARD_DOWNLOAD, CARD), over(api)).documents[1].text

    assert [line.split(",")[0] for line in table.splitlines()[1:]] == [str(number) for number in range(151, 301)]
    assert len([asked for asked in api.asked if asked.startswith("events")]) == 2


def test_a_conversation_that_is_gone_is_not_downloaded(over: ServicesOver, pressed: Pressed) -> None:
    api = seeded_api()
    api.fail("conversation", NotFoundError(Refusal(status=404)))

    with pytest.raises(NotFoundError):
        downloads.download(pressed(Action.CARD_DOWNLOAD, CARD), over(api))


def test_a_button_of_nothing_is_stale(seeded: FakeApi, over: ServicesOver, pressed: Pressed) -> None:
    with pytest.raises(UserError, match="can no longer be read"):
        downloads.download(pressed(Action.CARD_DOWNLOAD, "nonsense"), over(seeded))
