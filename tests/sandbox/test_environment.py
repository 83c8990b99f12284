from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from capi_bot.sandbox import SandboxError, environment
from capi_bot.sandbox.environment import SandboxEnvironment
from capi_bot.sandbox.once import run_once

pytestmark = pytest.mark.e2e
SEED = "CON-bc643220-2542-499a-892e-c982c4150c06"
USER = "USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxEnvironment]:
    with SandboxEnvironment() as running:
        yield running


def test_a_command_goes_through_the_real_bot_to_the_api_and_back(sandbox: SandboxEnvironment) -> None:
    (text,) = run_once(sandbox.url, "conversations")

    assert SEED in text
    assert {request.path for request in sandbox.requests} >= {"/v1/conversations", "/v1/calls"}
    assert {request.status for request in sandbox.requests} <= {200, 403, 404}


def test_the_page_is_at_its_address(sandbox: SandboxEnvironment) -> None:
    assert "text/html" in requests.get(sandbox.url, timeout=10).headers["Content-Type"]


def test_the_bot_says_that_it_is_well(sandbox: SandboxEnvironment) -> None:
    address = str(sandbox.workspace.app_url).removesuffix("/slack/events")

    assert requests.get(f"{address}/healthz", timeout=10).status_code == 200


def test_a_failure_on_demand_reaches_the_bot(sandbox: SandboxEnvironment) -> None:
    sandbox.faults.next(path=f"/v1/users/{USER}", status=404)

    with pytest.raises(SandboxError, match="⚠"):
        run_once(sandbox.url, f"user {USER}")
    assert 404 in {request.status for request in sandbox.requests if request.path == f"/v1/users/{USER}"}


@pytest.mark.slow
def test_the_other_version_is_an_option_and_the_bot_ends_in_order() -> None:
    with SandboxEnvironment(version="beta") as running:
        assert SEED in run_once(running.url, "conversations")[0]
        assert "/beta/conversations" in {request.path for request in running.requests}
        bot, address = running.bot, str(running.workspace.app_url)

    assert (bot.output[-1], bot.stop()) == ("Stopped.", 0)
    with pytest.raises(requests.ConnectionError):
        requests.get(address, timeout=10)
    with pytest.raises(requests.ConnectionError):
        requests.get(running.url, timeout=10)


@pytest.mark.slow
def test_a_bot_does_not_outlive_the_sandbox_even_when_that_is_killed() -> None:
    with SandboxEnvironment() as running:
        process = running.bot._process
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

    with (
        pytest.raises(SandboxError, match="CAPI_PORT must be a whole number"),
        SandboxEnvironment(extra_env={"CAPI_PORT": "x"}),
    ):
        pytest.fail("it must not start")
    for host in left:
        with pytest.raises(requests.ConnectionError):
            requests.get(host.url, timeout=10)
    assert len(left) == 2


def test_a_line_without_an_address_is_told() -> None:
    with pytest.raises(SandboxError, match="did not say where it listens, but: hello"):
        environment._address("hello")


def test_no_key_or_token_is_the_same_twice() -> None:
    one, other = SandboxEnvironment(), SandboxEnvironment()

    assert one.workspace.bot_token != other.workspace.bot_token
    for environment_ in (one, other):
        environment_.workspace.close()


@pytest.mark.slow
def test_over_socket_mode_the_bot_needs_no_address_and_no_signing_secret() -> None:
    with SandboxEnvironment(transport="socket") as running:
        assert SEED in run_once(running.url, "conversations")[0]
        titles = [entry.title for entry in running.workspace.journal.news(0) if entry.kind == "delivery"]

    assert "SLACK_SIGNING_SECRET" not in running._bot_settings("")
    assert running.workspace.app_url is None
    assert titles == ["hello", "slash_commands"]
    assert running.bot.output[-1] == "Stopped."


def test_faults_of_both_vendors_can_be_switched_on_the_page(sandbox: SandboxEnvironment) -> None:
    answer = requests.get(f"{sandbox.url}/ui/switches", timeout=10).json()

    assert {switch["group"] for switch in answer["switches"]} == {"Vonage", "Slack"}
    assert not any(switch["on"] for switch in answer["switches"])


def test_the_partners_workspace_is_beside_it(sandbox: SandboxEnvironment) -> None:
    parameters = {"team": sandbox.partner.directory.team_id, "wait": "0"}
    state = requests.get(f"{sandbox.url}/ui/state", params=parameters, timeout=10).json()

    assert state["team"]["id"] == sandbox.partner.directory.team_id
    assert not state["app"]["installed"]
