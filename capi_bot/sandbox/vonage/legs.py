"""The legs of v0.1, beta and v0.3: the calls of the Voice API as the Conversation API tells them.

They outlive their conversation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from capi_bot.sandbox.vonage import lists
from capi_bot.sandbox.vonage.asked import Asked
from capi_bot.sandbox.vonage.calls import STATUSES, found_call, places
from capi_bot.sandbox.vonage.pages import by_record_index
from capi_bot.sandbox.vonage.parameters import Parameters
from capi_bot.sandbox.world.records import (
    Call,
    Json,
    ident,
    stamp,
)


def legs(asked: Asked) -> Json:
    """List legs by record index, which counts items here."""
    asked.of_the_application()
    parameters = Parameters(asked.query)
    cut = by_record_index(parameters, lists.legs(asked, parameters, STATUSES))
    links = {rel: asked.link("/legs", query) for rel, query in places(asked, cut.envelope).items()}
    return {**cut.envelope, "_links": links, "_embedded": {"legs": [_leg(asked, item) for item in cut.items]}}


def leg(asked: Asked, leg_id: str) -> Json:
    """Get a leg."""
    return _leg(asked, found_call(asked, leg_id, "leg"))


def _leg(asked: Asked, item: Call) -> Json:
    """Write a leg; times that are not known yet are empty texts."""
    far = item.to if item.direction == "outbound" else item.from_
    state = "terminated" if item.ended else "active"
    session = {"rtc": {"session_id": ident("SES", item.id), "state": state}} if far.get("type") == "app" else {}
    return {
        "uuid": item.id,
        "type": far.get("type"),
        "conversation_uuid": item.conversation_id,
        "status": item.status,
        "state": state,
        "from": item.from_,
        "to": item.to,
        "start_time": stamp(item.started),
        "end_time": stamp(item.ended) if item.ended else "",
        **session,
        "_links": {"self": asked.link(f"/legs/{item.id}")},
    }


ROUTES: Mapping[str, Callable[..., Json]] = {"/legs": legs, "/legs/<leg_id>": leg}
