"""Answers: the listener and the destination for what somebody did. They are found in the worker, and parsed there."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import partial

from capi_bot.errors import UserError
from capi_bot.slack import commands
from capi_bot.slack.action_ids import Action
from capi_bot.slack.button_state import STALE, HomeState, RetryState, decode_retry, decode_tab, encode_home
from capi_bot.slack.destinations.choose import Destinations, not_shareable
from capi_bot.slack.destinations.destination import Destination, home_key, message_key
from capi_bot.slack.interaction import Answer, refused
from capi_bot.slack.listeners import home
from capi_bot.slack.memory import Memory
from capi_bot.slack.messages import Message, ReplyTarget
from capi_bot.slack.payloads import Actor, BlockAction, HomeOpened, Mention, SlashCommand, Surface
from capi_bot.slack.routes import ACTIONS, COMMANDS, ActionRoute
from capi_bot.slack.services import Services, SlackClients

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The way from a payload to its listener and its destination."""

    services: Services
    clients: SlackClients
    memory: Memory
    placeholder: Message
    """What a modal shows until its answer is there."""

    def command(self, slash: SlashCommand) -> Answer:
        """Answer a slash command."""
        destinations = self.destinations(slash.actor)
        try:
            command = commands.parse(slash.text)
        except UserError as error:
            return refused(error, destinations.command(slash, private=True))
        if command.name == commands.START:
            command = replace(command, private=True)
        destination = destinations.command(slash, private=_is_private(command))
        where = RetryState(channel=slash.actor.channel)
        return self._typed(command, where, destination, destinations.command(slash, private=True))

    def message(self, mention: Mention, *, is_direct: bool = False) -> Answer:
        """Answer a mention, or a message in a direct conversation."""
        destinations = self.destinations(mention.actor)
        try:
            command = commands.parse(mention.text, mention.bot_user_id, topic=self._topic(mention))
        except UserError as error:
            return refused(error, destinations.mention(mention, private=False))
        destination = destinations.mention(mention, private=command.private and not is_direct)
        where = RetryState(channel=mention.actor.channel, thread_ts=mention.thread_ts)
        return self._typed(command, where, destination, destinations.mention(mention, private=True))

    def _topic(self, mention: Mention) -> str | None:
        """Return the conversation that the thread of a mention is about; empty where that is not known."""
        if not mention.in_thread:
            return None
        return self.memory.card_threads.get(message_key(mention.actor.channel, mention.thread_ts))

    def note_card(self, destination: Destination) -> None:
        """Remember which conversation the thread is about in which a card was shown."""
        kind, _, state = destination.shown.share.partition(":") if destination.shown else ("", "", "")
        if kind == "card" and destination.thread:
            self.memory.card_threads.put(destination.thread, decode_tab(state).conversation_id)

    def app(self, mention: Mention) -> Answer | None:
        """Answer another app where it wrote a command, and not too often: it may answer each of our answers."""
        try:
            command = commands.parse(mention.text, mention.bot_user_id)
        except UserError:
            return None
        if command.name in {commands.START, commands.GREETING, commands.FIND}:  # it only named the bot
            return None
        ids = (mention.message_id,) if mention.message_id else ()
        if not all(map(self.memory.seen_events.is_new, ids)) or not self.memory.stored_deliveries.are_new(*ids):
            return None
        if not self.memory.answer_budget.take(f"{mention.other_app} {mention.actor.channel}"):
            log.info("Another app asks too often in one channel, and is not answered for a moment.")
            return None
        return replace(self.message(mention), otherwise=None)

    def _typed(
        self, command: commands.Command, where: RetryState, destination: Destination, private_destination: Destination
    ) -> Answer:
        listener, private = COMMANDS[command.name], replace(command, private=True)
        return Answer(
            listen=partial(listener, command, self.services),
            destination=destination,
            retry=replace(where, typed=commands.format_command(command)),
            name=command.name,
            otherwise=Answer(
                listen=partial(listener, private, self.services),
                destination=not_shareable(private_destination),
                retry=RetryState(typed=commands.format_command(private)),
            ),
        )

    def home(self, opened: HomeOpened) -> Answer:
        """Answer a visit to a Home tab."""
        self.memory.latest_press.begin(home_key(opened.actor), opened.opened_ts)
        return Answer(
            listen=partial(home.opened, opened, self.services),
            destination=self.destinations(opened.actor).opened_home(opened),
            retry=RetryState(action_id=Action.HOME_REFRESH, value=encode_home(HomeState())),
        )

    def action(self, route: ActionRoute | None, action: BlockAction) -> Answer:
        """Answer a press, also on what Slack or the bot does not show any more."""
        destinations = self.destinations(action.actor)
        if action.action_id == Action.AGAIN:
            try:
                retry = decode_retry(action.value)
                return self._retry_command(action, retry) if retry.typed else self._retry_action(action, retry)
            except UserError as error:
                return refused(error, destinations.pressed(action))
        if route is None:
            return refused(UserError(STALE), destinations.pressed(action))
        selected = action.selected or (action.actor.channel if route.target is ReplyTarget.CHANNEL else "")
        retry = RetryState(
            action_id=action.action_id,
            value=action.value,
            list_state=action.list_state,
            selected=selected,
            channel=action.actor.channel,
        )
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
        command, destinations = commands.parse(retry.typed), self.destinations(note.actor)
        destination = destinations.pressed(note)
        if (note.ephemeral or _is_elsewhere(note, retry)) and not _is_private(command):
            destination = destinations.retried(note, destinations.typed_again(note, retry))
        listen = partial(COMMANDS[command.name], command, self.services)
        return Answer(listen=listen, destination=destination, retry=retry, name=command.name)

    def _retry_action(self, note: BlockAction, retry: RetryState) -> Answer:
        route, destinations = ACTIONS.get(retry.action_id), self.destinations(note.actor)
        if route is None:
            raise UserError(STALE)
        action = replace(
            note,
            action_id=retry.action_id,
            value=retry.value,
            list_state=retry.list_state,
            selected=retry.selected,
        )
        is_elsewhere = _is_elsewhere(note, retry)
        if is_elsewhere:  # what the note's response_url brings would stand beside the note
            action = replace(action, actor=replace(note.actor, channel=retry.channel), response_url="")
        if route.target is ReplyTarget.CHANNEL:
            destination = destinations.action(action, route.target)
            if note.ephemeral or is_elsewhere:
                destination = destinations.retried(note, destination)
        elif retry.message_ts and route.target is not ReplyTarget.REPLACE:
            beside = replace(action, thread_ts=retry.thread_ts, ephemeral=False)
            destination = destinations.retried(note, destinations.action(beside, route.target))
        elif retry.message_ts:
            destination = destinations.earlier_message(replace(note, actor=action.actor), retry.message_ts)
        elif note.surface is Surface.HOME:
            destination = destinations.action(action, route.target)
        else:
            destination = destinations.pressed(note)
        listen = partial(route.listener, action, self.services)
        return Answer(listen=listen, destination=destination, retry=retry, name=retry.action_id)

    def destinations(self, actor: Actor) -> Destinations:
        """Return the destinations of the installation that somebody acts in."""
        client = self.clients.for_actor(actor)
        return Destinations(client=client, latest_press=self.memory.latest_press, placeholder=self.placeholder)


def _is_private(command: commands.Command) -> bool:
    return command.private or command.name in {"help", commands.GREETING}


def _is_elsewhere(note: BlockAction, retry: RetryState) -> bool:
    """Return whether a note stands in another channel than what it is about: in the direct conversation."""
    return note.surface is Surface.MESSAGE and retry.channel not in ("", note.actor.channel)
