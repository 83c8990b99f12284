"""The stand-in as a web application: who may ask, what was asked, and which failures to play."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal
from uuid import uuid4

from flask import Flask, Response, g, json, jsonify, request
from flask.typing import ResponseReturnValue
from waitress.channel import ClientDisconnected
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from capi_bot.sandbox.capi import beta, calls, tokens, v1
from capi_bot.sandbox.capi.asked import Asked, Options, Recorded
from capi_bot.sandbox.capi.controls import PREFIX, controls
from capi_bot.sandbox.capi.faults import Fault, Faults
from capi_bot.sandbox.capi.refusals import RefusedError, body, platform, unrouted, unsupported
from capi_bot.sandbox.world import World

REMEMBERED = 1000
"""How many requests are remembered."""


def create_app(
    world: World,
    public_key_pem: str,
    application_id: str,
    *,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
    events_envelope: Literal["object", "array"] = "object",
    record_index_counts: Literal["items", "pages"] = "items",
) -> Flask:
    """Make the WSGI application; its `reset` fault needs waitress as the server.

    `app.extensions["capi_requests"]` holds the latest requests (`Recorded`) and `app.extensions["capi_faults"]` the
    `Faults` to come; both are on HTTP too, below `/_sandbox/`. `clock` (Unix time) judges tokens, the world's
    own time stands still. The last two choose where the vendor's sources disagree, see `Options`.
    """
    app = Flask(__name__, static_folder=None)
    app.config["PROPAGATE_EXCEPTIONS"] = True  # a reset must reach the server, and a bug must not look like a reply
    app.url_map.merge_slashes = False
    key = tokens.read_key(public_key_pem)
    check = partial(tokens.check, public_key=key, application_id=application_id)
    gate = Gate(faults=Faults(), requests=deque(maxlen=REMEMBERED), check=check, clock=clock, sleep=sleep)
    app.extensions |= {"capi_faults": gate.faults, "capi_requests": gate.requests}
    app.before_request(gate.enter)
    app.after_request(gate.leave)
    app.register_error_handler(RefusedError, _refuse)
    app.register_error_handler(HTTPException, _refuse_http)
    app.register_blueprint(controls(gate.faults, gate.requests))
    options = Options(events_envelope=events_envelope, record_index_counts=record_index_counts)
    _add_routes(app, partial(Asked, world=world, options=options))
    return app


def _add_routes(app: Flask, asked: Callable[..., Asked]) -> None:
    for version, routes in (("v1", {**v1.ROUTES, **calls.ROUTES}), ("beta", beta.ROUTES), ("v0.1", beta.ROUTES)):
        for rule, answer in routes.items():
            view = partial(_answer, answer, partial(asked, version=version))
            endpoint = f"{version} {rule}".replace(".", "_")  # a dot would name a blueprint
            app.add_url_rule(f"/{version}{rule}", endpoint, view, methods=["GET"], provide_automatic_options=False)


def _answer(answer: Callable[..., object], asked: Callable[..., Asked], **ids: str) -> ResponseReturnValue:
    return jsonify(answer(asked(path=request.path, query=request.args.to_dict()), **ids))


def _refuse(refused: RefusedError) -> ResponseReturnValue:
    kind = "application/problem+json" if request.path.startswith("/v1/") else "application/json"
    return Response(json.dumps(body(request.path, refused, g.trace)), refused.status, mimetype=kind)


def _refuse_http(error: HTTPException) -> ResponseReturnValue:
    if request.path.startswith(PREFIX):
        return error.description or error.name, error.code or 500
    return _refuse(unsupported() if isinstance(error, MethodNotAllowed) else unrouted())


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Stand before every endpoint: remember requests, play failures, check tokens."""

    faults: Faults
    requests: deque[Recorded]
    check: Callable[..., None]
    clock: Callable[[], float]
    sleep: Callable[[float], None]

    def enter(self) -> ResponseReturnValue | None:
        """Answer in the endpoint's place where a fault says so, and refuse a wrong token."""
        g.trace = uuid4().hex
        if request.path.startswith(PREFIX):
            return None
        fault = self.faults.take(request.path)
        if fault is not None and (played := self._play(fault)) is not None:
            return played
        if request.routing_exception is None:
            self.check(request.headers.get("Authorization", ""), now=self.clock())
        return None

    def leave(self, response: Response) -> Response:
        """Name the request in the answer's headers, and remember both."""
        response.headers["x-nexmo-trace-id"] = g.trace
        response.headers["x-vonage-region"] = "na-east"
        self._remember(response.status_code)
        return response

    def _play(self, fault: Fault) -> Response | None:
        self.sleep(fault.delay)
        if fault.reset:
            self._remember(0)
            raise ClientDisconnected  # waitress closes the connection on this one without another word
        if fault.malformed:
            return Response('{"page_size": 10, "_embedded": {"conv', mimetype="application/json")
        if fault.status is None:
            return None
        said = json.dumps(platform(fault.status, g.trace)) if fault.body is None else fault.body
        return Response(said, fault.status, mimetype="application/json", headers=dict(fault.headers))

    def _remember(self, status: int) -> None:
        if not request.path.startswith(PREFIX):
            query = request.args.to_dict()
            self.requests.append(Recorded(method=request.method, path=request.path, query=query, status=status))
