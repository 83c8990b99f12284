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
from typing import Any

from capi_bot.concurrency import BoundedExecutor, ExecutorFullError, JobInterruptedError, Steps
from capi_bot.errors import CapiBotError, RemoteError, UnreachableError, UserError
from capi_bot.slack.access import Access, AccessDeniedError
from capi_bot.slack.action_ids import Action
from capi_bot.slack.answers import Answers
from capi_bot.slack.button_state import ListState, RetryState, encode_list
from capi_bot.slack.client import modal
from capi_bot.slack.delivery import deliver, deliver_failure
from capi_bot.slack.destinations.destination import Destination, SendResult, home_key, pressed_key
from capi_bot.slack.destinations.reports import ReportAsAnswer
from capi_bot.slack.interaction import Answer, Interaction, Unreadable, press_ids, someone_to_tell
from capi_bot.slack.memory import Memory
from capi_bot.slack.messages import Message, ReplyTarget
from capi_bot.slack.payload_fields import Body, PayloadError
from capi_bot.slack.payloads import (
    Actor,
    BlockAction,
    HomeOpened,
    Mention,
    Shortcut,
    SlashCommand,
    Submission,
)
from capi_bot.slack.pending_reply import as_pending
from capi_bot.slack.routes import ACTIONS, MODALS, SHORTCUTS
from capi_bot.slack.services import Services, SlackClients
from capi_bot.slack.views import notices
from capi_bot.slack.views.search_form import FormError

log = logging.getLogger(__name__)


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
    access: Access = field(default_factory=Access)
    unanswered: dict[Interaction, tuple[str, Destination, RetryState | None]] = field(default_factory=dict)
    """What is being made or sent just now, with its id, where it goes, and how it is tried again.

    Whoever takes an interaction out of it tells the person what became of it, and nobody else does.
    """

    def command(self, slash: SlashCommand) -> str:
        """Handle a slash command; return the text of its acknowledgement: empty, or that the bot is busy."""
        if not self._is_for_us(slash.actor):
            return ""
        private = self._answers.destinations(slash.actor).command(slash, private=True)
        interaction = Interaction(
            name="command",
            actor=slash.actor,
            find_answer=partial(self._answers.command, slash),
            destination=private,
            refusals=private,
        )
        return "" if self._submit(interaction) else notices.BUSY

    def mention(self, mention: Mention) -> None:
        """Handle a mention, once however often Slack sends it, or its message is edited."""
        whisper = replace(mention, thread_ts=mention.thread_ts if mention.in_thread else "")
        refusals = self._answers.destinations(mention.actor).mention(whisper, private=True)
        self._take_message(mention, refusals, is_direct=False)

    def direct_message(self, mention: Mention) -> None:
        """Handle a message in a direct conversation, once however often Slack sends it."""
        refusals = self._answers.destinations(mention.actor).mention(mention, private=False)
        self._take_message(mention, refusals, is_direct=True)

    def shortcut(self, shortcut: Shortcut) -> None:
        """Handle a shortcut; of a double press on a message, once."""
        route, actor = SHORTCUTS.get(shortcut.callback_id), shortcut.actor
        if route is None:
            log.warning("No shortcut is called %.80r: the app's manifest in Slack is not ours.", shortcut.callback_id)
            return
        press = f"{actor.user} {shortcut.callback_id} {actor.channel} {shortcut.message_ts}"
        delivery_ids = press_ids(actor, shortcut.action_ts, press)
        if not self._is_for_us(actor) or not self._are_new(delivery_ids):
            return
        if route.on_message and not self.memory.debouncer.is_new(press):
            return
        destination = self._answers.destinations(actor).shortcut(shortcut, on_message=route.on_message)
        answer = Answer(
            listen=partial(route.listener, shortcut, self.services), destination=destination, retry=RetryState()
        )
        interaction = Interaction(
            name=f"shortcut {shortcut.callback_id}",
            actor=actor,
            find_answer=lambda: answer,
            destination=destination,
            refusals=destination if route.on_message else ReportAsAnswer(destination),
            delivery_ids=delivery_ids,
        )
        if not self._submit(interaction):
            self.memory.debouncer.forget(press)
            self._report_busy(actor, destination)

    def submission(self, submission: Submission) -> Mapping[str, Any]:
        """Handle a form that was sent off; return its acknowledgement: what is wrong, or what to show meanwhile."""
        route, actor, began = MODALS.get(submission.callback_id), submission.actor, self.clock()
        if route is None or not self._is_for_us(actor):
            return {}
        name = f"form {submission.callback_id}"
        try:
            self.access.check(actor)
            filters = route.read(submission.values)
        except AccessDeniedError as error:
            self._log(self.new_interaction_id(), name, _failed(error), began)
            return {"response_action": "update", "view": modal(notices.failure(error, None, ""), actor.channel)}
        except FormError as error:
            self._log(self.new_interaction_id(), name, _failed(error), began)
            return {"response_action": "errors", "errors": dict(error.problems)}
        destination = self._answers.destinations(actor).submission(submission)
        answer = Answer(
            listen=partial(route.listener, filters, self.services),
            destination=destination,
            retry=RetryState(
                action_id=Action.LIST_REFRESH, value=encode_list(ListState(filters=filters, private=True))
            ),
        )
        interaction = Interaction(
            name=name,
            actor=actor,
            find_answer=lambda: answer,
            destination=destination,
            refusals=destination,
        )
        if not self._submit(interaction):  # what was filled in stays
            return {"response_action": "errors", "errors": {route.note: notices.BUSY}}
        return {"response_action": "update", "view": modal(self.placeholder, actor.channel, destination.external_id)}

    def press(self, action: BlockAction) -> None:
        """Handle a press: of several that change one message the last is shown, of a double press beside it one."""
        route, actor = ACTIONS.get(action.action_id), action.actor
        press = f"{actor.user} {pressed_key(action)} {action.action_id} {action.value}"
        delivery_ids = press_ids(actor, action.action_ts, f"{press} {action.selected}")
        if not self._is_for_us(actor) or not self._are_new(delivery_ids):
            return
        is_beside = action.action_id == Action.AGAIN or (route and route.target is not ReplyTarget.REPLACE)
        if is_beside and not self.memory.debouncer.is_new(press):
            return
        destinations = self._answers.destinations(actor)
        is_known = route or action.action_id == Action.AGAIN
        interaction = Interaction(
            name=f"press {action.action_id}" if is_known else "press unknown",
            actor=actor,
            find_answer=partial(self._answers.action, route, action),
            destination=destinations.pressed(action),
            refusals=destinations.pressed(replace(action, view_blocks=())),
            delivery_ids=delivery_ids,
        )
        # Of the same press again and again, those that still wait are not answered one by one: the last stands for all.
        tag = "" if is_beside else f"{press} {action.list_state} {action.selected}"
        if not self._submit(interaction, tag):
            self.memory.debouncer.forget(press)
            self._report_busy(actor, interaction.destination)

    def home_opened(self, opened: HomeOpened) -> None:
        """Handle a visit to somebody's Home tab, once however often Slack sends it."""
        delivery_ids = (opened.event_id,)
        if opened.tab != "home" or not self._is_for_us(opened.actor) or not self._are_new(delivery_ids):
            return
        destination = self._answers.destinations(opened.actor).opened_home(opened)
        interaction = Interaction(
            name="home",
            actor=opened.actor,
            find_answer=partial(self._answers.home, opened),
            destination=destination,
            refusals=destination,
            delivery_ids=delivery_ids,
        )
        if not self._submit(interaction, home_key(opened.actor)) and not opened.view_id:
            self._report_busy(opened.actor, destination)

    def unreadable(self, body: Body, error: Exception, *, is_told: bool = False) -> Unreadable:
        """Handle a payload that could not be parsed: the person is told, where it says how to reach them.

        `is_told`: the acknowledgement does that.
        """
        interaction_id = self.new_interaction_id()
        if isinstance(error, PayloadError):
            log.warning("Interaction %s: a payload cannot be read: %s", interaction_id, error)
        else:
            log.error("Interaction %s", interaction_id, exc_info=error)
        failure = notices.failure(error, None, interaction_id)
        installation = self.access.installation
        team = installation.team or installation.enterprise
        is_own = self.access.is_own_app(str(body.get("api_app_id") or ""))
        destination = someone_to_tell(body, team, self._answers.destinations) if is_own else None
        if destination and not is_told:
            try:
                self.workers.submit_steps(self._report(failure, destination))
            except ExecutorFullError:
                self._report_busy(None, destination)
        return Unreadable(failure=failure, is_told=is_told or destination is not None)

    def stop(self, *, work: float | None = None, report: float = 2.0) -> None:
        """Take no more and finish what was taken: all of it, or what is done within `work` seconds.

        Within `report` seconds more, whoever has no answer by then is told so, with a button to try again. That goes
        out at once where a job pauses or has not begun; half of the time is for those that run to pause, and then it
        goes out without waiting for them.
        """
        is_done = self.workers.drain(work)
        end = self.clock() + report
        if not is_done:
            log.warning("Stopping before everything is answered.")
            self.workers.interrupt()
            if not self.workers.drain(report / 2):
                for interaction in tuple(self.unanswered):
                    if (taken := self.unanswered.pop(interaction, None)) is None:
                        continue  # it is answered just now
                    interaction_id, destination, retry = taken
                    failure = notices.failure(JobInterruptedError(), retry, interaction_id)
                    with suppress(ExecutorFullError):
                        self.busy_notices.submit_steps(self._report(failure, destination))
                self.workers.drain(end - self.clock())
        self.busy_notices.drain(None if work is None else end - self.clock())
        self.workers.stop(finish=False)
        self.busy_notices.stop(finish=False)

    @property
    def _answers(self) -> Answers:
        return Answers(services=self.services, clients=self.clients, memory=self.memory, placeholder=self.placeholder)

    def _is_for_us(self, actor: Actor) -> bool:
        """Return whether a delivery is our app's own."""
        is_own = self.access.is_own_app(actor.app_id)
        if not is_own:
            log.warning("A delivery for another app, %.20r, is not answered.", actor.app_id)
        return is_own

    def _are_new(self, delivery_ids: tuple[str, ...]) -> bool:
        """Return whether something came for the first time, as far as this process remembers."""
        return all(self.memory.seen_events.is_new(each) for each in delivery_ids)

    def _take_message(self, mention: Mention, refusals: Destination, *, is_direct: bool) -> None:
        # A message of another app may become a question only by a later edit.
        message_ids = () if mention.other_app or not mention.message_id else (mention.message_id,)
        delivery_ids = (mention.event_id, *message_ids)
        if not self._is_for_us(mention.actor) or not self._are_new(delivery_ids):
            return
        find = self._answers.app if mention.other_app else partial(self._answers.message, is_direct=is_direct)
        interaction = Interaction(
            name="direct message" if is_direct else "mention",
            actor=mention.actor,
            find_answer=partial(find, mention),
            destination=self._answers.destinations(mention.actor).mention(mention, private=False),
            refusals=refusals,
            delivery_ids=delivery_ids,
            is_by_app=bool(mention.other_app),
        )
        if not self._submit(interaction) and not mention.other_app:
            self._report_busy(mention.actor, interaction.destination)

    def _submit(self, interaction: Interaction, tag: str = "") -> bool:
        """Submit the one job of an interaction; return whether there was room for it."""
        began = self.clock()
        steps = self._answer(interaction, began)
        try:
            self.workers.submit_steps(steps, key=_person(interaction.actor), tag=tag)
        except ExecutorFullError:
            self._log(self.new_interaction_id(), interaction.name, "no room", began)
            return False
        return True

    def _answer(self, interaction: Interaction, began: float) -> Steps[None]:
        """Answer one interaction."""
        interaction_id, name = self.new_interaction_id(), interaction.name
        destination, retry, result = interaction.destination, None, SendResult.FINAL
        self.unanswered[interaction] = (interaction_id, destination, retry)
        try:
            answer = self._find_answer(interaction)
            if answer:
                name, destination, retry = f"{name} {answer.name}".rstrip(), answer.destination, answer.retry
                if self.unanswered.pop(interaction, None):
                    self.unanswered[interaction] = (interaction_id, destination, retry)
                self.workers.raise_if_interrupted()
                result = yield from deliver(as_pending(answer.listen()), destination, retry)
            if answer and result is SendResult.NOT_ALLOWED and answer.otherwise:
                destination, retry = answer.otherwise.destination, answer.otherwise.retry
                result = yield from deliver(as_pending(answer.otherwise.listen()), destination, retry)
            elif result is SendResult.NOT_ALLOWED and not interaction.is_by_app:
                result = yield from deliver_failure(notices.not_allowed(), destination)
            outcome = result.name.lower() if answer else "not answered"
            self._answers.note_card(destination)
        except (Exception, JobInterruptedError) as error:
            is_told = self.unanswered.pop(interaction, None) is None  # by `stop`, while a call of Slack hung
            outcome = _failed(error)
            if not isinstance(error, CapiBotError | ExecutorFullError | JobInterruptedError):
                log.exception("Interaction %s", interaction_id)
            if isinstance(error, AccessDeniedError):
                destination, retry = interaction.refusals, None
            if not is_told and not (interaction.is_by_app and isinstance(error, UserError)):
                failure = notices.failure(error, retry, interaction_id)
                result = yield from _report_failure(failure, destination, retry)
        self.unanswered.pop(interaction, None)
        if result is SendResult.LOST:
            outcome = f"{outcome}, reached nobody"
        self._count_lost(result)
        self._log(interaction_id, name, outcome, began)

    def _log(self, interaction_id: str, name: str, outcome: str, began: float) -> None:
        """Log the one line about an interaction: no text and no number."""
        log.info("Interaction %s: %s, %s, %d ms", interaction_id, name, outcome, (self.clock() - began) * 1000)

    def _find_answer(self, interaction: Interaction) -> Answer | None:
        """Return what answers an interaction, before anything is opened or sent; None where nothing does."""
        if not self.memory.stored_deliveries.are_new(*interaction.delivery_ids):
            return None
        self.access.check(interaction.actor)
        return interaction.find_answer()

    def _report_busy(self, actor: Actor | None, destination: Destination) -> None:
        try:
            key = _person(actor) if actor else ""
            self.busy_notices.submit_steps(self._report(notices.busy(), destination), key=key)
        except ExecutorFullError:
            count = next(self.lost)
            log.error("An answer reached nobody: there was no room for it (%s since the start).", count)  # noqa: TRY400 - a trace says no more

    def _report(self, notice: Message, destination: Destination) -> Steps[None]:
        self._count_lost((yield from deliver_failure(notice, destination)))

    def _count_lost(self, result: SendResult) -> None:
        if result is SendResult.LOST:
            log.error("An answer reached nobody: Slack took it in no way (%s since the start).", next(self.lost))


def _person(actor: Actor) -> str:
    # A person has one id in all workspaces of an organisation.
    return f"{actor.enterprise or actor.team} {actor.user}"


def _report_failure(failure: Message, destination: Destination, retry: RetryState | None) -> Steps[SendResult]:
    try:
        return (yield from deliver_failure(failure, destination, retry))
    except JobInterruptedError:  # it paused to try once more, for which this is the last moment
        return (yield from deliver_failure(failure, destination, retry))


def _failed(error: BaseException) -> str:
    """Return the outcome that is an error: its text may hold what a person typed, or what Vonage knows of people."""
    problem = error.problem if isinstance(error, RemoteError | UnreachableError) else None
    facts = [type(error).__name__]
    facts += [str(problem.status), problem.code, problem.trace_id] if problem else []
    return "failed, " + " ".join(fact for fact in facts if fact)
