"""Routes: which listener answers what, one row for each subcommand, button, shortcut and form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from capi_bot.slack import form_values
from capi_bot.slack.action_ids import LOOKUP, SEARCH, Action
from capi_bot.slack.commands import Command, ListFilter
from capi_bot.slack.listeners import (
    conversation_card,
    conversation_list,
    help,  # noqa: A004 - the subcommand is called help
    home,
    sharing,
    shortcuts,
    users,
)
from capi_bot.slack.messages import ReplyTarget
from capi_bot.slack.payload_fields import Body
from capi_bot.slack.payloads import BlockAction, Shortcut
from capi_bot.slack.pending_reply import Reply
from capi_bot.slack.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRoute:
    """What a button does, and where its answer belongs."""

    listener: Callable[[BlockAction, Services], Reply]
    target: ReplyTarget = ReplyTarget.REPLACE


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortcutRoute:
    """What a shortcut is called, and does: on a message, or anywhere in Slack."""

    name: str
    description: str
    listener: Callable[[Shortcut, Services], Reply]
    on_message: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ModalRoute:
    """How a form is read, and what is done with it; `read` raises `FormError`."""

    read: Callable[[Body], ListFilter]
    listener: Callable[[ListFilter, Services], Reply]
    note: str
    """The field under which stands what is wrong with none of them."""


COMMANDS: Mapping[str, Callable[[Command, Services], Reply]] = {
    "conversations": conversation_list.answer_command,
    "conversation": conversation_card.answer_command,
    "members": conversation_card.answer_members_command,
    "events": conversation_card.answer_events_command,
    "user": users.answer_user_command,
    "users": users.answer_users_command,
    "help": help.answer_command,
}

ACTIONS: Mapping[str, ActionRoute] = {
    Action.LIST_PREVIOUS: ActionRoute(listener=conversation_list.turn_page),
    Action.LIST_NEXT: ActionRoute(listener=conversation_list.turn_page),
    Action.LIST_REFRESH: ActionRoute(listener=conversation_list.turn_page),
    Action.LIST_STATE: ActionRoute(listener=conversation_list.narrow_list),
    Action.LIST_SINCE: ActionRoute(listener=conversation_list.narrow_list),
    Action.LIST_ORDER: ActionRoute(listener=conversation_list.narrow_list),
    Action.ROW_MEMBERS: ActionRoute(listener=conversation_list.open_members),
    Action.ROW_EVENTS: ActionRoute(listener=conversation_list.open_events),
    Action.ROW_CLOSE: ActionRoute(listener=conversation_list.close_tab),
    Action.ROW_BACK: ActionRoute(listener=conversation_list.turn_tab_page),
    Action.ROW_ON: ActionRoute(listener=conversation_list.turn_tab_page),
    Action.ROW_GROUP: ActionRoute(listener=conversation_list.narrow_events),
    Action.ROW_CARD: ActionRoute(listener=conversation_card.open_from_row, target=ReplyTarget.THREAD),
    Action.CARD_MEMBERS: ActionRoute(listener=conversation_card.open_members),
    Action.CARD_EVENTS: ActionRoute(listener=conversation_card.open_events),
    Action.CARD_CLOSE: ActionRoute(listener=conversation_card.close_tab),
    Action.CARD_BACK: ActionRoute(listener=conversation_card.turn_page),
    Action.CARD_ON: ActionRoute(listener=conversation_card.turn_page),
    Action.CARD_GROUP: ActionRoute(listener=conversation_card.narrow_events),
    Action.CARD_REFRESH: ActionRoute(listener=conversation_card.turn_page),
    Action.CARD_DOWNLOAD: ActionRoute(listener=sharing.download_conversation, target=ReplyTarget.FILES),
    Action.USER_OPEN: ActionRoute(listener=users.turn_user_page, target=ReplyTarget.THREAD),
    Action.USER_CARD: ActionRoute(listener=conversation_card.open_members, target=ReplyTarget.THREAD),
    Action.USER_BACK: ActionRoute(listener=users.turn_user_page),
    Action.USER_ON: ActionRoute(listener=users.turn_user_page),
    Action.LIST_SEARCH: ActionRoute(listener=shortcuts.open_form_for_list, target=ReplyTarget.MODAL),
    Action.HOME_SEARCH: ActionRoute(listener=shortcuts.open_form_for_list, target=ReplyTarget.MODAL),
    Action.LIST_SAVE: ActionRoute(listener=home.save_filter, target=ReplyTarget.EPHEMERAL),
    Action.LIST_OPEN: ActionRoute(listener=shortcuts.list_conversations, target=ReplyTarget.THREAD),
    Action.HOME_REFRESH: ActionRoute(listener=home.turn_page),
    Action.HOME_BACK: ActionRoute(listener=home.turn_page),
    Action.HOME_ON: ActionRoute(listener=home.turn_page),
    Action.HOME_FORGET: ActionRoute(listener=home.forget_filter),
    Action.HOME_CARD: ActionRoute(listener=conversation_card.open_members, target=ReplyTarget.THREAD),
    Action.HOME_ENDED: ActionRoute(listener=home.list_ended, target=ReplyTarget.THREAD),
    Action.HOME_SAVED: ActionRoute(listener=home.list_saved_filter, target=ReplyTarget.THREAD),
    Action.PEOPLE_BACK: ActionRoute(listener=users.turn_list_page),
    Action.PEOPLE_ON: ActionRoute(listener=users.turn_list_page),
    Action.SHARE: ActionRoute(listener=sharing.share_message, target=ReplyTarget.CHANNEL),
}
"""Every action but `again`, which repeats one of these."""

SHORTCUTS: Mapping[str, ShortcutRoute] = {
    LOOKUP: ShortcutRoute(
        name="Look up Vonage ids",
        description="Answers in the thread what the ids and numbers in a message are",
        listener=shortcuts.look_up_ids,
        on_message=True,
    ),
    SEARCH: ShortcutRoute(
        name="Search in Vonage",
        description="Find conversations by state, time, words or number",
        listener=shortcuts.open_search_form,
    ),
}
"""By callback id; Slack allows names of 24 characters."""

MODALS: Mapping[str, ModalRoute] = {
    SEARCH: ModalRoute(
        read=form_values.parse_search_form, listener=shortcuts.show_search_results, note=form_values.Field.WORDS
    )
}
"""By callback id."""
