"""Routes: which listener answers what, one row for each subcommand, button, shortcut and form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from capi_bot.slack.action_ids import LOOKUP, SEARCH, Action
from capi_bot.slack.commands import FIND, GREETING, START, Command, ListFilter
from capi_bot.slack.listeners import actions, commands, home, shortcuts
from capi_bot.slack.messages import ReplyTarget
from capi_bot.slack.payload_fields import Body
from capi_bot.slack.payloads import BlockAction, Shortcut
from capi_bot.slack.pending_reply import Reply
from capi_bot.slack.services import Services
from capi_bot.slack.views import search_form


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
    "conversations": commands.answer_conversations,
    "conversation": commands.answer_conversation,
    "members": commands.answer_members,
    "events": commands.answer_events,
    "user": commands.answer_user,
    "users": commands.answer_users,
    "help": commands.answer_help,
    START: commands.answer_start,
    GREETING: commands.answer_greeting,
    FIND: commands.answer_name,
}
"""By the name of a command: the subcommands, and what no word names."""

ACTIONS: Mapping[str, ActionRoute] = {
    Action.LIST_PREVIOUS: ActionRoute(listener=actions.turn_list_page),
    Action.LIST_NEXT: ActionRoute(listener=actions.turn_list_page),
    Action.LIST_REFRESH: ActionRoute(listener=actions.turn_list_page),
    Action.LIST_STATE: ActionRoute(listener=actions.narrow_list),
    Action.LIST_SINCE: ActionRoute(listener=actions.narrow_list),
    Action.LIST_ORDER: ActionRoute(listener=actions.narrow_list),
    Action.ROW_MEMBERS: ActionRoute(listener=actions.open_row_members),
    Action.ROW_EVENTS: ActionRoute(listener=actions.open_row_events),
    Action.ROW_CLOSE: ActionRoute(listener=actions.close_row),
    Action.ROW_BACK: ActionRoute(listener=actions.turn_row_page),
    Action.ROW_ON: ActionRoute(listener=actions.turn_row_page),
    Action.ROW_GROUP: ActionRoute(listener=actions.narrow_row_events),
    Action.ROW_CARD: ActionRoute(listener=actions.open_card, target=ReplyTarget.THREAD),
    Action.CARD_MEMBERS: ActionRoute(listener=actions.open_card_members),
    Action.CARD_EVENTS: ActionRoute(listener=actions.open_card_events),
    Action.CARD_CLOSE: ActionRoute(listener=actions.close_card_tab),
    Action.CARD_BACK: ActionRoute(listener=actions.turn_card_page),
    Action.CARD_ON: ActionRoute(listener=actions.turn_card_page),
    Action.CARD_GROUP: ActionRoute(listener=actions.narrow_card_events),
    Action.CARD_REFRESH: ActionRoute(listener=actions.turn_card_page),
    Action.CARD_DOWNLOAD: ActionRoute(listener=actions.download_conversation, target=ReplyTarget.FILES),
    Action.USER_OPEN: ActionRoute(listener=actions.turn_user_page, target=ReplyTarget.THREAD),
    Action.USER_CARD: ActionRoute(listener=actions.open_card_members, target=ReplyTarget.THREAD),
    Action.USER_BACK: ActionRoute(listener=actions.turn_user_page),
    Action.USER_ON: ActionRoute(listener=actions.turn_user_page),
    Action.LIST_SEARCH: ActionRoute(listener=shortcuts.open_form_for_list, target=ReplyTarget.MODAL),
    Action.HOME_SEARCH: ActionRoute(listener=shortcuts.open_form_for_list, target=ReplyTarget.MODAL),
    Action.LIST_SAVE: ActionRoute(listener=home.save_filter, target=ReplyTarget.EPHEMERAL),
    Action.LIST_OPEN: ActionRoute(listener=shortcuts.list_conversations, target=ReplyTarget.THREAD),
    Action.HOME_REFRESH: ActionRoute(listener=home.turn_page),
    Action.HOME_BACK: ActionRoute(listener=home.turn_page),
    Action.HOME_ON: ActionRoute(listener=home.turn_page),
    Action.HOME_FORGET: ActionRoute(listener=home.forget_filter),
    Action.HOME_CARD: ActionRoute(listener=actions.open_card_members, target=ReplyTarget.THREAD),
    Action.HOME_ENDED: ActionRoute(listener=home.list_ended, target=ReplyTarget.THREAD),
    Action.HOME_MISSED: ActionRoute(listener=home.list_missed, target=ReplyTarget.THREAD),
    Action.HOME_SAVED: ActionRoute(listener=home.list_saved_filter, target=ReplyTarget.THREAD),
    Action.PEOPLE_BACK: ActionRoute(listener=actions.turn_user_list_page),
    Action.PEOPLE_ON: ActionRoute(listener=actions.turn_user_list_page),
    Action.LOOKUP_AGAIN: ActionRoute(listener=shortcuts.look_up_again),
    Action.SHARE: ActionRoute(listener=actions.share_message, target=ReplyTarget.CHANNEL),
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
        read=search_form.parse_search_form, listener=shortcuts.show_search_results, note=search_form.Field.WORDS
    )
}
"""By callback id."""
