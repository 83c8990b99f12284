from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.capi.ids import (
    IdKind,
    canonical,
    event_path_segment,
    identify,
    path_segment,
    split_path,
)
from capi_bot.errors import UserError

TAIL = "d66d47de-5bcb-4300-94f0-46edebio0391"


@pytest.mark.parametrize(
    ("text", "canonical_id"),
    [
        ("con-BC643220-2542-499A-892E-C982C4150C06", "CON-bc643220-2542-499a-892e-c982c4150c06"),
        (f"usr-{TAIL.upper()}", f"USR-{TAIL.upper()}"),
        ("ada", "ADA"),
    ],
)
def test_the_canonical_form_of_an_id_has_an_upper_case_prefix_and_a_lower_case_uuid(
    text: str, canonical_id: str
) -> None:
    assert canonical(text) == canonical_id


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
def test_the_prefix_of_an_id_identifies_the_kind_of_resource(text: str, kind: str | None) -> None:
    assert identify(text) == kind


@pytest.mark.parametrize("kind", ["conversation", "member", "user", "session"])
@pytest.mark.parametrize(
    "text", ["../users", "", "%2e%2e/users", f"CON-{TAIL}/../..", f"ABC-{TAIL}", f"CON-{'é' * 36}"]
)
def test_text_that_is_not_an_id_is_refused_as_a_path_segment(kind: IdKind, text: str) -> None:
    with pytest.raises(UserError):
        path_segment(kind, text)


@pytest.mark.parametrize("text", [None, 7, b"CON-1"])
def test_a_value_that_is_not_a_string_is_refused_as_an_id(text: object) -> None:
    with pytest.raises(UserError, match="is not a conversation id"):
        path_segment("conversation", text)  # type: ignore[arg-type] # callers without a type checker exist


def test_the_error_message_shows_an_example_of_a_valid_id() -> None:
    with pytest.raises(UserError) as raised:
        path_segment("user", "../conversations")
    assert str(raised.value) == (
        "“../conversations” is not a user id. A user id looks like USR-bc643220-2542-499a-892e-c982c4150c06."
    )


def test_an_id_of_another_kind_is_refused() -> None:
    with pytest.raises(UserError, match="is not a conversation id"):
        path_segment("conversation", f"USR-{TAIL}")


def test_the_error_message_shortens_long_text_and_removes_control_characters() -> None:
    with pytest.raises(UserError) as raised:
        path_segment("user", "a\x1b\n" + "b" * 5000)
    assert str(raised.value).startswith(f"“a  {'b' * 47}…” is not")


@given(st.text())
def test_every_path_segment_of_a_user_is_a_user_id(text: str) -> None:
    try:
        assert identify(path_segment("user", text)) == "user"
    except UserError:
        assert identify(text) != "user"


def test_an_event_id_is_a_path_segment() -> None:
    assert event_path_segment(4433) == "4433"


@pytest.mark.parametrize("number", [-1, True, "7", "../1", None])
def test_an_event_id_that_is_not_a_whole_number_is_refused(number: object) -> None:
    with pytest.raises(UserError, match="is not an event id"):
        event_path_segment(number)  # type: ignore[arg-type] # callers without a type checker exist


@pytest.mark.parametrize(
    ("text", "path", "parameters"),
    [
        ("/v1/conversations", "/v1/conversations", {}),
        (" /v1/conversations/ ", "/v1/conversations", {}),
        (
            "/v1/conversations/?page_size=1&cursor=a%3D&name=",
            "/v1/conversations",
            {"page_size": "1", "cursor": "a=", "name": ""},
        ),
        ("/v0.3/legs", "/v0.3/legs", {}),
    ],
)
def test_a_path_is_split_into_path_and_query_parameters(text: str, path: str, parameters: dict[str, str]) -> None:
    assert split_path(text) == (path, parameters)


def test_a_query_parameter_that_is_given_twice_is_refused() -> None:
    with pytest.raises(UserError, match=r"^Give each query parameter once: status is there 2 times\.$"):
        split_path("/v1/calls?page_size=1&status=started&status=answered")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "v1/conversations",
        "https://evil.example/v1",
        "//evil.example/v1",
        "/v1/../users",
        "/v1/./users",
        "/v1/%2e%2e/users",
        "/v1/%2E%2E%2Fusers",
        "/v1/..\\users",
        "/v1/users#fragment",
        "/v1/users\r\nHost: evil.example",
    ],
)
def test_a_path_that_could_lead_to_another_host_or_resource_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        split_path(text)
