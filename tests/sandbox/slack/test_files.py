from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from capi_bot.sandbox.slack.files import Files
from capi_bot.sandbox.slack.refusals import RefusedError


@pytest.fixture
def files() -> Files:
    ids = count(1)
    return Files(lambda: f"id{next(ids)}", lambda: 1_540_459_680.5)


def code(act: Callable[[], object]) -> str:
    with pytest.raises(RefusedError) as caught:
        act()
    return caught.value.code


def test_a_file_is_promised_filled_and_complete(files: Files) -> None:
    promised = files.promise("call 1.json", 2)
    assert files.read(promised.id) is None
    files.fill(promised.id, b"{}")
    assert files.read(promised.id) is None
    [done] = files.complete({promised.id: "The call"})
    assert files.read(promised.id) == (done, b"{}")
    assert done.as_json() == {
        "id": "FID1",
        "name": "call 1.json",
        "title": "The call",
        "mimetype": "application/json",
        "size": 2,
        "created": 1_540_459_680,
        "url": "/files/FID1/call%201.json",
    }


def test_a_file_without_a_title_is_called_by_its_name(files: Files) -> None:
    promised = files.promise("strange", 1)
    files.fill(promised.id, b"x")
    [done] = files.complete({promised.id: ""})
    assert (done.title, done.mimetype) == ("strange", "application/octet-stream")


def test_what_was_not_promised_in_this_length_is_refused(files: Files) -> None:
    promised = files.promise("a.csv", 2)
    assert code(lambda: files.fill(promised.id, b"abc")) == "length_mismatch"
    assert code(lambda: files.fill("F0", b"ab")) == "file_not_found"


def test_all_of_the_files_are_complete_or_none(files: Files) -> None:
    first, second = files.promise("a.csv", 1), files.promise("b.csv", 1)
    files.fill(first.id, b"a")
    assert code(lambda: files.complete({first.id: "", second.id: ""})) == "file_not_found"
    files.fill(second.id, b"b")
    assert len(files.complete({first.id: "", second.id: ""})) == 2
    assert code(lambda: files.complete({first.id: ""})) == "file_not_found"


def test_a_file_that_was_promised_here_is_known(files: Files) -> None:
    assert files.knows(files.promise("call.json", 2).id)
    assert not files.knows("F0")


def test_a_deleted_file_is_found_no_more(files: Files) -> None:
    promised = files.promise("call.json", 2)
    files.fill(promised.id, b"{}")
    [done] = files.complete({promised.id: ""})
    assert (files.find(done.id), files.all()) == (done, (done,))
    files.delete(done)
    assert (files.find(done.id), files.all(), files.read(done.id)) == (None, (), None)
