from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from capi_bot.sandbox import SandboxError, environment
from capi_bot.sandbox.environment import Stage
from capi_bot.sandbox.once import once

pytestmark = pytest.mark.e2e
SEED = "CON-bc643220-2542-499a-892e-c982c4150c06"
USER = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"


@pytest.fixture(scope="module")
def on_stage() -> Iterator[Stage]:
    with Stage() as stage:
        yield stage


def test_a_command_goes_through_the_real_bot_to_the_api_and_back(on_stage: Stage) -> None:
    (text,) = once(on_stage.url, "conversations")

    assert SEED in text
    assert {request.path for request in on_stage.requests} >= {"/v1/conversations", "/v1/calls"}
    assert {request.status for request in on_stage.requests} <= {200, 403, 404}


def test_the_page_is_at_its_address(on_stage: Stage) -> None:
    assert "text/html" in requests.get(on_stage.url, timeout=10).headers["Content-Type"]


def test_the_bot_says_that_it_is_well(on_stage: Stage) -> None:
    address = str(on_stage.workspace.app_url).removesuffix("/slack/events")

    assert requests.get(f"{address}/healthz", timeout=10).status_code == 200


def test_a_failure_on_demand_reaches_the_bot(on_stage: Stage) -> None:
    on_stage.faults.next(path=f"/v1/users/{USER}", status=404)

    with pytest.raises(SandboxError, match="⚠"):
        once(on_stage.url, f"user {USER}")
    assert 404 in {request.status for request in on_stage.requests if request.path == f"/v1/users/{USER}"}


def test_the_other_version_is_an_option_and_the_bot_ends_in_order() -> None:
    with Stage(version="beta") as stage:
        assert SEED in once(stage.url, "conversations")[0]
        assert "/beta/conversations" in {request.path for request in stage.requests}
        bot, address = stage.bot, str(stage.workspace.app_url)

    assert (bot.words[-1], bot.stop()) == ("Stopped.", 0)
    with pytest.raises(requests.ConnectionError):
        requests.get(address, timeout=10)
    with pytest.raises(requests.ConnectionError):
        requests.get(stage.url, timeout=10)


def test_a_bot_does_not_outlive_the_sandbox_even_when_that_is_killed() -> None:
    with Stage() as stage:
        process = stage.bot._process
        assert process.stdin
        process.stdin.close()  # as the system does for a process that is killed

        assert process.wait(15) == 0


def test_a_bot_that_cannot_start_is_heard_and_nothing_is_left_running(monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[environment.Host] = []

    class Remembered(environment.Host):
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)  # type: ignore[arg-type]  # passed on as they are
            left.append(self)

    monkeypatch.setattr(environment, "Host", Remembered)

    with pytest.raises(SandboxError, match="CAPI_PORT must be a whole number"), Stage(extra_env={"CAPI_PORT": "x"}):
        pytest.fail("it must not start")
    for host in left:
        with pytest.raises(requests.ConnectionError):
            requests.get(host.url, timeout=10)
    assert len(left) == 2


def test_a_line_without_an_address_is_told() -> None:
    with pytest.raises(SandboxError, match="did not say where it listens, but: hello"):
        environment._address("hello")


def test_no_key_or_token_is_the_same_twice() -> None:
    one, other = Stage(), Stage()

    assert one.workspace.bot_token != other.workspace.bot_token
    for stage_ in (one, other):
        stage_.workspace.close()


def test_over_socket_mode_the_bot_needs_no_address_and_no_signing_secret() -> None:
    with Stage(transport="socket") as stage:
        assert SEED in once(stage.url, "conversations")[0]
        titles = [entry.title for entry in stage.workspace.journal.news(0) if entry.kind == "delivery"]

    assert "SLACK_SIGNING_SECRET" not in stage._settings("")
    assert stage.workspace.app_url is None
    assert titles == ["hello", "slash_commands"]
    assert stage.bot.words[-1] == "Stopped."


def test_faults_of_both_vendors_can_be_switched_on_the_page(on_stage: Stage) -> None:
    answer = requests.get(f"{on_stage.url}/ui/switches", timeout=10).json()

    assert {switch["group"] for switch in answer["switches"]} == {"Vonage", "Slack"}
    assert not any(switch["on"] for switch in answer["switches"])


def test_the_partners_workspace_is_beside_it(on_stage: Stage) -> None:
    asked = {"team": on_stage.partner.directory.team_id, "wait": "0"}
    state = requests.get(f"{on_stage.url}/ui/state", params=asked, timeout=10).json()

    assert state["team"]["id"] == on_stage.partner.directory.team_id
    assert not state["app"]["installed"]
