from __future__ import annotations

import pytest

from capi_bot.sandbox.vonage.asked import Asked
from capi_bot.sandbox.vonage.refusals import RefusedError
from capi_bot.sandbox.world.records import ident
from capi_bot.sandbox.world.snapshot import World


def asked(world: World, version: str) -> Asked:
    return Asked(world=world, version=version, path=f"/{version}/users")


def test_only_v1_links_to_a_regional_host(world: World) -> None:
    assert asked(world, "v1").link("/users") == {"href": "https://api-us-3.vonage.com/v1/users"}
    assert asked(world, "beta").link("/users") == {"href": "https://api.nexmo.com/beta/users"}
    assert asked(world, "v0.1").link("/users", {"a": "=+"}) == {"href": "https://api.nexmo.com/v0.1/users?a=%3D%2B"}


def test_what_is_there_is_found(world: World) -> None:
    ask = asked(world, "v1")
    assert ask.user(world.users[0].id) == world.users[0]
    assert ask.conversation(world.conversations[0].id) == world.conversations[0]


@pytest.mark.parametrize(("label", "status"), [("nowhere", 404), ("vanished", 404), ("forbidden", 403)])
def test_what_cannot_be_looked_into_is_refused(world: World, label: str, status: int) -> None:
    with pytest.raises(RefusedError) as caught:
        asked(world, "v1").conversation(ident("CON", label))
    assert caught.value.status == status


def test_a_missing_user_is_refused(world: World) -> None:
    with pytest.raises(RefusedError) as caught:
        asked(world, "v1").user("USR-nobody")
    assert caught.value.code == "user:error:not-found"
