from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.workspace import Workspace
from tests.sandbox.slack.calling import call

Clock = Any  # conftest's

DIVIDER = {"type": "divider"}


def modal(title: str = "User") -> dict[str, Any]:
    return {"type": "modal", "title": {"type": "plain_text", "text": title}, "blocks": [DIVIDER]}


def refused(act: Callable[[], object]) -> Any:  # noqa: ANN401 - the answer's JSON
    with pytest.raises(SlackApiError) as caught:
        act()
    return caught.value.response


def code(act: Callable[[], object]) -> str:
    return str(refused(act)["error"])


def test_a_modal_opens_on_a_trigger_and_is_updated_and_pushed(slack: WebClient, workspace: Workspace) -> None:
    trigger = workspace.tickets.trigger("U0ADA")
    view = slack.views_open(trigger_id=trigger, view=modal("Loading"))["view"]
    assert code(lambda: slack.views_open(trigger_id=trigger, view=modal())) == "exchanged_trigger_id"
    changed = slack.views_update(view_id=view["id"], hash=view["hash"], view=modal("User"))["view"]
    assert code(lambda: slack.views_update(view_id=view["id"], hash=view["hash"], view=modal())) == "hash_conflict"
    slack.views_push(trigger_id=workspace.tickets.trigger("U0ADA"), view=modal("Top"))
    assert [each["title"]["text"] for each in workspace.board.modals("U0ADA")] == ["User", "Top"]
    assert changed["id"] == view["id"]


def test_a_modal_must_open_within_three_seconds(slack: WebClient, workspace: Workspace, clock: Clock) -> None:
    trigger = workspace.tickets.trigger("U0ADA")
    clock.now += 3.1
    assert code(lambda: slack.views_open(trigger_id=trigger, view=modal())) == "expired_trigger_id"


def test_a_modal_that_slack_would_refuse_is_refused(slack: WebClient, workspace: Workspace) -> None:
    trigger = workspace.tickets.trigger("U0ADA")
    answer = refused(lambda: slack.views_open(trigger_id=trigger, view=modal("x" * 25)))
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]",
    ]


def home(words: str = "Live") -> dict[str, Any]:
    return {"type": "home", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": words}}]}


def test_a_home_tab_is_published_for_one_person(slack: WebClient, workspace: Workspace) -> None:
    view = slack.views_publish(user_id="U0ADA", view=home())["view"]
    assert (view["type"], view["blocks"][0]["text"]["text"]) == ("home", "Live")
    again = slack.views_publish(user_id="U0ADA", view=home("Ended"), hash=view["hash"])["view"]
    assert again["id"] == view["id"]
    assert workspace.board.home("U0ADA") == again
    assert workspace.board.home("U0GRACE") is None
    assert code(lambda: slack.views_publish(user_id="U0ADA", view=home(), hash=view["hash"])) == "hash_conflict"
    slack.views_update(view_id=view["id"], view=home("Updated"))


@pytest.mark.parametrize("user", ["U0NOBODY", "U0CAPIBOT"])
def test_a_home_tab_needs_a_person(slack: WebClient, user: str) -> None:
    answer = refused(lambda: slack.views_publish(user_id=user, view=home()))
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: user_id"]


def test_a_home_tab_that_slack_would_refuse_is_refused(slack: WebClient) -> None:
    closing = {**home(), "submit": {"type": "plain_text", "text": "Save"}}
    for view in (closing, modal(), {**home(), "blocks": [DIVIDER] * 101}):
        assert code(lambda view=view: slack.views_publish(user_id="U0ADA", view=view)) == "invalid_arguments"


def test_a_home_tab_must_be_switched_on(make: Callable[..., Workspace]) -> None:
    workspace = make(directory=replace(Directory(), home_tab=False))
    with pytest.raises(RefusedError, match="not_enabled"):
        call(workspace, "views.publish", {"user_id": "U0ADA", "view": home()}, "xoxb-made-up")
