from __future__ import annotations

from collections.abc import Mapping

import pytest

from capi_bot.capi.models import Conversation, Event, Member, Membership, MemberState, Page, User
from capi_bot.capi.pagination import Query, build_filters
from capi_bot.capi.v1 import V1
from capi_bot.errors import (
    ForbiddenError,
    NotFoundError,
    ProblemDetails,
    UnreachableError,
    UserError,
)

TAIL = "d66d47de-5bcb-4300-94f0-0c9d4b948e9a"
CON, USR = f"CON-{TAIL}", f"USR-{TAIL}"
MEMBERS = [f"MEM-{number}{TAIL[1:]}" for number in range(4)]
LINKS = {
    "next": {"href": "https://api-us-3.vonage.com/v1/x?cursor=n"},
    "prev": {"href": "https://evil.example/?cursor=p"},
}


class Api:
    """A fake fetch function with one answer per path; an exception is raised."""

    def __init__(self, answers: Mapping[str, object]) -> None:
        self.answers = answers
        self.requests: list[tuple[str, Mapping[str, str]]] = []

    def __call__(self, path: str, parameters: Mapping[str, str]) -> object:
        self.requests.append((path, parameters))
        answer = self.answers[path]
        if isinstance(answer, Exception):
            raise answer
        return answer


def list_of(name: str, *items: object) -> object:
    return {"_embedded": {name: list(items)}, "_links": LINKS}


@pytest.mark.parametrize(
    ("method", "arguments", "path", "reply", "page"),
    [
        ("conversations", (), "/v1/conversations", list_of("conversations", {"id": CON}), (Conversation(id=CON),)),
        (
            "members",
            (CON,),
            f"/v1/conversations/{CON}/members",
            list_of("members", {"id": "MEM-1"}),
            (Member(id="MEM-1", conversation_id=CON),),
        ),
        (
            "events",
            (CON,),
            f"/v1/conversations/{CON}/events",
            list_of("events", {"id": 7}),
            (Event(id=7, conversation_id=CON),),
        ),
        (
            "events",
            (CON,),
            f"/v1/conversations/{CON}/events",
            {"_embedded": [{"id": 7}], "_links": LINKS},
            (Event(id=7, conversation_id=CON),),
        ),
        ("users", (), "/v1/users", list_of("users", {"id": USR}), (User(id=USR),)),
        (
            "user_conversations",
            (USR,),
            f"/v1/users/{USR}/conversations",
            list_of("conversations", {"id": CON}),
            (Membership(conversation=Conversation(id=CON)),),
        ),
    ],
)
def test_a_list_is_one_request_and_its_page_has_cursors(
    method: str, arguments: tuple[str, ...], path: str, reply: object, page: tuple[object, ...]
) -> None:
    api = Api({path: reply})
    query = Query(page_size=5, order="desc", cursor="c", filters=build_filters(name="ada"))
    assert getattr(V1(api), method)(*arguments, query) == Page(items=page, next="n", prev="p")
    assert api.requests == [(path, {"page_size": "5", "order": "desc", "cursor": "c", "name": "ada"})]


@pytest.mark.parametrize(
    ("method", "arguments", "path", "expected"),
    [
        ("conversation", (CON,), f"/v1/conversations/{CON}", Conversation(id=CON, name="x")),
        (
            "member",
            (CON, MEMBERS[0]),
            f"/v1/conversations/{CON}/members/{MEMBERS[0]}",
            Member(id=MEMBERS[0], conversation_id=CON, user_name="x"),
        ),
        ("event", (CON, 7), f"/v1/conversations/{CON}/events/7", Event(id=7, conversation_id=CON)),
        ("user", (USR,), f"/v1/users/{USR}", User(id=USR, name="x")),
    ],
)
def test_a_single_resource_is_one_request(
    method: str, arguments: tuple[object, ...], path: str, expected: object
) -> None:
    api = Api({path: {"id": arguments[-1], "name": "x"}})
    assert getattr(V1(api), method)(*arguments) == expected
    assert api.requests == [(path, {})]


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("conversation", ("../users",)),
        ("members", ("../users", Query())),
        ("members_in_full", ("../users", Query())),
        ("member", (CON, "../../users")),
        ("member", ("../users", MEMBERS[0])),
        ("events", ("../users", Query())),
        ("event", (CON, -1)),
        ("user", ("../conversations",)),
        ("user_conversations", (CON, Query())),
    ],
)
def test_invalid_ids_are_refused_before_anything_is_sent(method: str, arguments: tuple[object, ...]) -> None:
    api = Api({})
    with pytest.raises(UserError):
        getattr(V1(api), method)(*arguments)
    assert api.requests == []


def test_an_array_in_place_of_an_object_is_unreachable() -> None:
    with pytest.raises(UnreachableError):
        V1(Api({f"/v1/users/{USR}": []})).user(USR)


def test_members_in_full_are_read_by_id_where_they_have_one_and_still_exist() -> None:
    base = f"/v1/conversations/{CON}/members"
    listed_members = [{"id": member, "state": "JOINED"} for member in MEMBERS[:2]]
    api = Api(
        {
            base: list_of("members", *listed_members, {"id": "odd", "state": "LEFT"}),
            f"{base}/{MEMBERS[0]}": {"id": MEMBERS[0], "state": "JOINED", "media": {"audio": True}},
            f"{base}/{MEMBERS[1]}": NotFoundError(ProblemDetails(status=404)),
        }
    )
    page = V1(api).members_in_full(CON, Query(cursor="c"))
    full, gone, odd = page.items
    assert full.media is not None
    assert gone == Member(id=MEMBERS[1], conversation_id=CON, state=MemberState.JOINED)
    assert odd == Member(id="odd", conversation_id=CON, state=MemberState.LEFT)
    assert (page.next, page.prev) == ("n", "p")
    assert len(api.requests) == 3


def test_no_more_members_are_read_by_id_than_a_page_has() -> None:
    base = f"/v1/conversations/{CON}/members"
    members = {f"{base}/{member}": {"id": member, "media": {"audio": True}} for member in MEMBERS}
    api = Api({base: list_of("members", *({"id": member} for member in MEMBERS)), **members})
    page = V1(api).members_in_full(CON, Query(page_size=2))
    assert [member.id for member in page.items] == MEMBERS
    assert [member.media is not None for member in page.items] == [True, True, *[False] * (len(MEMBERS) - 2)]
    assert len(api.requests) == 3


def test_members_in_full_raise_any_other_error_of_a_member() -> None:
    base = f"/v1/conversations/{CON}/members"
    api = Api(
        {
            base: list_of("members", *({"id": member} for member in MEMBERS)),
            **{f"{base}/{member}": ForbiddenError(ProblemDetails(status=403)) for member in MEMBERS},
        }
    )
    with pytest.raises(ForbiddenError):
        V1(api).members_in_full(CON, Query())
