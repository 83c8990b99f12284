"""Paths that a person typed: any path of the API, and nothing but a path."""

from __future__ import annotations

from collections import Counter
from urllib.parse import parse_qsl, unquote

from capi_bot.errors import UserError


def checked_path(typed: str) -> tuple[str, dict[str, str]]:
    """Split a typed path into path and parameters; `UserError` where it could lead away from the API.

    A trailing slash is taken off, because the API does not know paths that have one. A parameter is sent once, so one
    that is named twice is refused rather than half of it forgotten.
    """
    path, _, query = typed.strip().partition("?")
    steps = unquote(path).replace("\\", "/").split("/")
    if not path.startswith("/") or path.startswith("//") or "#" in typed or not typed.isprintable():
        raise UserError("A path begins with one slash and names no host, for example /v1/conversations.")
    if "." in steps or ".." in steps:
        raise UserError("A path goes straight to what it names: leave out “.” and “..”.")
    plain = path.rstrip("/")
    if not plain:
        raise UserError("Name a path of the API, for example /v1/conversations.")
    return plain, _once_each(parse_qsl(query, keep_blank_values=True))


def _once_each(pairs: list[tuple[str, str]]) -> dict[str, str]:
    parameters = dict(pairs)
    if len(parameters) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        name, _ = counts.most_common(1)[0]
        raise UserError(f"Give each query parameter once: {name} is there {counts[name]} times.")
    return parameters
