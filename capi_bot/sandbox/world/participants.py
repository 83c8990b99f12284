"""The users of the contact centre of Harbour Bikes, a made-up shop.

Numbers are of the ranges that Ofcom and the NANP keep for fiction.
"""

from __future__ import annotations

from capi_bot.sandbox.world.records import Json, User, ident

HOTLINE = "442079460000"
"""The shop's number."""


def person(name: str, display_name: str = "", /, *, sessions: int = 0, image: bool = False, **channels: Json) -> User:
    """Make a user with a name; each keyword is a channel type with its one address."""
    return User(
        id=ident("USR", name),
        name=name,
        display_name=display_name,
        image_url=f"https://example.com/people/{name}.png" if image else "",
        channels={kind: [address] for kind, address in channels.items()},
        sessions=tuple(ident("SES", f"{name}/{number}") for number in range(sessions)),
    )


def caller(number: int) -> User:
    """Make the user that Vonage makes for a phone leg: a generated name, and the number as an integer."""
    label = str(number)
    name = f"vapi-user-{ident('', label).replace('-', '')}"
    return User(id=ident("USR", label), name=name, channels={"pstn": [{"number": number}]})


def first_name(display_name: str) -> str:
    return display_name.split(maxsplit=1)[0].lower()


MARY = person("mary", "Mary Okafor", sessions=2, image=True, app={})
JONAS = person("jonas", "Jonas Lind", sessions=1, sip={"uri": "sip:jonas@pbx.example.com"})
PRIYA = User(
    id=ident("USR", "priya"),
    name="priya",
    display_name="Priya Raman",
    image_url="https://example.com/people/priya.png",
    channels={
        "pstn": [{"number": 447700900123}, {"number": 12025550123}],
        "sip": [{"uri": "sip:priya@pbx.example.com", "username": "priya", "password": "not-for-slack"}],
        "vbc": [{"extension": "4711"}],
        "websocket": [
            {
                "uri": "wss://media.example.com/priya",
                "content-type": "audio/l16;rate=16000",
                "headers": {"api-token": "not-for-slack-either"},
            }
        ],
        "sms": [{"number": "447700900123"}],
        "mms": [{"number": "12025550123"}],
        "whatsapp": [{"number": "447700900123"}],
        "viber": [{"number": "447700900123"}],
        "messenger": [{"id": "1234567890123456"}],
    },
    custom_data={"role": "supervisor", "languages": ["en", "ta", "sv"], "desk": {"floor": 2, "window": True}},
    sessions=(ident("SES", "priya/0"),),
)
FRONT_DESK = person("front-desk", "Front desk", vbc={"extension": "100"})
ROBOT = person(
    "transcriber",
    "Transcriber",
    websocket={"uri": "wss://media.example.com/transcribe", "content-type": "audio/l16;rate=8000"},
)
NIGHT_SHIFT = person("night-shift", "Night shift")
"""The user without a channel."""

DANA = caller(447700900111)
EMIL = caller(447700900122)
FAITH = caller(12025550147)
HUGO = person("hugo", "Hugo Bell", sms={"number": "447700900133"}, whatsapp={"number": "447700900133"})
INES = person("ines", "Inês Álvares", messenger={"id": "6543210987654321"}, viber={"id": "viber-ines"})
CREW = tuple(person(f"mechanic-{number:02}", f"Mechanic {number}", app={}) for number in range(1, 12))

AGENTS = (MARY, JONAS, PRIYA, FRONT_DESK, ROBOT, NIGHT_SHIFT)
EVERYBODY = (*AGENTS, DANA, EMIL, FAITH, HUGO, INES, *CREW)

AGENTS_ON_DUTY = tuple(
    person(first_name(name), name, sessions=1, app={})
    for name in (
        "Aiko Mori", "Ben Carter", "Chloe Martin", "Freya Lund", "Grzegorz Nowak", "Leila Amini", "Lucía Ferrer",
        "Nadia Haddad", "Omar Aziz", "Samuel Osei", "Tom Whitlock", "Viktor Petrov",
    )
)  # fmt: skip
"""Agents of the live world."""
WORKSHOP = tuple(
    person(first_name(name), name, sip={"uri": f"sip:{first_name(name)}@pbx.example.com"})
    for name in (
        "Ewa Zielińska", "Hanna Berg", "Kofi Mensah", "Marco Rossi", "Petra Nováková", "William Byrne",
    )
)  # fmt: skip
"""Experts whom agents transfer calls to."""
RIDERS = tuple(
    person(f"rider-{name.lower()}", name, sessions=1, app={})
    for name in ("Abebe", "Clara", "Dmitri", "Elif", "Jack", "Mei", "Rosa", "Yusuf")
)
"""Customers who meet in the shop's app."""
CALLERS = tuple(caller(number) for number in (*range(447700900200, 447700900240), *range(12025550180, 12025550188)))
"""Customers who call in the live world."""
LIVE_USERS = (*AGENTS_ON_DUTY, *WORKSHOP, *RIDERS, *CALLERS)
