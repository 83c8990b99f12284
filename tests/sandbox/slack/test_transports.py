from __future__ import annotations

from typing import Any

import pytest

from capi_bot.sandbox.journal import Journal
from capi_bot.sandbox.slack.delivery_bodies import event_parcel
from capi_bot.sandbox.slack.signed_http import SignedHttp
from capi_bot.sandbox.slack.socket_mode import SocketMode
from capi_bot.sandbox.slack.transports import Transports

TinyApp = Any  # conftest's

EVENT = event_parcel({"event": {"type": "app_mention"}, "event_id": "Ev1"})


@pytest.fixture
def http(app: TinyApp) -> SignedHttp:
    return SignedHttp(app.url, signing_secret="secret", clock=lambda: 7.0)


def test_an_app_without_socket_mode_is_told_over_http(app: TinyApp, http: SignedHttp) -> None:
    assert Transports(http, None).send(EVENT, None, 3.0).status == 200
    assert len(app.got) == 1


def test_an_app_in_socket_mode_is_not_told_over_http_even_if_it_is_not_connected(
    app: TinyApp, http: SignedHttp
) -> None:
    sockets = SocketMode(Journal(), token="xapp-made-up")
    assert Transports(http, sockets).send(EVENT, None, 3.0).error == "dispatch_failed"
    assert app.got == []


def test_an_app_whose_socket_mode_was_turned_off_is_told_over_http_again(app: TinyApp, http: SignedHttp) -> None:
    sockets = SocketMode(Journal(), token="xapp-made-up")
    sockets.turn(on=False)
    assert Transports(http, sockets).send(EVENT, None, 3.0).status == 200
    assert len(app.got) == 1
