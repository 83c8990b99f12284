"""The workspace as a WSGI application: Slack's side for the app, the page and its API for people."""

from __future__ import annotations

from flask import Flask, request

from capi_bot.sandbox.slack import app_side, transfers, ui
from capi_bot.sandbox.slack.workspace import Workspace

LARGEST_BODY = 1_000_000


def create_app(workspace: Workspace) -> Flask:
    """Return the application; serve it with threads to spare, since each open page holds one while it waits."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.json.sort_keys = False  # type: ignore[attr-defined]  # Flask's default provider has it, its base class does not
    app.register_blueprint(app_side.blueprint(workspace))
    app.register_blueprint(ui.page())
    app.register_blueprint(transfers.blueprint(workspace))
    app.register_blueprint(ui.blueprint(workspace))
    app.register_blueprint(ui.backstage(workspace))

    @app.before_request
    def learn_own_url() -> None:
        workspace.own_url = workspace.own_url or request.host_url.rstrip("/")

    return app
