from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from capi_bot.capi.models import Endpoint, Event, Media, Member, MemberChannel, MemberState, Page
from capi_bot.slack.views import block_kit
from capi_bot.slack.views.tabs import MembersTab
from capi_bot.slack.views.tabs.members import (
    describe_company,
    member_addresses,
    member_key,
    participants,
)
from tests.slack.sample_values import NOW, member_id, user_id

WIDTH = 60
HELD = Media(muted=True, earmuffed=True)


def _in_it(number: int, name: str = "", **told: object) -> Member:
    one = Member(
        id=member_id(number), user_id=user_id(number), user_display_name=name, state=MemberState.JOINED, joined=NOW
    )
    return replace(one, **told)  # type: ignore[arg-type]  # whatever a test changes


ANN, BOB, CY, DI, ED = (_in_it(number, name) for number, name in enumerate(("Ann", "Bob", "Cy", "Di", "Ed"), 1))


def _with(member: Member, *others: Member, whole: bool = True, over: bool = False) -> str:
    tab = MembersTab(page=Page(items=(member,)), everyone=(member, *others), whole=whole)
    return describe_company(member, participants(tab, over=over), WIDTH)


def test_somebody_is_with_those_who_are_in_it_too() -> None:
    assert _with(ANN, BOB) == "with Bob"
    assert _with(ANN, BOB, CY) == "with Bob and Cy"
    assert _with(ANN, BOB, CY, DI) == "with Bob, Cy and Di"
    assert _with(ANN, BOB, CY, DI, ED) == "with Bob, Cy, Di and 1 other"


def test_those_who_are_not_in_it_are_no_company() -> None:
    invited, left = (replace(one, state=state) for one, state in ((BOB, MemberState.INVITED), (CY, MemberState.LEFT)))

    assert _with(ANN, invited, left) == "alone"


def test_who_is_alone_is_said_only_where_everybody_is_known() -> None:
    assert _with(ANN, whole=False) == ""
    assert _with(ANN, whole=True) == "alone"


def test_nobody_is_with_anybody_in_a_conversation_that_is_over() -> None:
    assert _with(ANN, BOB, over=True) == ""


def test_those_of_whom_only_an_id_is_known_are_counted() -> None:
    assert _with(ANN, _in_it(7), BOB, _in_it(8)) == "with Bob and 2 others"
    assert _with(ANN, _in_it(7, user_name="vapi-user-f59c")) == "with 1 other"


def test_to_be_in_it_by_app_and_by_phone_is_no_company() -> None:
    assert _with(ANN, replace(ANN, id=member_id(9))) == "alone"
    assert _with(ANN, BOB, replace(BOB, id=member_id(9))) == "with Bob"


def test_members_without_ids_are_told_apart_by_their_users() -> None:
    assert _with(replace(ANN, id=""), replace(BOB, id="")) == "with Bob"
    assert (member_key(ANN), member_key(replace(ANN, id=""))) == (member_id(1), user_id(1))


def test_who_is_on_hold_is_told_to_be() -> None:
    assert _with(ANN, replace(BOB, media=HELD), CY) == "with Bob (on hold) and Cy"


def test_somebody_without_a_name_goes_by_the_number_that_the_events_tell() -> None:
    channel = {"type": "phone", "id": "7" * 32, "from": {"number": "447700900111"}}
    joined = Event(id=1, type="member:joined", timestamp=NOW, body={"member_id": member_id(7), "channel": channel})
    tab = MembersTab(page=Page(items=(ANN,)), everyone=(ANN, _in_it(7)), events=(joined,))

    assert describe_company(ANN, participants(tab, over=False), WIDTH) == "with 447700900111"


def test_a_name_from_outside_is_harmless_and_cut() -> None:
    known = participants(MembersTab(page=Page(), everyone=(ANN, _in_it(2, "<!here> *" + "x" * 99))), over=False)

    assert describe_company(ANN, known, 16) == f"with {block_kit.escape_outside_text('<!here> *' + 'x' * 99, 16)}"


def test_the_page_knows_its_members_better_than_the_list() -> None:
    tab = MembersTab(page=Page(items=(replace(ANN, media=HELD),)), everyone=(replace(ANN, user_display_name=""),))
    known = participants(tab, over=False)

    assert known.member(ANN) == replace(ANN, media=HELD)
    assert known.status(ANN).on_hold
    assert known.member(BOB) == BOB
    assert not known.status(BOB).on_hold


def test_somebody_is_where_their_user_is_and_at_their_own_end() -> None:
    ends = MemberChannel(from_=Endpoint(address="1"), to=Endpoint(address="2"))

    assert list(member_addresses(replace(ANN, channel=ends))) == [ANN.user_id, "1"]
    assert list(member_addresses(replace(ANN, channel=ends, invited=NOW - timedelta(minutes=1)))) == [ANN.user_id, "2"]
