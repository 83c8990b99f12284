"""Which listener answers what: one row a subcommand, a button, a shortcut or a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from capi_bot.slack import forms
from capi_bot.slack.commands import Ask, Listing
from capi_bot.slack.ids import LOOKUP, SEARCH, Action
from capi_bot.slack.listeners import (
    cards,
    conversations,
    downloads,
    help,  # noqa: A004 - the subcommand is called help
    home,
    lookup,
    people,
    search,
    sharing,
    users,
)
from capi_bot.slack.payloads import Body, Click, Shortcut
from capi_bot.slack.replies import Opened, Reply
from capi_bot.slack.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Be what a button does, and where its answer belongs."""

    listener: Callable[[Click, Services], Reply]
    opened: Opened = Opened.HERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Be what a shortcut is called, and does: on a message, or anywhere in Slack."""

    name: str
    description: str
    listener: Callable[[Shortcut, Services], Reply]
    on_message: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Be how a form is read, and what is done with it; `read` raises `FormError`."""

    read: Callable[[Body], Listing]
    listener: Callable[[Listing, Services], Reply]
    note: str
    """The field under which stands what is wrong with none of them."""


ASKS: Mapping[str, Callable[[Ask, Services], Reply]] = {
    "conversations": conversations.newest,
    "conversation": cards.asked,
    "members": cards.asked_members,
    "events": cards.asked_events,
    "user": users.asked,
    "users": people.asked,
    "help": help.show,
}

PRESSES: Mapping[str, Press] = {
    Action.LIST_PREVIOUS: Press(listener=conversations.turn),
    Action.LIST_NEXT: Press(listener=conversations.turn),
    Action.LIST_REFRESH: Press(listener=conversations.turn),
    Action.LIST_STATE: Press(listener=conversations.narrow),
    Action.LIST_SINCE: Press(listener=conversations.narrow),
    Action.LIST_ORDER: Press(listener=conversations.narrow),
    Action.ROW_MEMBERS: Press(listener=conversations.members),
    Action.ROW_EVENTS: Press(listener=conversations.events),
    Action.ROW_CLOSE: Press(listener=conversations.close),
    Action.ROW_BACK: Press(listener=conversations.turn_tab),
    Action.ROW_ON: Press(listener=conversations.turn_tab),
    Action.ROW_GROUP: Press(listener=conversations.group),
    Action.ROW_CARD: Press(listener=cards.from_row, opened=Opened.BESIDE),
    Action.CARD_MEMBERS: Press(listener=cards.members),
    Action.CARD_EVENTS: Press(listener=cards.events),
    Action.CARD_CLOSE: Press(listener=cards.close),
    Action.CARD_BACK: Press(listener=cards.turn),
    Action.CARD_ON: Press(listener=cards.turn),
    Action.CARD_GROUP: Press(listener=cards.group),
    Action.CARD_REFRESH: Press(listener=cards.turn),
    Action.CARD_DOWNLOAD: Press(listener=downloads.download, opened=Opened.ATTACHED),
    Action.USER_OPEN: Press(listener=users.turn, opened=Opened.BESIDE),
    Action.USER_CARD: Press(listener=cards.from_user, opened=Opened.BESIDE),
    Action.USER_BACK: Press(listener=users.turn),
    Action.USER_ON: Press(listener=users.turn),
    Action.LIST_SEARCH: Press(listener=search.refine, opened=Opened.FORM),
    Action.HOME_SEARCH: Press(listener=search.refine, opened=Opened.FORM),
    Action.LIST_SAVE: Press(listener=home.save, opened=Opened.WHISPER),
    Action.LIST_OPEN: Press(listener=lookup.search, opened=Opened.BESIDE),
    Action.HOME_REFRESH: Press(listener=home.turn),
    Action.HOME_BACK: Press(listener=home.turn),
    Action.HOME_ON: Press(listener=home.turn),
    Action.HOME_FORGET: Press(listener=home.forget),
    Action.HOME_CARD: Press(listener=cards.from_user, opened=Opened.BESIDE),
    Action.HOME_ENDED: Press(listener=home.ended, opened=Opened.BESIDE),
    Action.HOME_SAVED: Press(listener=home.saved, opened=Opened.BESIDE),
    Action.PEOPLE_BACK: Press(listener=people.turn),
    Action.PEOPLE_ON: Press(listener=people.turn),
    Action.SHARE: Press(listener=sharing.share, opened=Opened.CHANNEL),
}
"""Every action but `again`, which repeats one of these."""

SHORTCUTS: Mapping[str, Choice] = {
    LOOKUP: Choice(
        name="Look up Vonage ids",
        description="Answers in the thread what the ids and numbers in a message are",
        listener=lookup.look_up,
        on_message=True,
    ),
    SEARCH: Choice(
        name="Search in Vonage",
        description="Find conversations by state, time, words or number",
        listener=search.blank,
    ),
}
"""By callback id; Slack allows names of 24 characters."""

FORMS: Mapping[str, Form] = {SEARCH: Form(read=forms.search, listener=search.found, note=forms.Field.WORDS)}
"""By callback id."""
