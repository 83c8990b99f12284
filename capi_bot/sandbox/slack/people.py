"""Teams, people and channels as plain values, and the sandbox's own: a bicycle shop and the couriers beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from capi_bot.sandbox.slack.rules import Json

SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A workspace as others know it."""

    id: str
    name: str
    domain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member of the workspace, or somebody of another one who shares channels with it; bots are members too.

    `team_id` is that of another workspace, empty for the directory's own people. `is_restricted` is a guest, who sees
    the channels alone that they were invited to. `tz_offset` is in seconds east of UTC.
    https://docs.slack.dev/reference/objects/user-object
    """

    id: str
    name: str
    real_name: str = ""
    email: str = ""
    team_id: str = ""
    tz: str = "Etc/UTC"
    tz_offset: int = 0
    is_bot: bool = False
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False

    @property
    def is_external(self) -> bool:
        return bool(self.team_id)

    @property
    def is_full_member(self) -> bool:
        return not (self.is_bot or self.is_external or self.is_restricted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel, or somebody's direct messages with the app's bot.

    `has_bot` tells whether the bot is in it, `owner` is the one person who sees the direct messages. `members` are the
    people in it; None is every full member. `shared_with` are the other workspaces' team ids.
    https://docs.slack.dev/reference/objects/conversation-object
    """

    id: str
    name: str
    has_bot: bool = True
    owner: str | None = None
    members: tuple[str, ...] | None = None
    shared_with: tuple[str, ...] = ()
    topic: str = ""
    is_private: bool = False
    is_archived: bool = False

    @property
    def payload_name(self) -> str:
        """The name that payloads give it: Slack has one for all direct messages and one for all private channels."""
        if self.owner:
            return "directmessage"
        return "privategroup" if self.is_private else self.name

    @property
    def channel_type(self) -> str:
        if self.owner:
            return "im"
        return "group" if self.is_private else "channel"

    def as_json(self) -> Json:
        return {
            "id": self.id,
            "name": self.name,
            "is_im": self.owner is not None,
            "has_bot": self.has_bot,
            "is_private": self.is_private,
            "is_archived": self.is_archived,
            "is_ext_shared": bool(self.shared_with),
            "topic": self.topic,
        }


SHOP = Team(id="T0SANDBOX", name="Sandbox", domain="sandbox")
PARTNER = Team(id="T0PARTNER", name="Wheelhouse", domain="wheelhouse")

_SLACKBOT = Person(id=SLACKBOT, name="Slackbot", real_name="Slackbot", is_bot=True)
_KATHERINE = Person(
    id="U0KATHERINE", name="katherine", real_name="Katherine Johnson", email="katherine@wheelhouse.example"
)

PEOPLE = (
    Person(id="U0ADA", name="ada", real_name="Ada Lovelace", email="ada@sandbox.example", tz="Europe/London"),
    Person(
        id="U0GRACE",
        name="grace",
        real_name="Grace Hopper",
        email="grace@sandbox.example",
        tz="America/New_York",
        tz_offset=-18_000,
    ),
    Person(
        id="U0MARGARET",
        name="margaret",
        real_name="Margaret Hamilton",
        email="margaret@sandbox.example",
        is_admin=True,
        is_owner=True,
    ),
    Person(id="U0ANNIE", name="annie", real_name="Annie Easley", email="annie@accounts.example", is_restricted=True),
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
    ),
    Channel(id="C0LOBBY", name="lobby", has_bot=False, topic="Anything and nothing"),
    Channel(id="C0PAYLOAD", name="team-payload", topic="Cargo bicycles"),
    Channel(
        id="C0NIGHT", name="night-shift", members=("U0ADA", "U0MARGARET"), topic="Calls after hours", is_private=True
    ),
    Channel(
        id="C0SHARED",
        name="wheelhouse-repairs",
        members=("U0ADA", "U0GRACE", "U0MARGARET", _KATHERINE.id),
        shared_with=(PARTNER.id,),
        topic="Repairs of the couriers' bicycles, together with Wheelhouse",
    ),
)

_SHARING = ("U0ADA", "U0GRACE", "U0MARGARET", "U0CAPIBOT")

PARTNERS_PEOPLE = (
    _KATHERINE,
    Person(id="U0DOROTHY", name="dorothy", real_name="Dorothy Vaughan", is_admin=True),
    *(replace(each, team_id=SHOP.id) for each in PEOPLE if each.id in _SHARING),
    _SLACKBOT,
)

PARTNERS_CHANNELS = (
    Channel(id="C0ROUNDS", name="rounds", has_bot=False, topic="Today's rounds"),
    Channel(id="C0DEPOT", name="depot", has_bot=False, topic="Who has the keys?"),
)
