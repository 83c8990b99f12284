from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from capi_bot import logs

PEM = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\nc2VjcmV0\n-----END PRIVATE KEY-----"
SECRETS = {
    "a response_url": ("to https://hooks.slack.com/commands/T1/2/secret now", "secret"),
    "a response_url in a form": ("response_url=https%3A%2F%2Fhooks.slack.com%2Factions%2Fsecret&text=x", "secret"),
    "a response_url of another host": ('{"response_url": "http://127.0.0.1:1/response/secret", "text": "x"}', "secret"),
    "government hooks": ("https://hooks.slack-gov.com/commands/secret", "secret"),
    "a socket ticket": ("connecting to wss://wss-primary.slack.com/link/?ticket=secret&app_id=1", "secret"),
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
def _logging_as_it_was() -> Iterator[None]:
    named = {name: logging.getLogger(name) for name in ("slack_bolt", "slack_sdk")}
    levels = {name: logger.level for name, logger in named.items()}
    root, handlers, level = logging.getLogger(), logging.getLogger().handlers[:], logging.getLogger().level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, logger in named.items():
        logger.setLevel(levels[name])


@pytest.mark.parametrize(("text", "secret"), SECRETS.values(), ids=SECRETS.keys())
def test_a_secret_is_taken_out(text: str, secret: str) -> None:
    shown = logs.redact(text)

    assert secret not in shown
    assert "[redacted]" in shown


@pytest.mark.parametrize(
    "text",
    [
        "GET /v1/conversations 200 in 12 ms",
        "Alice (USR-33a51f4d-d06b-42f6-a525-90d2859ab9f6) joined",
        "https://api.nexmo.com/v1/conversations?page_size=10&cursor=abc",
        "two tokens are left, the bearer",
        "a secret of MII and /usr/lib/python3/dist/packages/some/where/else/that/is/far/away/from/us",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert logs.redact(text) == text


def test_what_stands_beside_a_secret_stays() -> None:
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


def test_slacks_libraries_never_tell_bodies_or_urls_even_at_debug(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("DEBUG")

    logging.getLogger("slack_bolt.RequestVerification").info("body")
    logging.getLogger("slack_sdk.webhook.client").debug("body")
    logging.getLogger("capi_bot").debug("ours")

    assert capsys.readouterr().err.count("body") == 0


def test_a_level_that_slack_bolt_sets_on_a_logger_of_its_own_does_not_matter(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logger = logging.getLogger("slack_bolt.RequestVerification")
    level = logger.level
    logs.configure("DEBUG")
    logger.setLevel(logging.DEBUG)

    logger.info("body")
    logger.warning("wrong signature")
    logger.setLevel(level)

    assert capsys.readouterr().err.splitlines()[0].endswith("WARNING slack_bolt.RequestVerification: wrong signature")


def test_slacks_libraries_are_as_quiet_as_the_rest_when_that_is_quieter() -> None:
    logs.configure("ERROR")

    assert logging.getLogger("slack_bolt").level == logging.ERROR
    assert logging.getLogger("slack_sdk").level == logging.ERROR


def test_configuring_twice_writes_a_record_once(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    logs.configure("INFO")

    logging.getLogger("capi_bot").info("once")

    assert capsys.readouterr().err.count("once") == 1
