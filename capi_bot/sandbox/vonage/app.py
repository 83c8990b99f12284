"""The stand-in as a web application: its routes, and what each request is answered with."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Literal

from flask import Flask, Response, g, json, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from capi_bot.sandbox.journal import Journal
from capi_bot.sandbox.vonage import (
    beta,
    calls,
    conversation_writes,
    event_writes,
    legs,
    member_writes,
    tokens,
    user_writes,
    v0_2,
    v0_3,
    v1,
)
from capi_bot.sandbox.vonage.asked import Asked, Options, Readable
from capi_bot.sandbox.vonage.controls import PREFIX, controls
from capi_bot.sandbox.vonage.desk import Desk, Told
from capi_bot.sandbox.vonage.faults import Faults
from capi_bot.sandbox.vonage.gate import Gate
from capi_bot.sandbox.vonage.ledger import Ledger
from capi_bot.sandbox.vonage.refusals import (
    RefusedError,
    body,
    is_problem,
    missing,
    refused,
)
from capi_bot.sandbox.vonage.standing import StandingFaults
from capi_bot.sandbox.world.snapshot import World

REMEMBERED = 1000
"""How many requests are remembered."""

READS: Mapping[str, Mapping[str, Callable[..., object]]] = {
    "v1": {**v1.ROUTES, **calls.ROUTES},
    "v0.3": {**v0_3.ROUTES, **legs.ROUTES},
    "v0.2": v0_2.ROUTES,
    "v0.1": {**beta.ROUTES, **legs.ROUTES},
    "beta": {**beta.ROUTES, **legs.ROUTES},
}
"""What each version answers to GET."""
WRITES: Mapping[tuple[str, str], Callable[..., Told]] = {
    **conversation_writes.ROUTES,
    **member_writes.ROUTES,
    **event_writes.ROUTES,
    **user_writes.ROUTES,
}
"""What is answered to other methods, in the versions that can be written to here."""
WRITING = ("v1", "v0.3")


def create_app(  # noqa: PLR0913 - the stand-in's few dials, by name only
    world: World | Callable[[], World],
    public_key_pem: str,
    application_id: str,
    *,
    clock: Callable[[], float] = time.time,
    timer: Callable[[], float] = time.perf_counter,
    sleep: Callable[[float], None] = time.sleep,
    journal: Journal | None = None,
    faults: StandingFaults | None = None,
    events_envelope: Literal["object", "array"] = "object",
    record_index_counts: Literal["items", "pages"] = "items",
) -> Flask:
    """Make the WSGI application; its `reset` fault needs waitress as the server.

    A callable `world` is asked once for each request. `journal` gets every request with its answer, `faults` are those
    that last. `clock` (Unix time) judges tokens and dates the journal, `timer` (seconds) times answers. The last two
    choose where the vendor's sources disagree, see `Options`.

    `app.extensions` holds the latest requests (`Recorded`) as `capi_requests` and the one-off `Faults` to come as
    `capi_faults`, both on HTTP too, below `/_sandbox/`; the `StandingFaults` as `capi_standing` and the `Ledger` of
    what was written as `capi_ledger`.
    """
    key = tokens.read_key(public_key_pem)
    gate = Gate(
        world=world if callable(world) else lambda: world,
        check=partial(tokens.check, public_key=key, application_id=application_id),
        faults=Faults(),
        standing=faults or StandingFaults(),
        requests=deque(maxlen=REMEMBERED),
        journal=journal or Journal(),
        clock=clock,
        timer=timer,
        sleep=sleep,
    )
    app, ledger = _guarded(gate), Ledger()
    app.extensions["capi_ledger"] = ledger
    options = Options(events_envelope=events_envelope, record_index_counts=record_index_counts)
    _add_routes(app, ledger, options)
    return app


def _guarded(gate: Gate) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.config["PROPAGATE_EXCEPTIONS"] = True  # a reset must reach the server, and a bug must not look like a reply
    app.url_map.merge_slashes = False
    app.extensions |= {"capi_faults": gate.faults, "capi_requests": gate.requests, "capi_standing": gate.standing}
    app.before_request(gate.enter)
    app.after_request(gate.leave)
    app.teardown_request(gate.give_up)
    app.register_error_handler(RefusedError, _refuse)
    app.register_error_handler(HTTPException, _refuse_http)
    app.register_blueprint(controls(gate.faults, gate.requests))
    return app


def _add_routes(app: Flask, ledger: Ledger, options: Options) -> None:
    for rule in dict.fromkeys(rule for routes in READS.values() for rule in routes):
        versions = [version for version, routes in READS.items() if rule in routes]
        _route(app, "GET", versions, rule, partial(_read, rule, ledger, options))
    for (method, rule), write in WRITES.items():
        _route(app, method, WRITING, rule, partial(_write, write, ledger, options))


def _route(
    app: Flask, method: str, versions: Iterable[str], rule: str, view: Callable[..., ResponseReturnValue]
) -> None:
    one_of = ", ".join(f'"{version}"' for version in versions)
    endpoint = f"{method} {rule}"
    app.add_url_rule(
        f"/<any({one_of}):version>{rule}", endpoint, view, methods=[method], provide_automatic_options=False
    )


def _asked(options: Options, version: str, world: Readable) -> Asked:
    name = g.bearer.user_name
    caller = None if name is None else world.named(name)
    if name is not None and caller is None:
        raise missing("user")
    return Asked(
        world=world, version=version, path=request.path, query=request.args.to_dict(), options=options, caller=caller
    )


def _read(rule: str, ledger: Ledger, options: Options, *, version: str, **ids: str) -> ResponseReturnValue:
    return jsonify(READS[version][rule](_asked(options, version, ledger.over(g.world)), **ids))


def _write(
    write: Callable[..., Told], ledger: Ledger, options: Options, *, version: str, **ids: str
) -> ResponseReturnValue:
    document = _sent()
    with ledger.writing(g.world) as draft:
        told, status = write(Desk(draft=draft, ask=partial(_asked, options, version), document=document), **ids)
    return ("", status) if told is None else (jsonify(told), status)


def _sent() -> object:
    if request.method == "DELETE":
        return {}
    if not request.is_json:
        raise refused("http:error:unsupported-media-type")
    return request.get_json(silent=True)


def _refuse(error: RefusedError) -> ResponseReturnValue:
    kind = "application/problem+json" if is_problem(request.path) else "application/json"
    return Response(json.dumps(body(request.path, error, g.trace)), error.status, mimetype=kind)


def _refuse_http(error: HTTPException) -> ResponseReturnValue:
    if request.path.startswith(PREFIX):
        return error.description or error.name, error.code or 500
    unsupported = isinstance(error, MethodNotAllowed)
    return _refuse(refused("http:error:method-not-allowed" if unsupported else "http:error:not-found"))
