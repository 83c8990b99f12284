from __future__ import annotations

from io import BytesIO

import pytest
from flask.testing import FlaskClient

from capi_bot.sandbox.slack.faults import Fault
from capi_bot.sandbox.slack.server import LARGEST_BODY, create_app
from capi_bot.sandbox.slack.workspace import Workspace


@pytest.fixture
def client(workspace: Workspace) -> FlaskClient:
    return create_app(workspace).test_client()


def test_raw_bytes_and_a_form_with_one_file_are_both_taken(client: FlaskClient, workspace: Workspace) -> None:
    raw, form = workspace.files.promise("a.csv", 3), workspace.files.promise("b.csv", 3)
    assert client.post(f"/upload/{raw.id}", data=b"a,b").status_code == 200
    assert client.post(f"/upload/{form.id}", data={"file": (BytesIO(b"c,d"), "b.csv")}).status_code == 200
    workspace.files.complete({raw.id: "", form.id: ""})
    assert [client.get(each.path).data for each in (raw, form)] == [b"a,b", b"c,d"]


def test_bytes_that_call_themselves_a_form_are_bytes(client: FlaskClient, workspace: Workspace) -> None:
    file = workspace.files.promise("a.txt", 3)
    form = "application/x-www-form-urlencoded"
    assert client.post(f"/upload/{file.id}", data=b"a=b", content_type=form).status_code == 200


def test_an_upload_may_be_larger_than_a_call(client: FlaskClient, workspace: Workspace) -> None:
    file = workspace.files.promise("long.json", LARGEST_BODY + 1)
    assert client.post(f"/upload/{file.id}", data=b"x" * (LARGEST_BODY + 1)).status_code == 200


def test_what_does_not_fit_the_promise_is_refused(client: FlaskClient, workspace: Workspace) -> None:
    file = workspace.files.promise("a.csv", 3)
    for path, body in ((f"/upload/{file.id}", b"a"), ("/upload/F0", b"a,b")):
        assert client.post(path, data=body).status_code == 400
    assert client.post(f"/upload/{file.id}", data={"a": "b"}, content_type="multipart/form-data").status_code == 400


def test_an_upload_can_fail_on_purpose(client: FlaskClient, workspace: Workspace) -> None:
    workspace.faults.fail("upload", Fault(status=500))
    assert client.post("/upload/F0", data=b"x").status_code == 500


def test_a_download_is_a_file_to_keep_under_its_own_name(client: FlaskClient, workspace: Workspace) -> None:
    file = workspace.files.promise("a/ü.html", 4)
    workspace.files.fill(file.id, b"<hr>")
    assert client.get(file.path).status_code == 404
    workspace.files.complete({file.id: ""})
    answer = client.get(file.path)
    assert answer.data == b"<hr>"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert client.get(f"/files/{file.id}/other.html").status_code == 404
