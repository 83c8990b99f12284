"""The workspaces as a WSGI application: Slack's side for the app, the page and its API for people."""

from __future__ import annotations

from flask import Flask, request

from capi_bot.sandbox.slack import (
    app_side,
    inspection,
    origin_check,
    test_hooks,
    transfers,
    ui,
)
from capi_bot.sandbox.slack.socket_mode import controls
from capi_bot.sandbox.slack.workspace import Workspace
from capi_bot.sandbox.slack.workspaces import Workspaces
from capi_bot.sandbox.switches import Switchboard

LARGEST_BODY = 1_000_000


def create_app(first: Workspace, *others: Workspace, switches: Switchboard | None = None) -> Flask:
    """Return the application; serve it with threads to spare, since each open page holds one while it waits.

    The first workspace is the one that the page shows at first, and its journal the one that the page shows.
    """
    workspaces = Workspaces(first, *others)
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's default provider has it, its base class does not
    origin_check.guard(app)
    app.register_blueprint(app_side.blueprint(workspaces))
    app.register_blueprint(ui.page())
    app.register_blueprint(transfers.blueprint(workspaces))
    app.register_blueprint(ui.blueprint(workspaces))
    app.register_blueprint(test_hooks.blueprint(workspaces))
    app.register_blueprint(inspection.blueprint(first.journal, switches))
    app.register_blueprint(controls.blueprint(first.sockets))

    @app.before_request
    def learn_own_url() -> None:
        workspaces.learn_url(request.host_url.rstrip("/"))

    return app
