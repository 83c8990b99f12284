"""The interface that the versions of the API have in common, and the choice of one."""

from __future__ import annotations

from typing import Literal, Protocol

from capi_bot.capi.arguments import show
from capi_bot.capi.beta import Beta
from capi_bot.capi.models import Conversation, Event, Member, Membership, Page, User
from capi_bot.capi.pagination import Fetch, Query
from capi_bot.capi.processes import ReadExecutor
from capi_bot.capi.v1 import V1
from capi_bot.errors import InvalidArgumentError

VersionName = Literal["v1", "beta", "v0.1"]


class Version(Protocol):
    """Reads that differ between the versions in paths, paging and the fields of a response."""

    def conversations(self, query: Query) -> Page[Conversation]:
        """List the application's conversations."""

    def conversation(self, conversation_id: str) -> Conversation:
        """Get one conversation."""

    def members(self, conversation_id: str, query: Query) -> Page[Member]:
        """List members with the fields that the API's list has."""

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


def choose_version(
    name: VersionName, fetch: Fetch, executor: ReadExecutor | None = None, *, mask: bool = True
) -> Version:
    """Return the version of that name, which reads by `fetch`; any other name raises `InvalidArgumentError`."""
    match name:
        case "v1":
            return V1(fetch, executor, mask=mask)
        case "beta" | "v0.1":
            return Beta(fetch, f"/{name}", mask=mask)
    raise InvalidArgumentError(
        f"The version of the API is v1, beta or v0.1, not {name if isinstance(name, str) else show(name)}."
    )
