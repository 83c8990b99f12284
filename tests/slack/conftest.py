from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

import pytest
import requests

from capi_bot.capi.models import Conversation, ConversationState, Member, MemberState, User
from capi_bot.concurrency import BoundedExecutor, Timer
from capi_bot.server import Server, application
from capi_bot.slack import app
from capi_bot.slack.access import Access, BotIdentity
from capi_bot.slack.action_ids import Action
from capi_bot.slack.client import SlackClient
from capi_bot.slack.dispatcher import Dispatcher
from capi_bot.slack.http import web_client
from capi_bot.slack.memory import LocalDebouncer, LocalLatestPress, LocalSearchCache, LocalSeenEvents, Memory
from capi_bot.slack.payloads import Actor, BlockAction
from capi_bot.slack.pending_reply import RETRY_WAITS
from capi_bot.slack.services import Services, SingleInstallation
from capi_bot.storage.saved_filters import SavedFilterStore
from tests.fakes import FakeApi
from tests.fakes_slack import FORM, SECRET, FakeSlack, signed
from tests.slack.interactions import ADA, CALL, Deliver
from tests.slack.listeners.lists import seeded_api
from tests.slack.sample_values import NOW

Pressed = Callable[..., BlockAction]


@pytest.fixture(autouse=True)
def _no_proxies_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(scope="session")
def trust() -> ssl.SSLContext:
    return ssl.create_default_context()


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as slack:
        yield slack


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        yield session


@pytest.fixture(autouse=True)
def _no_long_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what Slack does not take be sent again soon."""
    monkeypatch.setattr("capi_bot.slack.delivery.RETRY_WAITS", (0.001,) * len(RETRY_WAITS))


@pytest.fixture
def access() -> Access:
    """What the bot knows of its own app."""
    return Access()


@pytest.fixture
def client(slack: FakeSlack, session: requests.Session, trust: ssl.SSLContext, access: Access) -> SlackClient:
    return SlackClient(web_client("xoxb-test", slack.api_url, trust), session, access)


@pytest.fixture
def api() -> FakeApi:
    """One conversation, called “Front door”, and in it Ada."""
    member = Member(id="MEM-1", conversation_id=CALL, state=MemberState.JOINED, user_id=ADA, user_name="ada")
    return FakeApi(
        conversations=[Conversation(id=CALL, display_name="Front door", state=ConversationState.ACTIVE)],
        members={CALL: [member]},
        users=[User(id=ADA, name="ada", display_name="Ada Lovelace")],
    )


@pytest.fixture
def store() -> Iterator[SavedFilterStore]:
    """Keep filters for as long as the test."""
    store = SavedFilterStore(":memory:")
    yield store
    store.close()


@contextmanager
def services_over(
    api: FakeApi, store: SavedFilterStore, *, row_reads: int = 4, now: Callable[[], datetime] = lambda: NOW
) -> Iterator[Services]:
    """Services over an API in memory, with pools such as the bot has."""
    with ExitStack() as stack:
        timer = Timer()
        stack.callback(timer.stop)

        def pool(name: str, threads: int) -> BoundedExecutor:
            executor = BoundedExecutor(name, threads=threads, timer=timer)
            stack.callback(executor.stop, finish=False)
            return executor

        yield Services(
            api=api,
            page_reads=pool("page_reads", 8),
            row_reads=pool("row_reads", row_reads),
            scans=pool("scans", 4),
            downloads=pool("downloads", 2),
            search_cache=LocalSearchCache(time.monotonic),
            saved_filters=store,
            now=now,
            time_zone=UTC,
        )


@pytest.fixture
def services(api: FakeApi, store: SavedFilterStore) -> Iterator[Services]:
    with services_over(api, store, now=lambda: datetime(2026, 11, 21, 10, 0, tzinfo=UTC)) as services:
        yield services


@pytest.fixture
def clock() -> list[float]:
    """The time by which the desk tells double presses, in seconds."""
    return [0.0]


@pytest.fixture
def dispatcher(services: Services, client: SlackClient, clock: list[float], access: Access) -> Iterator[Dispatcher]:
    """A dispatcher with two workers and room for two jobs more."""
    timer = Timer()
    dispatcher = Dispatcher(
        services=services,
        clients=SingleInstallation(client),
        workers=BoundedExecutor("workers", threads=2, queue=2, timer=timer),
        busy_notices=BoundedExecutor("busy_notices", threads=1, queue=256, timer=timer),
        memory=Memory(
            latest_press=LocalLatestPress(),
            seen_events=LocalSeenEvents(),
            debouncer=LocalDebouncer(lambda: clock[0]),
        ),
        new_interaction_id=lambda: "c0ffee42",
        clock=lambda: clock[0],
        access=access,
    )
    yield dispatcher
    dispatcher.stop()
    timer.stop()


@pytest.fixture
def served(dispatcher: Dispatcher, slack: FakeSlack, trust: ssl.SSLContext) -> Iterator[Server]:
    identity = BotIdentity(web_client("xoxb-test", slack.api_url, trust))
    identity.check()
    bolt_app = app.build_app(identity, dispatcher)
    server = Server(application({"/slack/events": app.wsgi_application(bolt_app, SECRET)}), port=0)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def deliver(served: Server, session: requests.Session) -> Deliver:
    """Send a body as Slack does: signed, unless other headers are given."""

    def post(body: bytes, content_type: str = FORM, headers: dict[str, str] | None = None) -> requests.Response:
        usual = signed(SECRET, body, str(int(time.time())), content_type)
        return session.post(f"{served.address}/slack/events", data=body, headers=usual | (headers or {}), timeout=10)

    return post


@pytest.fixture
def over(store: SavedFilterStore) -> Iterator[Callable[..., Services]]:
    """Put services over an API; their threads end with the test."""
    with ExitStack() as stack:

        def make(api: FakeApi, row_reads: int = 4) -> Services:
            return stack.enter_context(services_over(api, store, row_reads=row_reads))

        yield make


@pytest.fixture
def pressed() -> Pressed:
    """Press a button that carries something, in a message that may show a list."""

    def make(action: Action, value: str, list_state: str = "") -> BlockAction:
        return BlockAction(
            actor=Actor(team="T1", user="U1"),
            action_id=action,
            value=value,
            list_state=list_state,
            action_ts="1.0",
            trigger_id="1.2.3",
        )

    return make


@pytest.fixture
def seeded() -> FakeApi:
    """Return an API with the seeds' call, one that is over and one that waits for somebody."""
    return seeded_api()
