"""The answers of v0.3: v1's but for its events, which are below `_embedded.data`, and for what it does not have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from capi_bot.sandbox.vonage import v1
from capi_bot.sandbox.vonage.asked import Asked, Options
from capi_bot.sandbox.world.records import Json


def events(asked: Asked, conversation_id: str) -> Json:
    """List events."""
    page = v1.events(replace(asked, options=Options(events_envelope="object")), conversation_id)
    return {**page, "_embedded": {"data": page["_embedded"]}}


ROUTES: Mapping[str, Callable[..., Json]] = {
    **{rule: answer for rule, answer in v1.ROUTES.items() if rule != "/users/<user_id>/sessions"},
    "/conversations/<conversation_id>/events": events,
}
