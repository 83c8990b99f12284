"""Logging: one line per record on standard error, without secrets."""

from __future__ import annotations

import logging
import re
import sys
import time

from capi_bot.secrets_filter import mask_secrets

_REDACTED = "[redacted]"
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?m)^[A-Za-z0-9+/]{64}$"), _REDACTED),  # a line of a private key
    (re.compile(r"(?i)(hooks(?:\.|%2e)slack(?:-gov)?(?:\.|%2e)com(?:/|%2f))[^\s\"'&<>]+"), rf"\1{_REDACTED}"),
    (re.compile(r"(?i)(response_url\W{1,4})(?=http)[^\s\"'&<>,}]+"), rf"\1{_REDACTED}"),
    (re.compile(r"(?i)(\bwss://[^\s/\"']+/)[^\s\"']*"), rf"\1{_REDACTED}"),  # Socket Mode: the ticket is in the path
)
"""Matches secrets that only this program handles: addresses with which anybody can post, and lines of its own key."""
_LOWEST_LEVELS = {
    "slack_bolt": logging.WARNING,
    "capi-bot": logging.WARNING,
    "slack_sdk": logging.INFO,
    "waitress.queue": logging.ERROR,
    "websockets": logging.INFO,
}
"""By logger. At INFO slack_bolt logs the whole body of a request with a wrong signature; the loggers of its listeners
have the app's name, as `capi-bot:listener`. At DEBUG slack_sdk and websockets log response_urls. waitress warns of
every request that waits for a thread, if only for a millisecond."""


def redact(text: str) -> str:
    """Return a text without tokens, keys, and addresses with which anybody can post."""
    text = mask_secrets(text, _REDACTED)
    for pattern, replacement in _FORMS:
        text = pattern.sub(replacement, text)
    return text


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
