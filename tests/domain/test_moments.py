from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from capi_bot.domain.display_names import plain
from capi_bot.domain.durations import held, parts, worded

EVENING = datetime(2018, 10, 25, 23, 30, tzinfo=timezone(timedelta(hours=-5)))


def test_a_sentence_comes_apart_into_words_and_moments() -> None:
    assert parts(f"Ann left {held(EVENING)}; Bob is ringing") == ("Ann left ", EVENING, "; Bob is ringing")
    assert parts(held(EVENING)) == (EVENING,)
    assert parts("Ann left") == ("Ann left",)
    assert parts("") == ()


def test_in_words_alone_a_moment_is_utcs_day() -> None:
    assert worded(("left ", EVENING, "; Bob is ringing")) == "left 26 Oct 2018; Bob is ringing"
    assert worded(()) == ""


@given(st.text(), st.datetimes(timezones=st.just(UTC)))
def test_no_name_is_taken_for_a_moment(name: str, moment: datetime) -> None:
    words = f"{plain(name)} left "
    assert parts(f"{words}{held(moment)}") == (words, moment)
