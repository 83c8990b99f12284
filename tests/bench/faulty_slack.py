"""A stand-in of Slack for the load with faults: it keeps what people see of each interaction, and fails at random.

Every id that belongs to an interaction ends in its number of six digits, so that whatever is posted is found again by
the channel, the person, the trigger, the view or the response_url that it names.
"""

from __future__ import annotations

import json
import random
import re
import secrets
import socket
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any
from urllib.parse import parse_qsl

NUMBER = re.compile(r"(?<=[A-Z])\d{6}")
HANG = 12.0
"""Seconds that an answer which hangs takes: longer than the bot waits."""
TRIGGER_SECONDS = 3.0
RESPONSE_URL_USES = 5
NOTES_REFUSED = 0.02

Json = dict[str, Any]


class Fault(StrEnum):
    """What goes wrong with one call, and whether it was done none the less."""

    DONE_500 = "done, then 500"
    UNDONE_500 = "500"
    DONE_HANGS = "done, hangs"
    UNDONE_HANGS = "hangs"
    DONE_DROPPED = "done, dropped"
    UNDONE_DROPPED = "dropped"
    LIMITED = "429"
    REFUSED = "note refused"


DONE = {Fault.DONE_500, Fault.DONE_HANGS, Fault.DONE_DROPPED}
AT_RANDOM = tuple(fault for fault in Fault if fault is not Fault.REFUSED)


@dataclass(slots=True, kw_only=True)
class Shown:
    """A message, modal or Home tab that the person sees: each text that it had, and since when."""

    texts: list[tuple[float, str]] = field(default_factory=list)
    is_answer: bool = True
    """False for what stood there before."""
    external_id: str = ""
    key: str = ""
    """What its metadata says."""

    @property
    def text(self) -> str:
        return self.texts[-1][1]


@dataclass(slots=True, kw_only=True)
class Seen:
    """What one person sees of one interaction."""

    began: float
    shown: dict[str, Shown] = field(default_factory=dict)
    is_trigger_used: bool = False
    url_uses: int = 0
    calls: list[str] = field(default_factory=list)
    """Each call of the bot's, with the fault that it met."""


class FaultySlack:
    """The server, a context manager. `share` is the part of calls that fail, from 0 to 1."""

    def __init__(self, seed: int = 0) -> None:
        self.share = 0.0
        self.seen: dict[str, Seen] = {}
        self.contents: dict[str, Json] = {}
        """What was posted last in each interaction, in full."""
        self.faults: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()
        self._numbers: dict[str, str] = {}
        """Numbers of interactions by the external_id of their view."""
        self._random = random.Random(seed)  # noqa: S311 - simulated failures need no secrets
        self._lock = Lock()
        self._closed = Event()
        self._server = _Server(self)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    @contextmanager
    def serving(self) -> Iterator[None]:
        thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield
        self._closed.set()
        self._server.shutdown()
        thread.join()
        self._server.server_close()

    def begin(self, number: str, shown: Mapping[str, Shown] | None = None) -> None:
        """Note that an interaction begins, with what the person sees already."""
        with self._lock:
            self.seen[number] = Seen(began=time.monotonic(), shown=dict(shown or {}))

    def acknowledge(self, number: str, view: str, text: str) -> None:
        """Show what an acknowledgement says: a view in place of the one that was submitted, errors in it, or a text."""
        document: Json = json.loads(text) if text.startswith("{") else {"text": text}
        with self._lock:
            seen = self.seen[number]
            if "view" in document:
                self._show(seen, view, document["view"], external_id=document["view"].get("external_id", ""))
            elif "errors" in document:
                self._show(seen, view, {"text": " ".join(document["errors"].values())})
            elif document.get("text"):
                self._show(seen, "acknowledgement", document)

    def draw(self, to: str, body: Json) -> Fault | None:
        is_note = to == "chat.postEphemeral" or ("response" in to and body.get("response_type") == "ephemeral")
        with self._lock:
            fault = None
            if self._random.random() < self.share:
                fault = self._random.choice(AT_RANDOM)
            elif self.share and is_note and self._random.random() < NOTES_REFUSED:
                fault = Fault.REFUSED
            method = "response_url" if "response" in to else to
            self.calls[method] += 1
            if fault:
                self.faults[fault] += 1
            found = self._find(to, body)
            if found and (external_id := (body.get("view") or {}).get("external_id")):
                self._numbers[external_id] = found
            if found:
                what = json.dumps(body)
                self.seen[found].calls.append(
                    f"{time.monotonic() - self.seen[found].began:6.2f} {method} {fault or ''} {what[:160]}"
                )
        return fault

    def pause(self) -> None:
        self._closed.wait(HANG)

    def retry_after(self) -> int:
        with self._lock:
            return self._random.randint(1, 5)

    def perform(self, to: str, body: Json) -> tuple[int, Json]:
        """Do what a call asks for; return the status and the document of the answer."""
        if to == "auth.test":
            return 200, {"ok": True, "bot_id": "B1", "user_id": "UBOT", "team_id": "T1", "team": "Acme"}
        with self._lock:
            number = self._find(to, body)
            seen = self.seen.get(number or "")
            if seen is None:
                return 200, {"ok": False, "error": "channel_not_found"}
            self._keep(str(number), body)
            if to.startswith("/response/"):
                return self._respond(seen, body)
            return 200, self._call(to, body, seen, str(number))

    def _find(self, to: str, body: Json) -> str | None:
        names = (body.get(name) for name in ("channel", "user_id", "trigger_id", "view_id", "external_id"))
        if body.get("external_id") in self._numbers:
            return self._numbers[body["external_id"]]
        found = NUMBER.search(to if to.startswith("/response/") else " ".join(str(name) for name in names if name))
        return found[0] if found and found[0] in self.seen else None

    def _show(self, seen: Seen, where: str, content: Json, *, external_id: str = "", key: str = "") -> None:
        shown = seen.shown.setdefault(where, Shown())
        shown.is_answer, shown.external_id, shown.key = True, external_id, key or shown.key
        shown.texts.append((time.monotonic() - seen.began, text_of(content)))

    def _keep(self, number: str, body: Json) -> None:
        content = body.get("view") or body
        if not self.share and content.get("blocks"):
            self.contents[number] = content

    def _call(self, to: str, body: Json, seen: Seen, number: str) -> Json:  # noqa: C901, PLR0911 - a table
        channel = str(body.get("channel", ""))
        match to:
            case "chat.postMessage" | "chat.postEphemeral" if channel.startswith("X"):
                return {"ok": False, "error": "not_in_channel"}
            case "chat.postMessage":
                ts = f"{time.time():.6f}"
                key = str(((body.get("metadata") or {}).get("event_payload") or {}).get("key", ""))
                self._show(seen, f"message {ts}", body, key=key)
                return {"ok": True, "channel": channel, "ts": ts}
            case "chat.postEphemeral":
                self._show(seen, f"ephemeral {secrets.token_hex(4)}", body)
                return {"ok": True, "message_ts": "1.2"}
            case "chat.update":
                if f"message {body['ts']}" not in seen.shown:
                    return {"ok": False, "error": "message_not_found"}
                self._show(seen, f"message {body['ts']}", body)
                return {"ok": True, "channel": channel, "ts": body["ts"]}
            case "views.open" | "views.push":
                if seen.is_trigger_used or time.monotonic() - seen.began > TRIGGER_SECONDS:
                    return {
                        "ok": False,
                        "error": "exchanged_trigger_id" if seen.is_trigger_used else "expired_trigger_id",
                    }
                seen.is_trigger_used = True
                view_id = f"{secrets.token_hex(3).upper()}V{number}"
                self._show(seen, f"view {view_id}", body["view"], external_id=body["view"].get("external_id", ""))
                return {"ok": True, "view": {"id": view_id}}
            case "views.update":
                for key, shown in seen.shown.items():
                    by_id = body.get("view_id") and key == f"view {body['view_id']}"
                    if by_id or (body.get("external_id") and shown.external_id == body["external_id"]):
                        self._show(seen, key, body["view"], external_id=body["view"].get("external_id", ""))
                        return {"ok": True, "view": {"id": key.removeprefix("view ")}}
                return {"ok": False, "error": "not_found"}
            case "views.publish":
                self._show(seen, "home", body["view"])
                return {"ok": True, "view": {"id": f"V{number}"}}
            case "conversations.history" | "conversations.replies":
                found = [(key.split()[1], each.key) for key, each in seen.shown.items() if key.startswith("message ")]
                messages = [
                    {"ts": ts, "metadata": {"event_type": "x", "event_payload": {"key": key}}}
                    for ts, key in found
                    if key
                ]
                return {"ok": True, "messages": messages[::-1]}
        return {"ok": False, "error": "unknown_method"}

    def _respond(self, seen: Seen, body: Json) -> tuple[int, Json]:
        seen.url_uses += 1
        if seen.url_uses > RESPONSE_URL_USES:
            return 404, {"ok": False, "error": "used_url"}
        pressed = next((key for key, shown in seen.shown.items() if shown.texts[0][0] < 0), "")
        if body.get("delete_original"):
            seen.shown.pop(pressed, None)
        elif body.get("replace_original") and not pressed:
            return 404, {"ok": False, "error": "message_not_found"}
        elif body.get("replace_original"):
            self._show(seen, pressed, body)
        else:
            kind = "message" if body.get("response_type") == "in_channel" else "ephemeral"
            self._show(seen, f"{kind} by-url-{secrets.token_hex(4)}", body)
        return 200, {"ok": True}


def before(content: Json) -> Shown:
    """Return what stood there before an interaction."""
    return Shown(texts=[(-1.0, text_of(content))], is_answer=False)


def text_of(content: Json) -> str:
    """Return all that a message or view says."""
    return "\n".join([str(content.get("text", "")), *_said(content.get("blocks") or [])])


def _said(node: object) -> Iterator[str]:
    match node:
        case list():
            for item in node:
                yield from _said(item)
        case dict():
            if isinstance(node.get("text"), str):
                yield node["text"]
            for name in ("text", "fields", "elements", "accessory", "blocks", "element", "label"):
                yield from _said(node.get(name))


class _Server(ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True

    def __init__(self, slack: FaultySlack) -> None:
        super().__init__(("127.0.0.1", 0), _Requests)
        self.slack = slack


class _Requests(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path, _, query = self.path.partition("?")
        to, body = path.removeprefix("/api/"), _parsed(raw, query)
        fault = self.server.slack.draw(to, body)
        status, document = (200, {}) if fault and fault not in DONE else self.server.slack.perform(to, body)
        match fault:
            case None:
                self._answer(status, document)
            case Fault.DONE_500 | Fault.UNDONE_500:
                self._answer(500, {"ok": False, "error": "internal_error"})
            case Fault.LIMITED:
                self._answer(
                    429, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(self.server.slack.retry_after())}
                )
            case Fault.REFUSED if to.startswith("/response/"):
                self._answer(404, {"ok": False, "error": "expired_url"})
            case Fault.REFUSED:
                self._answer(200, {"ok": False, "error": "user_not_in_channel"})
            case _:
                if fault in {Fault.DONE_HANGS, Fault.UNDONE_HANGS}:
                    self.server.slack.pause()
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)

    do_GET = do_POST  # noqa: N815 - the name is the standard library's

    def _answer(self, status: int, document: Json, headers: Mapping[str, str] | None = None) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        for name, value in {
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            **(headers or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:  # the bot has given up
            self.close_connection = True

    def finish(self) -> None:
        try:
            super().finish()
        except OSError:
            self.close_connection = True


def _parsed(raw: bytes, query: str) -> Json:
    text = raw.decode(errors="replace")
    if text.startswith("{"):
        parsed: Json = json.loads(text)
        return parsed
    return dict(parse_qsl(f"{query}&{text}"))
