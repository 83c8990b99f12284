from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import fields
from pathlib import Path
from threading import Event, Semaphore
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from capi_bot import bootstrap, concurrency, startup
from capi_bot.bootstrap import Bot, Pools, build, create_pools
from capi_bot.capi.client import CapiClient
from capi_bot.concurrency import BoundedExecutor, ExecutorFullError, Steps, Wait
from capi_bot.errors import NotFoundError, SettingsError, UnreachableError
from capi_bot.sandbox import vonage as vonage_api
from capi_bot.sandbox.hosting import Host
from capi_bot.settings import Settings
from capi_bot.slack.request_verification import EVENTS_PATH
from tests.contact_centre import contact_centre
from tests.fakes_slack import FORM, JSON, SECRET, Answer, FakeSlack, mention_event, signed, slash_form

Build = Callable[[Mapping[str, str]], Bot]
APPLICATION = "30fecc94-1e2c-4c9b-a2a0-0a9e5f6b1d10"


@pytest.fixture(autouse=True)
def _remove_proxy_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as slack:
        yield slack


@pytest.fixture(scope="module")
def vonage(rsa_key: rsa.RSAPrivateKey) -> Iterator[str]:
    public = rsa_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    host = Host(vonage_api.create_app(contact_centre(), public, APPLICATION))
    yield host.url
    host.stop()


@pytest.fixture
def environ(slack: FakeSlack, vonage: str, key_pem: str) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": "xoxb-test",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack.api_url,
        "VONAGE_APPLICATION_ID": APPLICATION,
        "VONAGE_PRIVATE_KEY": key_pem,
        "VONAGE_API_URL": vonage,
        "CAPI_PORT": "0",
        "CAPI_STORE": ":memory:",
    }


@pytest.fixture
def bot(environ: dict[str, str]) -> Iterator[Bot]:
    bot = build(Settings.from_env(environ), environ)
    yield bot
    bot.stop()


def test_a_command_is_answered_with_conversations_of_the_api(bot: Bot, slack: FakeSlack) -> None:
    bot.start()
    assert bot.describe().startswith("Listening on http://127.0.0.1:")
    body = slash_form(slack, text="conversations private")
    headers = signed(SECRET, body, str(int(time.time())), FORM)
    response = requests.post(bot.describe().removeprefix("Listening on "), data=body, headers=headers, timeout=10)
    assert (response.status_code, response.text) == (200, "")
    bot.stop()
    (sent,) = [sent for sent in slack.sent if sent.to == "/response/1"]
    assert "CON-" in sent.text
    assert sent.body["response_type"] == "ephemeral"


def test_what_was_answered_before_a_restart_is_not_answered_after_it(
    environ: dict[str, str], slack: FakeSlack, tmp_path: Path
) -> None:
    body = json.dumps(mention_event("<@UBOT> help")).encode()
    environ = environ | {"CAPI_STORE": str(tmp_path / "store.db")}
    for _ in range(2):
        bot = build(Settings.from_env(environ), environ)
        with ExitStack() as stack:
            stack.callback(bot.stop)
            bot.start()
            headers = signed(SECRET, body, str(int(time.time())), JSON)
            url = bot.describe().removeprefix("Listening on ")
            assert requests.post(url, data=body, headers=headers, timeout=10).status_code == 200
    assert [sent.to for sent in slack.sent if sent.to != "auth.test"] == ["chat.postMessage"]


def test_after_a_restart_it_is_still_known_which_conversation_the_thread_of_a_card_is_about(
    environ: dict[str, str], slack: FakeSlack, tmp_path: Path
) -> None:
    environ = environ | {"CAPI_STORE": str(tmp_path / "store.db")}
    for number, text in enumerate(["<@UBOT> CON-bc643220-2542-499a-892e-c982c4150c06", "<@UBOT> members"], start=1):
        body = mention_event(text, f"Ev{number}")
        event = body["event"] | {"ts": f"170000000{number}.1", "thread_ts": "1700000000.1"}
        raw = json.dumps(body | {"event": event}).encode()
        bot = build(Settings.from_env(environ), environ)
        with ExitStack() as stack:
            stack.callback(bot.stop)
            bot.start()
            headers = signed(SECRET, raw, str(int(time.time())), JSON)
            url = bot.describe().removeprefix("Listening on ")
            assert requests.post(url, data=raw, headers=headers, timeout=10).status_code == 200
    shown = [sent.text for sent in slack.sent if sent.to == "chat.postMessage"]
    assert ["+44 7700 000001 called" in text for text in shown] == [True, True]


@pytest.mark.parametrize(("country", "is_found"), [("US", True), ("GB", False), ("", False)])
def test_a_number_is_read_as_it_is_dialled_in_the_country_that_is_set_or_in_that_of_the_applications_own(
    environ: dict[str, str], slack: FakeSlack, country: str, *, is_found: bool
) -> None:
    environ = environ | {"CAPI_COUNTRY": country}
    bot = build(Settings.from_env(environ), environ)
    with ExitStack() as stack:
        stack.callback(bot.stop)
        bot.start()
        for typed in ("(202) 555-0147 private", "020 7946 0000 private"):
            body = slash_form(slack, text=typed)
            headers = signed(SECRET, body, str(int(time.time())), FORM)
            requests.post(bot.describe().removeprefix("Listening on "), data=body, headers=headers, timeout=10)
    texts = [sent.text for sent in slack.sent if sent.to == "/response/1"]
    american = "".join(text for text in texts if "with 2025550147" in text)
    british = "".join(text for text in texts if "with 02079460000" in text)
    assert ("+1 202 555 0147" in american) is is_found
    assert "→ +44 20 7946 0000" in british


def test_health_is_served_and_stopping_twice_has_no_effect(bot: Bot) -> None:
    bot.start()
    address = bot.describe().removeprefix("Listening on ").removesuffix("/slack/events")
    assert requests.get(f"{address}/healthz", timeout=10).status_code == 200
    bot.stop()
    bot.stop()
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{address}/healthz", timeout=10)


def test_stopping_before_starting_has_no_effect(bot: Bot) -> None:
    bot.stop()


@pytest.mark.parametrize("what", ["_intake", "_resources"])
def test_a_connection_that_does_not_close_keeps_nothing_else_open(bot: Bot, what: str) -> None:
    bot.start()
    address = bot.describe().removeprefix("Listening on ").removesuffix("/slack/events")
    leave = Event()
    getattr(bot, what).callback(leave.wait, 10)
    bot.stop()
    assert not leave.is_set()
    leave.set()
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{address}/healthz", timeout=10)


@pytest.fixture
def built() -> Iterator[Build]:
    """Build bots, which end with the test."""
    with ExitStack() as stack:

        def make(environ: Mapping[str, str]) -> Bot:
            bot = build(Settings.from_env(environ), environ)
            stack.callback(bot.stop)
            return bot

        yield make


def address(bot: Bot) -> str:
    found = re.search(r"http://[\d.]+:\d+", bot.describe())
    assert found
    return found[0]


def readiness(bot: Bot) -> tuple[int, list[str]]:
    response = requests.get(f"{address(bot)}/readyz", timeout=10)
    return response.status_code, response.json()["reasons"]


@pytest.mark.parametrize("secret", ["", SECRET])
def test_with_an_app_token_slacks_http_requests_are_not_served(
    environ: dict[str, str], slack: FakeSlack, built: Build, secret: str
) -> None:
    slack.refuse("apps.connections.open", "invalid_auth")
    bot = built({**environ, "SLACK_SIGNING_SECRET": secret, "SLACK_APP_TOKEN": "xapp-test"})
    with pytest.raises(
        SettingsError, match=r"Slack app token: Slack refuses it \(invalid_auth\): copy SLACK_APP_TOKEN again\."
    ):
        bot.start()
    assert bot.describe() == f"Not yet connected to Slack by Socket Mode; health on {address(bot)}/healthz"
    assert requests.get(f"{address(bot)}/healthz", timeout=10).status_code == 200
    assert requests.post(f"{address(bot)}{EVENTS_PATH}", timeout=10).status_code == 404
    status, reasons = readiness(bot)
    assert (status, reasons[-1]) == (503, "Slack: Socket Mode is not connected.")


def test_after_the_start_the_bot_is_ready(bot: Bot) -> None:
    bot.start()
    assert readiness(bot) == (200, [])


def test_before_the_checks_the_bot_is_alive_and_not_ready(bot: Bot) -> None:
    bot._server.start()
    assert requests.get(f"{address(bot)}/healthz", timeout=10).status_code == 200
    assert readiness(bot)[0] == 503


@pytest.mark.parametrize(
    ("setting", "name"), [("SLACK_API_URL", "Slack cannot"), ("VONAGE_API_URL", "Vonage's API: No usable")]
)
def test_without_slack_or_vonage_the_bot_starts_and_says_so(
    environ: dict[str, str], built: Build, caplog: pytest.LogCaptureFixture, setting: str, name: str
) -> None:
    bot = built(environ | {setting: "http://127.0.0.1:9"})
    bot.start()
    status, (reason,) = readiness(bot)
    assert (status, reason.startswith(name)) == (503, True)
    assert f"check {setting}" in reason.replace("Check", "check")
    assert any(reason in record.getMessage() for record in caplog.records)
    assert requests.get(f"{address(bot)}/healthz", timeout=10).status_code == 200


def mention(bot: Bot, event_id: str) -> None:
    body = json.dumps(mention_event("<@UBOT> help", event_id=event_id)).encode()
    headers = signed(SECRET, body, str(int(time.time())), JSON)
    assert requests.post(f"{address(bot)}{EVENTS_PATH}", data=body, headers=headers, timeout=10).status_code == 200


def wait_until_ready(bot: Bot, *, ready: bool) -> list[str]:
    """Wait until `/readyz` says so, and return its reasons."""
    deadline = time.monotonic() + 10
    while True:
        status, reasons = readiness(bot)
        if (status == 200) is ready:
            return reasons
        assert time.monotonic() < deadline


def test_a_token_that_is_revoked_is_told_after_the_first_mention_that_could_not_be_answered(
    bot: Bot, slack: FakeSlack
) -> None:
    bot.start()
    slack.refuse("chat.postMessage", "token_revoked")
    mention(bot, "Ev1")
    assert wait_until_ready(bot, ready=False) == ["Slack refuses it (token_revoked): copy SLACK_BOT_TOKEN again."]
    slack.forget("chat.postMessage")
    mention(bot, "Ev2")
    assert wait_until_ready(bot, ready=True) == []


def test_what_was_away_at_the_start_is_found_by_itself(
    environ: dict[str, str], slack: FakeSlack, built: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(startup, "RECHECK_SECONDS", 0.02)
    slack.script("auth.test", Answer(status=503, raw=b"later"))
    bot = built(environ)
    bot.start()
    assert readiness(bot)[0] == 503
    slack.forget("auth.test")
    assert wait_until_ready(bot, ready=True) == []


def test_an_outage_of_vonage_after_the_start_keeps_the_bot_ready_with_its_reason(
    environ: dict[str, str], built: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients: list[CapiClient] = []

    class RecordedClient(CapiClient):
        def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - the arguments of the client
            super().__init__(*args, **options)
            clients.append(self)

    monkeypatch.setattr(bootstrap, "CapiClient", RecordedClient)
    bot = built(environ)
    bot.start()
    (client,) = clients
    client._transport.get()._http._base_url = "http://127.0.0.1:9"
    with pytest.raises(UnreachableError):
        client.conversations()
    status, (reason,) = readiness(bot)
    assert (status, reason.startswith("Vonage's API: No usable answer")) == (200, True)
    client._transport.get()._http._base_url = environ["VONAGE_API_URL"]
    with pytest.raises(NotFoundError):
        client.get("/v1/conversations/CON-00000000-0000-0000-0000-000000000000")
    assert readiness(bot)[1] == [reason]
    client.conversations()
    assert readiness(bot) == (200, [])


def test_credentials_that_vonage_refuses_end_the_start(environ: dict[str, str], built: Build) -> None:
    bot = built(environ | {"VONAGE_APPLICATION_ID": APPLICATION.replace("3", "4")})
    with pytest.raises(SettingsError, match=r"^Conversation API: It refuses the credentials \(401 "):
        bot.start()


def test_settings_that_would_change_bolts_authorization_are_rejected(environ: dict[str, str]) -> None:
    oauth = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "hush"}
    with pytest.raises(SettingsError, match="SLACK_CLIENT_ID and SLACK_CLIENT_SECRET"):
        Settings.from_env(environ | oauth)
    with pytest.raises(SettingsError, match="SLACK_SIGNING_SECRET is missing"):
        Settings.from_env(environ | {"SLACK_SIGNING_SECRET": " "})


def test_an_unusable_store_ends_the_start(environ: dict[str, str], built: Build, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^CAPI_STORE .* is a folder"):
        built(environ | {"CAPI_STORE": str(tmp_path)})


def test_a_bot_token_that_slack_refuses_ends_the_start(environ: dict[str, str], slack: FakeSlack, built: Build) -> None:
    slack.refuse("auth.test", "invalid_auth")
    with pytest.raises(SettingsError, match=r"^Slack token: Slack refuses it \(invalid_auth\): copy SLACK_BOT_TOKEN"):
        built(environ).start()


def test_a_signing_secret_of_an_unusual_form_is_accepted_with_a_warning(
    environ: dict[str, str], built: Build, caplog: pytest.LogCaptureFixture
) -> None:
    built(environ | {"SLACK_SIGNING_SECRET": "made-up"})
    assert "SLACK_SIGNING_SECRET does not look like one" in caplog.text


@pytest.fixture
def pools() -> Iterator[Pools]:
    with ExitStack() as stack:
        pools = create_pools(stack)
        stack.callback(pools.workers.stop)
        stack.callback(pools.busy_notices.stop)
        yield pools


def test_the_table_of_pools_names_each_with_its_threads_and_its_queue(pools: Pools) -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| (\w+) \| ([^|]+) \|", concurrency.__doc__ or "", re.MULTILINE)
    built: list[BoundedExecutor] = [getattr(pools, field.name) for field in fields(pools)]

    assert [row[0] for row in rows] == [field.name for field in fields(pools)]
    assert rows == [
        (pool.name, str(pool.threads), "any" if pool.queue is None else str(pool.queue), _per_person(pool))
        for pool in built
    ]


def _per_person(pool: BoundedExecutor) -> str:
    limits = (pool.per_key, pool.queue_per_key)
    return " + ".join(str(limit) for limit in limits if limit is not None) or "any"


def test_one_person_can_neither_fill_the_queue_of_interactions_nor_take_all_threads_of_a_pool_of_reads(
    pools: Pools,
) -> None:
    assert pools.workers.per_key == 4
    assert pools.workers.queue_per_key
    assert pools.workers.queue
    assert pools.workers.per_key + pools.workers.queue_per_key < pools.workers.queue
    for pool in (pools.downloads, pools.scans, pools.row_reads, pools.page_reads, pools.client_reads):
        assert pool.per_key
        assert pool.per_key <= pool.threads / 2


@pytest.mark.parametrize("name", ["page_reads", "row_reads"])
def test_identical_reads_of_different_people_keep_one_thread(name: str, pools: Pools) -> None:
    go_on, pool = Event(), getattr(pools, name)
    reads = [pool.submit_for(f"person {number}", go_on.wait, 10) for number in range(2 * pool.threads)]

    assert pool.submit_for("another", lambda: "read").result(10) == "read"
    go_on.set()
    assert all(each.result(10) for each in reads)


@pytest.mark.parametrize("name", ["workers", "scans"])
def test_the_jobs_of_interactions_and_searches_can_pause_for_a_time(name: str, pools: Pools) -> None:
    never, is_over = Future[None](), Event()

    def job() -> Steps[None]:
        yield Wait(futures=(never,), timeout=0.01)
        is_over.set()

    getattr(pools, name).submit_steps(job())
    assert is_over.wait(10)


def test_the_stack_stops_the_pools_of_reads_and_drops_their_queue_and_leaves_the_others_running() -> None:
    go_on, begun = Event(), Semaphore(0)

    def read(_: int) -> bool:
        begun.release()
        return go_on.wait(10)

    with ExitStack() as stack:
        pools = create_pools(stack)
        readers = (pools.client_reads, pools.page_reads, pools.row_reads, pools.scans, pools.downloads)
        running = [pool.submit(read, number) for pool in readers for number in range(pool.threads)]
        assert all(begun.acquire(timeout=10) for _ in running)
        queued = [pool.submit(lambda: "read") for pool in readers]
    go_on.set()

    assert [each.cancelled() for each in queued] == [True] * 5
    assert all(each.result(10) for each in running)
    for pool in readers:
        with pytest.raises(ExecutorFullError):
            pool.submit(lambda: "read")
    assert pools.workers.submit(lambda: "job").result(10) == "job"
    assert pools.busy_notices.submit(lambda: "notice").result(10) == "notice"
    pools.workers.stop()
    pools.busy_notices.stop()
