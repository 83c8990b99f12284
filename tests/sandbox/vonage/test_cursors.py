from __future__ import annotations

from base64 import b64decode, b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capi_bot.sandbox.vonage.cursors import Gap, read, write

IDS = st.uuids().map(lambda unique: f"CON-{unique}")
NUMBERS = st.integers(min_value=-(2**63), max_value=2**63 - 1)
KEYS = st.lists(NUMBERS | IDS | st.text(max_size=20), max_size=3).map(tuple)


@settings(deadline=None)
@given(KEYS | st.none(), st.booleans())
def test_what_is_written_is_read_and_ends_in_a_sign_that_links_must_escape(after: object, backwards: object) -> None:
    gap = Gap(after=after, backwards=backwards)  # type: ignore[arg-type] # hypothesis' own types
    cursor = write(gap, "list")
    assert read(cursor, "list") == gap
    assert cursor.endswith("=")


def test_a_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(ValueError, match="another list"):
        read(write(Gap(after=(1,)), "list"), "other")


@pytest.mark.parametrize("made_up", ["", "?", "YWJj", "é"])
def test_what_is_no_cursor_is_refused(made_up: str) -> None:
    with pytest.raises(ValueError, match="not a cursor"):
        read(made_up, "list")


def test_a_cursor_that_was_tampered_with_is_refused() -> None:
    raw = b64decode(write(Gap(after=(1,)), "list"))
    other = raw.replace(b"\x01", b"\x02")
    assert other != raw
    with pytest.raises(ValueError, match="another list"):
        read(b64encode(other).decode(), "list")


def test_a_cursor_is_about_as_long_as_the_vendors() -> None:
    key = (1_540_459_680_000_000, "CON-bc643220-2542-499a-892e-c982c4150c06")
    assert len(write(Gap(after=key), "list")) <= len("7EjDNQrAcipmOnc0HCzpQRkhBULzY44ljGUX4lXKyUIVfiZay5pv9wg=")
