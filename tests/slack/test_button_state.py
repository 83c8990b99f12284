from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.errors import UserError
from capi_bot.slack import button_state
from capi_bot.slack.button_state import (
    STALE,
    HomeState,
    ListState,
    RetryState,
    Tab,
    TabState,
    UserListState,
    UserState,
)
from capi_bot.slack.commands import ListFilter, list_filter
from capi_bot.slack.commands.text import query_escape
from capi_bot.slack.views import block_kit
from tests.slack.sample_values import conversation_id, cursor, user_id

# Nothing and an empty text are the same to a query, so a state never holds an empty text.
WORDS = st.text(min_size=1)
CURSORS = st.none() | WORDS
NUMBERS = st.integers(min_value=1, max_value=99_999_999)
TAB_STATES = st.builds(
    TabState, conversation_id=WORDS, tab=st.none() | st.sampled_from(Tab), cursor=CURSORS, number=NUMBERS
)
LISTS = st.builds(
    ListState, cursor=CURSORS, number=NUMBERS, tab_state=st.none() | TAB_STATES, private=st.booleans(), scanned=NUMBERS
)
USERS = st.builds(UserState, user_id=WORDS, cursor=CURSORS, number=NUMBERS)
PRESSED = st.builds(
    RetryState, action_id=WORDS, value=st.text(), list_state=st.text(), message_ts=st.text(), thread_ts=st.text()
)
RETRIES = st.builds(RetryState, typed=WORDS) | PRESSED

JUNK = [
    "",
    "x",
    "&&&",
    "=",
    "n",
    "n=",
    "%",
    "%zz=%",
    "payload",
    "o=",
    "u=",
    "q=",
    "\x00",
    "CON-1",
    '{"n": 1}',
    "<!channel>",
]
READERS: list[Callable[[str], object]] = [
    button_state.decode_list,
    button_state.decode_tab,
    button_state.decode_user,
    button_state.decode_home,
    button_state.decode_retry,
]


@given(LISTS)
def test_a_lists_state_comes_back_as_it_was(state: ListState) -> None:
    assert button_state.decode_list(button_state.encode_list(state)) == state


@given(TAB_STATES)
def test_a_tabs_state_comes_back_as_it_was(state: TabState) -> None:
    assert button_state.decode_tab(button_state.encode_tab(state)) == state


@given(USERS)
def test_a_users_state_comes_back_as_it_was(state: UserState) -> None:
    assert button_state.decode_user(button_state.encode_user(state)) == state


@given(st.integers(0, 99_999), st.integers(0, 99_999), st.text("0123456789abcdef", max_size=16))
def test_a_home_tabs_state_comes_back_as_it_was(number: int, saved: int, key: str) -> None:
    state = HomeState(number=number, saved=saved, filter=key)

    assert button_state.decode_home(button_state.encode_home(state)) == state


@given(RETRIES)
def test_a_retry_comes_back_as_it_was(state: RetryState) -> None:
    assert button_state.decode_retry(button_state.encode_retry(state)) == state


@given(st.builds(UserListState, words=WORDS, cursor=CURSORS, number=NUMBERS, scanned=NUMBERS))
def test_a_list_of_users_state_comes_back_as_it_was(state: UserListState) -> None:
    assert button_state.decode_user_list(button_state.encode_user_list(state)) == state


@given(LISTS, LISTS)
def test_lists_states_survive_within_a_retry(row: ListState, page: ListState) -> None:
    failed = RetryState(
        action_id="row.members", value=button_state.encode_list(row), list_state=button_state.encode_list(page)
    )
    state = button_state.decode_retry(button_state.encode_retry(failed))

    assert (button_state.decode_list(state.value), button_state.decode_list(state.list_state)) == (row, page)


@given(st.integers(min_value=0xD800, max_value=0xDFFF).map(chr))
def test_half_a_surrogate_pair_is_replaced_for_it_has_no_bytes(half: str) -> None:
    state = ListState(cursor=f"a{half}b", tab_state=TabState(conversation_id=half))

    assert button_state.decode_list(button_state.encode_list(state)) == ListState(
        cursor="a?b", tab_state=TabState(conversation_id="?")
    )
    assert button_state.decode_user(button_state.encode_user(UserState(user_id=half))) == UserState(user_id="?")
    assert button_state.decode_retry(button_state.encode_retry(RetryState(typed=half))) == RetryState(typed="?")


def test_the_longest_states_fit_into_a_button() -> None:
    tab_state = TabState(conversation_id=conversation_id(1), tab=Tab.MEMBERS, cursor=cursor("p"), number=99_999_999)
    state = ListState(cursor=cursor("c"), number=99_999_999, tab_state=tab_state)
    value = button_state.encode_list(state)
    failed = RetryState(
        action_id="row.members",
        value=button_state.encode_list(ListState(tab_state=tab_state)),
        list_state=value,
        message_ts="1700000000.000100",
        thread_ts="1700000000.000100",
    )

    assert len(button_state.encode_retry(failed)) < block_kit.MAX_BUTTON_VALUE
    assert len(button_state.encode_user(UserState(user_id=user_id(1), cursor=cursor("c")))) < block_kit.MAX_BUTTON_VALUE


@given(st.text(max_size=100), st.text(max_size=60))
def test_any_filter_fits_into_a_block_id(party: str, words: str) -> None:
    try:
        filters = list_filter.read_filter(
            list_filter.write_filter(ListFilter(party=party, words=tuple(words.split()), oldest=True))
        )
    except UserError:
        return
    value = button_state.encode_list(ListState(filters=filters, since=1_700_000_000, private=True))

    assert len(value) <= block_kit.MAX_BLOCK_ID - 60
    assert button_state.decode_list(value).filters == filters


def test_a_rows_state_fits_into_a_block_id() -> None:
    state = ListState(cursor=cursor("c"), number=99_999_999, tab_state=TabState(conversation_id=conversation_id(1)))

    assert len(button_state.encode_list(state)) <= block_kit.MAX_BLOCK_ID


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("junk", JUNK)
def test_junk_is_rejected_with_a_sentence(read: Callable[[str], object], junk: str) -> None:
    with pytest.raises(UserError) as refused:
        read(junk)

    assert str(refused.value) == STALE


@pytest.mark.parametrize(
    ("read", "forged"),
    [
        (button_state.decode_list, "n=x"),
        (button_state.decode_list, "n=-1"),
        (button_state.decode_list, "n=1.5"),
        (button_state.decode_list, "n=٣"),
        (button_state.decode_list, "n=²"),
        (button_state.decode_list, "n=123456789"),
        (button_state.decode_list, "n=1&o=CON-1&t=secrets"),
        (button_state.decode_list, "n=1&o=CON-1&p=x"),
        (button_state.decode_tab, "o=CON-1&t=MEMBERS"),
        (button_state.decode_tab, "t=members"),
        (button_state.decode_tab, "o=CON-1&p=-1"),
        (button_state.decode_user, "k=c"),
        (button_state.decode_user, "u=USR-1&p=1e3"),
        (button_state.decode_home, "s=1"),
        (button_state.decode_home, "l=-1"),
        (button_state.decode_home, "l=1&s=x"),
        (button_state.decode_retry, "m=1"),
    ],
)
def test_a_forged_state_is_rejected_with_the_same_sentence(read: Callable[[str], object], forged: str) -> None:
    with pytest.raises(UserError) as refused:
        read(forged)

    assert str(refused.value) == STALE


def _refusal(read: Callable[[str], object], text: str) -> str:
    try:
        read(text)
    except UserError as refused:
        return str(refused)
    return ""


@given(st.sampled_from(READERS), st.text())
def test_any_text_is_read_or_rejected(read: Callable[[str], object], text: str) -> None:
    assert _refusal(read, text) in ("", STALE)


@given(st.dictionaries(st.text(min_size=1), st.text(min_size=1)))
def test_pairs_come_back_as_they_were(pairs: dict[str, str]) -> None:
    assert button_state.decode(button_state.encode(pairs)) == pairs


@pytest.mark.parametrize(
    "text", ["サポート窓口", "Поддержка", "دعم", "naïve", "CON-1", "2026-11-01..2026-11-03", '"a"']
)
def test_text_of_any_script_takes_no_more_room_than_it_has(text: str) -> None:
    assert query_escape(text) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [("a b", "a+b"), ("R&D", "R%26D"), ("5%", "5%25"), ("a=b+c;", "a%3Db%2Bc%3B"), ("<é>", "%3Cé%3E"), ("\x00", "%00")],
)
def test_characters_with_a_meaning_in_a_query_are_escaped(text: str, written: str) -> None:
    assert query_escape(text) == written


def test_pairs_without_a_value_are_left_out() -> None:
    assert button_state.encode({"a": "1", "b": "", "c": None, "d": "2"}) == "a=1&d=2"


@given(st.integers(0xD800, 0xDFFF).map(chr))
def test_half_a_surrogate_pair_in_a_query_is_replaced(half: str) -> None:
    assert query_escape(f"a{half}b") == "a?b"
