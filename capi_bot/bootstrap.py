"""The composition root: settings in, a bot out. The only file that constructs."""

from __future__ import annotations

import os
import secrets
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from wsgiref.types import WSGIApplication

from slack_sdk import WebClient

from capi_bot.capi.client import CapiClient
from capi_bot.concurrency import BoundedExecutor, Timer
from capi_bot.domain.own_countries import OwnCountries
from capi_bot.server import Server, application, healthz
from capi_bot.settings import Settings, SlackSettings, VonageSettings
from capi_bot.slack import app
from capi_bot.slack.access import Access
from capi_bot.slack.client import SlackClient
from capi_bot.slack.dispatcher import Dispatcher
from capi_bot.slack.http import response_session, web_client
from capi_bot.slack.installations import SingleInstallation
from capi_bot.slack.memory import (
    LocalAnswerBudget,
    LocalDebouncer,
    LocalLatestPress,
    LocalSearchCache,
    LocalSeenEvents,
    Memory,
)
from capi_bot.slack.request_verification import EVENTS_PATH
from capi_bot.slack.services import Services
from capi_bot.storage.saved_filters import SavedFilterStore
from capi_bot.storage.seen_deliveries import SeenDeliveries
from capi_bot.tls import SharedContextAdapter, create_ssl_context


@dataclass(frozen=True, slots=True, kw_only=True)
class Pools:
    """Every pool of the running bot: see the table in `capi_bot/concurrency.py`."""

    workers: BoundedExecutor
    busy_notices: BoundedExecutor
    scans: BoundedExecutor
    row_reads: BoundedExecutor
    page_reads: BoundedExecutor
    client_reads: BoundedExecutor


class Bot:
    """The running bot: Slack on one side, Vonage on the other, and the HTTP server."""

    def __init__(self, server: Server, socket: app.SocketModeConnection | None, resources: ExitStack) -> None:
        self._server = server
        self._socket = socket
        self._resources = resources

    def start(self) -> None:
        """Begin to serve; with an app token, return once the socket is connected."""
        self._server.start()
        if self._socket:
            self._socket.connect()

    def describe(self) -> str:
        """Return where the bot can be reached."""
        if self._socket:
            return f"Connected to Slack by Socket Mode; health on {self._server.address}/healthz"
        return f"Listening on {self._server.address}{EVENTS_PATH}"

    def stop(self) -> None:
        """Take nothing new, finish the work in flight, and close everything."""
        self._resources.close()


def build(settings: Settings) -> Bot:
    """Construct the bot; raise `SettingsError` for what Slack refuses, `UnreachableError` where Slack is not there."""
    slack = settings.slack
    with ExitStack() as resources:
        store = SavedFilterStore(settings.store)
        resources.callback(store.close)
        seen_deliveries = SeenDeliveries(settings.store, time.time)
        resources.callback(seen_deliveries.close)
        pools = create_pools(resources)
        client = capi_client(settings.vonage, pools.client_reads)
        resources.callback(client.close)
        services = Services(
            api=client,
            page_reads=pools.page_reads,
            row_reads=pools.row_reads,
            scans=pools.scans,
            search_cache=LocalSearchCache(time.monotonic),
            saved_filters=store,
            now=lambda: datetime.now(UTC),
            time_zone=settings.time_zone,
            countries=OwnCountries(settings.country, clock=time.monotonic),
            rich_blocks=settings.rich_blocks,
        )
        connections = pools.workers.threads
        session = response_session(SharedContextAdapter(pool_size=connections), connections)
        resources.callback(session.close)
        resources.callback(pools.busy_notices.stop)
        resources.callback(pools.workers.stop)
        access = Access()
        dispatcher = Dispatcher(
            services=services,
            clients=SingleInstallation(SlackClient(_web_client(slack), session, access)),
            workers=pools.workers,
            busy_notices=pools.busy_notices,
            memory=Memory(
                latest_press=LocalLatestPress(),
                seen_events=LocalSeenEvents(),
                debouncer=LocalDebouncer(time.monotonic),
                stored_deliveries=seen_deliveries,
                answer_budget=LocalAnswerBudget(time.monotonic),
            ),
            new_interaction_id=partial(secrets.token_hex, 4),
            clock=time.monotonic,
            access=access,
        )
        bolt_app = app.build_app(_web_client(slack), dispatcher)
        socket: app.SocketModeConnection | None = None
        routes: dict[str, WSGIApplication] = {"/healthz": healthz(lambda: socket is None or socket.is_connected)}
        if not slack.app_token:
            routes[EVENTS_PATH] = app.wsgi_application(bolt_app, slack.signing_secret)
        server = Server(application(routes), host=settings.server.host, port=settings.server.port)
        resources.callback(server.stop)
        if slack.app_token:
            socket = app.SocketModeConnection(bolt_app, slack.app_token)
            resources.callback(socket.close)
        return Bot(server, socket, resources.pop_all())


def create_pools(resources: ExitStack) -> Pools:
    """Construct every pool, and have those that read stopped with the resources, without finishing what is queued.

    `workers` and `busy_notices` finish what they have taken: `build` has them stopped before anything that they use.
    """
    timer = Timer()
    resources.callback(timer.stop)

    def read_pool(name: str, threads: int) -> BoundedExecutor:
        pool = BoundedExecutor(name, threads=threads, timer=timer)
        resources.callback(pool.stop, finish=False)
        return pool

    client_reads = read_pool("client_reads", 12)
    page_reads = read_pool("page_reads", 24)
    row_reads = read_pool("row_reads", 12)
    scans = read_pool("scans", 12)
    return Pools(
        workers=BoundedExecutor("workers", threads=24, queue=512, timer=timer),
        busy_notices=BoundedExecutor("busy_notices", threads=1, queue=512, timer=timer),
        scans=scans,
        row_reads=row_reads,
        page_reads=page_reads,
        client_reads=client_reads,
    )


def capi_client(vonage: VonageSettings, client_reads: BoundedExecutor | None = None) -> CapiClient:
    """Construct the client; without a pool it reads in turn."""
    return CapiClient(
        vonage.application_id,
        vonage.private_key,
        base_url=vonage.api_url,
        version=vonage.api_version,
        executor=client_reads,
    )


def _web_client(slack: SlackSettings) -> WebClient:
    return web_client(slack.bot_token, slack.api_url, create_ssl_context(os.environ))
