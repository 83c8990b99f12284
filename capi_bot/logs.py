"""Logging: one line per record on standard error, without secrets and without numbers of people."""

from __future__ import annotations

import logging
import re
import sys
import time

from capi_bot.secrets_filter import mask_secrets

_REDACTED = "[redacted]"
_SLASH = r"\\?/|%(?:25)?2[fF]|\\u002[fF]"
"""A slash, also as JSON and URLs escape it."""
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?m)^[A-Za-z0-9+/]{64}$"), _REDACTED),  # a line of a private key
    (
        re.compile(rf"(?i)(hooks(?:\.|%2e)slack(?:-gov)?(?:\.|%2e)com(?:(?::|%3a)\d+)?(?:{_SLASH}))[^\s\"'&<>]+"),
        rf"\1{_REDACTED}",
    ),
    (re.compile(r"(?i)(response_urls?\W{1,12})(?=http)[^\s\"'&<>,}]+"), rf"\1{_REDACTED}"),
    # Without its host, as urllib3 writes a request or a failure, and with it where only a stand-in of Slack has that.
    (
        re.compile(
            rf"((?:{_SLASH})(?:actions|app|commands|services|triggers|workflows)(?:{_SLASH})[ET]\w*(?:{_SLASH}))[^\s\"'&<>]+"
        ),
        rf"\1{_REDACTED}",
    ),
    (re.compile(r"(\bwith url: ?)\S+"), rf"\1{_REDACTED}"),
    (re.compile(r"(?i)(\bwss://[^\s/\"']+/)[^\s\"']*"), rf"\1{_REDACTED}"),  # Socket Mode: the ticket is in the path
)
"""Matches secrets that only this program handles: addresses with which anybody can post, and lines of its own key."""
_LOWEST_LEVELS = {
    "slack_bolt": logging.WARNING,
    "capi-bot": logging.WARNING,
    "slack_sdk": logging.INFO,
    "urllib3": logging.INFO,
    "waitress.queue": logging.ERROR,
    "websockets": logging.INFO,
}
"""By logger. At INFO slack_bolt logs the whole body of a request with a wrong signature; the loggers of its listeners
have the app's name, as `capi-bot:listener`. At DEBUG slack_sdk, urllib3 and websockets log response_urls. waitress
warns of every request that waits for a thread, if only for a millisecond."""


_HARMLESS_DIGITS = (
    r"(?:19|20)\d\d-[01]\d-[0-3]\d(?!\d)(?:[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?Z?)?",  # a time
    r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",  # a UUID
    r"(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?(?![\d.])",  # an address of a machine
    r"(?:0\.\d+|\d{1,10}\.\d{1,6})(?![\d.])",  # a fraction, or the ts of a message
    r"\b(?=\d*[a-f])(?![0-9a-f]*\d{9})[0-9a-f]{8,}\b",  # an id in hexadecimal
    r"\b[A-Z][A-Z0-9]{8,12}\b",  # an id of Slack's
    r"\bInteraction [0-9a-f]{8}\b",
    r"\btrace [\w-]+",
)
_BETWEEN_DIGITS = r"(?:[ \t\xa0\u202f().\u2010-\u2015-]|%20|%2[bB]|\+)"
_DIGITS = re.compile(
    rf"(?<!\d)(?:({'|'.join(_HARMLESS_DIGITS)})|(?:\+|%2[bB])?\(?\d(?:{_BETWEEN_DIGITS}{{0,3}}\d){{6,14}}(?!\d))"
)
"""Matches what has the length of a phone number (E.164), as machines and as people write it, or, in its group, other
digits, which are kept."""


def redact(text: str) -> str:
    """Return a text without tokens, keys, addresses with which anybody can post, and phone numbers."""
    text = mask_secrets(text, _REDACTED)
    for pattern, replacement in _FORMS:
        text = pattern.sub(replacement, text)
    return _DIGITS.sub(lambda digits: digits[1] or _REDACTED, text)


class OneLineFormatter(logging.Formatter):
    """A formatter of one redacted line for each record, its exception included; times are UTC."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """Format a record; its lines are joined only after redaction, which recognises a key by its lines."""
        return " | ".join(redact(super().format(record)).splitlines())


def configure(level: str) -> None:
    """Write every record of `level` (such as `INFO`) and above to standard error, and remove earlier handlers."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLineFormatter())
    handler.setLevel(level)
    handler.addFilter(_reaches_logger_level)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name, lowest in _LOWEST_LEVELS.items():
        logging.getLogger(name).setLevel(max(lowest, logging.getLogger().level))


def _reaches_logger_level(record: logging.LogRecord) -> bool:
    """Return whether a record reaches its logger's lowest level.

    The handler checks it because levels of loggers do not last: whenever an `App` is built, Bolt copies to its own
    loggers the level of the root, or of the logger that it is given.
    https://github.com/slackapi/bolt-python/blob/main/slack_bolt/logger/__init__.py
    """
    return not any(
        record.levelno < lowest and re.match(rf"{re.escape(name)}\b", record.name)
        for name, lowest in _LOWEST_LEVELS.items()
    )
