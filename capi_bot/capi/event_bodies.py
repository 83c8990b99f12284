"""Typed views of the bodies of events, as frozen values: `Event.typed_body` has the one of the event's type.

What is missing, null or of another type is None, flags and whole parts too; what is listed is a tuple, an empty one
where there is no list. What a view does not have is in `Event.body`. The content of a message stands in its body under
the name of its `message_type`; where it is text instead of an object, that is the first of the fields.

The types and their bodies: https://developer.vonage.com/en/api/conversation#createEvent and, with their meaning,
https://developer.vonage.com/en/conversation/concepts/event; for the types of messages that WhatsApp adds,
https://developer.vonage.com/en/api/messages.webhooks#inbound-message.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from capi_bot.capi.models import Json, Media, MemberChannel, Model


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageContent(Model):
    """Content of any type; by itself that of a type without fields of its own, such as `custom`."""

    value: object = field(default=None, hash=False)
    """The content as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyContent(MessageContent):
    """A choice from a list."""

    title: str | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonContent(MessageContent):
    """A button that was pressed."""

    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionContent(MessageContent):
    """A reaction to another message; `action` is `react` or `unreact`."""

    emoji: str | None = None
    action: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationContent(MessageContent):
    """A place."""

    plain: str | None = None
    name: str | None = None
    address: str | None = None
    latitude: str | None = None
    longitude: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCard(Model):
    """A person with their addresses."""

    name: str | None = None
    address: str | None = None
    """The number or address on a card that has just one."""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsContent(MessageContent):
    """Contact cards."""

    cards: tuple[ContactCard, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderItem(Model):
    """A product that is ordered; `name` may be the shop's id of it."""

    name: str | None = None
    quantity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderContent(MessageContent):
    """An order from a catalogue."""

    text: str | None = None
    items: tuple[OrderItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateContent(MessageContent):
    """A template with its parameters."""

    name: str | None = None
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileContent(MessageContent):
    """A file of any kind: `audio`, `file`, `image`, `sticker`, `vcard`, `video`, and of types that are not known."""

    plain: str | None = None
    url: str | None = None
    name: str | None = None
    caption: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyUser(Model):
    """The user whom an event is about; `id` and `user_id` are two names of the same."""

    id: str | None = None
    user_id: str | None = None
    member_id: str | None = None
    name: str | None = None
    display_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyTimes(Model):
    """When the member or event of a body came to its states."""

    invited: datetime | None = None
    joined: datetime | None = None
    left: datetime | None = None
    deleted: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason(Model):
    """Why something ended: the codes are of SIP and of ITU-T Q.850."""

    text: str | None = None
    code: str | None = None
    sip_code: str | None = None
    plain: str | None = None
    """The reason where it is text, not an object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorDetails(Model):
    """What went wrong, in any of the API's forms: https://developer.vonage.com/en/api-errors."""

    plain: str | None = None
    """The error where it is text, not an object."""
    title: str | None = None
    detail: str | None = None
    description: str | None = None
    message: str | None = None
    text: str | None = None
    reason: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegState(Model):
    """The state of a leg where it is an object."""

    status: str | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegStatusChange(Model):
    """One entry of the history of a leg."""

    member_id: str | None = None
    status: str | None = None
    state: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventBody(Model):
    """What a body of any type may have: whom the event is about, on which channel. Custom events have only this."""

    channel: MemberChannel | None = None
    direction: str | None = None
    user: BodyUser | None = None
    user_id: str | None = None
    member_id: str | None = None
    leg_id: str | None = None
    rtc_id: str | None = None
    """A WebRTC session; an app user's has the id of their leg."""
    status_history: tuple[LegStatusChange, ...] = ()
    times: BodyTimes | None = None
    is_invited: bool | None = None
    """True where there is a time of an invitation, readable or not; False where the body says that there is none."""
    is_deleted: bool | None = None
    """True where there is a time of the event's deletion, readable or not; False where the body denies one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inviter(Model):
    """Who invited a member: a member's or user's id, or their names."""

    id: str | None = None
    name: str | None = None
    display_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipBody(EventBody):
    """`member:…`: https://developer.vonage.com/en/conversation/concepts/member."""

    inviters: tuple[Inviter, ...] = ()
    """Everybody who is named as the inviter, the most exact first."""
    is_invited_by_system: bool | None = None
    media: Media | None = None
    audio: bool | None = None
    """Whether the member has audio, where the body itself says so."""
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegStatusBody(EventBody):
    """`leg:status:update`: https://developer.vonage.com/en/conversation/concepts/event."""

    status: str | None = None
    state: LegState | None = None
    state_name: str | None = None
    """The state where it is text, not an object."""
    type: str | None = None
    """The type of the leg's channel."""
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBody(EventBody):
    """`sip:…`, `rtc:…`, ringing, knocking and `event:error`: https://developer.vonage.com/en/voice/voice-api/webhook-reference."""

    status: str | None = None
    state: LegState | None = None
    state_name: str | None = None
    """The state where it is text, not an object."""
    reason: Reason | None = None
    answered_by: str | None = None
    """`human`, or the kind of machine."""
    confidence: float | None = None
    duration: float | None = None
    """Seconds."""
    mos: float | None = None
    """The mean opinion score of a media session, 1 to 5."""
    quality_mos: float | None = None
    """The mean opinion score of a call that was hung up, 1 to 5."""
    price: str | None = None
    price_currency: str | None = None
    end_time: datetime | None = None
    transferred_from: str | None = None
    """The id of the conversation that the member came from."""
    event_id: str | None = None
    """The id of the event that an error is about."""
    error: ErrorDetails | None = None
    own_error: ErrorDetails | None = None
    """The error where its fields are those of the body itself."""
    others: Json = field(default_factory=dict, hash=False)
    """The body without `event_id`, for an error in a form that is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition(Model):
    """The best result of a speech recognition: https://developer.vonage.com/en/voice/voice-api/conceptual-guides."""

    words: str | None = None
    confidence: float | None = None
    """A fraction of 1, or a percentage."""
    error: str | None = None
    timeout_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioBody(EventBody):
    """`audio:…` other than recordings: https://developer.vonage.com/en/api/conversation#createEvent."""

    text: str | None = None
    language: str | None = None
    voice_name: str | None = None
    stream_url: str | None = None
    """The first of the streams."""
    play_id: str | None = None
    loop: float | None = None
    """How often it is played; 0 is endlessly."""
    recognition: Recognition | None = None
    digits: str | None = None
    """The keys that were pressed, as `audio:dtmf` has them: masked, unless the client was told not to."""
    error: ErrorDetails | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingFile(Model):
    """A file with a recording; `size` is in bytes. Its URL is in `Event.body` only, as it opens the recording."""

    format: str | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    size: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingBody(EventBody):
    """`audio:record…`, `audio:transcribe:done`: https://developer.vonage.com/en/voice/voice-api/conceptual-guides."""

    file: RecordingFile | None = None
    recognised_file: RecordingFile | None = None
    """The recording that was made for speech recognition."""
    is_to_be_transcribed: bool | None = None
    error: ErrorDetails | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageBody(EventBody):
    """`message…`, `text…`, `image…`: https://developer.vonage.com/en/api/conversation#createEvent."""

    type: str | None = None
    """`message_type`; where that is missing, the type whose content there is."""
    text: str | None = None
    text_in_object: str | None = None
    """The text where `text` is an object."""
    text_value: object = field(default=None, hash=False)
    """`text` as it is, whatever its JSON type."""
    caption: str | None = None
    name: str | None = None
    content: MessageContent | None = None
    event_id: str | None = None
    original_event_id: str | None = None
    channel_type: str | None = None
    status: str | None = None
    error: ErrorDetails | None = None
    others: Json = field(default_factory=dict, hash=False)
    """The body without `message_type` and `text`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationBody(EventBody):
    """`conversation:…` and `event:delete`: https://developer.vonage.com/en/conversation/concepts/event."""

    name: str | None = None
    display_name: str | None = None
    state: str | None = None
    event_id: str | None = None
    """The id of the event that was deleted."""
