from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from capi_bot.domain.display_names import clean_line
from capi_bot.domain.durations import embed_time, join_in_utc, split_times

EVENING = datetime(2018, 10, 25, 23, 30, tzinfo=timezone(timedelta(hours=-5)))


def test_a_sentence_comes_apart_into_words_and_moments() -> None:
    assert split_times(f"Ann left {embed_time(EVENING)}; Bob is ringing") == ("Ann left ", EVENING, "; Bob is ringing")
    assert split_times(embed_time(EVENING)) == (EVENING,)
    assert split_times("Ann left") == ("Ann left",)
    assert split_times("") == ()


def test_in_words_alone_a_moment_is_utcs_day() -> None:
    assert join_in_utc(("left ", EVENING, "; Bob is ringing")) == "left 26 Oct 2018; Bob is ringing"
    assert join_in_utc(()) == ""


@given(st.text(), st.datetimes(timezones=st.just(UTC)))
def test_no_name_is_taken_for_a_moment(name: str, moment: datetime) -> None:
    words = f"{clean_line(name)} left "
    assert split_times(f"{words}{embed_time(moment)}") == (words, moment)
