"""The bytes of files: the app sends them to `/upload/<file>`, people get them from `/files/<file>/<name>`."""

from __future__ import annotations

from http import HTTPStatus
from io import BytesIO

from flask import Blueprint, Response, abort, request, send_file

from capi_bot.sandbox.slack.refusals import RefusedError
from capi_bot.sandbox.slack.workspaces import Workspaces

UPLOAD = "upload"
LARGEST_UPLOAD = 50_000_000


def blueprint(workspaces: Workspaces) -> Blueprint:
    """Return both routes; a download is always a file to keep, never a page of ours."""
    routes = Blueprint("transfers", __name__)

    @routes.post("/upload/<file_id>")
    def upload(file_id: str) -> tuple[str, int]:
        request.max_content_length = LARGEST_UPLOAD
        workspace = workspaces.of_file(file_id)
        if fault := workspace.faults.verdict(UPLOAD):
            return fault.error, fault.status
        try:
            workspace.files.fill(file_id, _content())
        except RefusedError as refused:
            return refused.code, HTTPStatus.BAD_REQUEST
        return "OK", HTTPStatus.OK

    @routes.get("/files/<file_id>/<path:name>")
    def download(file_id: str, name: str) -> Response:
        found = workspaces.of_file(file_id).files.read(file_id)
        if found is None or found[0].name != name:
            abort(HTTPStatus.NOT_FOUND)
        file, content = found
        return send_file(BytesIO(content), file.mimetype, as_attachment=True, download_name=file.name)

    return routes


def _content() -> bytes:
    """Return the bytes that were sent, as they are or as the one file of a form."""
    if request.mimetype != "multipart/form-data":
        return request.get_data()  # whatever it calls itself: clients say "urlencoded" of bytes that are no form
    part = next(iter(request.files.values()), None)
    return b"" if part is None else part.stream.read()
