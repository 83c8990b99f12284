from __future__ import annotations

import pytest

from capi_bot.domain.events.catalogue import CATALOGUE
from capi_bot.domain.events.groups import Group
from capi_bot.errors import UserError
from capi_bot.slack.commands.arguments import parse_event_filter


@pytest.mark.parametrize("kind", [*CATALOGUE, *Group])
def test_every_type_and_every_group_means_itself(kind: str) -> None:
    assert parse_event_filter(kind) == kind
    assert parse_event_filter(kind.upper()) == kind


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("Calls", "call"),
        ("members", "people"),
        ("person.", "people"),
        ("recordings", "audio"),
        ("message", "message"),
        ('"texts"', "messages"),
        ("others", "other"),
        ("customs", "custom"),
        ("custom:", "custom"),
        ("rtc answered", "rtc:answered"),
        ("audio.mute-on", "audio:mute:on"),
        ("audio:record_done", "audio:record:done"),
        ("custom:Order-1_x", "custom:Order-1_x"),
        ("Custom order", "custom:order"),
        ("custom:a:b", "custom:a:b"),
    ],
)
def test_a_kind_is_known_however_it_is_written(typed: str, kind: str) -> None:
    assert parse_event_filter(typed) == kind


GROUPS = "The groups are `people`, `call`, `audio`, `messages`, `custom`, `other`; a type is written `member:joined`."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("peple", f"I do not know events called “peple”. Did you mean `people`? {GROUPS}"),
        ("mute", f"I do not know events called “mute”. Did you mean `audio:mute:on`? {GROUPS}"),
        ("rtc:hangupp", f"I do not know events called “rtc:hangupp”. Did you mean `rtc:hangup`? {GROUPS}"),
        ("xy", f"I do not know events called “xy”. {GROUPS}"),
        ('""', f"I do not know events called “”. {GROUPS}"),
    ],
)
def test_an_unknown_kind_is_answered_with_the_nearest_and_the_groups(typed: str, sentence: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_event_filter(typed)

    assert str(refused.value) == sentence


@pytest.mark.parametrize("typed", ["custom:a b c", "custom:ä", f"custom:{'x' * 101}"])
def test_a_custom_type_that_the_api_would_not_take_is_refused(typed: str) -> None:
    with pytest.raises(UserError):
        parse_event_filter(typed)
