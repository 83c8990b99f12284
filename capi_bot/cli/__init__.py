"""The command `capi-bot`."""
