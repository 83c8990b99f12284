"""Answer people in Slack."""
