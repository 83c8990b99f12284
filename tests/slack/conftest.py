from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import requests

from capi_bot.capi.models import Conversation, ConversationState, Member, MemberState, User
from capi_bot.server import Server, application
from capi_bot.slack import adapter
from capi_bot.slack.courier import Courier
from capi_bot.slack.desk import Desk
from capi_bot.slack.finds import Finds
from capi_bot.slack.parallel import Parallel
from capi_bot.slack.pool import WorkPool
from capi_bot.slack.services import Services
from capi_bot.slack.turns import Recently, Seen, Turns
from capi_bot.slack.web import web_client
from capi_bot.store import Store
from tests.fakes import FakeApi
from tests.fakes_slack import FORM, SECRET, FakeSlack, signed
from tests.slack.acts import ADA, CALL, Deliver


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


@pytest.fixture
def naps() -> list[float]:
    """The pauses that the courier made, in seconds; they take no time."""
    return []


@pytest.fixture
def courier(slack: FakeSlack, session: requests.Session, trust: ssl.SSLContext, naps: list[float]) -> Courier:
    return Courier(web_client("xoxb-test", slack.api_url, trust), session, sleep=naps.append)


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
def store() -> Iterator[Store]:
    """Keep filters for as long as the test."""
    store = Store(":memory:")
    yield store
    store.close()


@pytest.fixture
def services(api: FakeApi, store: Store) -> Iterator[Services]:
    services = Services(
        api=api,
        reads=Parallel(4, "reads"),
        marks=Parallel(4, "marks"),
        searches=Parallel(4, "searches"),
        finds=Finds(time.monotonic),
        saved=store,
        now=lambda: datetime(2026, 11, 21, 10, 0, tzinfo=UTC),
        zone=UTC,
    )
    yield services
    services.searches.stop()
    services.reads.stop()
    services.marks.stop()


@pytest.fixture
def clock() -> list[float]:
    """The time by which the desk tells double presses, in seconds."""
    return [0.0]


@pytest.fixture
def desk(services: Services, courier: Courier, clock: list[float]) -> Iterator[Desk]:
    """A desk with two workers and room for two jobs more."""
    desk = Desk(
        services=services,
        courier=courier,
        work=WorkPool(width=2, waiting=2),
        apologies=WorkPool(width=1),
        finishing=WorkPool(width=2),
        turns=Turns(),
        seen=Seen(),
        recently=Recently(lambda: clock[0]),
        incident=lambda: "c0ffee42",
    )
    yield desk
    desk.stop()


@pytest.fixture
def served(desk: Desk, slack: FakeSlack, trust: ssl.SSLContext) -> Iterator[Server]:
    app = adapter.build_app(web_client("xoxb-test", slack.api_url, trust), desk)
    server = Server(application({"/slack/events": adapter.http(app, SECRET)}), port=0)
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
