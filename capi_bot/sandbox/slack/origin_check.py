"""Whom the sandbox does not answer: pages of other sites, which may send requests to any program on this computer.

The `Host` must name this computer, or a site whose name is made to lead here (DNS rebinding) could read the page. What
people do is taken from our own page alone; programs that are no browser send neither `Origin` nor `Sec-Fetch-Site`.
https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
"""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Flask, Response, jsonify, request

PRIVATE = ("/ui/", "/_sandbox/")
_HERE = {"127.0.0.1", "::1", "localhost"}
_OURS = {None, "same-origin", "none"}
_ELSEWHERE = "The sandbox answers on this computer only: open it as 127.0.0.1 or localhost."
_FOREIGN = "The sandbox takes this from its own page only."


def guard(app: Flask) -> None:
    """Let an application refuse strangers before anything else, and let no other site show its page in a frame."""

    @app.before_request
    def refuse() -> tuple[Response, int] | None:
        sentence = refusal(
            path=request.path,
            site=f"{request.scheme}://{request.host}",
            origin=request.headers.get("Origin"),
            fetched_by=request.headers.get("Sec-Fetch-Site"),
        )
        return (jsonify({"ok": False, "error": sentence}), HTTPStatus.FORBIDDEN) if sentence else None

    @app.after_request
    def forbid_frames(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = "frame-ancestors 'none'"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def refusal(*, path: str, site: str, origin: str | None = None, fetched_by: str | None = None) -> str | None:
    """Say why a request for this `path` of this `site` (scheme, host and port) is refused, if it is.

    `origin` and `fetched_by` are the headers `Origin` and `Sec-Fetch-Site`.
    """
    if not _is_here(site):
        return _ELSEWHERE
    if path.startswith(PRIVATE) and (origin not in {None, site} or fetched_by not in _OURS):
        return _FOREIGN
    return None


def _is_here(site: str) -> bool:
    """Tell whether a site is on this computer by its name: browsers look `*.localhost` up nowhere else."""
    try:
        host = urlsplit(site).hostname or ""
    except ValueError:
        return False
    return host in _HERE or host.endswith(".localhost")
