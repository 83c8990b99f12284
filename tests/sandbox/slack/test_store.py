"""The store, the views that it holds, and message content."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from capi_bot.sandbox.slack.errors import NotPossibleError, RefusedError
from capi_bot.sandbox.slack.messages import File, Message
from capi_bot.sandbox.slack.posting import Content, respond, thread_parent, with_ids
from capi_bot.sandbox.slack.response_tokens import ResponseUrl
from capi_bot.sandbox.slack.store import Store
from capi_bot.sandbox.slack.views import Views
from capi_bot.sandbox.slack.workspace import Workspace

BOT = "U0CAPIBOT"
BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Press"}}
DIVIDER = {"type": "divider"}
FIELD = {
    "type": "input",
    "block_id": "q",
    "label": {"type": "plain_text", "text": "Name"},
    "element": {"type": "plain_text_input", "action_id": "a"},
}
LONG = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2540}}] * 5


@pytest.fixture
def store() -> Store:
    return Store(lambda: 1_540_459_680.5)


@pytest.fixture
def views(workspace: Workspace) -> Views:
    return workspace.views


@pytest.fixture
def new_id() -> Callable[[], str]:
    ids = count(1)
    return lambda: f"id{next(ids)}"


def put(store: Store, text: str = "List", **more: Any) -> Message:  # noqa: ANN401 - any field of a message
    return store.put(Message(ts=store.next_ts(), channel="C0CALLS", user=BOT, text=text, **more))


def shown(store: Store, user: str = "U0ADA") -> list[dict[str, Any]]:
    return list(store.page_state(user, {"C0CALLS"})["messages"])


def code(act: Callable[[], object]) -> str:
    with pytest.raises(RefusedError) as caught:
        act()
    return caught.value.code


def test_no_two_messages_share_a_ts_however_slow_the_clock(store: Store) -> None:
    assert [store.next_ts(), store.next_ts()] == ["1540459680.500000", "1540459680.500001"]


def test_every_change_is_a_new_version_and_wakes_who_waits(store: Store) -> None:
    before = store.wait(0, 0)
    assert store.wait(before, 0.01) == before
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(store.wait, before, 20)
        store.add_toast("U0ADA", "hello")
        assert waiting.result(5) == before + 1
    put(store)
    assert store.wait(0, 0) == before + 2


def test_an_edit_keeps_its_place_a_removal_leaves_none_and_every_change_is_reported() -> None:
    changes: list[tuple[str | None, str | None]] = []
    store = Store(lambda: 0.0, lambda old, new: changes.append((old and old.text, new and new.text)))
    first, second = put(store, "one"), put(store, "two")
    store.put(replace(first, text="ONE"))
    assert [each.text for each in store.messages] == ["ONE", "two"]
    store.remove(second)
    store.remove(second)
    assert [each.text for each in store.messages] == ["ONE"]
    assert changes == [(None, "one"), (None, "two"), ("one", "ONE"), ("two", None), (None, None)]


def test_only_the_one_it_is_meant_for_sees_an_ephemeral_message(store: Store) -> None:
    message = put(store, "psst", ephemeral_to="U0ADA")
    assert ([each["text"] for each in shown(store)], shown(store, "U0GRACE")) == (["psst"], [])
    assert store.page_state("U0ADA", {"D0ADA"})["messages"] == []
    assert store.require_message("U0ADA", "C0CALLS", message.ts) == message
    with pytest.raises(NotPossibleError):
        store.require_message("U0GRACE", "C0CALLS", message.ts)
    store.post_as_slackbot("U0GRACE", "C0CALLS", "No such command.")
    assert [(each["user"], each["text"]) for each in shown(store, "U0GRACE")] == [("USLACKBOT", "No such command.")]


def test_replies_that_everybody_sees_are_counted_at_the_parent(store: Store) -> None:
    parent = put(store, "parent")
    put(store, "reply", thread_ts=parent.ts)
    put(store, "psst", thread_ts=parent.ts, ephemeral_to="U0ADA")
    assert [(each["text"], each["reply_count"], each["thread_ts"]) for each in shown(store)] == [
        ("parent", 1, None),
        ("reply", 0, parent.ts),
        ("psst", 0, parent.ts),
    ]


def test_a_message_has_exactly_the_fields_of_the_page(store: Store) -> None:
    put(store, files=(File(id="F1", name="a.json", title="Call", mimetype="application/json", size=3),))
    [row] = shown(store)
    assert row.pop("files")[0]["url"] == "/files/F1/a.json"
    assert row == {
        "ts": "1540459680.500000",
        "channel": "C0CALLS",
        "thread_ts": None,
        "user": BOT,
        "text": "List",
        "blocks": None,
        "ephemeral_to": None,
        "edited": False,
        "subtype": "",
        "attachments": (),
        "reply_count": 0,
    }


def test_a_view_is_found_by_either_id_and_belongs_to_one_person(store: Store) -> None:
    below, top, home = ({"id": f"V{number}", "external_id": f"{number}"} for number in range(3))
    store.set_client("U0ADA", "page")
    store.set_modals("U0ADA", (below, top))
    store.set_home("U0ADA", home)
    assert store.find_view("V2") == store.find_view(external_id="2") == ("U0ADA", home)
    assert store.find_view(external_id="1") == ("U0ADA", top)
    assert store.require_view("U0ADA", "V0") == below
    page, others = store.page_state("U0ADA", set()), store.page_state("U0GRACE", set())
    assert (page["modal"], page["home"], others["modal"], others["home"]) == (
        top | {"client": "page"},
        home,
        None,
        None,
    )
    for user, view_id in (("U0GRACE", "V0"), ("U0ADA", "V3")):
        with pytest.raises(NotPossibleError):
            store.require_view(user, view_id)


def test_toasts_belong_to_a_person_until_they_are_cleared(store: Store) -> None:
    for text in ("one", "two"):
        store.add_toast("U0ADA", text)
    one, two = store.toasts("U0ADA")
    assert (one["text"], two["text"]) == ("one", "two")
    assert one["id"] != two["id"]
    store.add_toast("U0GRACE", "three")
    store.clear_toasts("U0ADA")
    assert (store.toasts("U0ADA"), len(store.toasts("U0GRACE"))) == ([], 1)


def modal(title: str = "User", **changes: object) -> dict[str, Any]:
    return {"type": "modal", "title": {"type": "plain_text", "text": title}, "blocks": [DIVIDER], **changes}


def home(words: str = "Live", **changes: object) -> dict[str, Any]:
    return {"type": "home", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": words}}], **changes}


def titles(workspace: Workspace) -> list[str]:
    return [view["title"]["text"] for view in workspace.store.modals("U0ADA")]


def test_an_opened_view_gets_what_slack_adds(views: Views) -> None:
    view = views.open("U0ADA", modal(blocks=[FIELD], submit={"type": "plain_text", "text": "Save"}))
    assert view["id"].startswith("V")
    assert (view["root_view_id"], view["previous_view_id"]) == (view["id"], None)
    assert (view["close"], view["private_metadata"], view["callback_id"]) == (None, "", "")
    assert view["state"] == {"values": {"q": {"a": {"type": "plain_text_input", "value": None}}}}


def test_views_stack_up_to_three_and_know_what_is_below(views: Views, workspace: Workspace) -> None:
    assert code(lambda: views.push("U0ADA", modal())) == "not_found"
    assert code(lambda: views.open("U0ADA", modal(private_metadata="x" * 250_000))) == "view_too_large"
    first, second = views.open("U0ADA", modal("1")), views.push("U0ADA", modal("2"))
    third = views.push("U0ADA", modal("3"))
    assert (third["root_view_id"], third["previous_view_id"]) == (first["id"], second["id"])
    assert code(lambda: views.push("U0ADA", modal("4"))) == "push_limit_reached"
    views.follow("U0ADA", third["id"], {})
    assert titles(workspace) == ["1", "2"]
    views.open("U0ADA", modal("5"))
    assert titles(workspace) == ["5"]


def test_an_update_finds_its_view_by_either_id_and_changes_the_hash(views: Views, workspace: Workspace) -> None:
    first = views.open("U0ADA", modal("1", external_id="mine"))
    views.push("U0ADA", modal("2"))
    assert code(lambda: views.push("U0ADA", modal("3", external_id="mine"))) == "duplicate_external_id"
    again = views.update(modal("one"), external_id="mine", seen_hash=first["hash"])
    assert again["id"] == first["id"]
    assert titles(workspace) == ["one", "2"]
    assert code(lambda: views.update(modal("x"), view_id=first["id"], seen_hash=first["hash"])) == "hash_conflict"
    assert code(lambda: views.update(modal("x"), external_id="mine")) == "not_found"


def test_a_published_view_stays_the_same_view_and_changes_its_hash(views: Views, workspace: Workspace) -> None:
    first = views.publish("U0ADA", home(private_metadata="kept", callback_id="home"))
    second = views.publish("U0ADA", home("Ended"), first["hash"])
    assert first["id"] == second["id"] == first["root_view_id"]
    assert (first["type"], first["private_metadata"], first["callback_id"]) == ("home", "kept", "home")
    assert workspace.store.home("U0ADA") == second
    assert code(lambda: views.publish("U0ADA", home(), first["hash"])) == "hash_conflict"
    assert code(lambda: views.publish("U0GRACE", home(), "1.2")) == "hash_conflict"
    changed = views.update(home("New"), view_id=first["id"], seen_hash=second["hash"])
    assert (workspace.store.home("U0ADA"), workspace.store.modals("U0ADA")) == (changed, ())
    for refused in (
        lambda: views.update(modal(), view_id=first["id"]),
        lambda: views.publish("U0ADA", modal()),
        lambda: views.open("U0ADA", home()),
    ):
        assert code(refused) == "invalid_arguments"


def test_a_message_without_words_is_refused_and_one_too_long_is_cut(new_id: Callable[[], str]) -> None:
    for body in ({}, {"text": ""}, {"blocks": []}, {"blocks": "[]"}, {"attachments": []}):
        assert code(lambda body=body: Content(body, new_id)) == "no_text"
    assert len(Content({"text": "x" * 40_001}, new_id).text) == 40_000


@pytest.mark.parametrize(
    ("blocks", "error"),
    [
        ([{"type": "marquee"}], "invalid_blocks"),
        ("[{", "invalid_blocks_format"),
        ("[" * 100_000, "invalid_blocks_format"),
        (DIVIDER, "invalid_blocks_format"),
        ([*LONG[1:], DIVIDER, DIVIDER, *LONG[:1]], "msg_blocks_too_long"),
    ],
)
def test_blocks_that_slack_would_refuse_are_refused(blocks: object, error: str, new_id: Callable[[], str]) -> None:
    assert code(lambda: Content({"text": "List", "blocks": blocks}, new_id)) == error


def test_blocks_may_count_so_much_together_but_more_through_a_response_url(new_id: Callable[[], str]) -> None:
    assert Content({"blocks": LONG}, new_id).blocks
    assert Content({"blocks": LONG * 10}, new_id, longest=None).blocks
    assert code(lambda: Content({"blocks": [*LONG, DIVIDER]}, new_id)) == "msg_blocks_too_long"


def test_legacy_attachments_pass_unchecked_and_stay_where_nothing_is_said_of_them(
    store: Store, new_id: Callable[[], str]
) -> None:
    boxes = [{"color": "#3f8", "text": "Old"}]
    message = Content({"attachments": boxes}, new_id).edit(put(store))
    assert (message.text, message.attachments) == ("List", tuple(boxes))
    assert Content({"text": "New"}, new_id).edit(message).attachments == tuple(boxes)
    assert Content({"text": "New", "attachments": []}, new_id).edit(message).attachments == ()
    for wrong in ("[{", {"text": "x"}, ["x"]):
        assert code(lambda wrong=wrong: Content({"text": "x", "attachments": wrong}, new_id)) == "invalid_attachments"


def test_ids_that_the_app_left_out_are_made_up_and_the_others_kept(new_id: Callable[[], str]) -> None:
    image = {"type": "image", "alt_text": "x", "image_url": "x"}
    blocks = [
        {"type": "actions", "block_id": "row", "elements": [BUTTON, {**BUTTON, "action_id": "mine"}]},
        {"type": "section", "text": {"type": "mrkdwn", "text": "x"}, "accessory": image},
        {"type": "section", "text": {"type": "mrkdwn", "text": "x"}, "accessory": BUTTON},
        {"type": "context", "elements": [image]},
    ]
    actions, section, pressed, context = with_ids(blocks, new_id)
    assert (actions["block_id"], [element["action_id"] for element in actions["elements"]]) == ("row", ["id1", "mine"])
    assert (section["accessory"], context["elements"]) == (image, [image])
    assert pressed["accessory"]["action_id"]
    assert all(block["block_id"] for block in (section, pressed, context))


def test_only_an_edit_without_blocks_is_marked(store: Store, new_id: Callable[[], str]) -> None:
    message = put(store)
    assert Content({"text": "x"}, new_id).edit(message).edited
    changed = Content({"text": "x", "blocks": [DIVIDER]}, new_id).edit(message)
    assert (changed.edited, changed.ts) == (False, message.ts)


def test_a_thread_hangs_on_a_message_of_its_own_that_all_see(store: Store) -> None:
    parent = put(store)
    reply, hidden = put(store, thread_ts=parent.ts), put(store, ephemeral_to="U0ADA")
    assert thread_parent(store, "C0CALLS", None) is None
    assert thread_parent(store, "C0CALLS", parent.ts) == parent.ts
    assert code(lambda: thread_parent(store, "C0CALLS", "1.0")) == "thread_not_found"
    for message in (reply, hidden):
        assert code(lambda message=message: thread_parent(store, "C0CALLS", message.ts)) == "cannot_reply_to_message"


def answer(store: Store, message: Message | None = None, **body: object) -> list[tuple[str, str | None, str | None]]:
    """Answer through the response_url of a press on a message, or of a command."""
    ts = message.ts if message else None
    url = ResponseUrl(secret="s", user="U0ADA", channel="C0CALLS", made_at=0, message_ts=ts)
    respond(store, url, body, BOT, lambda: "id")
    return [(each.text, each.ephemeral_to, each.thread_ts) for each in store.messages]


def test_t12_a_commands_url_replaces_nothing_and_is_ephemeral_unless_it_says_in_channel(store: Store) -> None:
    answer(store, text="one")
    assert answer(store, text="two", replace_original=True, response_type="in_channel") == [
        ("one", "U0ADA", None),
        ("two", None, None),
    ]
    assert code(lambda: answer(store, delete_original=True)) == "message_not_found"


def test_a_pressed_message_is_replaced_and_keeps_who_sees_it(store: Store) -> None:
    public, hidden = put(store), put(store, ephemeral_to="U0ADA")
    answer(store, public, text="New", replace_original=True)
    changed = answer(store, hidden, text="Newer", replace_original=True, response_type="in_channel")
    assert changed == [("New", None, None), ("Newer", "U0ADA", None)]


def test_unsaid_an_answer_replaces_what_the_same_people_see(store: Store) -> None:
    message = put(store)
    public = {"response_type": "in_channel", "thread_ts": message.ts}
    assert answer(store, message, text="Only you") == [("List", None, None), ("Only you", "U0ADA", None)]
    assert answer(store, message, text="Card", **public)[0] == ("Card", None, None)
    assert answer(store, message, text="Second", replace_original=False, **public)[-1] == ("Second", None, message.ts)


def test_a_pressed_message_is_deleted(store: Store) -> None:
    message = put(store)
    assert answer(store, message, delete_original=True) == []
    for body in ({"delete_original": True}, {"text": "x", "replace_original": True}):
        assert code(lambda body=body: answer(store, message, **body)) == "message_not_found"
