from __future__ import annotations

import pytest

from capi_bot.slack.access import NOT_OURS, Access, AccessDeniedError, Installation
from capi_bot.slack.payloads import Actor

WORKSPACE = Installation(team="T1")
WORKSPACE_OF_GRID = Installation(team="T1", enterprise="E1")
ORGANISATION = Installation(enterprise="E1")


def somebody(user_team: str = "", user_enterprise: str = "", *, team: str = "T1", enterprise: str = "") -> Actor:
    return Actor(
        team=team, enterprise=enterprise, user="U1", user_team=user_team, user_enterprise=user_enterprise, app_id="A1"
    )


@pytest.mark.parametrize(
    ("installation", "actor", "is_ours"),
    [
        (WORKSPACE, somebody("T1"), True),
        (WORKSPACE, somebody(), True),
        (WORKSPACE, somebody("T0OTHER"), False),
        (WORKSPACE, somebody("T0OTHER", "E1"), False),
        (WORKSPACE, somebody("T1", "E1"), True),
        (WORKSPACE, somebody("E1"), False),
        (WORKSPACE_OF_GRID, somebody("T2", "E1"), True),
        (WORKSPACE_OF_GRID, somebody("E1"), True),
        (WORKSPACE_OF_GRID, somebody("T2"), False),
        (WORKSPACE_OF_GRID, somebody("T0OTHER", "E0OTHER"), False),
        (WORKSPACE_OF_GRID, somebody("E0OTHER"), False),
        (WORKSPACE_OF_GRID, somebody("T1"), True),
        (ORGANISATION, somebody("T2", "E1"), True),
        (ORGANISATION, somebody("", "E1"), True),
        (ORGANISATION, somebody("", "E0OTHER"), False),
        (ORGANISATION, somebody("T0OTHER"), False),
    ],
)
def test_who_belongs_to_an_installation(installation: Installation, actor: Actor, is_ours: bool) -> None:  # noqa: FBT001 - a column of the table
    assert installation.includes(actor) is is_ours


def test_people_of_another_team_are_refused_in_one_sentence() -> None:
    access = Access()
    access.learn_installation("T1")
    access.check(somebody("T1"))
    with pytest.raises(AccessDeniedError) as caught:
        access.check(somebody("T0OTHER"))
    assert str(caught.value) == NOT_OURS
    assert NOT_OURS.count(". ") == 0


def test_until_slack_was_asked_the_payload_says_where_the_app_is_installed() -> None:
    access = Access()
    access.check(somebody("T1"))
    access.check(somebody("T2", "E1", enterprise="E1"))
    with pytest.raises(AccessDeniedError):
        access.check(somebody("T0OTHER"))
    access.learn_installation("", "")
    access.check(somebody("T1"))
    access.learn_installation("T2")
    with pytest.raises(AccessDeniedError):
        access.check(somebody("T1"))


def test_until_our_apps_id_is_known_every_delivery_is_ours() -> None:
    access = Access()
    assert access.is_own_app("A0OTHER")
    access.learn_app_id("")
    assert access.is_own_app("A0OTHER")
    access.learn_app_id("A1")
    assert [access.is_own_app(app_id) for app_id in ("A1", "", "A0OTHER")] == [True, True, False]


@pytest.mark.parametrize(
    ("token", "is_known"),
    [("xapp-1-A1-123-0a1b", True), ("xapp-sandbox-0a1b", False), ("xapp-1", False), ("", False)],
)
def test_an_app_token_of_the_usual_form_tells_the_apps_id(token: str, is_known: bool) -> None:  # noqa: FBT001 - a column of the table
    access = Access()
    access.learn_app_token(token)
    assert access.is_own_app("A0OTHER") is not is_known
    assert access.is_own_app("A1")
