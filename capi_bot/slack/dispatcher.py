"""The dispatcher: what somebody did in Slack, the listener that answers it, and the destination of the answer.

Each public method takes one parsed payload, looks its route up and submits one job, which calls the listener and
delivers its reply. It returns at once, so that Slack is acknowledged in time.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial

from capi_bot.concurrency import BoundedExecutor, ExecutorFullError, Steps
from capi_bot.errors import CapiBotError, RemoteError, UnreachableError, UserError
from capi_bot.slack import commands
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import (
    STALE,
    HomeState,
    ListState,
    RetryState,
    decode_retry,
    encode_home,
    encode_list,
)
from capi_bot.slack.client import modal
from capi_bot.slack.delivery import deliver, deliver_failure
from capi_bot.slack.destinations.choose import Destinations, not_shareable
from capi_bot.slack.destinations.destination import Destination, SendResult, home_key, pressed_key
from capi_bot.slack.form_values import FormError
from capi_bot.slack.installations import SlackClients
from capi_bot.slack.listeners import home
from capi_bot.slack.memory import Memory
from capi_bot.slack.messages import Message, ReplyTarget
from capi_bot.slack.payloads import (
    Actor,
    BlockAction,
    HomeOpened,
    Mention,
    Shortcut,
    SlashCommand,
    Submission,
    Surface,
)
from capi_bot.slack.pending_reply import Reply, as_pending
from capi_bot.slack.routes import ACTIONS, COMMANDS, MODALS, SHORTCUTS, ActionRoute
from capi_bot.slack.services import Services
from capi_bot.slack.views import notices

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one interaction is answered with, where that goes, and how it is tried again where it fails."""

    listen: Callable[[], Reply]
    """The listener of the route, with what it is called with."""
    destination: Destination
    retry: RetryState | None = None
    otherwise: Answer | None = None
    """The same for the person alone, where the bot may not post."""
    name: str = ""
    """The subcommand, where one was typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatcher:
    """The way from a payload to its listener, and from the reply to its destination."""

    services: Services
    clients: SlackClients
    workers: BoundedExecutor
    busy_notices: BoundedExecutor
    """Reports to people that `workers` is full."""
    memory: Memory
    new_interaction_id: Callable[[], str]
    clock: Callable[[], float]
    """Seconds, for how long an answer took."""
    placeholder: Message = field(default_factory=notices.modal_placeholder)
    """What a modal shows until its answer is there."""
    lost: Iterator[int] = field(default_factory=partial(itertools.count, 1))
    """Counts the answers that reached nobody."""

    def command(self, slash: SlashCommand) -> str:
        """Handle a slash command; return the text of its acknowledgement: empty, or that the bot is busy."""
        is_taken = self._submit("command", slash.actor, partial(self._answer_command, slash))
        return "" if is_taken else notices.BUSY

    def mention(self, mention: Mention) -> None:
        """Handle a mention, once however often Slack sends it."""
        if not self.memory.seen_events.is_new(mention.event_id):
            return
        if not self._submit("mention", mention.actor, partial(self._answer_mention, mention)):
            self._report_busy(self._destinations(mention.actor).mention(mention, private=False))

    def direct_message(self, mention: Mention) -> None:
        """Handle a message in a direct conversation, once however often Slack sends it."""
        if not self.memory.seen_events.is_new(mention.event_id):
            return
        if not self._submit("direct message", mention.actor, partial(self._answer_mention, mention, is_direct=True)):
            self._report_busy(self._destinations(mention.actor).mention(mention, private=False))

    def shortcut(self, shortcut: Shortcut) -> None:
        """Handle a shortcut; of a double press on a message, once."""
        route, actor = SHORTCUTS.get(shortcut.callback_id), shortcut.actor
        if route is None:
            log.warning("No shortcut is called %.80r: the app's manifest in Slack is not ours.", shortcut.callback_id)
            return
        press = f"{actor.user} {shortcut.callback_id} {actor.channel} {shortcut.message_ts}"
        if route.on_message and not self.memory.debouncer.is_new(press):
            return
        answer = Answer(
            listen=partial(route.listener, shortcut, self.services),
            destination=self._destinations(actor).shortcut(shortcut, on_message=route.on_message),
            retry=RetryState(),
        )
        if not self._submit(f"shortcut {shortcut.callback_id}", actor, lambda: answer):
            self.memory.debouncer.forget(press)
            self._report_busy(answer.destination)

    def submission(self, submission: Submission) -> Mapping[str, object]:
        """Handle a form that was sent off; return its acknowledgement: what is wrong, or what to show meanwhile."""
        route = MODALS.get(submission.callback_id)
        if route is None:
            return {}
        try:
            filters = route.read(submission.values)
        except FormError as error:
            return {"response_action": "errors", "errors": dict(error.problems)}
        destination = self._destinations(submission.actor).submission(submission)
        answer = Answer(
            listen=partial(route.listener, filters, self.services),
            destination=destination,
            retry=RetryState(
                action_id=Action.LIST_REFRESH, value=encode_list(ListState(filters=filters, private=True))
            ),
        )
        if not self._submit(
            f"form {submission.callback_id}", submission.actor, lambda: answer
        ):  # what was filled in stays
            return {"response_action": "errors", "errors": {route.note: notices.BUSY}}
        view = modal(self.placeholder, submission.actor.channel, destination.external_id)
        return {"response_action": "update", "view": view}

    def press(self, action: BlockAction) -> None:
        """Handle a press: of several that change one message the last is shown, of a double press beside it one."""
        route, actor = ACTIONS.get(action.action_id), action.actor
        press = f"{actor.user} {pressed_key(action)} {action.action_id} {action.value}"
        is_beside = action.action_id == Action.AGAIN or (route and route.target is not ReplyTarget.REPLACE)
        if is_beside and not self.memory.debouncer.is_new(press):
            return
        name = f"press {action.action_id}" if route or action.action_id == Action.AGAIN else "press unknown"
        if not self._submit(name, actor, partial(self._answer_action, route, action)):
            self.memory.debouncer.forget(press)
            self._report_busy(self._destinations(actor).pressed(action))

    def home_opened(self, opened: HomeOpened) -> None:
        """Handle a visit to somebody's Home tab, once however often Slack sends it."""
        if opened.tab != "home" or not self.memory.seen_events.is_new(opened.event_id):
            return
        if not self._submit("home", opened.actor, partial(self._answer_home, opened)) and not opened.view_id:
            self._report_busy(self._destinations(opened.actor).opened_home(opened))

    def stop(self) -> None:
        """Finish what was taken and take no more."""
        self.workers.stop()
        self.busy_notices.stop()

    def _submit(self, name: str, actor: Actor, find_answer: Callable[[], Answer]) -> bool:
        """Submit the one job of an interaction; return whether there was room for it."""
        try:
            self.workers.submit_steps(self._answer(name, self.clock(), actor, find_answer))
        except ExecutorFullError:
            return False
        return True

    def _answer(self, name: str, began: float, actor: Actor, find_answer: Callable[[], Answer]) -> Steps[None]:
        """Answer one interaction; log one line about it: no text and no number."""
        interaction_id, answer = self.new_interaction_id(), find_answer()
        name = f"{name} {answer.name}".rstrip()
        try:
            del actor  # access is to be checked here: every interaction passes this line, and a UserError is reported
            result = yield from deliver(as_pending(answer.listen()), answer.destination, answer.retry)
            if result is SendResult.NOT_ALLOWED:
                if answer.otherwise is None:
                    result = yield from deliver_failure(notices.not_allowed(), answer.destination)
                else:
                    answer = answer.otherwise
                    result = yield from deliver(as_pending(answer.listen()), answer.destination, answer.retry)
            outcome = result.name.lower()
        except Exception as error:
            outcome = f"failed, {_describe(error)}"
            if not isinstance(error, CapiBotError):
                log.exception("Interaction %s", interaction_id)
            failure = notices.failure(error, answer.retry, interaction_id)
            result = yield from deliver_failure(failure, answer.destination, answer.retry)
        self._count_lost(result)
        log.info("Interaction %s: %s, %s, %d ms", interaction_id, name, outcome, (self.clock() - began) * 1000)

    def _answer_command(self, slash: SlashCommand) -> Answer:
        destinations = self._destinations(slash.actor)
        try:
            command = commands.parse(slash.text)
        except UserError as error:
            return _refused(error, destinations.command(slash, private=True))
        return Answer(
            listen=partial(COMMANDS[command.name], command, self.services),
            destination=destinations.command(slash, private=_is_private(command)),
            retry=RetryState(typed=commands.format_command(command)),
            name=command.name,
            otherwise=self._answer_refused_command(command, destinations.command(slash, private=True)),
        )

    def _answer_mention(self, mention: Mention, *, is_direct: bool = False) -> Answer:
        destinations = self._destinations(mention.actor)
        try:
            command = commands.parse(mention.text, mention.bot_user_id)
        except UserError as error:
            return _refused(error, destinations.mention(mention, private=False))
        return Answer(
            listen=partial(COMMANDS[command.name], command, self.services),
            destination=destinations.mention(mention, private=command.private and not is_direct),
            retry=RetryState(typed=commands.format_command(command)),
            name=command.name,
            otherwise=self._answer_refused_command(command, destinations.mention(mention, private=True)),
        )

    def _answer_refused_command(self, command: commands.Command, destination: Destination) -> Answer:
        private = replace(command, private=True)
        return Answer(
            listen=partial(COMMANDS[command.name], private, self.services),
            destination=not_shareable(destination),
            retry=RetryState(typed=commands.format_command(private)),
        )

    def _answer_home(self, opened: HomeOpened) -> Answer:
        self.memory.latest_press.begin(home_key(opened.actor), opened.opened_ts)
        return Answer(
            listen=partial(home.opened, opened, self.services),
            destination=self._destinations(opened.actor).opened_home(opened),
            retry=RetryState(action_id=Action.HOME_REFRESH, value=encode_home(HomeState())),
        )

    def _answer_action(self, route: ActionRoute | None, action: BlockAction) -> Answer:
        destinations = self._destinations(action.actor)
        if action.action_id == Action.AGAIN:
            try:
                retry = decode_retry(action.value)
                return self._retry_command(action, retry) if retry.typed else self._retry_action(action, retry)
            except UserError as error:
                return _refused(error, destinations.pressed(action))
        if route is None:
            return _refused(UserError(STALE), destinations.pressed(action))
        retry = RetryState(action_id=action.action_id, value=action.value, list_state=action.list_state)
        if not action.is_private:
            retry = replace(retry, message_ts=action.message_ts, thread_ts=action.thread_ts)
        otherwise = None
        if route.target is ReplyTarget.THREAD and not action.is_private:
            unseen = replace(action, ephemeral=True)
            otherwise = Answer(
                listen=partial(route.listener, unseen, self.services),
                destination=not_shareable(destinations.beside(unseen)),
            )
        return Answer(
            listen=partial(route.listener, action, self.services),
            destination=destinations.action(action, route.target),
            retry=retry,
            otherwise=otherwise,
        )

    def _retry_command(self, note: BlockAction, retry: RetryState) -> Answer:
        command, destinations = commands.parse(retry.typed), self._destinations(note.actor)
        destination = destinations.pressed(note)
        if note.ephemeral and not _is_private(command):
            destination = destinations.retried(note, destinations.typed_again(note, retry.typed))
        listen = partial(COMMANDS[command.name], command, self.services)
        return Answer(listen=listen, destination=destination, retry=retry, name=command.name)

    def _retry_action(self, note: BlockAction, retry: RetryState) -> Answer:
        route, destinations = ACTIONS.get(retry.action_id), self._destinations(note.actor)
        if route is None:
            raise UserError(STALE)
        action = replace(note, action_id=retry.action_id, value=retry.value, list_state=retry.list_state)
        if retry.message_ts and route.target is not ReplyTarget.REPLACE:
            beside = replace(action, thread_ts=retry.thread_ts, ephemeral=False)
            destination = destinations.retried(note, destinations.action(beside, route.target))
        elif retry.message_ts:
            destination = destinations.earlier_message(note, retry.message_ts)
        elif note.surface is Surface.HOME:
            destination = destinations.action(action, route.target)
        else:
            destination = destinations.pressed(note)
        listen = partial(route.listener, action, self.services)
        return Answer(listen=listen, destination=destination, retry=retry, name=retry.action_id)

    def _destinations(self, actor: Actor) -> Destinations:
        client = self.clients.for_actor(actor)
        return Destinations(client=client, latest_press=self.memory.latest_press, placeholder=self.placeholder)

    def _report_busy(self, destination: Destination) -> None:
        with suppress(ExecutorFullError):  # where even this is full, nothing is left to do
            self.busy_notices.submit_steps(self._report(notices.busy(), destination))

    def _report(self, notice: Message, destination: Destination) -> Steps[None]:
        self._count_lost((yield from deliver_failure(notice, destination)))

    def _count_lost(self, result: SendResult) -> None:
        if result is SendResult.LOST:
            log.error("An answer reached nobody: Slack took it in no way (%s since the start).", next(self.lost))


def _describe(error: Exception) -> str:
    """Name an error: its text may hold what a person typed, or what Vonage knows of people."""
    problem = error.problem if isinstance(error, RemoteError | UnreachableError) else None
    facts = [type(error).__name__]
    facts += [str(problem.status), problem.code, problem.trace_id] if problem else []
    return " ".join(fact for fact in facts if fact)


def _is_private(command: commands.Command) -> bool:
    return command.private or command.name == "help"


def _refused(error: UserError, destination: Destination) -> Answer:
    def raise_error() -> Reply:
        raise error

    return Answer(listen=raise_error, destination=destination)
