"""The sandbox's own people and channels: a bicycle shop, and the couriers who share one channel with it."""

from __future__ import annotations

from dataclasses import replace

from capi_bot.sandbox.slack.people import SLACKBOT, Channel, Person, Team

SHOP = Team(id="T0SANDBOX", name="Sandbox", domain="sandbox")
PARTNER = Team(id="T0PARTNER", name="Wheelhouse", domain="wheelhouse")

_SLACKBOT = Person(id=SLACKBOT, name="Slackbot", real_name="Slackbot", is_bot=True)
_KATHERINE = Person(
    id="U0KATHERINE",
    name="katherine",
    real_name="Katherine Johnson",
    email="katherine@wheelhouse.example",
    title="Courier dispatch",
)

PEOPLE = (
    Person(
        id="U0ADA",
        name="ada",
        real_name="Ada Lovelace",
        email="ada@sandbox.example",
        title="Contact centre",
        tz="Europe/London",
        tz_label="Greenwich Mean Time",
    ),
    Person(
        id="U0GRACE",
        name="grace",
        real_name="Grace Hopper",
        email="grace@sandbox.example",
        title="Workshop",
        tz="America/New_York",
        tz_label="Eastern Standard Time",
        tz_offset=-18_000,
    ),
    Person(
        id="U0MARGARET",
        name="margaret",
        real_name="Margaret Hamilton",
        email="margaret@sandbox.example",
        title="Owner of the shop",
        is_admin=True,
        is_owner=True,
    ),
    Person(
        id="U0ANNIE",
        name="annie",
        real_name="Annie Easley",
        email="annie@accounts.example",
        title="Accountant",
        is_restricted=True,
    ),
    replace(_KATHERINE, team_id=PARTNER.id),
    Person(id="U0CAPIBOT", name="capi", real_name="CAPI Bot", is_bot=True),
    _SLACKBOT,
)

CHANNELS = (
    Channel(
        id="C0CALLS",
        name="calls",
        members=("U0ADA", "U0GRACE", "U0MARGARET", "U0ANNIE"),
        topic="Who is calling the shop",
        creator="U0MARGARET",
    ),
    Channel(id="C0LOBBY", name="lobby", has_bot=False, topic="Anything and nothing", creator="U0MARGARET"),
    Channel(id="C0PAYLOAD", name="team-payload", topic="Cargo bicycles", creator="U0GRACE"),
    Channel(
        id="C0NIGHT",
        name="night-shift",
        members=("U0ADA", "U0MARGARET"),
        topic="Calls after hours",
        creator="U0MARGARET",
        is_private=True,
    ),
    Channel(
        id="C0SHARED",
        name="wheelhouse-repairs",
        members=("U0ADA", "U0GRACE", "U0MARGARET", _KATHERINE.id),
        shared_with=(PARTNER.id,),
        topic="Repairs of the couriers' bicycles, together with Wheelhouse",
        creator="U0MARGARET",
    ),
)

_SHARING = ("U0ADA", "U0GRACE", "U0MARGARET", "U0CAPIBOT")

PARTNERS_PEOPLE = (
    _KATHERINE,
    Person(id="U0DOROTHY", name="dorothy", real_name="Dorothy Vaughan", title="Courier", is_admin=True),
    *(replace(each, team_id=SHOP.id) for each in PEOPLE if each.id in _SHARING),
    _SLACKBOT,
)

PARTNERS_CHANNELS = (
    Channel(id="C0ROUNDS", name="rounds", has_bot=False, topic="Today's rounds", creator="U0DOROTHY"),
    Channel(id="C0DEPOT", name="depot", has_bot=False, topic="Who has the keys?", creator="U0DOROTHY"),
)
