"""What many people do in Slack, as signed deliveries for the load with faults: one kind of act each, made by number.

Buttons carry what the bot itself gave them: `Harvest` keeps some of its messages.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.bench.faulty_slack import Shown, before
from tests.fakes_slack import FORM, JSON, form, mention_event, press_payload, slash_fields

Content = dict[str, Any]
CALL = "CON-bc643220-2542-499a-892e-c982c4150c06"
TEXTS = (
    "conversations",
    "conversations live",
    "conversations open",
    "conversations live with 447700000001",
    f"conversation {CALL}",
    f"members {CALL}",
    f"events {CALL}",
    "users",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """Messages and views of the bot's, in whose buttons people press."""

    public_list: Content
    private_list: Content
    members: Content
    home: Content
    form: Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One delivery: its body, and what the person sees before it."""

    kind: str
    content_type: str
    body: bytes
    shown: Mapping[str, Shown]
    view: str = ""
    """The key of the view that its acknowledgement may replace."""


def command(kind: str, url: str, number: str, text: str, channel: str) -> Act:
    """Type a slash command in a channel of its own."""
    fields = slash_fields(url, user_id=f"U{number}", channel_id=channel, text=text) | {
        "response_url": f"{url}/response/R{number}",
        "trigger_id": f"T{number}",
    }
    return Act(kind=kind, content_type=FORM, body=urlencode(fields).encode(), shown={})


def event(kind: str, number: str, **fields: Any) -> Act:  # noqa: ANN401 - fields of events
    """Send an event: a mention, a direct message or a visit of the Home tab."""
    body = mention_event("", f"Ev{number}")
    now = f"{time.time():.6f}"
    body["event"] = {"user": f"U{number}", "ts": now, "event_ts": now, **fields}
    return Act(kind=kind, content_type=JSON, body=json.dumps(body).encode(), shown={})


def press(
    kind: str, url: str, number: str, button: tuple[str, str, str], content: Content, *, ephemeral: bool = False
) -> Act:
    """Press a button of a message."""
    action_id, value, block_id = button
    ts = f"{time.time() - 60:.6f}"
    payload = press_payload(
        url,
        action_id,
        value,
        user={"id": f"U{number}", "username": "ada", "team_id": "T1"},
        trigger_id=f"T{number}",
        response_url=f"{url}/response/R{number}",
        container={"type": "message", "message_ts": ts, "channel_id": f"C{number}", "is_ephemeral": ephemeral},
        channel={"id": f"C{number}", "name": "calls"},
        message={"type": "message", "ts": ts, "bot_id": "B1", **content},
    )
    payload["actions"][0] |= {"action_ts": f"{time.time():.6f}", "block_id": block_id}
    if ephemeral:
        del payload["message"]
    key = f"{'ephemeral' if ephemeral else 'message'} {ts}"
    return Act(kind=kind, content_type=FORM, body=form(payload), shown={key: before(content)})


def press_in_view(kind: str, url: str, number: str, button: tuple[str, str, str], view: Content) -> Act:
    """Press a button on the Home tab."""
    payload = press_payload(
        url, button[0], button[1], user={"id": f"U{number}", "team_id": "T1"}, trigger_id=f"T{number}"
    )
    for name in ("message", "channel", "response_url"):
        del payload[name]
    payload |= {"container": {"type": "view", "view_id": f"V{number}"}}
    payload["view"] = {**view, "id": f"V{number}", "type": "home", "hash": "1"}
    payload["actions"][0] |= {"action_ts": f"{time.time():.6f}", "block_id": button[2]}
    return Act(kind=kind, content_type=FORM, body=form(payload), shown={"home": before(view)})


def submission(url: str, number: str, view: Content, words: str) -> Act:
    """Send the search form off."""
    del url
    values = {"words": {"value": {"type": "plain_text_input", "value": words}}}
    payload = {
        "type": "view_submission",
        "team": {"id": "T1"},
        "user": {"id": f"U{number}", "team_id": "T1"},
        "api_app_id": "A1",
        "view": {
            **view,
            "id": f"V{number}",
            "hash": "1",
            "private_metadata": f"C{number}",
            "state": {"values": values},
        },
    }
    return Act(
        kind="submission",
        content_type=FORM,
        body=form(payload),
        shown={f"view V{number}": before(view)},
        view=f"view V{number}",
    )


def shortcut(number: str) -> Act:
    """Choose the global shortcut."""
    payload = {
        "type": "shortcut",
        "callback_id": "search",
        "trigger_id": f"T{number}",
        "team": {"id": "T1"},
        "user": {"id": f"U{number}", "team_id": "T1"},
        "api_app_id": "A1",
    }
    return Act(kind="global shortcut", content_type=FORM, body=form(payload), shown={})


def buttons(content: Content, *action_ids: str) -> tuple[tuple[str, str, str], ...]:
    """Return the buttons of some actions: their action_id, value and block_id."""
    return tuple(found for found in _elements(content["blocks"]) if found[0] in action_ids)


def _elements(blocks: list[Content]) -> Iterator[tuple[str, str, str]]:
    for number, block in enumerate(blocks):
        for element in (*block.get("elements", ()), block.get("accessory") or {}):
            if element.get("type") == "button":
                yield element["action_id"], element.get("value", ""), block.get("block_id", f"b{number}")


def mixed_acts(url: str, harvest: Harvest, seed: int = 1) -> Callable[[str], Act]:
    """Return what makes the act of a number: all kinds in turn, each time with other words and buttons."""
    chance = random.Random(seed)  # noqa: S311 - simulated people need no secrets
    tabs = buttons(harvest.public_list, "row.members", "row.events", "list.refresh")
    rows = buttons(harvest.private_list, "row.members", "row.events")
    cards = buttons(harvest.private_list, "row.card")
    people = buttons(harvest.members, "user.open")
    shares = buttons(harvest.private_list, "share")
    home = buttons(harvest.home, "home.refresh")
    home_cards = buttons(harvest.home, "home.card", "home.ended")
    kinds: tuple[Callable[[str], Act], ...] = (
        lambda n: command("command, member", url, n, chance.choice(TEXTS), f"C{n}"),
        lambda n: command("command, no member", url, n, chance.choice(TEXTS), f"X{n}"),
        lambda n: command("command, private", url, n, f"{chance.choice(TEXTS)} private", f"C{n}"),
        lambda n: event("mention", n, type="app_mention", channel=f"C{n}", text=f"<@UBOT> {chance.choice(TEXTS)}"),
        lambda n: event("direct", n, type="message", channel_type="im", channel=f"D{n}", text=chance.choice(TEXTS)),
        lambda n: press("press Members, Events, Refresh", url, n, chance.choice(tabs), harvest.public_list),
        lambda n: press("the same in private", url, n, chance.choice(rows), harvest.private_list, ephemeral=True),
        lambda n: press("press User (a thread)", url, n, chance.choice(people), harvest.members),
        lambda n: press(
            "press Card in private (a modal)", url, n, chance.choice(cards), harvest.private_list, ephemeral=True
        ),
        lambda n: press("press Share", url, n, chance.choice(shares), harvest.private_list, ephemeral=True),
        lambda n: event("Home", n, type="app_home_opened", tab="home", channel=f"D{n}"),
        lambda n: press_in_view("press Refresh on Home", url, n, chance.choice(home), harvest.home),
        lambda n: press_in_view("press Card on Home (a modal)", url, n, chance.choice(home_cards), harvest.home),
        lambda n: submission(url, n, harvest.form, chance.choice(("support", "call", "NAM"))),
        shortcut,
    )
    return lambda number: kinds[int(number) % len(kinds)](number)
