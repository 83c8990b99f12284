"""The composition root: settings in, a bot out. The only file that constructs."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from threading import Thread
from typing import Final
from wsgiref.types import WSGIApplication

from slack_sdk import WebClient

from capi_bot import doctor
from capi_bot.capi.client import CapiClient
from capi_bot.capi.connections import DeadlineAdapter
from capi_bot.concurrency import BoundedExecutor, Timer
from capi_bot.domain.own_numbers import LearnedNumbers
from capi_bot.domain.phone_numbers import OwnCountries
from capi_bot.errors import CapiBotError, UnauthorizedError, UnreachableError
from capi_bot.network import create_ssl_context
from capi_bot.readiness import Dependency, Readiness, assess
from capi_bot.server import Server, application, healthz, readyz
from capi_bot.settings import Environment, Settings, SlackSettings, VonageSettings
from capi_bot.shared_reads import SharedReads
from capi_bot.slack import app, manifest
from capi_bot.slack.access import Access, BotIdentity
from capi_bot.slack.client import SlackClient
from capi_bot.slack.dispatcher import Dispatcher
from capi_bot.slack.http import response_session, web_client
from capi_bot.slack.memory import (
    LocalAnswerBudget,
    LocalDebouncer,
    LocalLatestPress,
    LocalSearchCache,
    LocalSeenEvents,
    Memory,
)
from capi_bot.slack.request_verification import EVENTS_PATH
from capi_bot.slack.services import Services, SingleInstallation
from capi_bot.startup import StartChecks, require_local
from capi_bot.storage.card_threads import CardThreadStore
from capi_bot.storage.saved_filters import ObservedSavedFilters, SavedFilterStore
from capi_bot.storage.seen_deliveries import SeenDeliveries

WORK_SECONDS: Final = 4.5
"""For answers to be finished when the bot is to stop: process managers kill it after ten seconds."""

REPORT_SECONDS: Final = 2.0
"""For telling people afterwards that theirs was not."""

CLOSE_SECONDS: Final = 0.5
"""For the connections on which Slack delivers, after all that, though they begin to close at once; and for all else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pools:
    """Every pool of the running bot: see the table in `capi_bot/concurrency.py`."""

    workers: BoundedExecutor
    busy_notices: BoundedExecutor
    downloads: BoundedExecutor
    scans: BoundedExecutor
    row_reads: BoundedExecutor
    page_reads: BoundedExecutor
    client_reads: BoundedExecutor


class Bot:
    """The running bot: Slack on one side, Vonage on the other, and the HTTP server."""

    def __init__(
        self,
        server: Server,
        socket: app.SocketModeConnection | None,
        dispatcher: Dispatcher,
        checks: StartChecks,
        *,
        intake: ExitStack,
        resources: ExitStack,
    ) -> None:
        """Own what was built: `intake` closes what Slack delivers to, and `resources` everything."""
        self._server = server
        self._socket = socket
        self._dispatcher = dispatcher
        self._checks = checks
        self._intake = intake
        self._resources = resources

    def start(self) -> None:
        """Begin to serve, connect to Slack and Vonage, and keep trying where one is not there.

        `SettingsError` where one of them refuses us.
        """
        self._server.start()
        self._checks.start()

    def describe(self) -> str:
        """Return where the bot can be reached."""
        if self._socket:
            state = "Connected" if self._socket.is_connected else "Not yet connected"
            return f"{state} to Slack by Socket Mode; health on {self._server.address}/healthz"
        return f"Listening on {self._server.address}{EVENTS_PATH}"

    def stop(self) -> None:
        """Take nothing new, finish the work in flight or tell people that it is not done, and close everything.

        This takes 8 s at most, whatever hangs.
        """
        closing = _close(self._intake)  # it takes seconds, in which the work goes on
        self._dispatcher.stop(work=WORK_SECONDS, report=REPORT_SECONDS)
        closing.join(CLOSE_SECONDS)
        _close(self._resources).join(CLOSE_SECONDS)


def _close(resources: ExitStack) -> Thread:
    """Close resources in a thread that does not keep the process from ending."""
    closing = Thread(target=resources.close, name="closing", daemon=True)
    closing.start()
    return closing


def build(settings: Settings, environ: Environment) -> Bot:
    """Construct the bot without a connection to anything; `environ` is what the settings were read from.

    `SettingsError` for what cannot work on this machine, such as a store that cannot be written to.
    """
    require_local(doctor.local_checks(environ))
    slack = settings.slack
    readiness = Readiness()
    with ExitStack() as resources:
        store = SavedFilterStore(settings.store)
        resources.callback(store.close)
        saved_filters = ObservedSavedFilters(store, readiness)
        seen_deliveries = SeenDeliveries(settings.store, time.time, saved_filters.begin_check)
        resources.callback(seen_deliveries.close)
        pools = create_pools(resources)
        client = capi_client(settings.vonage, pools.client_reads, partial(_report_api, readiness))
        resources.callback(client.close)
        services = Services(
            api=client,
            page_reads=pools.page_reads,
            row_reads=pools.row_reads,
            scans=pools.scans,
            downloads=pools.downloads,
            search_cache=LocalSearchCache(time.monotonic),
            saved_filters=saved_filters,
            now=lambda: datetime.now(UTC),
            time_zone=settings.time_zone,
            countries=OwnCountries(settings.country, clock=time.monotonic),
            numbers=LearnedNumbers(settings.numbers),
            rich_blocks=settings.rich_blocks,
        )
        connections = 2 * pools.workers.threads + pools.busy_notices.threads  # as many as answer while the bot stops
        session = response_session(DeadlineAdapter(pool_size=connections))
        resources.callback(session.close)
        resources.callback(pools.busy_notices.stop, finish=False)
        resources.callback(pools.workers.stop, finish=False)
        access, web = Access(), _web_client(slack)
        dispatcher = Dispatcher(
            services=services,
            clients=SingleInstallation(SlackClient(web, session, access, readiness)),
            workers=pools.workers,
            busy_notices=pools.busy_notices,
            memory=Memory(
                latest_press=LocalLatestPress(),
                seen_events=LocalSeenEvents(),
                debouncer=LocalDebouncer(time.monotonic),
                stored_deliveries=seen_deliveries,
                card_threads=CardThreadStore(store.database),
                answer_budget=LocalAnswerBudget(time.monotonic),
            ),
            new_interaction_id=partial(secrets.token_hex, 4),
            clock=time.monotonic,
            access=access,
        )
        identity = BotIdentity(web)
        bolt_app = app.build_app(identity, dispatcher)
        socket: app.SocketModeConnection | None = None
        routes: dict[str, WSGIApplication] = {
            "/healthz": healthz,
            "/readyz": readyz(lambda: _assess(readiness, socket)),
        }
        if not slack.app_token:
            routes[EVENTS_PATH] = app.wsgi_application(bolt_app, slack.signing_secret)
        server = Server(application(routes), host=settings.server.host, port=settings.server.port)
        intake = resources.enter_context(ExitStack())
        intake.callback(server.stop)
        if slack.app_token:
            socket = app.SocketModeConnection(bolt_app, slack.app_token)
            intake.callback(socket.close)
        running = doctor.Connections(client=client, identity=identity, socket=socket, store=saved_filters)
        checks = doctor.remote_checks(environ, scopes=manifest.SCOPES, clock=time.time, connections=running)
        timer = Timer()
        resources.callback(timer.stop)
        start_checks = StartChecks(checks, readiness, timer)
        return Bot(server, socket, dispatcher, start_checks, intake=intake, resources=resources.pop_all())


def _report_api(readiness: Readiness, error: CapiBotError | None) -> None:
    if error is None:
        readiness.report(Dependency.API, None)
    elif isinstance(error, (UnreachableError, UnauthorizedError)):  # others are about what was asked for
        readiness.report(Dependency.API, doctor.explain_api_error(error))


def _assess(readiness: Readiness, socket: app.SocketModeConnection | None) -> tuple[bool, Sequence[str]]:
    report = assess(readiness.states())
    if socket is None or socket.is_connected:
        return report.is_ready, report.reasons
    return False, (*report.reasons, "Slack: Socket Mode is not connected.")


def create_pools(resources: ExitStack) -> Pools:
    """Construct every pool, and have those that read stopped with the resources, without finishing what is queued.

    The dispatcher stops `workers` and `busy_notices`, which finish what they have taken as far as there is time.
    """
    timer = Timer()
    resources.callback(timer.stop)

    def read_pool(name: str, threads: int, *, per_person: int, queue: int | None = None) -> BoundedExecutor:
        pool = BoundedExecutor(name, threads=threads, queue=queue, per_key=per_person, timer=timer)
        resources.callback(pool.stop, finish=False)
        return pool

    def shared_reads(name: str, threads: int, *, per_person: int) -> SharedReads:
        pool = SharedReads(name, threads=threads, per_key=per_person, timer=timer)
        resources.callback(pool.stop, finish=False)
        return pool

    client_reads = read_pool("client_reads", 12, per_person=6)
    page_reads = shared_reads("page_reads", 24, per_person=12)
    row_reads = shared_reads("row_reads", 24, per_person=12)
    scans = read_pool("scans", 8, per_person=4)
    downloads = read_pool("downloads", 2, per_person=1, queue=32)
    return Pools(
        workers=BoundedExecutor("workers", threads=24, queue=512, per_key=4, queue_per_key=128, timer=timer),
        busy_notices=BoundedExecutor("busy_notices", threads=8, queue=512, timer=timer),
        downloads=downloads,
        scans=scans,
        row_reads=row_reads,
        page_reads=page_reads,
        client_reads=client_reads,
    )


def capi_client(
    vonage: VonageSettings,
    client_reads: BoundedExecutor,
    on_result: Callable[[CapiBotError | None], None],
) -> CapiClient:
    """Construct the client. What people see comes from it, so secrets are masked."""
    return CapiClient(
        vonage.application_id,
        vonage.private_key,
        base_url=vonage.api_url,
        version=vonage.api_version,
        executor=client_reads,
        on_result=on_result,
        mask_secrets=True,
    )


def _web_client(slack: SlackSettings) -> WebClient:
    return web_client(slack.bot_token, slack.api_url, create_ssl_context(os.environ))
