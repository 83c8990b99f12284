from __future__ import annotations

from functools import partial

import pytest

from capi_bot.sandbox.vonage.asked import Asked, Readable
from capi_bot.sandbox.vonage.desk import Desk, member_of
from capi_bot.sandbox.vonage.ledger import Ledger
from capi_bot.sandbox.vonage.refusals import RefusedError
from capi_bot.sandbox.world.records import ident
from capi_bot.sandbox.world.snapshot import World


def asked(path: str, world: Readable) -> Asked:
    return Asked(world=world, version="v1", path=path)


def test_a_request_sees_what_was_just_written(world: World) -> None:
    with Ledger().writing(world) as draft:
        desk = Desk(draft=draft, ask=partial(asked, "/v1/conversations"), document={"name": "x"})
        made = draft.create(name="x")
        assert desk.asked.conversation(made.id) == desk.open(made.id) == made
        assert desk.read().text("name") == "x"


def test_what_is_over_is_not_opened(world: World) -> None:
    with Ledger().writing(world) as draft, pytest.raises(RefusedError) as caught:
        Desk(draft=draft, ask=partial(asked, "/v1"), document={}).open(ident("CON", "menu"))
    assert caught.value.code == "conversation:error:not-allowed"


def test_a_member_is_found_or_refused(world: World) -> None:
    of = world.conversations[-1]
    assert member_of(of, of.members[1].id) == of.members[1]
    with pytest.raises(RefusedError) as caught:
        member_of(of, "MEM-nobody")
    assert caught.value.code == "member:error:not-found"
