from __future__ import annotations

import pytest

from capi_bot.capi.raw_path import checked_path
from capi_bot.errors import UserError


@pytest.mark.parametrize(
    ("typed", "path", "parameters"),
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
def test_a_path_is_split_from_its_parameters(typed: str, path: str, parameters: dict[str, str]) -> None:
    assert checked_path(typed) == (path, parameters)


def test_a_parameter_that_is_named_twice_is_refused_rather_than_half_forgotten() -> None:
    with pytest.raises(UserError, match=r"^Give each query parameter once: status is there 2 times\.$"):
        checked_path("/v1/calls?page_size=1&status=started&status=answered")


@pytest.mark.parametrize(
    "typed",
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
def test_what_could_lead_away_is_refused(typed: str) -> None:
    with pytest.raises(UserError):
        checked_path(typed)
