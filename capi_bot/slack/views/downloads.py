"""A conversation as files, and notes about why they could not be attached."""

from __future__ import annotations

from collections.abc import Sequence

from capi_bot.capi.models import Conversation, Event, Member
from capi_bot.domain import export
from capi_bot.domain.own_numbers import NO_NUMBERS, OwnNumbers
from capi_bot.slack.button_state import RetryState
from capi_bot.slack.messages import Document, Message
from capi_bot.slack.views import block_kit, notices


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
