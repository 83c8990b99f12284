"""The stand-in as a web application: its routes, and around each request token checks, faults and the journal."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from uuid import uuid4

from flask import Flask, Response, g, json, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from capi_bot.sandbox.journal import Entry, Journal
from capi_bot.sandbox.vonage import beta, calls, tokens, v1, writes
from capi_bot.sandbox.vonage.api_request import ApiRequest, EventsEnvelope, RecordedRequest, Version
from capi_bot.sandbox.vonage.changes import ChangeStore
from capi_bot.sandbox.vonage.errors import ApiError, api_error, error_json, is_v1, platform_error_json
from capi_bot.sandbox.vonage.faults import Fault, OneTimeFaults, StandingFaults
from capi_bot.sandbox.world.snapshot import World

MAX_REQUESTS = 1000
"""How many requests are remembered."""
MAX_JOURNAL_BYTES = 60_000
"""The greatest size of an answer that the journal keeps."""

READS: Mapping[Version, Mapping[str, Callable[..., object]]] = {
    "v1": {**v1.ROUTES, "/calls": calls.calls},
    "beta": beta.ROUTES,
}
"""The GET routes of each version; only v1 can be written to."""


def create_app(
    world: World | Callable[[], World],
    public_key_pem: str,
    application_id: str,
    *,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
    journal: Journal | None = None,
    faults: StandingFaults | None = None,
    events_envelope: EventsEnvelope = "object",
) -> Flask:
    """Make the WSGI application; its `reset` fault needs `hosting.Host` as the server.

    A callable `world` is called once for each request. The journal gets every request with its answer. `clock` (Unix
    time) is for tokens and the journal.

    `app.extensions` holds the latest requests (`RecordedRequest`) as `capi_requests`, the `OneTimeFaults` as
    `capi_faults`, the `StandingFaults` as `capi_standing_faults` and the `ChangeStore` as `capi_changes`.
    """
    key = tokens.read_key(public_key_pem)
    hooks = RequestHooks(
        world=world if callable(world) else lambda: world,
        check_token=partial(tokens.check, public_key=key, application_id=application_id),
        faults=OneTimeFaults(),
        standing_faults=faults or StandingFaults(),
        requests=deque(maxlen=MAX_REQUESTS),
        journal=journal or Journal(),
        clock=clock,
        sleep=sleep,
    )
    changes = ChangeStore()
    app = Flask(__name__, static_folder=None)
    app.config["PROPAGATE_EXCEPTIONS"] = True  # a reset must reach the server, and a bug must not look like a reply
    app.url_map.merge_slashes = False
    app.extensions |= {
        "capi_requests": hooks.requests,
        "capi_faults": hooks.faults,
        "capi_standing_faults": hooks.standing_faults,
        "capi_changes": changes,
    }
    app.before_request(hooks.before)
    app.after_request(hooks.after)
    app.teardown_request(hooks.teardown)
    app.register_error_handler(ApiError, _answer_error)
    app.register_error_handler(HTTPException, _answer_http_error)
    for version, routes in READS.items():
        for rule, read in routes.items():
            _add_route(app, "GET", f"/{version}{rule}", partial(_read, read, version, changes, events_envelope))
    for (method, rule), write in writes.ROUTES.items():
        _add_route(app, method, f"/v1{rule}", partial(_write, write, changes))
    return app


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestHooks:
    """What is done before and after each request.

    In between, Flask's `g` holds `g.world`, the world as the request found it.
    """

    world: Callable[[], World]
    check_token: Callable[..., None]
    """Takes the header, and the time as `now`."""
    faults: OneTimeFaults
    standing_faults: StandingFaults
    requests: deque[RecordedRequest]
    journal: Journal
    clock: Callable[[], float]
    sleep: Callable[[float], None]

    def before(self) -> ResponseReturnValue | None:
        """Answer with a fault where one is due, and refuse a wrong token."""
        g.trace, g.entry = uuid4().hex, None
        g.world, g.entry, g.began = self.world(), self._begin(), time.perf_counter()
        fault = self.faults.take(request.path) or self.standing_faults.draw()
        if fault is not None and (response := self._fail(fault)) is not None:
            return response
        if request.routing_exception is None:
            self.check_token(request.headers.get("Authorization", ""), now=self.clock())
        return None

    def after(self, response: Response) -> Response:
        """Add the trace id to the answer's headers, and record the request."""
        response.headers["x-nexmo-trace-id"] = g.trace
        response.headers["x-vonage-region"] = "na-east"
        self._record(response.status_code)
        failed = response.status_code >= HTTPStatus.BAD_REQUEST
        self._end(str(response.status_code), _journal_value(response), failed=failed)
        return response

    def teardown(self, error: BaseException | None) -> None:
        """Record a request that got no answer."""
        self._end("reset" if isinstance(error, ConnectionAbortedError) else "error", None, failed=True)

    def _fail(self, fault: Fault) -> Response | None:
        self.sleep(fault.delay)
        if fault.reset:
            self._record(0)
            raise ConnectionAbortedError  # the server closes the connection without another word
        if fault.malformed:
            return Response('{"page_size": 10, "_embedded": {"conv', mimetype="application/json")
        if fault.code:
            raise api_error(fault.code)
        if fault.status is None:
            return None
        text = json.dumps(platform_error_json(fault.status, g.trace)) if fault.body is None else fault.body
        mimetype = "text/html" if text.startswith("<") else "application/json"
        return Response(text, fault.status, mimetype=mimetype, headers=dict(fault.headers))

    def _record(self, status: int) -> None:
        query = request.args.to_dict()
        self.requests.append(RecordedRequest(method=request.method, path=request.path, query=query, status=status))

    def _begin(self) -> Entry:
        query = request.args.to_dict()
        sent = request.get_json(silent=True) if request.content_length else query
        summary = ", ".join(f"{name}={text}" for name, text in query.items() if name != "cursor")
        title = f"{request.method} {request.path}"
        return self.journal.begin("vonage", title, at=self.clock(), sent=sent, summary=summary)

    def _end(self, status: str, answered: object, *, failed: bool) -> None:
        entry, g.entry = g.get("entry"), None
        if entry is not None:
            ms = (time.perf_counter() - g.began) * 1000
            self.journal.end(entry, status=status, ms=ms, answered=answered, failed=failed)


def _journal_value(response: Response) -> object:
    """Return the JSON of an answer where it is valid, or else the text."""
    length = response.content_length or 0
    if length > MAX_JOURNAL_BYTES:
        return f"{length:,} bytes, which are too many to be kept here."
    value = response.get_json(silent=True)
    return (response.get_data(as_text=True) or None) if value is None else value


def _add_route(app: Flask, method: str, path: str, view: Callable[..., ResponseReturnValue]) -> None:
    app.add_url_rule(path, f"{method} {path}", view, methods=[method], provide_automatic_options=False)


def _api_request(version: Version, world: World, *, events_envelope: EventsEnvelope = "object") -> ApiRequest:
    query = request.args.to_dict()
    return ApiRequest(world=world, version=version, path=request.path, query=query, events_envelope=events_envelope)


def _read(
    read: Callable[..., object], version: Version, changes: ChangeStore, events_envelope: EventsEnvelope, **ids: str
) -> ResponseReturnValue:
    return jsonify(read(_api_request(version, changes.apply(g.world), events_envelope=events_envelope), **ids))


def _write(write: Callable[..., writes.Answer], changes: ChangeStore, **ids: str) -> ResponseReturnValue:
    body: object = {}
    if request.method != "DELETE":
        if not request.is_json:
            raise api_error("http:error:unsupported-media-type")
        body = request.get_json(silent=True)
    with changes.transaction(g.world) as transaction:
        request_on = partial(_api_request, "v1")
        answer, status = write(writes.Write(transaction=transaction, request_on=request_on, json=body), **ids)
    return ("", status) if answer is None else (jsonify(answer), status)


def _answer_error(error: ApiError) -> ResponseReturnValue:
    mimetype = "application/problem+json" if is_v1(request.path) else "application/json"
    return Response(json.dumps(error_json(request.path, error, g.trace)), error.status, mimetype=mimetype)


def _answer_http_error(error: HTTPException) -> ResponseReturnValue:
    unsupported = isinstance(error, MethodNotAllowed)
    return _answer_error(api_error("http:error:method-not-allowed" if unsupported else "http:error:not-found"))
