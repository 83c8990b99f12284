from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from capi_bot.sandbox.slack.composer import Sent
from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.errors import NotPossibleError
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.workspace import Workspace

TinyApp = Any  # conftest's
Reply = Any  # conftest's


def posted(workspace: Workspace) -> Message:
    return workspace.store.put(Message(ts=workspace.store.next_ts(), channel="C0CALLS", user="U0CAPIBOT"))


def acked(sent: Sent) -> None:
    assert sent.delivery is not None
    sent.delivery.result(10)


def messages(workspace: Workspace) -> list[tuple[str, str, str | None]]:
    return [(each.user, each.text, each.ephemeral_to) for each in workspace.store.messages]


def test_a_slash_command_reaches_the_app_as_slack_sends_it(workspace: Workspace, app: TinyApp) -> None:
    acked(workspace.composer.send("U0ADA", "C0PAYLOAD", "/capi user @grace & payload"))
    form = app.got[0].form
    assert form["command"] == "/capi"
    assert form["text"] == "user <@U0GRACE|grace> &amp; payload"
    assert (form["channel_name"], form["user_name"]) == ("team-payload", "ada")
    assert form["response_url"].startswith("http://127.0.0.1:9/response/")
    assert messages(workspace) == []


def test_what_the_app_acks_with_is_seen(workspace: Workspace, app: TinyApp, reply: Reply) -> None:
    app.replies = [
        reply(200, "plain"),
        reply(200, '{"text": "json"}'),
        reply(200, '{"response_type": "in_channel"}'),
        reply(200, "{}"),
        reply(200, '{"response_type": "in_channel", "text": "All"}'),
    ]
    for _ in range(5):
        acked(workspace.composer.send("U0ADA", "C0CALLS", "/capi help"))
    assert messages(workspace) == [
        ("U0CAPIBOT", "plain", "U0ADA"),
        ("U0CAPIBOT", "json", "U0ADA"),
        *[("U0ADA", "/capi help", None)] * 2,
        ("U0CAPIBOT", "All", None),
    ]


def test_t13_commands_do_not_work_in_threads(workspace: Workspace, app: TinyApp) -> None:
    parent = posted(workspace)
    assert workspace.composer.send("U0ADA", "C0CALLS", "/capi help", parent.ts) == Sent()
    assert [toast["text"] for toast in workspace.store.toasts("U0ADA")] == ["/capi is not supported in threads. Sorry!"]
    assert app.got == []


def test_an_unknown_command_is_answered_by_slackbot(workspace: Workspace, app: TinyApp) -> None:
    assert workspace.composer.send("U0ADA", "C0CALLS", "/cpai<b help") == Sent()
    [(speaker, words, hearer)] = messages(workspace)
    assert (speaker, hearer) == ("USLACKBOT", "U0ADA")
    assert words.startswith("`/cpai&lt;b` is not a valid command. In Slack, all messages that start with")
    assert app.got == []


def test_a_message_is_posted_and_not_sent_to_the_app(workspace: Workspace, app: TinyApp) -> None:
    sent = workspace.composer.send("U0ADA", "C0CALLS", "hello <all>")
    assert sent.delivery is None
    assert messages(workspace) == [("U0ADA", "hello &lt;all&gt;", None)]
    assert sent.ts == workspace.store.messages[0].ts
    assert app.got == []


def test_people_change_and_delete_what_they_wrote_and_the_app_hears_of_it(workspace: Workspace, app: TinyApp) -> None:
    ts = str(workspace.composer.send("U0ADA", "D0ADA", "one").ts)
    workspace.composer.change("U0ADA", "D0ADA", ts, "<two> @grace")
    assert [(each.text, each.edited) for each in workspace.store.messages] == [("&lt;two&gt; <@U0GRACE>", True)]
    workspace.composer.change("U0ADA", "D0ADA", ts, None)
    workspace.close()
    assert workspace.store.messages == ()
    assert sorted(event.get("subtype", "") for event in events(app)) == ["", "message_changed", "message_deleted"]


def test_nobody_changes_what_others_wrote_or_leaves_nothing(workspace: Workspace) -> None:
    ts = str(workspace.composer.send("U0ADA", "C0CALLS", "one").ts)
    for user, text, why in (("U0GRACE", "x", "only"), ("U0GRACE", None, "only"), ("U0ADA", " ", "Type")):
        with pytest.raises(NotPossibleError, match=why):
            workspace.composer.change(user, "C0CALLS", ts, text)
    assert messages(workspace) == [("U0ADA", "one", None)]


def test_a_mention_reaches_the_app_with_its_thread(workspace: Workspace, app: TinyApp) -> None:
    parent = posted(workspace)
    acked(workspace.composer.send("U0ADA", "C0CALLS", "@capi user NAM-1", parent.ts))
    event = app.got[0].event
    assert event["event"]["text"] == "<@U0CAPIBOT> user NAM-1"
    assert event["event"]["thread_ts"] == parent.ts


def test_a_mention_where_the_bot_is_not_is_answered_by_slackbot(workspace: Workspace, app: TinyApp) -> None:
    assert workspace.composer.send("U0ADA", "C0LOBBY", "@capi help").delivery is None
    assert messages(workspace)[1] == ("USLACKBOT", "<@U0CAPIBOT> is not in this channel.", "U0ADA")
    assert app.got == []


@pytest.mark.parametrize(
    ("user", "channel", "text", "thread_ts"),
    [
        ("U0NOBODY", "C0CALLS", "hello", None),
        ("U0ADA", "C0NOWHERE", "hello", None),
        ("U0ADA", "C0CALLS", "  ", None),
        ("U0ADA", "C0CALLS", "hello", "1.0"),
    ],
)
def test_what_cannot_be_sent_is_refused(
    workspace: Workspace, user: str, channel: str, text: str, thread_ts: str | None
) -> None:
    with pytest.raises(NotPossibleError):
        workspace.composer.send(user, channel, text, thread_ts)
    assert messages(workspace) == []


def test_a_direct_message_reaches_the_app_without_a_mention(workspace: Workspace, app: TinyApp) -> None:
    acked(workspace.composer.send("U0ADA", "D0ADA", "conversations live"))
    event = app.got[0].event["event"]
    assert (event["type"], event["channel_type"], event["channel"]) == ("message", "im", "D0ADA")
    assert (event["user"], event["text"]) == ("U0ADA", "conversations live")


def test_a_command_works_in_direct_messages_and_nobody_else_sees_them(workspace: Workspace, app: TinyApp) -> None:
    acked(workspace.composer.send("U0ADA", "D0ADA", "/capi help"))
    assert (app.got[0].form["channel_id"], app.got[0].form["channel_name"]) == ("D0ADA", "directmessage")
    with pytest.raises(NotPossibleError, match="D0ADA"):
        workspace.composer.send("U0GRACE", "D0ADA", "hello")


def test_what_the_app_answers_in_direct_messages_is_sent_to_it_too(
    workspace: Workspace, app: TinyApp, reply: Reply
) -> None:
    app.replies = [reply(200, '{"response_type": "in_channel", "text": "All"}')]
    acked(workspace.composer.send("U0ADA", "D0ADA", "/capi help"))
    workspace.close()
    assert [got.event["event"]["text"] for got in app.got[1:]] == ["All"]


def events(app: TinyApp) -> list[dict[str, Any]]:
    return [got.event["event"] for got in app.got]


def test_the_app_gets_all_messages_where_it_is_if_it_asks_for_that(
    make: Callable[..., Workspace], app: TinyApp
) -> None:
    asks = {"bot_events": ("message.channels", "app_mention"), "scopes": ("channels:history", "app_mentions:read")}
    workspace = make(app_url=app.url, directory=replace(Directory(), **asks))
    acked(workspace.composer.send("U0ADA", "C0CALLS", "hello"))
    assert workspace.composer.send("U0ADA", "C0LOBBY", "hello").delivery is None
    assert workspace.composer.send("U0ADA", "C0NIGHT", "hello").delivery is None
    assert [(event["type"], event["channel_type"]) for event in events(app)] == [("message", "channel")]
    acked(workspace.composer.send("U0ADA", "C0CALLS", "@capi hello"))
    workspace.close()
    assert sorted(event["type"] for event in events(app)[1:]) == ["app_mention", "message"]


def test_the_bot_is_let_in_and_out_by_slacks_own_commands(workspace: Workspace, app: TinyApp) -> None:
    assert workspace.composer.send("U0ADA", "C0LOBBY", "/invite @capi") == Sent()
    acked(workspace.composer.send("U0ADA", "C0LOBBY", "@capi help"))
    workspace.composer.send("U0ADA", "C0LOBBY", "/remove @capi")
    assert workspace.composer.send("U0ADA", "C0LOBBY", "@capi help").delivery is None
    assert [event["type"] for event in events(app)] == ["app_mention"]
    workspace.composer.send("U0ADA", "C0LOBBY", "/remove @capi")
    assert messages(workspace)[-1] == ("USLACKBOT", "<@U0CAPIBOT> is not in this channel.", "U0ADA")


def test_who_writes_where_they_are_not_comes_in_first(workspace: Workspace) -> None:
    workspace.memberships.leave("C0LOBBY", "U0GRACE")
    workspace.composer.send("U0GRACE", "C0LOBBY", "hello")
    assert [words for _, words, _ in messages(workspace)][1:] == ["<@U0GRACE> has joined the channel", "hello"]


def test_several_come_and_go_at_once(workspace: Workspace) -> None:
    workspace.composer.send("U0ADA", "C0LOBBY", "/invite @capi @annie")
    workspace.composer.send("U0ADA", "C0LOBBY", "/invite @capi")
    assert messages(workspace)[-1][1] == "<@U0CAPIBOT> is already in this channel."
    workspace.composer.send("U0ADA", "C0LOBBY", "/kick @grace and <@U0CAPIBOT>")
    lobby = workspace.directory.require_channel("C0LOBBY", "U0ADA")
    assert workspace.directory.members(lobby) == ("U0ADA", "U0MARGARET", "U0ANNIE")


@pytest.mark.parametrize(
    ("typed", "user", "channel", "answer"),
    [
        ("/invite", "U0ADA", "C0LOBBY", "Say whom: /invite @name."),
        ("/invite @nobody", "U0ADA", "C0LOBBY", "Say whom: /invite @name."),
        ("/invite @capi", "U0ADA", "D0ADA", "/invite works in channels."),
        ("/invite @grace", "U0ANNIE", "C0CALLS", "You don't have permission to use /invite in this channel."),
        ("/remove @ada", "U0KATHERINE", "C0SHARED", "You don't have permission to use /remove in this channel."),
        ("/invite @katherine", "U0ADA", "C0LOBBY", "<@U0KATHERINE> can't be invited to this channel."),
        ("/invite <@USLACKBOT>", "U0ADA", "C0LOBBY", "<@USLACKBOT> can't be invited to this channel."),
        ("/remove @capi", "U0ADA", "C0LOBBY", "<@U0CAPIBOT> is not in this channel."),
    ],
)
def test_who_cannot_be_invited_or_removed_stays_where_they_are(
    workspace: Workspace, typed: str, user: str, channel: str, answer: str
) -> None:
    workspace.composer.send(user, channel, typed)
    assert messages(workspace) == [("USLACKBOT", answer, user)]


def test_somebody_of_a_partner_comes_back_to_what_is_shared_with_them(workspace: Workspace) -> None:
    workspace.memberships.leave("C0SHARED", "U0KATHERINE")
    workspace.composer.send("U0ADA", "C0SHARED", "/invite @katherine")
    assert workspace.directory.require_channel("C0SHARED", "U0KATHERINE")
