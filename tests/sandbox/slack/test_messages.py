from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.errors import RefusedError
from capi_bot.sandbox.slack.messages import escape_typed, mentions
from capi_bot.sandbox.slack.store import Files


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"),
        ("@capi help", "<@U0CAPIBOT> help"),
        ("@capi-bot: help", "<@U0CAPIBOT>: help"),
        ("<@U0CAPIBOT> help", "<@U0CAPIBOT> help"),
        ("<@U0NOBODY> <!channel>", "&lt;@U0NOBODY&gt; &lt;!channel&gt;"),
        ("@grace see #calls", "<@U0GRACE> see <#C0CALLS|calls>"),
        ("ada@example.com #nowhere @nobody", "ada@example.com #nowhere @nobody"),
        ("see https://example.com/?a=1&b=2 now", "see <https://example.com/?a=1&amp;b=2> now"),
    ],
)
def test_what_is_typed_is_kept_as_slack_writes_it(typed: str, kept: str) -> None:
    assert escape_typed(typed, Directory()) == kept


def test_a_command_gets_names_beside_ids() -> None:
    assert escape_typed("user @ada", Directory(), named=True) == "user <@U0ADA|ada>"


def test_a_mention_is_the_id_in_brackets() -> None:
    assert mentions("<@U0CAPIBOT> help", "U0CAPIBOT")
    assert not mentions("&lt;@U0CAPIBOT&gt; help", "U0CAPIBOT")


@pytest.fixture
def files() -> Files:
    ids = count(1)
    return Files(lambda: f"id{next(ids)}", lambda: 1_540_459_680.5)


def code(act: Callable[[], object]) -> str:
    with pytest.raises(RefusedError) as caught:
        act()
    return caught.value.code


def test_a_file_is_announced_filled_and_complete(files: Files) -> None:
    promised = files.announce("call 1.json", 2)
    assert (files.is_known(promised.id), files.is_known("F0"), files.find(promised.id)) == (True, False, None)
    files.fill(promised.id, b"{}")
    assert files.find(promised.id) is None
    [done] = files.complete({promised.id: "The call"})
    assert (files.find(promised.id), files.content(done)) == (done, b"{}")
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
    promised = files.announce("strange", 1)
    files.fill(promised.id, b"x")
    [done] = files.complete({promised.id: ""})
    assert (done.title, done.mimetype) == ("strange", "application/octet-stream")


def test_what_was_not_announced_in_this_length_is_refused(files: Files) -> None:
    promised = files.announce("a.csv", 2)
    assert code(lambda: files.fill(promised.id, b"abc")) == "length_mismatch"
    assert code(lambda: files.fill("F0", b"ab")) == "file_not_found"


def test_all_of_the_files_are_complete_or_none(files: Files) -> None:
    first, second = files.announce("a.csv", 1), files.announce("b.csv", 1)
    files.fill(first.id, b"a")
    assert code(lambda: files.complete({first.id: "", second.id: ""})) == "file_not_found"
    files.fill(second.id, b"b")
    assert len(files.complete({first.id: "", second.id: ""})) == 2
    assert code(lambda: files.complete({first.id: ""})) == "file_not_found"
