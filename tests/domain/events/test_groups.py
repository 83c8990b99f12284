from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.domain.events.catalogue import CATALOGUE, EventGroup, find_event_group

GROUPED = {
    EventGroup.PEOPLE: "member:invited member:joined member:left member:media",
    EventGroup.CALL: "sip:ringing sip:answered sip:hangup sip:machine sip:amd_machine sip:status rtc:ringing rtc:answered "
    "rtc:answer rtc:hangup rtc:status rtc:transfer rtc:terminate audio:ringing:start audio:ringing:stop app:knocking "
    "app:knocking:cancel leg:status:update",
    EventGroup.AUDIO: "audio:play audio:play:stop audio:play:done audio:say audio:say:stop audio:say:done audio:dtmf "
    "audio:mute:on audio:mute:off audio:earmuff:on audio:earmuff:off audio:speaking:on audio:speaking:off "
    "audio:asr:done audio:record audio:record:stop audio:record:done audio:asr:record:done audio:transcribe:done",
    EventGroup.MESSAGES: "message message:submitted message:delivered message:seen message:rejected message:undeliverable "
    "member:message:status text text:new text:update text:delivered text:seen text:typing:on text:typing:off image "
    "image:delivered image:seen ephemeral",
    EventGroup.OTHER: "conversation:created conversation:updated conversation:deleted event:delete",
}
EVERY_TYPE = [(name, group) for group, names in GROUPED.items() for name in names.split()]


@pytest.mark.parametrize(("name", "group"), EVERY_TYPE)
def test_every_type_has_its_group(name: str, group: EventGroup) -> None:
    assert find_event_group(name) is group


def test_the_table_above_names_the_whole_catalogue() -> None:
    assert sorted(name for name, _ in EVERY_TYPE) == sorted(CATALOGUE)


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("custom:order", EventGroup.CUSTOM),
        ("custom:member:joined", EventGroup.CUSTOM),
        ("customer:joined", EventGroup.OTHER),
        ("video:hologram:on", EventGroup.OTHER),
        ("", EventGroup.OTHER),
    ],
)
def test_types_outside_the_catalogue_are_custom_or_other(name: str, group: EventGroup) -> None:
    assert find_event_group(name) is group


@given(st.text())
def test_no_type_is_left_without_a_group(name: str) -> None:
    assert find_event_group(name) in EventGroup
