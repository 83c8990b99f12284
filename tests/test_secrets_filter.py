from __future__ import annotations

import json
import re
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capi_bot.secrets_filter import (
    MASK,
    is_headers_name,
    is_secret_header,
    is_secret_name,
    mask_headers,
    mask_secrets,
)

PEM = "-----BEGIN PRIVATE KEY-----\nhush\nhush\n-----END PRIVATE KEY-----"


@pytest.mark.parametrize(
    "name",
    [
        *("password", "sip_password", "Password", "passwd", "passcode", "pass", "pwd", "pw", "userPw"),
        *("apiKey", "API-Secret", "access_key", "accesskey", "private.key", "client secret", "secrets", "signing_key"),
        *("token", "accessToken", "refresh-tokens", "jwt", "auth", "authToken", "Authorization", "Cookie"),
        *("otp", "pin", "card_pin", "userPIN", "pinCode", "cvv", "CVC2", "card.cvv", "card_number", "cardNumber"),
        *("sessionid", "session_id", "PHPSESSID_token", "X-Amz-Signature", "sig", "hmac"),
        *("sdp", "digit", "digits", "dtmf", "dtmf.digits"),
        # Near those that only describe a secret:
        *("token_value", "token_2", "access_token_v2", "token_number", "pin_number", "password_hint", "password_hash"),
        *("card_number_digits", "digits_entered", "input_digits", "token_count_token", "countToken", "max_password"),
        *(
            "password_reset",
            "token_used",
            "otp_sent",
            "secretChanged",
            "key_token_issued",
            "last_password",
            "token_last",
        ),
        *("auth_token_in", "secret_at", "key_count_secret", "tokens", "totals_token", "used_token", "maxims_passwords"),
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
        *("headers", "sip_headers", "customHeaders"),  # what is secret in them is masked by the names of each
        *("password_reset_at", "otp_sent_on", "tokenUsedAt", "token_expires_in_seconds", "tokens_remaining"),
        *("token_count", "tokenCount", "tokens_used", "max_tokens", "maxTokens", "total_tokens", "prompt_tokens"),
        *("completion-tokens", "usage.input_tokens", "reasoning_tokens", "tokenizer", "tokenisation", "token_type"),
        *("token_endpoint_auth_method", "tokenExpiresAt", "token_expires_in", "access_token_ttl", "token_limit"),
        *("password_length", "password_min_length", "passwordChangedAt", "password_last_changed_at", "pin_attempts"),
        *("password_reset_required", "PASSWORD_POLICY", "pinLength", "pin_retries_left", "otp_status", "otp.timeout"),
        *(
            "max_digits",
            "maxDigits",
            "num_digits",
            "number_of_digits",
            "minimum digits",
            "digits_count",
            "dtmf_enabled",
        ),
        *("cookie_consent", "signature_algorithm", "signatureVersion", "auth_method", "auth_type", "auth_url"),
        *("secrets_count", "api_key_status", "client_secret_expires_at", "private_key_format", "session_id_length"),
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
        ("v=0 s3cr3t", "••••"),  # no sentence
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
        " v=0 o=hush",
        "v=0\n\no=hush",
        "v=0 \ns=hush",
        "v=0\nhush",
        "v=0\\\\r\\\\no=hush",  # escaped twice
        "v=0\\r\\no=hush",
        "m=audio 4000 RTP/AVP 111\r\na=hush",
        "a=ice-pwd:hush",
    ],
)
def test_a_session_description_is_masked_wherever_it_begins(text: str) -> None:
    assert mask_secrets(text) == "••••"
    assert mask_secrets(f"junk\r\n{text}").replace(" ", "") == "junk\r\n••••"


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
        ("the token: 512", "the token: ••••"),
        ("https://h/?sip_headers=hush12&x=1", "https://h/?sip_headers=••••&x=1"),
        ("token_count: password=hush", "token_count: password=••••"),
        ('"token_count": 512, "token": 512', '"token_count": 512, "token": ••••'),
        ("max_tokens=5 access_token=hush", "max_tokens=5 access_token=••••"),
        ("password: nullified, token: trueish", "password: ••••, token: ••••"),
        ("token_count_password=hush", "token_count_password=••••"),
        ("Bearer of-hush", "Bearer ••••"),
        ("Bearer in.hush", "Bearer ••••"),
    ],
)
def test_what_follows_the_name_of_a_secret_in_a_text_is_masked(text: str, masked: str) -> None:
    assert mask_secrets(text) == masked


@pytest.mark.parametrize(
    "number",
    [
        *("4111111111111111", "5555555555554444", "2223003122003222", "6011111111111117", "3566002020360505"),
        *("378282246310005", "30569309025904", "6205500000000000004", "36227206271667", "2200770239097761"),
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
        "v=0 at the start, then it moves",
        "v=0",
        "m=audio or m=video ends a line",
        "token_count: 512",
        '{"usage": {"total_tokens": 512, "max_tokens": "4096"}}',
        "Prompt tokens: 512, max digits: 4, password length: 12",
        "?token_type=bearer&expires=1",
        '{"token": null, "password": None, "otp": false, "pin": True}',
        "headers: Location, sip_headers=gold",
        "v=0 at t=0 and 5 km/h after 10s",
        "The bearer of this letter, and bearer bonds",
        "xoxo-hugs",
        "order 4111111111111111",
        "Order no. 4111111111111111 and invoice #5555555555554444",
        "https://shop.example.com/orders/4111111111111111?tracking_id=6011111111111117",
        '{"orderNumber": "4111111111111111", "parcel-refs": [5555555555554444]}',
        "My order is 4111111111111111.",
        "+38200770239097761",  # with a plus it is a phone number, whatever it is
        "2900000000000000005",  # no issuer's number begins so
        "author: Ada, opinion: good",
    ],
)
def test_text_without_secrets_is_unchanged(text: str) -> None:
    assert mask_secrets(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "card 4111111111111111",
        "border 4111111111111111",  # no order
        "My order was late: 4111111111111111",
        "card of order 4111111111111111",
        "Order 4111 1111 1111 1111",  # as it is written on a card
        "order 7, 4111111111111111",
        "mid 4111111111111111",
        "order: 4111111111111111 visa",
        "order 4111111111111111, by card",
    ],
)
def test_a_number_that_is_not_certainly_another_one_is_taken_for_a_card(text: str) -> None:
    assert MASK in mask_secrets(text)


@pytest.mark.parametrize(
    ("name", "text", "masked"),
    [
        ("order_id", "4111111111111111", "4111111111111111"),
        ("customerId", "4111111111111111", "4111111111111111"),
        ("id", "4111111111111111", "4111111111111111"),  # a user of Messenger, for one
        ("message_number", "4111111111111111", "4111111111111111"),
        ("order_card", "4111111111111111", MASK),
        ("message", "4111111111111111", MASK),  # what somebody wrote
        ("item", "4111111111111111", MASK),
        ("transaction", "4111111111111111", MASK),
        ("customers", "4111111111111111", MASK),
        ("cardId", "4111111111111111", MASK),
        ("order_note", "I paid with 4111111111111111", f"I paid with {MASK}"),
        ("paid", "4111111111111111", MASK),
        ("text", "4111111111111111", MASK),
    ],
)
def test_the_name_of_a_field_says_whose_number_it_holds(name: str, text: str, masked: str) -> None:
    assert mask_secrets(text, name=name) == masked


@pytest.mark.parametrize("name", ["headers", "sip_headers", "customHeaders", "Headers", "request.headers"])
def test_a_field_of_headers_is_recognised(name: str) -> None:
    assert is_headers_name(name)
    assert not is_headers_name(f"{name}hip")


@pytest.mark.parametrize(
    ("name", "is_secret"),
    [
        *((name, True) for name in ("Authorization", "X-Auth", "x-api-key", "X-Key", "Session", "X-Sid", "X-CSRF")),
        *((name, True) for name in ("Proxy-Authenticate", "X-Signed", "Cookie", "X-Password", "licenceKey")),
        *(
            (name, False)
            for name in ("Location", "X-Author", "X-Keyword", "customer_id", "Content-Type", "X-Signal", "X-Rapid")
        ),
        *((name, False) for name in ("caller", "X-Design", "Inside", "P-Asserted-Identity", "X-Token-Count")),
    ],
)
def test_a_header_that_authenticates_is_recognised(name: str, is_secret: bool) -> None:  # noqa: FBT001 -- a table
    assert is_secret_header(name) is is_secret


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("X-Key: hush hush\r\nLocation: New York", "X-Key: ••••\nLocation: New York"),
        ("a password=hush", "a password=••••"),
        ("Zm9vYmFyYmF6cXV4MTIzNDU2", MASK),
        ("CUST-2024-000123456789, VIP/7 or Flat 4b", "CUST-2024-000123456789, VIP/7 or Flat 4b"),
        ("hunter2 of Rome", f"{MASK} of Rome"),
        ("(hunter2)", MASK),
        (
            "CON-bc643220-2542-499a-892e-c982c4150c06 2026-11-30T12:00:00Z",
            "CON-bc643220-2542-499a-892e-c982c4150c06 2026-11-30T12:00:00Z",
        ),
        ("New York City, 447700900111", "New York City, 447700900111"),
    ],
)
def test_headers_are_masked_by_their_names_and_where_they_look_random(text: str, masked: str) -> None:
    assert mask_headers(text).replace("\r", "") == masked


@pytest.mark.parametrize("name", ["Content-Type", "accept-language", "User-Agent", "X-Nexmo-Trace-Id"])
def test_a_header_that_is_known_is_masked_like_any_text(name: str) -> None:
    assert mask_headers("audio/l16;rate=16000 4bf92f3577b34da6", name=name) == "audio/l16;rate=16000 4bf92f3577b34da6"
    assert mask_headers("token=hush", name=name) == f"token={MASK}"


def test_the_mask_can_be_chosen() -> None:
    assert mask_secrets("https://u:hush@h/?sig=hush", "[gone]") == "https://[gone]@h/?sig=[gone]"


SECRETS: tuple[tuple[str, str], ...] = (
    *(("secret_url", "https://h.example/hush7?x=1"), ("reset_token_url", "https://h.example/reset?u=1&t=hush7")),
    *(
        ("token_url", "https://h.example/hush7"),
        ("password_url", "https://h.example/?hush7"),
        ("otp_uri", "otpauth:hush7"),
    ),
    *(
        ("password_reset_url", "https://h.example/r/hush7"),
        ("tokenUrl", "https://h.example/#hush7"),
        ("key_token_urls", "hush7"),
    ),
    *(("secret_endpoint", "https://h.example/hook/hush7"), ("signature_url", "https://h.example/oauth/hush7")),
    *(("password_changed", "hush7"), ("password_changed_to", "hush7"), ("otp_sent", "hush7"), ("token_used", "hush7")),
    *(("tokens", "hush7"), ("tokens", "12345678hush7"), ("access_tokens", "1,hush7"), ("otp_tokens", "4711hush7")),
    *(
        ("secret_id", "hush7"),
        ("token_uuid", "hush7"),
        ("session_id", "hush7"),
        ("cookie_id", "hush7"),
        ("pins", "1hush7"),
    ),
    *(("ISP_PASSWORD", "hush7"), ("this_password", "hush7"), ("password_is", "hush7"), ("NIS-password", "hush7")),
    *(("passwords_2", "hush7"), ("password_name_value", "hush7"), ("token_set", "hush7"), ("pwdLast", "hush7")),
    *(("token_active", "hush7"), ("password_match", "hush7"), ("password_present", "hush7"), ("pin_exists", "hush7")),
    *(
        ("card", "4111111111111111"),
        ("order_card", "4111111111111111"),
        ("note", "4111111111111111"),
    ),
    *(("card of order", "4111111111111111"), ("discover no", "6011111111111117"), ("policy", "4111111111111111")),
    *(("confirmation", "5555555555554444"), ("account number", "4111111111111111"), ("po", "4111111111111111")),
)
"""Pairs of (name, value) that are masked, the value as a whole or from where the secret in it begins."""

HARMLESS: tuple[tuple[str, str], ...] = (
    *(
        ("tokens", "512"),
        ("tokens", "0"),
        ("usage.tokens", "1048576"),
        ("tokensIn", "17"),
        ("tokens_out", "3"),
        ("n_tokens", "5"),
    ),
    *(
        ("token_count", "512"),
        ("tokens_total", "512"),
        ("nb_tokens", "512"),
        ("numPasswords", "2"),
        ("pin_attempts", "3"),
    ),
    *(("password_changed", "true"), ("password_changed", "no"), ("password_reset", "false"), ("otp_sent", "yes")),
    *(
        ("has_password", "yes"),
        ("hasPassword", "1"),
        ("is_token_valid", "no"),
        ("requires_pin", "never"),
        ("token_active", "1"),
    ),
    *(
        ("password_set", "1"),
        ("secretRotated", "0"),
        ("pin_locked", "no"),
        ("password_present", "yes"),
        ("token_missing", "no"),
    ),
    *(
        ("password_changed_at", "2026-11-30T12:00:00Z"),
        ("otp_sent", "2026-11-30T12:00:00.5+01:00"),
        ("pwdLastSet", "133774"),
    ),
    *(("password_last_changed", "1732968000"), ("token_refreshed", "2026-11-30"), ("secretRotationDays", "90")),
    *(
        ("token_id", "tok7f3a"),
        ("tokenIds", "tok7f3a"),
        ("api_key_id", "k-71a"),
        ("jwt_id", "71a"),
        ("access_key_id", "AK71A"),
    ),
    *(
        ("token_name", "ci-2"),
        ("secret_name", "prod/db1"),
        ("token_issuer", "idp2"),
        ("token_scopes", "read2"),
        ("key_owner", "a1b"),
    ),
    *(("token_url", "https://h.example/oauth2/token"), ("password_url", "https://h.example/forgot/password/")),
    *(
        ("token_endpoint", "https://h.example/t"),
        ("authUrl", "https://h.example/a"),
        ("cookie_policy_url", "https://h.example/c1"),
    ),
    *(("password_hash_algorithm", "argon2"), ("token_provider", "okta2")),
    *(
        (name, "4111111111111111")
        for name in ("order.number", "your order no. is", "order number is", "order_no", "Order #")
    ),
    *(
        (name, "4111111111111111")
        for name in ("rma_number", "awb", "AWB no.", "po_number", "PO No", "poNumber", "imei")
    ),
    *(
        (name, "5555555555554444")
        for name in ("confirmation_number", "confirmationCode", "tracking", "tracking_no", "waybill")
    ),
    *(
        (name, "5555555555554444")
        for name in ("claim no", "refund_id", "policy number was", "request-id", "purchase.ref")
    ),
)
"""Pairs that are not."""


def write(name: str, value: str) -> tuple[str, ...]:
    """Return a pair in all the ways in which a text may have it."""
    document = {name: int(value) if value.isdecimal() else value}
    texts = (f"{name}: {value}", f"{name}={value}", f"A {name}: {value}.", json.dumps({name: value}))
    return (*texts, json.dumps(document), json.dumps({"x": 1, **document, "y": 2}, separators=(",", ":")))


@pytest.mark.parametrize(("name", "value"), SECRETS)
def test_a_secret_is_masked_however_it_is_written(name: str, value: str) -> None:
    for text in write(name, value):
        masked = mask_secrets(text)
        assert MASK in masked, text
        assert not re.search(r"hush|\d{12}", masked), text


@pytest.mark.parametrize(
    "text",
    [
        *("secret url: https://h.example/?t=hush7", "Your reset token link: https://h.example/r/hush7"),
        *("secret_url: <https://h.example/?t=hush7|here>", "token_link=https://h.example/?a=1&t=hush7;b"),
        *(
            "password => hush7",
            "'token' => 'hush7'",
            '"api_key"=>"hush7"',
            "reset_token_url => https://h.example/hush7",
        ),
        *("token_url: https://h.example/oauth/token?x=hush7", "token_url: https://h.example/api/hush7/token"),
    ],
)
def test_a_secret_is_masked_in_other_ways_to_write_it(text: str) -> None:
    assert "hush7" not in mask_secrets(text)


@pytest.mark.parametrize(("name", "value"), HARMLESS)
def test_what_is_only_about_a_secret_is_not_masked_however_it_is_written(name: str, value: str) -> None:
    for text in write(name, value):
        assert mask_secrets(text) == text


@given(
    st.lists(st.sampled_from(HARMLESS), max_size=3),
    st.sampled_from(SECRETS[:-9]),
    st.lists(st.sampled_from(HARMLESS), max_size=3),
    st.sampled_from([", ", "; ", "\n", " and "]),
)
def test_a_secret_is_masked_whatever_harmless_text_stands_around(
    before: list[tuple[str, str]], secret: tuple[str, str], after: list[tuple[str, str]], between: str
) -> None:
    for pair in ("{}: {}", "{}={}", '"{}": "{}"'):
        text = between.join(pair.format(*words) for words in (*before, secret, *after))
        assert not re.search(r"hush\d", mask_secrets(text))


@pytest.mark.parametrize(
    "text",
    [
        "v=0 means that flight BA1234 is late",
        "v=0 while B2 and 7UP7 are at the gate",
        "v=0, but s3cr3t is a word",
        '{"order":{"number":4111111111111111}}',
        '{"orders": [{"total": 5, "id": "4111111111111111"}]}',
        '{\\"shipment\\": {\\"ref\\": \\"4111111111111111\\"}}',
        "your order no. is 4111111111111111.",
        "Your confirmation number was: 5555555555554444",
        "The RMA is 4111111111111111, the PO no. 5555555555554444, the AWB 6011111111111117",
        'usage: {"tokens":512,"x":1}',
    ],
)
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert mask_secrets(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *(
            "order 123, card 4111 1111 1111 1111",
            "order 123, card 4111111111111111",
            "order no. 4111111111111111, exp 12/27",
        ),
        *("order 4111111111111111 cvv 123", "Order no. is 4111-1111-1111-1111", "RMA 7: visa 4111111111111111"),
        *('{"order":{"number":4111111111111111,"card":"visa"}}', '{"order":{"id":7},"pan":4111111111111111}'),
        *(
            '{"order":{"id":7,"note":"4111111111111111"}}',
            '{"number":4111111111111111}',
            "tracking 4111111111111111 discover",
        ),
        *("v=0 s=- c=4111111111111111", " v=0 c=IN IP4 4111111111111111", "It was v=0 s=- c=4111111111111111"),
        *("tokens:512,password:4111111111111111x", "otp and tokens: 4111111111111111", "token: 4111111111111111x"),
    ],
)
def test_a_card_or_a_description_of_a_session_is_masked_beside_what_is_harmless(text: str) -> None:
    assert "1111" not in mask_secrets(text)


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
