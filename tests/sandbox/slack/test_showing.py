from __future__ import annotations

from capi_bot.sandbox.slack.directory import Directory, partner
from capi_bot.sandbox.slack.showing import shown, team

DIRECTORY = Directory()


def names(rows: list[dict[str, str]], key: str) -> list[str]:
    return [row[key] for row in rows]


def test_a_page_shows_the_team_and_its_app() -> None:
    page = shown(DIRECTORY, "U0ADA")
    assert page["team"] == {"id": "T0SANDBOX", "name": "Sandbox", "domain": "sandbox", "installed": True}
    assert page["app"] == {"name": "capi", "bot_user": "U0CAPIBOT", "installed": True}
    assert page["me"] == "U0ADA"
    assert team(partner())["installed"] is False
    assert shown(partner(), "U0DOROTHY")["app"] == {"name": "", "bot_user": "", "installed": False}


def test_people_are_told_with_their_rights_and_their_team() -> None:
    people = {person["id"]: person for person in shown(DIRECTORY, "U0ADA")["people"]}
    assert people["U0MARGARET"]["is_admin"] is True
    assert (people["U0KATHERINE"]["is_external"], people["U0KATHERINE"]["team_name"]) == (True, "Wheelhouse")
    assert (people["U0ADA"]["team_id"], people["U0ADA"]["real_name"]) == ("T0SANDBOX", "Ada Lovelace")


def test_channels_say_who_is_in_them_and_who_shares_them() -> None:
    channels = {channel["id"]: channel for channel in shown(DIRECTORY, "U0ADA")["channels"]}
    assert channels["C0SHARED"]["shared_with"] == [{"id": "T0PARTNER", "name": "Wheelhouse", "domain": "wheelhouse"}]
    assert channels["C0LOBBY"]["members"] == ["U0ADA", "U0GRACE", "U0MARGARET"]
    assert channels["C0CALLS"]["members"][-1] == "U0CAPIBOT"


def test_commands_and_shortcuts_are_those_that_the_person_may_use() -> None:
    page = shown(DIRECTORY, "U0ADA")
    assert names(page["commands"], "command") == ["/capi", "/invite", "/remove"]
    assert names(page["shortcuts"], "callback_id") == ["lookup", "search"]
    for directory, user in ((DIRECTORY, "U0KATHERINE"), (partner(), "U0DOROTHY")):
        page = shown(directory, user)
        assert (names(page["commands"], "command"), page["shortcuts"]) == (["/invite", "/remove"], [])
