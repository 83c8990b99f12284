from __future__ import annotations

import pytest

from capi_bot.capi.models import Endpoint, MemberChannel
from capi_bot.domain.events import wording

CHANNEL = MemberChannel(type="phone", from_=Endpoint(address="1"), to=Endpoint(address="2"))


def test_a_description_reads_as_a_sentence() -> None:
    assert wording.EventDescription("Alice", "left").text == "Alice left"
    assert wording.EventDescription("Alice", "left", "busy").text == "Alice left (busy)"
    assert wording.EventDescription("Alice", "left", "busy").predicate == "left (busy)"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(None, ""), (-1, ""), (0, "0 s"), (42.4, "42 s"), (59.9, "1 min 0 s"), (312, "5 min 12 s"), (3725, "1 h 2 min")],
)
def test_exact_durations_have_two_units(seconds: float | None, expected: str) -> None:
    assert wording.format_exact_duration(seconds) == expected


@pytest.mark.parametrize(
    ("count", "expected"), [(None, ""), (-1, ""), (512, "512 bytes"), (4096, "4 kB"), (1_300_000, "1.3 MB")]
)
def test_sizes_have_one_unit(count: float | None, expected: str) -> None:
    assert wording.format_size(count) == expected


@pytest.mark.parametrize(
    ("share", "expected"), [(None, ""), (-1, ""), (0.92, "92% sure"), (1, "100% sure"), (80, "80% sure")]
)
def test_confidence_is_a_percentage(share: float | None, expected: str) -> None:
    assert wording.format_confidence(share) == expected


@pytest.mark.parametrize(
    ("mos", "expected"),
    [
        (None, ""),
        (0, ""),
        (4.4, "excellent sound, MOS 4.4"),
        (4.1, "good sound, MOS 4.1"),
        (3.7, "fair sound, MOS 3.7"),
        (3.1, "poor sound, MOS 3.1"),
        (1.2, "bad sound, MOS 1.2"),
    ],
)
def test_a_mean_opinion_score_has_a_grade(mos: float | None, expected: str) -> None:
    assert wording.describe_sound(mos) == expected


@pytest.mark.parametrize(("price", "expected"), [("", ""), ("0.0000", ""), ("0.0012", "cost 0.0012 EUR")])
def test_a_price_of_zero_is_left_out(price: str, expected: str) -> None:
    assert wording.format_cost(price, "EUR") == expected


@pytest.mark.parametrize(("loop", "expected"), [(None, ""), (1, ""), (3, "3 times"), (0, "again and again")])
def test_a_loop_is_counted_or_endless(loop: float | None, expected: str) -> None:
    assert wording.describe_loop(loop) == expected


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://u:p@example.com/a/hold.mp3?token=1", "hold.mp3"),
        ("https://u:p@example.com", ""),
        ("https://example.com/a/", "a"),
        ("", ""),
        ("hold.mp3", ""),
    ],
)
def test_a_file_name_is_the_last_segment_of_a_url(url: str, name: str) -> None:
    assert wording.file_name_from_url(url) == name


def test_long_quotations_are_cut_inside_their_quotes() -> None:
    quotation = wording.quote("word " * 100)
    assert len(quotation) <= 122
    assert quotation.endswith("…”")
    assert wording.quote(" \n") == ""


def test_the_other_party_depends_on_who_called() -> None:
    assert wording.describe_other_party(CHANNEL, inbound=True) == "calling 2"
    assert wording.describe_other_party(CHANNEL, inbound=False) == "called from 1"
    assert wording.describe_other_party(MemberChannel(type="phone"), inbound=True) == ""
    assert wording.describe_other_party(MemberChannel(type="sms", to=Endpoint(address="2")), inbound=True) == ""
    assert wording.describe_other_party(None, inbound=True) == ""


def test_an_address_is_added_only_to_another_name() -> None:
    assert wording.describe_own_address(CHANNEL, "Ada", inbound=True) == "1"
    assert wording.describe_own_address(CHANNEL, "1", inbound=True) == ""
    app = MemberChannel(type="app", to=Endpoint(address="USR-1"))
    assert wording.describe_own_address(app, "Ada", inbound=False) == ""


def test_a_channel_is_described_where_it_is_known() -> None:
    assert wording.describe_channel(CHANNEL) == "by phone"
    assert wording.describe_channel(None) == ""


def test_a_body_is_summarised_two_levels_deep_and_cut() -> None:
    assert (
        wording.summarise_value({"a": {"b": {"c": 1}}, "d": None, "e": False, "author": "Ada"})
        == "a.b: …, e: no, author: Ada"
    )
    assert len(wording.summarise_value({f"key{number}": "value" * 9 for number in range(50)})) == 120
