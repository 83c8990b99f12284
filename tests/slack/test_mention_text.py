from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.slack.commands.text import mention_text


def rich(*parts: dict[str, Any], kind: str = "rich_text_section") -> list[dict[str, Any]]:
    return [{"type": "rich_text", "elements": [{"type": kind, "elements": list(parts)}]}]


US = {"type": "user", "user_id": "UBOT"}


@pytest.mark.parametrize(
    ("event", "text"),
    [
        ({"text": "<@UBOT> live"}, "<@UBOT> live"),
        ({"text": "<@UBOT|capi> live", "blocks": rich(US)}, "<@UBOT|capi> live"),
        ({"text": "no mention"}, "no mention"),
        ({"text": "", "blocks": rich(US, {"type": "text", "text": " a<b & c"})}, "<@UBOT> a&lt;b &amp; c"),
        ({"text": None, "blocks": rich(US, {"type": "emoji", "name": "tada"}, 5)}, "<@UBOT>"),
        ({"blocks": rich(US, {"type": "link", "url": "https://x", "text": "live"})}, "<@UBOT>live"),
        ({"blocks": rich(US, {"type": "link", "url": "https://x"})}, "<@UBOT>https://x"),
        ({"blocks": rich({"type": "user", "user_id": "U2"}, US)}, "<@U2><@UBOT>"),
        ({"blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]},
            {"type": "rich_text_section", "elements": [US, {"type": "text", "text": " two"}]},
        ]}]}]}, "<@UBOT> two"),
        ({"blocks": rich(US, kind="rich_text_quote")}, "<@UBOT>"),
        ({"blocks": [{"type": "markdown", "text": "<@UBOT> live"}]}, "<@UBOT> live"),
        ({"blocks": [{"type": "section", "fields": [{"type": "mrkdwn", "text": "a"},
                                                    {"type": "mrkdwn", "text": "<@UBOT> b"}]}]}, "<@UBOT> b"),
        ({"blocks": [{"type": "section", "text": {"type": "plain_text", "text": "<@UBOT> live"}}]}, ""),
        ({"text": "x", "blocks": "y", "attachments": 5}, "x"),
    ],
)  # fmt: skip
def test_the_text_is_the_one_that_mentions_the_bot(event: dict[str, Any], text: str) -> None:
    assert mention_text(event, "UBOT") == text


def test_where_nobody_knows_the_bots_id_the_text_stays() -> None:
    assert mention_text({"text": "x", "blocks": rich(US)}, "") == "x"


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "text", "elements", "user_id", "url"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(blocks=ANY_JSON)
def test_blocks_of_any_form_are_read(blocks: object) -> None:
    assert isinstance(mention_text({"text": "", "blocks": blocks}, "UBOT"), str)
