"""What differs between the versions of the API: paths, paging, and what a reply leaves out."""

from __future__ import annotations

from typing import Literal, Protocol

from capi_bot.capi.beta import Beta
from capi_bot.capi.models import Conversation, Event, Member, Membership, Page, User
from capi_bot.capi.pagination import Fetch
from capi_bot.capi.parallel import Parallel
from capi_bot.capi.query import Query
from capi_bot.capi.v1 import V1

VersionName = Literal["v1", "beta", "v0.1"]


class Version(Protocol):
    """Read what the versions of the API give in different ways."""

    def conversations(self, query: Query) -> Page[Conversation]:
        """List the application's conversations."""

    def conversation(self, conversation_id: str) -> Conversation:
        """Get one conversation."""

    def members(self, conversation_id: str, query: Query) -> Page[Member]:
        """List members as the API lists them."""

    def members_in_full(self, conversation_id: str, query: Query) -> Page[Member]:
        """List members with channel, media and times."""

    def member(self, conversation_id: str, member_id: str) -> Member:
        """Get one member."""

    def events(self, conversation_id: str, query: Query) -> Page[Event]:
        """List events."""

    def event(self, conversation_id: str, event_id: int) -> Event:
        """Get one event."""

    def users(self, query: Query) -> Page[User]:
        """List users."""

    def user(self, user_id: str) -> User:
        """Get one user."""

    def user_conversations(self, user_id: str, query: Query) -> Page[Membership]:
        """List a user's conversations."""


def choose(name: VersionName, fetch: Fetch, parallel: Parallel) -> Version:
    """Choose a version by its name; `ValueError` where there is none of that name."""
    match name:
        case "v1":
            return V1(fetch, parallel)
        case "beta" | "v0.1":
            return Beta(fetch, f"/{name}")
    raise ValueError(f"The version of the API is v1, beta or v0.1, not {name}.")
