from __future__ import annotations

import re
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.secrets_filter import MASK, is_secret_name, mask_secrets

PEM = "-----BEGIN PRIVATE KEY-----\nhush\nhush\n-----END PRIVATE KEY-----"


@pytest.mark.parametrize(
    "name",
    [
        *("password", "sip_password", "Password", "passwd", "passcode", "pass", "pwd", "pw", "userPw"),
        *("apiKey", "API-Secret", "access_key", "accesskey", "private.key", "client secret", "secrets", "signing_key"),
        *("token", "accessToken", "refresh-tokens", "jwt", "auth", "authToken", "Authorization", "Cookie"),
        *("otp", "pin", "card_pin", "userPIN", "pinCode", "cvv", "CVC2", "card.cvv", "card_number", "cardNumber"),
        *("sessionid", "session_id", "PHPSESSID_token", "X-Amz-Signature", "sig", "hmac"),
        *("sdp", "digit", "digits", "dtmf", "dtmf.digits", "headers", "sip_headers", "customHeaders"),
    ],
)
def test_the_name_of_a_secret_is_recognised(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        *("author", "authors", "authenticated", "passenger", "compass", "spinner", "pinned", "opinion", "secretary"),
        *("key", "keyboard", "monkey", "session", "header", "code", "card", "name", "number", "uri", "body", "text"),
        *("significant", "digital", "swap", "optional", "transcription", "", "from", "mos_score"),
    ],
)
def test_a_similar_name_is_not_one_of_a_secret(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("candidate:1 1 udp 2113937151 192.168.1.5 51472 typ host generation 0", "candidate:••••"),
        ("a=candidate:1 2 TCP 1518280447 fe80::1 9 typ host\r\na=mid:0", "a=candidate:••••\r\na=mid:0"),
        ("Candidate:1 1 UDP 1 0f1e2d3c-aaaa-bbbb-cccc-0123456789ab.local 9 typ host", "Candidate:••••"),
        ("failed: c=IN IP4 10.0.0.1\r\n", "failed: c=IN IP4 ••••\r\n"),
        ("a=rtcp:9 IN IP6 fe80::1", "a=rtcp:9 IN IP6 ••••"),
        ("The candidate: 1 of 2", "The candidate: 1 of 2"),
        ("candidate:Ada 1 vote", "candidate:Ada 1 vote"),
    ],
)
def test_network_addresses_of_media_are_masked_by_their_form(text: str, masked: str) -> None:
    assert mask_secrets(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"Mine: {PEM}, keep it", "Mine: ••••, keep it"),
        (f"Mine: {PEM[:40]}", "Mine: ••••"),
        (b64encode(PEM.encode()).decode(), "••••"),
        ("MIIEvQIBADANBgkqhkiG9w0BAQ\nhushhushhushhush", "••••"),
        ("It is eyJhbGciOiJSUzI1NiJ9.e30.aHVzaA-_, keep it", "It is ••••, keep it"),
        ("xoxb-1-2-hush and xapp-1-A0-hush", "•••• and ••••"),
        ("Bearer hush", "Bearer ••••"),
        ("Basic aHVzaA==", "Basic ••••"),
        ("Authorization: Basic hush", "Authorization: ••••"),
        ("Authorization: Bearer hush", "Authorization: ••••"),
    ],
)
def test_a_token_or_key_is_masked_by_its_form(text: str, masked: str) -> None:
    assert mask_secrets(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "v=0\r\no=- 46117 2 IN IP4 127.0.0.1\r\ns=hush",
        " v=0 hush",
        "v=0\\r\\no=hush",
        "m=audio 4000 RTP/AVP 111\r\na=hush",
        "a=ice-pwd:hush",
    ],
)
def test_a_session_description_is_masked_wherever_it_begins(text: str) -> None:
    assert mask_secrets(text) == "••••"
    assert mask_secrets(f"junk\r\n{text}") == ("junk\r\n••••" if text[0] != " " else f"junk\r\n{text}")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("https://h/s?access_token=hush&x=1", "https://h/s?access_token=••••&x=1"),
        ("https://h/s?accessToken=hush&auth=hush", "https://h/s?accessToken=••••&auth=••••"),
        ("https://h/s?x=1;key=hush", "https://h/s?x=1;key=••••"),
        (
            "https://h/s?X-Amz-Credential=hu%2Fsh&X-Amz-Signature=hush",
            "https://h/s?X-Amz-Credential=••••&X-Amz-Signature=••••",
        ),
        ("https://rita:hu@sh@example.com/s", "https://••••@example.com/s"),
        ("wss://hush@example.com/s", "wss://••••@example.com/s"),
        ("sip:rita:hush@example.com", "sip:rita@example.com"),
        ("sip:r/ita:hu@sh@example.com;transport=tls", "sip:r/ita@example.com;transport=tls"),
        ("<sips:rita:hush@example.com>", "<sips:rita@example.com>"),
    ],
)
def test_credentials_in_a_url_are_masked(text: str, masked: str) -> None:
    assert mask_secrets(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("my api_key=hush token: hush, password=hush!", "my api_key=•••• token: ••••, password=••••"),
        ("user: bob pass: hush", "user: bob pass: ••••"),
        ('{"password": "hush", "x": 1}', '{"password": "••••", "x": 1}'),
        ('"{\\"otp\\": \\"4711\\"}"', '"{\\"otp\\": \\"••••\\"}"'),
        ("{'password': 'hush hush'} and secret=\"hush hush\"", "{'password': '••••'} and secret=\"••••\""),
        ("password_2=hush", "password_2=••••"),
        ("access key = hush", "access key = ••••"),
        ("password=a,b;c", "password=••••;c"),
        ("token%3Dhush", "token%3D••••"),
        ("Your PIN is 4711.", "Your PIN is ••••"),
        ("code and token 471100", "code and token ••••"),
    ],
)
def test_what_follows_the_name_of_a_secret_in_a_text_is_masked(text: str, masked: str) -> None:
    assert mask_secrets(text) == masked


@pytest.mark.parametrize(
    "number",
    [
        *("4111111111111111", "5555555555554444", "2223003122003222", "6011111111111117", "3566002020360505"),
        *("378282246310005", "30569309025904", "6205500000000000004"),
        *("4111 1111 1111 1111", "4111-1111-1111-1111", "3782 822463 10005", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"),
    ],
)
def test_a_payment_card_number_with_a_valid_check_digit_is_masked(number: str) -> None:
    assert mask_secrets(f"Mine, {number}, is gold") == "Mine, ••••, is gold"
    assert mask_secrets(f"{number} {number}") == "•••• ••••" or number.startswith("4 1")


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111112",  # its check digit is wrong
        "447700900111 447700900200",
        "8613800138000",
        "+4915123456789",
        "1540459453111000",
        "20ce63ef4111111111111111",
        "12345678901234567890",
        "Alice (USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6) joined",
        "https://api-us-3.vonage.com/v1/conversations/CON-d66d47de-5bcb-4300-94f0-0c9d4b948e9a/events/1",
        "https://api.nexmo.com/v1/conversations?page_size=10&cursor=abc",
        "https://h:8080/@rita",
        "sip:rita@example.com:5060 or mail@example.com",
        "mailto:rita@example.com",
        "2018-10-25T09:24:13.111Z",
        "see: this@that, ok?",
        "Two tokens are left, the pin is gone, and the password is wrong",
        "Basic information about your secret admirer",
        "A train at v=0 waits",
        "author: Ada, opinion: good",
    ],
)
def test_text_without_secrets_is_unchanged(text: str) -> None:
    assert mask_secrets(text) == text


def test_the_mask_can_be_chosen() -> None:
    assert mask_secrets("https://u:hush@h/?sig=hush", "[gone]") == "https://[gone]@h/?sig=[gone]"


fragments = st.sampled_from(
    [*("password", "=", ": ", " ", "?key=", "eyJ", "Bearer ", "Basic ", "a1B"), *("@", "://", "sip:", "v=0\n", MASK)]
)


@given(st.lists(fragments | st.text(max_size=4), max_size=12).map("".join))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask_secrets(text)
    assert mask_secrets(once) == once


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_secret_is_masked_whatever_surrounds_it(before: str, after: str) -> None:
    text = f"{before} password=hush1 {after} https://h/?auth=hush2 {before}\ntoken: hush3"
    assert not re.search(r"hush\d", mask_secrets(text))
