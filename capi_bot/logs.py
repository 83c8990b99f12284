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
"""Secrets that only this program has: addresses that let their holder post, and lines of its own key."""
_MIN_LEVELS = {"slack_bolt": logging.WARNING, "slack_sdk": logging.INFO, "waitress.queue": logging.ERROR}
"""At INFO slack_bolt logs the whole body of a request with a wrong signature, at DEBUG slack_sdk logs response_urls.
waitress warns of every request that waits for a thread, if only for a millisecond."""


def redact(text: str) -> str:
    """Return a text without tokens, keys, and addresses that let their holder post."""
    text = mask_secrets(text, _REDACTED)
    for pattern, replacement in _FORMS:
        text = pattern.sub(replacement, text)
    return text


class OneLineFormatter(logging.Formatter):
    """A formatter that writes a record, with its exception, as one redacted line; times are UTC."""

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
    handler.addFilter(_has_min_level)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name, min_level in _MIN_LEVELS.items():
        logging.getLogger(name).setLevel(max(min_level, logging.getLogger().level))


def _has_min_level(record: logging.LogRecord) -> bool:
    # The loggers' levels do not suffice: slack_bolt sets that of each logger below its own anew.
    return all(
        record.levelno >= min_level
        for name, min_level in _MIN_LEVELS.items()
        if record.name == name or record.name.startswith(f"{name}.")
    )
