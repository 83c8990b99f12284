"""Take what people ask, have it done in the work pool, and see that everybody gets an answer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from capi_bot.errors import CapiBotError, UserError
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
from capi_bot.slack.client import SlackClient, modal
from capi_bot.slack.destinations import (
    Destination,
    DestinationChooser,
    EarlierMessage,
    TriedAgain,
    home_key,
    pressed_key,
)
from capi_bot.slack.form_values import FormError
from capi_bot.slack.listeners import home
from capi_bot.slack.memory import Debouncer, LatestPress, SeenEvents
from capi_bot.slack.messages import Reply, ReplyTarget, as_pending
from capi_bot.slack.payloads import (
    BlockAction,
    HomeOpened,
    Mention,
    Shortcut,
    SlashCommand,
    Submission,
    Surface,
)
from capi_bot.slack.pool import BoundedExecutor
from capi_bot.slack.routes import (
    ACTIONS,
    COMMANDS,
    MODALS,
    SHORTCUTS,
)
from capi_bot.slack.services import Services
from capi_bot.slack.views import notices
from capi_bot.slack.views import notices as view
from capi_bot.slack.views.home import skeleton

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatcher:
    """Accept commands, mentions and presses: quickly, and without raising, so that Slack is always acknowledged."""

    services: Services
    client: SlackClient
    work: BoundedExecutor
    apologies: BoundedExecutor
    """For telling people that `work` is full."""
    finishing: BoundedExecutor
    """For waiting until what is shown can be finished: no worker waits for that."""
    latest_press: LatestPress
    seen: SeenEvents
    debouncer: Debouncer
    """For double presses whose answers would stand beside each other."""
    incident: Callable[[], str]

    def command(self, slash: SlashCommand) -> str:
        """Take a slash command; return what to acknowledge it with: nothing, or that there is no room for it."""
        taken = self.work.submit(lambda: self._answer(slash.text, lambda command: self._asked(slash, command)))
        return "" if taken else view.BUSY

    def mention(self, mention: Mention) -> None:
        """Take a mention, once however often Slack sends it."""
        if not self.seen.is_new(mention.event_id):
            return
        if not self.work.submit(
            lambda: self._answer(mention.text, lambda command: self._thread(mention, command), mention.bot_user_id)
        ):
            self.apologies.submit(lambda: self._thread(mention, None).fail(view.busy()))

    def direct(self, direct: Mention) -> None:
        """Take a direct message, once however often Slack sends it."""
        if not self.seen.is_new(direct.event_id):
            return
        place = self._places.mention(direct, private=False)
        if not self.work.submit(lambda: self._answer(direct.text, lambda _ask: place, direct.bot_user_id)):
            self.apologies.submit(lambda: place.fail(view.busy()))

    def shortcut(self, shortcut: Shortcut) -> None:
        """Take a shortcut."""
        choice = SHORTCUTS.get(shortcut.callback_id)
        if choice is None:
            log.warning("No shortcut is called %.80r: the app's manifest in Slack is not ours.", shortcut.callback_id)
            return
        selected = f"{shortcut.user_id} {shortcut.callback_id} {shortcut.channel_id} {shortcut.message_ts}"
        if choice.on_message and not self.debouncer.is_new(selected):
            return
        place = self._places.under(shortcut) if choice.on_message else self._places.form(shortcut)
        if not self.work.submit(
            lambda: self._run(place, RetryState(), lambda: choice.listener(shortcut, self.services))
        ):
            self.debouncer.forget(selected)
            self.apologies.submit(lambda: place.fail(view.busy()))

    def submit(self, submission: Submission) -> Mapping[str, object]:
        """Take a form that was sent off; return how to acknowledge it: what is wrong, or what to show meanwhile."""
        form = MODALS.get(submission.callback_id)
        if form is None:
            return {}
        try:
            asked = form.read(submission.values)
        except FormError as error:
            return {"response_action": "errors", "errors": dict(error.problems)}
        place = self._places.submitted(submission)
        again = RetryState(action_id=Action.LIST_REFRESH, value=encode_list(ListState(filters=asked, private=True)))
        taken = self.work.submit(lambda: self._run(place, again, lambda: form.listener(asked, self.services)))
        if not taken:  # what was filled in stays
            return {"response_action": "errors", "errors": {form.note: view.BUSY}}
        return {
            "response_action": "update",
            "view": modal(notices.modal_placeholder(), submission.channel_id, place.name),
        }

    def press(self, action: BlockAction) -> None:
        """Take a press; of several that change one message the latest is shown."""
        pressed = f"{action.user_id} {pressed_key(action)} {action.action_id} {action.value}"
        if _stands_beside(action) and not self.debouncer.is_new(pressed):
            return
        if not self.work.submit(lambda: self._pressed(action)):
            self.debouncer.forget(pressed)
            self.apologies.submit(lambda: self._places.here(action).fail(view.busy()))

    def home(self, opened: HomeOpened) -> None:
        """Take that somebody came to their Home tab, once however often Slack says so."""
        if opened.tab != "home" or not self.seen.is_new(opened.event_id):
            return
        if not self.work.submit(lambda: self._home(opened)) and not opened.view_id:
            self.apologies.submit(lambda: self._places.home(opened).fail(view.busy()))

    @property
    def _places(self) -> DestinationChooser:
        return DestinationChooser(client=self.client, latest_press=self.latest_press)

    def stop(self) -> None:
        """Finish what was taken and take no more."""
        self.work.stop()
        self.finishing.stop()
        self.apologies.stop()

    def _answer(self, text: str, place_for: Callable[[commands.Command | None], Destination], me: str = "") -> None:
        try:
            command = commands.parse(text, me)
        except UserError as error:
            place_for(None).fail(view.failure(error, None, ""))
            return
        self._run(
            place_for(command),
            RetryState(typed=commands.format_command(command)),
            lambda: COMMANDS[command.name](command, self.services),
        )

    def _home(self, opened: HomeOpened) -> None:
        tab = self._places.home(opened)
        self.latest_press.begin(home_key(opened.team_id, opened.user_id), opened.opened_ts)
        again = RetryState(action_id=Action.HOME_REFRESH, value=encode_home(HomeState()))
        self._run(tab, again, lambda: home.opened(opened, self.services, lambda: tab.put(skeleton())))

    def _pressed(self, action: BlockAction) -> None:
        if action.action_id == Action.AGAIN:
            self._again(action)
            return
        press = ACTIONS.get(action.action_id)
        if press is None:
            self._places.here(action).fail(view.failure(UserError(STALE), None, ""))
            return
        again = RetryState(action_id=action.action_id, value=action.value, list_state=action.shown)
        if not (action.ephemeral or action.view_id):
            again = replace(again, message_ts=action.message_ts, thread_ts=action.thread_ts)
        self._run(self._places.pressed(action, press.opened), again, lambda: press.listener(action, self.services))

    def _again(self, note: BlockAction) -> None:
        try:
            again = decode_retry(note.value)
            place, work = self._meant_ask(note, again) if again.typed else self._meant_press(note, again)
        except UserError as error:
            self._places.here(note).fail(view.failure(error, None, ""))
            return
        self._run(place, again, work)

    def _meant_ask(self, note: BlockAction, again: RetryState) -> tuple[Destination, Callable[[], Reply]]:
        command = commands.parse(again.typed)
        place = self._places.here(note)
        if note.ephemeral and not _is_private(command):
            slash = SlashCommand(
                command=commands.COMMAND,
                text=again.typed,
                user_id=note.user_id,
                channel_id=note.channel_id,
                response_url=note.response_url,
            )
            place = TriedAgain(client=self.client, note=note, meant=self._asked(slash, command))
        return place, lambda: COMMANDS[command.name](command, self.services)

    def _meant_press(self, note: BlockAction, again: RetryState) -> tuple[Destination, Callable[[], Reply]]:
        press = ACTIONS.get(again.action_id)
        if press is None:
            raise UserError(STALE)
        meant = replace(note, action_id=again.action_id, value=again.value, shown=again.list_state)
        place = self._places.pressed(meant, press.opened) if note.surface is Surface.HOME else self._places.here(note)
        if again.message_ts and press.opened is not ReplyTarget.HERE:
            beside = replace(meant, thread_ts=again.thread_ts, ephemeral=False)
            place = TriedAgain(client=self.client, note=note, meant=self._places.pressed(beside, press.opened))
        elif again.message_ts:
            self.latest_press.begin(pressed_key(replace(note, message_ts=again.message_ts)), note.action_ts)
            place = EarlierMessage(
                client=self.client, latest_press=self.latest_press, note=note, message_ts=again.message_ts
            )
        return place, lambda: press.listener(meant, self.services)

    def _asked(self, slash: SlashCommand, command: commands.Command | None) -> Destination:
        return self._places.command(slash, private=command is None or _is_private(command))

    def _thread(self, mention: Mention, command: commands.Command | None) -> Destination:
        return self._places.mention(mention, private=command is not None and command.private)

    def _run(self, place: Destination, again: RetryState, work: Callable[[], Reply]) -> None:
        def begin() -> None:
            if later := place.show(as_pending(work())):
                _ = self.finishing.submit(lambda: self._guarded(later, place, again)) or later()

        self._guarded(begin, place, again)

    def _guarded(self, work: Callable[[], None], place: Destination, again: RetryState) -> None:
        try:
            work()
        except CapiBotError as error:
            log.info("Not shown: %s", error)
            place.fail(view.failure(error, again, ""))
        except Exception as error:
            incident = self.incident()
            log.exception("Incident %s", incident)
            place.fail(view.failure(error, again, incident))


def _is_private(command: commands.Command) -> bool:
    return command.private or command.name == "help"


def _stands_beside(action: BlockAction) -> bool:
    press = ACTIONS.get(action.action_id)
    return action.action_id == Action.AGAIN or (press is not None and press.opened is not ReplyTarget.HERE)
