from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice

import pytest
import responses
from responses.matchers import query_param_matcher

from capi_bot.capi import CapiClient

CON = "CON-bc643220-2542-499a-892e-c982c4150c06"
USR = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"
NEXT = {"next": {"href": "https://api-us-3.vonage.com/v1/elsewhere?cursor=n%3D"}}


@pytest.mark.parametrize(
    ("walk", "path", "name", "sent"),
    [
        (
            lambda client: client.iter_conversations(order="desc", date_start=datetime(2018, 10, 25, tzinfo=UTC)),
            "/conversations",
            "conversations",
            {"order": "desc", "date_start": "2018-10-25T00:00:00.000Z"},
        ),
        (lambda client: client.iter_members(CON), f"/conversations/{CON}/members", "members", {}),
        (
            lambda client: client.iter_events(CON, event_type="text", start_id=2),
            f"/conversations/{CON}/events",
            "events",
            {"event_type": "text", "start_id": "2"},
        ),
        (lambda client: client.iter_users(name="ada"), "/users", "users", {"name": "ada"}),
        (lambda client: client.iter_user_conversations(USR), f"/users/{USR}/conversations", "conversations", {}),
        (lambda client: client.iter_user_sessions(USR), f"/users/{USR}/sessions", "sessions", {}),
    ],
)
@responses.activate
def test_a_walk_follows_cursors_on_our_host_with_the_same_parameters(
    make_client: Callable[..., CapiClient],
    walk: Callable[[CapiClient], Iterator[object]],
    path: str,
    name: str,
    sent: dict[str, str],
) -> None:
    url = f"https://api.nexmo.com/v1{path}"
    first = {"page_size": "100", "order": "asc"} | sent
    page = {"_embedded": {name: [{"id": "1"}, {"id": "2"}]}, "_links": NEXT}
    responses.get(url, json=page, match=[query_param_matcher(first)])
    responses.get(url, json={"_embedded": {name: [{"id": "3"}]}}, match=[query_param_matcher(first | {"cursor": "n="})])
    walking = walk(make_client())
    assert len(responses.calls) == 0
    assert len(list(islice(walking, 2))) == 2
    assert len(responses.calls) == 1
    assert len(list(walking)) == 1
    assert len(responses.calls) == 2
