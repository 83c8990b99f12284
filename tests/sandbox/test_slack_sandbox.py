from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_bolt import Ack, Respond, Say
from slack_sdk import WebClient

from capi_bot.sandbox import SandboxError, SlackSandbox
from tests.sandbox.slack.shop import made_up, plain

View = dict[str, Any]
Act = Callable[[SlackSandbox], object]


def buttons(*names: str) -> list[dict[str, object]]:
    elements = [{"type": "button", "action_id": name, "value": name, "text": plain(name)} for name in names]
    return [{"type": "actions", "elements": elements}]


FORM: View = {
    "type": "modal",
    "callback_id": "order",
    "title": plain("Order"),
    "submit": plain("Send"),
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "what",
            "label": plain("What"),
            "element": {"type": "plain_text_input", "action_id": "bike"},
        }
    ],
}
MANIFEST = {
    "features": {
        "slash_commands": [{"command": "/hello", "description": "Greets"}],
        "shortcuts": [
            {"name": "Quote", "type": "message", "callback_id": "quote", "description": "Quotes"},
            {"name": "Order", "type": "global", "callback_id": "order", "description": "Orders"},
        ],
        "app_home": {"home_tab_enabled": True},
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write", "app_mentions:read", "im:history"]}},
    "settings": {"event_subscriptions": {"bot_events": ["app_mention", "app_home_opened", "message.im"]}},
}


class Shop:
    """An app with one of everything."""

    def __init__(self) -> None:
        self.app = made_up()
        self.closed: list[str] = []
        self.app.command("/hello")(self.greet)
        self.app.command("/slow")(ack=lambda ack: ack(), lazy=[self.later])
        self.app.action("wave")(self.wave)
        self.app.action("form")(self.form)
        self.app.view("order")(self.order)
        self.app.view_closed("order")(self.close)
        self.app.shortcut("quote")(self.quote)
        self.app.shortcut("order")(self.form)
        self.app.event("app_mention")(self.mentioned)
        self.app.event("message")(self.on_message)
        self.app.event("app_home_opened")(self.home)

    def greet(self, ack: Ack, say: Say, command: dict[str, str]) -> None:
        ack()
        say(text=f"Hello, {command['user_name']}!", blocks=buttons("wave", "form"))

    def later(self, respond: Respond) -> None:
        respond("at last")

    def wave(self, ack: Ack, respond: Respond, action: dict[str, str]) -> None:
        ack()
        respond(f"{action['value']} back", replace_original=True)

    def form(self, ack: Ack, client: WebClient, body: dict[str, Any]) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=FORM)

    def order(self, ack: Ack, view: View, client: WebClient) -> None:
        wanted = view["state"]["values"]["what"]["bike"]["value"]
        if wanted == "car":
            ack(response_action="errors", errors={"what": "We have bikes only."})
            return
        ack()
        client.chat_postMessage(channel="C0CALLS", text=f"One {wanted}")

    def close(self, ack: Ack, view: View) -> None:
        ack()
        self.closed.append(view["callback_id"])

    def quote(self, ack: Ack, say: Say, shortcut: dict[str, Any]) -> None:
        ack()
        say(f"> {shortcut['message']['text']}")

    def mentioned(self, event: dict[str, str], say: Say) -> None:
        say("You called?", thread_ts=event.get("thread_ts", event["ts"]))

    def on_message(self, event: dict[str, str], say: Say) -> None:
        say(f"You said {event['text']}")

    def home(self, event: dict[str, str], client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": buttons("form")})


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def slack(shop: Shop) -> Iterator[SlackSandbox]:
    with SlackSandbox(shop.app, manifest=MANIFEST) as running:
        yield running


def test_a_command_is_answered_before_the_next_line_runs(slack: SlackSandbox) -> None:
    result = slack.slash("/hello there", user="grace")
    assert result is not None
    assert (result.status, slack.messages[-1].text) == (200, "Hello, grace!")


def test_what_a_lazy_listener_does_is_waited_for(shop: Shop) -> None:
    with SlackSandbox(shop.app) as slack:
        slack.slash("/slow")
        assert slack.messages[-1].text == "at last"
        assert slack.messages[-1].ephemeral_to == "U0ADA"


def test_a_button_is_pressed_where_it_was_seen_last(slack: SlackSandbox) -> None:
    slack.slash("/hello")
    first = slack.messages[-1]
    slack.slash("/hello")

    slack.press("wave", message=first)
    assert [message.text for message in slack.messages] == ["wave back", "Hello, ada!"]
    slack.press("wave")
    assert slack.messages[-1].text == "wave back"


def test_a_form_is_filled_in_refused_and_sent(slack: SlackSandbox) -> None:
    slack.slash("/hello")
    slack.press("form")
    assert slack.submit({"bike": "car"}) == {"what": "We have bikes only."}
    assert slack.submit() != {}

    assert slack.submit({"bike": "tandem"}) == {}
    assert slack.messages[-1].text == "One tandem"
    assert slack.modal() is None


def test_a_form_is_closed(shop: Shop, slack: SlackSandbox) -> None:
    slack.shortcut("order")
    slack.close()
    assert shop.closed == ["order"]


def test_a_shortcut_works_on_a_message(slack: SlackSandbox) -> None:
    slack.say("the chain is loose")
    slack.shortcut("quote", slack.messages[-1])
    assert slack.messages[-1].text == "> the chain is loose"


def test_a_mention_is_answered_in_its_thread(slack: SlackSandbox) -> None:
    slack.say("@capi hello")
    asked, answer = slack.messages
    assert (answer.text, answer.thread_ts) == ("You called?", asked.ts)

    slack.say("@capi and now?", thread=answer)
    assert [message.thread_ts for message in slack.messages[2:]] == [asked.ts, asked.ts]


def test_the_bot_gets_a_direct_message(slack: SlackSandbox) -> None:
    slack.tell("tandem")
    slack.until(lambda: slack.messages[-1].text == "You said tandem")


def test_home_is_opened_and_used(slack: SlackSandbox) -> None:
    slack.open_home(user="grace")
    assert slack.home() is None
    slack.press("form", user="grace")
    modal = slack.modal("grace")
    assert modal is not None
    assert modal["callback_id"] == "order"


def test_over_a_socket_all_is_the_same(shop: Shop) -> None:
    with SlackSandbox(shop.app, manifest=MANIFEST, transport="socket") as slack:
        slack.slash("/hello")
        slack.press("form")
        assert slack.submit({"bike": "car"}) == {"what": "We have bikes only."}
        assert slack.submit({"bike": "tandem"}) == {}
        slack.say("@capi hello")
        slack.open_home()
        assert [message.text for message in slack.messages[1:]] == ["One tandem", "<@U0CAPIBOT> hello", "You called?"]
        assert slack.home() is not None


def test_without_a_manifest_every_command_is_the_apps(shop: Shop) -> None:
    with SlackSandbox(shop.app) as slack:
        slack.slash("/hello")
        assert slack.messages[-1].text == "Hello, ada!"


def test_with_one_only_what_it_declares_works(slack: SlackSandbox) -> None:
    assert slack.slash("/slow") is None
    assert "not a valid command" in slack.messages[-1].text
    with pytest.raises(SandboxError, match="no shortcut other"):
        slack.shortcut("other")


def test_scopes_that_the_manifest_lacks_are_refused(shop: Shop) -> None:
    poor = {**MANIFEST, "oauth_config": {"scopes": {"bot": ["commands"]}}}
    shop.app.error(lambda: None)
    with SlackSandbox(shop.app, manifest=poor) as slack:
        slack.slash("/hello")
        assert slack.messages == ()
        assert slack.calls[-1].method == "chat.postMessage"


def test_the_app_is_as_it_was_afterwards(shop: Shop) -> None:
    runner, before = shop.app.listener_runner, shop.app.client.base_url
    executor, lazy = runner.listener_executor, runner.lazy_listener_runner
    with SlackSandbox(shop.app):
        assert shop.app.client.base_url != before
    assert (shop.app.client.base_url, runner.listener_executor, runner.lazy_listener_runner) == (before, executor, lazy)


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda slack: slack.slash("/hello", user="nobody"), "nobody called nobody: there are ada"),
        (lambda slack: slack.slash("/hello", channel="nowhere"), "no channel called nowhere"),
        (lambda slack: slack.press("wave"), "nothing to press or choose called wave"),
        (lambda slack: slack.submit({}), "ada has no modal open"),
        (lambda slack: slack.say(" "), "Type something first"),
    ],
)
def test_what_nobody_could_do_is_said_in_a_sentence(slack: SlackSandbox, act: Act, sentence: str) -> None:
    with pytest.raises(SandboxError, match=sentence):
        act(slack)


def test_waiting_ends(shop: Shop) -> None:
    with SlackSandbox(shop.app, timeout=0.1) as slack, pytest.raises(SandboxError, match="did not come about"):
        slack.until(lambda: False)


def test_an_app_that_never_rests_is_reported() -> None:
    app, leave = made_up(), threading.Event()
    app.command("/hello")(ack=lambda ack: ack(), lazy=[lambda: leave.wait(30)])
    with SlackSandbox(app, timeout=0.2) as slack:
        with pytest.raises(SandboxError, match="still at work"):
            slack.slash("/hello")
        leave.set()
