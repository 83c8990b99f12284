"""What people press, choose, fill in, close and open, and what the app answers to forms and menus.

https://docs.slack.dev/interactivity/handling-user-interaction
https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#external_select
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from typing import Literal

from capi_bot.sandbox.slack import errors, events, payloads
from capi_bot.sandbox.slack.deliveries import DeliveryResult, Dispatcher, interaction_delivery
from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.element_values import (
    Press,
    Values,
    find_element,
    invalid_inputs,
    response_url_channels,
    state_values,
)
from capi_bot.sandbox.slack.errors import AppFailedError, NotPossibleError, RefusedError
from capi_bot.sandbox.slack.messages import Message
from capi_bot.sandbox.slack.objects import PLAIN_OPTION, plain
from capi_bot.sandbox.slack.people import Person
from capi_bot.sandbox.slack.rules import Json, Problem, Rule, anything, array, one_of, shape, string, then
from capi_bot.sandbox.slack.store import WorkspaceState
from capi_bot.sandbox.slack.views import Views

_OPTIONS = array(PLAIN_OPTION, 100, 0)
_GROUPS = array(shape({"label": plain(75), "options": _OPTIONS}), 100, 0)
_MENU = shape({}, {"options": _OPTIONS, "option_groups": _GROUPS}, any_of=("options", "option_groups"))
_SUBMITTED = shape({}, {"response_action": one_of("errors", "update", "push", "clear")}, others=anything)


class Interactivity:
    """What people do in messages, modals and the app's own place, taken to the app."""

    def __init__(self, state: WorkspaceState, dispatcher: Dispatcher, views: Views) -> None:
        self._state = state
        self._store = state.store
        self._dispatcher = dispatcher
        self._views = views

    @property
    def _directory(self) -> Directory:
        return self._state.directory

    def press(
        self, user: str, press: Press, *, channel: str = "", ts: str = "", view_id: str = ""
    ) -> Future[DeliveryResult]:
        """Press or choose something in a message or, by `view_id`, in a modal or on the Home tab."""
        person, action_ts = self._directory.require_person(user), self._store.next_ts()
        if view_id:
            view = self._store.require_view(user, view_id)
            press = press.on(view["blocks"])
            view = {**view, "state": {"values": press.values(view["blocks"])}}
            payload = payloads.in_view(self._directory, "block_actions", person, view) | payloads.view_container(view)
            payload |= self._dispatcher.issue(person) | {"actions": [press.action(view["blocks"], action_ts)]}
        else:
            message = self._message(person, channel, ts)
            blocks = message.blocks or ()
            press = press.on(blocks)
            token = self._state.tokens.response_url(person.id, message.channel, message.ts)
            replies = self._store.replies()[message.channel, message.ts]
            payload = payloads.in_message(self._directory, "block_actions", person, message, replies)
            payload |= {"state": {"values": press.values(blocks)}, "actions": [press.action(blocks, action_ts)]}
            payload |= self._dispatcher.issue(person, token)
        return self._dispatcher.interaction(person, payload, summary=press.action_id)

    def suggest(self, user: str, menu: Json, *, channel: str = "", ts: str = "", view_id: str = "") -> Json:
        """Ask the app for a menu's options: return `options` or `option_groups`.

        `menu` has the menu's action_id and block_id, and as `value` what the person typed there. Raises AppFailedError
        where the app did not answer in time, or not as Slack wants it: the menu is empty then.
        """
        person, kind = self._directory.require_person(user), "block_suggestion"
        if view_id:
            view = self._store.require_view(user, view_id)
            blocks = view["blocks"]
            payload = payloads.in_view(self._directory, kind, person, view) | payloads.view_container(view) | menu
        else:
            message = self._message(person, channel, ts)
            blocks = message.blocks or ()
            payload = payloads.in_message(self._directory, kind, person, message) | menu
        find_element(blocks, menu["block_id"], menu["action_id"])
        result = self._dispatcher.deliver(interaction_delivery(payload, summary=menu["value"]))
        with self._dispatcher.checking_ack(kind, result):
            if result.error:
                raise AppFailedError(errors.NOTHING, result.error)
            answer = result.json or {}
            if problem := next(_MENU(answer, ""), None):
                raise AppFailedError(errors.NOTHING, str(problem))
            return answer

    def submit(self, user: str, view_id: str, values: Values | None = None) -> None:
        """Submit a modal and do what the app answers; what is wrong with the form comes as NotPossibleError.

        Where the app failed, or answered what Slack does not take, that is an AppFailedError, and the modal stays.
        """
        person, view = self._directory.require_person(user), self._store.require_view(user, view_id)
        view = {**view, "state": {"values": state_values(view["blocks"], values or {})}}
        if invalid := invalid_inputs(view["blocks"], view["state"]["values"]):
            raise NotPossibleError("Some fields still need an answer.", invalid)
        payload = payloads.in_view(self._directory, "view_submission", person, view)
        payload |= self._dispatcher.issue(person) | {"response_urls": list(self._response_urls(person, view))}
        result = self._dispatcher.deliver(interaction_delivery(payload, summary=view["callback_id"]))
        try:
            with self._dispatcher.checking_ack(payload["type"], result):
                self._views.follow(user, view_id, _submission_answer(result, view))
        except RefusedError as refused:
            raise AppFailedError(errors.TROUBLE, refused.code) from refused

    def close_view(self, user: str, view_id: str, *, everything: bool = False) -> tuple[Future[DeliveryResult], ...]:
        """Close a modal, or `everything` that lies under it too; the app is notified where a view asks for it."""
        person, view = self._directory.require_person(user), self._store.require_view(user, view_id)
        is_cleared = everything or view["clear_on_close"]
        stack = self._store.modals(user)
        closed = tuple(reversed(stack)) if is_cleared else (view,)
        self._store.set_modals(user, () if is_cleared else stack[:-1])
        return tuple(self._closed(person, each, is_cleared=is_cleared) for each in closed if each["notify_on_close"])

    def open_home(self, user: str, tab: Literal["home", "messages"] = "home") -> Future[DeliveryResult] | None:
        """Open a tab of the app's own place; the app is notified each time if it subscribes to that."""
        person = self._require_app(user)
        if not self._directory.subscribes_to("app_home_opened"):
            return None
        channel = self._directory.direct_message(person)
        view = self._store.home(user) if tab == "home" else None
        return self._dispatcher.event(events.app_home_opened(channel, tab, view, self._store.next_ts()))

    def use_shortcut(self, user: str, callback_id: str, channel: str = "", ts: str = "") -> Future[DeliveryResult]:
        person, shortcut = self._require_app(user), self._directory.require_shortcut(callback_id)
        if shortcut.type == "message":
            message = self._message(person, channel, ts)
            if message.ephemeral_to:
                raise NotPossibleError("A shortcut works on messages that everybody sees.")
            replies = self._store.replies()[message.channel, message.ts]
            token = self._state.tokens.response_url(person.id, message.channel)
            payload = payloads.on_message(self._directory, person, message, replies)
            payload |= self._dispatcher.issue(person, token)
        else:
            payload = payloads.interaction(self._directory, "shortcut", person) | self._dispatcher.issue(person)
        payload |= {"callback_id": callback_id, "action_ts": self._store.next_ts()}
        return self._dispatcher.interaction(person, payload, summary=shortcut.name)

    def _require_app(self, user: str) -> Person:
        person = self._directory.require_person(user)
        if not self._directory.is_app_available(user):
            raise NotPossibleError("The app is not there for you: it belongs to another workspace.")
        return person

    def _message(self, person: Person, channel: str, ts: str) -> Message:
        return self._store.require_message(person.id, self._directory.require_channel(channel, person.id).id, ts)

    def _closed(self, person: Person, view: Json, *, is_cleared: bool) -> Future[DeliveryResult]:
        payload = payloads.in_view(self._directory, "view_closed", person, view) | {"is_cleared": is_cleared}
        return self._dispatcher.interaction(person, payload, summary=view["callback_id"])

    def _response_urls(self, person: Person, view: Json) -> Iterator[Json]:
        for ids, channel in response_url_channels(view["blocks"], view["state"]["values"]):
            url = self._dispatcher.response_url(self._state.tokens.response_url(person.id, channel))
            yield {**ids, "channel_id": channel, "response_url": url}


def _submission_answer(result: DeliveryResult, view: Json) -> Json:
    """Return the `response_action` and what belongs to it, nothing where the app only took note.

    Raises AppFailedError where the app did not answer in time, or not as Slack wants it: `errors` are for inputs of
    the view alone. Whether the `view` of an answer is a good one is decided where it is opened.
    """
    if result.error:
        raise AppFailedError(errors.TROUBLE, result.error)
    answer = result.json if result.text.strip() else {}
    if answer is None:
        raise AppFailedError(errors.TROUBLE, "must be empty or a JSON object")
    rule = _errors_for(view) if answer.get("response_action") == "errors" else _SUBMITTED
    if problem := next(rule(answer, ""), None):
        raise AppFailedError(errors.TROUBLE, str(problem))
    return answer


def _errors_for(view: Json) -> Rule:
    sentence = string(3000)  # Slack gives no number for what stands under a field but that of any text
    inputs = {block["block_id"]: sentence for block in view["blocks"] if block["type"] == "input"}
    return shape({"errors": then(shape({}, inputs), _at_least_one)}, others=anything)


def _at_least_one(answer: Json, pointer: str) -> Iterator[Problem]:
    if not answer:
        yield Problem(pointer=pointer, message="must name at least one input")
