"""What a test of somebody's app can see and wait for."""

from __future__ import annotations

import time
from typing import Any

import pytest
from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from capi_bot.sandbox import SandboxError, SlackSandbox
from tests.sandbox.slack.shop import Clock, made_up, offer

TOO_LONG = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]
A_WHILE = 0.05
"""Seconds that a listener takes, so that whoever does not wait for it misses what it does."""
WHERE = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"


def find(name: str) -> dict[str, Any]:
    return {"text": {"type": "plain_text", "text": name}, "value": name}


@pytest.fixture
def app() -> App:
    return made_up()


@pytest.mark.slow
@pytest.mark.parametrize("transport", ["http", "socket"])
def test_what_an_act_sets_off_is_waited_for_too(app: App, transport: Any) -> None:  # noqa: ANN401 - a Literal
    events: list[str] = []

    def joined(event: dict[str, str], client: WebClient) -> None:
        time.sleep(A_WHILE)
        events.append(event["user"])
        client.chat_postMessage(channel=event["channel"], text="Hello")

    app.event({"type": "message", "subtype": "channel_join"})(joined)
    with SlackSandbox(app, transport=transport) as slack:
        slack.slash("/invite @annie", channel="team-payload")
        assert events == ["U0ANNIE"]
        assert slack.messages[-1].text == "Hello"


def test_the_last_delivery_is_not_cut_off_at_the_end(app: App) -> None:
    texts: list[str] = []

    def note(event: dict[str, str]) -> None:
        time.sleep(A_WHILE)
        texts.append(event["text"])

    app.event("message")(note)
    with SlackSandbox(app, transport="socket") as slack:
        slack.workspace.composer.send("U0ADA", "C0CALLS", "the chain is loose")
    assert texts == ["the chain is loose"]


def test_a_call_that_slack_refused_says_why_and_where(app: App) -> None:
    def answers(ack: Ack, respond: Respond) -> None:
        ack()
        respond("x", blocks=TOO_LONG)  # never raises

    app.command("/order")(answers)
    with SlackSandbox(app) as slack:
        slack.slash("/order")
        call = slack.calls[-1]
        assert (call.method, call.error, call.why) == ("response_url", "invalid_blocks", (WHERE,))
        assert slack.client.auth_test()["ok"]
        assert (slack.calls[-1].method, slack.calls[-1].error, slack.calls[-1].why) == ("auth.test", "", ())


def test_an_acknowledgement_that_slack_refused_says_why_and_where(app: App) -> None:
    app.command("/order")(lambda ack: ack("x", blocks=TOO_LONG))
    app.options("find")(lambda ack: ack(options=[{"text": "?"}]))
    with SlackSandbox(app) as slack:
        slack.slash("/order")
        assert (slack.calls[-1].method, slack.calls[-1].error, slack.calls[-1].why) == (
            "ack",
            "invalid_blocks",
            (WHERE,),
        )
        assert slack.options("find", message=offer(slack)) == ()
        assert "/options/0" in slack.calls[-1].error


@pytest.mark.parametrize("is_grouped", [False, True])
def test_a_menu_that_the_app_fills_is_asked_and_chosen_from(app: App, *, is_grouped: bool) -> None:
    chosen: list[str] = []

    def offers(ack: Ack, payload: dict[str, str]) -> None:
        options = [find(f"{payload['value']} {number}") for number in range(2)]
        label = {"type": "plain_text", "text": "All"}
        ack(option_groups=[{"label": label, "options": options}]) if is_grouped else ack(options=options)

    def choose(ack: Ack, action: dict[str, Any]) -> None:
        ack()
        chosen.append(action["selected_option"]["value"])

    app.options("find")(offers)
    app.action("find")(choose)
    with SlackSandbox(app) as slack:
        offer(slack)
        _, second = slack.options("find", "tandem")
        slack.press("find", second)
        assert chosen == ["tandem 1"]
        with pytest.raises(SandboxError, match="ask it for options"):
            slack.press("find", "tandem 1")


def test_an_app_whose_clock_goes_on_is_notified_at_any_time(app: App) -> None:
    clock = Clock(now=0.0)
    app.command("/order")(lambda ack: ack("Sold"))
    with SlackSandbox(app, clock=clock) as slack:
        slack.slash("/order")
        assert (slack.messages[-1].text, slack.messages[-1].ts[:2]) == ("Sold", "0.")


def test_an_app_that_cannot_be_signed_for_is_refused_where_that_matters() -> None:
    app = App(token="xoxb-made-up", token_verification_enabled=False)
    app.command("/order")(lambda ack: ack("Sold"))
    with pytest.raises(SandboxError, match="no signing secret"):
        SlackSandbox(app)
    with SlackSandbox(app, transport="socket") as slack:
        slack.slash("/order")
        assert slack.messages[-1].text == "Sold"


def test_nobody_acts_before_the_beginning_or_after_the_end(app: App) -> None:
    app.command("/order")(lambda ack: ack("Sold"))
    slack = SlackSandbox(app)
    with pytest.raises(SandboxError, match="between `with"):
        slack.slash("/order")
    with slack:
        slack.slash("/order")
    assert slack.messages[-1].text == "Sold"
    with pytest.raises(SandboxError, match="between `with"):
        slack.slash("/order")
    with pytest.raises(SandboxError, match="Make another"):
        slack.__enter__()
