"""An app that uses Socket Mode as Slack does not allow: wrong tokens, old tickets, answers too late or to nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.exceptions import ConnectionClosed, InvalidStatus

from capi_bot.sandbox import SlackSandbox
from capi_bot.sandbox.hosting import Host
from capi_bot.sandbox.journal import Entry, Journal
from capi_bot.sandbox.slack.server import create_app
from capi_bot.sandbox.slack.socket_mode import SocketMode, Terms
from capi_bot.sandbox.slack.workspace import Workspace
from tests.sandbox.slack.shop import TIMED_OUT, TROUBLE, directory, made_up, offer, open_form

Clock = Any  # the fixtures of the folders above
Hand = Any
Dial = Callable[[str], Hand]
Written = Callable[[str], Entry]
Opened = Callable[..., SocketMode]
Make = Callable[..., Workspace]

BOT, APP = "xoxb-made-up", "xapp-made-up"
COMMAND = ("U0ADA", "C0CALLS", "/capi help")


@pytest.fixture
def workspace(make: Make, sockets: SocketMode, journal: Journal) -> Workspace:
    return make(sockets=sockets, journal=journal, patience=0.2)


@contextmanager
def served(workspace: Workspace) -> Iterator[str]:
    host = Host(create_app(workspace))
    try:
        yield f"{host.url}/api/"
    finally:
        host.stop()


@pytest.fixture
def api(workspace: Workspace) -> Iterator[str]:
    with served(workspace) as url:
        yield url


def address(api: str) -> str:
    """Ask for an address as Slack's client does."""
    return str(WebClient(base_url=api).apps_connections_open(app_token=APP)["url"])


def refused(act: Callable[[], object]) -> Any:  # noqa: ANN401 - the answer
    with pytest.raises(SlackApiError) as caught:
        act()
    return caught.value.response


def told(workspace: Workspace) -> str:
    """Run a command to its end and return what the person is told."""
    delivery = workspace.composer.send(*COMMAND).delivery
    assert delivery
    delivery.result(10)
    return workspace.board.messages[-1].text


@pytest.mark.parametrize(("token", "error"), [(BOT, "not_allowed_token_type"), ("xapp-nobodys", "invalid_auth")])
def test_an_address_is_given_to_the_app_level_token_alone(api: str, token: str, error: str) -> None:
    assert refused(lambda: WebClient(base_url=api).apps_connections_open(app_token=token))["error"] == error


def test_the_app_level_token_does_nothing_else(api: str) -> None:
    answer = refused(lambda: WebClient(APP, base_url=api).chat_postMessage(channel="C0CALLS", text="x"))
    assert answer["error"] == "not_allowed_token_type"


def test_an_app_level_token_needs_its_scope(make: Make, journal: Journal) -> None:
    sockets = SocketMode(journal, token=APP, scopes=("authorizations:read",))
    with served(make(sockets=sockets)) as url:
        answer = refused(lambda: address(url))

    named = (answer["error"], answer["needed"], answer["provided"])
    assert named == ("missing_scope", "connections:write", "authorizations:read")


def test_an_app_that_is_not_set_to_socket_mode_gets_no_address(api: str, sockets: SocketMode) -> None:
    sockets.turn(on=False)
    assert refused(lambda: address(api))["error"] == "socket_mode_disabled"


def test_an_address_is_good_for_one_connection_soon(api: str, dial: Dial, clock: Clock) -> None:
    url, stale = address(api), address(api)
    dial(url)
    clock.now += 31
    for used in (url, stale, f"{url}0", url.partition("?")[0]):
        with pytest.raises(InvalidStatus, match="401"):
            dial(used)


def test_an_app_without_a_connection_is_a_failed_dispatch(workspace: Workspace) -> None:
    assert told(workspace) == '/capi failed with the error "dispatch_failed"'


def test_an_app_that_does_not_acknowledge_has_timed_out_and_may_say_nothing_later(
    api: str, workspace: Workspace, dial: Dial, written: Written
) -> None:
    hand = dial(address(api))
    hand.hears()

    assert told(workspace) == '/capi failed with the error "operation_timeout"'
    envelope = hand.takes({"text": "Too late"})
    assert envelope["accepts_response_payload"]
    assert written("too_late").failed
    assert [message.text for message in workspace.board.messages] == ['/capi failed with the error "operation_timeout"']


@pytest.mark.parametrize(
    ("frame", "status"),
    [
        ({"envelope_id": "made-up", "payload": {"text": "Hello"}}, "unknown_envelope_id"),
        ({"envelope": "of another kind"}, "invalid_ack"),
    ],
)
def test_what_acknowledges_nothing_is_ignored_and_the_app_times_out(
    api: str, workspace: Workspace, dial: Dial, written: Written, frame: dict[str, Any], status: str
) -> None:
    hand = dial(address(api))
    hand.hears()
    hand.says(**frame)

    assert told(workspace) == '/capi failed with the error "operation_timeout"'
    assert written(status).failed


def test_an_answer_beyond_the_limits_is_refused_as_over_http(make: Make, sockets: SocketMode, dial: Dial) -> None:
    workspace = make(sockets=sockets, patience=10.0)
    hand = dial(sockets.ticket_url())
    hand.hears()
    delivery = workspace.composer.send(*COMMAND).delivery
    hand.takes({"text": "Bikes", "blocks": [{"type": "divider", "text": "x"}]})
    assert delivery
    delivery.result(10)

    assert workspace.board.messages[-1].text == '/capi failed with the error "invalid_blocks"'


def test_a_connection_that_ignores_a_disconnect_is_closed_all_the_same(opened: Opened, dial: Dial) -> None:
    sockets = opened(terms=Terms(leave=0.1))
    hand = dial(sockets.ticket_url())
    hand.hears()
    sockets.disconnect("refresh_requested")

    assert hand.hears()["reason"] == "refresh_requested"
    with pytest.raises(ConnectionClosed):
        hand.hears()


def test_an_eleventh_connection_is_one_too_many(api: str, sockets: SocketMode, dial: Dial) -> None:
    hands = [dial(address(api)) for _ in range(11)]

    assert [hand.hears().get("reason", "hello") for hand in hands] == ["hello"] * 10 + ["too_many_websockets"]
    assert len(sockets.links) == 10


@pytest.fixture
def slack() -> Iterator[SlackSandbox]:
    """A Bolt app whose listeners raise before they could acknowledge, which Bolt keeps to itself there."""
    app = made_up()

    def raising() -> None:
        raise ZeroDivisionError

    for listen in (app.command("/order"), app.action("buy"), app.shortcut("new"), app.view("order")):
        listen(raising)
    with SlackSandbox(app, directory=directory(), transport="socket", ack_within=0.2) as running:
        yield running


def test_whatever_goes_wrong_in_a_bolt_app_over_a_socket_is_a_timeout(slack: SlackSandbox) -> None:
    slack.slash("/order")
    assert slack.messages[-1].text == '/order failed with the error "operation_timeout"'
    slack.press("buy", message=offer(slack))
    slack.shortcut("new")
    assert slack.toasts() == (TIMED_OUT, TIMED_OUT)
    view_id = open_form(slack)
    assert slack.submit({"typed": "tandem"}) == {"": TROUBLE}
    modal = slack.modal()
    assert modal
    assert modal["id"] == view_id
