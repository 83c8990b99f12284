from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise, permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.capi.models import Event, Json, Member
from capi_bot.capi.wire import parse_event
from capi_bot.domain.events import describe_event
from capi_bot.domain.events.catalogue import CATALOGUE
from capi_bot.domain.events.folding import FoldedEvent, FoldedKind, fold_events

START = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
NAMES = ("Alice", "Bob", "Carol", "Dan", "Eve")
MEMBERS = {name: Member(id=name, user_id=f"USR-{name}", user_display_name=name) for name in NAMES}


def make_event(
    number: int, kind: str, who: str = "Alice", *, at: float | None = None, body: Json | None = None
) -> Event:
    """Return an event `at` seconds after the start, or as many as its id."""
    moment = START + timedelta(seconds=number if at is None else at)
    return Event(id=number, type=kind, from_member=who, timestamp=moment, body=body or {})


def events(*typed: str) -> tuple[Event, ...]:
    """Return events of texts such as `Alice text:typing:on`, a second apart."""
    pairs = [line.split() for line in typed]
    return tuple(make_event(number, kind, who) for number, (who, kind) in enumerate(pairs, 1))


def lines(entries: Sequence[FoldedEvent]) -> list[str]:
    return [f"{entry.who} {entry.text}".strip() for entry in entries]


def fold(*typed: str) -> list[str]:
    return lines(fold_events(events(*typed), MEMBERS))


def test_the_documented_call_has_eight_entries_and_no_gap(samples: Path) -> None:
    call = tuple(parse_event(document) for document in json.loads((samples / "seed_events.json").read_text()))
    entries = fold_events(call, {})
    assert [entry.kind for entry in entries] == [FoldedKind.EVENT] * 8
    assert lines(entries) == [describe_event(event).text for event in call]


def test_no_events_have_no_entries() -> None:
    assert fold_events((), MEMBERS) == ()


def test_a_single_event_keeps_its_description_and_time() -> None:
    (joined,) = history = events("Alice member:joined")
    when = START + timedelta(seconds=1)
    assert fold_events(history, MEMBERS) == (
        FoldedEvent(
            kind=FoldedKind.EVENT, who="Alice", what="joined", events=(joined,), count=1, first=when, last=when
        ),
    )


def test_speaking_of_several_people_is_one_counted_entry() -> None:
    history = events("Alice audio:speaking:on", "Alice audio:speaking:off", "Bob audio:speaking:on")
    (entry,) = fold_events(history, MEMBERS)
    assert (entry.kind, entry.who, entry.text) == (FoldedKind.FOLD, "Alice and Bob", "spoke twice in all")
    assert (entry.events, entry.count) == (history, 2)
    assert (entry.first, entry.last) == (history[0].timestamp, history[2].timestamp)


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        (("Alice audio:speaking:on",), "Alice started speaking"),
        (("Alice audio:speaking:off",), "Alice stopped speaking"),
        (("Alice audio:speaking:on", "Alice audio:speaking:off"), "Alice spoke"),
        (("Alice audio:speaking:off", "Alice audio:speaking:on"), "Alice spoke"),
        (("Alice audio:speaking:on", "Alice audio:speaking:off") * 2, "Alice spoke twice"),
        (("Alice audio:speaking:on", "Alice audio:speaking:off") * 14, "Alice spoke 14 times"),
        (("Alice text:typing:on",), "Alice is typing"),
        (("Alice text:typing:on", "Alice text:typing:off"), "Alice typed"),
        (("Alice text:typing:on",) * 3, "Alice typed 3 times"),
        (("Alice text:typing:on", "Bob text:typing:on"), "Alice and Bob typed twice in all"),
    ],
)
def test_indicators_are_counted_in_pairs(typed: tuple[str, ...], line: str) -> None:
    assert fold(*typed) == [line]


@pytest.mark.parametrize(
    ("people", "who"),
    [(2, "Alice and Bob"), (3, "Alice, Bob and Carol"), (4, "Alice, Bob and 2 others"), (5, "Alice, Bob and 3 others")],
)
def test_of_many_speakers_the_first_are_named_and_the_rest_counted(people: int, who: str) -> None:
    typed = [f"{name} audio:speaking:on" for name in NAMES[:people]]
    assert fold(*typed)[0].startswith(f"{who} spoke")


def test_speaking_and_typing_do_not_fold_together() -> None:
    assert fold("Alice audio:speaking:on", "Bob audio:speaking:on", "Bob text:typing:on", "Bob text:typing:off") == [
        "Alice and Bob spoke twice in all",
        "Bob typed",
    ]


def test_a_fold_contains_no_event_of_another_type() -> None:
    assert fold(
        *("Alice audio:speaking:on", "Alice audio:speaking:off", "Alice audio:mute:on"),
        *("Bob audio:speaking:on", "Bob audio:speaking:off"),
    ) == ["Alice spoke", "Alice is muted (cannot speak)", "Bob spoke"]


SPOKE = ("{} audio:speaking:on", "{} audio:speaking:off")
RECOGNISED = "Alice said “yes” (speech recognition)"


def spoke(who: str) -> tuple[str, ...]:
    return tuple(line.format(who) for line in SPOKE)


def recognised(*typed: str) -> list[Event]:
    return [replace(event, body={"asr": {"results": [{"word": "yes"}]}, "text": "yes"}) for event in events(*typed)]


def test_indicators_are_part_of_the_entry_of_their_content() -> None:
    history = recognised(*spoke("Alice"), "Alice audio:asr:done")
    (entry,) = fold_events(history, MEMBERS)
    assert (entry.kind, entry.count, entry.events) == (FoldedKind.EVENT, 1, tuple(history))
    assert lines([entry]) == [RECOGNISED]
    assert (entry.first, entry.last) == (history[0].timestamp, history[2].timestamp)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ((*spoke("Alice"), *spoke("Alice"), "Alice audio:asr:done"), [RECOGNISED]),
        ((*spoke("Alice"), "Alice audio:asr:done") * 2, [f"{RECOGNISED}, twice"]),
        ((*spoke("Alice"), "Alice audio:asr:done", *spoke("Alice")), [RECOGNISED, "Alice spoke"]),
        ((*spoke("Bob"), "Alice audio:asr:done"), ["Bob spoke", RECOGNISED]),
        ((*spoke("Alice"), *spoke("Bob"), "Alice audio:asr:done"), ["Alice and Bob spoke twice in all", RECOGNISED]),
        ((*spoke("Alice"), "Alice text"), ["Alice spoke", "Alice wrote “yes”"]),
        (("Alice text:typing:on", "Alice text:typing:off", "Alice text"), ["Alice wrote “yes”"]),
        (("Alice text:typing:on", "Bob text"), ["Alice is typing", "Bob wrote “yes”"]),
    ],
)
def test_indicators_are_attached_only_to_content_of_the_same_person_and_kind(
    typed: tuple[str, ...], expected: list[str]
) -> None:
    assert lines(fold_events(recognised(*typed), MEMBERS)) == expected


def test_indicators_long_before_the_content_are_an_entry_of_their_own() -> None:
    on, off, content = recognised(*spoke("Alice"), "Alice audio:asr:done")
    late = replace(content, timestamp=START + timedelta(minutes=10))
    assert lines(fold_events([on, off, late], MEMBERS)) == ["Alice spoke", "silent for 9 min", RECOGNISED]


def test_repeated_events_are_counted() -> None:
    history = events(*["Alice audio:dtmf"] * 3)
    (entry,) = fold_events(history, MEMBERS)
    assert (entry.kind, entry.what, entry.repetition) == (FoldedKind.FOLD, "pressed •••• on the keypad", ", 3 times")
    assert (entry.text, entry.count) == ("pressed •••• on the keypad, 3 times", 3)
    assert entry.events == history
    assert fold("Alice audio:dtmf", "Alice audio:dtmf") == ["Alice pressed •••• on the keypad, twice"]


@pytest.mark.parametrize(
    "second",
    [
        make_event(2, "text", body={"text": "Goodbye"}),
        make_event(2, "text", "Bob", body={"text": "Hello"}),
        make_event(2, "text:new", body={"text": "Hello"}),
    ],
    ids=["other words", "another sender", "another type"],
)
def test_only_events_with_the_same_type_actor_and_description_fold(second: Event) -> None:
    assert len(fold_events((make_event(1, "text", body={"text": "Hello"}), second), MEMBERS)) == 2


def test_two_people_with_the_same_name_do_not_fold() -> None:
    members = MEMBERS | {"MEM-2": Member(id="MEM-2", user_display_name="Alice")}
    history = (make_event(1, "member:left", "Alice"), make_event(2, "member:left", "MEM-2"))
    assert lines(fold_events(history, members)) == ["Alice left", "Alice left"]


def test_actors_without_a_membership_are_distinguished_by_user() -> None:
    history = [Event(id=n, type="text", from_user_id=f"USR-{n}", from_user_name="Ada") for n in (1, 2)]
    assert lines(fold_events(history, {})) == ["Ada wrote a message (deleted)"] * 2


def pause_of(gap: timedelta, before: str = "member:joined", after: str = "member:left") -> tuple[Event, ...]:
    return make_event(1, before, at=0), make_event(2, after, at=gap.total_seconds())


@pytest.mark.parametrize(
    ("pause", "text"),
    [
        (timedelta(minutes=2, seconds=1), "for 2 min"),
        (timedelta(minutes=59, seconds=59), "for 59 min"),
        (timedelta(hours=1), "for 1 h"),
        (timedelta(hours=1, minutes=20), "for 1 h 20 min"),
        (timedelta(days=1, hours=3, minutes=5), "for 1 day 3 h"),
        (timedelta(days=3), "for 3 days"),
    ],
)
def test_a_long_pause_is_a_gap(pause: timedelta, text: str) -> None:
    _, gap, _ = fold_events(pause_of(pause), MEMBERS)
    assert gap == FoldedEvent(
        kind=FoldedKind.GAP, what="no events", repetition=f" {text}", first=START, last=START + pause
    )
    assert gap.text == f"no events {text}"


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("audio:speaking:off", "audio:speaking:on", "silent"),
        ("member:joined", "audio:asr:done", "silent"),
        ("text:typing:off", "custom:tick", "silent"),
        ("text", "text", "silent"),
        ("member:joined", "sip:hangup", "no events"),
        ("custom:tick", "custom:tock", "no events"),
    ],
)
def test_a_gap_is_silent_only_where_speaking_would_have_been_reported(before: str, after: str, what: str) -> None:
    assert fold_events(pause_of(timedelta(minutes=5), before, after), MEMBERS)[1].text == f"{what} for 5 min"


def test_a_pause_of_the_minimum_length_is_no_gap() -> None:
    pause = timedelta(minutes=2)
    assert len(fold_events(pause_of(pause), MEMBERS)) == 2
    assert len(fold_events(pause_of(pause, "audio:dtmf", "audio:dtmf"), MEMBERS)) == 1


@pytest.mark.parametrize(
    ("pause", "text"),
    [(timedelta(seconds=40), "no events for 40 s"), (timedelta(milliseconds=5), "no events for 0 s")],
)
def test_the_caller_chooses_the_minimum_length_of_a_gap(pause: timedelta, text: str) -> None:
    assert fold_events(pause_of(pause), MEMBERS, gap=timedelta(milliseconds=1))[1].text == text


def test_a_fold_ends_at_a_long_pause() -> None:
    history = (
        make_event(1, "audio:dtmf", at=0),
        make_event(2, "audio:dtmf", at=1),
        make_event(3, "audio:dtmf", at=301),
    )
    assert lines(fold_events(history, MEMBERS)) == [
        "Alice pressed •••• on the keypad, twice",
        "no events for 5 min",
        "Alice pressed •••• on the keypad",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("audio:speaking:on", "member:left"),
        ("audio:play", "member:left"),
        ("audio:say", "member:left"),
        ("audio:ringing:start", "member:left"),
        ("member:joined", "audio:speaking:off"),
        ("member:joined", "audio:play:stop"),
        ("member:joined", "audio:play:done"),
        ("member:joined", "audio:say:stop"),
        ("member:joined", "audio:say:done"),
        ("member:joined", "audio:ringing:stop"),
    ],
)
def test_a_pause_in_which_something_sounds_is_no_gap(before: str, after: str) -> None:
    entries = fold_events(pause_of(timedelta(minutes=10), before, after), MEMBERS)
    assert [entry.kind for entry in entries] == [FoldedKind.EVENT, FoldedKind.EVENT]


def test_a_long_speech_is_one_entry() -> None:
    speech = pause_of(timedelta(minutes=10), "audio:speaking:on", "audio:speaking:off")
    assert lines(fold_events(speech, MEMBERS)) == ["Alice spoke"]


def test_next_to_an_event_without_a_time_there_is_no_gap() -> None:
    joined, left = pause_of(timedelta(hours=1))
    untimed = Event(id=2, type="member:left")
    assert [entry.kind for entry in fold_events((joined, untimed), MEMBERS)] == [FoldedKind.EVENT, FoldedKind.EVENT]
    assert [entry.kind for entry in fold_events((Event(id=0), left), MEMBERS)] == [FoldedKind.EVENT, FoldedKind.EVENT]


def test_a_fold_without_any_times_has_none() -> None:
    (entry,) = fold_events([Event(id=n, type="audio:dtmf") for n in (1, 2)], MEMBERS)
    assert (entry.kind, entry.first, entry.last) == (FoldedKind.FOLD, None, None)


def test_events_are_ordered_by_id_where_times_differ() -> None:
    first, second = make_event(1, "audio:dtmf", at=0.007), make_event(2, "audio:dtmf", at=0.004)
    joined = make_event(3, "member:joined", at=0.005)
    for shuffled in permutations((first, second, joined)):
        folded, last = fold_events(shuffled, MEMBERS)
        assert (folded.events, last.events) == ((first, second), (joined,))
        assert (folded.first, folded.last) == (second.timestamp, first.timestamp)


def test_an_event_without_an_id_stays_behind_its_predecessor() -> None:
    knock = Event(type="app:knocking")
    third, first = make_event(3, "member:left"), make_event(1, "member:joined")
    entries = fold_events((third, knock, first), MEMBERS)
    assert [entry.events for entry in entries] == [(first,), (third,), (knock,)]


words = st.text(max_size=6)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words, inner, max_size=2),
    max_leaves=4,
)
common_types = st.sampled_from(["audio:speaking:on", "audio:speaking:off", "text:typing:on", "audio:dtmf", "custom:x"])
any_events = st.builds(
    Event,
    id=st.none() | st.integers(),
    type=common_types | st.sampled_from(sorted(CATALOGUE)) | words,
    from_member=st.sampled_from(["", *NAMES]) | words,
    from_user_id=words,
    timestamp=st.none() | st.datetimes(timezones=st.just(UTC)),
    body=st.dictionaries(
        st.sampled_from(["user", "channel", "text", "digits", "error", "timestamp", "message_type"]) | words,
        json_values | st.fixed_dictionaries({"deleted": json_values | st.just("2026-01-01T10:00:00Z")}),
        max_size=3,
    ),
    other_body=st.none() | json_values,
)
gaps = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=10**6))


def identities(history: Sequence[Event]) -> Counter[int]:
    return Counter(id(event) for event in history)


@given(st.lists(any_events, max_size=12), gaps)
def test_every_event_is_in_one_entry_and_in_order(history: list[Event], gap: timedelta) -> None:
    entries = fold_events(history, MEMBERS, gap=gap)
    folded = [event for entry in entries for event in entry.events]
    ids = [event.id for event in folded if event.id is not None]
    assert identities(folded) == identities(history)
    assert ids == sorted(ids)


@given(st.lists(any_events, max_size=12), gaps)
def test_every_entry_has_text_and_every_gap_is_between_two_entries(history: list[Event], gap: timedelta) -> None:
    entries = fold_events(history, MEMBERS, gap=gap)
    kinds = [entry.kind for entry in entries]
    assert FoldedKind.GAP not in {*kinds[:1], *kinds[-1:]}
    assert (FoldedKind.GAP, FoldedKind.GAP) not in pairwise(kinds)
    for entry in entries:
        assert entry.text.strip()
        assert (entry.kind is FoldedKind.GAP) == (not entry.who) == (not entry.events) == (entry.count == 0)
        assert entry.count <= len(entry.events)


@given(st.lists(common_types, max_size=12), st.sampled_from(["digits", "password", "sdp", "token"]))
def test_entries_contain_no_secrets(kinds: list[str], key: str) -> None:
    body = parse_event({"body": {key: "s3cr3t"}}).body
    history = [make_event(number, kind, body=body) for number, kind in enumerate(kinds)]
    assert "s3cr3t" not in " ".join(lines(fold_events(history, MEMBERS)))
