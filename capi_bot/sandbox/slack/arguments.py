"""What a call of the Web API says: its arguments and token, however they were sent.

https://docs.slack.dev/apis/web-api
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from werkzeug.wrappers import Request

from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.rules import Json

JSON = "application/json"
_FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
_CHARSETS = {"utf-8", "iso-8859-1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Be one call: the arguments without the token, and what Slack warns of in the way that it was sent."""

    arguments: Json
    token: str = ""
    warnings: tuple[str, ...] = ()


def asked(request: Request) -> Asked:
    """Return what the request asks for, or raise RefusedError.

    A token is taken from the Authorization header or from a form; in a JSON body it is not looked for, as in Slack.
    """
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if request.method == "GET":
        return _asked(request.args.to_dict(), bearer)
    kind = request.mimetype
    warnings = _warnings(kind, request.mimetype_params.get("charset"))
    if kind == JSON:
        return Asked(arguments={**request.args, **_json(request.get_data())}, token=bearer, warnings=warnings)
    if kind in _FORMS:
        return _asked({**request.args, **request.form}, bearer, warnings)
    if request.get_data():
        raise RefusedError("invalid_post_type" if kind else "missing_post_type")
    return _asked(request.args.to_dict(), bearer)


def _asked(fields: dict[str, str], bearer: str, warnings: tuple[str, ...] = ()) -> Asked:
    return Asked(
        arguments={name: value for name, value in fields.items() if name != "token"},
        token=bearer or fields.get("token", ""),
        warnings=warnings,
    )


def _json(body: bytes) -> Json:
    try:
        value = json.loads(body or b"{}")  # the SDK calls a method without arguments so
    except ValueError:
        raise RefusedError("invalid_json") from None
    if not isinstance(value, dict):
        raise RefusedError("json_not_object")
    return {name: each for name, each in value.items() if name != "token"}


def _warnings(kind: str, charset: str | None) -> tuple[str, ...]:
    if charset and charset.lower() not in _CHARSETS:
        raise RefusedError("invalid_charset")
    if kind == JSON:
        return () if charset else ("missing_charset",)
    return ("superfluous_charset",) if charset and kind in _FORMS else ()
