"""One working morning at Harbour Bikes: the world that the sandbox and its tests look at.

Vonage's sample call is the newest conversation; everything older is here to be looked at: what is live, open or ended,
long lists, every kind of channel, and people who name things unkindly.
"""

from __future__ import annotations

from capi_bot.sandbox.world import participants
from capi_bot.sandbox.world.chat_rooms import rooms
from capi_bot.sandbox.world.conversation_script import (
    Party,
    app,
    conversation,
    phone,
    step,
)
from capi_bot.sandbox.world.past_calls import archive
from capi_bot.sandbox.world.recorded_call import seed_call
from capi_bot.sandbox.world.records import Conversation, moment
from capi_bot.sandbox.world.snapshot import World


def contact_centre() -> World:
    """Build the sandbox's world, two minutes into Vonage's sample call."""
    seed = seed_call()
    everything = (*rooms(), *archive(), *_morning(), seed.conversation)
    return World(
        now=moment("2018-10-25T09:28:00Z"),
        users=(*participants.EVERYBODY, *seed.users),
        conversations=tuple(sorted(everything, key=lambda found: found.created)),
    )


def _morning() -> tuple[Conversation, ...]:
    return (_waiting(), _conference(), _callback(), _vanished(), _stand_up(), _unkind(), _forbidden(), _open_line())


def _waiting() -> Conversation:
    """Ring: a customer is on the line, the agent's app has not been answered yet."""
    return conversation(
        "waiting",
        moment("2018-10-25T09:25:40.120Z"),
        (
            Party(
                key="caller",
                user=participants.DANA,
                channel=phone("447700900111", participants.HOTLINE),
                direction="inbound",
                call="answered",
            ),
            Party(key="agent", user=participants.MARY, channel=app(participants.MARY), call="ringing"),
        ),
        (
            step(0.2, "member:joined", "caller"),
            step(0.4, "sip:answered", "caller"),
            step(
                1.0,
                "audio:say",
                text="Welcome to Harbour Bikes. Please hold the line.",
                level=0,
                loop=1,
                language="en-GB",
            ),
            step(4.1, "audio:say:done", say_id="4fd1f8ae"),
            step(4.2, "member:invited", "agent", invited_by=participants.DANA.id),
            step(4.3, "rtc:ringing", "agent"),
            step(4.5, "audio:play", stream_url=["https://example.com/waiting.mp3"], level=0, loop=0),
        ),
    )


def _conference() -> Conversation:
    """Talk: three people on three kinds of channel, one muted and one who hears nothing."""
    desk = {"type": "sip", "uri": "sip:jonas@pbx.example.com", "username": "jonas", "password": "not-for-slack"}
    line = phone("447700900122", participants.HOTLINE)
    return conversation(
        "conference",
        moment("2018-10-25T09:20:05.500Z"),
        (
            Party(key="caller", user=participants.EMIL, channel=line, direction="inbound", call="answered"),
            Party(key="agent", user=participants.PRIYA, channel=app(participants.PRIYA), call="answered"),
            Party(
                key="expert",
                user=participants.JONAS,
                channel={"type": "sip", "from": line["to"], "to": desk},
                call="answered",
            ),
        ),
        (
            step(0.1, "member:joined", "caller"),
            step(2.0, "member:invited", "agent"),
            step(6.0, "rtc:answered", "agent"),
            step(6.1, "member:joined", "agent"),
            step(6.2, "member:media", "agent"),
            step(95, "member:invited", "expert", invited_by=participants.PRIYA.id),
            step(99, "sip:ringing", "expert"),
            step(107, "sip:answered", "expert"),
            step(107.1, "member:joined", "expert"),
            step(107.2, "member:media", "expert"),
            step(130, "audio:mute:on", "agent", rtc_id="b8b5c1f0"),
            step(131, "audio:earmuff:on", "expert", rtc_id="c1f0b8b5"),
            step(140, "custom:order_looked_up", "agent", order="4711", total="EUR 84.00"),
        ),
        name="order-4711",
        display_name="Order 4711: wrong saddle",
        image_url="https://example.com/orders/4711.png",
        ttl=3600,
        custom_data={"order": "4711", "priority": "high"},
    )


def _callback() -> Conversation:
    """Start: a call out that nobody has heard ring yet, so only one number is known."""
    return conversation(
        "callback",
        moment("2018-10-25T09:18:00Z"),
        (Party(key="customer", user=participants.FAITH, channel=phone("Unknown", "12025550147"), call="started"),),
        (
            step(0.1, "member:invited", "customer"),
            step(0.2, "leg:status:update", "customer", direction="outbound", type="phone", status="started"),
        ),
    )


def _vanished() -> Conversation:
    """Vanish: listed still, but the call was hung up, and its transient conversation went with it."""
    return conversation(
        "vanished",
        moment("2018-10-25T09:15:31Z"),
        (
            Party(
                key="caller",
                user=participants.DANA,
                channel=phone("447700900111", participants.HOTLINE),
                direction="inbound",
            ),
        ),
        fate="vanished",
    )


def _stand_up() -> Conversation:
    """Meet: fourteen members, of whom Mary is two, some are gone and one never came."""
    crew = tuple(Party(key=user.name, user=user, channel=app(user)) for user in participants.CREW)
    mary = (
        Party(key="mary", user=participants.MARY, channel=app(participants.MARY)),
        Party(key="mary-phone", user=participants.MARY, channel=phone(participants.HOTLINE, "447700900155")),
    )
    parties = (*crew, *mary, Party(key="priya", user=participants.PRIYA, channel=app(participants.PRIYA)))
    late = step(5, "member:invited", parties[0].key)
    return conversation(
        "stand-up",
        moment("2018-10-25T09:00:00Z"),
        parties,
        (
            late,
            *(step(10 + 2 * n, "member:joined", party.key) for n, party in enumerate(parties[1:])),
            *(
                step(600 + n, "member:left", party.key, reason={"code": "200", "text": "OK"})
                for n, party in enumerate(crew[6:])
            ),
            step(610, "member:media", "priya", muted=True),
        ),
        name="stand-up",
        display_name="Morning stand-up",
        ttl=86400,
    )


def _unkind() -> Conversation:
    """Inject: every name is an attempt at Slack's markup."""
    text = "<!channel> *bold* _it_ ~no~ `code` & <https://evil.example|free bikes> <@U0ADA> &lt;kept&gt;\n> quote"
    return conversation(
        "unkind",
        moment("2018-10-25T08:55:00Z"),
        (
            Party(key="impostor", user=participants.IMPOSTOR, channel=app(participants.IMPOSTOR)),
            Party(key="victim", user=participants.HUGO, channel=phone("<@U0ADA>", "*447700900133*")),
        ),
        (
            step(1, "member:joined", "impostor"),
            step(2, "member:joined", "victim"),
            step(3, "message", "impostor", message_type="text", text=text),
            step(4, "custom:<!here>", "impostor", note="```<!everyone>```"),
            step(5, "member:left", "victim", reason={"code": "<!here>", "text": "<https://evil.example|hung up>"}),
        ),
        name="*payload* <!channel>",
        display_name="<!channel> *bold* `code` & <https://evil.example|free bikes>",
        custom_data={"<script>": "alert('<!here>')"},
    )


def _forbidden() -> Conversation:
    """Refuse: listed, but this application may not look inside."""
    return conversation(
        "forbidden", moment("2018-10-25T08:40:00Z"), name="board-room", display_name="Board room", fate="forbidden"
    )


def _open_line() -> Conversation:
    """Stay: a room that is kept though nobody is in it now."""
    return conversation(
        "open-line",
        moment("2018-10-25T08:30:00Z"),
        (Party(key="night", user=participants.NIGHT_SHIFT, channel=app(participants.NIGHT_SHIFT)),),
        (
            step(1, "member:joined", "night"),
            step(900, "member:left", "night", reason={"code": "0", "text": "End of shift"}),
        ),
        name="night-line",
        display_name="Night line",
        ttl=172800,
    )
