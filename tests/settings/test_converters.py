from __future__ import annotations

import os
import subprocess
import sys
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from capi_bot.settings import converters


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("https://api.nexmo.com", "https://api.nexmo.com"),
        ("https://api.nexmo.com/", "https://api.nexmo.com"),
        ("https://host:8443/a/b//", "https://host:8443/a/b"),
        ("http://127.0.0.1:4010", "http://127.0.0.1:4010"),
        ("http://localhost:4010/", "http://localhost:4010"),
        ("http://[::1]:4010", "http://[::1]:4010"),
    ],
)
def test_an_address_loses_the_slash_at_its_end(text: str, value: str) -> None:
    assert converters.parse_url(text) == value


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("api.nexmo.com", "must be one such as"),
        ("ftp://api.nexmo.com", "must be one such as"),
        ("https://", "must be one such as"),
        ("https://host:port", "must be one such as"),
        ("https://host:0", "must be one such as"),
        ("https://[::1", "must be one such as"),
        ("https://host/?a=b", "must be one such as"),
        ("https://host/#a", "must be one such as"),
        ("https://host/?", "must be one such as"),
        ("https://ho st/", "must be one such as"),
        ("https://user:secret@host", "must not contain a user name"),
        ("https://:secret@host", "must not contain a user name"),
        ("http://api.nexmo.com", "must begin with https"),
        ("http://127.0.0.1.evil.example", "must begin with https"),
        ("https://host\u200b/", "must be one such as"),
    ],
)
def test_an_address_that_could_leak_the_token_is_rejected_without_repeating_it(text: str, error: str) -> None:
    with pytest.raises(ValueError, match=error) as raised:
        converters.parse_url(text)

    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(("text", "value"), [("0", 0), ("3000", 3000), ("65535", 65535)])
def test_a_port_is_a_number(text: str, value: int) -> None:
    assert converters.parse_port(text) == value


@pytest.mark.parametrize("text", ["", "-1", "65536", "3000.0", "٣٠٠٠", "http", "1_000", "999999999999"])
def test_an_invalid_port_is_rejected(text: str) -> None:
    with pytest.raises(ValueError, match="whole number from 0"):
        converters.parse_port(text)


def test_the_error_of_a_token_of_the_wrong_kind_names_the_page_of_the_right_one() -> None:
    with pytest.raises(ValueError, match="must begin with xoxb-: copy it again from OAuth & Permissions") as raised:
        converters.token_parser("xoxb-", page="OAuth & Permissions")("xoxp-secret")

    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("text", ["xoxb-secret\u200b", "xoxb-se cret", "xoxb-sécret", "xoxb-secret\x00"])
def test_an_invalid_character_in_a_token_has_an_error_of_its_own_because_it_may_be_invisible(text: str) -> None:
    with pytest.raises(ValueError, match=r"^holds a blank or a sign that no token has: copy it again") as raised:
        converters.token_parser("xoxb-", page="OAuth & Permissions")(text)

    assert "cret" not in str(raised.value)


@pytest.mark.parametrize(("text", "code"), [("US", "US"), ("es", "ES"), ("gb", "GB")])
def test_a_country_is_two_letters_in_either_case(text: str, code: str) -> None:
    assert converters.parse_country(text) == code


@pytest.mark.parametrize("text", ["", "UK", "USA", "Spain", "34", "+1", "XX", "001", "ß"])
def test_what_is_no_country_is_rejected_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match="two letters of a country, such as US, or GB for the United Kingdom"):
        converters.parse_country(text)


@pytest.mark.parametrize(
    "text",
    ["xoxb-1-2", "xapp-1-2", '"8f742231', "two words", "8f742231\u200b", "8f74…", "SLACK_SIGNING_SECRET=8f742231"],
)
def test_what_is_no_signing_secret_in_any_case_is_rejected_without_repeating_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"^is not a signing secret, which has 32 characters from 0 to 9") as raised:
        converters.parse_signing_secret(text)

    assert text not in str(raised.value)


@pytest.mark.parametrize("text", ["made-up", "5ec1e7", "8F742231B10E8888ABCD99AAACCCC85A"])
def test_a_signing_secret_of_an_unusual_form_is_accepted_and_known_as_unusual(text: str) -> None:
    assert converters.parse_signing_secret(text) == text
    assert not converters.is_usual_signing_secret(text)


def test_a_signing_secret_of_slacks_is_usual() -> None:
    assert converters.is_usual_signing_secret("8f742231b10e8888abcd99aaacccc85a")


def test_an_application_id_is_a_uuid_in_lower_case() -> None:
    assert (
        converters.parse_application_id("AAAAAAAA-1111-2222-3333-BBBBBBBBBBBB")
        == "aaaaaaaa-1111-2222-3333-bbbbbbbbbbbb"
    )


@pytest.mark.parametrize(
    "text", ["", "abc", "{aaaaaaaa-1111-2222-3333-bbbbbbbbbbbb}", "aaaaaaaa111122223333bbbbbbbbbbbb"]
)
def test_an_invalid_application_id_is_rejected(text: str) -> None:
    with pytest.raises(ValueError, match="must be a UUID"):
        converters.parse_application_id(text)


@pytest.mark.parametrize("text", ["v1", "beta", "v0.1"])
def test_the_three_names_of_versions_are_accepted(text: str) -> None:
    assert converters.parse_api_version(text) == text


def test_another_version_is_rejected() -> None:
    with pytest.raises(ValueError, match=r"must be v1, beta or v0\.1"):
        converters.parse_api_version("v2")


@pytest.mark.parametrize("text", ["127.0.0.1", "10.0.0.7", "::1", "bot.internal"])
def test_a_host_is_a_name_or_an_address(text: str) -> None:
    assert converters.parse_host(text) == text


@pytest.mark.parametrize("text", ["http://127.0.0.1", "two words", "a/b"])
def test_an_address_with_more_than_a_host_is_rejected(text: str) -> None:
    with pytest.raises(ValueError, match="must be a host name"):
        converters.parse_host(text)


@pytest.mark.parametrize(("text", "is_on"), [("on", True), ("On", True), ("off", False)])
def test_a_switch_is_on_or_off(text: str, is_on: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert converters.parse_switch(text) is is_on


def test_an_invalid_switch_is_rejected() -> None:
    with pytest.raises(ValueError, match="must be on or off"):
        converters.parse_switch("maybe")


def test_a_log_level_may_be_in_lower_case() -> None:
    assert converters.parse_log_level("debug") == "DEBUG"


def test_an_unknown_log_level_is_rejected() -> None:
    with pytest.raises(ValueError, match="must be DEBUG"):
        converters.parse_log_level("chatty")


def test_the_error_of_an_unusable_key_repeats_nothing_of_it() -> None:
    with pytest.raises(ValueError, match="is not usable: ") as raised:
        converters.parse_private_key("-----BEGIN PRIVATE KEY-----\\nc2VjcmV0\\n-----END PRIVATE KEY-----")

    assert "c2VjcmV0" not in str(raised.value)


def test_an_empty_text_is_rejected() -> None:
    with pytest.raises(ValueError, match="is empty"):
        converters.require_text("")


@pytest.fixture
def no_zones_of_the_system(tmp_path: Path) -> Iterator[None]:
    """Look zones up in an empty folder, as on Windows and in slim images."""
    zoneinfo.reset_tzpath([tmp_path])
    zoneinfo.ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath()
    zoneinfo.ZoneInfo.clear_cache()


@pytest.fixture
def no_database(no_zones_of_the_system: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the package tzdata too."""
    del no_zones_of_the_system
    for name in [name for name in sys.modules if name.partition(".")[0] == "tzdata"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "tzdata", None)


def utc_offset(zone: str) -> timedelta | None:
    return datetime(2026, 7, 1, tzinfo=converters.parse_time_zone(zone)).utcoffset()


@pytest.mark.usefixtures("no_zones_of_the_system")
def test_time_zones_are_known_where_the_system_has_no_database() -> None:
    assert utc_offset("Europe/London") == timedelta(hours=1)


@pytest.mark.usefixtures("no_database")
@pytest.mark.parametrize("name", ["UTC", "utc", "Etc/UTC", "Z"])
def test_utc_needs_no_database(name: str) -> None:
    assert converters.parse_time_zone(name) is UTC


@pytest.mark.usefixtures("no_database")
def test_without_any_database_the_error_says_so_and_not_that_the_name_is_wrong() -> None:
    with pytest.raises(ValueError, match=r"^cannot be looked up, because there is no time zone database: pip install"):
        converters.parse_time_zone("Europe/London")


@pytest.mark.parametrize("name", ["Europe", "London", "Europe/Atlantis", "../etc/passwd", "/etc/localtime", "a\0b"])
def test_what_is_not_the_name_of_a_time_zone_is_rejected(name: str) -> None:
    with pytest.raises(ValueError, match="is not the name of a time zone"):
        converters.parse_time_zone(name)


def test_the_program_starts_where_the_system_has_no_database(tmp_path: Path) -> None:
    code = "from capi_bot.settings.table import CAPI_TIME_ZONE as z; print(z.read({}), z.read({z.name: 'Asia/Tokyo'}))"
    completed = subprocess.run(  # noqa: S603 - our own program, no shell
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONTZPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (completed.stdout, completed.stderr) == ("UTC Asia/Tokyo\n", "")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", {}),
        ("442079460000=Harbour Bikes", {"442079460000": "Harbour Bikes"}),
        (
            " +44 20 7946 0000 = Harbour  Bikes ; 12025550100=Sales = US;",
            {"442079460000": "Harbour Bikes", "12025550100": "Sales = US"},
        ),
    ],
)
def test_own_numbers_have_names(text: str, names: dict[str, str]) -> None:
    assert converters.parse_numbers(text) == names


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Harbour Bikes", "must be numbers with names"),
        ("442079460000", "must be numbers with names"),
        ("442079460000=", "must be numbers with names"),
        ("Harbour Bikes=442079460000", "must be numbers with names"),
        ("4711=Front desk", "must be numbers with names"),
        ("442079460000=A,12025550100=B;5=C", "must be numbers with names"),
        ("02079460000=Harbour Bikes", "without its country's code"),
        ("442079460000=A;+442079460000=B", "names one number twice"),
    ],
)
def test_what_names_no_own_number_is_rejected_with_what_to_write(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem) as raised:
        converters.parse_numbers(text)
    assert "2079460000=" not in str(raised.value).replace("442079460000=Harbour Bikes", "")
