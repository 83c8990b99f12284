"""Generated accounts: from a seed to JSON as the API writes it, and from there by our own parsers to models."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import quote

from capi_bot.capi import wire
from capi_bot.capi.models import Call, Conversation, Event, Member, Membership, Page, Session, User
from capi_bot.domain.conversation_summary import ConversationDetails
from capi_bot.errors import RemoteError, UnreachableError
from tests.slack.views import random_events
from tests.slack.views.random_events import KINDS, Person
from tests.slack.views.random_values import Json, SeededRandom

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
        self.rng = rng = SeededRandom(seed)
        self.conversation_id = f"CON-{rng.uuid()}"
        self.is_large = rng.chance(0.08)
        if rng.chance(0.12):
            rng.crowd()
        self._is_beta = rng.chance(0.4)
        self._people = rng.many(1, 20 if self.is_large else 5, self._person)

    def conversation(self) -> Conversation:
        """Make the conversation's own page."""
        return wire.parse_conversation(
            self.rng.corrupted(self._conversation(self.conversation_id)), self.conversation_id
        )

    def conversations(self, most: int) -> Page[Conversation]:
        """Make a page of conversations, some without a usable id."""
        rng = self.rng
        documents = [self._listed(f"CON-{rng.uuid()}") for _ in range(rng.count(0, most - 1))]
        documents.insert(rng.count(0, len(documents)), self._listed(self.conversation_id))
        return self._page(documents, "conversations", wire.parse_conversation)

    def members(self) -> tuple[Member, ...]:
        """Make everybody; the list of v1 has little of each."""
        brief = self.rng.chance(0.3)
        documents = [self._member(person, brief=brief) for person in self._people]
        return self._page(
            documents, "members", lambda document: wire.parse_member(document, self.conversation_id)
        ).items

    def events(self) -> Page[Event]:
        """Make a page of events, newest first, in one of the API's envelopes."""
        rng = self.rng
        count = rng.count(15, 40) if self.is_large else rng.count(0, 14)
        documents = [self._event(number) for number in range(count, 0, -1)]
        return self._page(documents, "events", lambda document: wire.parse_event(document, self.conversation_id))

    def calls(self, *conversation_ids: str) -> tuple[Call, ...]:
        """Make legs of calls in these conversations."""
        return tuple(wire.parse_call(self.rng.corrupted(self._call(name))) for name in conversation_ids)

    def users(self, most: int) -> Page[User]:
        """Make a page of users."""
        return self._page(self.rng.many(0, most, self._user), "users", wire.parse_user)

    def user(self) -> User:
        """Make a user's own page."""
        return wire.parse_user(self.rng.corrupted(self._user()), f"USR-{self.rng.uuid()}")

    def sessions(self) -> Page[Session]:
        """Make somebody's sessions, with the account's key as the API sends it."""
        return self._page(self.rng.many(0, 3, self._session), "sessions", wire.parse_session)

    def memberships(self, most: int) -> Page[Membership]:
        """Make the conversations that somebody is in."""
        return self._page(self.rng.many(0, most, self._membership), "conversations", wire.parse_membership)

    def look(self, listed: Conversation) -> ConversationDetails:
        """Look at a conversation as far as it could be read."""
        rng = self.rng
        documents = [self._member(person, brief=True) for person in self._people[: rng.count(0, 3)]]
        known = None if rng.chance(0.2) else tuple(wire.parse_member(document, listed.id) for document in documents)
        return ConversationDetails(conversation=listed, members=known, gone=rng.chance(0.1))

    def _page(self, documents: list[Json], name: str, parse: Callable[[object], T]) -> Page[T]:
        rng = self.rng
        items = [rng.corrupted(document) for document in documents]
        embedded = rng.one((items, {name: items}, {"data": {name: items}}, {"data": items}))
        links = {relation: {"href": self._href()} for relation in ("next", "prev") if rng.chance(0.5)}
        reply = {"page_size": 10, "_embedded": embedded, "_links": rng.corrupted(links)}
        try:
            items = list(wire.parse_items(reply, name))
        except (RemoteError, UnreachableError):  # of what is no list nothing is shown
            items = []
        return Page(
            items=tuple(map(parse, items)),
            next=wire.parse_cursor(reply, "next"),
            prev=wire.parse_cursor(reply, "prev"),
        )

    def _href(self) -> str:
        cursor = ("A/b+c=" * 400)[: self.rng.one(CURSORS)]
        return f"https://api-us-3.vonage.com/v1/conversations?order=desc&cursor={quote(cursor, safe='')}"

    def _person(self) -> Person:
        rng = self.rng
        leg = rng.one((rng.hex, rng.uuid))()
        # Now and then somebody is in a conversation twice.
        user = f"USR-{'0' * 8}-{'1' * 27}" if rng.chance(0.1) else f"USR-{rng.uuid()}"
        return Person(
            member=f"MEM-{rng.uuid()}", user=user, leg=leg, name=rng.text(), display_name=rng.one(("", rng.text()))
        )

    def _listed(self, identity: str) -> Json:
        rng = self.rng
        identity = rng.text() if rng.chance(0.02) else identity
        if rng.chance(0.5):
            return self._conversation(identity)
        return {"uuid" if self._is_beta else "id": identity, "name": rng.text(), "api_key": rng.secret()}

    def _conversation(self, identity: str) -> Json:
        rng = self.rng
        times = {"created": rng.time(9999), "updated": rng.time(), "destroyed": rng.one((None, None, rng.time()))}
        custom = {rng.text(): rng.text(), "api_key": rng.secret(), "note": rng.token()}
        members = [self._member(person, brief=False) for person in self._people[:3]] if self._is_beta else None
        return {
            "uuid" if self._is_beta else "id": identity,
            "name": rng.text(),
            "display_name": rng.one((None, rng.text())),
            "image_url": f"https://example.com/a.png?signature={rng.secret()}",
            "state": rng.one(STATES),
            "timestamp": times,
            "sequence_number": rng.count(0, 500),
            "properties": {"ttl": rng.one((60, 172800, "7200", -1)), "type": "quick_chat", "custom_data": custom},
            "callback": {
                "url": f"https://u:{rng.secret()}@example.com/?token={rng.secret()}",
                "params": {"jwt": rng.secret()},
            },
            **({"members": members} if members else {}),
        }

    def _member(self, person: Person, *, brief: bool) -> Json:
        rng = self.rng
        names = {"name": person.name, "display_name": person.display_name}
        who: Json
        if self._is_beta:
            who = {"member_id": person.member, "user_id": person.user, **names}
        else:
            who = {"id": person.member, "_embedded": {"user": {"id": person.user, **names}}}
        if brief:
            return {**who, "state": rng.one(MEMBER_STATES)}
        return {
            **who,
            "state": rng.one(MEMBER_STATES),
            "timestamp": {name: rng.time() for name in ("invited", "joined", "left") if rng.chance(0.5)},
            "initiator": {"joined": {"is_system": True}},
            "channel": random_events.channel(rng, person.leg),
            "media": random_events.media(rng),
            "invited_by": person.user,
        }

    def _event(self, number: int) -> Json:
        rng, person = self.rng, self.rng.one(self._people)
        kind = rng.one(KINDS)
        event = {
            "id": rng.one((number, number, number, str(number))),
            "type": kind,
            "from": rng.one((person.member, person.member, "")),
            "timestamp": rng.time(),
            "body": random_events.body(kind, rng, person),
        }
        if self._is_beta:
            return {**event, "to": "", "state": "", "href": "https://api.nexmo.com/beta/conversations/CON-1/events/1"}
        user = {"id": person.user, "name": person.name, "display_name": person.display_name}
        return {**event, "_embedded": {"from_user": user, "from_member": {"id": person.member}}}

    def _call(self, conversation_id: str) -> Json:
        rng = self.rng
        return {
            "uuid": rng.one(self._people).leg,
            "conversation_uuid": conversation_id,
            "from": random_events.endpoint(rng),
            "to": random_events.endpoint(rng),
            "status": rng.one(CALLS),
            "direction": rng.one(("inbound", "outbound")),
            "start_time": rng.time(),
            "end_time": rng.one((None, rng.time())),
            "duration": "42",
            "price": "0.0012",
        }

    def _user(self) -> Json:
        rng = self.rng
        custom = {rng.text(): rng.text(), "pin": rng.digits(), "note": rng.token(), "auth": {"basic": rng.secret()}}
        identity = rng.text() if rng.chance(0.05) else f"USR-{rng.uuid()}"
        return {
            "id": identity,
            "name": rng.text(),
            "display_name": rng.one((None, rng.text())),
            "properties": {"custom_data": custom, "ttl": 60},
            "channels": {rng.one(CHANNELS): self._ways() for _ in range(rng.count(0, 6))},
            "timestamp": {"created": rng.time()},
        }

    def _ways(self) -> list[object]:
        return self.rng.many(0, 20 if self.is_large else 2, lambda: random_events.endpoint(self.rng))

    def _session(self) -> Json:
        rng = self.rng
        owner = {"id": f"USR-{rng.uuid()}", "name": rng.text()}
        return {
            "id": f"SES-{rng.uuid()}",
            "properties": {"ttl": 900},
            "_embedded": {"user": owner, "api_key": rng.secret()},
        }

    def _membership(self) -> Json:
        rng = self.rng
        conversation = self._listed(rng.one((self.conversation_id, f"CON-{rng.uuid()}")))
        return {**conversation, "_embedded": {"id": f"MEM-{rng.uuid()}", "state": rng.one(MEMBER_STATES)}}
