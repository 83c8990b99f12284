from __future__ import annotations

from collections.abc import Callable

from capi_bot.sandbox.slack.directory import partner
from capi_bot.sandbox.slack.server import LARGEST_BODY, create_app
from capi_bot.sandbox.slack.workspace import Workspace


def test_the_workspace_learns_its_own_url_from_the_first_request(make: Callable[..., Workspace]) -> None:
    workspace = make(own_url="")
    client = create_app(workspace).test_client()
    client.get("/api/api.test", base_url="http://127.0.0.1:4321")
    client.get("/api/api.test", base_url="http://127.0.0.1:9999")
    assert workspace.own_url == "http://127.0.0.1:4321"


def test_a_url_that_was_given_is_kept(make: Callable[..., Workspace]) -> None:
    workspace = make(own_url="http://127.0.0.1:1")
    create_app(workspace).test_client().get("/api/api.test")
    assert workspace.own_url == "http://127.0.0.1:1"


def test_every_workspace_learns_where_it_is(make: Callable[..., Workspace]) -> None:
    here, there = make(own_url=""), make(own_url="", directory=partner())
    create_app(here, there).test_client().get("/api/api.test", base_url="http://127.0.0.1:4321")
    assert here.own_url == there.own_url == "http://127.0.0.1:4321"


def test_a_body_that_is_far_too_large_is_not_read(workspace: Workspace) -> None:
    client = create_app(workspace).test_client()
    assert client.post("/api/api.test", data={"foo": "x" * LARGEST_BODY}).status_code == 413


def test_every_route_is_known(workspace: Workspace) -> None:
    assert {str(rule) for rule in create_app(workspace).url_map.iter_rules()} == {
        "/",
        "/static/<path:name>",
        "/api/<method>",
        "/response/<secret>",
        "/upload/<file_id>",
        "/files/<file_id>/<path:name>",
        "/ui/state",
        "/ui/send",
        "/ui/action",
        "/ui/view",
        "/ui/home",
        "/ui/shortcut",
        "/ui/options",
        "/ui/toasts/clear",
        "/ui/journal",
        "/ui/journal/<int:number>",
        "/ui/switches",
        "/ui/switches/off",
        "/ui/sockets",
        "/_sandbox/faults",
        "/_sandbox/redeliver",
    }
