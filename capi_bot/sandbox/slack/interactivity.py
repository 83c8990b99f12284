"""What people press, choose, fill in, close and open, and how the app hears of it.

https://docs.slack.dev/interactivity/handling-user-interaction
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from typing import Literal

from capi_bot.sandbox.slack import (
    choices,
    entries,
    events,
    failure_messages,
    payloads,
)
from capi_bot.sandbox.slack.board import Board
from capi_bot.sandbox.slack.delivery_bodies import Receipt, payload_parcel
from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.dispatch import Dispatch
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.people import Person
from capi_bot.sandbox.slack.refusals import NotPossibleError, RefusedError
from capi_bot.sandbox.slack.register import Register
from capi_bot.sandbox.slack.response_tokens import Tickets
from capi_bot.sandbox.slack.rules import Json
from capi_bot.sandbox.slack.submissions import answered
from capi_bot.sandbox.slack.suggestions import suggested
from capi_bot.sandbox.slack.views import Views, filled


class Interactivity:
    """Take what people do in messages, modals and the app's own place to the app."""

    def __init__(self, *, register: Register, board: Board, tickets: Tickets, dispatch: Dispatch, views: Views) -> None:
        self._register = register
        self._board = board
        self._tickets = tickets
        self._dispatch = dispatch
        self._views = views

    @property
    def _directory(self) -> Directory:
        return self._register.now

    def press(
        self, user: str, press: choices.Press, *, channel: str = "", ts: str = "", view_id: str = ""
    ) -> Future[Receipt]:
        """Press or choose something in a message or, by `view_id`, in a modal or on the Home tab."""
        person = self._directory.human(user)
        if view_id:
            view = self._board.view(user, view_id)
            payload = self._view_press(person, view, press.on(view["blocks"]))
        else:
            message = self._seen(person, channel, ts)
            payload = self._message_press(person, message, press.on(message.every_block))
        return self._dispatch.interaction(person, payload, summary=press.action_id)

    def react(self, user: str, emoji: str, *, channel: str, ts: str) -> None:
        """Put an emoji under a message, or take one's own away again."""
        person, name = self._directory.human(user), emoji.strip(":")
        message = self._seen(person, channel, ts)
        if message.ephemeral_to:
            raise NotPossibleError("Emoji go under messages that everybody sees.")
        there = message.reacted(name, person.id)
        self._board.put(message.without_reaction(name, person.id) if there else message.with_reaction(name, person.id))

    def suggest(self, user: str, asked: Json, *, channel: str = "", ts: str = "", view_id: str = "") -> Json:
        """Ask the app for a menu's options: return `options` or `option_groups`.

        `asked` has the menu's action_id and block_id, and as `value` what the person typed there.
        """
        person = self._directory.human(user)
        if view_id:
            view = self._board.view(user, view_id)
            blocks = view["blocks"]
            payload = payloads.view_suggestion(self._directory, asked=asked, view=view, person=person)
        else:
            message, place = self._seen(person, channel, ts), self._directory.place(channel, user)
            blocks = message.every_block
            payload = payloads.message_suggestion(
                self._directory, asked=asked, message=message, person=person, channel=place
            )
        choices.element(blocks, asked["block_id"], asked["action_id"])
        receipt = self._dispatch.deliver(payload_parcel(payload, summary=asked["value"]))
        with self._dispatch.judging(payload["type"], receipt):
            return suggested(receipt)

    def submit(self, user: str, view_id: str, values: choices.Values | None = None) -> None:
        """Submit a modal and do what the app answers; what is wrong with the form comes as NotPossibleError.

        Where the app failed, or answered what Slack does not take, that is an AppFailedError, and the modal stays.
        """
        person, view = self._directory.human(user), filled(self._board.view(user, view_id), values or {})
        if amiss := entries.amiss(view["blocks"], view["state"]["values"]):
            raise NotPossibleError("Some fields still need an answer.", amiss)
        payload = payloads.view_submission(
            self._directory,
            view=view,
            person=person,
            issued=self._dispatch.issued(person),
            response_urls=tuple(self._response_urls(person, view)),
        )
        receipt = self._dispatch.deliver(payload_parcel(payload, summary=view["callback_id"]))
        try:
            with self._dispatch.judging(payload["type"], receipt):
                self._views.follow(user, view_id, answered(receipt, view))
        except RefusedError as refused:
            raise failure_messages.AppFailedError(failure_messages.TROUBLE, refused.code) from refused

    def dismiss(self, user: str, view_id: str, *, everything: bool = False) -> tuple[Future[Receipt], ...]:
        """Close a modal, or `everything` that lies under it too; the app is told where a view asks for it."""
        person, view = self._directory.human(user), self._board.view(user, view_id)
        is_cleared = everything or view["clear_on_close"]
        closed = tuple(reversed(self._board.modals(user))) if is_cleared else (view,)
        if is_cleared:
            self._views.clear(user)
        else:
            self._views.pop(user)
        return tuple(self._closed(person, each, is_cleared=is_cleared) for each in closed if each["notify_on_close"])

    def _closed(self, person: Person, view: Json, *, is_cleared: bool) -> Future[Receipt]:
        payload = payloads.view_closed(self._directory, view=view, person=person, is_cleared=is_cleared)
        return self._dispatch.interaction(person, payload, summary=view["callback_id"])

    def open_home(self, user: str, tab: Literal["home", "messages"] = "home") -> Future[Receipt] | None:
        """Open a tab of the app's own place; the app is told each time if it subscribes to that."""
        person = self._served(user)
        if not self._directory.hears("app_home_opened"):
            return None
        channel = self._directory.direct_message(person)
        view = self._board.home(user) if tab == "home" else None
        return self._dispatch.event(events.app_home_opened(channel, tab, view, self._board.next_ts()))

    def use_shortcut(self, user: str, callback_id: str, channel: str = "", ts: str = "") -> Future[Receipt]:
        """Use a shortcut, on a message where it is for messages."""
        person, shortcut = self._served(user), self._directory.shortcut(callback_id)
        if shortcut.type == "message":
            payload = self._message_shortcut(person, callback_id, self._seen(person, channel, ts))
        else:
            payload = payloads.global_shortcut(
                self._directory,
                callback_id=callback_id,
                person=person,
                issued=self._dispatch.issued(person),
                action_ts=self._board.next_ts(),
            )
        return self._dispatch.interaction(person, payload, summary=shortcut.name)

    def _served(self, user: str) -> Person:
        person = self._directory.human(user)
        if not self._directory.serves(user):
            raise NotPossibleError("The app is not there for you: it belongs to another workspace.")
        return person

    def _message_shortcut(self, person: Person, callback_id: str, message: Message) -> Json:
        if message.ephemeral_to:
            raise NotPossibleError("A shortcut works on messages that everybody sees.")
        return payloads.message_shortcut(
            self._directory,
            callback_id=callback_id,
            message=message,
            person=person,
            channel=self._directory.place(message.channel, person.id),
            issued=self._dispatch.issued(person, self._tickets.response_url(person.id, message.channel)),
            action_ts=self._board.next_ts(),
            replies=self._board.replies()[message.channel, message.ts],
        )

    def _seen(self, person: Person, channel: str, ts: str) -> Message:
        return self._board.seen(person.id, self._directory.place(channel, person.id).id, ts)

    def _message_press(self, person: Person, message: Message, press: choices.Press) -> Json:
        blocks = message.every_block
        ticket = self._tickets.response_url(person.id, message.channel, message.ts)
        return payloads.message_press(
            self._directory,
            message=message,
            action=press.action(blocks, self._board.next_ts()),
            values=press.values(blocks),
            person=person,
            channel=self._directory.place(message.channel, person.id),
            issued=self._dispatch.issued(person, ticket),
            replies=self._board.replies()[message.channel, message.ts],
        )

    def _view_press(self, person: Person, view: Json, press: choices.Press) -> Json:
        return payloads.view_press(
            self._directory,
            view={**view, "state": {"values": press.values(view["blocks"])}},
            action=press.action(view["blocks"], self._board.next_ts()),
            person=person,
            issued=self._dispatch.issued(person),
        )

    def _response_urls(self, person: Person, view: Json) -> Iterator[Json]:
        for ids, channel in choices.answered_in(view["blocks"], view["state"]["values"]):
            yield {
                **ids,
                "channel_id": channel,
                "response_url": self._dispatch.address(self._tickets.response_url(person.id, channel)),
            }
