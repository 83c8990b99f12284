"""Sharing: the button that shows an answer to the whole channel, a conversation as files, and notes about both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from capi_bot.capi.models import Conversation, Event, Member
from capi_bot.domain import export
from capi_bot.domain.own_numbers import NO_NUMBERS, OwnNumbers
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import RetryState
from capi_bot.slack.messages import Block, Document, Message
from capi_bot.slack.views import block_kit, notices

CHANNEL_MENU: Block = {
    "type": "conversations_select",
    "action_id": str(Action.SHARE),
    "placeholder": {"type": "plain_text", "text": "Share to channel…"},
    "filter": {"include": ["public", "private"], "exclude_bot_users": True},
}


def with_share_button(message: Message, *, anywhere: bool = False) -> Message:
    """Return an answer with a Share button, where it can be shared and there is room.

    Where there is no channel, `anywhere` draws a menu of channels instead; it carries no value, so its block's id does.
    """
    if not 0 < len(message.share) <= (block_kit.MAX_BLOCK_ID if anywhere else block_kit.MAX_BUTTON_VALUE):
        return message
    button = block_kit.button(Action.SHARE, "Share to channel", value=message.share)
    row = block_kit.actions(CHANNEL_MENU, block_id=message.share) if anywhere else block_kit.actions(button)
    with_button = replace(message, blocks=(*message.blocks, row))
    return with_button if with_button.size <= block_kit.MAX_MESSAGE_SIZE else message


def with_refusal(message: Message) -> Message:
    """Return an answer that stands where the bot may not post, with a line that says so."""
    line = block_kit.context("I may not post here, so only you see this.")
    with_line = replace(message, blocks=(*message.blocks, line))
    return with_line if with_line.size <= block_kit.MAX_MESSAGE_SIZE else message


def shared_note() -> Message:
    """Draw the note that an answer was posted in the channel."""
    return block_kit.message(block_kit.section("Shared: everybody in the channel sees it now."))


def not_shared_note() -> Message:
    """Draw the note that an answer could not be posted in the channel."""
    return block_kit.message(
        block_kit.section(
            "⚠️ I could not post that in the channel.",
            "Invite me there with `/invite @capi` and press Share to channel again.",
        )
    )


def files(
    conversation: Conversation,
    members: Sequence[Member],
    events: Sequence[Event],
    *,
    all_members: bool,
    all_events: bool,
    own: OwnNumbers = NO_NUMBERS,
) -> Message:
    """Return a conversation as JSON, and its events as CSV for spreadsheets; `events` come oldest first."""
    document = export.conversation_to_json(
        conversation, members, events, all_members=all_members, all_events=all_events
    )
    # With a byte order mark, spreadsheets read the table as UTF-8.
    table = "\ufeff" + export.events_to_csv(events, members, own)
    name = conversation.id
    people = f"{'' if all_members else 'only the first '}{len(members):,} members"
    happened = f"{'all' if all_events else 'only the newest'} {len(events):,} events"
    missing = [*["Older events"] * (not all_events), *["Other members"] * (not all_members)]
    note = f" {' and '.join(missing).capitalize()} are left out: there are more than I collect." if missing else ""
    return Message(
        text=f"{block_kit.code(name)} with {people} and {happened}, as JSON; the events as CSV too.{note}",
        blocks=(),
        documents=(
            Document(name=f"{name}.json", title=f"{name}.json", text=document),
            Document(name=f"{name}-events.csv", title=f"{name}-events.csv", text=table),
        ),
    )


def collecting() -> Message:
    """Draw the note that the files follow."""
    return block_kit.message(block_kit.section("Collecting every event… The files follow in the thread."))


def missing_scope() -> Message:
    """Draw the note that the scope `files:write` is missing."""
    return block_kit.message(
        block_kit.section(
            "⚠️ I may not attach files in this workspace yet.",
            "Ask an admin to add the bot scope `files:write` to this app under *OAuth & Permissions* and to reinstall "
            "it, then press Download again.",
        )
    )


def not_in_channel() -> Message:
    """Draw the note that the bot is not a member of the channel."""
    return block_kit.message(
        block_kit.section(
            "⚠️ I can attach files only where I am a member.",
            "Invite me with `/invite @capi` and press Download again.",
        )
    )


def may_be_uploaded(retry: RetryState | None) -> Message:
    """Draw the note that files may or may not be attached, with a button that attaches them again."""
    return block_kit.message(
        block_kit.section(
            "⚠️ Perhaps Slack did not take the files.", "Please look whether they are there. If not, post them again."
        ),
        *notices.retry_button(retry, "Post again"),
    )


def not_uploaded() -> Message:
    """Draw the note that Slack did not accept the files."""
    return block_kit.message(block_kit.section("⚠️ Slack did not take the files.", "Press Download again in a moment."))
