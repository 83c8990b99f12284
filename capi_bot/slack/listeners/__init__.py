"""Listeners: a function for each command, button, shortcut and form, from a payload and services to a reply."""
