"""What a write is done with, whichever write it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from capi_bot.sandbox.vonage.asked import Asked, Readable
from capi_bot.sandbox.vonage.documents import Document
from capi_bot.sandbox.vonage.ledger import Draft
from capi_bot.sandbox.vonage.refusals import missing, refused
from capi_bot.sandbox.world.records import Conversation, Json, Member

Told = tuple[Json | None, int]
"""An answer's document and status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Be a draft to write to, and the request with the document that it carries."""

    draft: Draft
    ask: Callable[[Readable], Asked]
    document: object

    @property
    def asked(self) -> Asked:
        """The request, over the world as it is written by now."""
        return self.ask(self.draft.world)

    def read(self) -> Document:
        """Begin to read the document."""
        return Document(self.document)

    def open(self, conversation_id: str) -> Conversation:
        """Find a conversation that can be written to, or refuse."""
        found = self.asked.conversation(conversation_id)
        if found.state != "ACTIVE":
            raise refused("conversation:error:not-allowed")
        return found


def member_of(of: Conversation, member_id: str) -> Member:
    """Find a member or refuse."""
    found = next((item for item in of.members if item.id == member_id), None)
    if found is None:
        raise missing("member")
    return found
