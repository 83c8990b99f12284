"""Whether secrets are masked in what the client returns, and never in what it logs or raises."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler

import pytest

from capi_bot.bootstrap import capi_client, create_pools
from capi_bot.capi import CapiClient, ForbiddenError, PrivateKey
from capi_bot.settings import VonageSettings

CON = "CON-bc643220-2542-499a-892e-c982c4150c06"
MEM = "MEM-f44c872e-cba9-444f-88ae-0bfa630865a6"
USR = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"
SECRETS = {
    "name": "password=hunter2",
    "display_name": "Bearer hunter2",
    "body": {"digits": "hunter2", "sdp": "v=0\r\no=hunter2", "candidate": "10.0.0.7", "half": "\ud83d"},
    "price": "token: hunter2",
    "headers": {"X-Api-Key": "hunter2"},
    "channel": {"type": "sip", "to": {"uri": "sip:rita:hunter2@h"}},
    "channels": {"sip": [{"uri": "sip:rita:hunter2@h", "password": "hunter2"}]},
}
MEMBER = {"id": MEM, "member_id": MEM, **SECRETS, "_embedded": {"user": {"id": USR, "name": "otp=hunter2"}}}
ITEM = {**SECRETS, "id": CON, "type": "rtc:offer", "members": [MEMBER], "_embedded": MEMBER["_embedded"]}
LISTS = {"members": [MEMBER], "conversations": [ITEM], "events": [ITEM], "users": [ITEM], "sessions": [ITEM]}
READS: dict[str, Callable[[CapiClient], object]] = {
    "conversations": lambda client: client.conversations().items,
    "conversation": lambda client: client.conversation(CON),
    "members": lambda client: client.members(CON).items,
    "members in full": lambda client: client.members_in_full(CON).items,
    "member": lambda client: client.member(CON, MEM),
    "events": lambda client: client.events(CON).items,
    "event": lambda client: client.event(CON, 1),
    "users": lambda client: client.users().items,
    "user": lambda client: client.user(USR),
    "user conversations": lambda client: client.user_conversations(USR).items,
    "user sessions": lambda client: client.user_sessions(USR).items,
    "calls": lambda client: client.calls(),
    "call log": lambda client: client.call_log().items,
}

Make = Callable[..., CapiClient]
Serve = Callable[..., str]


@pytest.fixture
def api_url(serve: Serve, answer: Callable[..., None]) -> str:
    """The address of an API in whose every answer there are secrets."""

    def handle(request: BaseHTTPRequestHandler) -> None:
        *_, last = request.path.partition("?")[0].split("/")
        if last in LISTS and not request.path.startswith("/v1"):
            answer(request, LISTS[last])
        elif last in LISTS or last == "calls":
            answer(request, {"_embedded": {last: LISTS.get(last, [ITEM])}})
        else:
            answer(request, MEMBER if last == MEM else {**ITEM, "id": last})

    return serve(handle)


def show(value: object) -> str:
    values = value if isinstance(value, tuple) else (value,)
    assert values
    return "".join(f"{value!r} {getattr(value, 'raw', '')}" for value in values)


@pytest.mark.parametrize("version", ["v1", "beta"])
@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_secrets_are_masked_unless_the_caller_wants_them(
    make_client: Make, api_url: str, version: str, read: Callable[[CapiClient], object]
) -> None:
    masked = show(read(make_client(base_url=api_url, version=version)))
    unmasked = show(read(make_client(base_url=api_url, version=version, mask_secrets=False)))
    assert "hunter2" not in masked
    assert "••••" in masked
    assert "hunter2" in unmasked
    assert "••••" not in unmasked


def test_an_event_without_masks_is_what_the_api_sent_but_for_what_cannot_be_written(
    make_client: Make, api_url: str
) -> None:
    event = make_client(base_url=api_url, mask_secrets=False).event(CON, 1)
    assert event.body == {**SECRETS["body"], "half": "?"}  # type: ignore[dict-item] # it is a dict
    json.dumps(event.raw, ensure_ascii=False).encode()
    assert make_client(base_url=api_url).event(CON, 1).body["candidate"] == "••••"


def test_an_error_is_masked_even_so(
    make_client: Make, serve: Serve, answer: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    url = serve(lambda request: answer(request, {"title": "No", "detail": "password=hunter2"}, 403))
    with caplog.at_level(logging.DEBUG), pytest.raises(ForbiddenError) as error:
        make_client(base_url=url, mask_secrets=False).conversations()
    assert "password=••••" in str(error.value)
    assert "hunter2" not in repr(error.value.problem) + caplog.text


def test_the_bot_masks_always(private_key: PrivateKey, api_url: str) -> None:
    settings = VonageSettings(application_id="app-1", private_key=private_key, api_url=api_url, api_version="v1")
    with ExitStack() as resources:
        client = capi_client(settings, create_pools(resources).client_reads, lambda _: None)
        resources.callback(client.close)
        assert "hunter2" not in show(client.event(CON, 1))
