"""Client of Slack: the Web API, response_urls and views. Knows no listener and no view."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.error import HTTPError
from urllib.parse import urlsplit

import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError

from capi_bot.connection_failures import describe_connection_failure
from capi_bot.readiness import Dependency, Readiness
from capi_bot.slack.access import Access
from capi_bot.slack.action_ids import MODAL, SEARCH
from capi_bot.slack.messages import Message, message_body
from capi_bot.slack.outcomes import (
    NO_ANSWER,
    Outcome,
    Sent,
    describe_failure,
    explain_web_api_error,
    is_about_request,
    perhaps_done,
    read_retry_after,
    was_never_sent,
)

TIMEOUT: Final = (3.0, 10.0)
"""Seconds to connect to a response_url, and to be answered."""

SLACK_HOST: Final = re.compile(r"(?:[a-z0-9-]+\.)+slack\.com|hooks\.slack-gov\.com", re.IGNORECASE)
"""The hosts of response_urls. Only plain names: URL parsers disagree on what `@` and `\\` in a host mean."""

VIEW_CLOSED: Final = "not_found"
"""Slack's error for a view that is not there any more: https://docs.slack.dev/reference/methods/views.update."""

NOT_POSTED: Final = "not_posted"
"""Our own error for a message that is not among those of its channel."""

METADATA_TYPE: Final = "capi_bot_answer"
LOOKED_THROUGH: Final = 100
"""Messages among which one is looked for."""

log = logging.getLogger(__name__)


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
    """A client of one installation. It never waits and never repeats a call: it returns what became of it.

    What the app posts tells `access` our app's id: over HTTP nothing else does. `readiness` learns what each call
    of the Web API says about Slack and the token; response_urls say nothing of it.
    """

    def __init__(
        self,
        web: WebClient,
        session: requests.Session,
        access: Access | None = None,
        readiness: Readiness | None = None,
    ) -> None:
        self._web = web
        self._session = session
        self._access = access or Access()
        self._readiness = readiness

    def post(self, channel_id: str, message: Message, thread_ts: str = "", key: str = "") -> Sent:
        """Post as the bot, in a channel or, by somebody's id, in the direct conversation with them.

        By its `key` a message can be found again: https://docs.slack.dev/reference/methods/chat.postMessage,
        https://docs.slack.dev/messaging/message-metadata
        """
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        metadata = {"metadata": {"event_type": METADATA_TYPE, "event_payload": {"key": key}}} if key else {}
        body = {"channel": channel_id, **thread, **metadata, **message_body(message)}
        return self._call("chat.postMessage", body, id_in=("ts",))

    def find_posted(self, channel_id: str, thread_ts: str, key: str) -> Sent:
        """Look among the newest messages for one that was posted with a `key`; `NOT_POSTED` where it is not there.

        https://docs.slack.dev/reference/methods/conversations.history
        """
        where = {"channel": channel_id, "limit": LOOKED_THROUGH, "include_all_metadata": True}
        method, body = "conversations.history", where
        if thread_ts:
            method, body = "conversations.replies", where | {"ts": thread_ts}
        try:
            found = self._web.api_call(method, params=body)
        except (SlackApiError, *NO_ANSWER) as error:
            return self._failed(method, error, is_repeatable=True)
        self._report(None)
        messages = found.get("messages")
        for each in messages if isinstance(messages, list) else ():
            if isinstance(each, dict) and _key(each) == key:
                return Sent(outcome=Outcome.DONE, id=str(each.get("ts") or ""))
        if thread_ts and found.get("has_more"):  # the newest replies come last
            return Sent(outcome=Outcome.UNKNOWN)
        return Sent(outcome=Outcome.REFUSED, error=NOT_POSTED)

    def upload_files(self, channel_id: str, thread_ts: str, message: Message) -> Sent:
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
        except (SlackRequestError, HTTPError) as error:  # before anything is shown
            return self._failed("files.upload", error, is_repeatable=True)
        except (SlackApiError, *NO_ANSWER) as error:
            return self._failed("files.upload", error, is_repeatable=False)
        self._report(None)
        return Sent(outcome=Outcome.DONE)

    def update(self, channel_id: str, ts: str, message: Message) -> Sent:
        """Replace a message of the bot's that is not ephemeral: https://docs.slack.dev/reference/methods/chat.update."""
        body = {"channel": channel_id, "ts": ts, "text": message.text, "blocks": message.blocks}
        return self._call("chat.update", body, is_repeatable=True)

    def post_ephemeral(self, channel_id: str, user_id: str, message: Message, thread_ts: str = "") -> Sent:
        """Post what only one person sees: https://docs.slack.dev/reference/methods/chat.postEphemeral."""
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        body = {"channel": channel_id, "user": user_id, **thread, "text": message.text, "blocks": message.blocks}
        return self._call("chat.postEphemeral", body)

    def open_modal(self, trigger_id: str, message: Message, channel_id: str = "", external_id: str = "") -> Sent:
        """Open a modal; Slack refuses a trigger that has run out (after 3 s).

        It keeps the channel in which it was opened: presses in it bring that along. By its `external_id` it can be
        found where nobody knows whether it opened: https://docs.slack.dev/reference/methods/views.open
        """
        body = {"trigger_id": trigger_id, "view": modal(message, channel_id, external_id)}
        return self._call("views.open", body, id_in=("view", "id"))

    def push_modal(self, trigger_id: str, message: Message, channel_id: str = "", external_id: str = "") -> Sent:
        """Open a modal on top of another: three is the most, and the trigger may have run out.

        https://docs.slack.dev/reference/methods/views.push
        """
        body = {"trigger_id": trigger_id, "view": modal(message, channel_id, external_id)}
        return self._call("views.push", body, id_in=("view", "id"))

    def update_modal(self, view_id: str, message: Message, channel_id: str = "") -> Sent:
        """Replace what a modal shows; `VIEW_CLOSED` where it has been closed, which is nobody's fault.

        https://docs.slack.dev/reference/methods/views.update
        """
        return self._call("views.update", {"view_id": view_id, "view": modal(message, channel_id)}, is_repeatable=True)

    def update_modal_by_external_id(self, external_id: str, message: Message, channel_id: str = "") -> Sent:
        """Replace what the modal of this `external_id` shows; `VIEW_CLOSED` where there is none, or none yet.

        It keeps its `external_id`, so that it is found again where Slack does not say that it was replaced.
        """
        body = {"external_id": external_id, "view": modal(message, channel_id, external_id)}
        return self._call("views.update", body, is_repeatable=True, id_in=("view", "id"))

    def publish_home(self, user_id: str, message: Message) -> Sent:
        """Put a message on somebody's Home tab: https://docs.slack.dev/reference/methods/views.publish."""
        view = {"type": "home", "blocks": list(message.blocks)}
        return self._call("views.publish", {"user_id": user_id, "view": view}, is_repeatable=True)

    def respond(self, url: str, message: Message, *, private: bool, replace: bool = False, thread_ts: str = "") -> Sent:
        """Post to a response_url, anew or in place of the pressed message: works where the bot is no member too.

        https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
        """
        extra = {"thread_ts": thread_ts} if thread_ts else {}
        kind = "ephemeral" if private else "in_channel"
        body = {**message_body(message), "response_type": kind, "replace_original": replace, **extra}
        return self._send(url, body, is_repeatable=replace)

    def delete_original(self, url: str) -> Sent:
        """Delete the pressed message by its response_url."""
        return self._send(url, {"delete_original": True}, is_repeatable=True)

    def _call(
        self, method: str, body: Mapping[str, Any], *, is_repeatable: bool = False, id_in: tuple[str, ...] = ()
    ) -> Sent:
        try:
            answer = self._web.api_call(method, json=dict(body))
            found: Any = answer.data
            for key in id_in:
                found = found[key]
        except (SlackApiError, *NO_ANSWER) as error:
            return self._failed(method, error, is_repeatable=is_repeatable)
        self._report(None)
        if method == "chat.postMessage":
            self._access.learn_app_id(_app_id(answer.get("message")))
        return Sent(outcome=Outcome.DONE, id=str(found) if id_in else "")

    def _failed(self, method: str, error: Exception, *, is_repeatable: bool) -> Sent:
        if not is_about_request(error):
            self._report(explain_web_api_error(error, "SLACK_BOT_TOKEN"))
        return describe_failure(method, error, is_repeatable=is_repeatable)

    def _report(self, problem: str | None) -> None:
        if self._readiness:
            self._readiness.report(Dependency.SLACK, problem)

    def _send(self, url: str, body: Mapping[str, object], *, is_repeatable: bool) -> Sent:
        if not is_trusted(url, self._web.base_url):
            if url:
                log.warning("A response_url that is not Slack's was not used.")
            return Sent(outcome=Outcome.REFUSED)
        try:
            response = self._session.post(url, json=body, timeout=TIMEOUT, allow_redirects=False)
        except requests.RequestException as error:
            log.info("A response_url could not be reached: %s", describe_connection_failure(error))
            return Sent(outcome=Outcome.FAILED) if was_never_sent(error) else perhaps_done(is_repeatable=is_repeatable)
        if response.status_code < HTTPStatus.MULTIPLE_CHOICES:
            return Sent(outcome=Outcome.DONE)
        log.info("A response_url answered %s: %.80s", response.status_code, response.text)
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            return Sent(outcome=Outcome.FAILED, retry_after=read_retry_after(response.headers.get("Retry-After")))
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return perhaps_done(is_repeatable=is_repeatable)
        return Sent(outcome=Outcome.REFUSED)


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


def _app_id(posted: object) -> str:
    """Return the app that posted a message: https://docs.slack.dev/reference/methods/chat.postMessage."""
    message = posted if isinstance(posted, dict) else {}
    profile = message.get("bot_profile")
    app_id = message.get("app_id") or (profile.get("app_id") if isinstance(profile, dict) else None)
    return app_id if isinstance(app_id, str) else ""


def _key(message: Mapping[str, Any]) -> str:
    metadata = message.get("metadata")
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    return str(payload.get("key") or "") if isinstance(payload, dict) else ""
