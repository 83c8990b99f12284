from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from capi_bot.slack.payloads import MARKUP, message_text

MESSAGE: dict[str, Any] = {
    "type": "message",
    "user": "U0123456789",
    "ts": "1700000001.000100",
    "client_msg_id": "12345678-1234-1234-1234-123456789012",
    "text": "Who is &lt;447700900111&gt;?",
    "blocks": [
        {
            "type": "rich_text",
            "block_id": "5551234",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "see "},
                        {"type": "link", "url": "https://example.com/CON-1", "text": "this"},
                        {"type": "user", "user_id": "U1"},
                    ],
                }
            ],
        },
        {
            "type": "actions",
            "elements": [
                {"type": "button", "action_id": "x.7", "value": "5559999", "text": {"type": "plain_text", "text": "Go"}}
            ],
        },
    ],
    "attachments": [{"id": 1, "color": "36a64f", "fields": [{"title": "Caller", "value": "447700900222"}], "ts": 17}],
    "files": [{"id": "F5551234", "title": "CON-2.json", "mimetype": "text/plain"}],
}


def test_all_visible_text_is_returned_in_order_and_nothing_else() -> None:
    assert message_text(MESSAGE) == (
        "Who is <447700900111>?",
        "see",
        "https://example.com/CON-1",
        "this",
        "Go",
        "Caller",
        "447700900222",
        "CON-2.json",
    )


def test_each_line_is_returned_by_itself() -> None:
    assert message_text({"text": "Caller: +1 202 555 0147\n2 missed calls\r\n\nbye"}) == (
        "Caller: +1 202 555 0147",
        "2 missed calls",
        "",
        "bye",
    )


def test_an_empty_message_has_no_text() -> None:
    assert message_text({}) == ()
    assert message_text({"text": None, "blocks": None, "attachments": []}) == ()


def test_dates_and_mentions_of_groups_are_markup() -> None:
    assert (
        MARKUP.sub("", "<!date^1700000001^{date}|1 May> <!subteam^S1|@all> <@U1> <https://x>") == "  <@U1> <https://x>"
    )


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(st.fixed_dictionaries({"text": JUNK, "blocks": JUNK, "attachments": JUNK}))
def test_any_message_is_read(message: dict[str, Any]) -> None:
    assert all(isinstance(text, str) for text in message_text(message))
