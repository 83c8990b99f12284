"""Read conversations, members, events, users and calls from Vonage's Conversation API.

    with CapiClient(application_id, "private.key") as client:
        for conversation in client.conversations(order="desc").items:
            print(conversation.id, conversation.created)

Errors are those of `capi_bot.errors`.
"""

from capi_bot.capi.api import ConversationApi
from capi_bot.capi.auth import PrivateKey, load_key, mint
from capi_bot.capi.client import CapiClient
from capi_bot.capi.ids import identify

__all__ = ["CapiClient", "ConversationApi", "PrivateKey", "identify", "load_key", "mint"]
