from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from capi_bot.sandbox.slack.directory import partner_directory
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.server import LARGEST_BODY, create_app, refusal
from capi_bot.sandbox.slack.workspace import Workspace


def test_every_workspace_learns_where_it_is_from_the_first_request(make: Callable[..., Workspace]) -> None:
    here, there = make(own_url=""), make(own_url="", directory=partner_directory())
    client = create_app(here, there).test_client()
    for port in (4321, 9999):
        client.get("/api/auth.test", base_url=f"http://127.0.0.1:{port}")
    assert here.own_url == there.own_url == "http://127.0.0.1:4321"


def test_a_body_that_is_far_too_large_is_not_read(workspace: Workspace) -> None:
    client = create_app(workspace).test_client()
    assert client.post("/api/auth.test", data={"foo": "x" * LARGEST_BODY}).status_code == 413


TinyApp = Any  # conftest's
Reply = Any  # conftest's
BUTTON = {"type": "button", "action_id": "members", "text": {"type": "plain_text", "text": "Members"}, "value": "v"}
TYPED = {"type": "plain_text_input", "action_id": "typed"}
ROW = {"type": "actions", "block_id": "row", "elements": [BUTTON]}


@pytest.fixture
def page(workspace: Workspace) -> FlaskClient:
    return create_app(workspace).test_client()


@pytest.fixture
def message(workspace: Workspace) -> Message:
    ts = workspace.store.next_ts()
    return workspace.store.put(Message(ts=ts, channel="C0CALLS", user="U0CAPIBOT", blocks=(ROW,)))


def opened(workspace: Workspace, **changes: object) -> str:
    title = {"type": "plain_text", "text": "User"}
    return str(workspace.views.open("U0ADA", {"type": "modal", "title": title, "blocks": [ROW], **changes})["id"])


def post(page: FlaskClient, path: str, **body: object) -> tuple[int, Any]:
    answer = page.post(path, json=body)
    return answer.status_code, answer.json


@pytest.mark.parametrize("path", ["/", "/static/index.html"])
def test_the_page_is_served(page: FlaskClient, path: str) -> None:
    with page.get(path) as answer:
        assert answer.status_code == 200
        assert answer.mimetype == "text/html"


def test_no_file_outside_the_page_is_served(page: FlaskClient) -> None:
    for path in ("/static/../slack/server.py", "/static/%2e%2e/world.py", "/static/nothing.js"):
        with page.get(path) as answer:
            assert answer.status_code == 404


def test_the_state_is_the_first_persons_unless_another_is_named(page: FlaskClient) -> None:
    assert page.get("/ui/state").json["me"] == "U0ADA"
    assert page.get("/ui/state?user=U0GRACE").json["me"] == "U0GRACE"
    assert page.get("/ui/state?user=U0NOBODY").status_code == 400


def test_a_state_that_is_known_is_waited_for(page: FlaskClient, workspace: Workspace) -> None:
    version = page.get("/ui/state").json["version"]
    assert page.get(f"/ui/state?after={version}&wait=0.01").json["version"] == version
    workspace.store.add_toast("U0ADA", "hello")
    assert page.get(f"/ui/state?after={version}").json["version"] == version + 1


def test_what_is_typed_is_sent(page: FlaskClient, app: TinyApp) -> None:
    status, answer = post(page, "/ui/send?wait=1", user="U0ADA", channel="C0CALLS", text="@capi help")
    assert (status, answer["ok"], len(app.got)) == (200, True, 1)
    assert page.get("/ui/state").json["messages"][0]["ts"] == answer["ts"]
    thread = {"user": "U0ADA", "channel": "C0CALLS", "text": "more", "thread_ts": answer["ts"]}
    assert post(page, "/ui/send", **thread)[1]["ok"]
    assert page.get("/ui/state").json["messages"][0]["reply_count"] == 1


def test_a_command_has_no_ts(page: FlaskClient, app: TinyApp) -> None:
    body = {"user": "U0ADA", "channel": "C0CALLS", "text": "/capi help"}
    assert post(page, "/ui/send?wait=1", **body) == (200, {"ok": True, "ts": None})
    assert app.got[0].form["text"] == "help"


@pytest.mark.parametrize(
    "body",
    [
        {"user": "U0ADA", "channel": "C0CALLS"},
        {"user": "U0ADA", "channel": "C0CALLS", "text": 7},
        {"user": "U0NOBODY", "channel": "C0CALLS", "text": "x"},
    ],
)
def test_what_cannot_be_sent_is_refused_in_a_sentence(page: FlaskClient, body: dict[str, object]) -> None:
    status, answer = post(page, "/ui/send", **body)
    assert (status, answer["ok"]) == (400, False)
    assert answer["error"].endswith(".")


def test_another_sites_form_is_refused(page: FlaskClient) -> None:
    for sent in ({"data": '{"user": "U0ADA"}', "content_type": "text/plain"}, {"json": ["x"]}):
        assert page.post("/ui/send", **sent).status_code == 400


def test_a_button_is_pressed(page: FlaskClient, app: TinyApp, message: Message) -> None:
    body = {"user": "U0ADA", "channel": "C0CALLS", "ts": message.ts, "block_id": "row", "action_id": "members"}
    assert post(page, "/ui/action?wait=1", **body) == (200, {"ok": True})
    assert app.got[0].payload["actions"][0]["value"] == "v"
    assert post(page, "/ui/action", **body) == (200, {"ok": True})


def test_a_dead_button_is_seen(page: FlaskClient, message: Message) -> None:
    body = {"user": "U0ADA", "channel": "C0CALLS", "ts": message.ts, "block_id": "row", "action_id": "events"}
    assert post(page, "/ui/action?wait=1", **body) == (
        400,
        {"ok": False, "error": "There is nothing to press called events in the block row."},
    )


def test_a_modal_is_pressed_submitted_and_closed(page: FlaskClient, workspace: Workspace, app: TinyApp) -> None:
    view_id = opened(workspace)
    body = {"user": "U0ADA", "view_id": view_id, "block_id": "row", "action_id": "members"}
    assert post(page, "/ui/action?wait=1", **body)[0] == 200
    assert post(page, "/ui/view", user="U0ADA", view_id=view_id, type="submit", state={"values": {}})[0] == 200
    assert [got.payload["type"] for got in app.got] == ["block_actions", "view_submission"]
    assert post(page, "/ui/view", user="U0ADA", view_id=opened(workspace), type="close")[0] == 200
    assert page.get("/ui/state").json["modal"] is None


def test_a_form_with_mistakes_names_its_fields(
    page: FlaskClient, workspace: Workspace, app: TinyApp, reply: Reply
) -> None:
    app.replies = [
        reply(200, '{"response_action": "errors", "errors": {"q": "Say a name."}}'),
        reply(200, '{"response_action": "push"}'),
    ]
    asks = {"type": "input", "block_id": "q", "optional": True, "label": BUTTON["text"], "element": TYPED}
    view_id = opened(workspace, blocks=[asks], submit=BUTTON["text"])
    status, answer = post(page, "/ui/view", user="U0ADA", view_id=view_id, type="submit")
    assert (status, answer["errors"]) == (400, {"q": "Say a name."})
    status, answer = post(page, "/ui/view", user="U0ADA", view_id=view_id, type="submit")
    assert (status, answer["error"]) == (400, "We had some trouble connecting. Try again?")
    assert answer["why"] == "invalid_arguments"


def test_toasts_are_cleared_for_who_has_read_them_alone(page: FlaskClient, workspace: Workspace) -> None:
    workspace.store.add_toast("U0ADA", "hello")
    workspace.store.add_toast("U0GRACE", "hello")
    assert post(page, "/ui/toasts/clear", user="U0ADA") == (200, {"ok": True})
    assert page.get("/ui/state?user=U0ADA").json["toasts"] == []
    assert len(page.get("/ui/state?user=U0GRACE").json["toasts"]) == 1


def test_home_is_opened_on_either_tab(page: FlaskClient, app: TinyApp) -> None:
    assert post(page, "/ui/home?wait=1", user="U0ADA") == (200, {"ok": True})
    assert post(page, "/ui/home?wait=1", user="U0ADA", tab="messages") == (200, {"ok": True})
    assert [got.event["event"]["tab"] for got in app.got] == ["home", "messages"]
    assert post(page, "/ui/home", user="U0NOBODY")[0] == 400


def test_shortcuts_are_used_anywhere_and_on_messages(page: FlaskClient, app: TinyApp, message: Message) -> None:
    assert post(page, "/ui/shortcut?wait=1", user="U0ADA", callback_id="search") == (200, {"ok": True})
    body = {"user": "U0ADA", "callback_id": "lookup", "channel": "C0CALLS", "ts": message.ts}
    assert post(page, "/ui/shortcut?wait=1", **body) == (200, {"ok": True})
    assert [got.payload["type"] for got in app.got] == ["shortcut", "message_action"]
    assert post(page, "/ui/shortcut", user="U0ADA", callback_id="lookup")[0] == 400


def test_a_menu_gets_its_options_or_slacks_sentence(
    page: FlaskClient, workspace: Workspace, app: TinyApp, reply: Reply
) -> None:
    ts, menu = workspace.store.next_ts(), {"type": "external_select", "action_id": "who"}
    row = {**ROW, "elements": [menu]}
    workspace.store.put(Message(ts=ts, channel="C0CALLS", user="U0CAPIBOT", blocks=(row,)))
    app.replies = [reply(200, '{"options": []}'), reply(500)]
    menu_request = {"user": "U0ADA", "channel": "C0CALLS", "ts": ts, "block_id": "row", "action_id": "who", "value": ""}
    assert post(page, "/ui/options", **menu_request) == (200, {"ok": True, "options": []})
    failed = {"ok": False, "error": "No results found", "why": "dispatch_failed"}
    assert post(page, "/ui/options", **menu_request) == (400, failed)


def test_a_page_of_another_workspace_acts_there(make: Callable[..., Workspace], app: TinyApp) -> None:
    here, there = make(app_url=app.url), make(directory=partner_directory())
    page = create_app(here, there).test_client()
    state = page.get("/ui/state?team=T0PARTNER").json
    assert (state["me"], state["team"]["installed"]) == ("U0KATHERINE", False)
    assert [team["id"] for team in state["teams"]] == ["T0SANDBOX", "T0PARTNER"]
    body = {"team": "T0PARTNER", "user": "U0KATHERINE", "channel": "C0ROUNDS", "text": "hello"}
    assert post(page, "/ui/send", **body)[0] == 200
    assert [each.text for each in there.store.messages] == ["hello"]
    assert here.store.messages == ()
    for path in ("/ui/state?team=T0NOBODY", "/ui/state?team=T0PARTNER&user=U0ANNIE"):
        assert page.get(path).status_code == 400


SITE = "http://127.0.0.1:8000"
FOREIGN = "http://127.0.0.1:3000"


@pytest.mark.parametrize(
    "headers",
    [
        *({"site": f"http://{host}"} for host in ("localhost", "localhost:8000", "[::1]:80", "bot.localhost:1")),
        {"path": "/ui/send", "origin": SITE, "fetched_by": "same-origin"},
        {"path": "/ui/send"},
        {"fetched_by": "cross-site"},  # a link from elsewhere opens the page
        {"path": "/api/chat.postMessage", "origin": FOREIGN, "fetched_by": "cross-site"},  # the app may be anywhere
    ],
)
def test_our_own_page_programs_links_and_the_app_are_served(headers: dict[str, str]) -> None:
    assert refusal(**{"path": "/", "site": SITE, **headers}) is None


@pytest.mark.parametrize(
    "headers",
    [
        *({"origin": each} for each in (FOREIGN, "https://evil.example", "null", "http://localhost:8000")),
        *({"fetched_by": each} for each in ("cross-site", "same-site")),
    ],
)
def test_another_sites_page_can_do_and_read_nothing(headers: dict[str, str]) -> None:
    for path in ("/ui/send", "/ui/action", "/ui/state"):
        assert refusal(path=path, site=SITE, **headers)


@pytest.mark.parametrize(
    "site",
    ["http://evil.example", "http://127.0.0.1.evil.example:8000", "http://localhost.evil.example", "http://[", ""],
)
def test_a_name_that_was_made_to_lead_here_is_refused_everywhere(site: str) -> None:
    for path in ("/", "/ui/state", "/api/chat.postMessage", "/static/app.js"):
        assert refusal(path=path, site=site)


def test_a_refusal_is_a_sentence(page: FlaskClient) -> None:
    answer = page.post("/ui/send", base_url=SITE, headers={"Origin": FOREIGN})
    assert answer.status_code == 403
    assert answer.json == {"ok": False, "error": "The sandbox takes this from its own page only."}
    assert page.get("/ui/state", base_url=SITE).status_code == 200


def test_nothing_is_shown_in_another_sites_frame(page: FlaskClient) -> None:
    answer = page.get("/ui/state", base_url=SITE)
    assert answer.headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
