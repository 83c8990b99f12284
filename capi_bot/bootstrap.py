"""Put the program together: settings in, a bot out. The only file that constructs."""

from __future__ import annotations

import os
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from wsgiref.types import WSGIApplication

from slack_sdk import WebClient

from capi_bot.capi.client import CapiClient
from capi_bot.server import Server, application, healthz
from capi_bot.settings import Settings, SlackSettings, VonageSettings
from capi_bot.slack import app
from capi_bot.slack.client import SlackClient
from capi_bot.slack.dispatcher import Dispatcher
from capi_bot.slack.http import response_session, web_client
from capi_bot.slack.memory import Debouncer, LatestPress, SeenEvents
from capi_bot.slack.parallel import ReadExecutor
from capi_bot.slack.pool import WIDTH, BoundedExecutor
from capi_bot.slack.request_verification import EVENTS_PATH
from capi_bot.slack.search_cache import SearchCache
from capi_bot.slack.services import Services
from capi_bot.storage.saved_filters import Store
from capi_bot.tls import SharedContextAdapter, create_ssl_context

READS = 32
MARKS = 16
SEARCHES = 8
CLIENT_READS = 16


class Bot:
    """Be the running program: Slack on one side, Vonage on the other, and the HTTP server."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        client: CapiClient,
        store: Store,
        server: Server,
        socket: app.SocketModeConnection | None,
    ) -> None:
        self._desk = dispatcher
        self._client = client
        self._store = store
        self._server = server
        self._socket = socket

    def start(self) -> None:
        """Begin to serve; with an app token, return once the socket is connected."""
        self._server.start()
        if self._socket:
            self._socket.connect()

    def describe(self) -> str:
        """Say where the bot can be reached."""
        if self._socket:
            return f"Connected to Slack by Socket Mode; health on {self._server.address}/healthz"
        return f"Listening on {self._server.address}{EVENTS_PATH}"

    def stop(self) -> None:
        """Take nothing new, finish the work in flight, and let go of everything."""
        if self._socket:
            self._socket.close()
        self._server.stop()
        self._desk.stop()
        self._desk.services.searches.stop()
        self._desk.services.reads.stop()
        self._desk.services.marks.stop()
        self._client.close()
        self._store.close()


def build(settings: Settings) -> Bot:
    """Construct the bot; raise `SettingsError` for what Slack refuses, `UnreachableError` where Slack is not there."""
    client, store = capi_client(settings.vonage), Store(settings.store)
    with ExitStack() as opening:
        opening.callback(store.close)
        dispatcher = _desk(client, store, settings)
        bolt_app = app.build_app(_web(settings.slack), dispatcher)
        opening.pop_all()
    slack = settings.slack
    socket = app.SocketModeConnection(bolt_app, slack.app_token) if slack.app_token else None
    routes: dict[str, WSGIApplication] = {"/healthz": healthz(lambda: socket is None or socket.is_connected)}
    if socket is None:
        routes[EVENTS_PATH] = app.wsgi_application(bolt_app, slack.signing_secret)
    server = Server(application(routes), host=settings.server.host, port=settings.server.port)
    return Bot(dispatcher, client, store, server, socket)


def capi_client(vonage: VonageSettings) -> CapiClient:
    """Construct the client, with a connection for every thread that may read."""
    return CapiClient(
        vonage.application_id,
        vonage.private_key,
        base_url=vonage.api_url,
        version=vonage.api_version,
        executor=ThreadPoolExecutor(CLIENT_READS, thread_name_prefix="capi-read"),
        pool_size=WIDTH + READS + MARKS + SEARCHES + CLIENT_READS,
    )


def _desk(client: CapiClient, store: Store, settings: Settings) -> Dispatcher:
    services = Services(
        api=client,
        reads=ReadExecutor(READS, "reads"),
        marks=ReadExecutor(MARKS, "marks"),
        searches=ReadExecutor(SEARCHES, "searches"),
        finds=SearchCache(time.monotonic),
        saved=store,
        now=lambda: datetime.now(UTC),
        zone=settings.time_zone,
        rich=settings.rich_blocks,
    )
    session = response_session(SharedContextAdapter(pool_size=WIDTH))
    return Dispatcher(
        services=services,
        client=SlackClient(_web(settings.slack), session),
        work=BoundedExecutor(),
        apologies=BoundedExecutor(width=1, name="apologies"),
        finishing=BoundedExecutor(name="finishing"),
        latest_press=LatestPress(),
        seen=SeenEvents(),
        debouncer=Debouncer(time.monotonic),
        incident=lambda: secrets.token_hex(4),
    )


def _web(slack: SlackSettings) -> WebClient:
    return web_client(slack.bot_token, slack.api_url, create_ssl_context(os.environ))
