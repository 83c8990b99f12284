"""Bolt: the only file that imports it. Payloads in, acknowledgements out; the dispatcher does the work."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from slack_bolt import Ack, App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from capi_bot.slack import payloads
from capi_bot.slack.access import Access, BotIdentity
from capi_bot.slack.client import modal
from capi_bot.slack.dispatcher import Dispatcher
from capi_bot.slack.payload_fields import Body, PayloadError, check_shape
from capi_bot.slack.request_verification import (
    CERTIFICATE_CHECK,
    MAX_BODY,
    RejectedError,
    RejectionHints,
    verify_request,
)
from capi_bot.slack.socket_mode import SocketModeClient, Times

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

ANY_ID: Final = re.compile("")
log = logging.getLogger(__name__)
bolt_log = logging.getLogger("slack_bolt")


class BotApp(App):
    """The Bolt app, with the one way in for whatever Slack delivers: over HTTP and by Socket Mode."""

    dispatcher: Dispatcher

    def deliver(self, payload: dict[str, Any], headers: Mapping[str, Any]) -> BoltResponse:
        """Handle a payload and return its acknowledgement: 200, or 400 for what is no payload of Slack's.

        Our listeners do not raise. Where the payload cannot be read, by Bolt or by them, the person is told.
        """
        try:
            check_shape(payload)
            if payload.get("type") == "app_rate_limited":
                log.warning(_explain_rate_limit(payload))
                return BoltResponse(status=HTTPStatus.OK)
            answer = self.dispatch(BoltRequest(mode="socket_mode", body=payload, headers=dict(headers)))
        except Exception as error:  # noqa: BLE001 - Bolt takes the types of many fields for granted
            return _refused(self.dispatcher, payload, error)
        if answer.status == HTTPStatus.NOT_FOUND and payload.get("type") == "event_callback":
            return BoltResponse(status=HTTPStatus.OK)  # an event that the app listens for no more
        if answer.status >= HTTPStatus.BAD_REQUEST:
            return _refused(self.dispatcher, payload, PayloadError("no listener takes it"))
        return answer


def build_app(identity: BotIdentity, dispatcher: Dispatcher) -> BotApp:
    """Return the Bolt app, which never asks Slack who the bot is: that would be within the three seconds of a request.

    Listeners only parse, hand over and acknowledge, so they run in line: with Bolt's own threads an acknowledgement
    waits up to 10 ms, an error right after it takes it back, and five slow listeners lose the sixth.
    """
    bolt_log.addFilter(_is_new_to_operator)
    app = BotApp(
        name="capi-bot",
        logger=bolt_log,
        client=identity.web,
        authorize=_authorize_as(identity),
        signing_secret="",  # verify_request checks signatures, and Socket Mode has none
        request_verification_enabled=False,
        process_before_response=True,
        attaching_conversation_kwargs_enabled=False,  # SlackClient answers
    )
    app.dispatcher = dispatcher
    _listen(app, dispatcher, identity)
    return app


def wsgi_application(app: BotApp, signing_secret: str) -> WSGIApplication:
    """Return the WSGI application for Slack's request URL. It answers 4xx to what Slack did not send, never 5xx."""
    verifier = SignatureVerifier(signing_secret)
    hints = RejectionHints()

    def handle(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            payload = verify_request(_body(environ), _headers(environ), verifier)
        except RejectedError as rejected:
            log.warning("A request was turned away: %s", rejected)
            if hint := hints.rejected(rejected):
                log.warning(hint)
            return _answer(start_response, rejected.status, {}, "")
        if payload is not CERTIFICATE_CHECK:  # which need not be signed
            hints.accepted()
        answer = app.deliver(payload, _headers(environ))
        return _answer(start_response, answer.status, answer.first_headers(), answer.body)

    return handle


class SocketModeConnection:
    """A connection to Slack by Socket Mode, with no public URL."""

    def __init__(self, app: BotApp, app_token: str, times: Times | None = None) -> None:
        access = app.dispatcher.access
        access.learn_app_token(app_token)
        self._client = SocketModeClient(
            app.client, app_token, partial(_acknowledge, app), times, partial(_learn_from_hello, access)
        )

    def connect(self) -> None:
        """Connect and stay connected.

        Raise what slack_sdk raises where Slack refuses the token or does not answer, and `UnreachableError` where its
        WebSocket cannot be opened.
        """
        self._client.connect()

    @property
    def is_connected(self) -> bool:
        """Return whether Slack can deliver just now."""
        return self._client.is_connected

    def close(self) -> None:
        """Disconnect; Slack delivers elsewhere or shows people that the app is away."""
        self._client.close()


def _learn_from_hello(access: Access, message: Body) -> None:
    # https://docs.slack.dev/apis/events-api/using-socket-mode
    info = message.get("connection_info")
    if isinstance(info, dict) and isinstance(app_id := info.get("app_id"), str):
        access.learn_app_id(app_id)


def _is_new_to_operator(record: logging.LogRecord) -> bool:
    # Bolt reads SLACK_BOT_TOKEN itself and warns that it uses none, because the client and `authorize` have one.
    return not re.search("`token` will be unused|`token` .*will be ignored", record.getMessage())


def _authorize_as(identity: BotIdentity) -> Callable[..., AuthorizeResult]:
    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_id=identity.bot_id or None,
            bot_user_id=identity.user_id or None,
            bot_token=identity.web.token,
        )

    return authorize


def _acknowledge(app: BotApp, request: SocketModeRequest) -> SocketModeResponse:
    # Whatever comes is acknowledged: Slack would only send again what cannot be read.
    answer = app.deliver(request.payload, {})
    is_json = answer.headers.get("content-type", [""])[0].startswith("application/json")
    payload = json.loads(answer.body) if answer.body and is_json else answer.body or None
    return SocketModeResponse(
        envelope_id=request.envelope_id, payload=payload if answer.status == HTTPStatus.OK else None
    )


def _listen(app: BotApp, dispatcher: Dispatcher, identity: BotIdentity) -> None:
    """Register the listener of each kind of payload: it returns what is acknowledged with."""

    def listener(handle: Callable[[Body, str], str | Mapping[str, Any] | None]) -> Callable[..., BoltResponse | None]:
        def listen(ack: Ack, body: dict[str, Any], context: BoltContext) -> BoltResponse | None:
            dispatcher.access.learn_installation(identity.team_id, identity.enterprise_id)
            try:
                answer = handle(body, context.bot_user_id or "")
            except Exception as error:  # noqa: BLE001 - logged there, and the person is told
                return _refused(dispatcher, body, error)
            ack(**answer) if isinstance(answer, Mapping) else ack(answer or "")
            return None

        return listen

    def direct_message(body: Body, own_user_id: str) -> None:
        if mention := payloads.parse_direct_message(body, own_user_id):
            dispatcher.direct_message(mention)

    app.command(ANY_ID)(listener(lambda body, _: dispatcher.command(payloads.parse_slash_command(body))))
    app.view_submission(ANY_ID)(listener(lambda body, _: dispatcher.submission(payloads.parse_submission(body))))
    app.view_closed(ANY_ID)(listener(lambda *_: None))
    app.action(ANY_ID)(listener(lambda body, _: dispatcher.press(payloads.parse_block_action(body))))
    app.shortcut(ANY_ID)(listener(lambda body, _: dispatcher.shortcut(payloads.parse_shortcut(body))))
    app.event("app_mention")(listener(lambda body, own: dispatcher.mention(payloads.parse_mention(body, own))))
    app.event("app_home_opened")(listener(lambda body, _: dispatcher.home_opened(payloads.parse_home_opened(body))))
    app.event("message")(listener(direct_message))


def _explain_rate_limit(payload: Body) -> str:
    """Return what it means that Slack limits us: https://docs.slack.dev/reference/events/app_rate_limited."""
    minute = payload.get("minute_rate_limited")
    since = ""
    if isinstance(minute, int) and not isinstance(minute, bool):
        with suppress(ValueError, OverflowError, OSError):
            since = f" since {datetime.fromtimestamp(minute, UTC):%Y-%m-%d %H:%M} UTC"
    return (
        f"Slack delivers no more events to this app for now{since}: mentions, direct messages and Home get no answer. "
        "Slack does so after more than 30,000 events in an hour from one workspace, or where fewer than 95 % of them "
        "were acknowledged with status 200. See Event Subscriptions of your Slack app."
    )


def _refused(dispatcher: Dispatcher, body: Body, error: Exception) -> BoltResponse:
    """Return the acknowledgement of what could not be read: what can be told by it is told by it."""
    is_command, is_form = bool(body.get("command")), body.get("type") == "view_submission"
    result = dispatcher.unreadable(body, error, is_told=is_command or is_form)
    if is_command:
        return BoltResponse(status=HTTPStatus.OK, body=result.failure.text)
    if is_form:
        update = {"response_action": "update", "view": modal(result.failure)}
        return BoltResponse(status=HTTPStatus.OK, body=update)
    return BoltResponse(status=HTTPStatus.OK if result.is_told else HTTPStatus.BAD_REQUEST)


def _body(environ: WSGIEnvironment) -> bytes:
    if environ["REQUEST_METHOD"] != "POST":
        raise RejectedError(405, "only POST is answered")
    body: bytes = environ["wsgi.input"].read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        raise RejectedError(413, "the body is too large")
    return body


def _headers(environ: WSGIEnvironment) -> dict[str, str]:
    headers = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    return {**headers, "content-type": environ.get("CONTENT_TYPE", "")}


def _answer(start_response: StartResponse, status: int, headers: dict[str, str], body: str) -> Iterable[bytes]:
    start_response(f"{status} {HTTPStatus(status).phrase}", list(headers.items()))
    return [body.encode()]
