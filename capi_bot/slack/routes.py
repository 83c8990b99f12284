"""Which listener answers what: one row a subcommand, a button, a shortcut or a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from capi_bot.slack import form_values
from capi_bot.slack.action_ids import LOOKUP, SEARCH, Action
from capi_bot.slack.commands import Command, ListFilter
from capi_bot.slack.listeners import (
    conversation_card,
    conversation_list,
    downloads,
    help,  # noqa: A004 - the subcommand is called help
    home,
    lookup,
    search_form,
    sharing,
    user_card,
    user_list,
)
from capi_bot.slack.messages import Reply, ReplyTarget
from capi_bot.slack.payloads import BlockAction, Body, Shortcut
from capi_bot.slack.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRoute:
    """Be what a button does, and where its answer belongs."""

    listener: Callable[[BlockAction, Services], Reply]
    opened: ReplyTarget = ReplyTarget.HERE


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortcutRoute:
    """Be what a shortcut is called, and does: on a message, or anywhere in Slack."""

    name: str
    description: str
    listener: Callable[[Shortcut, Services], Reply]
    on_message: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ModalRoute:
    """Be how a form is read, and what is done with it; `read` raises `FormError`."""

    read: Callable[[Body], ListFilter]
    listener: Callable[[ListFilter, Services], Reply]
    note: str
    """The field under which stands what is wrong with none of them."""


COMMANDS: Mapping[str, Callable[[Command, Services], Reply]] = {
    "conversations": conversation_list.newest,
    "conversation": conversation_card.asked,
    "members": conversation_card.asked_members,
    "events": conversation_card.asked_events,
    "user": user_card.asked,
    "users": user_list.asked,
    "help": help.show,
}

ACTIONS: Mapping[str, ActionRoute] = {
    Action.LIST_PREVIOUS: ActionRoute(listener=conversation_list.turn),
    Action.LIST_NEXT: ActionRoute(listener=conversation_list.turn),
    Action.LIST_REFRESH: ActionRoute(listener=conversation_list.turn),
    Action.LIST_STATE: ActionRoute(listener=conversation_list.narrow),
    Action.LIST_SINCE: ActionRoute(listener=conversation_list.narrow),
    Action.LIST_ORDER: ActionRoute(listener=conversation_list.narrow),
    Action.ROW_MEMBERS: ActionRoute(listener=conversation_list.members),
    Action.ROW_EVENTS: ActionRoute(listener=conversation_list.events),
    Action.ROW_CLOSE: ActionRoute(listener=conversation_list.close),
    Action.ROW_BACK: ActionRoute(listener=conversation_list.turn_tab),
    Action.ROW_ON: ActionRoute(listener=conversation_list.turn_tab),
    Action.ROW_GROUP: ActionRoute(listener=conversation_list.group),
    Action.ROW_CARD: ActionRoute(listener=conversation_card.from_row, opened=ReplyTarget.BESIDE),
    Action.CARD_MEMBERS: ActionRoute(listener=conversation_card.members),
    Action.CARD_EVENTS: ActionRoute(listener=conversation_card.events),
    Action.CARD_CLOSE: ActionRoute(listener=conversation_card.close),
    Action.CARD_BACK: ActionRoute(listener=conversation_card.turn),
    Action.CARD_ON: ActionRoute(listener=conversation_card.turn),
    Action.CARD_GROUP: ActionRoute(listener=conversation_card.group),
    Action.CARD_REFRESH: ActionRoute(listener=conversation_card.turn),
    Action.CARD_DOWNLOAD: ActionRoute(listener=downloads.download, opened=ReplyTarget.ATTACHED),
    Action.USER_OPEN: ActionRoute(listener=user_card.turn, opened=ReplyTarget.BESIDE),
    Action.USER_CARD: ActionRoute(listener=conversation_card.from_user, opened=ReplyTarget.BESIDE),
    Action.USER_BACK: ActionRoute(listener=user_card.turn),
    Action.USER_ON: ActionRoute(listener=user_card.turn),
    Action.LIST_SEARCH: ActionRoute(listener=search_form.refine, opened=ReplyTarget.FORM),
    Action.HOME_SEARCH: ActionRoute(listener=search_form.refine, opened=ReplyTarget.FORM),
    Action.LIST_SAVE: ActionRoute(listener=home.save, opened=ReplyTarget.WHISPER),
    Action.LIST_OPEN: ActionRoute(listener=lookup.search, opened=ReplyTarget.BESIDE),
    Action.HOME_REFRESH: ActionRoute(listener=home.turn),
    Action.HOME_BACK: ActionRoute(listener=home.turn),
    Action.HOME_ON: ActionRoute(listener=home.turn),
    Action.HOME_FORGET: ActionRoute(listener=home.forget),
    Action.HOME_CARD: ActionRoute(listener=conversation_card.from_user, opened=ReplyTarget.BESIDE),
    Action.HOME_ENDED: ActionRoute(listener=home.ended, opened=ReplyTarget.BESIDE),
    Action.HOME_SAVED: ActionRoute(listener=home.saved, opened=ReplyTarget.BESIDE),
    Action.PEOPLE_BACK: ActionRoute(listener=user_list.turn),
    Action.PEOPLE_ON: ActionRoute(listener=user_list.turn),
    Action.SHARE: ActionRoute(listener=sharing.share, opened=ReplyTarget.CHANNEL),
}
"""Every action but `again`, which repeats one of these."""

SHORTCUTS: Mapping[str, ShortcutRoute] = {
    LOOKUP: ShortcutRoute(
        name="Look up Vonage ids",
        description="Answers in the thread what the ids and numbers in a message are",
        listener=lookup.look_up,
        on_message=True,
    ),
    SEARCH: ShortcutRoute(
        name="Search in Vonage",
        description="Find conversations by state, time, words or number",
        listener=search_form.blank,
    ),
}
"""By callback id; Slack allows names of 24 characters."""

MODALS: Mapping[str, ModalRoute] = {
    SEARCH: ModalRoute(read=form_values.parse_search_form, listener=search_form.found, note=form_values.Field.WORDS)
}
"""By callback id."""
