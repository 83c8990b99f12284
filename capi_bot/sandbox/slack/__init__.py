"""Slack workspaces on loopback, written from Slack's documents: what apps call, what they are sent, what people see."""
