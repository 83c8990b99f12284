from __future__ import annotations

import pytest

from capi_bot.capi.models import Endpoint, MemberChannel
from capi_bot.domain.events import wording

CHANNEL = MemberChannel(type="phone", from_=Endpoint(address="1"), to=Endpoint(address="2"))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, ""), (-1, ""), (0, "0 s"), (42.4, "42 s"), (59.9, "1 min 0 s"), (312, "5 min 12 s"), (3725, "1 h 2 min")],
)
def test_durations_are_said_in_the_units_that_matter(seconds: float | None, said: str) -> None:
    assert wording.format_exact_duration(seconds) == said


@pytest.mark.parametrize(
    ("count", "said"), [(None, ""), (-1, ""), (512, "512 bytes"), (4096, "4 kB"), (1_300_000, "1.3 MB")]
)
def test_sizes_are_said_in_the_units_that_matter(count: float | None, said: str) -> None:
    assert wording.format_size(count) == said


@pytest.mark.parametrize(
    ("share", "said"), [(None, ""), (-1, ""), (0.92, "92% sure"), (1, "100% sure"), (80, "80% sure")]
)
def test_certainty_is_a_percentage(share: float | None, said: str) -> None:
    assert wording.format_confidence(share) == said


@pytest.mark.parametrize(
    ("mos", "said"),
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
def test_an_opinion_score_is_put_into_words(mos: float | None, said: str) -> None:
    assert wording.describe_sound(mos) == said


@pytest.mark.parametrize(("price", "said"), [("", ""), ("0.0000", ""), ("0.0012", "cost 0.0012 EUR")])
def test_only_what_cost_something_is_priced(price: str, said: str) -> None:
    assert wording.format_cost(price, "EUR") == said


@pytest.mark.parametrize(("loop", "said"), [(None, ""), (1, ""), (3, "3 times"), (0, "again and again")])
def test_a_loop_is_put_into_words(loop: float | None, said: str) -> None:
    assert wording.describe_loop(loop) == said


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
def test_a_file_is_named_by_the_end_of_its_url(url: str, name: str) -> None:
    assert wording.file_name_from_url(url) == name


def test_long_words_are_cut_inside_their_quotes() -> None:
    quotation = wording.quote("word " * 100)
    assert len(quotation) <= 122
    assert quotation.endswith("…”")
    assert wording.quote(" \n") == ""


def test_the_other_end_is_told_by_who_called() -> None:
    assert wording.describe_other_party(CHANNEL, inbound=True) == "calling 2"
    assert wording.describe_other_party(CHANNEL, inbound=False) == "called from 1"
    assert wording.describe_other_party(MemberChannel(type="phone"), inbound=True) == ""
    assert wording.describe_other_party(MemberChannel(type="sms", to=Endpoint(address="2")), inbound=True) == ""
    assert wording.describe_other_party(None, inbound=True) == ""


def test_a_number_is_told_only_of_those_who_have_another_name() -> None:
    assert wording.describe_own_address(CHANNEL, "Ada", inbound=True) == "1"
    assert wording.describe_own_address(CHANNEL, "1", inbound=True) == ""
    app = MemberChannel(type="app", to=Endpoint(address="USR-1"))
    assert wording.describe_own_address(app, "Ada", inbound=False) == ""


def test_the_means_are_told_where_they_are_known() -> None:
    assert wording.describe_channel(CHANNEL) == "by phone"
    assert wording.describe_channel(None) == ""


def test_an_unfamiliar_body_is_told_two_objects_deep_and_cut() -> None:
    assert (
        wording.summarise_body({"a": {"b": {"c": 1}}, "d": None, "e": False, "author": "Ada"})
        == "a.b: …, e: no, author: Ada"
    )
    assert len(wording.summarise_body({f"key{number}": "value" * 9 for number in range(50)})) == 120
