from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import fields
from pathlib import Path
from threading import Event, Semaphore

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from capi_bot import concurrency
from capi_bot.bootstrap import Bot, Pools, build, create_pools
from capi_bot.concurrency import BoundedExecutor, ExecutorFullError, Steps, Wait
from capi_bot.errors import SettingsError, UnreachableError
from capi_bot.sandbox import vonage as vonage_api
from capi_bot.sandbox.hosting import Host
from capi_bot.sandbox.world.contact_centre import contact_centre
from capi_bot.settings import Settings
from capi_bot.slack.request_verification import EVENTS_PATH
from tests.fakes_slack import FORM, JSON, SECRET, FakeSlack, mention_event, signed, slash_form

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
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def vonage(key: rsa.RSAPrivateKey) -> Iterator[str]:
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    host = Host(vonage_api.create_app(contact_centre(), public, APPLICATION))
    yield host.url
    host.stop()


@pytest.fixture
def environ(slack: FakeSlack, vonage: str, key: rsa.RSAPrivateKey) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": "xoxb-test",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack.api_url,
        "VONAGE_APPLICATION_ID": APPLICATION,
        "VONAGE_PRIVATE_KEY": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        "VONAGE_API_URL": vonage,
        "CAPI_PORT": "0",
        "CAPI_STORE": ":memory:",
    }


@pytest.fixture
def bot(environ: dict[str, str]) -> Iterator[Bot]:
    bot = build(Settings.from_env(environ))
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
    for _ in range(2):
        bot = build(Settings.from_env(environ | {"CAPI_STORE": str(tmp_path / "store.db")}))
        with ExitStack() as stack:
            stack.callback(bot.stop)
            bot.start()
            headers = signed(SECRET, body, str(int(time.time())), JSON)
            url = bot.describe().removeprefix("Listening on ")
            assert requests.post(url, data=body, headers=headers, timeout=10).status_code == 200
    assert [sent.to for sent in slack.sent if sent.to != "auth.test"] == ["chat.postMessage"]


@pytest.mark.parametrize(("country", "is_found"), [("US", True), ("GB", False), ("", False)])
def test_a_number_is_read_as_it_is_dialled_in_the_country_that_is_set_or_in_that_of_the_applications_own(
    environ: dict[str, str], slack: FakeSlack, country: str, *, is_found: bool
) -> None:
    bot = build(Settings.from_env(environ | {"CAPI_COUNTRY": country}))
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
    assert ("12025550147" in american) is is_found
    assert "→ 442079460000" in british


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


@pytest.mark.parametrize("secret", ["", SECRET])
def test_with_an_app_token_slacks_http_requests_are_not_served(
    environ: dict[str, str], slack: FakeSlack, secret: str
) -> None:
    slack.refuse("apps.connections.open", "invalid_auth")
    bot = build(Settings.from_env({**environ, "SLACK_SIGNING_SECRET": secret, "SLACK_APP_TOKEN": "xapp-test"}))
    with ExitStack() as stack:
        stack.callback(bot.stop)
        with pytest.raises(SettingsError, match="SLACK_APP_TOKEN"):
            bot.start()
        description = bot.describe()
        assert description.startswith("Connected to Slack by Socket Mode; health on http://127.0.0.1:")
        health = description.removeprefix("Connected to Slack by Socket Mode; health on ")
        assert requests.get(health, timeout=10).status_code == 503
        assert requests.post(health.replace("/healthz", EVENTS_PATH), timeout=10).status_code == 404


def test_settings_that_would_change_bolts_authorization_are_rejected(environ: dict[str, str]) -> None:
    oauth = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "hush"}
    with pytest.raises(SettingsError, match="SLACK_CLIENT_ID and SLACK_CLIENT_SECRET"):
        Settings.from_env(environ | oauth)
    with pytest.raises(SettingsError, match="SLACK_SIGNING_SECRET is missing"):
        Settings.from_env(environ | {"SLACK_SIGNING_SECRET": " "})


def test_an_unusable_file_of_saved_filters_raises_settings_error_at_the_start(
    environ: dict[str, str], tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match="CAPI_STORE: "):
        build(Settings.from_env(environ | {"CAPI_STORE": str(tmp_path)}))


def test_a_rejected_bot_token_and_an_unreachable_slack_raise_at_the_start(
    environ: dict[str, str], slack: FakeSlack
) -> None:
    slack.refuse("auth.test", "invalid_auth")
    with pytest.raises(SettingsError, match=r"SLACK_BOT_TOKEN: Slack refused it \(invalid_auth\)\."):
        build(Settings.from_env(environ))
    with pytest.raises(UnreachableError):
        build(Settings.from_env(environ | {"SLACK_API_URL": "http://127.0.0.1:9/api"}))


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

    def read() -> bool:
        begun.release()
        return go_on.wait(10)

    with ExitStack() as stack:
        pools = create_pools(stack)
        readers = (pools.client_reads, pools.page_reads, pools.row_reads, pools.scans, pools.downloads)
        running = [pool.submit(read) for pool in readers for _ in range(pool.threads)]
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
