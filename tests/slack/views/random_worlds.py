"""Generated accounts: from a seed to JSON as the API writes it, and from there by our own parsers to models."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

from capi_bot.capi import wire
from capi_bot.capi.models import Call, Conversation, Event, Member, Membership, Page, Session, User
from capi_bot.domain.conversation_summary import ConversationDetails
from tests.slack.views import random_events
from tests.slack.views.random_events import KINDS, Person
from tests.slack.views.random_values import Dice, Doc

T = TypeVar("T")

STATES = ("ACTIVE", "INACTIVE", "DELETED", "active", "HAUNTED", None)
MEMBER_STATES = ("JOINED", "JOINED", "INVITED", "LEFT", "UNKNOWN", "joined", "HAUNTED")
CALLS = ("started", "ringing", "answered", "ANSWERED", "completed", "teleported")
CHANNELS = (
    "pstn",
    "sip",
    "app",
    "websocket",
    "vbc",
    "sms",
    "mms",
    "whatsapp",
    "viber",
    "messenger",
    "<!here>",
    "pigeon",
)
CURSORS = (*(44,) * 12, 100, 400, 1500, 2000)
"""Lengths of cursors."""


class World:
    """One account with one conversation that matters; the same calls in the same order give the same values."""

    def __init__(self, seed: int) -> None:
        self.dice = dice = Dice(seed)
        self.conversation_id = f"CON-{dice.uuid()}"
        self.is_large = dice.chance(0.08)
        if dice.chance(0.12):
            dice.crowd()
        self._is_beta = dice.chance(0.4)
        self._people = dice.many(1, 20 if self.is_large else 5, self._person)

    def conversation(self) -> Conversation:
        """Make the conversation's own page."""
        return wire.parse_conversation(
            self.dice.spoiled(self._conversation(self.conversation_id)), self.conversation_id
        )

    def conversations(self, most: int) -> Page[Conversation]:
        """Make a page of conversations, some without a usable id."""
        dice = self.dice
        documents = [self._listed(f"CON-{dice.uuid()}") for _ in range(dice.count(0, most - 1))]
        documents.insert(dice.count(0, len(documents)), self._listed(self.conversation_id))
        return self._page(documents, "conversations", wire.parse_conversation)

    def members(self) -> tuple[Member, ...]:
        """Make everybody; the list of v1 tells little of each."""
        brief = self.dice.chance(0.3)
        documents = [self._member(person, brief=brief) for person in self._people]
        return self._page(documents, "members", lambda told: wire.parse_member(told, self.conversation_id)).items

    def events(self) -> Page[Event]:
        """Make a page of events, newest first, in one of the API's envelopes."""
        dice = self.dice
        count = dice.count(15, 40) if self.is_large else dice.count(0, 14)
        documents = [self._event(number) for number in range(count, 0, -1)]
        return self._page(documents, "events", lambda told: wire.parse_event(told, self.conversation_id))

    def calls(self, *conversation_ids: str) -> tuple[Call, ...]:
        """Make legs of calls in these conversations."""
        return tuple(wire.parse_call(self.dice.spoiled(self._call(name))) for name in conversation_ids)

    def users(self, most: int) -> Page[User]:
        """Make a page of users."""
        return self._page(self.dice.many(0, most, self._user), "users", wire.parse_user)

    def user(self) -> User:
        """Make a user's own page."""
        return wire.parse_user(self.dice.spoiled(self._user()), f"USR-{self.dice.uuid()}")

    def sessions(self) -> Page[Session]:
        """Make somebody's sessions, with the account's key as the API sends it."""
        return self._page(self.dice.many(0, 3, self._session), "sessions", wire.parse_session)

    def memberships(self, most: int) -> Page[Membership]:
        """Make the conversations that somebody is in."""
        return self._page(self.dice.many(0, most, self._membership), "conversations", wire.parse_membership)

    def look(self, listed: Conversation) -> ConversationDetails:
        """Look at a conversation as far as it could be read."""
        dice = self.dice
        documents = [self._member(person, brief=True) for person in self._people[: dice.count(0, 3)]]
        known = None if dice.chance(0.2) else tuple(wire.parse_member(told, listed.id) for told in documents)
        return ConversationDetails(conversation=listed, members=known, gone=dice.chance(0.1))

    def _page(self, documents: list[Doc], name: str, parse: Callable[[object], T]) -> Page[T]:
        dice = self.dice
        told = [dice.spoiled(document) for document in documents]
        embedded = dice.one((told, {name: told}, {"data": {name: told}}, {"data": told}))
        links = {relation: {"href": self._href()} for relation in ("next", "prev") if dice.chance(0.5)}
        reply = {"page_size": 10, "_embedded": embedded, "_links": dice.spoiled(links)}
        return Page(
            items=tuple(map(parse, wire.parse_items(reply, name))),
            next=wire.parse_cursor(reply, "next"),
            prev=wire.parse_cursor(reply, "prev"),
        )

    def _href(self) -> str:
        cursor = ("A/b+c=" * 400)[: self.dice.one(CURSORS)]
        return f"https://api-us-3.vonage.com/v1/conversations?order=desc&cursor={quote(cursor, safe='')}"

    def _person(self) -> Person:
        dice = self.dice
        leg = dice.one((dice.hexes, dice.uuid))()
        # Now and then somebody is in a conversation twice.
        user = f"USR-{'0' * 8}-{'1' * 27}" if dice.chance(0.1) else f"USR-{dice.uuid()}"
        return Person(
            member=f"MEM-{dice.uuid()}", user=user, leg=leg, name=dice.text(), display_name=dice.one(("", dice.text()))
        )

    def _listed(self, identity: str) -> Doc:
        dice = self.dice
        identity = dice.text() if dice.chance(0.02) else identity
        if dice.chance(0.5):
            return self._conversation(identity)
        return {"uuid" if self._is_beta else "id": identity, "name": dice.text(), "api_key": dice.secret()}

    def _conversation(self, identity: str) -> Doc:
        dice = self.dice
        times = {"created": dice.time(9999), "updated": dice.time(), "destroyed": dice.one((None, None, dice.time()))}
        custom = {dice.text(): dice.text(), "api_key": dice.secret(), "note": dice.token()}
        members = [self._member(person, brief=False) for person in self._people[:3]] if self._is_beta else None
        return {
            "uuid" if self._is_beta else "id": identity,
            "name": dice.text(),
            "display_name": dice.one((None, dice.text())),
            "image_url": f"https://example.com/a.png?signature={dice.secret()}",
            "state": dice.one(STATES),
            "timestamp": times,
            "sequence_number": dice.count(0, 500),
            "properties": {"ttl": dice.one((60, 172800, "7200", -1)), "type": "quick_chat", "custom_data": custom},
            "callback": {
                "url": f"https://u:{dice.secret()}@example.com/?token={dice.secret()}",
                "params": {"jwt": dice.secret()},
            },
            **({"members": members} if members else {}),
        }

    def _member(self, person: Person, *, brief: bool) -> Doc:
        dice = self.dice
        names = {"name": person.name, "display_name": person.display_name}
        who: Doc
        if self._is_beta:
            who = {"member_id": person.member, "user_id": person.user, **names}
        else:
            who = {"id": person.member, "_embedded": {"user": {"id": person.user, **names}}}
        if brief:
            return {**who, "state": dice.one(MEMBER_STATES)}
        return {
            **who,
            "state": dice.one(MEMBER_STATES),
            "timestamp": {name: dice.time() for name in ("invited", "joined", "left") if dice.chance(0.5)},
            "initiator": {"joined": {"is_system": True}},
            "channel": random_events.channel(dice, person.leg),
            "media": random_events.media(dice),
            "invited_by": person.user,
        }

    def _event(self, number: int) -> Doc:
        dice, person = self.dice, self.dice.one(self._people)
        kind = dice.one(KINDS)
        told = {
            "id": dice.one((number, number, number, str(number))),
            "type": kind,
            "from": dice.one((person.member, person.member, "")),
            "timestamp": dice.time(),
            "body": random_events.body(kind, dice, person),
        }
        if self._is_beta:
            return {**told, "to": "", "state": "", "href": "https://api.nexmo.com/beta/conversations/CON-1/events/1"}
        user = {"id": person.user, "name": person.name, "display_name": person.display_name}
        return {**told, "_embedded": {"from_user": user, "from_member": {"id": person.member}}}

    def _call(self, conversation_id: str) -> Doc:
        dice = self.dice
        return {
            "uuid": dice.one(self._people).leg,
            "conversation_uuid": conversation_id,
            "from": random_events.endpoint(dice),
            "to": random_events.endpoint(dice),
            "status": dice.one(CALLS),
            "direction": dice.one(("inbound", "outbound")),
            "start_time": dice.time(),
            "end_time": dice.one((None, dice.time())),
            "duration": "42",
            "price": "0.0012",
        }

    def _user(self) -> Doc:
        dice = self.dice
        custom = {dice.text(): dice.text(), "pin": dice.keyed(), "note": dice.token(), "auth": {"basic": dice.secret()}}
        identity = dice.text() if dice.chance(0.05) else f"USR-{dice.uuid()}"
        return {
            "id": identity,
            "name": dice.text(),
            "display_name": dice.one((None, dice.text())),
            "properties": {"custom_data": custom, "ttl": 60},
            "channels": {dice.one(CHANNELS): self._ways() for _ in range(dice.count(0, 6))},
            "timestamp": {"created": dice.time()},
        }

    def _ways(self) -> list[object]:
        return self.dice.many(0, 20 if self.is_large else 2, lambda: random_events.endpoint(self.dice))

    def _session(self) -> Doc:
        dice = self.dice
        owner = {"id": f"USR-{dice.uuid()}", "name": dice.text()}
        return {
            "id": f"SES-{dice.uuid()}",
            "properties": {"ttl": 900},
            "_embedded": {"user": owner, "api_key": dice.secret()},
        }

    def _membership(self) -> Doc:
        dice = self.dice
        told = self._listed(dice.one((self.conversation_id, f"CON-{dice.uuid()}")))
        return {**told, "_embedded": {"id": f"MEM-{dice.uuid()}", "state": dice.one(MEMBER_STATES)}}
