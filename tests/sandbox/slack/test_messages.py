from __future__ import annotations

from capi_bot.sandbox.slack.messages import Message, Reaction

SAID = Message(ts="1.0", channel="C0CALLS", user="U0ADA", text="Hello")


def test_an_ephemeral_message_is_seen_by_one_person() -> None:
    secret = Message(ts="1.0", channel="C0CALLS", user="U0CAPIBOT", ephemeral_to="U0ADA")
    assert [each.seen_by("U0GRACE") for each in (SAID, secret)] == [True, False]


def test_who_puts_the_same_emoji_is_told_together() -> None:
    both = SAID.with_reaction("eyes", "U0ADA").with_reaction("tada", "U0ADA").with_reaction("eyes", "U0GRACE")
    assert both.reactions == (
        Reaction(name="eyes", users=("U0ADA", "U0GRACE")),
        Reaction(name="tada", users=("U0ADA",)),
    )
    assert (both.reacted("eyes", "U0GRACE"), both.reacted("tada", "U0GRACE")) == (True, False)


def test_an_emoji_that_nobody_holds_is_gone() -> None:
    both = SAID.with_reaction("eyes", "U0ADA").with_reaction("tada", "U0GRACE")
    assert both.without_reaction("eyes", "U0ADA").reactions == (Reaction(name="tada", users=("U0GRACE",)),)


def test_every_block_of_a_message_is_its_own_and_those_of_its_attachments() -> None:
    own, boxed = {"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "b"}
    boxes = ({"id": 1, "text": "Old"}, {"id": 2, "blocks": [boxed]})
    assert Message(ts="1.0", channel="C0CALLS", user="U0ADA", blocks=(own,), attachments=boxes).every_block == (
        own,
        boxed,
    )
    assert SAID.every_block == ()
