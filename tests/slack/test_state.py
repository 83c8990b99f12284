from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.errors import UserError
from capi_bot.slack import state
from capi_bot.slack.commands import Listing, listing
from capi_bot.slack.state import STALE, Again, HomeState, ListState, Panel, PeopleState, Tab, UserState
from capi_bot.slack.views import kit
from tests.slack.fillings import conversation_id, cursor, user_id

# Nothing and an empty text are the same to a query, so a state never holds an empty text.
WORDS = st.text(min_size=1)
CURSORS = st.none() | WORDS
NUMBERS = st.integers(min_value=1, max_value=99_999_999)
PANELS = st.builds(Panel, conversation_id=WORDS, tab=st.none() | st.sampled_from(Tab), cursor=CURSORS, number=NUMBERS)
LISTS = st.builds(
    ListState, cursor=CURSORS, number=NUMBERS, panel=st.none() | PANELS, private=st.booleans(), looked=NUMBERS
)
USERS = st.builds(UserState, user_id=WORDS, cursor=CURSORS, number=NUMBERS)
PRESSED = st.builds(
    Again, action_id=WORDS, carried=st.text(), shown=st.text(), message_ts=st.text(), thread_ts=st.text()
)
AGAINS = st.builds(Again, typed=WORDS) | PRESSED

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
    state.unpack_list,
    state.unpack_panel,
    state.unpack_user,
    state.unpack_home,
    state.unpack_again,
]


@given(LISTS)
def test_a_lists_state_comes_back_as_it_was(told: ListState) -> None:
    assert state.unpack_list(state.pack_list(told)) == told


@given(PANELS)
def test_a_panel_comes_back_as_it_was(told: Panel) -> None:
    assert state.unpack_panel(state.pack_panel(told)) == told


@given(USERS)
def test_a_users_state_comes_back_as_it_was(told: UserState) -> None:
    assert state.unpack_user(state.pack_user(told)) == told


@given(st.integers(0, 99_999), st.integers(0, 99_999), st.text("0123456789abcdef", max_size=16))
def test_a_home_tabs_state_comes_back_as_it_was(number: int, saved: int, key: str) -> None:
    told = HomeState(number=number, saved=saved, filter=key)

    assert state.unpack_home(state.pack_home(told)) == told


@given(AGAINS)
def test_what_failed_comes_back_as_it_was(told: Again) -> None:
    assert state.unpack_again(state.pack_again(told)) == told


@given(st.builds(PeopleState, words=WORDS, cursor=CURSORS, number=NUMBERS, looked=NUMBERS))
def test_a_list_of_users_state_comes_back_as_it_was(told: PeopleState) -> None:
    assert state.unpack_people(state.pack_people(told)) == told


@given(LISTS, LISTS)
def test_lists_states_survive_within_what_failed(row: ListState, page: ListState) -> None:
    failed = Again(action_id="row.members", carried=state.pack_list(row), shown=state.pack_list(page))
    told = state.unpack_again(state.pack_again(failed))

    assert (state.unpack_list(told.carried), state.unpack_list(told.shown)) == (row, page)


@given(st.integers(min_value=0xD800, max_value=0xDFFF).map(chr))
def test_half_a_surrogate_pair_is_replaced_for_it_has_no_bytes(half: str) -> None:
    told = ListState(cursor=f"a{half}b", panel=Panel(conversation_id=half))

    assert state.unpack_list(state.pack_list(told)) == ListState(cursor="a?b", panel=Panel(conversation_id="?"))
    assert state.unpack_user(state.pack_user(UserState(user_id=half))) == UserState(user_id="?")
    assert state.unpack_again(state.pack_again(Again(typed=half))) == Again(typed="?")


def test_the_longest_states_fit_into_a_button() -> None:
    panel = Panel(conversation_id=conversation_id(1), tab=Tab.MEMBERS, cursor=cursor("p"), number=99_999_999)
    told = ListState(cursor=cursor("c"), number=99_999_999, panel=panel)
    carried = state.pack_list(told)
    failed = Again(
        action_id="row.members",
        carried=state.pack_list(ListState(panel=panel)),
        shown=carried,
        message_ts="1700000000.000100",
        thread_ts="1700000000.000100",
    )

    assert len(state.pack_again(failed)) < kit.BUTTON_VALUE
    assert len(state.pack_user(UserState(user_id=user_id(1), cursor=cursor("c")))) < kit.BUTTON_VALUE


@given(st.text(max_size=100), st.text(max_size=60))
def test_whatever_a_list_may_be_narrowed_to_fits_into_a_block_id(party: str, words: str) -> None:
    try:
        asked = listing.read(listing.write(Listing(party=party, words=tuple(words.split()), oldest=True)))
    except UserError:
        return
    carried = state.pack_list(ListState(asked=asked, since=1_700_000_000, private=True))

    assert len(carried) <= kit.BLOCK_ID - 60
    assert state.unpack_list(carried).asked == asked


def test_a_rows_state_fits_into_a_block_id() -> None:
    told = ListState(cursor=cursor("c"), number=99_999_999, panel=Panel(conversation_id=conversation_id(1)))

    assert len(state.pack_list(told)) <= kit.BLOCK_ID


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("junk", JUNK)
def test_junk_is_refused_with_a_kind_sentence(read: Callable[[str], object], junk: str) -> None:
    with pytest.raises(UserError) as refused:
        read(junk)

    assert str(refused.value) == STALE


@pytest.mark.parametrize(
    ("read", "forged"),
    [
        (state.unpack_list, "n=x"),
        (state.unpack_list, "n=-1"),
        (state.unpack_list, "n=1.5"),
        (state.unpack_list, "n=٣"),
        (state.unpack_list, "n=²"),
        (state.unpack_list, "n=123456789"),
        (state.unpack_list, "n=1&o=CON-1&t=secrets"),
        (state.unpack_list, "n=1&o=CON-1&p=x"),
        (state.unpack_panel, "o=CON-1&t=MEMBERS"),
        (state.unpack_panel, "t=members"),
        (state.unpack_panel, "o=CON-1&p=-1"),
        (state.unpack_user, "k=c"),
        (state.unpack_user, "u=USR-1&p=1e3"),
        (state.unpack_home, "s=1"),
        (state.unpack_home, "l=-1"),
        (state.unpack_home, "l=1&s=x"),
        (state.unpack_again, "m=1"),
    ],
)
def test_a_forged_state_is_refused_with_the_same_sentence(read: Callable[[str], object], forged: str) -> None:
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
def test_any_text_is_read_or_refused(read: Callable[[str], object], text: str) -> None:
    assert _refusal(read, text) in ("", STALE)
