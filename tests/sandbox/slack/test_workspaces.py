"""Two workspaces with the same app in them, and one without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from capi_bot.sandbox.hosting import Host
from capi_bot.sandbox.slack.directory import Directory, partner
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.people import Channel, Person
from capi_bot.sandbox.slack.refusals import NotPossibleError
from capi_bot.sandbox.slack.server import create_app
from capi_bot.sandbox.slack.workspace import Workspace
from capi_bot.sandbox.slack.workspaces import Workspaces, neighbour

TinyApp = Any  # conftest's
OTHER_TOKEN = "xoxb-made-up-too"
OTHER = Directory(
    team_id="T0OTHER",
    team_name="Other",
    team_domain="other",
    bot_id="B0OTHER",
    bot_user="U0OTHERBOT",
    people=(Person(id="U0MARY", name="mary"), Person(id="U0OTHERBOT", name="capi", is_bot=True)),
    channels=(Channel(id="C0OTHER", name="other"),),
)


@pytest.fixture
def other(make: Callable[..., Workspace], app: TinyApp) -> Workspace:
    return make(app_url=app.url, directory=OTHER, bot_token=OTHER_TOKEN, own_url="")


@pytest.fixture
def url(workspace: Workspace, other: Workspace) -> Iterator[str]:
    host = Host(create_app(workspace, other))
    workspace.own_url = other.own_url = host.url
    yield host.url
    host.stop()


def said(workspace: Workspace) -> list[str]:
    return [message.text for message in workspace.board.messages]


def test_a_token_reaches_its_own_workspace_alone(url: str, workspace: Workspace, other: Workspace) -> None:
    theirs = WebClient(OTHER_TOKEN, base_url=f"{url}/api/")
    assert theirs.auth_test()["team_id"] == "T0OTHER"
    theirs.chat_postMessage(channel="C0OTHER", text="hello")
    with pytest.raises(SlackApiError, match="channel_not_found"):
        theirs.chat_postMessage(channel="C0CALLS", text="hello")
    assert (said(workspace), said(other)) == ([], ["hello"])


def test_a_token_that_is_nobodys_reaches_none(url: str) -> None:
    for token, error in (("xoxb-forged", "invalid_auth"), ("", "not_authed")):
        answer = requests.post(f"{url}/api/auth.test", headers={"Authorization": f"Bearer {token}"}, timeout=5)
        assert answer.json()["error"] == error


def test_a_trigger_of_one_opens_nothing_in_another(url: str, workspace: Workspace) -> None:
    view = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": [{"type": "divider"}]}
    trigger = workspace.tickets.trigger("U0ADA")
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        WebClient(OTHER_TOKEN, base_url=f"{url}/api/").views_open(trigger_id=trigger, view=view)


def test_an_answer_through_a_response_url_is_seen_where_it_was_issued(
    url: str, workspace: Workspace, other: Workspace
) -> None:
    secret = f"{other.tickets.response_url('U0MARY', 'C0OTHER').secret}"
    assert WebhookClient(f"{url}/response/{secret}").send(text="List").status_code == 200
    assert WebhookClient(f"{url}/response/forged").send(text="List").status_code == 404
    assert (said(workspace), said(other)) == ([], ["List"])


def test_a_file_is_uploaded_to_the_workspace_that_was_promised_it(url: str, other: Workspace) -> None:
    file = other.files.promise("a.txt", 3)
    assert requests.post(f"{url}/upload/{file.id}", data=b"abc", timeout=5).status_code == 200
    other.files.complete({file.id: "A"})
    assert requests.get(url + file.path, timeout=5).content == b"abc"


def test_the_limit_of_one_is_not_the_limit_of_another(url: str, workspace: Workspace) -> None:
    workspace.faults.rate_limit("auth.test", 9)
    assert WebClient(OTHER_TOKEN, base_url=f"{url}/api/").auth_test()["ok"]


def test_what_is_delivered_names_its_team(url: str, app: TinyApp, other: Workspace) -> None:
    body = {"team": "T0OTHER", "user": "U0MARY", "channel": "C0OTHER", "text": "/capi help"}
    assert requests.post(f"{url}/ui/send", json=body, timeout=5).json()["ok"]
    other.close()
    form = app.got[0].form
    assert (form["team_id"], form["team_domain"], form["user_id"]) == ("T0OTHER", "other", "U0MARY")
    assert form["response_url"].startswith(url)


def test_a_workspace_is_found_by_its_team_or_said_to_be_missing(workspace: Workspace, other: Workspace) -> None:
    both = Workspaces(workspace, other)
    assert both.named("") is both.first is workspace
    assert both.named("T0OTHER") is other
    with pytest.raises(NotPossibleError, match="T0NOBODY"):
        both.named("T0NOBODY")


def test_the_neighbour_writes_to_the_same_journal_and_hears_nothing_of_the_app(workspace: Workspace) -> None:
    theirs = neighbour(workspace)
    assert theirs.journal is workspace.journal
    assert theirs.directory == partner()
    assert Workspaces(workspace, theirs).of_token("") is workspace
    assert theirs.interactivity is not workspace.interactivity
    with pytest.raises(NotPossibleError):
        theirs.interactivity.open_home("U0DOROTHY")
    theirs.composer.send("U0DOROTHY", "C0ROUNDS", "/capi help")
    assert said(theirs)[0].startswith("`/capi` is not a valid command.")
    theirs.close()


def test_a_message_of_one_is_no_message_of_another(url: str, workspace: Workspace) -> None:
    ts = workspace.board.next_ts()
    workspace.board.put(Message(ts=ts, channel="C0CALLS", user="U0CAPIBOT", text="List"))
    with pytest.raises(SlackApiError, match="channel_not_found"):
        WebClient(OTHER_TOKEN, base_url=f"{url}/api/").chat_update(channel="C0CALLS", ts=ts, text="x")


MENU = {"type": "button", "action_id": "members", "text": {"type": "plain_text", "text": "Members"}}
ROW = {"type": "actions", "block_id": "row", "elements": [MENU]}


@pytest.fixture
def connected(workspace: Workspace) -> Iterator[Workspaces]:
    theirs = neighbour(workspace)
    yield Workspaces(workspace, theirs)
    theirs.close()


def test_a_shared_channel_is_seen_from_both_workspaces_as_it_happens(
    connected: Workspaces, workspace: Workspace
) -> None:
    partners = connected.named("T0PARTNER")
    before = partners.board.wait(0, 0)
    ts = workspace.board.next_ts()
    workspace.board.put(Message(ts=ts, channel="C0SHARED", user="U0CAPIBOT", text="Live", blocks=(ROW,)))
    assert partners.board.wait(before, 0) > before
    page = connected.state("T0PARTNER", "U0KATHERINE")
    assert [channel["id"] for channel in page["channels"]] == ["C0ROUNDS", "C0DEPOT", "C0SHARED"]
    assert page["channels"][-1]["shared_with"] == [{"id": "T0SANDBOX", "name": "Sandbox", "domain": "sandbox"}]
    assert [message["text"] for message in page["messages"]] == ["Live"]
    assert connected.state("T0PARTNER", "U0DOROTHY")["messages"] == []
    assert {"U0CAPIBOT", "U0ADA"} <= {person["id"] for person in page["people"] if person["is_external"]}


def test_nothing_else_of_the_host_is_seen_from_the_partners(connected: Workspaces, workspace: Workspace) -> None:
    ts = workspace.board.next_ts()
    workspace.board.put(Message(ts=ts, channel="C0CALLS", user="U0CAPIBOT", text="Ours"))
    page = connected.state("T0PARTNER", "U0ADA")
    assert [channel["id"] for channel in page["channels"]] == ["C0SHARED"]
    assert page["messages"] == []
    with pytest.raises(NotPossibleError):
        connected.acted_in("T0PARTNER", channel="C0CALLS").directory.place("C0CALLS", "U0ADA")


def test_who_acts_in_a_shared_channel_or_in_a_modal_from_there_acts_with_the_host(
    connected: Workspaces, workspace: Workspace
) -> None:
    view = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": [{"type": "divider"}]}
    shown = workspace.views.open("U0KATHERINE", view)
    workspace.board.toast("U0KATHERINE", "Oops")
    assert connected.acted_in("T0PARTNER", channel="C0SHARED") is workspace
    assert connected.acted_in("T0PARTNER", view_id=shown["id"]) is workspace
    partners = connected.named("T0PARTNER")
    assert connected.acted_in("T0PARTNER", channel="C0ROUNDS") is partners
    assert connected.acted_in("T0PARTNER", view_id="V1") is partners
    assert connected.acted_in("", channel="C0SHARED") is workspace
    page = connected.state("T0PARTNER", "U0KATHERINE")
    assert page["modal"]["id"] == shown["id"]
    assert [toast["text"] for toast in page["toasts"]] == ["Oops"]
