"""What stands before every endpoint: it notes requests, plays failures and checks tokens."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from uuid import uuid4

from flask import Response, g, json, request
from flask.typing import ResponseReturnValue
from waitress.channel import ClientDisconnected

from capi_bot.sandbox.journal import Entry, Journal
from capi_bot.sandbox.vonage.asked import Recorded
from capi_bot.sandbox.vonage.controls import PREFIX
from capi_bot.sandbox.vonage.faults import Fault, Faults
from capi_bot.sandbox.vonage.refusals import platform, refused
from capi_bot.sandbox.vonage.standing import StandingFaults
from capi_bot.sandbox.vonage.tokens import Bearer
from capi_bot.sandbox.world.snapshot import World

LONGEST = 60_000
"""Bytes of an answer up to which the journal keeps it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Enter each request, and leave with its answer; between the two Flask's `g` holds what the answer is made from.

    These are `g.world`, the world as the request found it, and `g.bearer`, whose token it carries.
    """

    world: Callable[[], World]
    check: Callable[..., Bearer]
    """Take the header and the time as `now`."""
    faults: Faults
    standing: StandingFaults
    requests: deque[Recorded]
    journal: Journal
    clock: Callable[[], float]
    timer: Callable[[], float]
    sleep: Callable[[float], None]

    def enter(self) -> ResponseReturnValue | None:
        """Answer in the endpoint's place where a fault says so, and refuse a wrong token."""
        g.trace, g.entry = uuid4().hex, None
        if request.path.startswith(PREFIX):
            return None
        g.world, g.entry, g.began = self.world(), self._begin(), self.timer()
        fault = self.faults.take(request.path) or self.standing.draw()
        if fault is not None and (played := self._play(fault)) is not None:
            return played
        if request.routing_exception is None:
            g.bearer = self.check(request.headers.get("Authorization", ""), now=self.clock())
            g.bearer.allow(request.method, request.path)
        return None

    def leave(self, response: Response) -> Response:
        """Name the request in the answer's headers, and note both."""
        response.headers["x-nexmo-trace-id"] = g.trace
        response.headers["x-vonage-region"] = "na-east"
        self._remember(response.status_code)
        self._end(str(response.status_code), _kept(response), failed=response.status_code >= HTTPStatus.BAD_REQUEST)
        return response

    def give_up(self, error: BaseException | None) -> None:
        """Note a request that got no answer."""
        self._end("reset" if isinstance(error, ClientDisconnected) else "error", None, failed=True)

    def _play(self, fault: Fault) -> Response | None:
        self.sleep(fault.delay)
        if fault.reset:
            self._remember(0)
            raise ClientDisconnected  # waitress closes the connection on this one without another word
        if fault.malformed:
            return Response('{"page_size": 10, "_embedded": {"conv', mimetype="application/json")
        if fault.code:
            raise refused(fault.code)
        return None if fault.status is None else _failed(fault, fault.status)

    def _remember(self, status: int) -> None:
        if not request.path.startswith(PREFIX):
            query = request.args.to_dict()
            self.requests.append(Recorded(method=request.method, path=request.path, query=query, status=status))

    def _begin(self) -> Entry:
        query = request.args.to_dict()
        sent = request.get_json(silent=True) if request.content_length else query
        summary = ", ".join(f"{name}={text}" for name, text in query.items() if name != "cursor")
        return self.journal.begin(
            "vonage", f"{request.method} {request.path}", at=self.clock(), sent=sent, summary=summary
        )

    def _end(self, status: str, answered: object, *, failed: bool) -> None:
        entry, g.entry = g.get("entry"), None
        if entry is not None:
            ms = (self.timer() - g.began) * 1000
            self.journal.end(entry, status=status, ms=ms, answered=answered, failed=failed)


def _failed(fault: Fault, status: int) -> Response:
    said = json.dumps(platform(status, g.trace)) if fault.body is None else fault.body
    kind = "text/html" if said.startswith("<") else "application/json"
    return Response(said, status, mimetype=kind, headers=dict(fault.headers))


def _kept(response: Response) -> object:
    """Take what the journal keeps: JSON where it is whole, or else the text."""
    length = response.content_length or 0
    if length > LONGEST:
        return f"{length:,} bytes, which are too many to be kept here."
    told = response.get_json(silent=True)
    return (response.get_data(as_text=True) or None) if told is None else told
