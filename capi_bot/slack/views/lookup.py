"""The results of looking up the ids and numbers in a message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from capi_bot.capi import ids
from capi_bot.capi.models import Member, MemberState, User
from capi_bot.domain import display_names
from capi_bot.domain.conversation_summary import ConversationSummary
from capi_bot.domain.id_extraction import ExtractedId
from capi_bot.domain.phone_numbers import canonical_number
from capi_bot.errors import CapiBotError
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import (
    ListState,
    LookupState,
    TabState,
    UserState,
    encode_list,
    encode_lookup,
    encode_tab,
    encode_user,
)
from capi_bot.slack.commands import ListFilter
from capi_bot.slack.messages import Block, Message
from capi_bot.slack.views import block_kit
from capi_bot.slack.views.conversation_list import LIVENESS_LABELS, describe_joined
from capi_bot.slack.views.endings import capitalised, describe_ending
from capi_bot.slack.views.notices import describe_cause, describe_error, draw_trace

INTERNAL_ERROR = "Something went wrong on our side, and it is noted. Try again in a moment."
ONLINE_TEXTS: Mapping[bool | None, str] = {True: "online", False: "not online", None: ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundUser:
    """A user; `online` is None where the API did not say."""

    user: User
    online: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundNumber:
    """A phone number: the calls it is in now (None: not known), and the user of that name."""

    summaries: tuple[ConversationSummary, ...] | None
    more: int = 0
    """How many calls there are beside these."""
    user: User | None = None
    name: str = ""
    """What it is called: the operator's name of it, or the number as people read it."""
    error: BaseException | None = None
    """Why it is not known in which calls it is."""


LookupResult = ConversationSummary | FoundUser | Member | FoundNumber | Exception | None
"""What is known of an id or a number: None while it is being read, an error where it cannot be."""


def lookup_results(results: Mapping[ExtractedId, LookupResult], more: int, now: datetime) -> Message:
    """Draw what was looked up; `more` ids and numbers were left out."""
    return block_kit.fit_to_size(lambda width: _lookup_results(results, more, now, width))


def _lookup_results(results: Mapping[ExtractedId, LookupResult], more: int, now: datetime, width: int) -> Message:
    blocks = [block for extracted, result in results.items() for block in _result(extracted, result, now, width)]
    hidden = f"and {more} more, which I did not look up" if more else ""
    as_of = block_kit.context(block_kit.join_facts(hidden, f"As of {block_kit.time_of_day(now)}"))
    return block_kit.message(*blocks, as_of, *_retry(results, more), title="Looked up")


def _retry(results: Mapping[ExtractedId, LookupResult], more: int) -> Sequence[Block]:
    """Draw the button that looks everything up once more, where that may show what is missing now."""
    errors = [result.error if isinstance(result, FoundNumber) else result for result in results.values()]
    if not any(isinstance(error, BaseException) and describe_error(error, "").can_retry for error in errors):
        return ()
    written = tuple(extracted.number or extracted.text for extracted in results)
    value = encode_lookup(LookupState(written=written, more=more))
    return (block_kit.actions(block_kit.button(Action.LOOKUP_AGAIN, "Try again", value=value)),)


def _result(extracted: ExtractedId, result: LookupResult, now: datetime, width: int) -> Sequence[Block]:
    match result:
        case ConversationSummary():
            return (_conversation(result, now, width),)
        case FoundUser():
            return (_user(result, width),)
        case Member():
            return _member(result, width)
        case FoundNumber():
            return _number(extracted, result, now, width)
        case Exception():
            return _failure(extracted, result)
    return (block_kit.section(block_kit.code(extracted.text), "Vonage has not answered yet."),)


def _conversation(summary: ConversationSummary, now: datetime, width: int) -> Block:
    emoji, liveness = LIVENESS_LABELS[summary.liveness]
    ending = describe_ending(summary, now)
    facts = (capitalised(ending[0]), *ending[1:]) if ending else (liveness, describe_joined(summary))
    began = f"began {block_kit.ago(summary.began, now)}" if summary.began and not ending else ""
    return block_kit.section(
        f"{emoji} {block_kit.bold(summary.name, width)}",
        block_kit.join_facts(*facts, began),
        block_kit.code(summary.conversation.id),
        accessory=_card_button(summary.conversation.id, summary.name),
    )


def _user(result: FoundUser, width: int) -> Block:
    name = display_names.user_display_name(result.user)
    return block_kit.section(
        block_kit.bold(name, width),
        block_kit.join_facts("User", ONLINE_TEXTS[result.online]),
        block_kit.code(result.user.id),
        accessory=_user_button(result.user.id, name),
    )


def _member(member: Member, width: int) -> Sequence[Block]:
    name, conversation_id = display_names.member_display_name(member), member.conversation_id
    state = "" if member.state is MemberState.UNKNOWN else member.state.lower()
    facts = block_kit.join_facts("Member", state, f"in {block_kit.code(conversation_id)}")
    buttons = (_card_button(conversation_id, conversation_id), _user_button(member.user_id, name))
    elements = [button for button in buttons if button]
    section = block_kit.section(block_kit.bold(name, width), facts, block_kit.code(member.id))
    return (section, block_kit.actions(*elements)) if elements else (section,)


def _number(extracted: ExtractedId, result: FoundNumber, now: datetime, width: int) -> Sequence[Block]:
    name = display_names.user_display_name(result.user) if result.user else ""
    user = f"User: {block_kit.bold(name, width)}" if name and name != result.name else ""
    user_button = _user_button(result.user.id, name) if result.user else None
    number = extracted.text if result.name.replace(" ", "").lstrip("+") != extracted.text.lstrip("+") else ""
    return (
        block_kit.section(
            block_kit.join_facts(block_kit.bold(result.name, width), block_kit.code(number)), _calls(result), user
        ),
        *draw_trace(result.error),
        *(_conversation(summary, now, width) for summary in result.summaries or ()),
        block_kit.actions(*((user_button,) if user_button else ()), _search_button(extracted.number)),
    )


def _calls(result: FoundNumber) -> str:
    if result.error:
        return f"⚠️ {describe_cause(result.error)}: I cannot tell in which calls it is."
    if result.summaries is None:
        return "I cannot tell yet in which calls it is."
    if not result.summaries:
        return "In no call just now"
    count = len(result.summaries) + result.more
    return f"In {count} calls now; the newest:" if result.more else f"In {count} call{'s' * (count > 1)} now:"


def _failure(extracted: ExtractedId, error: Exception) -> Sequence[Block]:
    subject = block_kit.code(extracted.text)
    if not isinstance(error, CapiBotError):
        return (block_kit.section(subject, INTERNAL_ERROR),)
    text = describe_error(error, "", subject)
    section = block_kit.section("" if subject in text.problem else subject, f"⚠️ {text.problem}", text.advice)
    return (section, *draw_trace(error))


def _card_button(conversation_id: str, name: str) -> Block | None:
    if not ids.CONVERSATION.fullmatch(conversation_id):
        return None
    value = encode_tab(TabState(conversation_id=conversation_id))
    return block_kit.button(Action.USER_CARD, "Open", value=value, label=block_kit.label_with_name("Open", name))


def _search_button(number: str) -> Block:
    value = encode_list(ListState(filters=ListFilter(party=canonical_number(number))))
    label = block_kit.label_with_name("Search conversations with", number)
    return block_kit.button(Action.LIST_OPEN, "Search conversations", value=value, label=label)


def _user_button(user_id: str, name: str) -> Block | None:
    if not ids.USER.fullmatch(user_id):
        return None
    value = encode_user(UserState(user_id=user_id))
    return block_kit.button(Action.USER_OPEN, "User", value=value, label=block_kit.label_with_name("User", name))
