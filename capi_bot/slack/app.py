"""Bolt: the only file that imports it. Payloads in, acknowledgements out; the dispatcher does the work."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, Final, TypeVar

from slack_bolt import Ack, App, BoltRequest, BoltResponse
from slack_bolt.error import BoltError
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from capi_bot.errors import SettingsError, UnreachableError
from capi_bot.slack import payloads
from capi_bot.slack.dispatcher import Dispatcher
from capi_bot.slack.outcomes import NOT_BY_SLACK, error_code
from capi_bot.slack.request_verification import MAX_BODY, RejectedError, verify_request
from capi_bot.slack.socket_mode import SocketModeClient, Times

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

ANY_ID: Final = re.compile("")
FAILURE_TEXT: Final = "Something went wrong on our side, and it is noted. Please try again."
CLOSE_FORM: Final[Mapping[str, Any]] = {}
"""The acknowledgement that closes a form."""

T = TypeVar("T")

log = logging.getLogger(__name__)
bolt_log = logging.getLogger("slack_bolt")


def build_app(web: WebClient, dispatcher: Dispatcher) -> App:
    """Return the Bolt app, which asks Slack at once whether the bot token is good.

    Listeners only parse, hand over and acknowledge, so they run in line: with Bolt's own threads an acknowledgement
    waits up to 10 ms, an error right after it takes it back, and five slow listeners lose the sixth.
    """
    bolt_log.addFilter(_is_new_to_operator)
    with _slack_errors(web):
        try:
            app = App(
                name="capi-bot",
                logger=bolt_log,
                client=web,
                signing_secret="",  # verify_request checks signatures, and Socket Mode has none
                request_verification_enabled=False,
                process_before_response=True,
                attaching_conversation_kwargs_enabled=False,  # SlackClient answers
            )
        except BoltError as error:
            if _is_outage(error.__context__):
                raise UnreachableError(f"Slack could not check SLACK_BOT_TOKEN just now: {error}") from error
            if _error_code(error) == NOT_BY_SLACK:
                raise UnreachableError(_not_slack(web)) from error
            raise SettingsError(
                f"SLACK_BOT_TOKEN: Slack refused it ({_error_code(error)}). Install the app again and copy its token."
            ) from error
    app.command(ANY_ID)(_on_command(dispatcher))
    app.view_submission(ANY_ID)(_on_submission(dispatcher))
    app.view_closed(ANY_ID)(_on(lambda _body: None))
    app.action(ANY_ID)(_on(lambda body: dispatcher.press(payloads.parse_block_action(body))))
    app.shortcut(ANY_ID)(_on(lambda body: dispatcher.shortcut(payloads.parse_shortcut(body))))
    app.event("app_mention")(_on(lambda body: dispatcher.mention(payloads.parse_mention(body))))
    app.event("app_home_opened")(_on(lambda body: dispatcher.home_opened(payloads.parse_home_opened(body))))
    app.event("message")(_on(lambda body: _on_direct_message(dispatcher, body)))
    return app


def wsgi_application(app: App, signing_secret: str) -> WSGIApplication:
    """Return the WSGI application for Slack's request URL. It answers 4xx to what Slack did not send, never 5xx."""
    verifier = SignatureVerifier(signing_secret)

    def handle(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            payload = verify_request(_body(environ), _headers(environ), verifier)
        except RejectedError as rejected:
            log.warning("A request was turned away: %s", rejected)
            return _answer(start_response, rejected.status, {}, "")
        answer = _dispatch(app, payload, _headers(environ))
        return _answer(start_response, answer.status, answer.first_headers(), answer.body)

    return handle


class SocketModeConnection:
    """A connection to Slack by Socket Mode, with no public URL."""

    def __init__(self, app: App, app_token: str, times: Times | None = None) -> None:
        self._web = app.client
        self._client = SocketModeClient(app.client, app_token, partial(_acknowledge, app), times)

    def connect(self) -> None:
        """Connect and stay connected, or say what is wrong with the token or the way to Slack."""
        with _slack_errors(self._web):
            try:
                self._client.connect()
            except SlackApiError as error:
                code = error.response["error"]
                if _is_outage(error):
                    raise UnreachableError(f"Slack could not check SLACK_APP_TOKEN just now: {code}") from error
                raise SettingsError(
                    f"SLACK_APP_TOKEN: Slack refused it ({code}). It needs the scope connections:write."
                ) from error

    @property
    def is_connected(self) -> bool:
        """Return whether Slack can deliver just now."""
        return self._client.is_connected

    def close(self) -> None:
        """Disconnect; Slack delivers elsewhere or shows people that the app is away."""
        self._client.close()


@contextmanager
def _slack_errors(web: WebClient) -> Iterator[None]:
    try:
        yield
    except (OSError, HTTPException) as error:
        raise UnreachableError(f"Slack could not be reached at {web.base_url}: {error}") from error
    except (AttributeError, TypeError, ValueError) as error:  # the SDK takes any JSON for an object
        raise UnreachableError(_not_slack(web)) from error


def _not_slack(web: WebClient) -> str:
    return f"What answered at {web.base_url} is not Slack: check SLACK_API_URL."


def _is_new_to_operator(record: logging.LogRecord) -> bool:
    # Bolt reads SLACK_BOT_TOKEN itself and warns that the client, which has it, wins.
    return "`token` will be unused" not in record.getMessage()


def _error_code(error: BoltError) -> str:
    cause = error.__context__
    return error_code(cause.response) if isinstance(cause, SlackApiError) else str(error)


def _is_outage(error: BaseException | None) -> bool:
    # Slack refuses a token with status 200 and an object; anything else says nothing about the token.
    response = error.response if isinstance(error, SlackApiError) else None
    return response is not None and not (response.status_code == HTTPStatus.OK and isinstance(response.data, dict))


def _acknowledge(app: App, request: SocketModeRequest) -> SocketModeResponse | None:
    answer = app.dispatch(BoltRequest(mode="socket_mode", body=request.payload))
    if answer.status != HTTPStatus.OK:
        log.warning("Slack sent what the bot does not know: %s", request.type)
        return None
    is_json = answer.headers.get("content-type", [""])[0].startswith("application/json")
    payload = json.loads(answer.body) if answer.body and is_json else answer.body or None
    return SocketModeResponse(envelope_id=request.envelope_id, payload=payload)


def _on_command(dispatcher: Dispatcher) -> Callable[..., None]:
    def on_command(ack: Ack, body: dict[str, Any]) -> None:
        ack(_guarded(lambda: dispatcher.command(payloads.parse_slash_command(body)), FAILURE_TEXT))

    return on_command


def _on_submission(dispatcher: Dispatcher) -> Callable[..., None]:
    def on_submission(ack: Ack, body: dict[str, Any]) -> None:
        ack(**_guarded(lambda: dispatcher.submission(payloads.parse_submission(body)), CLOSE_FORM))

    return on_submission


def _on(handle: Callable[[dict[str, Any]], None]) -> Callable[..., None]:
    def on_delivery(ack: Ack, body: dict[str, Any]) -> None:
        _guarded(lambda: handle(body), None)
        ack()

    return on_delivery


def _on_direct_message(dispatcher: Dispatcher, body: dict[str, Any]) -> None:
    if mention := payloads.parse_direct_message(body):
        dispatcher.direct_message(mention)


def _guarded(handle: Callable[[], T], otherwise: T) -> T:
    # Whatever happens, Slack is acknowledged: otherwise the person sees a failure that says nothing.
    try:
        return handle()
    except Exception:
        log.exception("A payload of Slack's could not be handled.")
        return otherwise


def _dispatch(app: App, payload: dict[str, Any], headers: dict[str, str]) -> BoltResponse:
    # It is verified and parsed, so Bolt gets it as Socket Mode would deliver it. Our listeners never raise:
    # an error is Bolt's own, at a payload of a shape that Slack does not document.
    try:
        answer = app.dispatch(BoltRequest(mode="socket_mode", body=payload, headers=dict(headers)))
    except Exception:
        log.exception("Bolt could not read a payload.")
        return BoltResponse(status=HTTPStatus.BAD_REQUEST)
    is_error = answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return BoltResponse(status=HTTPStatus.BAD_REQUEST) if is_error else answer


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
