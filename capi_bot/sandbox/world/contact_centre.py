"""The contact centre of Harbour Bikes on one morning: the data of the sandbox and its tests.

Vonage's sample call is the newest conversation; the older ones are live, open or ended, with long lists and every kind
of channel.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from capi_bot.sandbox.world import participants
from capi_bot.sandbox.world.call_steps import inbound_line
from capi_bot.sandbox.world.conversation_script import app, build_conversation, participant, phone, step
from capi_bot.sandbox.world.past_conversations import past_calls, text_messages
from capi_bot.sandbox.world.recorded_call import sample_call
from capi_bot.sandbox.world.records import Conversation, Member, ident, parse_time, seeded_random
from capi_bot.sandbox.world.snapshot import World


def contact_centre() -> World:
    """Build the sandbox's world, two minutes into Vonage's sample call."""
    call, users = sample_call()
    live = (_waiting(), _conference(), _callback(), _stand_up(), _open_line(), call)
    return World(
        now=parse_time("2018-10-25T09:28:00Z"),
        users=(*participants.EVERYBODY, *users),
        conversations=(text_messages(), *past_calls(), *live),
    )


SUBJECTS = ("Repair", "Order", "Return", "Booking", "Invoice", "Delivery")
PARTS = ("bell", "brake", "chain", "frame", "fork", "light", "pedal", "saddle", "tyre", "wheel")
INTERVAL = timedelta(seconds=37)
"""Time between the starts of two older conversations."""


def with_older_conversations(world: World, count: int, *, until: datetime | None = None, seed: int = 0) -> World:
    """Return the world with so many conversations more, created before `until`: before all others where not given.

    The same seed makes the same conversations. Their calls are over, and too old for the Voice API to list.
    """
    newest = until or (world.conversations[0].created if world.conversations else world.now)
    older = (_older_conversation(seed, number, newest - number * INTERVAL) for number in range(1, count + 1))
    return replace(world, conversations=(*older, *world.conversations))


def _older_conversation(seed: int, number: int, created: datetime) -> Conversation:
    """Make a conversation from its number, counted from 1 for the newest; its id and name end in it."""
    random = seeded_random(seed, "conversation", number)
    ended = created + timedelta(seconds=random.randint(10, 600))
    channel = phone(f"4479460{random.randrange(100_000):05}", participants.HOTLINE)
    member = Member(
        id=ident("MEM", f"older/{seed}/{number}"),
        user_id=random.choice(participants.CREW).id,
        state="LEFT",
        channel=channel,
        timestamp={"joined": created, "left": ended},
    )
    suffix = f"{ident('CON', f'older/{seed}')[4:12]}-0000-4000-8000-{number:012}"
    return Conversation(
        id=f"CON-{suffix}",
        name=f"NAM-{suffix}",
        display_name=f"{random.choice(SUBJECTS)} {number:05}: {random.choice(PARTS)}",
        created=created,
        state="INACTIVE",
        updated=ended,
        members=(member,),
    )


def _waiting() -> Conversation:
    """A customer is on the line, the agent's app has not been answered yet."""
    return build_conversation(
        "waiting",
        parse_time("2018-10-25T09:25:40.120Z"),
        (
            participant("caller", participants.DANA, inbound_line(participants.DANA), "answered", inbound=True),
            participant("agent", participants.MARY, app(participants.MARY), "ringing"),
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
    """Three people on three kinds of channel, one muted and one who hears nothing."""
    desk = {"type": "sip", "uri": "sip:jonas@pbx.example.com", "username": "jonas", "password": "not-for-slack"}
    line = inbound_line(participants.EMIL)
    return build_conversation(
        "conference",
        parse_time("2018-10-25T09:20:05.500Z"),
        (
            participant("caller", participants.EMIL, line, "answered", inbound=True),
            participant("agent", participants.PRIYA, app(participants.PRIYA), "answered"),
            participant("expert", participants.JONAS, {"type": "sip", "from": line["to"], "to": desk}, "answered"),
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
    """An outbound call that does not ring yet, so only one number is known."""
    return build_conversation(
        "callback",
        parse_time("2018-10-25T09:18:00Z"),
        (participant("customer", participants.FAITH, phone("Unknown", "12025550147"), "started"),),
        (
            step(0.1, "member:invited", "customer"),
            step(0.2, "leg:status:update", "customer", direction="outbound", type="phone", status="started"),
        ),
    )


def _stand_up() -> Conversation:
    """Fourteen members, of whom Mary is two, some are gone and one never came."""
    crew = tuple(participant(user.name, user, app(user)) for user in participants.CREW)
    mary = (
        participant("mary", participants.MARY, app(participants.MARY)),
        participant("mary-phone", participants.MARY, phone(participants.HOTLINE, "447700900155")),
    )
    people = (*crew, *mary, participant("priya", participants.PRIYA, app(participants.PRIYA)))
    late = step(5, "member:invited", people[0].key)
    return build_conversation(
        "stand-up",
        parse_time("2018-10-25T09:00:00Z"),
        people,
        (
            late,
            *(step(10 + 2 * n, "member:joined", person.key) for n, person in enumerate(people[1:])),
            *(
                step(600 + n, "member:left", person.key, reason={"code": "200", "text": "OK"})
                for n, person in enumerate(crew[6:])
            ),
            step(610, "member:media", "priya", muted=True),
        ),
        name="stand-up",
        display_name="Morning stand-up",
        ttl=86400,
    )


def _open_line() -> Conversation:
    """A room that stays though everybody has left."""
    return build_conversation(
        "open-line",
        parse_time("2018-10-25T08:30:00Z"),
        (participant("night", participants.NIGHT_SHIFT, app(participants.NIGHT_SHIFT)),),
        (
            step(1, "member:joined", "night"),
            step(900, "member:left", "night", reason={"code": "0", "text": "End of shift"}),
        ),
        name="night-line",
        display_name="Night line",
        ttl=172800,
    )
