from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from capi_bot.sandbox.journal import Journal
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.socket_mode import SocketMode
from capi_bot.sandbox.slack.workspace import Workspace
from tests.sandbox.slack.calling import call

Make = Callable[..., Workspace]  # conftest's
NAME, TOKEN = "apps.connections.open", "xapp-made-up"


@pytest.fixture
def sockets() -> Iterator[SocketMode]:
    sockets = SocketMode(Journal(), token=TOKEN)
    sockets.open()
    yield sockets
    sockets.close()


def test_an_app_level_token_gets_an_address(make: Make, sockets: SocketMode) -> None:
    url = call(make(sockets=sockets), NAME, {}, TOKEN)["url"]

    assert url.startswith("ws://127.0.0.1:")
    assert "/link/?ticket=" in url


def test_two_addresses_are_never_the_same(make: Make, sockets: SocketMode) -> None:
    workspace = make(sockets=sockets)

    assert call(workspace, NAME, {}, TOKEN) != call(workspace, NAME, {}, TOKEN)


@pytest.mark.parametrize(
    ("token", "error"),
    [("", "not_authed"), ("xapp-other", "invalid_auth"), ("xoxb-made-up", "not_allowed_token_type")],
)
def test_any_other_token_is_refused(make: Make, sockets: SocketMode, token: str, error: str) -> None:
    with pytest.raises(RefusedError, match=f"^{error}$"):
        call(make(sockets=sockets), NAME, {}, token)


def test_a_token_without_the_scope_is_refused_and_told_which(make: Make) -> None:
    poor = SocketMode(Journal(), token=TOKEN, scopes=("authorizations:read",))

    with pytest.raises(RefusedError, match="missing_scope") as refused:
        call(make(sockets=poor), NAME, {}, TOKEN)
    assert refused.value.details == {"needed": "connections:write", "provided": "authorizations:read"}


def test_an_app_that_is_told_of_things_over_http_gets_no_address(make: Make, sockets: SocketMode) -> None:
    sockets.turn(on=False)

    with pytest.raises(RefusedError, match="socket_mode_disabled"):
        call(make(sockets=sockets), NAME, {}, TOKEN)
