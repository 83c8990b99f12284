"""A client of Vonage's Conversation API: conversations, members, events, users and calls.

    with CapiClient(application_id, "private.key") as client:
        for conversation in client.conversations(order="desc").items:
            print(conversation.id, conversation.created)

What it returns and what it raises are here too. It needs requests, PyJWT and cryptography.
"""

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.auth import create_jwt
from capi_bot.capi.client import CapiClient
from capi_bot.capi.connections import DeadlineAdapter
from capi_bot.capi.ids import identify
from capi_bot.capi.models import (
    Call,
    CallStatus,
    Conversation,
    ConversationState,
    Endpoint,
    Event,
    Initiator,
    Json,
    Leg,
    Media,
    Member,
    MemberChannel,
    Membership,
    MemberState,
    Model,
    Order,
    Page,
    Session,
    User,
    UserChannel,
)
from capi_bot.capi.pagination import ItemIterator
from capi_bot.capi.private_key import PrivateKey, load_key
from capi_bot.capi.processes import ReadExecutor
from capi_bot.capi.versions import VersionName
from capi_bot.errors import (
    CapiBotError,
    ClientClosedError,
    DeadlineExceededError,
    ForbiddenError,
    InvalidArgumentError,
    InvalidRequestError,
    NotFoundError,
    ProblemDetails,
    RateLimitedError,
    RemoteError,
    SettingsError,
    UnauthorizedError,
    UnreachableError,
    UserError,
)

__all__ = [
    "Call",
    "CallStatus",
    "CapiBotError",
    "CapiClient",
    "ClientClosedError",
    "Conversation",
    "ConversationApi",
    "ConversationState",
    "DeadlineAdapter",
    "DeadlineExceededError",
    "Endpoint",
    "Event",
    "ForbiddenError",
    "Initiator",
    "InvalidArgumentError",
    "InvalidRequestError",
    "ItemIterator",
    "Json",
    "Leg",
    "Media",
    "Member",
    "MemberChannel",
    "MemberState",
    "Membership",
    "Model",
    "NotFoundError",
    "Order",
    "Page",
    "PrivateKey",
    "ProblemDetails",
    "RateLimitedError",
    "ReadExecutor",
    "RemoteError",
    "Session",
    "SettingsError",
    "UnauthorizedError",
    "UnreachableError",
    "User",
    "UserChannel",
    "UserError",
    "VersionName",
    "create_jwt",
    "identify",
    "load_key",
]
