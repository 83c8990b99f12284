from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from capi_bot.capi.beta import Beta
from capi_bot.capi.models import MemberState, Page, User
from capi_bot.capi.pagination import Query, build_filters, iterate_items
from capi_bot.errors import NotFoundError, UserError

CON = "CON-bc643220-2542-499a-892e-c982c4150c06"
ALICE, BOB = "MEM-f44c872e-cba9-444f-88ae-0bfa630865a6", "MEM-25ccda92-839d-4ac6-a7b2-de310224878b"
USR = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"


class Api:
    """A fake fetch function with one answer per path."""

    def __init__(self, answers: Mapping[str, object]) -> None:
        self.answers = answers
        self.requests: list[tuple[str, Mapping[str, str]]] = []

    def __call__(self, path: str, parameters: Mapping[str, str]) -> object:
        self.requests.append((path, parameters))
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
    """A list of conversations whose `record_index` counts conversations or pages."""

    def __init__(self, total: int, *, pages: bool) -> None:
        self._total = total
        self._pages = pages
        self.requests: list[Mapping[str, str]] = []

    def __call__(self, path: str, parameters: Mapping[str, str]) -> object:
        assert path == "/v0.1/conversations"
        self.requests.append(parameters)
        size, index = int(parameters["page_size"]), int(parameters["record_index"])
        start = index * size if self._pages else index
        conversations = [{"uuid": f"CON-{number}"} for number in range(start, min(start + size, self._total))]
        return {"count": self._total, "_embedded": {"conversations": conversations}}


def test_a_conversation_has_its_members(beta: Beta) -> None:
    conversation = beta.conversation(CON)
    assert conversation.id == CON
    assert [member.id for member in conversation.members or ()] == [ALICE, BOB]


def test_members_are_those_of_the_conversation_and_paged_by_offset(beta: Beta, api: Api) -> None:
    page = beta.members(CON, Query(page_size=1))
    assert ([member.id for member in page.items], page.next, page.prev) == ([ALICE], "1", None)
    page = beta.members_in_full(CON, Query(page_size=1, cursor=page.next))
    assert ([member.id for member in page.items], page.next, page.prev) == ([BOB], None, "0")
    assert api.requests == [(f"/beta/conversations/{CON}", {})] * 2
    assert page.items[0].joined == datetime(2018, 10, 25, 9, 26, 30, 270_000, tzinfo=UTC)


def test_a_conversation_without_members_has_an_empty_page_of_them() -> None:
    assert Beta(Api({f"/v0.1/conversations/{CON}": {"uuid": CON}}), "/v0.1").members(CON, Query()) == Page()


def test_a_member_is_found_in_the_conversation(beta: Beta) -> None:
    assert beta.member(CON, BOB).state is MemberState.JOINED


def test_a_member_that_the_conversation_does_not_have_raises_not_found(beta: Beta) -> None:
    with pytest.raises(NotFoundError) as raised:
        beta.member(CON, BOB[:-1] + "c")
    assert raised.value.problem.code == "conversation:error:member-not-found"


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({}, [1, 2, 3, 4, 5, 6, 7, 8]),
        ({"event_type": "member:joined"}, [1, 4, 7]),
        ({"start_id": 6}, [6, 7, 8]),
        ({"end_id": 2}, [1, 2]),
        ({"start_id": 3, "end_id": 7, "event_type": "sip:answered"}, [3, 6]),
        ({"event_type": "text"}, []),
    ],
)
def test_events_are_filtered_by_type_and_id(beta: Beta, filters: dict[str, str | int], ids: list[int]) -> None:
    assert [event.id for event in beta.events(CON, Query(filters=build_filters(**filters))).items] == ids


def test_events_in_descending_order_begin_with_the_newest(beta: Beta) -> None:
    page = beta.events(CON, Query(page_size=3, order="desc"))
    assert ([event.id for event in page.items], page.next) == ([8, 7, 6], "3")
    assert {event.conversation_id for event in page.items} == {CON}


def test_an_event_without_a_number_lies_in_no_range() -> None:
    beta = Beta(Api({f"/beta/conversations/{CON}/events": [{"type": "text"}, {"id": 2}]}), "/beta")
    assert len(beta.events(CON, Query()).items) == 2
    assert [event.id for event in beta.events(CON, Query(filters=build_filters(start_id=0))).items] == [2]


def test_an_event_is_read_by_id(beta: Beta) -> None:
    assert beta.event(CON, 5).type == "member:media"


def test_users_are_filtered_by_their_exact_name(beta: Beta) -> None:
    assert beta.users(Query(filters=build_filters(name="alex"))).items == (User(id="USR-1", name="alex"),)
    assert [user.id for user in beta.users(Query(page_size=2)).items] == ["USR-1", "USR-2"]


def test_a_user_and_their_conversations_are_read(beta: Beta) -> None:
    assert beta.user(USR) == User(id=USR, name="alex")
    (membership,) = beta.user_conversations(USR, Query()).items
    assert (membership.conversation.id, membership.member_id, membership.state) == (CON, ALICE, MemberState.LEFT)


@pytest.mark.parametrize("pages", [False, True])
@pytest.mark.parametrize("total", [0, 1, 2, 3, 10, 11, 25, 1000])
def test_conversations_are_paged_by_position_whether_the_record_index_counts_items_or_pages(
    total: int, *, pages: bool
) -> None:
    beta = Beta(Conversations(total, pages=pages), "/v0.1")
    conversations = iterate_items(lambda cursor: beta.conversations(Query(cursor=cursor)))
    assert [conversation.id for conversation in conversations] == [f"CON-{number}" for number in range(total)]


def test_what_the_record_index_counts_is_determined_once_and_only_for_a_second_page() -> None:
    api = Conversations(25, pages=True)
    beta = Beta(api, "/v0.1")
    beta.conversations(Query(order="desc", filters={"date_start": "2018-10-25"}))
    assert api.requests == [{"page_size": "10", "order": "desc", "record_index": "0", "date_start": "2018-10-25"}]
    beta.conversations(Query(cursor="10"))
    beta.conversations(Query(cursor="20"))
    assert [(request["page_size"], request["record_index"]) for request in api.requests[1:]] == [
        ("1", "1"),
        ("2", "1"),
        ("10", "1"),
        ("10", "2"),
    ]


@pytest.mark.parametrize(
    ("cursor", "cursors"),
    [(None, ("10", None)), ("10", ("20", "0")), ("20", (None, "10")), ("5", ("15", "0")), ("90", (None, "80"))],
)
def test_the_cursors_of_the_next_and_previous_page_follow_from_the_count(
    cursor: str | None, cursors: tuple[str | None, str | None]
) -> None:
    page = Beta(Conversations(25, pages=False), "/v0.1").conversations(Query(cursor=cursor))
    assert (page.next, page.prev) == cursors


def test_without_a_count_the_link_shows_whether_there_is_a_next_page() -> None:
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
def test_invalid_ids_and_cursors_are_refused_before_anything_is_sent(
    method: str, arguments: tuple[object, ...]
) -> None:
    api = Api({})
    with pytest.raises(UserError):
        getattr(Beta(api, "/beta"), method)(*arguments)
    assert api.requests == []
