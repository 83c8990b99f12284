from __future__ import annotations

from collections.abc import Callable
from typing import Any

Granted = Any  # conftest's


def test_a_person_is_told_with_what_they_may_do(granted: Granted) -> None:
    margaret = granted("users.info", user="U0MARGARET", include_locale=True)["user"]
    assert (margaret["is_admin"], margaret["is_bot"], margaret["locale"]) == (True, False, "en-US")
    assert granted("users.info", user="U0ADA")["user"]["is_admin"] is False
    assert granted("users.info", user="U0ANNIE")["user"]["is_restricted"] is True
    assert granted.error("users.info", user="U0NOBODY") == "user_not_found"


def test_somebody_of_another_workspace_is_a_stranger(granted: Granted) -> None:
    katherine = granted("users.info", user="U0KATHERINE")["user"]
    assert (katherine["team_id"], katherine["is_stranger"]) == ("T0PARTNER", True)


def test_the_bots_profile_names_its_app(granted: Granted) -> None:
    profile = granted("users.profile.get")["profile"]
    assert (profile["api_app_id"], profile["bot_id"]) == ("A0CAPIBOT", "B0CAPIBOT")
    assert "bot_id" not in granted("users.profile.get", user="U0ADA")["profile"]
    assert granted.error("users.profile.get", user="U0NOBODY") == "user_not_found"


def test_an_address_needs_a_scope(granted: Granted, granting: Callable[..., Granted]) -> None:
    email = granted("users.info", user="U0ADA")["user"]["profile"]["email"]
    assert "email" not in granting("users:read")("users.info", user="U0ADA")["user"]["profile"]
    assert granted("users.lookupByEmail", email=email.upper())["user"]["id"] == "U0ADA"
    assert granted.error("users.lookupByEmail", email="nobody@example.com") == "users_not_found"


def test_everybody_is_listed_at_once_or_in_pages(granted: Granted) -> None:
    everybody = [each.id for each in granted.workspace.directory.people]
    assert [each["id"] for each in granted("users.list")["members"]] == everybody
    page = granted("users.list", limit=2)
    rest = granted("users.list", cursor=page["response_metadata"]["next_cursor"])
    assert [each["id"] for each in (*page["members"], *rest["members"])] == everybody


def test_of_itself_the_bot_learns_more_presence(granted: Granted) -> None:
    assert granted("users.getPresence", user="U0ADA") == {"presence": "active"}
    assert granted("users.getPresence")["online"] is True
    assert granted.error("users.getPresence", user="U0NOBODY") == "user_not_found"
