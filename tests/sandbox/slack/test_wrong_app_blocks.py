"""A deliberately wrong app breaks each rule of messages, blocks and views over HTTP, and gets Slack's own error."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from werkzeug.serving import make_server

from capi_bot.sandbox.slack.server import create_app
from capi_bot.sandbox.slack.workspace import Workspace
from tests.sandbox.slack.block_limits import DIVIDER, LIMITS, TABLE, Limit, home, input_block, modal, mrkdwn

Json = dict[str, Any]
OF_MESSAGES = [limit for limit in LIMITS if "blocks" in limit.base]
OF_MODALS = [limit for limit in LIMITS if limit.base.get("view", {}).get("type") == "modal"]
OF_HOMES = [limit for limit in LIMITS if limit.base.get("view", {}).get("type") == "home"]
LONG = [{"type": "section", "text": mrkdwn("x" * 3000)}] * 5


@pytest.fixture(scope="module")
def workspace() -> Iterator[Workspace]:
    made = Workspace(signing_secret="made-up", bot_token="xoxb-made-up", app_url=None, limited=False)
    yield made
    made.close()


@pytest.fixture(scope="module")
def slack(workspace: Workspace) -> Iterator[WebClient]:
    server = make_server("127.0.0.1", 0, create_app(workspace), threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield WebClient(token="xoxb-made-up", base_url=f"http://127.0.0.1:{server.server_port}/api/")
    server.shutdown()
    thread.join()
    server.server_close()


def refused(act: Callable[[], object]) -> Json:
    with pytest.raises(SlackApiError) as caught:
        act()
    answer: Json = caught.value.response.data
    return answer


def error(act: Callable[[], object]) -> object:
    return refused(act)["error"]


def places(messages: list[str]) -> tuple[str, ...]:
    return tuple(each.rpartition(" [json-pointer:")[2].removesuffix("]") for each in messages)


def name(limit: Limit) -> str:
    return limit.name


@pytest.mark.parametrize("limit", OF_MESSAGES, ids=name)
def test_a_message_beyond_a_limit_is_invalid_blocks(slack: WebClient, limit: Limit) -> None:
    answer = refused(lambda: slack.chat_postMessage(channel="C0CALLS", text="List", **limit.beyond))
    assert (answer["error"], places(answer["errors"])) == ("invalid_blocks", limit.pointers)
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {each}" for each in answer["errors"]]


@pytest.mark.parametrize("limit", OF_MODALS, ids=name)
def test_a_modal_beyond_a_limit_is_invalid_arguments(slack: WebClient, workspace: Workspace, limit: Limit) -> None:
    trigger = workspace.tokens.trigger("U0ADA")
    answer = refused(lambda: slack.views_open(trigger_id=trigger, **limit.beyond))
    assert answer["error"] == "invalid_arguments"
    assert places(answer["response_metadata"]["messages"]) == limit.pointers


@pytest.mark.parametrize("limit", OF_HOMES, ids=name)
def test_a_home_tab_beyond_a_limit_is_invalid_arguments(slack: WebClient, limit: Limit) -> None:
    answer = refused(lambda: slack.views_publish(user_id="U0ADA", **limit.beyond))
    assert answer["error"] == "invalid_arguments"
    assert places(answer["response_metadata"]["messages"]) == limit.pointers


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"text": ""}, "no_text"),
        ({"text": "List", "blocks": "[{"}, "invalid_blocks_format"),
        ({"text": "List", "blocks": LONG}, "msg_blocks_too_long"),
        ({"text": "List", "blocks": [TABLE, TABLE]}, "invalid_attachments"),
    ],
)
def test_a_message_that_breaks_another_rule_gets_slacks_error(slack: WebClient, arguments: Json, code: str) -> None:
    assert error(lambda: slack.api_call("chat.postMessage", json={"channel": "C0CALLS", **arguments})) == code


def test_a_second_table_is_named_where_it_stands(slack: WebClient) -> None:
    answer = refused(lambda: slack.chat_postMessage(channel="C0CALLS", text="List", blocks=[TABLE, TABLE]))
    assert answer["errors"] == ["only_one_table_allowed [json-pointer:/blocks/1]"]


def test_a_text_too_long_is_cut_when_new_and_refused_in_an_update(slack: WebClient) -> None:
    answer = slack.chat_postMessage(channel="C0CALLS", text="x" * 40_001)
    assert len(answer["message"]["text"]) == 40_000
    assert error(lambda: slack.chat_update(channel="C0CALLS", ts=answer["ts"], text="x" * 4001)) == "msg_too_long"


def test_an_ephemeral_message_cannot_be_updated_or_deleted(slack: WebClient) -> None:
    ts = slack.chat_postEphemeral(channel="C0CALLS", user="U0ADA", text="Only you")["message_ts"]
    assert error(lambda: slack.chat_update(channel="C0CALLS", ts=ts, text="New")) == "message_not_found"
    assert error(lambda: slack.chat_delete(channel="C0CALLS", ts=ts)) == "message_not_found"


def opened(slack: WebClient, workspace: Workspace, view: Json) -> Json:
    shown: Json = slack.views_open(trigger_id=workspace.tokens.trigger("U0ADA"), view=view)["view"]
    return shown


def test_a_modal_without_a_submit_button_takes_no_input(slack: WebClient, workspace: Workspace) -> None:
    view = modal(input_block("plain_text_input"))["view"]
    del view["submit"]
    answer = refused(lambda: opened(slack, workspace, view))
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]"
    ]


def test_a_view_too_large_is_not_even_looked_at(slack: WebClient, workspace: Workspace) -> None:
    view = modal(DIVIDER, private_metadata="x" * 250_000)["view"]
    assert error(lambda: opened(slack, workspace, view)) == "view_too_large"


def test_an_external_id_is_taken_once(slack: WebClient, workspace: Workspace) -> None:
    slack.views_publish(user_id="U0GRACE", view=home(DIVIDER)["view"] | {"external_id": "mine"})
    view = modal(DIVIDER, external_id="mine")["view"]
    assert error(lambda: opened(slack, workspace, view)) == "duplicate_external_id"


def test_a_view_that_changed_meanwhile_is_not_updated(slack: WebClient, workspace: Workspace) -> None:
    view = modal(DIVIDER)["view"]
    seen = opened(slack, workspace, view)
    slack.views_update(view_id=seen["id"], hash=seen["hash"], view=view)
    assert error(lambda: slack.views_update(view_id=seen["id"], hash=seen["hash"], view=view)) == "hash_conflict"


def test_a_fourth_view_finds_no_place_on_the_stack(slack: WebClient, workspace: Workspace) -> None:
    view = modal(DIVIDER)["view"]
    opened(slack, workspace, view)
    for _ in range(2):
        slack.views_push(trigger_id=workspace.tokens.trigger("U0ADA"), view=view)
    trigger = workspace.tokens.trigger("U0ADA")
    assert error(lambda: slack.views_push(trigger_id=trigger, view=view)) == "push_limit_reached"
