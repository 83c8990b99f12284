"""The sandbox's own endpoints beside the API's: order failures and see the requests from another process."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from capi_bot.sandbox.vonage.asked import Recorded
from capi_bot.sandbox.vonage.faults import Faults

PREFIX = "/_sandbox/"


def controls(faults: Faults, requests: Iterable[Recorded]) -> Blueprint:
    """Make the endpoints: `POST faults` (the fields of Fault as JSON), `DELETE faults`, `GET requests`."""
    blueprint = Blueprint("sandbox", __name__, url_prefix=PREFIX)

    @blueprint.post("/faults")
    def order() -> ResponseReturnValue:
        try:
            faults.next(**request.get_json())
        except (TypeError, ValueError) as error:
            return jsonify(error=str(error)), 400
        return "", 204

    @blueprint.delete("/faults")
    def clear() -> ResponseReturnValue:
        faults.clear()
        return "", 204

    @blueprint.get("/requests")
    def seen() -> ResponseReturnValue:
        return jsonify(list(requests))

    return blueprint
