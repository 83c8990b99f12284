"""The calls that Harbour Bikes has had: each kind of leg, and each way a call can end."""

from __future__ import annotations

from capi_bot.sandbox.world import participants
from capi_bot.sandbox.world.conversation_script import (
    Party,
    Step,
    app,
    conversation,
    phone,
    step,
)
from capi_bot.sandbox.world.records import (
    Conversation,
    Json,
    User,
    ident,
    moment,
)


def archive() -> tuple[Conversation, ...]:
    """List the older calls, in no special order."""
    return (_menu(), _busy(), _machine(), _transfer(), _transcribed(), _extension())


def _inbound(user: User, number: str) -> Party:
    return Party(
        key="caller", user=user, channel=phone(number, participants.HOTLINE), direction="inbound", call="completed"
    )


def _menu() -> Conversation:
    """Press keys: an automatic menu with forty-five events, ended by a hang-up that tells its reason."""
    rounds = [event for n in range(10) for event in _asked(4 * n)]
    quality = {"mos_score": "4.1", "quality_percentage": 92, "jitter_avg": 3, "packet_loss_perc": 0}
    steps = (
        step(0.2, "member:joined", "caller"),
        step(0.4, "sip:answered", "caller"),
        *rounds,
        step(42, "audio:record:done", event_id="3", recording_id="9f1c", format="mp3", size=40960),
        step(
            43,
            "sip:hangup",
            "caller",
            quality=quality,
            reason={"code": "16", "text": "Normal clearing", "sip_code": 200},
        ),
        step(43.1, "member:left", "caller", reason={"code": "16", "text": "Normal clearing"}),
    )
    return conversation(
        "menu", moment("2018-10-25T08:05:10Z"), (_inbound(participants.DANA, "447700900111"),), steps, lasted=43.2
    )


def _asked(after: float) -> tuple[Step, ...]:
    return (
        step(after + 1, "audio:say", text="Press 1 for repairs, 2 for orders.", level=0, loop=1, language="en-GB"),
        step(after + 2, "audio:say:done", say_id=f"say-{after:.0f}"),
        step(after + 3, "audio:dtmf", "caller", digits="4929", dtmf_seq=int(after), method="in"),
        step(after + 4, "audio:play:done", play_id=f"play-{after:.0f}"),
    )


def _busy() -> Conversation:
    parties = (
        Party(key="customer", user=participants.FAITH, channel=phone(participants.HOTLINE, "12025550147"), call="busy"),
    )
    reason = {"code": "17", "text": "User busy", "sip_code": "486"}
    return conversation(
        "busy",
        moment("2018-10-24T16:30:00Z"),
        parties,
        (
            step(0.1, "member:invited", "customer"),
            step(1, "leg:status:update", "customer", direction="outbound", type="phone", status="busy"),
            step(1.1, "sip:hangup", "customer", reason=reason),
            step(1.2, "member:left", "customer", reason=reason),
        ),
        lasted=2,
    )


def _machine() -> Conversation:
    parties = (
        Party(
            key="customer", user=participants.EMIL, channel=phone(participants.HOTLINE, "447700900122"), call="machine"
        ),
    )
    return conversation(
        "machine",
        moment("2018-10-24T15:00:00Z"),
        parties,
        (
            step(0.1, "member:invited", "customer"),
            step(8, "sip:answered", "customer"),
            step(8.1, "member:joined", "customer"),
            step(9, "sip:machine", "customer", type="machine", confidence="87"),
            step(30, "member:left", "customer", reason={"code": "0", "text": "Message left"}),
            step(30.5, "sip:status", "customer", status="completed", duration="22", price="0.00880", rate="0.02400"),
        ),
        lasted=31,
    )


def _transfer() -> Conversation:
    parties = (
        _inbound(participants.FAITH, "12025550147"),
        Party(key="agent", user=participants.JONAS, channel=app(participants.JONAS)),
    )
    return conversation(
        "transfer",
        moment("2018-10-24T11:11:11.110Z"),
        parties,
        (
            step(0, "rtc:transfer", "caller", user_id=participants.FAITH.id, transferred_from=ident("CON", "menu")),
            step(0.1, "member:joined", "caller"),
            step(0.2, "member:joined", "agent"),
            step(60, "rtc:hangup", "agent", reason={"code": "16", "text": "Normal clearing"}),
            step(60.1, "rtc:status", "agent", duration="60", mos="4.2", price="0.001", price_currency="EUR"),
            step(60.2, "member:left", "agent"),
            step(60.3, "member:left", "caller"),
        ),
        lasted=61,
    )


def _transcribed() -> Conversation:
    socket: Json = {
        "type": "websocket",
        "from": {"type": "phone", "number": participants.HOTLINE},
        "to": {
            "type": "websocket",
            "uri": "wss://media.example.com/transcribe",
            "content-type": "audio/l16;rate=8000",
            "headers": {"api-token": "not-for-slack"},
        },
    }
    parties = (_inbound(participants.EMIL, "447700900122"), Party(key="robot", user=participants.ROBOT, channel=socket))
    heard = [{"word": "bonjour", "confidence": "0.91"}]
    return conversation(
        "transcribed",
        moment("2018-10-24T10:00:00Z"),
        parties,
        (
            step(0.1, "member:joined", "caller"),
            step(0.2, "member:joined", "robot"),
            step(0.3, "audio:record", recording_id="77aa", format="mp3", split="conversation", channels=2),
            step(9, "audio:asr:done", "caller", asr={"results": heard, "timeout_reason": "end_on_silence_timeout"}),
            step(12, "member:left", "robot"),
            step(12.1, "member:left", "caller"),
        ),
        lasted=13,
    )


def _extension() -> Conversation:
    desk: Json = {
        "type": "vbc",
        "from": {"type": "phone", "number": "447700900111"},
        "to": {"type": "vbc", "extension": "100"},
    }
    parties = (
        _inbound(participants.DANA, "447700900111"),
        Party(key="desk", user=participants.FRONT_DESK, channel=desk),
    )
    return conversation(
        "extension",
        moment("2018-10-23T14:00:00Z"),
        parties,
        (
            step(0.1, "member:joined", "caller"),
            step(3, "member:joined", "desk"),
            step(63, "member:left", "desk"),
            step(63.1, "member:left", "caller"),
        ),
        lasted=64,
    )
