from __future__ import annotations

import pytest

from capi_bot.sandbox.slack.directory import Directory
from capi_bot.sandbox.slack.wording import escaped, mentions, written


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
    assert written(typed, Directory()) == kept


def test_a_command_gets_names_beside_ids() -> None:
    assert written("user @ada", Directory(), named=True) == "user <@U0ADA|ada>"


def test_escaping_replaces_three_characters_once() -> None:
    assert escaped("&lt; <b>") == "&amp;lt; &lt;b&gt;"


def test_a_mention_is_the_id_in_brackets() -> None:
    assert mentions("<@U0CAPIBOT> help", "U0CAPIBOT")
    assert not mentions("&lt;@U0CAPIBOT&gt; help", "U0CAPIBOT")
