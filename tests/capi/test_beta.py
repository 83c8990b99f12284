from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from capi_bot.capi.beta import Beta
from capi_bot.capi.models import MemberState, Page, User
from capi_bot.capi.pagination import follow
from capi_bot.capi.query import Query, filters
from capi_bot.errors import NotFoundError, UserError

CON = "CON-bc643220-2542-499a-892e-c982c4150c06"
ALICE, BOB = "MEM-f44c872e-cba9-444f-88ae-0bfa630865a6", "MEM-25ccda92-839d-4ac6-a7b2-de310224878b"
USR = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"


class Api:
    """Answers by path."""

    def __init__(self, answers: Mapping[str, object]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, Mapping[str, str]]] = []

    def __call__(self, path: str, parameters: Mapping[str, str]) -> object:
        self.asked.append((path, parameters))
        return self.answers[path]


@pytest.fixture
def api(samples: Path) -> Api:
    return Api(
        {
            f"/beta/conversations/{CON}": json.loads((samples / "seed_conversation.json").read_text()),
            f"/beta/conversations/{CON}/events": json.loads((samples / "seed_events.json").read_text()),
            f"/beta/conversations/{CON}/events/5": {"id": 5, "type": "member:media"},
            "/beta/users": [{"id": "USR-1", "name": "alex"}, {"id": "USR-2", "name": "Alex"}, {"id": "USR-3"}],
            f"/beta/users/{USR}": {"id": USR, "name": "alex"},
            f"/beta/users/{USR}/conversations": [{"id": CON, "state": "LEFT", "member_id": ALICE}],
        }
    )


@pytest.fixture
def beta(api: Api) -> Beta:
    return Beta(api, "/beta")


class Conversations:
    """A list of conversations whose `record_index` counts one thing or the other."""

    def __init__(self, total: int, *, pages: bool) -> None:
        self._total = total
        self._pages = pages
        self.asked: list[Mapping[str, str]] = []

    def __call__(self, path: str, parameters: Mapping[str, str]) -> object:
        assert path == "/v0.1/conversations"
        self.asked.append(parameters)
        size, index = int(parameters["page_size"]), int(parameters["record_index"])
        start = index * size if self._pages else index
        found = [{"uuid": f"CON-{number}"} for number in range(start, min(start + size, self._total))]
        return {"count": self._total, "_embedded": {"conversations": found}}


def test_the_seeds_conversation_comes_with_its_members(beta: Beta) -> None:
    conversation = beta.conversation(CON)
    assert conversation.id == CON
    assert [member.id for member in conversation.members or ()] == [ALICE, BOB]


def test_members_come_from_the_conversation_and_are_paged_here(beta: Beta, api: Api) -> None:
    page = beta.members(CON, Query(page_size=1))
    assert ([member.id for member in page.items], page.next, page.prev) == ([ALICE], "1", None)
    page = beta.members_in_full(CON, Query(page_size=1, cursor=page.next))
    assert ([member.id for member in page.items], page.next, page.prev) == ([BOB], None, "0")
    assert api.asked == [(f"/beta/conversations/{CON}", {})] * 2
    assert page.items[0].joined == datetime(2018, 10, 25, 9, 26, 30, 270_000, tzinfo=UTC)


def test_a_conversation_without_members_has_an_empty_page() -> None:
    assert Beta(Api({f"/v0.1/conversations/{CON}": {}}), "/v0.1").members(CON, Query()) == Page()


def test_a_member_is_found_in_the_conversation(beta: Beta) -> None:
    assert beta.member(CON, BOB).state is MemberState.JOINED


def test_a_member_that_is_not_there_is_not_found(beta: Beta) -> None:
    with pytest.raises(NotFoundError) as refused:
        beta.member(CON, BOB[:-1] + "c")
    assert refused.value.refusal.code == "conversation:error:member-not-found"


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ({}, [1, 2, 3, 4, 5, 6, 7, 8]),
        ({"event_type": "member:joined"}, [1, 4, 7]),
        ({"start_id": 6}, [6, 7, 8]),
        ({"end_id": 2}, [1, 2]),
        ({"start_id": 3, "end_id": 7, "event_type": "sip:answered"}, [3, 6]),
        ({"event_type": "text"}, []),
    ],
)
def test_events_are_filtered_here(beta: Beta, wanted: dict[str, str | int], ids: list[int]) -> None:
    assert [event.id for event in beta.events(CON, Query(filters=filters(**wanted))).items] == ids


def test_the_newest_events_come_first_when_asked_so(beta: Beta) -> None:
    page = beta.events(CON, Query(page_size=3, order="desc"))
    assert ([event.id for event in page.items], page.next) == ([8, 7, 6], "3")
    assert {event.conversation_id for event in page.items} == {CON}


def test_an_event_without_a_number_lies_in_no_range() -> None:
    beta = Beta(Api({f"/beta/conversations/{CON}/events": [{"type": "text"}, {"id": 2}]}), "/beta")
    assert len(beta.events(CON, Query()).items) == 2
    assert [event.id for event in beta.events(CON, Query(filters=filters(start_id=0))).items] == [2]


def test_a_single_event_is_asked_for(beta: Beta) -> None:
    assert beta.event(CON, 5).type == "member:media"


def test_users_are_found_by_their_exact_name(beta: Beta) -> None:
    assert beta.users(Query(filters=filters(name="alex"))).items == (User(id="USR-1", name="alex"),)
    assert [user.id for user in beta.users(Query(page_size=2)).items] == ["USR-1", "USR-2"]


def test_a_user_and_its_conversations_are_read(beta: Beta) -> None:
    assert beta.user(USR) == User(id=USR, name="alex")
    (membership,) = beta.user_conversations(USR, Query()).items
    assert (membership.conversation.id, membership.member_id, membership.state) == (CON, ALICE, MemberState.LEFT)


@pytest.mark.parametrize("pages", [False, True])
@pytest.mark.parametrize("total", [0, 1, 2, 3, 10, 11, 25, 1000])
def test_conversations_are_paged_by_position_whatever_the_index_counts(total: int, *, pages: bool) -> None:
    beta = Beta(Conversations(total, pages=pages), "/v0.1")
    walked = follow(lambda cursor: beta.conversations(Query(cursor=cursor)))
    assert [conversation.id for conversation in walked] == [f"CON-{number}" for number in range(total)]


def test_what_the_index_counts_is_found_out_once_and_not_before_it_matters() -> None:
    api = Conversations(25, pages=True)
    beta = Beta(api, "/v0.1")
    beta.conversations(Query(order="desc", filters=filters(date_start="2018-10-25")))
    assert api.asked == [{"page_size": "10", "order": "desc", "record_index": "0", "date_start": "2018-10-25"}]
    beta.conversations(Query(cursor="10"))
    beta.conversations(Query(cursor="20"))
    assert [(each["page_size"], each["record_index"]) for each in api.asked[1:]] == [
        ("1", "1"),
        ("2", "1"),
        ("10", "1"),
        ("10", "2"),
    ]


@pytest.mark.parametrize(
    ("cursor", "neighbours"),
    [(None, ("10", None)), ("10", ("20", "0")), ("20", (None, "10")), ("5", ("15", "0")), ("90", (None, "80"))],
)
def test_the_neighbours_of_a_page_follow_from_the_count(
    cursor: str | None, neighbours: tuple[str | None, str | None]
) -> None:
    page = Beta(Conversations(25, pages=False), "/v0.1").conversations(Query(cursor=cursor))
    assert (page.next, page.prev) == neighbours


def test_without_a_count_a_link_tells_that_there_is_more() -> None:
    links = {"next": {"href": "https://elsewhere.example/?record_index=10"}}
    reply = {"_embedded": {"conversations": [{"uuid": CON}]}, "_links": links}
    assert Beta(Api({"/beta/conversations": reply}), "/beta").conversations(Query()).next == "10"


@pytest.mark.parametrize("reply", [{}, {"_embedded": {}}])
def test_an_application_without_conversations_has_an_empty_page(reply: object) -> None:
    assert Beta(Api({"/beta/conversations": reply}), "/beta").conversations(Query()) == Page()


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("conversation", ("../users",)),
        ("members", ("../users", Query())),
        ("member", (CON, "../users")),
        ("events", (USR, Query())),
        ("event", (CON, "../users")),
        ("user", ("../conversations",)),
        ("user_conversations", ("../", Query())),
        ("conversations", (Query(cursor="7EjDNQ=="),)),
    ],
)
def test_what_is_no_id_and_no_cursor_never_leaves_the_process(method: str, arguments: tuple[object, ...]) -> None:
    api = Api({})
    with pytest.raises(UserError):
        getattr(Beta(api, "/beta"), method)(*arguments)
    assert api.asked == []
