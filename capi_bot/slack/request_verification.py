"""Verification of requests that Slack sends over HTTP: size, headers, signature and form, before anything else runs.

Requests that pass are handed on as the same dict that Socket Mode delivers, so everything behind has one way in.
Slack's rules: https://docs.slack.dev/authentication/verifying-requests-from-slack.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from slack_sdk.signature import SignatureVerifier

EVENTS_PATH = "/slack/events"
"""Where Slack sends everything in HTTP mode."""

MAX_BODY = 1_000_000
"""Bytes; Slack's own payloads stay far below."""

TIMESTAMP = re.compile(r"[0-9]{1,12}")
CERTIFICATE_CHECK = {"ssl_check": "1"}


class RejectedError(Exception):
    """A request that is not answered: its HTTP status, and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def verify_request(body: bytes, headers: Mapping[str, str], verifier: SignatureVerifier) -> dict[str, Any]:
    """Return the payload of a request that Slack signed; raise `RejectedError` for any other.

    `headers` are looked up in lower case. Slack's checks of our certificate need not be signed; nothing else in one
    is handed on: https://docs.slack.dev/interactivity/implementing-slash-commands.
    """
    if b"ssl_check=1" in body.split(b"&"):
        return CERTIFICATE_CHECK
    text = _verified(body, headers, verifier)
    read = READERS.get(headers.get("content-type", "").partition(";")[0].strip().lower())
    if read is None:
        raise RejectedError(400, "the content type is neither that of a form nor of JSON")
    try:
        payload = read(text)
    except (ValueError, RecursionError) as error:
        raise RejectedError(400, "the body is neither a form nor JSON") from error
    if not isinstance(payload, dict):
        raise RejectedError(400, "the payload is not an object")
    return payload


def _verified(body: bytes, headers: Mapping[str, str], verifier: SignatureVerifier) -> str:
    timestamp, signature = headers.get("x-slack-request-timestamp", ""), headers.get("x-slack-signature", "")
    # The verifier raises on a timestamp that is no number, or one too long, and on a signature that is not ASCII.
    if not (TIMESTAMP.fullmatch(timestamp) and signature.isascii()):
        raise RejectedError(401, "the signature headers are malformed")
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise RejectedError(400, "the body is not UTF-8") from error
    if not verifier.is_valid(text, timestamp, signature):
        raise RejectedError(401, "the signature is not Slack's, or older than five minutes")
    return text


def _form(text: str) -> object:
    # Only a field named payload holds JSON: the word may well stand in a command's text or a channel's name.
    fields = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True))
    return json.loads(fields["payload"]) if "payload" in fields else fields


READERS: Mapping[str, Callable[[str], object]] = {
    "application/json": json.loads,
    "application/x-www-form-urlencoded": _form,
}
"""How a body is read, by its content type."""
