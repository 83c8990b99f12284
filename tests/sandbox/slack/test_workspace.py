"""One workspace; two with the same app in them; and one without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from capi_bot.sandbox.hosting import Host
from capi_bot.sandbox.slack.directory import Directory, partner_directory
from capi_bot.sandbox.slack.errors import NotPossibleError
from capi_bot.sandbox.slack.faults import Fault
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.people import Channel, Person
from capi_bot.sandbox.slack.server import create_app
from capi_bot.sandbox.slack.workspace import Workspace, Workspaces, neighbour, page_state

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


def texts(workspace: Workspace) -> list[str]:
    return [message.text for message in workspace.store.messages]


def test_a_token_reaches_its_own_workspace_alone(url: str, workspace: Workspace, other: Workspace) -> None:
    other_client = WebClient(OTHER_TOKEN, base_url=f"{url}/api/")
    assert other_client.auth_test()["team_id"] == "T0OTHER"
    other_client.chat_postMessage(channel="C0OTHER", text="hello")
    with pytest.raises(SlackApiError, match="channel_not_found"):
        other_client.chat_postMessage(channel="C0CALLS", text="hello")
    assert (texts(workspace), texts(other)) == ([], ["hello"])


def test_a_trigger_of_one_opens_nothing_in_another(url: str, workspace: Workspace) -> None:
    view = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": [{"type": "divider"}]}
    trigger = workspace.tokens.trigger("U0ADA")
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        WebClient(OTHER_TOKEN, base_url=f"{url}/api/").views_open(trigger_id=trigger, view=view)


def test_an_answer_through_a_response_url_is_seen_where_it_was_issued(
    url: str, workspace: Workspace, other: Workspace
) -> None:
    secret = f"{other.tokens.response_url('U0MARY', 'C0OTHER').secret}"
    assert WebhookClient(f"{url}/response/{secret}").send(text="List").status_code == 200
    assert WebhookClient(f"{url}/response/forged").send(text="List").status_code == 404
    assert (texts(workspace), texts(other)) == ([], ["List"])


def test_a_file_is_uploaded_to_the_workspace_that_expects_it(url: str, other: Workspace) -> None:
    file = other.files.announce("a.txt", 3)
    assert requests.post(f"{url}/upload/{file.id}", data=b"abc", timeout=5).status_code == 200
    other.files.complete({file.id: "A"})
    assert requests.get(f"{url}/files/{file.id}/a.txt", timeout=5).content == b"abc"


def test_the_limit_of_one_is_not_the_limit_of_another(url: str, workspace: Workspace) -> None:
    workspace.faults.fail("auth.test", Fault(status=429))
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


def test_the_neighbour_writes_to_the_same_journal_and_has_nothing_of_the_app(workspace: Workspace) -> None:
    other_client = neighbour(workspace)
    assert other_client.journal is workspace.journal
    assert other_client.directory == partner_directory()
    assert Workspaces(workspace, other_client).with_token("") is workspace
    assert other_client.interactivity is not workspace.interactivity
    with pytest.raises(NotPossibleError):
        other_client.interactivity.open_home("U0DOROTHY")
    other_client.composer.send("U0DOROTHY", "C0ROUNDS", "/capi help")
    assert texts(other_client)[0].startswith("`/capi` is not a valid command.")
    other_client.close()


MENU = {"type": "button", "action_id": "members", "text": {"type": "plain_text", "text": "Members"}}
ROW = {"type": "actions", "block_id": "row", "elements": [MENU]}


@pytest.fixture
def connected(workspace: Workspace) -> Iterator[Workspaces]:
    other_client = neighbour(workspace)
    yield Workspaces(workspace, other_client)
    other_client.close()


def test_a_shared_channel_is_seen_from_both_workspaces_as_it_happens(
    connected: Workspaces, workspace: Workspace
) -> None:
    partners = connected.named("T0PARTNER")
    before = partners.store.wait(0, 0)
    ts = workspace.store.next_ts()
    workspace.store.put(Message(ts=ts, channel="C0SHARED", user="U0CAPIBOT", text="Live", blocks=(ROW,)))
    assert partners.store.wait(before, 0) > before
    page = connected.page_state("T0PARTNER", "U0KATHERINE")
    assert [channel["id"] for channel in page["channels"]] == ["C0ROUNDS", "C0DEPOT", "C0SHARED"]
    assert page["channels"][-1]["shared_with"] == [{"id": "T0SANDBOX", "name": "Sandbox", "domain": "sandbox"}]
    assert [message["text"] for message in page["messages"]] == ["Live"]
    assert connected.page_state("T0PARTNER", "U0DOROTHY")["messages"] == []
    assert {"U0CAPIBOT", "U0ADA"} <= {person["id"] for person in page["people"] if person["is_external"]}


def test_nothing_else_of_the_host_is_seen_from_the_partners(connected: Workspaces, workspace: Workspace) -> None:
    ts = workspace.store.next_ts()
    workspace.store.put(Message(ts=ts, channel="C0CALLS", user="U0CAPIBOT", text="Ours"))
    page = connected.page_state("T0PARTNER", "U0ADA")
    assert [channel["id"] for channel in page["channels"]] == ["C0SHARED"]
    assert page["messages"] == []
    with pytest.raises(NotPossibleError):
        connected.acted_in("T0PARTNER", channel="C0CALLS").directory.require_channel("C0CALLS", "U0ADA")


def test_who_acts_in_a_shared_channel_or_in_a_modal_from_there_acts_with_the_host(
    connected: Workspaces, workspace: Workspace
) -> None:
    view = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": [{"type": "divider"}]}
    shown = workspace.views.open("U0KATHERINE", view)
    workspace.store.add_toast("U0KATHERINE", "Oops")
    assert connected.acted_in("T0PARTNER", channel="C0SHARED") is workspace
    assert connected.acted_in("T0PARTNER", view_id=shown["id"]) is workspace
    partners = connected.named("T0PARTNER")
    assert connected.acted_in("T0PARTNER", channel="C0ROUNDS") is partners
    assert connected.acted_in("T0PARTNER", view_id="V1") is partners
    assert connected.acted_in("", channel="C0SHARED") is workspace
    page = connected.page_state("T0PARTNER", "U0KATHERINE")
    assert page["modal"]["id"] == shown["id"]
    assert [toast["text"] for toast in page["toasts"]] == ["Oops"]


def test_where_things_are_may_be_set_later(make: Callable[..., Workspace], app: TinyApp) -> None:
    workspace = make(app_url=None, own_url="")
    workspace.app_url, workspace.own_url = app.url, "http://127.0.0.1:8"
    sent = workspace.composer.send("U0ADA", "C0CALLS", "/capi help").delivery
    assert sent
    sent.result(10)
    assert app.got[0].form["response_url"].startswith("http://127.0.0.1:8/response/")
    assert workspace.app_url == app.url


def test_who_comes_and_goes_is_seen(workspace: Workspace) -> None:
    version = workspace.store.wait(0, 0)
    workspace.memberships.join("C0LOBBY", "U0CAPIBOT")
    assert workspace.store.wait(version, 0) > version
    workspace.memberships.leave("C0LOBBY", "U0GRACE")
    assert [(each.subtype, each.text) for each in workspace.store.messages] == [
        ("channel_join", "<@U0CAPIBOT> has joined the channel"),
        ("channel_leave", "<@U0GRACE> has left the channel"),
    ]


def test_a_page_has_the_team_its_app_and_exactly_these_fields(workspace: Workspace) -> None:
    page = page_state(workspace, "U0ADA")
    fields = "app channels commands home me messages modal opening people shortcuts team toasts version"
    assert " ".join(sorted(page)) == fields
    assert page["team"] == {"id": "T0SANDBOX", "name": "Sandbox", "domain": "sandbox", "installed": True}
    assert page["app"] == {"name": "capi", "bot_user": "U0CAPIBOT", "installed": True}
    assert page["me"] == "U0ADA"


def test_a_page_has_people_with_their_rights_and_channels_with_their_members(workspace: Workspace) -> None:
    page = page_state(workspace, "U0ADA")
    people = {person["id"]: person for person in page["people"]}
    assert people["U0MARGARET"]["is_admin"] is True
    assert (people["U0KATHERINE"]["is_external"], people["U0KATHERINE"]["team_name"]) == (True, "Wheelhouse")
    assert (people["U0ADA"]["team_id"], people["U0ADA"]["real_name"]) == ("T0SANDBOX", "Ada Lovelace")
    channels = {channel["id"]: channel for channel in page["channels"]}
    assert channels["C0SHARED"]["shared_with"] == [{"id": "T0PARTNER", "name": "Wheelhouse", "domain": "wheelhouse"}]
    assert channels["C0LOBBY"]["members"] == ["U0ADA", "U0GRACE", "U0MARGARET"]
    assert channels["C0CALLS"]["members"][-1] == "U0CAPIBOT"


def test_commands_and_shortcuts_are_those_that_the_person_may_use(connected: Workspaces, workspace: Workspace) -> None:
    pages = (
        page_state(workspace, "U0ADA"),
        page_state(workspace, "U0KATHERINE"),
        connected.page_state("T0PARTNER", "U0DOROTHY"),
    )
    own, external, partners = (
        ([each["command"] for each in page["commands"]], [each["callback_id"] for each in page["shortcuts"]])
        for page in pages
    )
    assert own == (["/capi", "/invite", "/remove"], ["lookup", "search"])
    assert external == partners == (["/invite", "/remove"], [])
    assert pages[2]["app"] == {"name": "", "bot_user": "", "installed": False}


def test_each_person_sees_only_their_own_direct_messages_and_home(workspace: Workspace) -> None:
    workspace.store.put(Message(ts=workspace.store.next_ts(), channel="D0ADA", user="U0CAPIBOT"))
    view = workspace.views.publish("U0ADA", {"type": "home", "blocks": [{"type": "divider"}]})
    own, others = page_state(workspace, "U0ADA"), page_state(workspace, "U0GRACE")
    assert [each["id"] for each in own["channels"] if each["is_im"]] == ["D0ADA"]
    assert (len(own["messages"]), own["home"], others["messages"], others["home"]) == (1, view, [], None)
