from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from slack_sdk.signature import Clock, SignatureVerifier

from capi_bot.slack.request_verification import RejectedError, RejectionHints, verify_request
from tests.fakes_slack import FORM, JSON, SECRET, form, signed

NOW = 1531420618


class Fixed(Clock):
    def now(self) -> float:
        return NOW


VERIFIER = SignatureVerifier(SECRET, Fixed())


def let_in(body: bytes, content_type: str = FORM, *, at: int = NOW) -> dict[str, object]:
    headers = {name.lower(): value for name, value in signed(SECRET, body, str(at), content_type).items()}
    return verify_request(body, headers, VERIFIER)


def status_of(body: bytes, headers: dict[str, str]) -> int:
    with pytest.raises(RejectedError) as caught:
        verify_request(body, headers, VERIFIER)
    return caught.value.status


def test_the_example_of_slacks_documentation_is_let_in() -> None:
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    headers = {
        "x-slack-request-timestamp": "1531420618",
        "x-slack-signature": "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
        "content-type": FORM,
    }
    payload = verify_request(body, headers, VERIFIER)
    assert (payload["command"], payload["text"]) == ("/webhook-collect", "")
    assert status_of(body.replace(b"foobar", b"fooba2"), headers) == 401


def test_interactions_and_events_come_as_what_is_inside_them() -> None:
    assert let_in(form({"type": "block_actions", "actions": []})) == {"type": "block_actions", "actions": []}
    assert let_in(b'{"type": "event_callback"}', f"{JSON}; charset=utf-8") == {"type": "event_callback"}


@pytest.mark.parametrize("field", ["text", "channel_name", "team_domain", "user_name"])
def test_t2_the_word_payload_may_stand_anywhere(field: str) -> None:
    body = urlencode({"command": "/capi", field: "show payload = {bad"}).encode()
    assert let_in(body) == {"command": "/capi", field: "show payload = {bad"}


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{bad", FORM),
        (b"[]", FORM),
        (b"payload=%7Bbad", FORM),
        (b"payload=", FORM),
        (b"payload=[]", FORM),
        (b"payload=1", FORM),
        (b"{bad", JSON),
        (b"[]", JSON),
        (b"null", JSON),
        (b"", JSON),
        (b"[" * 20_000 + b"]" * 20_000, JSON),
        (b"payload=" + b"[" * 20_000 + b"]" * 20_000, FORM),
        (b'{"a":' * 20_000 + b"1" + b"}" * 20_000, JSON),
        (b"9" * 5000, JSON),
        (b"command=/capi", "text/plain"),
        (b"{}", "text/json"),
        (b"{}", ""),
    ],
)
def test_t7_a_signed_body_that_is_no_payload_is_refused_with_400(body: bytes, content_type: str) -> None:
    headers = {name.lower(): value for name, value in signed(SECRET, body, str(NOW), content_type).items()}
    assert status_of(body, headers) == 400


def test_a_body_that_is_not_utf8_is_refused_with_400() -> None:
    headers = {name.lower(): value for name, value in signed(SECRET, b"\xff", str(NOW), FORM).items()}
    assert status_of(b"\xff", headers) == 400


@pytest.mark.parametrize("timestamp", ["abc", "", "-1", "1e9", "²", "٣", " 1531420618", "1" * 5000, "1531420618.0"])
def test_t8_a_timestamp_that_is_no_number_is_refused_with_401(timestamp: str) -> None:
    headers = {"x-slack-request-timestamp": timestamp, "x-slack-signature": "v0=00", "content-type": FORM}
    assert status_of(b"text=x", headers) == 401


@pytest.mark.parametrize("signature", ["", "v0=", "v0=é", "v0=" + "0" * 64, "v1=00", "é"])
def test_t8_a_signature_that_is_not_slacks_is_refused_with_401(signature: str) -> None:
    headers = {"x-slack-request-timestamp": str(NOW), "x-slack-signature": signature, "content-type": FORM}
    assert status_of(b"text=x", headers) == 401


def test_headers_that_are_missing_are_refused_with_401() -> None:
    assert status_of(b"text=x", {}) == 401


def test_a_signature_is_good_for_five_minutes() -> None:
    assert let_in(b"text=x", at=NOW - 299) == {"text": "x"}
    for at in (NOW - 301, NOW + 301):
        headers = {name.lower(): value for name, value in signed(SECRET, b"text=x", str(at), FORM).items()}
        assert status_of(b"text=x", headers) == 401


def rejection(secret: str = SECRET, at: int = NOW, body: bytes = b"text=x") -> RejectedError:
    headers = {name.lower(): value for name, value in signed(secret, body, str(at), FORM).items()}
    with pytest.raises(RejectedError) as caught:
        verify_request(body, headers, VERIFIER)
    return caught.value


ANOTHER = "d" * 32
WRONG_SECRET = "copy the Signing Secret (not the Client Secret) from Basic Information of your Slack app"


@pytest.mark.parametrize(
    ("secret", "at", "expected"),
    [
        (ANOTHER, NOW, WRONG_SECRET),
        (f'"{SECRET}"', NOW, WRONG_SECRET),
        (ANOTHER, NOW - 4000, WRONG_SECRET),
        (SECRET, NOW - 4000, "this machine's clock is 4000 seconds ahead of Slack's: turn network time on"),
        (SECRET, NOW + 400, "this machine's clock is 400 seconds behind Slack's: turn network time on"),
    ],
)
def test_while_every_request_is_rejected_the_operator_is_advised_once(secret: str, at: int, expected: str) -> None:
    hints = RejectionHints()
    first, *others = [hints.rejected(rejection(secret, at)) for _ in range(10)]

    assert expected in first
    assert others == [""] * 9


def test_after_an_accepted_request_three_in_a_row_are_rejected_before_there_is_advice() -> None:
    hints = RejectionHints()
    hints.accepted()
    assert [bool(hints.rejected(rejection(ANOTHER))) for _ in range(4)] == [False, False, True, False]
    hints.accepted()
    assert [bool(hints.rejected(rejection(ANOTHER))) for _ in range(2)] == [False, False]


def test_there_is_no_advice_about_what_slack_does_not_send() -> None:
    hints = RejectionHints()
    assert [hints.rejected(RejectedError(status, "x")) for status in (400, 401, 405, 413)] == [""] * 4


def test_the_reason_of_a_rejection_is_the_signature_or_the_clock() -> None:
    assert str(rejection(ANOTHER)) == "the signature is not Slack's"
    assert str(rejection(at=NOW - 301)) == "it was signed at a time that is 301 seconds from our clock's"


def test_a_check_of_our_certificate_needs_no_signature_and_brings_nothing_else() -> None:
    assert verify_request(b"token=x&ssl_check=1&command=/capi&text=help", {}, VERIFIER) == {"ssl_check": "1"}
    assert status_of(b"text=ssl_check=1", {}) == 401
    assert status_of(json.dumps({"ssl_check": "1"}).encode(), {"content-type": JSON}) == 401


@given(
    body=st.binary(max_size=200),
    timestamp=st.text(max_size=20),
    signature=st.text(max_size=80),
    content_type=st.sampled_from([FORM, JSON, "", "text/plain; charset=x"]),
)
def test_what_slack_did_not_sign_is_refused_and_never_an_error(
    body: bytes, timestamp: str, signature: str, content_type: str
) -> None:
    assume(b"ssl_check=1" not in body.split(b"&"))
    headers = {
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": signature,
        "content-type": content_type,
    }
    assert status_of(body, headers) in {400, 401}


@given(body=st.binary(max_size=200), content_type=st.sampled_from([FORM, JSON, ""]))
def test_what_slack_did_sign_is_an_object_or_is_refused(body: bytes, content_type: str) -> None:
    try:
        outcome: object = let_in(body, content_type)
    except RejectedError as rejected:
        outcome = rejected.status
    assert isinstance(outcome, dict) or outcome == 400
