from __future__ import annotations

from capi_bot.sandbox.world import conferences
from tests.sandbox.world.cues import cue, ended, types


def test_a_transferred_call_goes_on_in_a_conversation_of_its_own() -> None:
    desk, workshop = conferences.transfer(cue())
    left, came = ended(desk), ended(workshop)
    passed_on = came.events[0]

    assert (desk.kept, workshop.kept) == (False, True)
    assert passed_on.type == "rtc:transfer"
    assert (passed_on.body["transferred_from"], passed_on.body["was_member"]) == (left.id, left.members[0].id)
    assert [call.id for call in came.calls if call.direction == "inbound"] == [left.members[0].channel["id"]]
    assert left.members[0].channel["id"] not in {call.id for call in left.calls}
    assert workshop.after == next(step.after for step in desk.steps if step.body.get("reason") == conferences.MOVED)


def test_three_talk_at_once_and_one_is_muted_meanwhile() -> None:
    (play,) = conferences.conference(cue())
    told = ended(play)

    assert [call.status for call in told.calls] == ["completed"] * 3
    assert types(told).count("member:joined") == types(told).count("member:left") == 3
    assert types(told).index("audio:mute:on") < types(told).index("audio:mute:off")


def test_riders_meet_in_a_room_that_stays() -> None:
    (play,) = conferences.room(cue())
    told = ended(play)

    assert (told.state, told.destroyed, play.kept) == ("ACTIVE", None, True)
    assert [member.state for member in told.members] == ["LEFT"] * 4
    assert "custom:tour_planned" in types(told)
    assert [step.after for step in play.steps] == sorted(step.after for step in play.steps)
