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
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from capi_bot.slack.ids import MODAL
from capi_bot.slack.replies import Message, body_of

TIMEOUT = (3.0, 10.0)
PATIENCE = 10.0
"""Seconds that we let Slack's Retry-After keep a worker waiting."""

AT_SLACK = re.compile(r"(?:[a-z0-9-]+\.)+slack\.com|hooks\.slack-gov\.com", re.IGNORECASE)
"""The hosts of response_urls. Only plain names: URL parsers disagree on what `@` and `\\` in a host mean."""

TOO_MANY = 429
SERVER_FAULT = 500

log = logging.getLogger(__name__)


class Lost(Enum):
    """Name the ways in which a call can fail."""

    REFUSED = "refused"
    UNKNOWN = "it may have been done"


def is_trusted(url: str, api_url: str) -> bool:
    """Tell whether a response_url is one to which we may post: https at Slack, or the host that the Web API is at."""
    try:
        told, api = urlsplit(url), urlsplit(api_url)
    except ValueError:
        return False
    if (told.scheme, told.netloc) == (api.scheme, api.netloc):
        return True
    return told.scheme == "https" and AT_SLACK.fullmatch(told.netloc) is not None


class Courier:
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
        if sent is Lost.UNKNOWN:
            return ""
        return str(sent["ts"]) if isinstance(sent, SlackResponse) else None

    def update(self, channel_id: str, ts: str, message: Message) -> bool:
        """Replace a message of the bot's that is not ephemeral."""
        body = {"channel": channel_id, "ts": ts, "text": message.text, "blocks": message.blocks}
        return isinstance(self._call("chat.update", body), SlackResponse)

    def whisper(self, channel_id: str, user_id: str, message: Message, thread_ts: str = "") -> bool:
        """Post what only one person sees."""
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        body = {"channel": channel_id, "user": user_id, **thread, "text": message.text, "blocks": message.blocks}
        return isinstance(self._call("chat.postEphemeral", body), SlackResponse)

    def open_modal(self, trigger_id: str, message: Message) -> str | None:
        """Open a modal and return its id, or None where the trigger has run out (after 3 s)."""
        opened = self._call("views.open", {"trigger_id": trigger_id, "view": _modal(message)})
        return str(opened["view"]["id"]) if isinstance(opened, SlackResponse) else None

    def update_modal(self, view_id: str, message: Message) -> bool:
        """Replace what a modal shows; False where it has been closed."""
        return isinstance(self._call("views.update", {"view_id": view_id, "view": _modal(message)}), SlackResponse)

    def respond(self, url: str, message: Message, *, private: bool, replace: bool = False, thread_ts: str = "") -> bool:
        """Post to a response_url, anew or in place of the pressed message: works where the bot is no member too."""
        extra = {"thread_ts": thread_ts} if thread_ts else {}
        kind = "ephemeral" if private else "in_channel"
        return self._send(url, {**body_of(message), "response_type": kind, "replace_original": replace, **extra})

    def delete(self, url: str) -> bool:
        """Delete the pressed message."""
        return self._send(url, {"delete_original": True})

    def _call(self, method: str, body: dict[str, Any]) -> SlackResponse | Lost:
        try:
            return self._web.api_call(method, json=body)
        except SlackApiError as error:
            told = error.response.data
            log.info("%s was refused: %s", method, told.get("error") if isinstance(told, dict) else "not by Slack")
            return Lost.REFUSED
        except (AttributeError, TypeError):  # the SDK takes any JSON for an object
            log.warning("%s was answered by something that is not Slack.", method)
            return Lost.REFUSED
        except (OSError, HTTPException, ValueError) as error:  # unreachable, late, cut short, or not JSON
            log.warning("%s got no answer from Slack: %s", method, type(error).__name__)
            never_sent = isinstance(getattr(error, "reason", None), ConnectionRefusedError)
            return Lost.REFUSED if never_sent else Lost.UNKNOWN

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


def _modal(message: Message) -> Mapping[str, object]:
    return {
        "type": "modal",
        "callback_id": MODAL,
        "title": {"type": "plain_text", "text": message.title},
        "close": {"type": "plain_text", "text": "Close"},
        "blocks": list(message.blocks),
    }
