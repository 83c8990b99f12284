"""Watch live Vonage conversations from Slack."""

__version__ = "0.1.0"
