"""Client of Slack: the Web API, response_urls and views. Knows no listener and no view."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Mapping
from enum import Enum
from http import HTTPStatus
from http.client import HTTPException
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web import SlackResponse

from capi_bot.slack.action_ids import MODAL, SEARCH
from capi_bot.slack.messages import Message, message_body

TIMEOUT: Final = (3.0, 10.0)
"""Seconds to connect to a response_url, and to be answered."""

LONGEST_RETRY_AFTER: Final = 10.0
"""Seconds that we let Slack's Retry-After keep a worker."""

SLACK_HOST: Final = re.compile(r"(?:[a-z0-9-]+\.)+slack\.com|hooks\.slack-gov\.com", re.IGNORECASE)
"""The hosts of response_urls. Only plain names: URL parsers disagree on what `@` and `\\` in a host mean."""

VIEW_CLOSED: Final = "not_found"
"""Slack's error for a view that is not there any more: https://docs.slack.dev/reference/methods/views.update."""

log = logging.getLogger(__name__)


class SendFailure(Enum):
    """Why a call of the Web API failed."""

    REFUSED = "refused"
    GONE = "what it was for has been closed"
    UNKNOWN = "it may have been done"


class UploadResult(Enum):
    """What became of files."""

    DONE = "they are there"
    NO_SCOPE = "the app was not given files:write"
    NOT_THERE = "the bot is not in the channel"
    LOST = "Slack did not take them"


UPLOAD_ERRORS: Final[Mapping[str, UploadResult]] = {
    "missing_scope": UploadResult.NO_SCOPE,
    "not_allowed_token_type": UploadResult.NO_SCOPE,
    "channel_not_found": UploadResult.NOT_THERE,
    "not_in_channel": UploadResult.NOT_THERE,
}
"""What Slack's errors mean for files: https://docs.slack.dev/reference/methods/files.completeUploadExternal."""


def is_trusted(url: str, api_url: str) -> bool:
    """Return whether we may post to a response_url: https at Slack, or the host that the Web API is at."""
    try:
        parts, api = urlsplit(url), urlsplit(api_url)
    except ValueError:
        return False
    if (parts.scheme, parts.netloc) == (api.scheme, api.netloc):
        return True
    return parts.scheme == "https" and SLACK_HOST.fullmatch(parts.netloc) is not None


class SlackClient:
    """A client of one installation. Methods that Slack may refuse say so: there is always another way to try."""

    def __init__(
        self, web: WebClient, session: requests.Session, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._web = web
        self._session = session
        self._sleep = sleep

    def post(self, channel_id: str, message: Message, thread_ts: str = "") -> str | None:
        """Post as the bot and return the message's ts: https://docs.slack.dev/reference/methods/chat.postMessage.

        None: Slack refused, mostly because the bot is not in the channel. Empty: nobody knows whether it was posted.
        """
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        sent = self._call("chat.postMessage", {"channel": channel_id, **thread, **message_body(message)})
        if sent is SendFailure.UNKNOWN:
            return ""
        return str(sent["ts"]) if isinstance(sent, SlackResponse) else None

    def upload_files(self, channel_id: str, thread_ts: str, message: Message) -> UploadResult:
        """Upload a message's documents into a thread, introduced by its text.

        https://docs.slack.dev/messaging/working-with-files
        """
        files = [
            {"filename": document.name, "title": document.title, "content": document.text}
            for document in message.documents
        ]
        try:
            self._web.files_upload_v2(
                file_uploads=files, channel=channel_id, thread_ts=thread_ts, initial_comment=message.text
            )
        except SlackApiError as error:
            code = _error_code(error)
            log.info("Files were refused: %s", code)
            return UPLOAD_ERRORS.get(code, UploadResult.LOST)
        except (SlackRequestError, OSError, HTTPException, ValueError, AttributeError, TypeError) as error:
            log.warning("Files were not taken by Slack: %s", type(error).__name__)
            return UploadResult.LOST
        return UploadResult.DONE

    def update(self, channel_id: str, ts: str, message: Message) -> bool:
        """Replace a message of the bot's that is not ephemeral: https://docs.slack.dev/reference/methods/chat.update."""
        body = {"channel": channel_id, "ts": ts, "text": message.text, "blocks": message.blocks}
        return isinstance(self._call("chat.update", body), SlackResponse)

    def post_ephemeral(self, channel_id: str, user_id: str, message: Message, thread_ts: str = "") -> bool:
        """Post what only one person sees: https://docs.slack.dev/reference/methods/chat.postEphemeral."""
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        body = {"channel": channel_id, "user": user_id, **thread, "text": message.text, "blocks": message.blocks}
        return isinstance(self._call("chat.postEphemeral", body), SlackResponse)

    def open_modal(self, trigger_id: str, message: Message, channel_id: str = "") -> str | None:
        """Open a modal and return its id, or None where the trigger has run out (after 3 s).

        It keeps the channel in which it was opened: presses in it bring that along.
        https://docs.slack.dev/reference/methods/views.open
        """
        return self._open_view("views.open", trigger_id, modal(message, channel_id))

    def push_modal(self, trigger_id: str, message: Message, channel_id: str = "") -> str | None:
        """Open a modal on top of another and return its id, or None: three is the most, and the trigger may run out.

        https://docs.slack.dev/reference/methods/views.push
        """
        return self._open_view("views.push", trigger_id, modal(message, channel_id))

    def update_modal(self, view_id: str, message: Message, channel_id: str = "") -> bool:
        """Replace what a modal shows; False where it has been closed, which is nobody's fault, or else is logged.

        https://docs.slack.dev/reference/methods/views.update
        """
        sent = self._call("views.update", {"view_id": view_id, "view": modal(message, channel_id)})
        if sent in {SendFailure.REFUSED, SendFailure.UNKNOWN}:
            log.error("A modal could not be changed: what it was to show reached nobody.")
        return isinstance(sent, SlackResponse)

    def update_modal_by_external_id(self, external_id: str, message: Message, channel_id: str = "") -> bool:
        """Replace what the modal of this `external_id` shows; False where there is none, or none yet."""
        body = {"external_id": external_id, "view": modal(message, channel_id)}
        return isinstance(self._call("views.update", body), SlackResponse)

    def publish_home(self, user_id: str, message: Message) -> bool:
        """Put a message on somebody's Home tab: https://docs.slack.dev/reference/methods/views.publish."""
        view = {"type": "home", "blocks": list(message.blocks)}
        return isinstance(self._call("views.publish", {"user_id": user_id, "view": view}), SlackResponse)

    def respond(self, url: str, message: Message, *, private: bool, replace: bool = False, thread_ts: str = "") -> bool:
        """Post to a response_url, anew or in place of the pressed message: works where the bot is no member too.

        https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
        """
        extra = {"thread_ts": thread_ts} if thread_ts else {}
        kind = "ephemeral" if private else "in_channel"
        return self._send(url, {**message_body(message), "response_type": kind, "replace_original": replace, **extra})

    def delete_original(self, url: str) -> bool:
        """Delete the pressed message by its response_url."""
        return self._send(url, {"delete_original": True})

    def _open_view(self, method: str, trigger_id: str, view: Mapping[str, object]) -> str | None:
        response = self._call(method, {"trigger_id": trigger_id, "view": view})
        opened = response.get("view") if isinstance(response, SlackResponse) else None
        return str(opened["id"]) if isinstance(opened, dict) and "id" in opened else None

    def _call(self, method: str, body: dict[str, Any]) -> SlackResponse | SendFailure:
        try:
            return self._web.api_call(method, json=body)
        except SlackApiError as error:
            code = _error_code(error)
            log.info("%s was refused: %s", method, code)
            return SendFailure.GONE if code == VIEW_CLOSED else SendFailure.REFUSED
        except (AttributeError, TypeError):  # the SDK takes any JSON for an object
            log.warning("%s was answered by something that is not Slack.", method)
            return SendFailure.REFUSED
        except (OSError, HTTPException, ValueError) as error:  # unreachable, late, cut short, or not JSON
            log.warning("%s got no answer from Slack: %s", method, type(error).__name__)
            never_sent = isinstance(getattr(error, "reason", None), ConnectionRefusedError)
            return SendFailure.REFUSED if never_sent else SendFailure.UNKNOWN

    def _send(self, url: str, body: Mapping[str, object]) -> bool:
        if not is_trusted(url, self._web.base_url):
            log.warning("A response_url that is not Slack's was not used.")
            return False
        try:
            response = self._post_to(url, body)
            if self._may_retry(response):
                response = self._post_to(url, body)
        except requests.RequestException as error:
            log.info("A response_url could not be reached: %s", type(error).__name__)
            return False
        is_taken = response.ok and not response.is_redirect
        if not is_taken:
            log.info("A response_url answered %s: %.80s", response.status_code, response.text)
        return is_taken

    def _post_to(self, url: str, body: Mapping[str, object]) -> requests.Response:
        return self._session.post(url, json=body, timeout=TIMEOUT, allow_redirects=False)

    def _may_retry(self, response: requests.Response) -> bool:
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return True
        seconds = response.headers.get("Retry-After", "1")
        is_limited = response.status_code == HTTPStatus.TOO_MANY_REQUESTS
        if not is_limited or not seconds.isdecimal() or float(seconds) > LONGEST_RETRY_AFTER:
            return False
        self._sleep(float(seconds))
        return True


def modal(message: Message, channel_id: str = "", external_id: str = "") -> dict[str, object]:
    """Return the view in which a message is shown, and which keeps the channel that it was opened in.

    https://docs.slack.dev/reference/views/modal-views
    """
    extra = {
        "private_metadata": channel_id,
        "external_id": external_id,
        "submit": message.submit and _plain_text(message.submit),
    }
    return {
        "type": "modal",
        "callback_id": SEARCH if message.submit else MODAL,
        "title": _plain_text(message.title),
        "close": _plain_text("Close"),
        "blocks": list(message.blocks),
        **{key: value for key, value in extra.items() if value},
    }


def _plain_text(text: str) -> Mapping[str, str]:
    return {"type": "plain_text", "text": text}


def _error_code(error: SlackApiError) -> str:
    data = error.response.data
    return str(data.get("error") or "") if isinstance(data, dict) else "not by Slack"
