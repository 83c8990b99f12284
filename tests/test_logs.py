from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import pytest
from slack_bolt import App

from capi_bot import logs

PEM = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\nc2VjcmV0\n-----END PRIVATE KEY-----"
SECRETS = {
    "a response_url": ("to https://hooks.slack.com/commands/T1/2/secret now", "secret"),
    "a response_url in a form": ("response_url=https%3A%2F%2Fhooks.slack.com%2Factions%2Fsecret&text=x", "secret"),
    "a response_url of another host": ('{"response_url": "http://127.0.0.1:1/response/secret", "text": "x"}', "secret"),
    "government hooks": ("https://hooks.slack-gov.com/commands/secret", "secret"),
    "a socket ticket": ("connecting to wss://wss-primary.slack.com/link/?ticket=secret&app_id=1", "secret"),
    "a response_url with a port": ("https://hooks.slack.com:443/commands/T1/2/secret", "secret"),
    "a response_url in escaped JSON": (r'"https:\/\/hooks.slack.com\/actions\/T1\/2\/secret"', "secret"),
    "a response_url encoded twice": ("https%253A%252F%252Fhooks.slack.com%252Factions%252FT1%252Fsecret", "secret"),
    "a request of urllib3's": ('https://hooks.slack.com:443 "POST /commands/T1/2/secret HTTP/1.1" 200 2', "secret"),
    "a failure of requests": (
        "HTTPSConnectionPool(host='hooks.slack.com', port=443): Max retries exceeded with url: /x/secret (Caused by",
        "secret",
    ),
    "a warning of urllib3's": (
        "Failed to parse headers (url=https://hooks.slack.com:443/actions/T1/2/secret)",
        "secret",
    ),
    "a payload as JSON in a form": (r'payload="{\"response_url\": \"https://127.0.0.1/response/secret\"}"', "secret"),
    "the response_urls of a form": ("'response_urls': [{'response_url': 'http://127.0.0.1/secret'}]", "secret"),
    "a bot token": ("with xoxb-1-2-secret.", "secret"),
    "a rotated token": ("with xoxe.xoxb-1-secret and more", "secret"),
    "an app token": ("with xapp-1-A0-secret and more", "secret"),
    "the deprecated token in a form": ("token=secret&team_id=T1", "secret"),
    "the deprecated token in JSON": ('{"token": "secret", "team_id": "T1"}', "secret"),
    "the deprecated token in a dict": ("{'token': 'secret', 'team_id': 'T1'}", "secret"),
    "a header": ("Authorization: Bearer secret", "secret"),
    "a JWT": ("sent eyJhbGciOiJSUzI1NiJ9.eyJqdGkiOiJzZWNyZXQifQ.c2VjcmV0-_x", "c2VjcmV0"),
    "a key": (f"key {PEM} end", "c2VjcmV0"),
    "a key on one line": (PEM.replace("\n", "\\n"), "c2VjcmV0"),
    "a key cut off": ("-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0", "c2VjcmV0"),
    "the body of a key": (f"key MIIEvQIBADANBgkqhkiG9w0BAQ\n{'c2VjcmV0' * 8}\nc2VjcmV0== end", "c2VjcmV0"),
    "the body of a key on one line": (f"MIIEvQIBADANBgkqhkiG9w0BAQ\\n{'c2VjcmV0' * 8}\\nc2VjcmV0==", "c2VjcmV0"),
    "a line of a key": (f"it is\n{'c2VjcmV0' * 8}\nor so", "c2VjcmV0"),
    "a secret of Vonage's": ("/v1/x?api_key=1&api_secret=hidden&x=y", "hidden"),
    "a signing secret": ("SLACK_SIGNING_SECRET=hidden", "hidden"),
    "a key in base64": ("LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0tc2VjcmV0", "tc2VjcmV0"),
}


@pytest.fixture(autouse=True)
def _restore_loggers() -> Iterator[None]:
    """Restore the root's handlers and the level of every logger, also of those that Bolt makes and sets."""
    root = logging.getLogger()
    handlers, levels = root.handlers[:], {logger: logger.level for logger in _loggers()}
    yield
    root.handlers[:] = handlers
    for logger in _loggers():
        logger.setLevel(levels.get(logger, logging.NOTSET))


def _loggers() -> list[logging.Logger]:
    named = (logger for logger in logging.root.manager.loggerDict.values() if isinstance(logger, logging.Logger))
    return [logging.getLogger(), *named]


@pytest.mark.parametrize(("text", "secret"), SECRETS.values(), ids=SECRETS.keys())
def test_a_secret_is_redacted(text: str, secret: str) -> None:
    redacted = logs.redact(text)

    assert secret not in redacted
    assert "[redacted]" in redacted


NUMBER = re.compile(r"\d[\d ().-]{3,}")
PHONE_NUMBERS = (
    "447700900111",
    "+447700900111",
    "+44 7700 900111",
    "+44 (0)7700 900-111",
    "(415) 555-0101",
    "415.555.0101",
    "415.5550101",
    "4155-55-0101",
    "0612 34 56 78",
    "5550101",
    "%2B447700900111",
    "%2B44%207700%20900111",
    "+44\xa07700\u2011900111",
    "４４７７００９００１１１",  # noqa: RUF001 - full width is what is tested
    "٤٤٧٧٠٠٩٠٠١١١",
)
AROUND = (
    "{}",
    "from {} to {}.",
    "'{}'",
    "sip:{}@pbx.example;user=phone",
    "tel:{}",
    '{{"number":"{}","type":"phone"}}',
    "number={}&x=1",
    "NAM-{}",
    "call_{}_b",
    "/v1/users?name={}",
    "ValueError: I do not know “{}”",
    "1: {}, 2: {}",
)


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("number", PHONE_NUMBERS)
def test_a_phone_number_is_redacted_however_it_is_written_and_wherever_it_stands(number: str, around: str) -> None:
    redacted = logs.redact(around.format(*[number] * around.count("{}")))

    assert number not in redacted
    assert not NUMBER.search(redacted)
    assert "[redacted]" in redacted


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-30T22:12:07Z INFO x: 2026-11-30 22:12:07,123 and 2026-11-30",
        "CON-550e8400-e29b-41d4-a716-446655440000/events/4433: 200, trace 1234567890",
        "Interaction 12345678: command, done, 12 ms, and Interaction c0ffee42",
        "Listening on http://127.0.0.1:40457, from 192.168.100.200",
        "the message 1700000009.000100 of U0123456789 in C9876543210",
        "after 0.123456789 s, line 12345, d41d8cd98f00b204e9800998ecf8427e, 3 of 500 conversations",
        "GET /v1/conversations 200 in 12 ms",
        "Alice (USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6) joined",
        "https://api.nexmo.com/v1/conversations?page_size=10&cursor=abc",
        "two tokens are left, the bearer",
        "a secret of MII and /usr/lib/python3/dist/packages/some/where/else/that/is/far/away/from/us",
    ],
)
def test_text_without_secrets_is_unchanged(text: str) -> None:
    assert logs.redact(text) == text


def test_text_beside_a_secret_is_unchanged() -> None:
    assert logs.redact("token=secret&team_id=T1") == "token=[redacted]&team_id=T1"


def test_a_record_is_one_line_with_its_exception_redacted(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    try:
        raise ValueError(PEM)  # noqa: TRY301 - the traceback is what is tested
    except ValueError:
        logging.getLogger("capi_bot.x").exception("it failed: %s", "a\nb xoxb-1-secret")

    (line,) = capsys.readouterr().err.splitlines()
    assert "ERROR capi_bot.x: it failed: a | b [redacted] | Traceback" in line
    assert "secret" not in line
    assert "c2VjcmV0" not in line


def test_times_are_utc() -> None:
    record = logging.makeLogRecord({"created": 0.0, "msg": "x", "levelname": "INFO", "name": "n"})

    assert logs.OneLineFormatter().format(record) == "1970-01-01T00:00:00Z INFO n: x"


def test_a_line_separator_of_another_script_makes_no_second_line() -> None:
    record = logging.makeLogRecord({"created": 0.0, "msg": "a\u2028b\rc", "levelname": "INFO", "name": "n"})

    assert logs.OneLineFormatter().format(record).endswith("a | b | c")


LIBRARY_LOGGERS = ("slack_bolt", "slack_bolt.RequestVerification", "capi-bot", "capi-bot:on_command")


def _log_bodies() -> None:
    for name in LIBRARY_LOGGERS:
        logging.getLogger(name).info("a body")
    logging.getLogger("slack_sdk.webhook.client").debug("a response_url")
    logging.getLogger("websockets.client").debug("a message with a response_url")
    logging.getLogger("urllib3.connectionpool").debug('http://127.0.0.1:1 "POST /response/1 HTTP/1.1" 200 2')
    logging.getLogger("waitress.queue").warning("a queue")
    logging.getLogger("capi_bot").debug("ours")


def test_slacks_libraries_never_log_bodies_or_urls_even_at_debug(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("DEBUG")

    _log_bodies()

    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("DEBUG capi_bot: ours")


@pytest.mark.parametrize("when", ["before", "after"])
def test_slacks_libraries_log_no_bodies_when_bolt_sets_the_levels_of_its_own_loggers(
    capsys: pytest.CaptureFixture[str], when: str
) -> None:
    logging.getLogger().setLevel(logging.DEBUG)
    if when == "after":
        logs.configure("DEBUG")
    App(name="capi-bot", token="xoxb-1", signing_secret="x", token_verification_enabled=False).command("/x")(print)
    if when == "before":
        logs.configure("DEBUG")
    assert logging.getLogger("slack_bolt.RequestVerification").isEnabledFor(logging.INFO)

    _log_bodies()

    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("DEBUG capi_bot: ours")


def test_a_warning_of_slacks_libraries_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")

    for name in LIBRARY_LOGGERS:
        logging.getLogger(name).warning("a warning")
    logging.getLogger("capi_bot_of_others").info("a warning")

    assert capsys.readouterr().err.count("a warning") == len(LIBRARY_LOGGERS) + 1


def test_slacks_libraries_follow_a_level_above_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("ERROR")
    for name in LIBRARY_LOGGERS:
        logging.getLogger(name).setLevel(logging.DEBUG)

    for name in LIBRARY_LOGGERS:
        logging.getLogger(name).warning("a warning")

    assert capsys.readouterr().err == ""
    assert logging.getLogger("slack_sdk").level == logging.ERROR


def test_configuring_twice_writes_a_record_once(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    logs.configure("INFO")

    logging.getLogger("capi_bot").info("once")

    assert capsys.readouterr().err.count("once") == 1
