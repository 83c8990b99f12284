"""Verification of requests that Slack sends over HTTP: size, headers, signature and form, before anything else runs.

Requests that pass are handed on as the same dict that Socket Mode delivers, so everything behind has one way in.
Slack's rules: https://docs.slack.dev/authentication/verifying-requests-from-slack.
"""

from __future__ import annotations

import hmac
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl

from slack_sdk.signature import SignatureVerifier

EVENTS_PATH = "/slack/events"
"""Where Slack sends everything in HTTP mode."""

MAX_BODY = 1_000_000
"""Bytes; Slack's own payloads stay far below."""

_MAX_AGE = 5 * 60
"""Seconds between the time at which Slack signed a request and ours."""
_REJECTIONS_IN_A_ROW = 3

TIMESTAMP = re.compile(r"[0-9]{1,12}")
CERTIFICATE_CHECK = {"ssl_check": "1"}


class RejectedError(Exception):
    """A request that is not answered: its HTTP status, and why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class SignatureError(RejectedError):
    """A request with another signature than our signing secret makes."""

    def __init__(self) -> None:
        super().__init__(401, "the signature is not Slack's")


class ClockError(RejectedError):
    """A request with the right signature, more than five minutes away from our clock."""

    def __init__(self, ahead: float) -> None:
        super().__init__(401, f"it was signed at a time that is {abs(ahead):.0f} seconds from our clock's")
        self.ahead = ahead
        """Seconds that our clock is ahead of Slack's; negative where it is behind."""


def advise(error: RejectedError) -> str:
    """Return what the operator can do where every request is rejected in this way; empty where that is not known."""
    match error:
        case SignatureError():
            return (
                "No request that comes here has the right signature. If Slack sends them, copy the Signing Secret "
                "(not the Client Secret) from Basic Information of your Slack app to SLACK_SIGNING_SECRET again."
            )
        case ClockError(ahead=ahead):
            direction = "ahead of" if ahead > 0 else "behind"
            return (
                f"Slack's requests are rejected because this machine's clock is {abs(ahead):.0f} seconds {direction} "
                "Slack's: turn network time on."
            )
    return ""


class RejectionHints:
    """Advice for the operator, given once while all requests are rejected. Threads may share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._patience = 1
        """How many requests in a row may be rejected; after one that was accepted, single ones may be a stranger's."""
        self._rejected: Counter[type[RejectedError]] = Counter()

    def accepted(self) -> None:
        """Note a request that was accepted."""
        with self._lock:
            self._patience = _REJECTIONS_IN_A_ROW
            self._rejected.clear()

    def rejected(self, error: RejectedError) -> str:
        """Note a request that was rejected; return the advice where it is due, else an empty text."""
        with self._lock:
            self._rejected[type(error)] += 1
            is_due = self._rejected[type(error)] == self._patience
        return advise(error) if is_due else ""


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
    # A timestamp that is no number, or one too long, and a signature that is not ASCII would raise below.
    if not (TIMESTAMP.fullmatch(timestamp) and signature.isascii()):
        raise RejectedError(401, "the signature headers are malformed")
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise RejectedError(400, "the body is not UTF-8") from error
    expected = verifier.generate_signature(timestamp=timestamp, body=text)
    if expected is None or not hmac.compare_digest(expected, signature):
        raise SignatureError
    ahead = verifier.clock.now() - int(timestamp)
    if abs(ahead) > _MAX_AGE:
        raise ClockError(ahead)
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
