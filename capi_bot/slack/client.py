"""Carry messages to Slack: the Web API, response_urls and modals. Knows no listener and no view."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Mapping
from enum import Enum
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web import SlackResponse

from capi_bot.slack.action_ids import MODAL, SEARCH
from capi_bot.slack.messages import Message, body_of

TIMEOUT = (3.0, 10.0)
PATIENCE = 10.0
"""Seconds that we let Slack's Retry-After keep a worker waiting."""

AT_SLACK = re.compile(r"(?:[a-z0-9-]+\.)+slack\.com|hooks\.slack-gov\.com", re.IGNORECASE)
"""The hosts of response_urls. Only plain names: URL parsers disagree on what `@` and `\\` in a host mean."""

PAUSES = (0.1, 0.3, 0.9)
"""Seconds after which to look again whether Slack has taken an acknowledgement."""

CLOSED = "not_found"
"""What Slack says of a view that is not there any more: https://docs.slack.dev/reference/methods/views.update."""

TOO_MANY = 429
SERVER_FAULT = 500

log = logging.getLogger(__name__)


class SendFailure(Enum):
    """Name the ways in which a call can fail."""

    REFUSED = "refused"
    GONE = "what it was for has been closed"
    UNKNOWN = "it may have been done"


class UploadResult(Enum):
    """Name what can become of files."""

    DONE = "they are there"
    NO_SCOPE = "the app was not given files:write"
    NOT_THERE = "the bot is not in the channel"
    LOST = "Slack did not take them"


ATTACHING: Mapping[str, UploadResult] = {
    "missing_scope": UploadResult.NO_SCOPE,
    "not_allowed_token_type": UploadResult.NO_SCOPE,
    "channel_not_found": UploadResult.NOT_THERE,
    "not_in_channel": UploadResult.NOT_THERE,
}
"""What Slack's errors mean for files: https://docs.slack.dev/reference/methods/files.completeUploadExternal."""


def is_trusted(url: str, api_url: str) -> bool:
    """Tell whether a response_url is one to which we may post: https at Slack, or the host that the Web API is at."""
    try:
        told, api = urlsplit(url), urlsplit(api_url)
    except ValueError:
        return False
    if (told.scheme, told.netloc) == (api.scheme, api.netloc):
        return True
    return told.scheme == "https" and AT_SLACK.fullmatch(told.netloc) is not None


class SlackClient:
    """Deliver messages. Methods that may find Slack unwilling say so: there is always another way to try."""

    def __init__(
        self, web: WebClient, session: requests.Session, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._web = web
        self._session = session
        self._sleep = sleep

    def post(self, channel_id: str, message: Message, thread_ts: str = "") -> str | None:
        """Post as the bot and return the message's ts.

        None: Slack refused, mostly because the bot is not in the channel. Empty: nobody knows whether it was posted.
        """
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        sent = self._call("chat.postMessage", {"channel": channel_id, **thread, **body_of(message)})
        if sent is SendFailure.UNKNOWN:
            return ""
        return str(sent["ts"]) if isinstance(sent, SlackResponse) else None

    def attach(self, channel_id: str, thread_ts: str, message: Message) -> UploadResult:
        """Upload a message's documents into a thread, introduced by its text."""
        files = [{"filename": told.name, "title": told.title, "content": told.text} for told in message.documents]
        try:
            self._web.files_upload_v2(
                file_uploads=files, channel=channel_id, thread_ts=thread_ts, initial_comment=message.text
            )
        except SlackApiError as error:
            told = error.response.data
            why = told.get("error", "") if isinstance(told, dict) else "not by Slack"
            log.info("Files were refused: %s", why)
            return ATTACHING.get(why, UploadResult.LOST)
        except (SlackRequestError, OSError, HTTPException, ValueError, AttributeError, TypeError) as error:
            log.warning("Files were not taken by Slack: %s", type(error).__name__)
            return UploadResult.LOST
        return UploadResult.DONE

    def update(self, channel_id: str, ts: str, message: Message) -> bool:
        """Replace a message of the bot's that is not ephemeral."""
        body = {"channel": channel_id, "ts": ts, "text": message.text, "blocks": message.blocks}
        return isinstance(self._call("chat.update", body), SlackResponse)

    def post_ephemeral(self, channel_id: str, user_id: str, message: Message, thread_ts: str = "") -> bool:
        """Post what only one person sees."""
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        body = {"channel": channel_id, "user": user_id, **thread, "text": message.text, "blocks": message.blocks}
        return isinstance(self._call("chat.postEphemeral", body), SlackResponse)

    def open_modal(self, trigger_id: str, message: Message, channel_id: str = "") -> str | None:
        """Open a modal and return its id, or None where the trigger has run out (after 3 s).

        It keeps the channel in which it was opened: presses in it bring that along.
        """
        return self._shown("views.open", trigger_id, modal(message, channel_id))

    def push_modal(self, trigger_id: str, message: Message, channel_id: str = "") -> str | None:
        """Open a modal on top of another and return its id, or None: three is the most, and the trigger may run out."""
        return self._shown("views.push", trigger_id, modal(message, channel_id))

    def update_modal(self, view_id: str, message: Message, channel_id: str = "") -> bool:
        """Replace what a modal shows; False where it has been closed, which is nobody's fault, or else is logged."""
        sent = self._call("views.update", {"view_id": view_id, "view": modal(message, channel_id)})
        if sent in {SendFailure.REFUSED, SendFailure.UNKNOWN}:
            log.error("A modal could not be changed: what it was to show reached nobody.")
        return isinstance(sent, SlackResponse)

    def update_named(self, name: str, message: Message, channel_id: str = "") -> bool:
        """Replace what a modal of this `external_id` shows, which may be about to appear."""
        body = {"external_id": name, "view": modal(message, channel_id)}
        for pause in (*PAUSES, None):
            if isinstance(self._call("views.update", body), SlackResponse):
                return True
            if pause:
                self._sleep(pause)
        return False

    def publish(self, user_id: str, message: Message) -> bool:
        """Put a message on somebody's Home tab."""
        view = {"type": "home", "blocks": list(message.blocks)}
        return isinstance(self._call("views.publish", {"user_id": user_id, "view": view}), SlackResponse)

    def respond(self, url: str, message: Message, *, private: bool, replace: bool = False, thread_ts: str = "") -> bool:
        """Post to a response_url, anew or in place of the pressed message: works where the bot is no member too."""
        extra = {"thread_ts": thread_ts} if thread_ts else {}
        kind = "ephemeral" if private else "in_channel"
        return self._send(url, {**body_of(message), "response_type": kind, "replace_original": replace, **extra})

    def delete(self, url: str) -> bool:
        """Delete the pressed message."""
        return self._send(url, {"delete_original": True})

    def _shown(self, method: str, trigger_id: str, view: Mapping[str, object]) -> str | None:
        shown = self._call(method, {"trigger_id": trigger_id, "view": view})
        return str(shown["view"]["id"]) if isinstance(shown, SlackResponse) else None

    def _call(self, method: str, body: dict[str, Any]) -> SlackResponse | SendFailure:
        try:
            return self._web.api_call(method, json=body)
        except SlackApiError as error:
            told = error.response.data
            why = told.get("error") if isinstance(told, dict) else "not by Slack"
            log.info("%s was refused: %s", method, why)
            return SendFailure.GONE if why == CLOSED else SendFailure.REFUSED
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
            answer = self._posted(url, body)
            if self._is_worth_waiting(answer):
                answer = self._posted(url, body)
        except requests.RequestException as error:
            log.info("A response_url could not be reached: %s", type(error).__name__)
            return False
        taken = answer.ok and not answer.is_redirect
        if not taken:
            log.info("A response_url answered %s: %.80s", answer.status_code, answer.text)
        return taken

    def _posted(self, url: str, body: Mapping[str, object]) -> requests.Response:
        return self._session.post(url, json=body, timeout=TIMEOUT, allow_redirects=False)

    def _is_worth_waiting(self, answer: requests.Response) -> bool:
        if answer.status_code >= SERVER_FAULT:
            return True
        seconds = answer.headers.get("Retry-After", "1")
        if answer.status_code != TOO_MANY or not seconds.isdecimal() or float(seconds) > PATIENCE:
            return False
        self._sleep(float(seconds))
        return True


def modal(message: Message, channel_id: str = "", name: str = "") -> dict[str, object]:
    """Make the view in which a message is shown, and which keeps the channel that it was opened in.

    `name` is its `external_id`: https://docs.slack.dev/reference/views/modal-views.
    """
    extra = {"private_metadata": channel_id, "external_id": name, "submit": message.submit and _plain(message.submit)}
    return {
        "type": "modal",
        "callback_id": SEARCH if message.submit else MODAL,
        "title": _plain(message.title),
        "close": _plain("Close"),
        "blocks": list(message.blocks),
        **{key: worth for key, worth in extra.items() if worth},
    }


def _plain(text: str) -> Mapping[str, str]:
    return {"type": "plain_text", "text": text}
