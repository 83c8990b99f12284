from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.capi.ids import (
    IdKind,
    canonical,
    event_segment,
    identify,
    segment,
)
from capi_bot.errors import UserError

TAIL = "d66d47de-5bcb-4300-94f0-46edebio0391"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("con-BC643220-2542-499A-892E-C982C4150C06", "CON-bc643220-2542-499a-892e-c982c4150c06"),
        (f"usr-{TAIL.upper()}", f"USR-{TAIL.upper()}"),
        ("ada", "ADA"),
    ],
)
def test_an_id_is_written_as_the_api_does_where_its_tail_is_a_uuid(text: str, written: str) -> None:
    assert canonical(text) == written


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"CON-{TAIL}", "conversation"),
        (f"USR-{TAIL}", "user"),
        (f"MEM-{TAIL}", "member"),
        (f"SES-{TAIL}", None),
        (f"con-{TAIL}", None),
        (f"CON-{TAIL}\n", None),
        (f" CON-{TAIL}", None),
        ("CON-1", None),
        ("", None),
    ],
)
def test_an_id_tells_what_it_is_the_id_of(text: str, kind: str | None) -> None:
    assert identify(text) == kind


@pytest.mark.parametrize("kind", ["conversation", "member", "user", "session"])
@pytest.mark.parametrize(
    "text", ["../users", "", "%2e%2e/users", f"CON-{TAIL}/../..", f"ABC-{TAIL}", f"CON-{'é' * 36}"]
)
def test_what_is_no_id_never_gets_into_a_path(kind: IdKind, text: str) -> None:
    with pytest.raises(UserError):
        segment(kind, text)


@pytest.mark.parametrize("text", [None, 7, b"CON-1"])
def test_what_is_no_text_is_no_id(text: object) -> None:
    with pytest.raises(UserError, match="is not a conversation id"):
        segment("conversation", text)  # type: ignore[arg-type] # callers without a type checker exist


def test_the_refusal_says_what_a_right_id_looks_like() -> None:
    with pytest.raises(UserError) as refused:
        segment("user", "../conversations")
    assert str(refused.value) == (
        "“../conversations” is not a user id. A user id looks like USR-bc643220-2542-499a-892e-c982c4150c06."
    )


def test_an_id_of_another_kind_is_refused() -> None:
    with pytest.raises(UserError, match="is not a conversation id"):
        segment("conversation", f"USR-{TAIL}")


def test_a_long_or_unprintable_text_is_shown_short_and_clean() -> None:
    with pytest.raises(UserError) as refused:
        segment("user", "a\x1b\n" + "b" * 5000)
    assert str(refused.value).startswith(f"“a  {'b' * 47}…” is not")


@given(st.text())
def test_a_segment_is_an_id_or_nothing(text: str) -> None:
    try:
        assert identify(segment("user", text)) == "user"
    except UserError:
        assert identify(text) != "user"


def test_the_number_of_an_event_becomes_a_segment() -> None:
    assert event_segment(4433) == "4433"


@pytest.mark.parametrize("number", [-1, True, "7", "../1", None])
def test_what_is_no_number_of_an_event_is_refused(number: object) -> None:
    with pytest.raises(UserError, match="is not an event id"):
        event_segment(number)  # type: ignore[arg-type] # callers without a type checker exist
